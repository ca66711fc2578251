"""Reaching somebody through an ally: a request, a yes at each step, and a conversation of three."""
