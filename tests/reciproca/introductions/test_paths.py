"""Whether somebody could introduce me, asked of one person and of many: the same answer."""

from collections.abc import Callable

import pytest

from cast import Cast
from introducing import ask, joined
from reciproca.boundaries.actions import block_person, mark_minor
from reciproca.introductions.actions import choose_willingness
from reciproca.introductions.paths import has_way, have_ways
from reciproca.network.actions import hide_connection
from reciproca.network.models import Connection


def ways(people: Cast) -> dict[str, bool]:
    """Giulio's to each of the others, asked in both ways."""
    others = [people.ada, people.paola, people.davide, people.marta]
    many = have_ways(others, asker=people.giulio)
    found = {one.given_name: has_way(one, asker=people.giulio) for one in others}
    assert found == {one.given_name: one.pk in many for one in others}
    return found


def test_through_somebody_i_know_to_whom_i_do_not(people: Cast) -> None:
    assert not any(ways(people).values())
    joined(people)
    assert [name for name, is_there in ways(people).items() if is_there] == ["Paola"]
    assert has_way(people.giulio, asker=people.paola)
    assert not has_way(people.giulio, asker=people.giulio)


def barred(people: Cast) -> None:
    block_person(people.paola, by=people.ada)


def hidden(people: Cast) -> None:
    between = Connection.objects.get(first=people.ada, second=people.paola)
    hide_connection(between, by=people.paola, hidden=True)


def minor_between(people: Cast) -> None:
    mark_minor(people.ada, how="coordinator", by=people.marta)


def asked_enough(people: Cast) -> None:
    choose_willingness(1, by=people.ada)
    ask(people)


@pytest.mark.parametrize("change", [barred, hidden, minor_between, asked_enough])
def test_there_is_none_where(people: Cast, change: Callable[[Cast], None]) -> None:
    joined(people)
    change(people)
    assert not any(ways(people).values())
