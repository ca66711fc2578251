"""Addresses of static files carry a mark of their content, so that a new release is seen at once without a build step."""

import hashlib
from functools import lru_cache

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage

__all__ = ["VersionedStorage"]


class VersionedStorage(StaticFilesStorage):
    def url(self, name: str | None) -> str:
        return _marked(name or "", self.base_url or "")


@lru_cache(maxsize=1024)
def _marked(name: str, base_url: str) -> str:
    path = finders.find(name)
    url = StaticFilesStorage(base_url=base_url).url(name)
    if not path or not isinstance(path, str):
        return url
    with open(path, "rb") as file:
        return f"{url}?v={hashlib.file_digest(file, 'sha256').hexdigest()[:10]}"
