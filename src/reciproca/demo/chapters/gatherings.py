"""A coffee round of the community: several rounds that were, and one that is open."""

from collections.abc import Iterator
from functools import partial
from random import Random
from typing import Any

from reciproca.communities.models import Membership
from reciproca.core.errors import Refusal
from reciproca.demo.invention import words
from reciproca.demo.tale import Event, Tale
from reciproca.gatherings import actions
from reciproca.gatherings.choices import Word
from reciproca.gatherings.models import Coffee, CoffeePlace, CoffeeTable

__all__ = ["gatherings"]


def gatherings(tale: Tale) -> Iterator[Event]:
    coffee = words("gatherings")["coffee"]
    yield Event(tale.ago(coffee["first"] + 8, 9, 20), partial(_start, tale, coffee))
    for at, name in enumerate(coffee["named"]):
        yield Event(tale.ago(coffee["first"] + 7, 9, 30 + at), partial(_come_in, tale, coffee, name))
    for at in range(coffee["people"]):
        yield Event(tale.ago(coffee["first"] + 6 - at / 4, 20, at), partial(_come_in, tale, coffee, f"#{at}"))
    for number, days in enumerate(range(coffee["first"], 0, -7 * coffee["weeks"])):
        for at in range(coffee["later"] if number else 0):
            yield Event(tale.ago(days + 1, 19, at), partial(_come_in, tale, coffee, f"#{number}.{at}"))
        yield Event(tale.ago(days, 8, 5), actions.draw_coffees)
        if days > 12:
            yield Event(tale.ago(days - 12, 18, 40), partial(_say, coffee, number + 1))


def _start(tale: Tale, coffee: dict[str, Any]) -> None:
    actions.start_coffee(
        by=tale.marta, title=coffee["title"], words=coffee["words"], begins_on=tale.day(coffee["first"]),
        every_weeks=coffee["weeks"], rounds=coffee["rounds"],
    )  # fmt: skip


def _come_in(tale: Tale, coffee: dict[str, Any], name: str) -> None:
    """Somebody by name, if they are here by now; “#3”: whoever the dice say."""
    person = _somebody(tale, coffee, name) if name[0] == "#" else tale.people.get(tale.named(name).email)
    if person is not None:
        try:
            actions.join_coffee(Coffee.objects.get(title=coffee["title"]), by=person)
        except Refusal:
            return  # somebody may be held, or a minor


def _somebody(tale: Tale, coffee: dict[str, Any], name: str) -> Membership:
    others = {tale.named(one).email for one in (*coffee["named"], "Nora Vitali")}
    people = sorted((one for one in tale.people.values() if one.email not in others), key=lambda one: one.email)
    return Random(f"{coffee['title']} {name}").choice(people)


def _say(coffee: dict[str, Any], number: int) -> None:
    """Of each table either all say that they met, or one says that they did not manage, or nobody says anything."""
    tables = CoffeeTable.objects.filter(turn__coffee__title=coffee["title"], turn__number=number)
    for place, table in enumerate(tables.select_related("turn__coffee").order_by("pk")):
        dice = Random(f"{coffee['title']} {number} {place}").random()
        sat = CoffeePlace.objects.filter(table=table).select_related("person__community").order_by("pk")
        people = [one.person for one in sat if one.person.is_active]
        for person in people if dice < 0.7 else people[:1] if dice < 0.9 else []:
            try:
                actions.say_of_table(table, Word.MET if dice < 0.7 else Word.NOT_MET, by=person)
            except Refusal:
                continue  # a block since then
