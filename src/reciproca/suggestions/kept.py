"""A person's next steps, worked out now and then and kept, and shown as far as they hold when they are asked for.

Working them out (`next_steps`) reads ties, help, texts and needs, and compares words. It is done anew

- when anything of the person's own has changed since (`queries.state_of`): a line of the ledger, a need, a block;
- when one of the kept ways may not be shown any more: its other was blocked or has left, a need was closed, a profile changed;
- once a day, by a job, which also looks at those for whom a new need may be something (`actions.ask_for_renewal`).

What is forbidden is thus never shown, not even for a moment; only something new that others do may take until the job's next turn.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.together import Asks, Fault, answered, asking
from reciproca.network.choices import State
from reciproca.network.graph import Known
from reciproca.network.queries import people_at_their_limit
from reciproca.people.models import Profile

from .actions import Keeping, keep_ways
from .choices import Way
from .giving_back import Benefit, GivingBack
from .models import KeptWay
from .next_steps import Found, work_out
from .queries import STILL_TRUE, Help, Mine, Reading, due_readings, kept_ways_of, offers_named, state_of
from .rules import MOST_WAITING

__all__ = ["next_steps_of", "renew_next_steps", "tie_to_wake"]

logger = logging.getLogger("reciproca.jobs")

#: What a job did not come to in all this time is worked out where it is asked for.
HOLDS = timedelta(hours=30)
#: So many people's are worked out with one read of each kind.
TOGETHER = 500
#: The place of the tie to wake, where it is not among the steps.
TO_WAKE = 100


def next_steps_of(person: Membership, read: Reading | None = None) -> list[GivingBack]:
    """What `next_steps` says, read from what was kept where that still holds. `read`: for who has read it. Two queries."""
    return _found(person, read).steps


def tie_to_wake(person: Membership) -> GivingBack | None:
    """Of this person's quiet ties the one with the best reason today; kept beside the steps. Two queries."""
    return _found(person).to_wake


def _found(person: Membership, read: Reading | None = None) -> Found:
    read = read or state_of(person)
    if read.kept == read.state and read.made_at and timedelta(0) <= clock.now() - read.made_at < HOLDS:
        rows = kept_ways_of(person, MOST_WAITING) if read.ways else []
        if len(rows) == read.ways and all(map(_holds, rows)) and not _given_enough(rows):
            steps = [_restored(row, person) for row in rows if row.place != TO_WAKE]
            apart = next((_restored(row, person) for row in rows if row.place == TO_WAKE), None)
            return Found(steps, apart or next((way for way in steps if way.way == Way.RECONNECT), None))
    return _worked_out(person, read.state)


def renew_next_steps(*, most: int) -> int:
    """Work out those that are due, the longest due first; of how many people. In the community in force."""
    people = due_readings(most)
    for at in range(0, len(people), TOGETHER):
        some = people[at : at + TOGETHER]
        try:
            _renew(some)
        except Exception:  # what cannot be read for all of them is read for each
            logger.exception("The next steps of many people could not be worked out together.")
            for person in some:
                _renew_one(person)
    return len(people)


def _renew(people: Sequence[Membership]) -> None:
    states = [state_of(person).state for person in people]
    worked_out = answered([_with_rows.ask(person) for person in people])
    kept = []
    for person, state, found in zip(people, states, worked_out, strict=True):
        if isinstance(found, Fault):
            _renew_one(person)
        else:
            kept.append(Keeping(person, state, found[1]))
    keep_ways(kept)


def _renew_one(person: Membership) -> None:
    try:
        _worked_out(person, state_of(person).state)
    except Exception:  # one person's fault keeps nobody else waiting
        logger.exception("The next steps of a person could not be worked out.")


def _worked_out(person: Membership, state: str) -> Found:
    found, rows = _with_rows(person)
    keep_ways([Keeping(person, state, rows)])
    return found


