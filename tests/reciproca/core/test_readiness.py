"""What the tests switch off keeps a server from starting."""

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from reciproca.core.readiness import seams_of_tests, what_hinders, what_worries

SEAMS = [
    ("PASSWORD_HASHERS", ["django.contrib.auth.hashers.MD5PasswordHasher"], "quick passwords"),
    ("ALLOWED_HOSTS", ["*"], "any host"),
    ("EMAIL_BACKEND", "django.core.mail.backends.locmem.EmailBackend", "mails kept in memory"),
    ("MIDDLEWARE", [], "no token against forgery"),
    ("MIDDLEWARE", [], "no permission seam"),
]


@pytest.mark.parametrize(("name", "value", "said"), SEAMS, ids=[said for *_, said in SEAMS])
def test_each_seam_of_the_tests_is_named(sound: dict, settings, name: str, value: object, said: str) -> None:  # type: ignore[no-untyped-def]
    setattr(settings, name, value)

    assert said in seams_of_tests()
    assert any(said in hindrance for hindrance in what_hinders())


def test_writes_that_are_not_durable_are_named(sound: dict) -> None:
    sound["init_command"] = "PRAGMA synchronous=OFF;"

    assert seams_of_tests() == (["writes that are not durable"] if connection.vendor == "sqlite" else [])


def test_a_database_that_is_only_to_be_read_is_named(sound: dict) -> None:
    """Server and worker say so, and do not end in the middle of a sentence of Python."""
    readable = {"sqlite": "PRAGMA query_only = {}", "postgresql": "SET LOCAL transaction_read_only = {}"}
    assert not any("Nothing can be written" in one for one in what_hinders())

    with connection.cursor() as cursor:
        cursor.execute(readable[connection.vendor].format("on"))
        try:
            for command in ("worker", "serve"):
                with pytest.raises(CommandError, match="Nothing can be written to the database"):
                    call_command(command)
        finally:
            if connection.vendor == "sqlite":
                cursor.execute(readable["sqlite"].format("off"))


def test_a_database_that_is_not_there_is_named(sound: dict, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> list[str]:
        raise OperationalError("unable to open database file")

    monkeypatch.setattr("reciproca.core.readiness.missing_migrations", away)

    with pytest.raises(CommandError, match="The database does not answer: unable to open database file"):
        call_command("worker")


def test_a_postgresql_that_does_not_wait_for_its_disk_is_worth_a_look(db: None) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("For SQLite it is said above.")
    said = lambda: [one for one in what_worries() if "before its disk" in one]  # noqa: E731

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = on")
        waited = said()
        cursor.execute("SET LOCAL synchronous_commit = off")

    assert all("synchronous_commit" not in one for one in waited)  # the server of the tests may have fsync off
    assert "synchronous_commit = off" in said()[0]


def test_check_before_deploying_fails_under_the_settings_of_the_tests(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DJANGO_ALLOW_ASYNC_UNSAFE")  # Django refuses it too

    with pytest.raises(CommandError, match="These are the settings of the tests"):
        call_command("check", deploy=True)
