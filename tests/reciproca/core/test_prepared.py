"""Prepared queries give what the plain query gives, for other arguments than those they were built with."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db.models import QuerySet
from django.db.models.functions import Upper
from pytest_django import DjangoAssertNumQueries
from tests.cast import Cast
from tests.conftest import NOW

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
        assert everyone[0:0] == []


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


@prepared("pk")
def _keys(viewer: int) -> QuerySet:
    return find_people(Membership(pk=viewer))


@prepared("pk")
def _of_role(keys: tuple[int, ...], role: str) -> QuerySet:
    return Membership.objects.filter(pk__in=keys, role=role)


@prepared("given_name")
def _others(viewer: int, role: str) -> QuerySet:
    """A prepared query with prepared ones inside, whose arguments are its own."""
    rows = Membership.objects.filter(pk__in=_keys.inside(viewer))
    return rows.exclude(pk__in=_of_role.inside((viewer,), role)).order_by("given_name")


def test_inside_another_query_it_is_the_same_condition(people: Cast) -> None:
    block_person(people.giulio, by=people.ada)
    for viewer in (people.ada, people.giulio, people.marta):
        plain = find_people(viewer).order_by("given_name")
        assert list(Membership.objects.filter(pk__in=_keys.inside(viewer.pk)).order_by("given_name")) == list(plain)
        others = [(one.given_name,) for one in plain if one.pk != viewer.pk or one.role != "member"]
        assert _others(viewer.pk, "member") == others != []
    assert Membership.objects.filter(pk__in=_of_role.inside((), "member")).count() == 0
    assert Membership.objects.exclude(pk__in=_of_role.inside((), "member")).count() == Membership.objects.count()


def test_inside_it_reads_the_community_in_force_alone(people: Cast) -> None:
    with within(people.bellini):
        there = set(Membership.unscoped.filter(pk__in=_keys.inside(people.irene.pk)).values_list("pk", flat=True))
        assert there == {row[0] for row in _keys(people.irene.pk)} != set()
    assert there.isdisjoint(row[0] for row in _keys(people.ada.pk))


def test_another_community_is_another_argument(people: Cast) -> None:
    assert "Ada" in [row[4] for row in _seen(people.ada.pk)]
    with within(people.bellini):
        assert [row[4] for row in _seen(people.ada.pk)] == ["Irene", "Ugo"]
    with within(None), pytest.raises(NoCommunityInScope):
        _seen(people.ada.pk)


@prepared()
def _account_of(public_id: UUID, since: datetime) -> QuerySet:
    people = Membership.objects.select_related("account").filter(public_id=public_id, created_at__gte=since)
    return people.annotate(shouted=Upper("given_name"))


def test_without_columns_its_objects_come_with_what_they_select_related(
    people: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    long_ago, later = NOW - timedelta(days=900, microseconds=7), NOW + timedelta(days=900, microseconds=7)
    for somebody in (people.ada, people.giulio):
        with django_assert_num_queries(1):
            (found,) = _account_of(somebody.public_id, long_ago)
            assert (found, found.account, found.shouted) == (somebody, somebody.account, somebody.given_name.upper())
            assert found.account.email == somebody.account.email
        assert [one.pk for one in _account_of.all(somebody.public_id, long_ago)[0:5]] == [somebody.pk]
    assert _account_of(people.ada.public_id, later) == []
    assert _account_of.count(people.ada.public_id, later) == 0
    assert _account_of.count(people.ada.public_id, long_ago) == 1


def test_what_is_fetched_beside_the_rows_is_refused(people: Cast) -> None:
    @prepared()
    def beside(key: int) -> QuerySet:
        return Membership.objects.filter(pk=key).prefetch_related("enrolments")

    with pytest.raises(ValueError, match="prefetch_related"):
        beside(people.ada.pk)


def test_what_does_not_pass_an_argument_on_is_refused(people: Cast) -> None:
    @prepared("pk")
    def altered(viewer: int) -> QuerySet:
        return Membership.objects.filter(pk=viewer + 1)

    with pytest.raises(ValueError, match="altered"):
        altered(people.ada.pk)
