"""What must hold before a server starts, and what is worth a look: each a sentence, with what to do."""

import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import get_connection
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from . import clock
from .models import RateCount

__all__ = [
    "OLDEST_LOCK",
    "locked_on",
    "missing_migrations",
    "seams_of_tests",
    "sqlite_is_unsound",
    "what_hinders",
    "what_worries",
]

#: The first SQLite without the write-ahead-log fault; see config/sqlite.py.
SOUND_SQLITE = (3, 51, 3)
#: Domains that are nobody's (RFC 2606): where invented people live.
INVENTED = (".example", ".test", ".invalid", ".localhost", "@example.org", "@example.com", "@example.net")
#: How old the lock of the packages may be; docs/how-to/keep-packages-current.md has the terms for those known to be weak.
OLDEST_LOCK = timedelta(days=90)
HERE = {"localhost", "127.0.0.1", "::1"}


def what_hinders() -> Iterator[str]:
    """The reasons why the server must not start; none when it may."""
    data_dir = Path(settings.DATA_DIR)
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        probe = data_dir / ".writable"
        probe.touch()
        probe.unlink()
    except OSError as trouble:
        yield f"DATA_DIR ({data_dir}) cannot be written: {trouble.strerror}. Make the folder writable, or set another one."
        return
    if sqlite_is_unsound():
        yield (
            "This SQLite can damage a database that several processes write to (the fault is in 3.7.0 to 3.51.2). "
            "Install the wheel pysqlite3, or set DATABASE_URL to a PostgreSQL."
        )
    for zone in ("Europe/Rome", "Europe/London"):
        try:
            ZoneInfo(zone)
        except ZoneInfoNotFoundError:
            yield f"The time zone {zone} is unknown here: install the system's time zone data (the package tzdata)."
    if seams := seams_of_tests():
        yield f"These are the settings of the tests ({', '.join(seams)}): unset DJANGO_SETTINGS_MODULE."
    if settings.DEBUG and urlsplit(settings.SITE_URL).hostname not in HERE:
        yield "DEBUG shows tracebacks and settings to anybody: unset it on a server that others reach."
    try:
        missing = missing_migrations()
    except DatabaseError as trouble:
        yield f"The database does not answer: {str(trouble).strip().splitlines()[0]}. Check DATABASE_URL."
        return
    if missing:
        yield f"The database is not prepared ({len(missing)} steps are missing). Run: reciproca migrate"
        return
    if trouble_said := _refusal_to_write():
        yield f"Nothing can be written to the database: {trouble_said}. Look at its disk, and at whose file it is."
        return
    if settings.DEMO and (real := _real_accounts()):
        yield f"DEMO lets anybody sign in as anybody, and {real} accounts here have real addresses: unset DEMO."


def what_worries(*, reach_mail: bool = False) -> Iterator[str]:
    """What does not keep the server from starting, and yet is seldom meant."""
    site = urlsplit(settings.SITE_URL)
    if site.scheme != "https" and site.hostname not in HERE:
        yield "SITE_URL is not https: sign-ins could be read on the way, and passkeys do not work."
    if site.scheme == "https" and not settings.TRUSTED_PROXIES:
        yield "SITE_URL is https and TRUSTED_PROXIES is 0: say how many proxies there are, or browsers are not told to keep to https."
    if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend") and not settings.DEMO:
        yield f"EMAIL_URL is empty: mails are only written to {settings.EMAIL_FILE_PATH}, and nobody gets them."
    elif reach_mail:
        try:
            get_connection().open()
        except OSError as trouble:
            yield f"The mail relay does not answer: {trouble}. Check EMAIL_URL."
    if unsure := _not_waited_for():
        yield f"PostgreSQL answers before its disk has what it was told ({unsure}): what was saved last can be lost with it."
    if (locked := locked_on()) and clock.today() - locked > OLDEST_LOCK:
        yield f"The packages are those of {locked:%d %B %Y}, more than {OLDEST_LOCK.days} days ago: upgrade Reciproca."
    for name, count in _stuck().items():
        yield f"{count} {name}."
    if settings.HOST not in HERE and not settings.TRUSTED_PROXIES:
        yield f"HOST is {settings.HOST} and TRUSTED_PROXIES is 0: behind a proxy, set it, so that limits see who asks."
    for community in _community_model()._default_manager.all():
        try:
            ZoneInfo(community.time_zone)
        except (ZoneInfoNotFoundError, ValueError):
            yield f"The time zone of {community} ({community.time_zone}) is unknown here."


