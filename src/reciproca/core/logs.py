"""Lines of the server's log: the time in UTC, one line of head, and no key that stands in an address."""

import json
import logging
import os
import re
import time
from typing import Any

__all__ = ["JsonLine", "Line", "formatter"]

#: The private addresses of calendars, for programs that cannot send their password otherwise.
KEYS_IN_ADDRESSES = re.compile(r"(/calendar/)[\w-]{16,}")


class Line(logging.Formatter):
    converter = time.gmtime  # type: ignore[assignment]

    def __init__(self, **options: Any) -> None:
        super().__init__("{asctime}Z {levelname} {name} {message}", "%Y-%m-%dT%H:%M:%S", style="{", **options)

    def format(self, record: logging.LogRecord) -> str:
        return KEYS_IN_ADDRESSES.sub(r"\1…", super().format(record))


class JsonLine(Line):
    """The same as an object: for programs that gather logs. What `security.note` tells stands in fields of its own."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "time": f"{self.formatTime(record, self.datefmt)}Z",
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            told["exception"] = self.formatException(record.exc_info)
        return KEYS_IN_ADDRESSES.sub(r"\1…", json.dumps(told, ensure_ascii=False, default=str))


def formatter() -> Line:
    """As LOG_FORMAT says; also for the web server, which reads no settings of ours."""
    return JsonLine() if os.environ.get("LOG_FORMAT") == "json" else Line()
