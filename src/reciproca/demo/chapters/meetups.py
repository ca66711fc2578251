"""Meet-ups: one that was, with its door and those who met there, one to come, and one whose places are all taken."""

from collections.abc import Iterator
from functools import partial
from random import Random
from typing import Any

from reciproca.communities.models import Membership
from reciproca.core.errors import Refusal
from reciproca.demo.invention import words
from reciproca.demo.tale import Event, Tale
from reciproca.gatherings import actions
from reciproca.gatherings.choices import Coming
from reciproca.gatherings.meetups import code_at
from reciproca.gatherings.models import Meetup, MeetupSeat

__all__ = ["meetups"]


def meetups(tale: Tale) -> Iterator[Event]:
    for one in words("gatherings")["meetup"]:
        yield Event(tale.ago(one["called"], 12, 30), partial(_call, tale, one))
        for place, name in enumerate([*one["people"], *(f"#{at}" for at in range(one["others"]))]):
            yield Event(tale.ago(one["called"] - 1 - place / 10, 20, 10 + place), partial(_come, tale, one, name))
        if one["day"] < 0:
            yield Event(tale.ago(-one["day"], 18, 40), partial(_arrive, one))
            for place, (name, other) in enumerate(one["met"]):
                yield Event(tale.ago(-one["day"] - 1, 8, 40 + place), partial(_say, tale, one, name, other))


def _call(tale: Tale, one: dict[str, Any]) -> None:
    by = tale.who(tale.named(one["by"]))
    actions.call_meetup(
        by=by, title=one["title"], words=one["words"], starts_at=tale.evening(-one["day"]), minutes=one["minutes"],
        where=one["where"], most=one.get("most"), time_zone="Europe/Rome",
    )  # fmt: skip


def _come(tale: Tale, one: dict[str, Any], name: str) -> None:
    """Somebody by name; “#3”: whoever the dice say."""
    person = _somebody(tale, one, name) if name[0] == "#" else tale.who(tale.named(name))
    try:
        actions.come_to_meetup(_meetup(one), by=person)
    except Refusal:
        return  # somebody may be held, or a minor


def _somebody(tale: Tale, one: dict[str, Any], name: str) -> Membership:
    named = {tale.named(each).email for each in (one["by"], *one["people"], "Nora Vitali")}
    people = sorted((each for each in tale.people.values() if each.email not in named), key=lambda each: each.email)
    return Random(f"{one['title']} {name}").choice(people)


def _arrive(one: dict[str, Any]) -> None:
    """Four of five of those who said that they come are there."""
    meetup = _meetup(one)
    seats = MeetupSeat.objects.filter(meetup=meetup, coming=Coming.YES).select_related("person__community")
    for place, seat in enumerate(seats.order_by("asked_at", "pk")):
        if place % 5 != 4 and seat.person.is_active:
            actions.arrive_at_meetup(meetup, code_at(meetup), by=seat.person)


def _say(tale: Tale, one: dict[str, Any], name: str, other: str) -> None:
    by, whom = tale.who(tale.named(name)), tale.who(tale.named(other))
    actions.say_met(_meetup(one), [whom], by=by)


def _meetup(one: dict[str, Any]) -> Meetup:
    return Meetup.objects.get(title=one["title"])
