"""The one table of what an operator may set, by environment variable. Documented in docs/reference/settings.md."""

from dataclasses import dataclass
from typing import Any

__all__ = ["OPTIONS", "Option"]


@dataclass(frozen=True, slots=True)
class Option:
    name: str
    kind: type
    default: Any
    meaning: str


OPTIONS: tuple[Option, ...] = (
    Option("HOST", str, "127.0.0.1", "Address the server listens on."),
    Option("PORT", int, 8000, "Port the server listens on."),
    Option(
        "DATABASE_URL",
        str,
        "",
        "Where the data live: empty for SQLite in DATA_DIR, or postgres://user:password@host/name?sslmode=verify-full.",
    ),
    Option("DATA_DIR", str, "data", "Folder for the SQLite file, uploads, the secret key and backups."),
    Option("SITE_URL", str, "", "Address people type, with scheme. Empty: http://localhost:PORT."),
    Option("SECRET_KEY", str, "", "Key for signatures. Empty: made once and kept in DATA_DIR/secret_key."),
    Option(
        "EMAIL_URL",
        str,
        "",
        "Mail relay, smtp://user:password@host:587?tls=true. Empty: mails are written to DATA_DIR/mail.",
    ),
    Option("MAIL_FROM", str, "Reciproca <reciproca@localhost>", "Sender of the mails."),
    Option("TRUSTED_PROXIES", int, 0, "How many proxies of yours stand before the server and write X-Forwarded-For."),
    Option(
        "HSTS_SUBDOMAINS",
        bool,
        True,
        "Browsers are told that the subdomains of SITE_URL speak https too. False only when one of them cannot.",
    ),
    Option(
        "LOG_FORMAT",
        str,
        "line",
        "How the log is written: line, or json with one object a line, for programs that gather logs.",
    ),
    Option("WORKERS", int, 1, "How many background workers `reciproca serve` starts."),
    Option(
        "DEMO",
        bool,
        False,
        "A demo server: ready sign-ins on the front page, nobody gets mail. Never with real people.",
    ),
    Option("DEBUG", bool, False, "Tracebacks in the browser, for developers only."),
)
