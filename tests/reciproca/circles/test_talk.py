"""The circle's conversation: of those who are bound, left with the circle, read only at its end and forgotten with it."""

from datetime import timedelta

import pytest
from django.test import Client

from cast import Cast, join
from circling import begin, propose, under_way
from reciproca.boundaries.actions import block_person
from reciproca.circles import actions
from reciproca.circles.models import Circle
from reciproca.circles.queries import charter_in_force, talk_of
from reciproca.circles.tasks import look_after_circles
from reciproca.communities.models import Membership
from reciproca.conversations.actions import (
    CannotLeave,
    NoLongerOpen,
    TooLateToEdit,
    edit_message,
    leave_conversation,
    send_message,
)
from reciproca.conversations.models import Conversation, Message
from reciproca.conversations.picture import seats_listed
from reciproca.conversations.queries import has_unread, messages_visible_to
from reciproca.core import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def circle(people: Cast) -> Circle:
    return under_way(people)


def talk(circle: Circle, person: Membership) -> Conversation:
    found = talk_of(circle, person)
    assert found is not None
    return found


def read_by(person: Membership) -> list[str]:
    return [message.text for message in messages_visible_to(person).order_by("number")]


def test_it_begins_when_all_have_said_yes(people: Cast) -> None:
    circle = begin(people.ada, people.giulio, people.paola)
    charter = propose(circle, people.ada)
    actions.agree_to_charter(charter, by=people.giulio)
    assert talk_of(circle, people.ada) is None

    actions.agree_to_charter(charter, by=people.paola)

    send_message(talk(circle, people.ada), by=people.ada, text="Ci siamo.")
    assert (read_by(people.giulio), read_by(people.davide), has_unread(people.paola)) == (["Ci siamo."], [], True)
    assert talk_of(circle, people.davide) is None


def test_who_comes_later_reads_it_with_their_yes_and_has_nothing_unread(people: Cast, circle: Circle) -> None:
    send_message(talk(circle, people.ada), by=people.ada, text="Ci siamo.")
    actions.join_circle(circle, by=people.davide)
    assert (talk_of(circle, people.davide), read_by(people.davide)) == (None, [])

    charter = charter_in_force(circle)
    assert charter is not None
    actions.agree_to_charter(charter, by=people.davide)

    assert (read_by(people.davide), has_unread(people.davide)) == (["Ci siamo."], False)


def test_leaving_the_circle_leaves_it_and_by_itself_it_is_not_left(people: Cast, circle: Circle) -> None:
    send_message(talk(circle, people.ada), by=people.giulio, text="Vado.")
    with pytest.raises(CannotLeave):
        leave_conversation(talk(circle, people.giulio), by=people.giulio)

    actions.leave_circle(circle, by=people.giulio)

    assert (read_by(people.giulio), read_by(people.ada)) == ([], ["Vado."])
    with pytest.raises(NoLongerOpen):
        send_message(talk(circle, people.ada), by=people.giulio, text="Ancora io.")
    actions.join_circle(circle, by=people.giulio)
    charter = charter_in_force(circle)
    assert charter is not None
    actions.agree_to_charter(charter, by=people.giulio)
    assert read_by(people.giulio) == ["Vado."]


def test_who_blocks_steps_out_of_it_with_the_circle(people: Cast, circle: Circle) -> None:
    actions.join_circle(circle, by=people.davide)
    block_person(people.giulio, by=people.ada)
    look_after_circles()

    send_message(talk(circle, people.paola), by=people.paola, text="Eccoci.")

    assert (read_by(people.ada), read_by(people.giulio)) == ([], ["Eccoci."])


def test_it_is_read_only_when_the_circle_ends_and_forgotten_with_it(people: Cast, circle: Circle) -> None:
    message = send_message(talk(circle, people.ada), by=people.ada, text="Ci siamo.")
    for person in (people.ada, people.giulio, people.paola):
        actions.would_end(circle, True, by=person)

    assert read_by(people.giulio) == ["Ci siamo."]
    ended = talk(circle, people.ada)
    with pytest.raises(NoLongerOpen):
        send_message(ended, by=people.ada, text="Ancora")
    with pytest.raises(TooLateToEdit):
        edit_message(Message.objects.get(pk=message.pk), by=people.ada, text="Altro")
    with clock.at(clock.now() + timedelta(days=91)):
        look_after_circles()
    assert not Message.objects.exists()
    assert not Conversation.objects.exists()


def test_it_has_the_name_of_the_circle_and_is_listed_once_somebody_has_spoken(people: Cast, circle: Circle) -> None:
    assert list(seats_listed(people.ada)) == []
    changes = {"name": "Seconde volte", "about": "Chi ricomincia.", "entry": "open"}
    actions.change_circle(circle, by=people.ada, version=Circle.objects.get(pk=circle.pk).version, **changes)
    client = Client()
    client.force_login(people.ada.account)

    page = client.get(f"/montefeltro/circles/{circle.public_id}/").content.decode()
    assert "Scrivetevi" in page
    send_message(talk(circle, people.ada), by=people.ada, text="Ci siamo.")

    assert [seat.conversation.subject for seat in seats_listed(people.ada)] == ["Seconde volte"]
    answer = client.get(f"/montefeltro/conversations/{talk(circle, people.ada).public_id}/").content.decode()
    assert ("<h1>Seconde volte</h1>" in answer, "Vai al cerchio" in answer) == (True, True)
    assert "Lascia la conversazione" not in answer


def test_who_sits_there_and_has_not_said_yes_has_no_part_in_it(people: Cast, circle: Circle) -> None:
    lea = join("Lea", "Riva")
    actions.join_circle(circle, by=lea)
    client = Client()
    client.force_login(lea.account)

    assert "Scrivetevi" not in client.get(f"/montefeltro/circles/{circle.public_id}/").content.decode()
