"""Coffee rounds for the tests: started, with people in, and drawn."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cast import Cast, join
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.gatherings import actions
from reciproca.gatherings.models import Coffee, CoffeePlace, CoffeeTable

__all__ = ["at_noon", "crowd", "drawn_again", "of", "started", "tables_in", "together"]


def crowd(number: int) -> list[Membership]:
    return [join(f"Persona{at:02}", "Folla") for at in range(number)]


def started(by: Membership, people: Sequence[Membership] = (), **more: Any) -> Coffee:
    """From tomorrow on, every two weeks; these are in."""
    told = {"title": "Un caffè con chi non conosci", "every_weeks": 2, "rounds": 6, **more}
    coffee = actions.start_coffee(by=by, begins_on=clock.today(by.community.time_zone) + timedelta(days=1), **told)
    for person in people:
        actions.join_coffee(coffee, by=person)
    return coffee


def at_noon(coffee: Coffee) -> datetime:
    """Noon of the day on which the next round is due."""
    coffee.refresh_from_db()
    assert coffee.next_on is not None
    return datetime.combine(coffee.next_on, time(12), ZoneInfo("Europe/Rome"))


def drawn_again(coffee: Coffee) -> list[set[int]]:
    """The next round is drawn on its day: keys of the people at each table. The clock stays where it was."""
    with clock.at(at_noon(coffee)):
        assert actions.draw_coffees() == 1
    coffee.refresh_from_db()
    return tables_in(coffee, coffee.drawn)


def tables_in(coffee: Coffee, number: int) -> list[set[int]]:
    found: dict[int, set[int]] = {}
    places = CoffeePlace.objects.filter(turn__coffee=coffee, turn__number=number).exclude(table=None)
    for place in places:
        found.setdefault(place.table_id or 0, set()).add(place.person_id)
    return [found[key] for key in sorted(found)]


def together(people: Cast) -> CoffeeTable:
    """Ada and Giulio, drawn just now: the clock of the test is that of the draw."""
    coffee = started(people.marta, [people.ada, people.giulio])
    Coffee.objects.filter(pk=coffee.pk).update(next_on=clock.today())
    coffee.refresh_from_db()
    actions.draw_coffee(coffee)
    return of(coffee)


def of(coffee: Coffee) -> CoffeeTable:
    return CoffeeTable.objects.select_related("turn__coffee__community").get(turn__coffee=coffee)
