"""Sessions in the database, as Django keeps them; the question which one it is, which every page asks, is prepared."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from reciproca.core.prepared import prepared

__all__ = ["SessionStore"]


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Session | None:
        """The row of this key, while it lasts; without one the key is given up."""
        found = _session(self.session_key) if self.session_key else []
        if found and self.get_expiry_age(expiry=found[0].expire_date) > 0:
            return found[0]
        self._session_key = None
        return None


@prepared()
def _session(key: str) -> QuerySet:
    return Session.objects.filter(session_key=key)
