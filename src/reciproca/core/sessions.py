"""Sessions in the database, as Django keeps them; the question that every page begins with is prepared."""

from datetime import datetime
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from . import clock
from .prepared import prepared

__all__ = ["SessionStore"]


class SessionStore(DatabaseSessions):
    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Any:
        found = _session(self.session_key or "", clock.now())
        if not found:
            self._session_key = None  # as Django does: a key that nobody gave out is not taken over
        return found[0] if found else None


@prepared()
def _session(key: str, now: datetime) -> QuerySet:
    return Session.objects.filter(session_key=key, expire_date__gt=now)
