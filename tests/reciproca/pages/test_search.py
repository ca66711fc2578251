"""The page of one sentence: who is found, why, how to reach them, and what is said when nobody is."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from cast import Cast, join
from giving import closed, tell
from introducing import know_each_other, long_here
from reciproca.boundaries.actions import mark_minor
from reciproca.boundaries.choices import MarkedBy
from reciproca.communities.models import Membership
from reciproca.pages.reaching import way_to_reach
from reciproca.pages.search import wish_address

HERE = "/montefeltro/who-can-help/"


def signed_in(client: Client, person: Membership) -> Client:
    client.force_login(person.account)
    return client


def page_of(client, sentence: str, **narrowing) -> str:
    response = client.get(HERE, {"q": sentence, **narrowing})
    assert response.status_code == 200
    return response.content.decode()


def test_a_sentence_finds_somebody_with_a_reason_and_a_way(people: Cast, client: Client) -> None:
    tell(people.paola, offers=["Public speaking, rehearsals"])

    page = page_of(signed_in(client, people.davide), "parlare in pubblico")

    assert "One person" in page
    assert 'finding__reason">Public speaking, rehearsals<' in page
    assert "You have not met yet. Marta, who coordinates, can ask for you." in page


def test_the_page_asks_as_often_for_three_people_as_for_one(people: Cast, client: Client) -> None:
    signed_in(client, people.giulio)

    def queries() -> int:
        client.get(HERE, {"q": "negoziare"})
        with CaptureQueriesContext(connection) as asked:
            client.get(HERE, {"q": "negoziare"})
        return len(asked)

    tell(people.paola, offers=["Negoziare un affitto"])
    assert queries() == 26
    for name in ("Zoe", "Zita"):
        tell(join(name, "Zeta"), offers=["Negoziare un affitto"])

    assert queries() == 26


def test_it_is_said_in_italian_too(people: Cast, client: Client) -> None:
    tell(people.paola, offers=["Public speaking, rehearsals"])

    page = page_of(signed_in(client, people.giulio), "parlare in pubblico")

    assert "Una persona" in page
    assert "Non vi conoscete ancora. Marta, che coordina, può chiedere per te." in page


def test_a_need_leads_from_today_and_from_the_profile_to_who_could_help(people: Cast, client: Client) -> None:
    tell(people.davide, needs=["Un contatto in Germania"])
    signed_in(client, people.davide)

    for page in ("/montefeltro/", "/montefeltro/profile/"):
        assert "who-can-help/?q=Un" in client.get(page).content.decode(), page


def test_without_a_sentence_it_begins_from_ones_own_needs(people: Cast, client: Client) -> None:
    tell(people.davide, needs=["Un contatto in Germania"])

    page = signed_in(client, people.davide).get(HERE).content.decode()

    assert f'href="{wish_address(people.davide, "Un contatto in Germania")}"' in page


def test_who_finds_nobody_learns_what_is_near_and_where_to_write_it(people: Cast, client: Client) -> None:
    tell(people.ada, offers=["Celiachia nelle mense scolastiche"])

    page = page_of(signed_in(client, people.davide), "i traghetti per la celiachia", city="Trieste")

    assert "Nobody, for now, offers just this." in page
    assert "Only “celiachia”" in page
    assert "Look in the whole community" in page


def test_a_sentence_that_is_too_long_is_not_looked_for(people: Cast, client: Client) -> None:
    assert "200 characters or fewer" in page_of(signed_in(client, people.davide), "a" * 201)


def test_searching_without_end_is_refused(people: Cast, client: Client) -> None:
    signed_in(client, people.davide)
    for _ in range(60):
        assert client.head(HERE).status_code == 200

    assert client.get(HERE).status_code == 429


@pytest.mark.parametrize(
    ("viewer", "person", "said"),
    [
        ("davide", "paola", "You have not met yet. Marta, who coordinates, can ask for you."),
        ("davide", "marta", "Marta coordinates the community and is there for everyone."),
        ("marta", "davide", "You coordinate: you may write to everyone."),
        ("giulio", "ada", "There is a new tie between you."),
    ],
)
def test_the_way_is_what_is_between_the_two(people: Cast, viewer: str, person: str, said: str) -> None:
    closed(people)

    with translation.override("en"):
        assert way_to_reach(getattr(people, viewer), getattr(people, person)).said == said


def test_whom_somebody_one_knows_could_introduce_is_reached_through_an_introduction(people: Cast) -> None:
    long_here(people)
    know_each_other(people.giulio, people.ada)
    know_each_other(people.ada, people.davide)

    way = way_to_reach(people.giulio, people.davide)

    assert way.url == f"/montefeltro/people/{people.davide.public_id}/introduction/"
    assert [one.given_name for one in way.people] == ["Giulio", "Davide"]


def test_a_minor_is_reached_through_who_coordinates_whatever_was_before(people: Cast) -> None:
    closed(people)
    mark_minor(people.giulio, how=MarkedBy.COORDINATOR, by=people.marta)

    assert [one.given_name for one in way_to_reach(people.giulio, people.ada).people] == ["Giulio", "Marta", "Ada"]
