"""What is shared with the few whom it concerns; skills seen at work; and who may be named where help was passed on."""

from collections.abc import Iterator
from functools import partial
from random import Random
from typing import Any

from reciproca.communities.models import Membership
from reciproca.demo.entrances import ENTRANCES
from reciproca.demo.invention import Invented, words
from reciproca.demo.tale import Event, Tale
from reciproca.exchanges import actions
from reciproca.exchanges.models import Reception, Share
from reciproca.exchanges.queries import people_seen_at_work, skills_to_endorse
from reciproca.exchanges.sharing import people_it_concerns
from reciproca.network.actions import choose_giving

from .mentoring import ADA, GIULIO, PAST

__all__ = ["sharing"]

ENTRANCE_EMAILS = {entrance.email for entrance in ENTRANCES}  # their Today is told elsewhere
A_FEW = 3


def sharing(tale: Tale) -> Iterator[Event]:
    rng = Random("sharing")
    for said in words("sharing")["shares"]:
        yield from _shared(tale, said)
    for key, (_starts, ends) in PAST.items():
        mentees = [person for role, person in tale.rows[f"{key} people"] if role == "mentee"]
        for person in mentees[::3]:
            yield Event(tale.ago(ends - 10, 19, rng.randint(0, 59)), partial(_seen_at_work, tale, person))
    yield Event(tale.ago(12, 21, 5), partial(_seen_at_work, tale, tale.named(GIULIO)))
    yield Event(tale.ago(30, 8, 30), partial(_allow, tale, rng))


def _shared(tale: Tale, said: dict[str, Any]) -> Iterator[Event]:
    sent: list[Share] = []

    def send() -> None:
        sharer = tale.who(tale.named(said["from"]))
        told = {name: said[name] for name in ("words", "kind", "link", "topics") if name in said}
        draft = actions.write_share(said["title"], by=sharer, **told)
        concerned = [one.person for one in people_it_concerns(draft) if one.person.email not in ENTRANCE_EMAILS]
        people = {one.pk: one for one in [*concerned[:A_FEW], *(tale.who(tale.named(name)) for name in said["to"])]}
        sent.append(actions.send_share(draft, list(people.values()), by=sharer))

    def thank() -> None:
        reader = tale.who(tale.named(said["to"][0]))
        reception = Reception.objects.get(share=sent[0], person=reader)
        actions.thank_for_share(reception, by=reader, change=said["change"])

    yield Event(tale.ago(said["ago"], 12, 40), send)
    if "change" in said:
        yield Event(tale.ago(said["ago"] - 9, 20, 20), thank)
        yield Event(tale.ago(said["ago"] - 22, 3, 50), actions.expire_shares)


def _seen_at_work(tale: Tale, person: Invented) -> None:
    """Whoever was mentored says what they saw; the other lets it stand on the profile."""
    who = tale.who(person)
    for face in people_seen_at_work(who)[:1] if who.is_active else ():
        subject = Membership.objects.select_related("community").get(pk=face.person.pk)
        if skills := skills_to_endorse(who, subject)[:2]:
            for one in actions.endorse_skills(subject, skills, by=who):
                actions.approve_endorsement(one, by=subject)


def _allow(tale: Tale, rng: Random) -> None:
    """Four in five may be named where help was passed on; Ada gives four hours a month."""
    for person in tale.invented:
        if person.email in tale.people and (who := tale.who(person)).is_active and rng.random() < 0.8:
            choose_giving(by=who, hours_a_month=4 if person.name == ADA else None, named=True)
