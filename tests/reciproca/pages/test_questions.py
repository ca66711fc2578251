"""What each of the pages that are opened most asks the database: one number a page, the same with one row as with three; and
no more for two people between whom there is much."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from asking import asked
from cast import Cast, join
from giving import tell
from introducing import know_each_other
from ledger import confirm, give
from pairs import agree, held, pair
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.exchanges.actions import answer_ask, approve_recognition, give_recognition
from reciproca.network.actions import connect
from reciproca.network.choices import Kind
from reciproca.people.actions import begin_profile, edit_profile
from reciproca.suggestions.kept import tie_to_wake
from talking import between, meet

#: Three are the session, the account and the membership.
QUESTIONS = {"today": 8, "person": 10, "directory": 7, "relationships": 8, "conversation": 9}
#: For pages on which stands all there may be between two people.
MOST = 10


def known_to(person: Membership, number: int) -> None:
    """So many people with whom there is a tie, a connection and a conversation."""
    for one in range(number):
        other = join(f"Persona{one}", "Rossi")
        connect(person, other, source=person)
        between(other, person)


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("which", QUESTIONS)
def test_a_page_asks_the_same_however_many_there_are(
    client: Client, people: Cast, django_assert_num_queries: Callable, which: str, number: int
) -> None:
    conversation = between(people.ada, people.giulio)
    known_to(people.giulio, number)
    address = {
        "today": "/montefeltro/",
        "person": f"/montefeltro/people/{people.ada.public_id}/",
        "directory": "/montefeltro/people/",
        "relationships": "/montefeltro/relationships/",
        "conversation": f"/montefeltro/conversations/{conversation.public_id}/",
    }[which]
    client.force_login(people.giulio.account)
    client.get(address)

    with django_assert_num_queries(QUESTIONS[which]):
        assert client.get(address).status_code == 200


def long_known(people: Cast, number: int) -> Membership:
    """Giulio, with ties that sleep and that live, needs on either side, messages, news of people near, an ask that was answered."""
    me = people.giulio
    tell(me, offers=["Preparare un budget"], needs=["Trattare con i fornitori"])
    known_to(me, 2)
    for one in range(number):
        other = join(f"Amica{one}", "Bianchi")
        for days in (0, 150) if one % 2 else (150, 170):
            with clock.at(clock.now() - timedelta(days=days)):
                confirm(give(other, me, kind=Kind.ANSWER))
    tell(people.ada, offers=["Trattare con i fornitori"], needs=["Il budget del mio reparto"])
    connect(me, people.ada, source=me)
    answer_ask(asked(people, by=me), by=people.ada, text="Parti dai costi fissi.")
    return me


@pytest.mark.parametrize("number", [2, 40])
def test_today_asks_ten_questions_at_most_whatever_there_is(
    client: Client, people: Cast, django_assert_max_num_queries: Callable, number: int
) -> None:
    client.force_login(long_known(people, number).account)
    client.get("/montefeltro/")

    with django_assert_max_num_queries(10):
        page = client.get("/montefeltro/").content.decode()

    assert page.count("step__title") == 3


@pytest.mark.parametrize("number", [2, 40])
def test_my_relationships_ask_ten_at_most_with_a_tie_to_wake(
    client: Client, people: Cast, django_assert_max_num_queries: Callable, number: int
) -> None:
    me = long_known(people, number)
    client.force_login(me.account)
    client.get("/montefeltro/relationships/")

    with django_assert_max_num_queries(MOST + 1):  # that messages wait to be read every page asks
        page = client.get("/montefeltro/relationships/").content.decode()

    to_wake = tie_to_wake(me)
    assert to_wake is not None
    assert to_wake.key in page


@pytest.fixture
def much(people: Cast) -> Cast:
    """Ada mentors Giulio; they are connected, have met, he wrote to her and thanked her, and she asks for something; and he has met
    others. Nothing waits for him to be read, which every page would ask once more."""
    mentorship = agree(people, pair(people))
    session = held(people, mentorship)
    thanks = give_recognition(
        "mentoringsession", str(session.public_id), by=people.giulio, change="Ora dico il prezzo."
    )
    approve_recognition(thanks, by=people.ada, version=thanks.version)
    connect(people.ada, people.giulio, source=people.ada)
    between(people.giulio, people.ada)
    asked(people, by=people.ada)
    for person in (people.ada, people.giulio):
        profile = begin_profile(person)
        edit_profile(profile, by=person, version=profile.version, skills=["Trattare"], interests=["Cucina"])
    for name in ("Rita", "Sara", "Teo", "Ugo"):
        meet(join(name, "Villa"), people.giulio)
    return people


def test_a_page_of_somebody_close_asks_no_more(
    client: Client, much: Cast, django_assert_max_num_queries: Callable
) -> None:
    address = f"/montefeltro/people/{much.ada.public_id}/"
    client.force_login(much.giulio.account)
    client.get(address)

    with django_assert_max_num_queries(MOST):
        page = client.get(address).content.decode()
    for said in (
        "Ora dico il prezzo.",
        "Chi guarda il mio primo budget",
        "Trattare",
        "/relationships/",
        "/endorsements/",
    ):
        assert said in page


def test_a_page_of_a_stranger_asks_no_more(
    client: Client, people: Cast, django_assert_max_num_queries: Callable
) -> None:
    """Davide knows Paola, and she knows Ada: she could introduce them."""
    know_each_other(people.davide, people.paola)
    know_each_other(people.paola, people.ada)
    address = f"/montefeltro/people/{people.ada.public_id}/"
    client.force_login(people.davide.account)
    client.get(address)

    with django_assert_max_num_queries(MOST):
        assert "/introduction/" in client.get(address).content.decode()
