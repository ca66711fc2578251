"""What the tests switch off keeps a server from starting."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from reciproca.core.readiness import seams_of_tests, what_hinders, what_worries

SOUND = {
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.ScryptPasswordHasher"],
    "ALLOWED_HOSTS": ["localhost"],
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
}
SEAMS = [
    ("PASSWORD_HASHERS", ["django.contrib.auth.hashers.MD5PasswordHasher"], "quick passwords"),
    ("ALLOWED_HOSTS", ["*"], "any host"),
    ("EMAIL_BACKEND", "django.core.mail.backends.locmem.EmailBackend", "mails kept in memory"),
    ("MIDDLEWARE", [], "no token against forgery"),
    ("MIDDLEWARE", [], "no permission seam"),
]


@pytest.fixture
def sound(db: None, settings, monkeypatch: pytest.MonkeyPatch) -> dict:  # type: ignore[no-untyped-def]
    """Nothing switched off; the options of the database."""
    for name, value in SOUND.items():
        setattr(settings, name, value)
    options = settings.DATABASES["default"].setdefault("OPTIONS", {})
    monkeypatch.setitem(options, "init_command", "PRAGMA synchronous=FULL;")
    assert seams_of_tests() == []
    return options


@pytest.mark.parametrize(("name", "value", "said"), SEAMS, ids=[said for *_, said in SEAMS])
def test_each_seam_of_the_tests_is_named(sound: dict, settings, name: str, value: object, said: str) -> None:  # type: ignore[no-untyped-def]
    setattr(settings, name, value)

    assert said in seams_of_tests()
    assert any(said in hindrance for hindrance in what_hinders())


def test_writes_that_are_not_durable_are_named(sound: dict) -> None:
    sound["init_command"] = "PRAGMA synchronous=OFF;"

    assert seams_of_tests() == (["writes that are not durable"] if connection.vendor == "sqlite" else [])


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
