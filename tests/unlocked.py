"""Takes the protections away from a real server, to see that the races then find the fault: an app of tests only.

An update no longer asks in which state or version a row is, nobody waits for a row, and every press of a button has its
effect.
"""

from typing import Any

from django.apps import AppConfig
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse


class Unlocked(AppConfig):
    name = "unlocked"

    def ready(self) -> None:
        from reciproca.core import idempotency

        QuerySet.update = _update_whatever_it_is(QuerySet.update)  # type: ignore[method-assign]
        QuerySet.select_for_update = lambda self, *args, **kwargs: self.all()  # type: ignore[method-assign]
        idempotency.once = _every_time


def _update_whatever_it_is(update: Any) -> Any:
    def blindly(self: QuerySet, **changes: Any) -> int:
        conditions = self.query.where.children
        named = [
            one for one in conditions if one.lookup_name == "exact" and getattr(one.lhs.target, "primary_key", False)
        ]
        if not named or not self.model.__module__.startswith("reciproca."):
            return update(self, **changes)
        return update(self.model._base_manager.filter(pk=named[0].rhs), **changes)

    blindly.alters_data = True  # type: ignore[attr-defined]
    return blindly


def _every_time(request: HttpRequest, key: str, respond: Any) -> HttpResponse:
    return respond()
