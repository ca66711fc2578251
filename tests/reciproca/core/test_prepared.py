"""Prepared queries give what the plain query gives, for other arguments than those they were built with."""

import pytest
from django.db.models import QuerySet
from tests.cast import Cast

from reciproca.boundaries.actions import block_person
from reciproca.communities.models import Membership
from reciproca.core.prepared import prepared
from reciproca.core.scope import NoCommunityInScope, within
from reciproca.people.queries import find_people

pytestmark = pytest.mark.django_db


@prepared("pk", "public_id", "face", "created_at", "given_name")
def _seen(viewer: int) -> QuerySet:
    return find_people(Membership(pk=viewer))


@prepared("given_name")
def _named(keys: tuple[int, ...], role: str) -> QuerySet:
    return Membership.objects.filter(pk__in=keys, role=role).order_by("pk")


def plainly(viewer: Membership) -> list[tuple]:
    return list(find_people(viewer).values_list("pk", "public_id", "face", "created_at", "given_name"))


def test_rows_and_count_are_those_of_the_query(people: Cast) -> None:
    for viewer in (people.ada, people.giulio, people.marta):
        assert _seen(viewer.pk) == plainly(viewer) != []
        everyone = _seen.all(viewer.pk)
        assert everyone.count() == len(plainly(viewer))
        assert everyone[0:2] == plainly(viewer)[:2]
        assert everyone[2:4] == plainly(viewer)[2:4]


def test_each_argument_counts_every_time(people: Cast) -> None:
    before = _seen(people.ada.pk)
    block_person(people.giulio, by=people.ada)
    assert people.giulio.pk not in [row[0] for row in _seen(people.ada.pk)]
    assert people.ada.pk not in [row[0] for row in _seen(people.giulio.pk)]
    assert _seen(people.marta.pk) == plainly(people.marta)
    assert len(before) == len(_seen(people.ada.pk)) + 1


def test_lists_of_any_length_and_text(people: Cast) -> None:
    three = [people.ada, people.giulio, people.marta]
    assert [name for (name,) in _named(tuple(one.pk for one in three), "member")] == ["Ada", "Giulio"]
    assert _named((people.marta.pk,), "coordinator") == [("Marta",)]
    assert _named((people.marta.pk,), "member") == []
    assert _named((), "member") == []


def test_another_community_is_another_argument(people: Cast) -> None:
    assert "Ada" in [row[4] for row in _seen(people.ada.pk)]
    with within(people.bellini):
        assert [row[4] for row in _seen(people.ada.pk)] == ["Irene", "Ugo"]
    with within(None), pytest.raises(NoCommunityInScope):
        _seen(people.ada.pk)


def test_what_does_not_pass_an_argument_on_is_refused(people: Cast) -> None:
    @prepared("pk")
    def altered(viewer: int) -> QuerySet:
        return Membership.objects.filter(pk=viewer + 1)

    with pytest.raises(ValueError, match="altered"):
        altered(people.ada.pk)
