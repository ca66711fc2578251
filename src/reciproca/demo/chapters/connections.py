"""Some are connected, in the words of who asked; some met in person, some are allies; and for each entrance somebody waits."""

from collections.abc import Iterator
from datetime import time, timedelta
from functools import partial
from typing import Any

from reciproca.communities.models import Membership
from reciproca.demo.invention import words
from reciproca.demo.tale import Event, Tale
from reciproca.network import actions
from reciproca.network.queries import code_of, request_to

__all__ = ["connections"]


def connections(tale: Tale) -> Iterator[Event]:
    told = words("connections")
    for one in told["connections"]:
        yield from _asked(tale, one)
    for one in told["encounters"]:
        yield Event(tale.ago(one["days"], 17, 20), partial(_met, tale, one))
    for one in told["allies"]:
        yield Event(tale.ago(one["days"], 21, 20), partial(_named, tale, one))
    for one in told["notes"]:
        yield Event(tale.ago(one["days"], 21, 30), partial(_noted, tale, one))
    for one in told["reminders"]:
        yield Event(tale.ago(one["days"], 21, 40), partial(_reminded, tale, one))
    for one in told["hours"]:
        yield Event(tale.ago(one["days"], 21, 50), partial(_kept, tale, one))


def _asked(tale: Tale, one: dict[str, Any]) -> Iterator[Event]:
    days = one["days"] if "days" in one else _before_the_first_hand(one["people"])
    yield Event(tale.ago(days, *((11, 15) if days > 1 else ())), partial(_ask, tale, one))
    if "question" in one:
        yield Event(tale.ago(days - 1, 12, 25), partial(_question, tale, one))
    if "reply" in one:
        yield Event(tale.ago(days - 1, 20, 35), partial(_reply, tale, one))
    if one.get("answer", "yes"):
        yield Event(tale.ago(days - 2, 8, 45), partial(_accept, tale, one))


def _before_the_first_hand(people: list[str]) -> float:
    """A week before the first hand of their thread was offered."""
    thread = next(one for one in words("threads")["threads"] if set(one["people"]) == set(people))
    return max(hand[0] for hand in thread["hands"]) + 5 + 7


def _ask(tale: Tale, one: dict[str, Any]) -> None:
    asker, receiver = _two(tale, one)
    actions.request_connection(
        receiver, by=asker, context=one["context"], why=one["why"], offer=one.get("offer", "")
    )  # fmt: skip


def _question(tale: Tale, one: dict[str, Any]) -> None:
    asker, receiver = _two(tale, one)
    actions.question_connection(_request(asker, receiver), one["question"], by=receiver)


def _reply(tale: Tale, one: dict[str, Any]) -> None:
    asker, receiver = _two(tale, one)
    actions.reply_to_question(_request(asker, receiver), one["reply"], by=asker)


def _accept(tale: Tale, one: dict[str, Any]) -> None:
    asker, receiver = _two(tale, one)
    actions.accept_connection(_request(asker, receiver), by=receiver)


def _met(tale: Tale, one: dict[str, Any]) -> None:
    host, guest = _two(tale, one)
    read = actions.read_code(code_of(actions.show_code(by=host, place=one["place"])), by=guest)
    actions.confirm_encounter(read, by=host)


def _named(tale: Tale, one: dict[str, Any]) -> None:
    first, second = _two(tale, one)
    actions.name_ally(second, by=first, close=one.get("close", False))
    if one.get("both"):
        actions.name_ally(first, by=second)


def _noted(tale: Tale, one: dict[str, Any]) -> None:
    person, other = _two(tale, one)
    actions.care_for(other, by=person, note=one["note"], rhythm=one["rhythm"])


def _reminded(tale: Tale, one: dict[str, Any]) -> None:
    person, other = _two(tale, one)
    day = (tale.now + timedelta(days=one["in_days"])).date()
    actions.remind(other, by=person, on=day, words=one["words"])


def _kept(tale: Tale, one: dict[str, Any]) -> None:
    who = tale.who(tale.named(one["person"]))
    actions.keep_time(by=who, weekday=one["weekday"], starts_at=time(one["hour"]), minutes=one["minutes"])


def _two(tale: Tale, one: dict[str, Any]) -> tuple[Membership, Membership]:
    first, second = one["people"]
    return tale.who(tale.named(first)), tale.who(tale.named(second))


def _request(asker: Membership, receiver: Membership) -> Any:
    return request_to(receiver, by=asker)
