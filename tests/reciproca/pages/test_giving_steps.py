"""Something small in the first week; and who gives a lot is asked what would help them."""

from datetime import timedelta

from django.test import Client

from asking import TITLE, asked
from cast import Cast
from giving import tell
from ledger import confirm, give
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.exchanges import actions
from reciproca.network.choices import Kind
from reciproca.pages.steps.giving import ask_for_something, give_something_small
from signing import signed_in_now


def newly_here(person: Membership) -> None:
    """They joined today, and offer to read a budget."""
    person.joined_at = clock.now()
    person.save(update_fields=["joined_at"])
    tell(person, offers=["Leggere un budget"])


def small(person: Membership) -> list[str]:
    return [step.title for step in give_something_small(person)]


def test_a_newcomer_is_shown_an_ask_that_they_could_answer(people: Cast) -> None:
    ask = asked(people)
    newly_here(people.paola)

    assert small(people.paola) == [f"Una cosa piccola per cominciare: «{TITLE}»"]
    assert small(people.marta) == []
    actions.answer_ask(ask, by=people.paola, text="Parti dai costi fissi.")
    assert small(people.paola) == []


def test_today_shows_it(people: Cast, client: Client) -> None:
    asked(people)
    newly_here(people.paola)
    signed_in_now(client, people.paola.account)

    assert f"Una cosa piccola per cominciare: «{TITLE}»" in client.get("/montefeltro/").content.decode()


def test_where_no_ask_suits_they_are_shown_how_to_share_and_only_in_the_first_week(people: Cast) -> None:
    newly_here(people.paola)

    assert [step.key for step in give_something_small(people.paola)] == ["small"]
    with clock.at(clock.now() + timedelta(days=7)):
        assert small(people.paola) == []


def test_who_gives_a_lot_and_receives_nothing_is_asked_what_would_help(people: Cast) -> None:
    for other in (people.giulio, people.paola, people.davide, people.marta, people.giulio):
        confirm(give(people.ada, other, kind=Kind.ANSWER))
    assert [step.key for step in ask_for_something(people.ada)] == ["receive"]
    assert [list(ask_for_something(one)) for one in (people.giulio, people.paola)] == [[], []]

    confirm(give(people.giulio, people.ada, kind=Kind.ANSWER))

    assert list(ask_for_something(people.ada)) == []
