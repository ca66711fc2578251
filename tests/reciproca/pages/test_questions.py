"""What each of the pages that are opened most asks the database: one number a page, the same with one row as with three."""

from collections.abc import Callable

import pytest
from django.test import Client

from cast import Cast, join
from reciproca.communities.models import Membership
from reciproca.network.actions import connect
from talking import between

#: Three are the session, the account and the membership.
QUESTIONS = {"today": 24, "person": 47, "directory": 7, "relationships": 19, "conversation": 9}


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