def locked_on() -> date | None:
    """The day on which the versions of all packages were last looked up; None where there is no clone."""
    file = Path(settings.SOURCE).parent.parent / "requirements" / "locked.toml"
    return tomllib.loads(file.read_text())["locked"] if file.is_file() else None


def seams_of_tests() -> list[str]:
    """What only tests may have switched off: none of it on a server that people use."""
    options = str(settings.DATABASES["default"].get("OPTIONS", {}).get("init_command", ""))
    seams = {
        "quick passwords": any("MD5" in hasher for hasher in settings.PASSWORD_HASHERS),
        "any host": "*" in settings.ALLOWED_HOSTS,
        "mails kept in memory": settings.EMAIL_BACKEND.endswith(("locmem.EmailBackend", "dummy.EmailBackend")),
        "writes that are not durable": connection.vendor == "sqlite" and "synchronous=FULL" not in options,
        "no token against forgery": "django.middleware.csrf.CsrfViewMiddleware" not in settings.MIDDLEWARE,
        "no permission seam": "reciproca.core.middleware.SeamMiddleware" not in settings.MIDDLEWARE,
    }
    return [name for name, is_there in seams.items() if is_there]


def sqlite_is_unsound() -> bool:
    """Whether several processes writing to this database could damage it."""
    if connection.vendor != "sqlite":
        return False
    from django.db.backends.sqlite3.base import Database  # type: ignore[attr-defined]  # -- whichever module took the place of sqlite3; the stubs hide it

    return Database.sqlite_version_info < SOUND_SQLITE


def missing_migrations() -> list[str]:
    """Names of the migrations that have not been applied, in order."""
    executor = MigrationExecutor(connection)
    return [str(step) for step, _ in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def _refusal_to_write() -> str:
    """What the database says to a row of ours, which is taken back at once; empty when it takes it."""
    try:
        with transaction.atomic():
            RateCount.objects.create(bucket="whether it can be written", window=0, count=0, until=clock.now())
            transaction.set_rollback(True)
    except DatabaseError as trouble:
        return str(trouble).strip().splitlines()[0]
    return ""


def _real_accounts() -> int:
    emails = get_user_model()._default_manager.values_list("email", flat=True)
    return sum(not email.endswith(INVENTED) for email in emails)


def _not_waited_for() -> str:
    """The settings of a PostgreSQL that does not wait for its disk, as somebody would look them up."""
    if connection.vendor != "postgresql":
        return ""
    found = []
    with connection.cursor() as cursor:
        for name in ("fsync", "synchronous_commit"):
            cursor.execute(f"SHOW {name}")
            if cursor.fetchone()[0] == "off":
                found.append(f"{name} = off")
    return ", ".join(found)


def _stuck() -> dict[str, int]:
    from django_q.models import OrmQ  # -- slow import

    waiting = OrmQ.objects.filter(lock__lt=clock.now() - timedelta(minutes=10)).count()
    parked = apps.get_model("notifications", "OutboxMail").objects.filter(state="parked").count()
    found = {
        "jobs have waited for more than ten minutes: is `reciproca serve` or `reciproca worker` running": waiting,
        "mails could not be delivered after five tries: see the server's outbox page": parked,
    }
    return {sentence: count for sentence, count in found.items() if count}


def _community_model() -> type[Any]:
    return apps.get_model("communities", "Community")
