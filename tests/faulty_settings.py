"""The settings of a real server into which faults can be put: a harness that does not find them is worth nothing.

Only for a server that a test starts; nothing in src knows of it. A fault is in force while a file of its name lies in
DATA_DIR: "hasty" (answers, and writes afterwards), "unsynced" (does not wait for the disk), "full", "read-only". Each
answer also says in a header how the connection that served it is set.
"""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from reciproca.config.settings import *  # noqa: F403
from reciproca.config.settings import DATA_DIR, INSTALLED_APPS, MIDDLEWARE

INSTALLED_APPS = [*INSTALLED_APPS, "dying.Dying"]
MIDDLEWARE = ["faulty_settings.Hasty", "faulty_settings.Connection", *MIDDLEWARE]
PRAGMAS = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "mmap_size")

Next = Callable[[HttpRequest], HttpResponse]


def there_is(fault: str) -> bool:
    return Path(DATA_DIR, fault).exists()


class Hasty:
    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response
        self.later = ThreadPoolExecutor(1)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or not there_is("hasty"):
            return self.get_response(request)
        assert request.body
        self.later.submit(self.get_response, request)
        return HttpResponseRedirect(request.path.partition("sessions/")[0])


class Connection:
    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        from django.db import connection

        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                if there_is("unsynced"):
                    cursor.execute("PRAGMA synchronous = NORMAL")
                # A limit below what is there already means: not a page more.
                cursor.execute(f"PRAGMA max_page_count = {1 if there_is('full') else 4_294_967_294}")
                cursor.execute(f"PRAGMA query_only = {int(there_is('read-only'))}")
            else:
                cursor.execute(f"SET default_transaction_read_only = {'on' if there_is('read-only') else 'off'}")
        response = self.get_response(request)
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                said = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in PRAGMAS}
            else:
                cursor.execute("SHOW synchronous_commit")
                said = {"synchronous_commit": cursor.fetchone()[0]}
        response["X-Connection"] = json.dumps(said)
        return response
