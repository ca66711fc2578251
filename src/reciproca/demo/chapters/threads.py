"""Threads of many months between a few: some go on, some loosen, some sleep and have a reason to wake today."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from random import Random

from reciproca.communities.models import Membership
from reciproca.demo.invention import words
from reciproca.demo.tale import Event, Tale
from reciproca.exchanges.actions import approve_recognition, give_recognition
from reciproca.people.actions import state_need
from reciproca.people.models import Need
from reciproca.suggestions import actions
from reciproca.suggestions.models import HelpOffer

__all__ = ["threads"]


def threads(tale: Tale) -> Iterator[Event]:
    rng = Random("threads")
    for thread in words("threads")["threads"]:
        one, other = thread["people"]
        for days, giver, need, thanks in thread["hands"]:
            hand = _Hand(tale, giver, other if giver == one else one, need, thanks, rng)
            yield from hand.given(days)
        if "needs" in thread:
            days, text = thread["needs"]
            yield Event(tale.ago(days, 12, 40), partial(_say_need, tale, other, text))


@dataclass(slots=True)
class _Hand:
    """A need that was said, a hand that was offered for it, and what came of it within the week."""

    tale: Tale
    giver: str
    receiver: str
    need: str
    thanks: str
    rng: Random
    offer: HelpOffer | None = None

    def given(self, days: float) -> Iterator[Event]:
        """The hand was given so many days ago."""
        yield Event(self.tale.ago(days + 5, 18, 30), self.offered)
        yield Event(self.tale.ago(days + 3, 19, 50), self.accepted)
        yield Event(self.tale.ago(days, 20, 15), self.happened)
        if self.thanks:
            yield Event(self.tale.ago(days - 1, 21, 5), self.thanked)

    def offered(self) -> None:
        need = _say_need(self.tale, self.receiver, self.need)
        self.offer = actions.offer_help(
            need, self.rng.choice(words("giving")["it"]["offers"]), by=self._who(self.giver)
        )

    def accepted(self) -> None:
        assert self.offer is not None
        self.offer = actions.answer_offer(self.offer, by=self._who(self.receiver), accepted=True)

    def happened(self) -> None:
        assert self.offer is not None
        self.offer = actions.tell_help(self.offer, by=self._who(self.giver))
        self.offer = actions.confirm_help(self.offer, by=self._who(self.receiver), solved=True)

    def thanked(self) -> None:
        assert self.offer is not None
        kind, key = str(HelpOffer._meta.model_name), str(self.offer.public_id)
        row = give_recognition(kind, key, by=self._who(self.receiver), change=self.thanks)
        approve_recognition(row, by=self._who(self.giver), version=row.version)

    def _who(self, name: str) -> Membership:
        return self.tale.who(self.tale.named(name))


def _say_need(tale: Tale, name: str, text: str) -> Need:
    who = tale.who(tale.named(name))
    return state_need(who, text, by=who)
