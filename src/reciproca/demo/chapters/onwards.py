"""Month by month some who were helped help somebody else; and at times it comes round to whoever had begun."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.demo.entrances import ENTRANCES
from reciproca.demo.invention import Invented, words
from reciproca.demo.tale import ROME, Event, Tale
from reciproca.exchanges.actions import approve_recognition, give_recognition
from reciproca.exchanges.models import Recognition
from reciproca.network.choices import Kind
from reciproca.network.models import Interaction
from reciproca.people.models import Need
from reciproca.suggestions import actions
from reciproca.suggestions.models import HelpOffer
from reciproca.suggestions.queries import needs_visible_to

__all__ = ["onwards"]

#: By month, counted back from this one: how many pass something on, and for how many of them it comes round.
MONTHS = {5: (3, 0), 4: (3, 0), 3: (5, 4), 2: (4, 0), 1: (5, 4)}
ENTRANCE_EMAILS = {entrance.email for entrance in ENTRANCES}  # their Today is told elsewhere


def onwards(tale: Tale) -> Iterator[Event]:
    pool = _Pool()
    for back, (number, rounds) in MONTHS.items():
        month, met = _first_of_month(tale.day(0), back), set[int]()
        for place in range(number):
            strand = _Strand(tale, pool, met, closes=place < rounds)
            yield from _help(strand, month, 2 + place, strand.begin, thanked=place < 3)
            if strand.closes:
                yield from _help(strand, month, 13 + place, strand.come_round, thanked=False)


def _help(strand: "_Strand", month: date, day: int, begins: Callable[[], None], *, thanked: bool) -> Iterator[Event]:
    """Offered on that day of the month, answered the day after, and within the week it has happened."""

    def on(days: int, hour: int, minute: int = 0) -> datetime:
        return datetime.combine(month + timedelta(days=day - 1 + days), time(hour, minute), ROME)

    yield Event(on(0, 19, 10), begins)
    yield Event(on(1, 20, 20), strand.accept)
    yield Event(on(4, 20, 40), strand.happen)
    if thanked:
        yield Event(on(5, 20, 15), strand.thank)


def _first_of_month(day: date, back: int) -> date:
    months = day.year * 12 + day.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)


class _Pool:
    """Own dice, so that the other chapters go on as they did; and thanks, each said once."""

    def __init__(self) -> None:
        self.rng = Random("onwards")
        self.thanks = list(words("giving")["it"]["thanks"])


@dataclass(slots=True)
class _Strand:
    """Help that goes from somebody to a second person, from there to a third, and at times back to the first.

    `met`: keys of those who take part in the same month already, once each.
    """

    tale: Tale
    pool: _Pool
    met: set[int]
    closes: bool
    people: list[Membership] = field(default_factory=list)
    offer: HelpOffer | None = None

    def begin(self) -> None:
        """The first whose offer suits somebody's need: of people who received an hour within the year."""
        people = _by_ledger_id()
        around = _Around(people)
        for first, second in self._helped(people):
            needs = self._needs_for(second, around, apart={first.pk, second.pk})
            for need in needs:
                third = need.membership
                if not self.closes or self._needs_for(third, around, of=first):
                    self.people = [first, second, third]
                    self.met.update(person.pk for person in self.people)
                    self._offer(need, second)
                    return

    def come_round(self) -> None:
        if self.people and self.offer is not None and self.offer.state == "confirmed":
            first, _second, third = self.people
            self.offer = None
            for need in self._needs_for(third, _Around(_by_ledger_id()), of=first)[:1]:
                self._offer(need, third)

    def accept(self) -> None:
        if self.offer is not None:
            reply = self.pool.rng.choice(words("giving")["it"]["yes"])
            self.offer = actions.answer_offer(self.offer, by=self.offer.recipient, accepted=True, reply=reply)

    def happen(self) -> None:
        if self.offer is not None:
            self.offer = actions.tell_help(self.offer, by=self.offer.author)
            self.offer = actions.confirm_help(self.offer, by=self.offer.recipient)

    def thank(self) -> None:
        """Said, and shown the same evening."""
        if self.offer is None or not self.pool.thanks:
            return
        change = self.pool.thanks.pop(0)
        kind, key = HelpOffer._meta.model_name, str(self.offer.public_id)
        given: Recognition = give_recognition(str(kind), key, by=self.offer.recipient, change=change)
        approve_recognition(given, by=self.offer.author, version=given.version)

    def _offer(self, need: Need, giver: Membership) -> None:
        said = self.pool.rng.choice(words("giving")["it"]["offers"])
        self.offer = actions.offer_help(need, said, by=giver)

    def _helped(self, people: dict[UUID, Membership]) -> Iterator[tuple[Membership, Membership]]:
        """Who gave an hour in the last nine months, and who received it, from nobody else; neither part of this month yet."""
        year = Interaction.objects.filter(confirmed=True, at__gte=clock.now() - timedelta(days=365))
        givers: dict[UUID, set[UUID]] = {}
        for giver, receiver in year.filter(kind__in=(Kind.SESSION, Kind.ANSWER)).values_list("giver", "receiver"):
            givers.setdefault(receiver, set()).add(giver)
        lines = year.filter(kind=Kind.SESSION, at__gte=clock.now() - timedelta(days=270)).order_by("seq")
        pairs = [pair for pair in dict.fromkeys(lines.values_list("giver", "receiver")) if givers[pair[1]] == {pair[0]}]
        for giver, receiver in self.pool.rng.sample(pairs, len(pairs)):
            first, second = people.get(giver), people.get(receiver)
            if first is not None and second is not None and not {first.pk, second.pk} & self.met:
                yield first, second

    def _needs_for(
        self, giver: Membership, around: "_Around", *, of: Membership | None = None, apart: Collection[int] = ()
    ) -> list[Need]:
        """Needs that this person has an offer for, of somebody (`of`, if said) they have had nothing to do with yet."""
        topics = {offer.topic for offer in self._invented(giver).offers}
        mine, people = giver.ledger_id, around.keys
        strangers = [
            key
            for key, name in people.items()
            if (key == of.pk if of else key not in self.met.union(apart))
            and {(mine, name), (name, mine)}.isdisjoint(around.known)
        ]
        return [
            need
            for need in needs_visible_to(giver).filter(membership__in=strangers).order_by("-refreshed_at", "public_id")
            if any(one.text == need.text and one.topic in topics for one in self._invented(need.membership).needs)
        ]

    def _invented(self, person: Membership) -> Invented:
        return next(one for one in self.tale.invented if one.email == person.email)


class _Around:
    """Who may take part, by key, with the name each has in the ledger; and which two have had to do with each other."""

    def __init__(self, people: dict[UUID, Membership]) -> None:
        self.keys = {person.pk: name for name, person in people.items()}
        self.known = set(Interaction.objects.values_list("giver", "receiver"))


def _by_ledger_id() -> dict[UUID, Membership]:
    found = Membership.objects.filter(state="active", language="it").exclude(email__in=ENTRANCE_EMAILS)
    return {one.ledger_identity.ledger_id: one for one in found.select_related("ledger_identity", "community")}
