"""Addresses of static files carry a mark of their content, so that a new release is seen at once without a build step."""

import hashlib
from functools import lru_cache

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage

__all__ = ["VersionedStorage"]


class VersionedStorage(StaticFilesStorage):
    def url(self, name: str | None) -> str:
        mark = _mark(name or "")
        return f"{super().url(name)}?v={mark}" if mark else super().url(name)


@lru_cache(maxsize=1024)
def _mark(name: str) -> str:
    path = finders.find(name)
    if not path or not isinstance(path, str):
        return ""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()[:10]
