"""Asks that only allies read."""

import pytest
from django.test import Client

from asking import asked, brought_to
from cast import Cast
from ledger import confirm, give
from reciproca.audit.models import Entry
from reciproca.exchanges import actions
from reciproca.exchanges.models import Ask
from reciproca.exchanges.queries import answers_in, answers_visible_to, asks_visible_to, unanswered_asks
from reciproca.network.actions import name_ally, take_back_ally
from reciproca.people.models import Need
from signing import signed_in_now


@pytest.fixture
def ask(people: Cast) -> Ask:
    """Giulio asks his allies, Ada and Paola; Davide, who offers just that, is none of them."""
    for ally in (people.ada, people.paola):
        confirm(give(people.giulio, ally))
        name_ally(ally, by=people.giulio)
        name_ally(people.giulio, by=ally)
    return asked(people, audience="allies")


def test_it_is_read_by_allies_and_stands_on_no_profile(people: Cast, ask: Ask) -> None:
    readers = [who for who in ("marta", "ada", "paola", "davide") if asks_visible_to(getattr(people, who)).exists()]

    assert readers == ["ada", "paola"]
    assert not Need.objects.filter(membership=people.giulio).exists()
    assert list(unanswered_asks(people.marta)) == []
    assert Entry.objects.get(deed="post_ask").actor in ("", None)


def test_it_is_brought_to_allies_alone_and_passed_on_to_nobody(people: Cast, ask: Ask) -> None:
    actions.route_ask(ask)

    assert brought_to(ask) == ["Ada"]
    with pytest.raises(actions.AskIsElsewhere):
        actions.pass_on_ask(ask, by=people.ada, to=people.davide)


def test_one_ally_does_not_learn_of_another_from_an_answer(people: Cast, ask: Ask, client: Client) -> None:
    answer = actions.answer_ask(ask, by=people.ada, text="Parti dai costi fissi.")

    assert [list(answers_in(ask, who)) for who in (people.giulio, people.ada, people.paola)] == [[answer], [answer], []]
    assert list(answers_visible_to(people.marta)) == []
    signed_in_now(client, people.paola.account)
    page = client.get(f"/montefeltro/asks/{ask.public_id}/").content.decode()
    assert "La legge solo chi è in alleanza con Giulio." in page
    assert ("Ada" in page, "costi fissi" in page) == (False, False)
    assert "nessuno ha ancora risposto" not in client.get("/montefeltro/asks/").content.decode()


def test_who_is_an_ally_no_more_reads_it_no_more(people: Cast, ask: Ask) -> None:
    take_back_ally(people.paola, by=people.giulio)

    assert list(asks_visible_to(people.paola)) == []
