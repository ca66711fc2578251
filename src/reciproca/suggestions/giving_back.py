"""After a confirmed help: a way to return it, or to pass it on. At most two, each one person, one reason, one next step.

1. What was received lately (the ledger), newest first: without it nothing is proposed.
2. *Thank*: the newest of it that was never thanked for. It takes at most one of the two places.
3. What I could give: offers, skills, goals reached, and what I spoke of in the sessions I received.
4. *Return*: an open need of who gave, which something of mine answers; newest help first.
5. *Pass on*: an open need of somebody else, near something of mine. The closest first, divided by one more than the
   offers its owner received in the last three months, so that those whom nobody writes to come forward; among equals
   the freshest, then by its words and its owner's name. Two ways are about two people and two different needs.
6. *Recommend*, when a place is left: who gave three times or more, and about whom nothing was written or asked.
7. Never: oneself, somebody blocked in either direction, fields not shown, who was written to before, who has three
   offers to answer already, what was set aside; no help is asked of who is helping four people now.
8. Whoever sets a suggestion aside is offered none in its place for a week.

The order depends on what people wrote and when, never on keys or ids.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.together import Asks, asking
from reciproca.exchanges.queries import thanked_by
from reciproca.mentoring.models import Mentorship
from reciproca.network.graph import Known
from reciproca.people.models import Need
from reciproca.people.queries import folded, with_faces

from .candidates import best_meetings, points_of, words_of
from .choices import Way
from .models import HelpOffer, SetAside
from .queries import (
    Belongings,
    Help,
    Mine,
    Shown,
    busy_people,
    help_received_by,
    needs_near,
    needs_of_each,
    offers_received_lately,
    open_partners_of_each,
    people_offered_to,
    recommended_by,
    set_aside_by_each,
    shown_by,
    what_i_have,
)
from .rules import MOST_WAITING, can_take_on

__all__ = [
    "AT_ONCE",
    "Benefit",
    "GivingBack",
    "benefit_for",
    "faced",
    "need_answered_by",
    "recent_no",
    "ways_after",
    "ways_to_give_back",
    "what_answers",
    "what_could_help",
    "with_benefits",
]

AT_ONCE = 2
QUIET = timedelta(days=7)
SEVERAL = 3


@dataclass(frozen=True, slots=True)
class Benefit:
    """What is in it for me, from a real field of the other's profile: what they offer near something I look for, or
    what we have in common; both empty when there is nothing to say."""

    offer: str = ""
    wanted: str = ""
    common: str = ""


@dataclass(frozen=True, slots=True)
class GivingBack:
    """One way: to whom, and what I had received from whom. To help: which need, what of mine answers it, and what is in
    it for me."""

    way: Way
    other: Membership
    help: Help | None  # none where two have not met yet, or nothing went that way
    need: Need | None = None
    mine: Mine | None = None
    closeness: float = 0.0
    mentorship: Mentorship | None = None  # when the two are in one that goes on
    benefit: Benefit = Benefit()
    tie: Known | None = None  # of a thread to pick up again
    wished: int = 0  # so many days its owner wished to let pass at most, when they are over

    @property
    def key(self) -> str:
        """What “not now” and “not this” are remembered by: the thread that would be picked up; the need, whichever way led
        to it; what was received; or who would be recommended."""
        if self.way == Way.RECONNECT:
            return f"reconnect {self.other.public_id}"
        if self.need is not None:
            return f"help {self.need.public_id}"
        assert self.help is not None
        return f"thank {self.help.object_id}" if self.way == Way.THANK else f"recommend {self.other.public_id}"


@asking
def ways_to_give_back(person: Membership, *, most: int = AT_ONCE) -> Asks[list[GivingBack]]:
    """At most two, of two different people, ready to be worded. See the module for the rules."""
    received = yield from help_received_by.ask(person)
    if not received:
        return []
    aside = yield from set_aside_by_each.ask(person.pk)
    return (yield from faced.ask((yield from ways_after.ask(person, received, aside, most=most))))


@asking
def ways_after(
    person: Membership,
    received: Sequence[Help],
    aside: Mapping[str, SetAside],
    *,
    most: int = AT_ONCE,
    mine: Belongings | None = None,
) -> Asks[list[GivingBack]]:
    """The same for who has read what was received, and what was set aside, and perhaps what could help."""
    most -= recent_no(aside)
    if most <= 0 or not received:
        return []
    thanks = yield from _thanks(person, received)
    found = [way for way in thanks if way.key not in aside][:1]
    found += yield from _helping(person, received, most - len(found), aside, mine)
    if len(found) < most:
        recommendations = yield from _recommendations(person, received)
        found += [way for way in recommendations if way.key not in aside][: most - len(found)]
    return found


def recent_no(aside: Mapping[str, SetAside]) -> int:
    """How many suggestions were set aside this week: none is offered in their place."""
    return sum(row.at > clock.now() - QUIET for row in aside.values())


def _thanks(person: Membership, received: Sequence[Help]) -> Asks[list[GivingBack]]:
    """What was never thanked for, newest first; thanks that were taken back are not asked for again."""
    thanked = yield from thanked_by.ask(person.pk)
    kinds = dict.fromkeys(help.object_kind for help in received)
    return [
        GivingBack(Way.THANK, help.giver, help)
        for kind in kinds
        for help in received
        if help.object_kind == kind and (kind, help.object_id, help.giver.pk) not in thanked
    ]


def _recommendations(person: Membership, received: Sequence[Help]) -> Asks[list[GivingBack]]:
    """Who gave several times, and whom nobody asked about between the two."""
    latest: dict[int, Help] = {}
    for help in received:
        latest.setdefault(help.giver.pk, help)
    times = Counter(help.giver.pk for help in received)
    several = [help.giver for key, help in latest.items() if times[key] >= SEVERAL]
    before = (yield from recommended_by.ask(person.pk)) if several else set()
    return [GivingBack(Way.RECOMMEND, one, latest[one.pk]) for one in several if one.pk not in before]


def _helping(
    person: Membership, received: Sequence[Help], most: int, aside: Collection[str], mine: Belongings | None
) -> Asks[list[GivingBack]]:
    """Needs that something of mine answers: of two people, and two different ones."""
    if most <= 0 or not (yield from can_take_on.ask(person)):
        return []
    mine = mine or (yield from what_could_help.ask(person, received))
    if not mine.mine:
        return []
    written_to, offered_for = yield from people_offered_to.ask(person.pk)
    busy = yield from busy_people.ask(MOST_WAITING)
    found: list[GivingBack] = []
    taken: set[int | str] = set()
    for some in (_returns, _passes_on):
        if len(found) == most:
            break
        for way in (yield from some(person, received, mine.mine, written_to | busy)):
            assert way.need is not None
            this: set[int | str] = {way.other.pk, folded(way.need.text)}
            if taken & this or way.key in aside or way.need.pk in offered_for:
                continue
            found.append(way)
            taken |= this
            if len(found) == most:
                break
    return (yield from with_benefits.ask(person, found, mine))


@asking
def with_benefits(person: Membership, ways: Sequence[GivingBack], mine: Belongings) -> Asks[list[GivingBack]]:
    """The same with what is in it for me."""
    shown = yield from shown_by.ask({way.other.pk for way in ways}, to=person)
    return [replace(way, benefit=_benefit(mine, shown[way.other.pk])) for way in ways]


@asking
def faced(ways: Sequence[GivingBack]) -> Asks[list[GivingBack]]:
    """The few that are shown, with the faces of their people."""
    if not ways:
        return []
    faces = yield from with_faces.ask(tuple(sorted({way.other.pk for way in ways})))
    return [replace(way, other=faces[way.other.pk]) for way in ways]


@asking
def what_could_help(person: Membership, received: Sequence[Help]) -> Asks[Belongings]:
    """My offers, skills and reached goals, and then the topics of the sessions I received, each once."""
    belongings = yield from what_i_have.ask(person)
    learned = [Mine(point, "topic", help) for help in received for point in points_of(help.topics)]
    once: dict[str, Mine] = {}
    for one in [*belongings.mine, *learned]:
        once.setdefault(folded(one.text), one)
    return replace(belongings, mine=list(once.values()))


def _returns(
    person: Membership, received: Sequence[Help], mine: Sequence[Mine], apart: set[int]
) -> Asks[list[GivingBack]]:
    """To each who gave: the one of their needs that something of mine answers best."""
    latest: dict[int, Help] = {}
    for help in received:
        latest.setdefault(help.giver.pk, help)
    needs = yield from needs_of_each.ask(set(latest) - apart, reader=person)
    needs.sort(key=_freshest)
    partners = yield from open_partners_of_each.ask(person.pk)
    found = []
    for giver, help in latest.items():
        theirs = [need for need in needs if need.membership_id == giver]
        meetings = best_meetings([need.text for need in theirs], [one.text for one in mine])
        for meeting in sorted(meetings, key=lambda meeting: -meeting.closeness)[:1]:
            way = GivingBack(
                way=Way.RETURN,
                other=help.giver,
                need=theirs[meeting.need],
                mine=mine[meeting.mine],
                help=help,
                closeness=meeting.closeness,
                mentorship=partners.get(giver),
            )
            found.append(way)
    return found


def _passes_on(
    person: Membership, received: Sequence[Help], mine: Sequence[Mine], apart: set[int]
) -> Asks[list[GivingBack]]:
    givers = {help.giver.pk for help in received}
    near = yield from needs_near.ask(person, words_of(one.text for one in mine), apart=apart | givers)
    near.sort(key=_freshest)
    meetings = best_meetings([need.text for need in near], [one.text for one in mine])
    lately = yield from offers_received_lately.ask(tuple(sorted({near[one.need].membership_id for one in meetings})))

    def rank(number: int) -> tuple[float, int]:
        meeting = meetings[number]
        return -meeting.closeness / (1 + lately[near[meeting.need].membership_id]), number

    found = []
    for number in sorted(range(len(meetings)), key=rank):
        meeting = meetings[number]
        need, what = near[meeting.need], mine[meeting.mine]
        way = GivingBack(
            way=Way.PASS_ON,
            other=need.membership,
            need=need,
            mine=what,
            help=what.from_help or received[0],
            closeness=meeting.closeness,
        )
        found.append(way)
    return found


def _freshest(need: Need) -> tuple[float, str, str]:
    return -need.refreshed_at.timestamp(), folded(need.text), folded(need.membership.name)


# ── what is in it for either side ────────────────────────────────────────────


def benefit_for(person: Membership, other: Membership, belongings: Belongings) -> Benefit:
    """What the other offers that is near something I look for; else what we both put on our profiles."""
    return _benefit(belongings, shown_by([other.pk], to=person)[other.pk])


def _benefit(mine: Belongings, theirs: Shown) -> Benefit:
    meetings = best_meetings(mine.wanted, theirs.offers)
    if meetings:
        best = max(meetings, key=lambda meeting: (meeting.closeness, -meeting.need))
        return Benefit(offer=theirs.offers[best.mine], wanted=mine.wanted[best.need])
    told = {folded(word) for word in mine.words}
    return Benefit(common=next((word for word in theirs.words if folded(word) in told), ""))


def need_answered_by(need: Need, belongings: Belongings) -> Mine | None:
    """What of mine answers a need best."""
    found = best_meetings([need.text], [one.text for one in belongings.mine])
    return belongings.mine[found[0].mine] if found else None


def what_answers(offer: HelpOffer, *, for_whom: Membership) -> Mine | None:
    """Which offer or skill of the author answers the need, as far as `for_whom` may read them."""
    shown = shown_by([offer.author_id], to=for_whom)[offer.author_id]
    theirs = [Mine(text, "offer") for text in shown.offers] + [Mine(text, "skill") for text in shown.skills]
    return need_answered_by(offer.need, Belongings(theirs))
