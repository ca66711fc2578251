"""The one function through which everything that happens between two people is recorded; and the circle that is kept."""

from datetime import tzinfo
from typing import Any

from django.db import transaction

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.chain import append

from .choices import DEFAULT_WEIGHTS, Kind
from .circulation import as_figures, circle_on
from .models import Interaction, KeptCircle, LedgerHead

__all__ = ["cancel_interaction", "confirm_interaction", "keep_circle", "record_interaction"]


def record_interaction(
    kind: str,
    *,
    giver: Membership,
    receiver: Membership,
    source: Any,
    minutes: int | None = None,
    mutual: bool = False,
    confirmed: bool = False,
    weight: float | None = None,
) -> Interaction:
    """Write one line, in the transaction of the thing itself. `source` is the row it comes from."""
    given_by, received_by = giver.ledger_id, receiver.ledger_id
    assert given_by is not None  # nobody writes of those who were erased
    assert received_by is not None
    line = Interaction(
        giver=given_by,
        receiver=received_by,
        kind=kind,
        mutual=mutual,
        minutes=minutes,
        weight=_weight(kind, minutes) if weight is None else weight,
        confirmed=confirmed,
        object_kind=source._meta.model_name,
        object_id=str(source.public_id),
        at=clock.now(),
    )
    append(line, LedgerHead)
    return line


def confirm_interaction(line: Interaction) -> Interaction:
    """The other side says it was so: only now it counts as evidence."""
    return _follow(line, confirmed=True, confirms=line.seq)


def cancel_interaction(line: Interaction) -> Interaction:
    """It was not so, or is taken back: the earlier line stays, and no longer counts."""
    return _follow(line, confirmed=False, cancels=line.seq)


def keep_circle(*, zone: tzinfo) -> bool:
    """Work out the circle of the community in force, on today's date in `zone`, and keep it for its pages.

    Seconds where tens of thousands take part, and nothing is held meanwhile. False: it was kept already, or there is nothing.
    """
    today = clock.now().astimezone(zone).date()
    seq = LedgerHead.objects.values_list("seq", flat=True).first() or 0
    if not seq or KeptCircle.objects.filter(seq=seq, day=today).exists():
        return False
    figures = as_figures(circle_on(today, zone=zone))
    with transaction.atomic():
        KeptCircle.objects.update_or_create(
            defaults={"seq": seq, "day": today, "figures": figures, "at": clock.now()},
        )
    return True


def _follow(line: Interaction, **changes: Any) -> Interaction:
    kept = ("giver", "receiver", "kind", "mutual", "minutes", "weight", "object_kind", "object_id")
    follower = Interaction(**{name: getattr(line, name) for name in kept}, **changes, at=clock.now())
    append(follower, LedgerHead)
    return follower


def _weight(kind: str, minutes: int | None) -> float:
    if kind == Kind.SESSION:
        return min(DEFAULT_WEIGHTS[kind] * (minutes or 60) / 60, 6.0)
    return DEFAULT_WEIGHTS[kind]
