"""What the server runs: pages in a few threads that keep their connection to the database."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reciproca.config.settings")

from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application
from django.db import connections

#: Pages answered at once by one process. Python runs one at a time; the others wait for the database or for a file.
THREADS = 4

application = WSGIMiddleware(get_wsgi_application(), workers=THREADS)  # type: ignore[arg-type]  # two spellings of WSGI's types

# Only here: the worker of jobs forks, and open connections do not survive a fork.
database = connections.settings["default"]
if database["ENGINE"].endswith("postgresql"):
    database["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 12}
else:
    database["CONN_MAX_AGE"] = None  # opening SQLite reads its whole schema, 5 ms a page
