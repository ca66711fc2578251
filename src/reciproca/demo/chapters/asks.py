"""What people ask of the community, who answers and what it changed; and openings passed on from one to another."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import Any

from reciproca.communities.models import Membership
from reciproca.demo.entrances import ENTRANCES
from reciproca.demo.invention import Invented, words
from reciproca.demo.tale import Event, Tale
from reciproca.exchanges import actions
from reciproca.exchanges.models import Answer, Ask, Lead, Route

__all__ = ["asks"]

ENTRANCE_EMAILS = {entrance.email for entrance in ENTRANCES}  # their Today is told elsewhere
LASTS = 30


def asks(tale: Tale) -> Iterator[Event]:
    told, rng = words("asks"), Random("asks")
    for said in told["asks"]:
        yield from _Asked(tale, said, rng).lived()
    for said in told["leads"]:
        yield from _lead(tale, said)
    yield Event(tale.ago(4, 21, 30), partial(_in_confidence, tale, rng))


@dataclass(slots=True)
class _Asked:
    """One ask from its first day to its end: brought to a few, answered, closed with what changed, or lapsed."""

    tale: Tale
    said: dict[str, Any]
    rng: Random
    ask: Ask | None = None
    answers: list[Answer] = field(default_factory=list)

    def lived(self) -> Iterator[Event]:
        days = self.said["ago"]
        yield Event(self.tale.ago(days, 9, 20), self.post)
        for place in range(len(self.said.get("answers", []))):
            yield Event(self.tale.ago(days - 1 - place, 20, 10 + place), partial(self.answer, place))
        if "change" in self.said:
            yield Event(self.tale.ago(days - 6, 18, 15), self.close)
        elif days > LASTS:
            yield Event(self.tale.ago(days - LASTS - 1, 3, 40), actions.expire_asks)
        if "thanks" in self.said:
            yield Event(self.tale.ago(days - 7, 21, 10), self.thank)

    def post(self) -> None:
        asker = self._named(self.said["by"]) if "by" in self.said else self._somebody()
        self.ask = actions.post_ask(
            self.said["title"],
            by=asker,
            story=self.said.get("story", ""),
            kind=self.said.get("kind", "advice"),
            topics=self.said.get("topics", ()),
        )
        actions.route_ask(self.ask)

    def answer(self, place: int) -> None:
        """One of those it was brought to, or somebody who read it; the entrances have enough to do."""
        assert self.ask is not None
        self.ask.refresh_from_db()
        given = actions.answer_ask(
            self.ask,
            by=self._helper(),
            text=self.said["answers"][place],
            gives=[*self.said.get("gives", []), "", "", ""][place],
            differs=place in self.said.get("differs", ()),
        )
        self.answers.append(given)

    def close(self) -> None:
        assert self.ask is not None
        helped = [self.answers[place] for place in self.said["helped"]]
        self.ask = actions.close_ask(self.ask, by=self.ask.asker, change=self.said["change"], helped=helped)

    def thank(self) -> None:
        answer = self.answers[self.said["helped"][0]]
        named = (str(Answer._meta.model_name), str(answer.public_id))
        row = actions.give_recognition(*named, by=answer.ask.asker, change=self.said["thanks"])
        actions.approve_recognition(row, by=answer.author, version=row.version)

    def _helper(self) -> Membership:
        assert self.ask is not None
        apart = {self.ask.asker_id, *(answer.author_id for answer in self.answers)}
        brought = Route.objects.filter(ask=self.ask, state="asked").exclude(person__email__in=ENTRANCE_EMAILS)
        routes = [route.person for route in brought.select_related("person__community").order_by("person__email")]
        return next((one for one in routes if one.pk not in apart), None) or self._somebody(apart)

    def _somebody(self, apart: Collection[int] = ()) -> Membership:
        """Who was here that day, writes Italian, and mentors or simply belongs here."""
        here = [self.tale.who(one) for one in self.tale.invented if self._may_ask(one)]
        return self.rng.choice([one for one in here if one.pk not in apart])

    def _may_ask(self, person: Invented) -> bool:
        fits = person.language == "it" and person.role in ("mentor", "member") and person.email not in ENTRANCE_EMAILS
        return fits and person.email in self.tale.people and self.tale.was_here(person, self.said["ago"] + 1)

    def _named(self, name: str) -> Membership:
        return self.tale.who(self.tale.named(name))


def _lead(tale: Tale, said: dict[str, Any]) -> Iterator[Event]:
    given: list[Lead] = []

    def give() -> None:
        giver, receiver = (tale.who(tale.named(said[who])) for who in ("from", "to"))
        told = {name: said[name] for name in ("kind", "title", "words")}
        given.append(actions.give_lead(receiver, by=giver, **told))

    def take_up() -> None:
        actions.take_up_lead(given[0], by=given[0].receiver, reply=said["reply"])

    def tell() -> None:
        actions.tell_outcome(given[0], by=given[0].receiver, came=said["came"], outcome=said["outcome"])

    yield Event(tale.ago(said["ago"], 11, 5), give)
    if "reply" in said:
        yield Event(tale.ago(said["ago"] - 2, 19, 25), take_up)
        yield Event(tale.ago(said["ago"] - 25, 18, 50), tell)


def _in_confidence(tale: Tale, rng: Random) -> None:
    """Somebody wants to be listened to, and does not say who they are."""
    here = [one for one in tale.invented if one.language == "it" and one.role == "mentor" and tale.was_here(one, 60)]
    asker = tale.who(rng.choice([one for one in here if one.email not in ENTRANCE_EMAILS]))
    story = "Mercoledì ho dovuto lasciare a casa una persona, e continuo a pensarci."
    title = "Ho bisogno di qualcuno che ascolti."
    actions.route_ask(actions.post_ask(title, by=asker, story=story, kind="listen", named=False))
