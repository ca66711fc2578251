"""What the ledger says to one of its people."""

from datetime import timedelta
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import transaction
from django.test.utils import CaptureQueriesContext

from cast import Cast, join
from reciproca.boundaries.actions import block_person
from reciproca.communities.models import LedgerIdentity, Membership
from reciproca.core import clock
from reciproca.core.scope import within
from reciproca.network.actions import cancel_interaction, confirm_interaction, record_interaction
from reciproca.network.choices import Kind
from reciproca.network.models import Interaction
from reciproca.network.queries import confirmed_gifts, lines_between, lines_of


def thing(kind: str = "mentoringsession") -> SimpleNamespace:
    """Something a line may come from."""
    return SimpleNamespace(_meta=SimpleNamespace(model_name=kind), public_id=uuid4())


def give(giver: Membership, receiver: Membership, **more: object) -> Interaction:
    with transaction.atomic():
        return record_interaction(Kind.SESSION, giver=giver, receiver=receiver, source=thing(), minutes=60, **more)  # type: ignore[arg-type]


def confirm(line: Interaction) -> Interaction:
    with transaction.atomic():
        return confirm_interaction(line)


def cancel(line: Interaction) -> Interaction:
    with transaction.atomic():
        return cancel_interaction(line)


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


def test_somebody_who_left_keeps_a_name_and_has_no_page(people: Cast) -> None:
    give(people.ada, people.giulio)
    Membership.objects.filter(pk=people.giulio.pk).update(state="left")

    (found,) = lines_of(people.ada)

    assert found.other is not None
    assert (found.other.name, found.other.is_here) == ("Giulio Serra", False)


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


def test_gifts_are_confirmed_and_dated(people: Cast) -> None:
    early = confirm(give(people.ada, people.giulio))
    give(people.ada, people.paola)
    moment = clock.now()
    with clock.at(moment + timedelta(days=40)):
        confirm(give(people.giulio, people.paola))

    assert [(gift.giver, gift.weight) for gift in confirmed_gifts(until=moment)] == [(early.giver, 4.0)]
    assert len(confirmed_gifts()) == 2
