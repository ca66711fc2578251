"""Settings (one table of options), root addresses, asgi."""
