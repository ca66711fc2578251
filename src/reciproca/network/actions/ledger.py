"""The one function through which everything that happens between two people is recorded; the ties that are kept with each
line that counts, and the circle that is kept."""

from datetime import tzinfo
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.db import transaction

from reciproca.communities.models import LedgerIdentity, Membership
from reciproca.core import clock
from reciproca.core.chain import append
from reciproca.core.memory import uncollected
from reciproca.network.choices import DEFAULT_WEIGHTS, Kind
from reciproca.network.circulation import as_figures, circle_on, is_long, passed_on
from reciproca.network.graph import tie_between, ties_from_ledger
from reciproca.network.models import Interaction, KeptCircle, LedgerHead, Onward, Tie
from reciproca.network.queries import confirmed_gifts

__all__ = ["cancel_interaction", "confirm_interaction", "keep_circle", "mend_ties", "record_interaction"]


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
    if confirmed:
        _keep_tie(given_by, received_by)
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
    if is_long():
        _keep_onwards()
    return True


def _keep_onwards() -> None:
    """What was passed on, over the whole ledger: only what differs is written, some at a time."""
    wanted = passed_on(confirmed_gifts())
    there = {seq: (after, key) for seq, after, key in Onward.objects.values_list("seq", "after", "pk")}
    over = [key for seq, (after, key) in there.items() if wanted.get(seq) != after]
    new = [Onward(seq=seq, after=after) for seq, after in wanted.items() if seq not in there or there[seq][0] != after]
    for start in range(0, len(over), AT_A_TIME):
        Onward.objects.filter(pk__in=over[start : start + AT_A_TIME]).delete()
    for start in range(0, len(new), AT_A_TIME):
        Onward.objects.bulk_create(new[start : start + AT_A_TIME], ignore_conflicts=True)


def mend_ties() -> int:
    """Work all ties of the community in force out from its ledger, and write those that differ; how many did.

    None should: they are written with each line. It is for a ledger that came without them, and for certainty. All of them
    take seconds, and nothing is held meanwhile; what seems to differ is looked at again while no line can be written.
    """
    with uncollected():
        rows = Tie.objects.values_list("first_id", "second_id", *TOLD)
        kept = {(first, second): tuple(told) for first, second, *told in rows}
        worked_out = {(tie.first_id, tie.second_id): told_of(tie) for tie in ties_from_ledger()}
        pairs = sorted(kept.keys() | worked_out.keys())
        differ = [pair for pair in pairs if kept.get(pair) != worked_out.get(pair)]
    return sum(_mend(differ[start : start + AT_ONCE]) for start in range(0, len(differ), AT_ONCE))


#: So many rows are written at a time.
AT_A_TIME = 500
#: So many ties are mended while the ledger is held.
AT_ONCE = 200


@transaction.atomic
def _mend(pairs: list[tuple[int, int]]) -> int:
    LedgerHead.objects.select_for_update().first()  # no line is written meanwhile
    people = {one for pair in pairs for one in pair}
    names = dict(LedgerIdentity.objects.filter(membership__in=people).values_list("membership", "ledger_id"))
    mended = 0
    for first, second in pairs:
        found = tie_between(names[first], names[second]) if first in names and second in names else None
        tie = found[1] if found else None
        if _differ(Tie.objects.filter(first=first, second=second).first(), tie):
            _write_tie(first, second, tie)
            mended += 1
    return mended


def _differ(one: Tie | None, other: Tie | None) -> bool:
    return (one and told_of(one)) != (other and told_of(other))


#: What a tie says of its two.
TOLD = ("began_at", "last_at", "fast_first", "fast_second", "slow_first", "slow_second", "given_first", "given_second",
        "lines", "visits", "gap", "peak")  # fmt: skip
told_of = attrgetter(*TOLD)


def _keep_tie(giver: UUID, receiver: UUID) -> None:
    """Write what the two now have between them, while the end of the ledger is held: nobody else writes of them."""
    found = tie_between(giver, receiver)
    if found is not None:
        (first, second), tie = found
        _write_tie(first, second, tie)


def _write_tie(first: int, second: int, tie: Tie | None) -> None:
    if tie is None:
        Tie.objects.filter(first=first, second=second).delete()
    else:
        told = {name: getattr(tie, name) for name in TOLD}
        Tie.objects.update_or_create(first_id=first, second_id=second, defaults=told)


def _follow(line: Interaction, **changes: Any) -> Interaction:
    kept = ("giver", "receiver", "kind", "mutual", "minutes", "weight", "object_kind", "object_id")
    follower = Interaction(**{name: getattr(line, name) for name in kept}, **changes, at=clock.now())
    append(follower, LedgerHead)
    _keep_tie(line.giver, line.receiver)
    return follower


def _weight(kind: str, minutes: int | None) -> float:
    if kind == Kind.SESSION:
        return min(DEFAULT_WEIGHTS[kind] * (minutes or 60) / 60, 6.0)
    return DEFAULT_WEIGHTS[kind]
