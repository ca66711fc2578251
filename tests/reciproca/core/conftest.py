import pytest

from reciproca.core.readiness import seams_of_tests

SOUND = {
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.ScryptPasswordHasher"],
    "ALLOWED_HOSTS": ["localhost"],
    "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
}


@pytest.fixture
def sound(db: None, settings, monkeypatch: pytest.MonkeyPatch) -> dict:  # type: ignore[no-untyped-def]
    """Nothing switched off; the options of the database."""
    for name, value in SOUND.items():
        setattr(settings, name, value)
    options = settings.DATABASES["default"].setdefault("OPTIONS", {})
    monkeypatch.setitem(options, "init_command", "PRAGMA synchronous=FULL;")
    assert seams_of_tests() == []
    return options
