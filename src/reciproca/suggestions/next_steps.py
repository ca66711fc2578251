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

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.together import Asks, asking
from reciproca.exchanges.queries import thanked_by
from reciproca.network.choices import State
from reciproca.network.graph import Known, known_from, rows_of_ties
from reciproca.network.queries import cares_of_each
from reciproca.people.models import Need
from reciproca.people.queries import people_met

from .candidates import Kind, Possible, best_few, best_meetings, words_of
from .choices import Way
from .giving_back import AT_ONCE, GivingBack, faced, recent_no, ways_after, what_could_help, with_benefits
from .queries import (
    LONG_AGO,
    MOST_RECEIVED,
    STILL_TRUE,
    Belongings,
    Help,
    at_their_limit,
    help_received_by,
    needs_near,
    needs_of_each,
    offers_waiting_with_each,
    open_partners_of_each,
    people_offered_to,
    set_aside_by_each,
)
from .rules import MOST_WAITING, can_take_on

__all__ = ["QUIET", "Found", "kind_of", "next_steps", "reconnection_with", "work_out"]

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


@asking
def work_out(person: Membership, *, most: int = AT_ONCE) -> Asks[Found]:
    """The next steps, and the tie to wake; after a “not now” of these days fewer, and none to wake."""
    aside = yield from set_aside_by_each.ask(person.pk)
    refused = recent_no(aside)
    most -= refused
    if most <= 0:
        return Found([], None)
    ties = known_from((yield from rows_of_ties.ask(person.pk)), now=clock.now())
    received = yield from help_received_by.ask(person)
    mine = yield from what_could_help.ask(person, received)
    wished = yield from _wished(person, ties)
    quiet = yield from _quiet(person, ties, wished)
    ways = yield from ways_after.ask(person, received, aside, mine=mine)
    back = [way for way in ways if way.way != Way.THANK or way.other.pk not in quiet]
    again = yield from _reconnections(person, quiet, mine, wished)
    steps = yield from _best([*back, *again], aside, most=most)
    if len(steps) < most:
        to_meet = yield from _meetings(person, ties, mine)
        steps = yield from _best([*steps, *to_meet], aside, most=most)
    to_wake = (yield from _best(again, aside, most=AT_ONCE)) if again and not refused else []
    apart = next(iter(to_wake), None)
    shown = yield from faced.ask([*steps, apart] if apart else steps)
    return Found(shown[: len(steps)], shown[-1] if apart else None)


@asking
def reconnection_with(person: Membership, other: Membership) -> Asks[GivingBack | None]:
    """The reason, if there is one today, to be in touch again with somebody in particular: set aside or not."""
    every = known_from((yield from rows_of_ties.ask(person.pk)), now=clock.now())
    ties = [tie for tie in every if tie.other == other.pk]
    wished = yield from _wished(person, ties)
    quiet = yield from _quiet(person, ties, wished)
    if not quiet:
        return None
    mine = yield from what_could_help.ask(person, (yield from help_received_by.ask(person)))
    found = yield from _reconnections(person, quiet, mine, wished)
    return found[0] if found else None


def _best(ways: Sequence[GivingBack], aside: Collection[str], *, most: int) -> Asks[list[GivingBack]]:
    """What the engine chooses of those that were not set aside."""
    found = [way for way in ways if not _is_aside(way, aside)]
    waiting = yield from offers_waiting_with_each.ask(tuple(sorted({way.other.pk for way in found})))
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


def _wished(person: Membership, ties: Sequence[Known]) -> Asks[dict[int, int]]:
    """With whom the rhythm one wished for is over, by key of the other, and how many days it has. Any contact begins it anew."""
    last = {tie.other: tie.last_at for tie in ties}
    cares = (yield from cares_of_each.ask(person.pk)) if ties else {}
    return {
        other: care.rhythm
        for other, care in cares.items()
        if care.rhythm and other in last and care.wished_at is not None
        and clock.now() - max(last[other], care.wished_at) > timedelta(days=care.rhythm)
    }  # fmt: skip


