"""Three people between whom a way leads, for the tests of introductions: Giulio knows Ada, Ada knows Paola."""

from datetime import timedelta

from cast import Cast
from reciproca.boundaries.actions import block_person
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.introductions import actions
from reciproca.introductions.models import Approach, Introduction
from reciproca.network.actions import connect

__all__ = ["NOTHING", "WORDS", "agree", "ask", "forward", "joined", "know_each_other", "long_here", "settle"]

WORDS = {
    "goal": "Mezz’ora per capire da dove si comincia con la Germania.",
    "gain": "Guardo volentieri le etichette del caprino nuovo.",
    "note": "Ada, ti va di presentarmi Paola? Se non è il momento, lo capisco.",
    "text": "Mi chiamo Giulio, mi occupo di qualità in un caseificio.",
}
#: The ways in which a request comes to nothing.
NOTHING = [
    "ally was silent", "ally said not now", "ally blocked the requester", "recipient was silent", "recipient said no",
    "recipient blocked the requester", "blocked before it was passed on", "recipient blocked the ally", "recipient asked back",
]  # fmt: skip


def long_here(people: Cast) -> None:
    """Who has been here for years: what newcomers may is a test of its own."""
    for one in (people.ada, people.giulio, people.paola, people.davide, people.marta):
        one.joined_at = clock.now() - timedelta(days=700)
        one.save(update_fields=["joined_at"])


def know_each_other(one: Membership, other: Membership) -> None:
    connect(one, other, source=one)


def joined(people: Cast) -> None:
    """The way from Giulio through Ada to Paola."""
    long_here(people)
    know_each_other(people.giulio, people.ada)
    know_each_other(people.ada, people.paola)


def ask(people: Cast, **more: object) -> Introduction:
    """Giulio asks Ada to introduce him to Paola."""
    asked = {"introducer": people.ada, "recipient": people.paola, **WORDS, **more}
    return actions.request_introduction(by=people.giulio, **asked)  # type: ignore[arg-type]


def forward(people: Cast, introduction: Introduction, **more: object) -> Approach:
    """Ada passes it on to Paola."""
    said = {"text": introduction.text, "words": "Di lui ci si può fidare.", **more}
    actions.forward_introduction(introduction, by=people.ada, **said)  # type: ignore[arg-type]
    return Approach.objects.get(introduction=introduction)


def agree(people: Cast) -> Introduction:
    """All three said yes."""
    introduction = ask(people)
    actions.accept_introduction(forward(people, introduction), by=people.paola)
    introduction.refresh_from_db()
    return introduction


def settle(people: Cast, how: str) -> Introduction:
    """One of the ways in which a request comes to nothing."""
    introduction = ask(people)
    if how == "ally said not now":
        actions.set_introduction_aside(introduction, by=people.ada)
    elif how == "ally blocked the requester":
        block_person(people.giulio, by=people.ada)
    elif how == "recipient blocked the requester":
        block_person(people.giulio, by=people.paola)
    elif how == "blocked before it was passed on":
        block_person(people.giulio, by=people.paola)
        actions.forward_introduction(introduction, by=people.ada, text=introduction.text)
    elif how != "ally was silent":
        approach = forward(people, introduction)
        if how == "recipient said no":
            actions.decline_introduction(approach, by=people.paola)
        elif how == "recipient blocked the ally":
            block_person(people.ada, by=people.paola)
        elif how == "recipient asked back":
            actions.question_introduction(approach, "Per quali prodotti?", by=people.paola)
    return introduction
