"""What goes by itself when its time has come: read from the registers, in portions, as often as one likes."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils import translation

from reciproca.audit.actions import record
from reciproca.communities.choices import MembershipState
from reciproca.communities.models import Community, Membership
from reciproca.core import clock
from reciproca.core.models import Scoped
from reciproca.core.register import KEPT_FOR, Datum, Retention
from reciproca.core.register_of_others import holding_of, register_of
from reciproca.core.scope import within
from reciproca.notifications.choices import MailState
from reciproca.notifications.models import OutboxMail
from reciproca.privacy.queries import registered_models

from .erasing import emptied_value, erase_person

__all__ = ["A_PORTION", "Due", "due_data", "forget_due_data", "forget_farewells"]

logger = logging.getLogger("reciproca.privacy")

#: Rows in one transaction, and portions of one table in one run: what is left is done the next day.
A_PORTION = 500
MOST_PORTIONS = 200


@dataclass(frozen=True, slots=True)
class Due:
    """What is due in one table: `fields` to be emptied in the rows, or, without fields, rows to be deleted."""

    community: Community | None
    model: type[models.Model]
    retention: Retention
    fields: tuple[str, ...]
    rows: models.QuerySet

    @property
    def label(self) -> str:
        return self.model._meta.label_lower


def due_data() -> Iterator[Due]:
    """Everything whose time has come, table by table; each community's is given within that community."""
    for community in (None, *Community.objects.order_by("pk")):
        with within(community):
            for model in registered_models():
                if (community is None) is not issubclass(model, Scoped):
                    yield from _due_in(model, community)


def forget_due_data() -> dict[str, int]:
    """Let it all go; how many rows of which table. Stopped half-way, the next run takes up the rest."""
    counts: dict[str, int] = {}
    for community in (None, *Community.objects.order_by("pk")):
        with within(community):
            here: dict[str, int] = {}
            for model in registered_models():
                if (community is None) is not issubclass(model, Scoped):
                    for due in _due_in(model, community):
                        here[due.label] = here.get(due.label, 0) + _let_go(due)
            here = {label: number for label, number in here.items() if number}
            if community is not None and here:
                with transaction.atomic():
                    record("forget_due_data", on=community, **here)
            elif here:
                logger.info("retention: %s", ", ".join(f"{number} {label}" for label, number in here.items()))
            for label, number in here.items():
                counts[label] = counts.get(label, 0) + number
    return counts


def forget_farewells() -> int:
    """The mail that says “you are erased” is the last thing that holds the address: once it has left, it goes too."""
    last = OutboxMail.objects.filter(renderer="reciproca.privacy.mails.erasure_done")
    return last.exclude(state=MailState.WAITING).delete()[0]


def _due_in(model: type[models.Model], community: Community | None) -> Iterator[Due]:
    holding = holding_of(model)
    if holding is None or not holding.since:
        return
    if model is Membership:
        rows = model._default_manager.filter(state=MembershipState.LEFT, erased_at=None)
        yield from _if_any(
            Due(community, model, "membership", (), rows.filter(_older(model, holding.since, "membership")))
        )
        return
    register = register_of(model)
    lengths = {datum.retention for datum in register.values()} & KEPT_FOR.keys() - {"membership"}
    for retention in sorted(lengths):
        rows = model._default_manager.filter(_older(model, holding.since, retention))
        if _goes_as_a_row(register, retention):
            yield from _if_any(Due(community, model, retention, (), rows))
            continue
        emptied = {
            name: datum
            for name, datum in register.items()
            if datum.retention == retention and datum.erase in ("null", "blank", "pseudonymise")
        }
        full = [~Q(**{name: emptied_value(model, name, datum)}) for name, datum in emptied.items()]
        if full:
            yield from _if_any(Due(community, model, retention, tuple(emptied), rows.filter(_any(full))))


def _goes_as_a_row(register: dict[str, Datum], retention: Retention) -> bool:
    """A row goes when something in it says “delete” at this time, or when all of it has this length."""
    mine = [datum for datum in register.values() if datum.retention == retention]
    if any(datum.is_personal and datum.erase == "delete" for datum in mine):
        return True
    return len(mine) == len(register)


def _older(model: type[models.Model], since: str, retention: Retention) -> Q:
    moment: datetime | date = clock.now() - KEPT_FOR[retention]
    here: Any = model
    field: Any = None
    for part in since.split("__"):
        field = here._meta.get_field(part)
        here = field.related_model
    if not isinstance(field, models.DateTimeField):
        moment = clock.today() - KEPT_FOR[retention]
    return Q(**{f"{since}__lt": moment})


def _let_go(due: Due) -> int:
    gone = 0
    for _portion in range(MOST_PORTIONS):
        with transaction.atomic():
            keys = list(due.rows.order_by("pk").values_list("pk", flat=True)[:A_PORTION])
            if not keys:
                break
            rows = due.model._default_manager.filter(pk__in=keys)
            if due.model is Membership:
                for person in Membership.objects.filter(pk__in=keys).select_related("community"):
                    erase_person(person)
            elif due.fields:
                register = register_of(due.model)
                with translation.override(due.community.language if due.community else "it"):
                    rows.update(**{name: emptied_value(due.model, name, register[name]) for name in due.fields})
            else:
                rows.delete()
            gone += len(keys)
    return gone


def _if_any(due: Due) -> Iterator[Due]:
    if due.rows.exists():
        yield due


def _any(conditions: list[Q]) -> Q:
    found = Q()
    for condition in conditions:
        found |= condition
    return found
