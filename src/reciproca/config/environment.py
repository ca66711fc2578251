"""What the environment says, read into what Django wants: values of options, the database and the mail relay by address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from .options import Option

__all__ = ["BadSetting", "database_of", "mail_of", "value_of"]

TRUE, FALSE = {"true", "yes", "on", "1"}, {"false", "no", "off", "0"}
POSTGRES = ("postgres", "postgresql")
#: Of the mail relay: the port where none is said, and how it is encrypted.
PORTS = {"plain": 25, "tls": 587, "ssl": 465}
SIGNS = "In a user or a password write % as %25, : as %3A, / as %2F, ? as %3F, # as %23 and @ as %40."


class BadSetting(ImproperlyConfigured):
    """A variable that cannot be meant; the sentence never repeats a password."""


def value_of(option: Option, environment: Mapping[str, str]) -> Any:
    """The value of an option; a variable that is empty counts as not set."""
    text = environment.get(option.name, "").strip()
    if not text:
        return option.default
    if option.kind is bool:
        if text.lower() not in TRUE | FALSE:
            raise BadSetting(f"{option.name} is true or false, and not “{text}”.")
        return text.lower() in TRUE
    try:
        return option.kind(text)
    except ValueError:
        raise BadSetting(f"{option.name} is a whole number, and not “{text}”.") from None


def database_of(address: str) -> dict[str, Any]:
    """Django's settings of the database at `postgres://user:password@host:port/name?sslmode=…` or `sqlite:///file`.

    What follows the question mark goes to the driver as it stands. A socket is a host: ``postgres:///name?host=/run/postgresql``.
    """
    parts = _parts("DATABASE_URL", address)
    name = unquote(parts.path[1:])
    if parts.scheme == "sqlite":
        if parts.netloc or parts.query or name in ("", ":memory:"):
            raise BadSetting(
                "DATABASE_URL names no file: write sqlite:///file, or sqlite:////folder/file from the root."
            )
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": name}
    if parts.scheme not in POSTGRES:
        raise BadSetting("DATABASE_URL begins with postgres:// or with sqlite:///.")
    if not name:
        raise BadSetting(f"DATABASE_URL names no database: postgres://user:password@host/name. {SIGNS}")
    if "%" in (parts.hostname or ""):
        raise BadSetting("DATABASE_URL: a socket is written postgres:///name?host=/folder.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": parts.port or "",
        "OPTIONS": _said_besides("DATABASE_URL", parts),
    }


def mail_of(address: str) -> dict[str, Any]:
    """Django's settings of the relay at `smtp://user:password@host:port?tls=true` (or `ssl=true`, or `smtps://`)."""
    parts = _parts("EMAIL_URL", address)
    if parts.scheme not in ("smtp", "smtps"):
        raise BadSetting("EMAIL_URL begins with smtp:// or with smtps://.")
    if not parts.hostname:
        raise BadSetting(f"EMAIL_URL names no host: smtp://user:password@host:587?tls=true. {SIGNS}")
    encrypted = {"ssl"} if parts.scheme == "smtps" else set()
    for name, text in _said_besides("EMAIL_URL", parts).items():
        if name not in ("tls", "ssl") or text.lower() not in TRUE | FALSE:
            raise BadSetting("EMAIL_URL: after the question mark stands tls=true or ssl=true.")
        if text.lower() in TRUE:
            encrypted.add(name)
    if len(encrypted) > 1:
        raise BadSetting("EMAIL_URL says both tls (encrypted once connected) and ssl (from the start): choose one.")
    how = next(iter(encrypted), "plain")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or PORTS[how],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": how == "tls",
        "EMAIL_USE_SSL": how == "ssl",
    }


def _parts(variable: str, address: str) -> SplitResult:
    try:
        parts = urlsplit(address.strip())
        _ = parts.port
    except ValueError:
        raise BadSetting(f"{variable} has no meaning from its host and port on. {SIGNS}") from None
    if parts.fragment or parts.netloc.count("@") > 1:
        raise BadSetting(f"{variable} is cut off at a sign. {SIGNS}")
    return parts


def _said_besides(variable: str, parts: SplitResult) -> dict[str, str]:
    try:
        return dict(
            parse_qsl(parts.query.replace("+", "%2B"), keep_blank_values=True, strict_parsing=bool(parts.query))
        )
    except ValueError:
        raise BadSetting(f"{variable}: after the question mark stands name=value, parted by &.") from None
