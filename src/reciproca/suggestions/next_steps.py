"""A person's few next steps towards others, of four kinds on one scale: thank, help, be in touch again, meet.

1. *Thank* and *help* are the ways to give back (`giving_back`), with their rules.
2. *Be in touch again*: a tie that loosens or sleeps, with a reason that is true today: an open need of theirs that something
   of mine answers, or else a help of theirs that was never thanked for. A silence alone is no reason, unless its owner
   wished for a rhythm and it is over: then that is the reason, and such ties come first.
3. *Meet*: where that leaves room, somebody with whom there is no tie, who needs what I have and offers what I look for.
   Both sides, or nothing. Nobody is proposed a help, nor proposed for one, beyond the hours they said they can give in a month.
4. The engine chooses (`suggestions.for_person`): at most one for each other person, not all of one kind, and nobody who
   already has enough to answer.
5. Never: who must not be met, who was written to and did not take it up, what or whom or which kind was set aside; and
   whoever set something aside this week is offered none in its place.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import QuerySet

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.prepared import prepared
from reciproca.exchanges.queries import thanked_for
from reciproca.network.choices import State
from reciproca.network.graph import Known, ties_of
from reciproca.network.queries import cares_of, people_at_their_limit
from reciproca.people.models import Need
from reciproca.people.queries import people_visible_to

from .candidates import Kind, Possible, best_few, best_meetings, words_of
from .choices import Way
from .giving_back import AT_ONCE, GivingBack, recent_no, ways_after, what_could_help, whole
from .queries import (
    STILL_TRUE,
    Belongings,
    Help,
    help_received_by,
    needs_near,
    needs_of_each,
    offers_waiting_with,
    open_partners_of,
    people_offered_to,
    set_aside_by,
)
from .rules import MOST_WAITING, can_take_on

__all__ = ["QUIET", "Found", "kind_of", "next_steps", "reconnection_with", "work_out"]

#: How far back a help is still worth a word about what became of it.
LONG_AGO = timedelta(days=730)
#: So many needs near mine are read for somebody to meet.
FEW = 12
#: What a recommendation weighs beside a word of thanks that was never said.
A_GOOD_WORD = 0.3

#: What one's own wish to be in touch weighs beside the worth of a tie, which is one at most.
AS_WISHED = 1.0

#: Ties to pick up again. A word of thanks to somebody of these is that.
QUIET = (State.COOLING, State.DORMANT)

KINDS: dict[Way, Kind] = {
    Way.THANK: "thank",
    Way.RECOMMEND: "thank",
    Way.RETURN: "help",
    Way.PASS_ON: "help",
    Way.RECONNECT: "reconnect",
    Way.MEET: "meet",
}


def kind_of(way: GivingBack) -> Kind:
    return KINDS[way.way]


@dataclass(frozen=True, slots=True)
class Found:
    """What is worked out for a person in one go."""

    steps: list[GivingBack]
    to_wake: (
        GivingBack | None
    )  # of the quiet ties the one with the best reason today, whether it is among the steps or not


def next_steps(person: Membership, *, most: int = AT_ONCE) -> list[GivingBack]:
    """At most so many, the best first, ready to be worded. See the module for the rules."""
    return work_out(person, most=most).steps


def work_out(person: Membership, *, most: int = AT_ONCE) -> Found:
    """The next steps, and the tie to wake; after a “not now” of these days fewer, and none to wake."""
    aside = set_aside_by(person)
    refused = recent_no(aside)
    most -= refused
    if most <= 0:
        return Found([], None)
    ties = ties_of(person, now=clock.now())
    received = help_received_by(person)
    mine = what_could_help(person, received)
    wished = _wished(person, ties)
    quiet = _quiet(person, ties, wished)
    back = [
        way
        for way in ways_after(person, received, aside, mine=mine)
        if way.way != Way.THANK or way.other.pk not in quiet
    ]
    again = _reconnections(person, quiet, mine, wished)
    near = _best([*back, *again], aside, most=most)
    steps = near if len(near) == most else _best([*near, *_meetings(person, ties, mine)], aside, most=most)
    to_wake = _best(again, aside, most=AT_ONCE) if again and not refused else []
    return Found(steps, next(iter(to_wake), None))


def reconnection_with(person: Membership, other: Membership) -> GivingBack | None:
    """The reason, if there is one today, to be in touch again with somebody in particular: set aside or not."""
    ties = [tie for tie in ties_of(person, now=clock.now()) if tie.other == other.pk]
    wished = _wished(person, ties)
    quiet = _quiet(person, ties, wished)
    if not quiet:
        return None
    found = _reconnections(person, quiet, what_could_help(person, help_received_by(person)), wished)
    return found[0] if found else None


def _best(ways: Sequence[GivingBack], aside: Collection[str], *, most: int) -> list[GivingBack]:
    """What the engine chooses of those that were not set aside."""
    found = [way for way in ways if not _is_aside(way, aside)]
    waiting = offers_waiting_with({way.other.pk for way in found})
    chosen = best_few([_possible(way) for way in found], most=most, waiting=waiting, budget=MOST_WAITING)
    return [found[place] for place in chosen]


def _is_aside(way: GivingBack, aside: Collection[str]) -> bool:
    return bool({way.key, f"person {way.other.public_id}", f"kind {kind_of(way)}"} & set(aside))


def _possible(way: GivingBack) -> Possible:
    kind, other = kind_of(way), way.other.pk
    if kind == "thank":
        assert way.help is not None
        return Possible(kind, other, fit=1.0 if way.way == Way.THANK else A_GOOD_WORD, days=_days_since(way.help.at))
    if kind == "reconnect":
        assert way.tie is not None
        # Who has fallen silent answers more often than the silence foretells: half of what it takes away is given back.
        asked_for = AS_WISHED if way.wished else 0.0
        return Possible(kind, other, fit=way.tie.worth + way.closeness + asked_for, chance=(1 + way.tie.alive) / 2)
    days = _days_since(way.need.refreshed_at) if way.need is not None else 0.0
    return Possible(kind, other, fit=min(way.closeness, 1.0), days=days)


def _days_since(moment: datetime) -> float:
    return max((clock.now() - moment) / timedelta(days=1), 0.0)


# ── be in touch again ────────────────────────────────────────────────────────


def _wished(person: Membership, ties: Sequence[Known]) -> dict[int, int]:
    """With whom the rhythm one wished for is over, by key of the other, and how many days it has. Any contact begins it anew."""
    last = {tie.other: tie.last_at for tie in ties}
    return {
        other: care.rhythm
        for other, care in (cares_of(person) if ties else {}).items()
        if care.rhythm and other in last and care.wished_at is not None
        and clock.now() - max(last[other], care.wished_at) > timedelta(days=care.rhythm)
    }  # fmt: skip


def _quiet(person: Membership, ties: Sequence[Known], wished: Collection[int]) -> dict[int, Known]:
    """The ties that loosen or sleep, or whose wished rhythm is over, by key of the other; not with whom one works now."""
    found = {tie.other: tie for tie in ties if tie.state in QUIET or tie.other in wished}
    partners = open_partners_of(person) if found else {}
    return {key: tie for key, tie in found.items() if key not in partners}


def _reconnections(
    person: Membership, quiet: Mapping[int, Known], mine: Belongings, wished: Mapping[int, int]
) -> list[GivingBack]:
    if not quiet:
        return []
    people = {one.pk: one for one in _people(person.pk, tuple(sorted(quiet)))}
    before: dict[int, list[Help]] = {}
    for help in help_received_by(person, most=200, within=LONG_AGO):
        before.setdefault(help.giver.pk, []).append(help)
    helping = _by_a_need(person, people.keys(), quiet, before, mine)
    helped = {way.other.pk for way in helping}
    thanking = [
        GivingBack(Way.RECONNECT, people[key], help, tie=quiet[key])
        for key, help in _never_thanked(person, before).items()
        if key in people.keys() - helped
    ]
    reasoned = helped | {way.other.pk for way in thanking}
    plain = [
        GivingBack(Way.RECONNECT, people[key], None, tie=quiet[key])
        for key in wished
        if key in people.keys() - reasoned
    ]
    return [replace(way, wished=wished.get(way.other.pk, 0)) for way in (*helping, *thanking, *plain)]


@prepared()
def _people(person: int, keys: tuple[int, ...]) -> QuerySet:
    return people_visible_to(Membership(pk=person)).filter(pk__in=keys)


def _by_a_need(
    person: Membership,
    people: Collection[int],
    quiet: Mapping[int, Known],
    before: Mapping[int, Sequence[Help]],
    mine: Belongings,
) -> list[GivingBack]:
    """Whose open need something of mine answers; of several of one person the one it answers best."""
    if not mine.mine or not can_take_on(person):
        return []
    written_to, offered_for = people_offered_to(person)
    needs = [
        need
        for need in needs_of_each(set(people) - written_to, reader=person)
        if need.refreshed_at >= clock.now() - STILL_TRUE and need.pk not in offered_for
    ]
    needs.sort(key=lambda need: (-need.refreshed_at.timestamp(), need.text))
    best: dict[int, GivingBack] = {}
    for meeting in best_meetings([need.text for need in needs], [one.text for one in mine.mine]):
        need = needs[meeting.need]
        key = need.membership_id
        if key not in best or meeting.closeness > best[key].closeness:
            best[key] = GivingBack(
                Way.RECONNECT,
                need.membership,
                next(iter(before.get(key, ())), None),
                need=need,
                mine=mine.mine[meeting.mine],
                closeness=meeting.closeness,
                tie=quiet[key],
            )
    return whole(person, list(best.values()), mine) if best else []


def _never_thanked(person: Membership, before: Mapping[int, Sequence[Help]]) -> dict[int, Help]:
    """Of each giver the latest help, where none of theirs was ever thanked for."""
    helps = [help for of_one in before.values() for help in of_one]
    thanked: set[str] = set()
    for kind in dict.fromkeys(help.object_kind for help in helps):
        thanked |= thanked_for(person, kind, [help.object_id for help in helps if help.object_kind == kind]).keys()
    return {key: of_one[0] for key, of_one in before.items() if not any(help.object_id in thanked for help in of_one)}


# ── meet ─────────────────────────────────────────────────────────────────────


def _meetings(person: Membership, ties: Sequence[Known], mine: Belongings) -> list[GivingBack]:
    """Strangers who need what I have and offer what I look for, the closest first."""
    if not mine.mine or not mine.wanted or not can_take_on(person):
        return []
    written_to, _offered_for = people_offered_to(person)
    apart = written_to | {tie.other for tie in ties} | open_partners_of(person).keys()
    near: list[Need] = needs_near(person, words_of(one.text for one in mine.mine), apart=apart)
    near.sort(key=lambda need: (-need.refreshed_at.timestamp(), need.text))
    meetings = best_meetings([need.text for need in near], [one.text for one in mine.mine])
    found = [
        GivingBack(
            Way.MEET,
            near[meeting.need].membership,
            None,
            need=near[meeting.need],
            mine=mine.mine[meeting.mine],
            closeness=meeting.closeness,
        )
        for meeting in sorted(meetings, key=lambda meeting: -meeting.closeness)[:FEW]
    ]
    both = [way for way in whole(person, found, mine) if way.benefit.offer] if found else []
    full = people_at_their_limit([way.other.pk for way in both])  # what they offer has gone to others this month
    return [way for way in both if way.other.pk not in full]
