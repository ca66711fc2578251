"""Those who were helped say what changed; those who helped read it first; some are recommended to the others."""

from collections.abc import Iterator
from functools import partial
from random import Random
from typing import Any

from reciproca.communities.models import Membership
from reciproca.demo.invention import Invented, words
from reciproca.demo.tale import Event, Tale
from reciproca.exchanges import actions
from reciproca.exchanges.choices import RecognitionState
from reciproca.exchanges.models import Recognition
from reciproca.exchanges.queries import (
    Evidence,
    evidence_for_thanks,
    evidence_of,
    recognitions_to_approve,
    recommendation_between,
    recommendations_to_write,
)

from .mentoring import ADA, GIULIO, PAST

__all__ = ["thanks"]


def thanks(tale: Tale) -> Iterator[Event]:
    """Two in three of the past mentees say thank you, some twice; most of it is shown, a little stays between the two."""
    pool = _Pool()
    for key, (starts, ends) in PAST.items():
        mentees = [person for role, person in tale.rows[f"{key} people"] if role == "mentee"]
        for number, person in enumerate(mentees):
            if number % 3 == 2:
                continue
            days = (ends + pool.rng.uniform(20, 90), ends - pool.rng.uniform(2, 9))
            for each in days if number % 4 == 0 else days[1:]:
                yield Event(tale.ago(each, 20, pool.rng.randint(0, 59)), partial(_thank, tale, pool, person))
            if number % 4 == 1:
                yield Event(tale.ago(days[1] - 12, 18, 40), partial(_recommend, tale, pool, person))
        for days_ago in range(starts - 60, ends - 30, -6):  # mentors look in of an evening
            yield Event(tale.ago(days_ago, 21, 45), partial(_read, tale, pool))
    yield from _of_ada_and_giulio(tale, pool)


def _of_ada_and_giulio(tale: Tale, pool: "_Pool") -> Iterator[Event]:
    """One is shown, one Ada has not read yet; and Giulio asks her for a recommendation."""
    giulio = tale.named(GIULIO)
    first, second = words("thanks")["it"]["topics"]["negotiating"][:2]
    yield Event(tale.ago(20, 19, 10), partial(_thank, tale, pool, giulio, second))
    yield Event(tale.ago(18, 8, 5), partial(_read, tale, pool, shows_all=True))
    yield Event(tale.ago(1, 13, 20), partial(_thank, tale, pool, giulio, first))
    yield Event(tale.ago(1, 13, 40), partial(_ask, tale, giulio, tale.named(ADA)))


class _Pool:
    """Own dice, so that the other chapters go on as they did; and words, each said once."""

    def __init__(self) -> None:
        self.rng = Random("thanks")
        self.said: set[str] = set(words("thanks")["it"]["topics"]["negotiating"][:2])

    def one_of(self, texts: list[str]) -> str:
        """One that nobody has said yet; empty when all were."""
        left = [text for text in texts if text not in self.said]
        chosen = self.rng.choice(left) if left else ""
        self.said.add(chosen)
        return chosen


def _thank(tale: Tale, pool: _Pool, person: Invented, change: str = "") -> None:
    who = tale.who(person)
    found = evidence_for_thanks(who) if who.is_active else []
    said = words("thanks")[who.language]
    topic = next((need.topic for need in person.needs if need.topic in said["topics"]), "other")
    change = change or pool.one_of(said["topics"][topic]) or pool.one_of(said["topics"]["other"])
    if found and change:
        story = pool.one_of(said["story"]) if pool.rng.random() < 0.3 else ""
        _give(found[0], who, change, story)


def _give(evidence: Evidence, who: Membership, change: str, story: str = "") -> Any:
    return actions.give_recognition(evidence.object_kind, evidence.object_id, by=who, change=change, story=story)


def _read(tale: Tale, pool: _Pool, *, shows_all: bool = False) -> None:
    """Whoever has something to read reads it: most of it is shown, and at times the one who helped says thank you too."""
    unread = (
        Recognition.objects.filter(state=RecognitionState.GIVEN).order_by("pk").select_related("receiver__community")
    )
    for who in {row.receiver_id: row.receiver for row in unread}.values():
        for row in recognitions_to_approve(who):
            if not shows_all and pool.rng.random() < 0.12:
                actions.keep_recognition(row, by=who)
                continue
            actions.approve_recognition(row, by=who, version=row.version)
            back = evidence_of(who, row.object_kind, row.object_id)
            if (
                back
                and not back.was_received
                and pool.rng.random() < 0.2
                and (change := pool.one_of(words("thanks")[who.language]["back"]))
            ):
                _give(back, who, change)


def _recommend(tale: Tale, pool: _Pool, person: Invented) -> None:
    """For the profile of who helped: written, read and approved."""
    who = tale.who(person)
    text = pool.one_of(words("thanks")[who.language]["recommendations"])
    lines = [row for row in who.recognitions_given.select_related("receiver__community") if row.is_shown]
    if not text or not lines or not lines[-1].receiver.is_active:
        return
    subject = lines[-1].receiver
    if recommendation_between(who, subject) is None:
        row = actions.save_recommendation(subject, by=who, text=text.format(name=subject.given_name))
        actions.give_recommendation(row, by=who, version=row.version, text=row.text)
        actions.approve_recommendation(row, by=subject, version=row.version)


def _ask(tale: Tale, person: Invented, author: Invented) -> None:
    who, whom = tale.who(person), tale.who(author)
    if not recommendations_to_write(whom).exists():
        actions.ask_recommendation(whom, by=who, about=words("thanks")[who.language]["asks"][0])
