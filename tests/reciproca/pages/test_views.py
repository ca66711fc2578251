"""The front page, the choice of a community, Today, and the places."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

import giving
import pairs
from cast import Cast
from matching_stage import make_ready
from reciproca.communities.actions import activate_membership, add_member, show_face
from reciproca.core import clock, scope
from reciproca.matching.actions import discard_round, open_round
from reciproca.mentoring.actions import (
    accept_agreement,
    confirm_session,
    log_session,
    propose_agreement,
    tell_session,
    write_feedback,
)
from reciproca.pages.navigation import PLACES, address_in
from reciproca.pages.steps import MOST, due_for, steps_for, waiting_for
from reciproca.people.actions import begin_profile, edit_profile, finish_welcome, set_needs, set_offers
from reciproca.people.models import Need
from reciproca.suggestions.actions import offer_help

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

    with django_assert_num_queries(7):
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


# ── what mentorships and rounds say on Today ──


def kinds_of(person) -> list[str]:
    return [step.key.partition(" ")[0] for step in steps_for(person)]


def test_the_first_day_of_a_mentorship(people: Cast):
    for person in (people.ada, people.giulio):
        _tell(person)
    mentorship = pairs.pair(people)
    assert (kinds_of(people.ada), kinds_of(people.giulio)) == (["agree"], ["agree"])

    agreement = propose_agreement(mentorship, by=people.giulio, cadence_days=14, minutes=45)
    assert (kinds_of(people.ada), kinds_of(people.giulio)) == (["accept"], [])
    assert [one.who for one in waiting_for(people.ada)] == [people.giulio]
    assert waiting_for(people.giulio) == []

    accept_agreement(agreement, by=people.ada)
    assert (kinds_of(people.ada), kinds_of(people.giulio)) == (["date"], ["date"])


def test_a_session_is_a_date_then_told_then_confirmed(client: Client, people: Cast):
    for person in (people.ada, people.giulio, people.paola):
        _tell(person)
    mentorship = pairs.agree(people, pairs.pair(people))
    session = pairs.plan(people, mentorship)
    assert [due.what for due in due_for(people.ada)] == ["Incontro con Giulio"]
    assert kinds_of(people.ada) == []

    with clock.at(session.ends_at + timedelta(hours=1)):
        assert due_for(people.ada) == []
        assert kinds_of(people.ada) == ["tell"]
        tell_session(session, by=people.ada, minutes=45)
        assert kinds_of(people.giulio) == ["confirm", "date"]
        assert [one.who for one in waiting_for(people.giulio)] == [people.ada]
        assert kinds_of(people.paola) == []
        client.force_login(people.giulio.account)
        shown = client.get("/montefeltro/").content.decode()
        assert "Ada ha raccontato il vostro incontro del 24 novembre." in shown
        assert shown.count("Leggi e conferma") == 1  # as a step, and not again under who waits
        assert waiting_for(people.giulio, besides=steps_for(people.giulio)) == []
        confirm_session(session, by=people.giulio)
        assert (kinds_of(people.giulio), waiting_for(people.giulio)) == (["date", "thank"], [])


def test_the_margin_does_not_say_that_nobody_waits_while_a_step_says_who(client: Client, people: Cast):
    for person in (people.ada, people.giulio):
        _tell(person)
    client.force_login(people.giulio.account)
    assert "Nessuna scadenza, nessuno che aspetta" in margin(client)
    log_session(pairs.pair(people), by=people.ada, starts_at=clock.now() - timedelta(days=1), minutes=45)

    assert kinds_of(people.giulio)[0] == "confirm"
    assert "nessuno che aspetta" not in margin(client)
    assert "Per ora nessuna scadenza" in margin(client)


def margin(client: Client) -> str:
    page = client.get("/montefeltro/").content.decode()
    return page[page.index("<aside") : page.index("</aside>")]


def test_today_shows_the_photo_of_who_has_one(client: Client, people: Cast):
    show_face(people.ada, uuid4())
    picture = f'src="{people.ada.photo_url}"'
    mentorship = pairs.agree(people, pairs.pair(people))
    for days in range(MOST + 1):
        log_session(mentorship, by=people.ada, starts_at=clock.now() - timedelta(days=days + 1), minutes=45)
    giving.tell(people.giulio, needs=["Capire i conti"])
    offer_help(giving.need_of(people.giulio), "Volentieri.", by=people.ada)
    client.force_login(people.giulio.account)

    page = client.get("/montefeltro/").content.decode()

    assert page.partition("<aside")[0].count(picture) == MOST  # in the steps
    assert margin(client).count(picture) == 1  # among those who wait
    client.force_login(people.ada.account)
    assert picture in client.get("/montefeltro/").content.decode().partition("<main")[0]  # her own, in the head


def test_feedback_that_is_open_is_a_step_until_it_is_written(people: Cast):
    for person in (people.ada, people.giulio):
        _tell(person)
    mentorship = pairs.agree(people, pairs.pair(people, target=2))
    pairs.held(people, mentorship)
    assert kinds_of(people.ada)[0] == "feedback"

    write_feedback(mentorship.feedback_windows.get(), by=people.ada, helped="Le domande")

    assert kinds_of(people.ada) == ["date"]
    assert kinds_of(people.giulio)[0] == "feedback"


def test_an_open_round_is_a_step_of_coordinators(people: Cast):
    for person in (people.marta, people.ada):
        _tell(person)
    ready = make_ready(people)
    assert "match" in kinds_of(people.marta)

    opened = open_round(ready.cohort, by=people.marta)
    assert "round" in kinds_of(people.marta)
    assert "match" not in kinds_of(people.marta)
    assert "round" not in kinds_of(people.ada)

    discard_round(opened, by=people.marta)
    assert "match" in kinds_of(people.marta)


@pytest.mark.parametrize(("number", "queries"), [(1, 8), (3, 7)])  # three steps are enough: nothing else is asked
def test_today_asks_no_more_with_three_sessions(
    client: Client, people: Cast, django_assert_num_queries, number: int, queries: int
):
    mentorship = pairs.agree(people, pairs.pair(people))
    for days in range(number):
        pairs.plan(people, mentorship, when=clock.now() + timedelta(days=days + 1))
        log_session(mentorship, by=people.ada, starts_at=clock.now() - timedelta(days=days + 1), minutes=45)
    client.force_login(people.giulio.account)
    client.get("/montefeltro/")

    with django_assert_num_queries(queries):
        client.get("/montefeltro/")
