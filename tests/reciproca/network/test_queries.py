"""What the ledger says to one of its people."""

from dataclasses import asdict, fields
from datetime import timedelta

import pytest
from django.test.utils import CaptureQueriesContext

from cast import Cast, join
from ledger import cancel, confirm, give
from reciproca.boundaries.actions import block_person
from reciproca.communities.models import LedgerIdentity, Membership
from reciproca.core import clock
from reciproca.core.scope import within
from reciproca.network.queries import confirmed_gifts, lines_between, lines_of


def test_a_line_is_given_to_one_and_received_by_the_other(people: Cast) -> None:
    line = give(people.ada, people.giulio)

    (given,), (received,) = lines_of(people.ada), lines_of(people.giulio)

    assert (given.direction, given.other.person, given.minutes) == ("given", people.giulio, 60)  # type: ignore[union-attr]
    assert (received.direction, received.other.person) == ("received", people.ada)  # type: ignore[union-attr]
    assert given.object_id == received.object_id == line.object_id
    assert not given.is_confirmed
    assert lines_of(people.paola) == []


def test_a_confirmation_is_folded_into_its_line(people: Cast) -> None:
    line = give(people.ada, people.giulio)
    with clock.at(clock.now() + timedelta(days=2)):
        confirm(line)

        (found,) = lines_of(people.ada)

        assert (found.seq, found.at, found.confirmed_at) == (line.seq, line.at, clock.now())


def test_a_cancelled_line_is_gone_and_so_is_what_confirmed_it(people: Cast) -> None:
    line = give(people.ada, people.giulio)
    confirm(line)
    cancel(line)

    assert lines_of(people.ada) == lines_of(people.giulio) == []
    assert confirmed_gifts() == []


def test_a_cancelled_confirmation_leaves_the_line_waiting(people: Cast) -> None:
    line = give(people.ada, people.giulio)
    cancel(confirm(line))

    (found,) = lines_of(people.giulio)

    assert (found.seq, found.is_confirmed) == (line.seq, False)
    assert confirmed_gifts() == []


def test_what_is_mutual_is_mutual_to_both(people: Cast) -> None:
    give(people.ada, people.giulio, mutual=True, confirmed=True)

    assert [line.direction for person in (people.ada, people.giulio) for line in lines_of(person)] == ["mutual"] * 2


def test_somebody_blocked_has_no_face_in_either_direction(people: Cast) -> None:
    give(people.ada, people.giulio)
    block_person(people.giulio, by=people.ada)

    assert [line.other for person in (people.ada, people.giulio) for line in lines_of(person)] == [None, None]


def test_somebody_erased_has_no_face(people: Cast) -> None:
    theirs = people.giulio.ledger_id
    give(people.ada, people.giulio)
    LedgerIdentity.objects.filter(membership=people.giulio).delete()

    (found,) = lines_of(people.ada)

    assert (found.other, found.other_id) == (None, theirs)
    assert lines_of(Membership.objects.get(pk=people.giulio.pk)) == []


def test_who_has_left_cannot_be_told_from_whom_one_must_not_meet(people: Cast) -> None:
    give(people.ada, people.giulio)
    give(people.ada, people.paola)
    Membership.objects.filter(pk=people.giulio.pk).update(state="left")
    block_person(people.ada, by=people.paola)

    left, blocked = lines_of(people.ada)

    said = {field.name: getattr(left, field.name) for field in fields(left)}
    assert said | {"seq": blocked.seq, "object_id": blocked.object_id, "other_id": blocked.other_id} == asdict(blocked)
    assert left.other is None


def test_between_two_there_is_nothing_of_others(people: Cast) -> None:
    give(people.ada, people.giulio)
    give(people.giulio, people.ada)
    give(people.ada, people.paola)

    assert [line.direction for line in lines_between(people.giulio, people.ada)] == ["received", "given"]
    assert lines_between(people.giulio, people.paola) == []


def test_nothing_comes_from_another_community(people: Cast) -> None:
    with within(people.bellini):
        give(people.irene, people.ugo, confirmed=True)

    assert confirmed_gifts() == []
    assert lines_of(people.ada) == []


@pytest.mark.parametrize("others", [1, 3])
def test_however_many_people_it_is_two_queries(
    people: Cast, others: int, django_assert_num_queries: type[CaptureQueriesContext]
) -> None:
    for name in ("Uno", "Due", "Tre")[:others]:
        confirm(give(people.ada, join(name, "Rossi")))
    person = Membership.objects.select_related("community").get(pk=people.ada.pk)
    assert person.ledger_id

    with django_assert_num_queries(2):
        assert len([line.other.photo_url for line in lines_of(person)]) == others  # type: ignore[union-attr]


def test_gifts_are_confirmed_directed_and_dated(people: Cast) -> None:
    confirm(give(people.ada, people.giulio))
    give(people.ada, people.paola)
    give(people.ada, people.paola, mutual=True, confirmed=True)
    moment = clock.now() + timedelta(days=40)
    with clock.at(moment):
        late = confirm(give(people.giulio, people.paola))

    assert [gift.receiver for gift in confirmed_gifts()] == [people.giulio.ledger_id, people.paola.ledger_id]
    assert [(gift.giver, gift.weight) for gift in confirmed_gifts(since=moment)] == [(late.giver, 4.0)]
