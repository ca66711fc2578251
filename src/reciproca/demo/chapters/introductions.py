"""Some met somebody new through an ally; one request came to nothing, one waits for the ally, one for the person."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from reciproca.communities.models import Membership
from reciproca.conversations.actions import send_message
from reciproca.demo.invention import words
from reciproca.demo.tale import Event, Tale
from reciproca.exchanges.actions import approve_recognition, give_recognition
from reciproca.introductions import actions
from reciproca.introductions.models import Introduction
from reciproca.introductions.queries import conversation_of

__all__ = ["introductions"]


def introductions(tale: Tale) -> Iterator[Event]:
    for one in words("introductions")["introductions"]:
        days, how = one["days"], one["how"]
        yield Event(tale.ago(days, 11, 35), partial(_ask, tale, one))
        if how in ("made", "reached"):
            yield Event(tale.ago(days - 1, 19, 15), partial(_forward, tale, one))
        if how == "made":
            yield Event(tale.ago(days - 2, 8, 50), partial(_accept, tale, one))
            yield Event(tale.ago(days - 2, 20, 10), partial(_begin, tale, one))
        if "thanks" in one:
            yield Event(tale.ago(days - 9, 20, 45), partial(_thank, tale, one))
        if how == "over":
            yield Event(tale.ago(days - 22, 7, 0), actions.close_introductions)


def _ask(tale: Tale, one: dict[str, Any]) -> None:
    requester, introducer, recipient = _three(tale, one)
    said = {name: one.get(name, "") for name in ("goal", "gain", "note", "text")}
    actions.request_introduction(by=requester, introducer=introducer, recipient=recipient, **said)


def _forward(tale: Tale, one: dict[str, Any]) -> None:
    found = _introduction(tale, one)
    actions.forward_introduction(found, by=found.introducer, text=found.text, words=one["words"])


def _accept(tale: Tale, one: dict[str, Any]) -> None:
    approach = _introduction(tale, one).approach
    actions.accept_introduction(approach, by=approach.recipient)


def _begin(tale: Tale, one: dict[str, Any]) -> None:
    """The first line: of whoever the words are."""
    found = _introduction(tale, one)
    conversation = conversation_of(found)
    assert conversation is not None
    requester, _introducer, recipient = _three(tale, one)
    send_message(conversation, by=requester if "thanks" in one else recipient, text=one["line"])
    actions.count_begun_introductions()


def _thank(tale: Tale, one: dict[str, Any]) -> None:
    found = _introduction(tale, one)
    given = give_recognition("introduction", str(found.public_id), by=found.requester, change=one["thanks"])
    approve_recognition(given, by=found.introducer, version=given.version)


def _introduction(tale: Tale, one: dict[str, Any]) -> Introduction:
    requester, introducer, recipient = _three(tale, one)
    return Introduction.objects.get(requester=requester, introducer=introducer, recipient=recipient)


def _three(tale: Tale, one: dict[str, Any]) -> tuple[Membership, Membership, Membership]:
    requester, introducer, recipient = (tale.who(tale.named(name)) for name in one["people"])
    return requester, introducer, recipient
