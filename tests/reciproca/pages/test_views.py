"""The front page, the choice of a community, Today, and the places."""

from datetime import timedelta

import pytest
from django.test import Client

from cast import Cast
from reciproca.communities.actions import activate_membership, add_member
from reciproca.core import clock, scope
from reciproca.pages.navigation import PLACES, address_in
from reciproca.pages.steps import MOST, steps_for
from reciproca.people.actions import begin_profile, edit_profile, finish_welcome, set_needs, set_offers
from reciproca.people.models import Need

TITLES = {"it": "L’aiuto che ricevi trova la strada per tornare.", "en": "The help you receive finds its way back."}


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["it", "en"])
def test_the_front_page_says_what_this_is(client: Client, settings, language: str):
    settings.DEMO = False

    page = client.get("/", headers={"Accept-Language": language}).content.decode()

    assert f"<h1>{TITLES[language]}</h1>" in page
    assert f'<html lang="{language}"' in page
    assert "/demo/" not in page


@pytest.mark.django_db
def test_a_demo_without_people_shows_no_entrances(client: Client, settings):
    settings.DEMO = True

    assert "/demo/sign-in/" not in client.get("/").content.decode()


def test_with_one_community_the_front_page_leads_there(client: Client, people: Cast):
    client.force_login(people.giulio.account)

    answer = client.get("/")

    assert (answer.status_code, answer["Location"]) == (302, "/montefeltro/")


def test_with_several_one_chooses(client: Client, people: Cast):
    with scope.within(people.bellini):
        also = add_member(email="giulio@example.com", given_name="Giulio", by=people.irene)
        activate_membership(also, account=people.giulio.account)
    client.force_login(people.giulio.account)

    assert client.get("/")["Location"] == "/communities/"
    page = client.get("/communities/").content.decode()

    assert [place for place in ("/montefeltro/", "/bellini/") if f'href="{place}"' in page] == [
        "/montefeltro/",
        "/bellini/",
    ]


def test_without_a_community_one_learns_how_to_come_in(client: Client, people: Cast):
    client.force_login(people.rosa)

    page = client.get("/communities/").content.decode()

    assert "rosa@example.org" in page
    assert "/montefeltro/" not in page


@pytest.mark.parametrize(
    ("who", "status"),
    [(None, 302), ("giulio", 200), ("marta", 200), ("davide", 200), ("ugo", 404), ("irene", 404), ("rosa", 404)],
)
def test_today_is_for_members(client: Client, people: Cast, who: str | None, status: int):
    if who:
        person = getattr(people, who)
        client.force_login(getattr(person, "account", person))

    assert client.get("/montefeltro/").status_code == status


@pytest.mark.parametrize(("who", "hello"), [("giulio", "Buongiorno, Giulio."), ("davide", "Good morning, Davide.")])
def test_today_greets_in_the_language_of_the_person(client: Client, people: Cast, who: str, hello: str):
    client.force_login(getattr(people, who).account)

    assert f"<h1>{hello}</h1>" in client.get("/montefeltro/").content.decode()


def test_a_blank_profile_is_the_first_step(people: Cast):
    [step, *others] = steps_for(people.giulio)

    assert (step.key, others) == ("profile", [])


def test_a_told_profile_leaves_a_quiet_day(client: Client, people: Cast):
    _tell(people.giulio)
    client.force_login(people.giulio.account)

    assert steps_for(people.giulio) == []
    page = client.get("/montefeltro/").content.decode()
    assert "Una giornata tranquilla." in page


def test_an_old_need_is_refreshed_with_one_tap(client: Client, people: Cast):
    _tell(people.giulio)
    need = Need.objects.get(membership=people.giulio)
    Need.objects.update(refreshed_at=clock.now() - timedelta(days=31))
    client.force_login(people.giulio.account)

    [step] = steps_for(people.giulio)
    client.post(step.url)

    need.refresh_from_db()
    assert need.refreshed_at == clock.now()
    assert steps_for(people.giulio) == []


def test_somebody_else_s_needs_and_drafts_are_not_my_steps(people: Cast):
    _tell(people.giulio)
    _tell(people.ada)
    Need.objects.filter(membership=people.ada).update(refreshed_at=clock.now() - timedelta(days=31))

    assert [step.key.partition(" ")[0] for step in steps_for(people.ada)] == ["need"]
    assert steps_for(people.giulio) == []


def test_only_coordinators_hear_of_letters_to_send(people: Cast):
    _tell(people.marta)
    _tell(people.ada)

    assert [step.key for step in steps_for(people.marta)] == ["invitations"]
    assert steps_for(people.ada) == []


def test_the_page_ends(people: Cast):
    assert len(steps_for(people.marta)) <= MOST


@pytest.mark.parametrize("number", [1, 3])
def test_today_asks_the_same_however_many_wait(client: Client, people: Cast, django_assert_num_queries, number: int):
    for extra in range(number):
        add_member(email=f"p{extra}@example.org", given_name=f"P{extra}", by=people.marta)
    client.force_login(people.marta.account)
    client.get("/montefeltro/")

    with django_assert_num_queries(17):
        client.get("/montefeltro/")


def test_the_place_in_use_is_marked_and_every_place_exists(client: Client, people: Cast):
    client.force_login(people.marta.account)

    page = client.get("/montefeltro/")

    [current] = [place for place in page.context["navigation"] if place["current"]]
    assert current["url"] == "/montefeltro/"
    for place in page.context["navigation"]:
        assert client.get(place["url"]).status_code == 200


def test_the_places_of_coordinators_are_theirs(client: Client, people: Cast):
    theirs = {address_in(people.montefeltro, place.name) for place in PLACES if place.who == "coordinator"} - {None}
    client.force_login(people.giulio.account)

    seen = {place["url"] for place in client.get("/montefeltro/").context["navigation"]}

    assert theirs
    assert theirs & seen == set()


def test_the_menu_offers_other_communities_only_to_who_has_some(client: Client, people: Cast):
    client.force_login(people.giulio.account)
    alone = [item["url"] for item in client.get("/montefeltro/").context["me_menu"]]
    with scope.within(people.bellini):
        activate_membership(
            add_member(email="g@example.com", given_name="Giulio", by=people.irene), account=people.giulio.account
        )
    both = [item["url"] for item in client.get("/montefeltro/").context["me_menu"]]

    assert set(both) - set(alone) == {"/communities/"}


def _tell(person) -> None:
    profile = begin_profile(person)
    edit_profile(profile, by=person, version=profile.version, headline="Alleva api a Cagli")
    set_offers(person, ["Un vasetto di miele"], by=person)
    set_needs(person, ["Capire i conti"], by=person)
    finish_welcome(profile, by=person)


@pytest.mark.parametrize(
    ("who", "address", "has"),
    [
        ("giulio", "/account/", {"/account/", "/communities/", "/accounts/logout/"}),
        ("rosa", "/server/", {"/account/", "/communities/", "/server/", "/accounts/logout/"}),
        ("rosa", "/communities/", {"/account/", "/communities/", "/server/", "/accounts/logout/"}),
    ],
)
def test_the_menu_is_there_outside_a_community_too(client: Client, people: Cast, who: str, address: str, has: set[str]):
    person = getattr(people, who)
    client.force_login(getattr(person, "account", person))

    page = client.get(address)

    assert {item["url"] for item in page.context["me_menu"]} == has
    assert 'class="me"' in page.content.decode()


def test_who_is_signed_out_has_no_menu(client: Client, db: None):
    assert 'class="me"' not in client.get("/accounts/login/").content.decode()
