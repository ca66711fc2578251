"""What the server runs."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reciproca.config.settings")

from django.core.asgi import get_asgi_application
from django.db import connections

application = get_asgi_application()

if connections.settings["default"]["ENGINE"].endswith("postgresql"):
    # Only here: the worker of jobs forks, and a pool of connections does not survive a fork.
    connections.settings["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 12}