def _quiet(person: Membership, ties: Sequence[Known], wished: Collection[int]) -> Asks[dict[int, Known]]:
    """The ties that loosen or sleep, or whose wished rhythm is over, by key of the other; not with whom one works now."""
    found = {tie.other: tie for tie in ties if tie.state in QUIET or tie.other in wished}
    partners = (yield from open_partners_of_each.ask(person.pk)) if found else {}
    return {key: tie for key, tie in found.items() if key not in partners}


def _reconnections(
    person: Membership, quiet: Mapping[int, Known], mine: Belongings, wished: Mapping[int, int]
) -> Asks[list[GivingBack]]:
    if not quiet:
        return []
    people = yield from people_met.ask(person.pk, sorted(quiet))
    before: dict[int, list[Help]] = {}
    for help in (yield from help_received_by.ask(person, most=MOST_RECEIVED, within=LONG_AGO)):
        before.setdefault(help.giver.pk, []).append(help)
    helping = yield from _by_a_need(person, people, quiet, before, mine)
    helped = {way.other.pk for way in helping}
    never_thanked = yield from _never_thanked(person, before)
    thanking = [
        GivingBack(Way.RECONNECT, people[key], help, tie=quiet[key])
        for key, help in never_thanked.items()
        if key in people.keys() - helped
    ]
    reasoned = helped | {way.other.pk for way in thanking}
    plain = [
        GivingBack(Way.RECONNECT, people[key], None, tie=quiet[key])
        for key in wished
        if key in people.keys() - reasoned
    ]
    return [replace(way, wished=wished.get(way.other.pk, 0)) for way in (*helping, *thanking, *plain)]


def _by_a_need(
    person: Membership,
    people: Collection[int],
    quiet: Mapping[int, Known],
    before: Mapping[int, Sequence[Help]],
    mine: Belongings,
) -> Asks[list[GivingBack]]:
    """Whose open need something of mine answers; of several of one person the one it answers best."""
    if not mine.mine or not (yield from can_take_on.ask(person)):
        return []
    written_to, offered_for = yield from people_offered_to.ask(person.pk)
    every = yield from needs_of_each.ask(set(people) - written_to, reader=person)
    needs = [need for need in every if need.refreshed_at >= clock.now() - STILL_TRUE and need.pk not in offered_for]
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
    return (yield from with_benefits.ask(person, list(best.values()), mine))


def _never_thanked(person: Membership, before: Mapping[int, Sequence[Help]]) -> Asks[dict[int, Help]]:
    """Of each giver the latest help, where none of theirs was ever thanked for."""
    thanked = (yield from thanked_by.ask(person.pk)) if before else frozenset()
    return {
        key: of_one[0]
        for key, of_one in before.items()
        if not any((help.object_kind, help.object_id, key) in thanked for help in of_one)
    }


# ── meet ─────────────────────────────────────────────────────────────────────


def _meetings(person: Membership, ties: Sequence[Known], mine: Belongings) -> Asks[list[GivingBack]]:
    """Strangers who need what I have and offer what I look for, the closest first."""
    if not mine.mine or not mine.wanted or not (yield from can_take_on.ask(person)):
        return []
    written_to, _offered_for = yield from people_offered_to.ask(person.pk)
    partners = yield from open_partners_of_each.ask(person.pk)
    apart = written_to | {tie.other for tie in ties} | partners.keys()
    near: list[Need] = yield from needs_near.ask(person, words_of(one.text for one in mine.mine), apart=apart)
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
    both = [way for way in (yield from with_benefits.ask(person, found, mine)) if way.benefit.offer]
    full = yield from at_their_limit.ask(tuple(sorted({way.other.pk for way in both})))
    return [way for way in both if way.other.pk not in full]  # what theirs offer has gone to others this month