@asking
def _with_rows(person: Membership) -> Asks[tuple[Found, list[KeptWay]]]:
    """The next steps, and how they are kept."""
    found = yield from work_out.ask(person)
    apart = [found.to_wake] if found.to_wake and found.to_wake not in found.steps else []
    rows = yield from _rows([*found.steps, *apart])
    for row in rows[len(found.steps) :]:
        row.place = TO_WAKE
    return found, rows


def _given_enough(rows: Sequence[KeptWay]) -> bool:
    """Whether what somebody to meet offers has gone to others by now."""
    to_meet = [row.other_id for row in rows if row.way == Way.MEET]
    return bool(to_meet) and bool(people_at_their_limit(to_meet))


def _holds(row: KeptWay) -> bool:
    """Whether what it says of the other is still so. Whether they may be met was asked by the query."""
    return (
        row.other_version == _version_of(row.other)
        and (row.need is None or (row.need.closed_at is None and row.need.refreshed_at >= clock.now() - STILL_TRUE))
        and (row.offer is None or row.offer.withdrawn_at is None)
    )


def _version_of(person: Membership) -> int | None:
    """Of their profile."""
    profile: Profile | None = getattr(person, "profile", None)
    return profile.version if profile else None


# ── there and back ───────────────────────────────────────────────────────────


def _rows(ways: Sequence[GivingBack]) -> Asks[list[KeptWay]]:
    offering = tuple(sorted({way.other.pk for way in ways if way.benefit.offer}))
    offered = (yield from offers_named.ask(offering)) if offering else {}
    return [
        KeptWay(
            place=place,
            way=way.way,
            other=way.other,
            other_version=_version_of(way.other),
            need=way.need,
            offer_id=offered.get((way.other.pk, way.benefit.offer)),
            mentorship=way.mentorship,
            helper=way.help.giver if way.help else None,
            teacher=way.mine.from_help.giver if way.mine and way.mine.from_help else None,
            told=_told(way),
        )
        for place, way in enumerate(ways)
    ]


def _told(way: GivingBack) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if way.help is not None:
        told["help"] = _help_told(way.help)
    if way.mine is not None:
        told["mine"] = [way.mine.text, way.mine.source]
        if way.mine.from_help is not None:
            told["learned"] = _help_told(way.mine.from_help)
    if way.benefit.wanted:
        told["wanted"] = way.benefit.wanted
    if way.benefit.common:
        told["common"] = way.benefit.common
    if way.tie is not None:
        told["tie"] = [str(way.tie.state), way.tie.began_at.isoformat(), way.tie.last_at.isoformat()]
    if way.wished:
        told["wished"] = way.wished
    return told


def _help_told(help: Help) -> list[Any]:
    return [help.kind, help.at.isoformat(), help.minutes, help.object_kind, help.object_id]


def _restored(row: KeptWay, person: Membership) -> GivingBack:
    told = row.told
    row.other.community = person.community  # so that none asks for it
    mine = None
    if "mine" in told:
        text, source = told["mine"]
        mine = Mine(text, source, _help(row.teacher, told.get("learned")))
    if row.need is not None:
        row.need.membership = row.other
    offer = row.offer.text if row.offer else ""
    return GivingBack(
        Way(row.way),
        row.other,
        _help(row.helper, told.get("help")),
        need=row.need,
        mine=mine,
        mentorship=row.mentorship,
        benefit=Benefit(offer, told.get("wanted", "") if offer else "", told.get("common", "")),
        tie=_tie(row.other, told["tie"]) if "tie" in told else None,
        wished=told.get("wished", 0),
    )


def _help(giver: Membership | None, told: Sequence[Any] | None) -> Help | None:
    if giver is None or told is None:
        return None
    kind, at, minutes, object_kind, object_id = told
    return Help(giver, kind, datetime.fromisoformat(at), minutes, object_kind, object_id)


def _tie(other: Membership, told: Sequence[str]) -> Known:
    """As far as a step says it: how strong it is was for choosing."""
    state, began_at, last_at = told
    moments = datetime.fromisoformat(began_at), datetime.fromisoformat(last_at)
    return Known(other.pk, State(state), 0.0, 0.0, 0.0, *moments)
