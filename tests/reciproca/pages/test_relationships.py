"""My relationships, and the page of two: right at once, told from one side, and for nobody else."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import translation

from cast import Cast, join
from ledger import cancel, confirm, give
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.network import actions as network
from reciproca.network.choices import Kind
from reciproca.network.models import Interaction
from reciproca.pages.relationships import page_of_ties, page_of_two
from reciproca.pages.words import ago_said
from reciproca.people.actions import begin_profile, choose_sights, edit_profile

HERE = "/montefeltro/relationships/"


def helped(giver: Membership, receiver: Membership, *, days_ago: float, kind: str = Kind.ANSWER) -> Interaction:
    with clock.at(clock.now() - timedelta(days=days_ago)):
        line = give(giver, receiver, kind=kind)
        confirm(line)
    return line


def asleep(one: Membership, other: Membership) -> None:
    """Half a year of helps every fortnight, then five months of silence."""
    for number in range(12):
        helped(one, other, days_ago=330 - 14 * number)


def told(person: Membership) -> list[tuple[str, str]]:
    """With whom, and how it is."""
    return [(thread.person.given_name, thread.state) for thread in page_of_ties(person)["threads"]]


def test_a_session_and_its_confirmation_are_seen_at_once(client: Client, people: Cast) -> None:
    client.force_login(people.giulio.account)
    line = give(people.ada, people.giulio)
    before = client.get(HERE).content.decode()

    confirm(line)

    page = client.get(HERE).content.decode()
    assert "Ada Carta" not in before
    assert "Ada Carta" in page
    assert "60 minuti del tempo di Ada per te" in page
    assert told(people.giulio) == [("Ada", "new")]
    assert told(people.paola) == []
    cancel(line)
    assert told(people.giulio) == []


def test_many_ties_stand_some_on_a_page_and_are_found_by_a_name(client: Client, people: Cast) -> None:
    for number in range(30):
        other = join("Oscar" if number == 7 else "Tizio", f"Cognome {number}")
        helped(other, people.ada, days_ago=3 + number)
    client.force_login(people.ada.account)

    def on(address: str) -> list[str]:
        page = client.get(HERE + address)
        assert page.status_code == 200
        return [thread.person.family_name for thread in page.context["page"]]

    first, second = on(""), on("?page=2")
    assert (len(first), len(second)) == (24, 6)
    assert len({*first, *second}) == 30
    assert on("?q=oscar") == on("?q=%C3%93SCAR&show=new") == ["Cognome 7"]
    assert on("?q=nobody") == []
    assert "non c’è nessuno con questo nome" in client.get(HERE + "?q=nobody").content.decode()
    client.force_login(people.giulio.account)
    helped(people.paola, people.giulio, days_ago=3)
    assert 'name="q"' not in client.get(HERE).content.decode().partition("<main")[2]


def test_ties_stand_by_how_they_are_and_then_by_how_strong(people: Cast) -> None:
    asleep(people.ada, people.paola)
    for weeks in range(8):
        helped(people.ada, people.giulio, days_ago=7 * weeks + 1)
    helped(people.marta, people.ada, days_ago=3)

    assert told(people.ada) == [("Giulio", "active"), ("Marta", "new"), ("Paola", "dormant")]
    with translation.override("en"):
        assert page_of_ties(people.ada)["summary"] == "Three ties: one alive, one new and one asleep."
    assert [thread.person for thread in page_of_ties(people.ada, "dormant")["threads"]] == [people.paola]
    assert len(page_of_ties(people.ada, "nonsense")["threads"]) == 3


def test_a_thread_tells_the_latest_of_each_and_a_year_of_weeks(people: Cast) -> None:
    helped(people.ada, people.giulio, days_ago=90)
    helped(people.ada, people.giulio, days_ago=20)
    helped(people.giulio, people.ada, days_ago=8)
    with clock.at(clock.now() - timedelta(days=1)):
        give(people.giulio, people.ada, kind=Kind.FEEDBACK, confirmed=True)

    [thread] = page_of_ties(people.ada)["threads"]

    assert [entry.said for entry in thread.story] == ["Una risposta di Giulio per te", "Una tua risposta per Giulio"]
    assert (len(thread.weeks), thread.weeks[-2:], sum(thread.weeks)) == (52, [1, 1], 4)
    assert thread.last_said == "ieri"


def test_the_two_read_the_same_story_from_their_own_side(client: Client, people: Cast) -> None:
    helped(people.ada, people.giulio, days_ago=30, kind=Kind.SESSION)
    give(people.giulio, people.ada, kind=Kind.RECOGNITION)

    client.force_login(people.ada.account)
    hers = client.get(f"{HERE}{people.giulio.public_id}/").content.decode()
    client.force_login(people.giulio.account)
    his = client.get(f"{HERE}{people.ada.public_id}/").content.decode()

    assert "60 minuti del tuo tempo per Giulio" in hers
    assert "60 minuti del tempo di Ada per te" in his
    assert "aspetta la parola di Ada" in his
    assert page_of_two(people.ada, people.paola) is None


def test_nobody_else_reads_it_and_nothing_between_two_is_no_page(client: Client, people: Cast) -> None:
    helped(people.ada, people.giulio, days_ago=30)
    client.force_login(people.marta.account)

    answers = [client.get(f"{HERE}{who.public_id}/").status_code for who in (people.ada, people.giulio, people.marta)]

    assert answers == [404, 404, 404]
    assert "Tu e Ada" not in client.get(f"/montefeltro/people/{people.ada.public_id}/").content.decode()


def test_a_person_s_page_leads_the_two_to_their_story(client: Client, people: Cast) -> None:
    helped(people.ada, people.giulio, days_ago=30)
    client.force_login(people.giulio.account)

    page = client.get(f"/montefeltro/people/{people.ada.public_id}/").content.decode()

    assert "Tu e Ada" in page
    assert f"{HERE}{people.ada.public_id}/" in page
    assert "Tu e Giulio" not in client.get(f"/montefeltro/people/{people.giulio.public_id}/").content.decode()


def test_no_number_of_a_tie_reaches_a_page(client: Client, people: Cast) -> None:
    """What places a face on the map is not in the page: neither the strength nor anything that goes with it alone."""
    asleep(people.ada, people.giulio)
    helped(people.ada, people.paola, days_ago=2)
    client.force_login(people.ada.account)

    page = client.get(HERE).content.decode()

    for thread in page_of_ties(people.ada)["threads"]:
        for number in (thread.tie.strength, thread.tie.alive, thread.tie.worth):
            assert f"{number:.3f}"[:5] not in page


def test_a_quiet_tie_with_a_reason_is_offered_and_can_be_refused_for_good(client: Client, people: Cast) -> None:
    asleep(people.ada, people.giulio)
    client.force_login(people.giulio.account)

    page = client.get(HERE).content.decode()
    refused = client.post(
        "/montefeltro/giving-back/aside/",
        {"key": f"person {people.ada.public_id}", "how": "not_this", "relationships": "1"},
    )

    assert "Ada, dopo cinque mesi." in page
    assert "Mai per Ada" in page
    assert refused["Location"] == HERE
    assert "Ada, dopo" not in client.get(HERE).content.decode()
    assert told(people.giulio) == [("Ada", "dormant")]
    client.post("/montefeltro/giving-back/aside/undone/")
    assert "Ada, dopo cinque mesi." in client.get(HERE).content.decode()


def test_who_has_no_tie_yet_is_told_where_one_begins(client: Client, people: Cast) -> None:
    client.force_login(people.davide.account)

    page = client.get(HERE)

    assert page.context["threads"] == []
    assert page.context["map"] == []
    assert b"/montefeltro/people/" in page.content


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_the_same_however_many_ties(
    client: Client, people: Cast, django_assert_num_queries, number: int
) -> None:
    for extra in range(number):
        helped(people.giulio, join(f"P{extra}", "Prova"), days_ago=2)
    client.force_login(people.giulio.account)
    client.get(HERE)

    with django_assert_num_queries(8):
        client.get(HERE)


@pytest.mark.parametrize(
    ("days", "english", "italian"),
    [
        (0, "today", "oggi"),
        (1, "yesterday", "ieri"),
        (4, "on Sunday", "domenica"),
        (9, "last week", "la settimana scorsa"),
        (23, "three weeks ago", "tre settimane fa"),
        (213, "seven months ago", "sette mesi fa"),
        (400, "a year ago", "un anno fa"),
        (800, "two years ago", "due anni fa"),
    ],
)
def test_how_long_ago_is_said_without_false_precision(now: datetime, days: int, english: str, italian: str) -> None:
    today = now.date()

    for language, said in (("en", english), ("it", italian)):
        with translation.override(language):
            assert ago_said(today - timedelta(days=days), today) == said


def connected(one: Membership, other: Membership) -> None:
    asked = network.request_connection(other, by=one, context="Alla cena di Urbino", why="Apro in Germania")
    network.accept_connection(asked, by=other)


def test_a_connection_has_its_page_before_anything_was_shared(client: Client, people: Cast) -> None:
    connected(people.giulio, people.ada)
    client.force_login(people.ada.account)

    page = client.get(f"{HERE}{people.giulio.public_id}/").content.decode()

    assert "Alla cena di Urbino" in page
    assert [one.given_name for one in page_of_ties(people.ada)["quiet"]] == ["Giulio"]
    assert page_of_two(people.ada, people.paola) is None


def test_allies_are_drawn_twisted_and_have_a_tab(people: Cast) -> None:
    helped(people.ada, people.giulio, days_ago=9)
    helped(people.ada, people.paola, days_ago=9)
    for one, other in ((people.ada, people.giulio), (people.giulio, people.ada), (people.ada, people.paola)):
        network.name_ally(other, by=one)

    page = page_of_ties(people.ada)

    assert {thread.person.given_name: thread.strand for thread in page["threads"]} == {"Giulio": "ally", "Paola": "new"}
    assert [thread.person for thread in page_of_ties(people.ada, "ally")["threads"]] == [people.giulio]


def test_what_ties_open_is_read_from_what_they_show(people: Cast) -> None:
    for one, city in ((people.giulio, "Urbino"), (people.paola, "Pesaro"), (people.davide, "Cagli")):
        connected(people.ada, one) if one != people.davide else helped(people.ada, one, days_ago=3)
        profile = begin_profile(one)
        edit_profile(profile, by=one, version=profile.version, city=city, skills=["Bilanci"])
    hidden = begin_profile(people.paola)
    choose_sights(hidden, {"place": "me"}, by=people.paola, version=hidden.version)

    opened = page_of_ties(people.ada)["opened"]

    assert (opened.places, opened.fields) == (["Cagli", "Urbino"], ["bilanci"])
