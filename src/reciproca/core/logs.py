"""Lines of the server's log: the time in UTC, one line of head, and no key that stands in an address."""

import logging
import re
import time
from typing import Any

__all__ = ["Line"]

#: The private addresses of calendars, for programs that cannot send their password otherwise.
KEYS_IN_ADDRESSES = re.compile(r"(/calendar/)[\w-]{16,}")


class Line(logging.Formatter):
    converter = time.gmtime  # type: ignore[assignment]

    def __init__(self, **options: Any) -> None:
        super().__init__("{asctime}Z {levelname} {name} {message}", "%Y-%m-%dT%H:%M:%S", style="{", **options)

    def format(self, record: logging.LogRecord) -> str:
        return KEYS_IN_ADDRESSES.sub(r"\1…", super().format(record))
