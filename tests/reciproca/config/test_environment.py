"""What an operator writes into variables is read as it is meant, or refused in a sentence."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from reciproca.config.environment import BadSetting, database_of, mail_of, value_of
from reciproca.config.options import Option

POSTGRES = {"ENGINE": "django.db.backends.postgresql", "NAME": "reti", "USER": "", "PASSWORD": "", "HOST": "", "PORT": "", "OPTIONS": {}}  # fmt: skip


@pytest.mark.parametrize(
    ("address", "differs"),
    [
        ("postgres:///reti", {}),
        ("postgresql://ada@db.example/reti", {"USER": "ada", "HOST": "db.example"}),
        ("postgres://ada:pass@db:5433/reti", {"USER": "ada", "PASSWORD": "pass", "HOST": "db", "PORT": 5433}),
        ("postgres://a%40da:p%3Aa%2Fs%3Fs%23%25+@[::1]:5432/r%C3%A9ti", {
            "NAME": "réti", "USER": "a@da", "PASSWORD": "p:a/s?s#%+", "HOST": "::1", "PORT": 5432}),
        ("postgres://ada@db/reti?sslmode=verify-full&sslrootcert=/etc/ca.pem", {
            "USER": "ada", "HOST": "db", "OPTIONS": {"sslmode": "verify-full", "sslrootcert": "/etc/ca.pem"}}),
        ("postgres:///reti?host=/run/postgresql", {"OPTIONS": {"host": "/run/postgresql"}}),
        ("postgres:///reti?options=-c%20work_mem%3D64MB", {"OPTIONS": {"options": "-c work_mem=64MB"}}),
    ],
)  # fmt: skip
def test_a_postgresql_is_read_from_its_address(address, differs):
    assert database_of(address) == POSTGRES | differs


@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("sqlite:///data/a.sqlite3", "data/a.sqlite3"),
        ("sqlite:////srv/a.sqlite3", "/srv/a.sqlite3"),
        ("sqlite:////srv/due%20reti.sqlite3", "/srv/due reti.sqlite3"),
    ],
)
def test_a_file_is_relative_with_three_strokes_and_absolute_with_four(address, file):
    assert database_of(address) == {"ENGINE": "django.db.backends.sqlite3", "NAME": file}


@pytest.mark.parametrize(
    "address",
    [
        "mysql://ada:secret@db/reti",
        "db.example/reti",
        "postgres://ada:secret@db",
        "postgres://ada:secret@db/",
        "postgres://ada:secret@db:port/reti",
        "postgres://ada:secret/more@db/reti",
        "postgres://ada:secret#more@db/reti",
        "postgres://ada:secret@more@db/reti",
        "postgres://ada:secret@[::1/reti",
        "postgres://ada:secret@db/reti?sslmode",
        "postgres://%2Frun%2Fpostgresql/reti",
        "sqlite://",
        "sqlite://:memory:",
        "sqlite:///:memory:",
        "sqlite://data/a.sqlite3",
    ],
)
def test_an_address_without_meaning_is_refused_and_no_password_is_repeated(address):
    with pytest.raises(BadSetting, match=r"^DATABASE_URL.*\.$") as refusal:
        database_of(address)

    assert "secret" not in str(refusal.value)
    assert "more" not in str(refusal.value)


@pytest.mark.parametrize(
    ("address", "port", "tls", "ssl"),
    [
        ("smtp://localhost", 25, False, False),
        ("smtp://127.0.0.1:2525", 2525, False, False),
        ("smtp://ada:pa%40ss@mail.example:587?tls=true", 587, True, False),
        ("smtp://mail.example?tls=1", 587, True, False),
        ("smtp://mail.example?tls=false", 25, False, False),
        ("smtp://mail.example?ssl=true", 465, False, True),
        ("smtps://mail.example", 465, False, True),
    ],
)
def test_a_relay_is_asked_for_the_encryption_that_its_address_says(address, port, tls, ssl):
    said = mail_of(address)

    assert (said["EMAIL_PORT"], said["EMAIL_USE_TLS"], said["EMAIL_USE_SSL"]) == (port, tls, ssl)
    assert said["EMAIL_HOST_PASSWORD"] == ("pa@ss" if "ada" in address else "")


@pytest.mark.parametrize(
    "address",
    ["imap://mail.example", "smtp://", "smtp://mail.example?starttls=true", "smtp://mail.example?tls=perhaps",
     "smtps://mail.example?tls=true", "smtp://ada:secret@mail.example:mail", "mail.example:587"],
)  # fmt: skip
def test_a_relay_that_cannot_be_meant_is_refused(address):
    with pytest.raises(BadSetting, match=r"^EMAIL_URL.*\.$") as refusal:
        mail_of(address)

    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize(
    ("kind", "default", "text", "value"),
    [
        (int, 8000, "81", 81), (int, 8000, "", 8000), (int, 8000, None, 8000), (str, "it", " en ", "en"),
        (bool, False, "True", True), (bool, False, "on", True), (bool, True, "0", False), (bool, True, "", True),
    ],
)  # fmt: skip
def test_values_have_the_kind_of_their_option_and_empty_ones_are_not_set(kind, default, text, value):
    option = Option("PORT", kind, default, "")

    assert value_of(option, {} if text is None else {"PORT": text}) == value


@pytest.mark.parametrize(("kind", "text"), [(int, "80a"), (int, "8.5"), (bool, "maybe")])
def test_a_value_of_another_kind_is_refused_with_its_name(kind, text):
    with pytest.raises(BadSetting, match=rf"^PORT is .*“{text}”\.$"):
        value_of(Option("PORT", kind, 0, ""), {"PORT": text})


def test_a_command_says_it_in_one_sentence(tmp_path):
    environment = {**os.environ, "DATA_DIR": str(tmp_path), "DATABASE_URL": "mysql://ada:secret@db/reti"}
    environment["DJANGO_SETTINGS_MODULE"] = "reciproca.config.settings"

    done = subprocess.run([sys.executable, "-m", "reciproca", "check"], env=environment, capture_output=True, text=True)

    assert done.returncode == 1
    assert done.stderr == "reciproca: DATABASE_URL begins with postgres:// or with sqlite:///.\n"
