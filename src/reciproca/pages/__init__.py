"""Screens that join several rooms: the front page, today."""
