"""Small victories: told to the circle, cheered, shown by who had them and by nobody else, and taken back."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from cast import Cast
from circling import under_way
from reciproca.boundaries.actions import block_person
from reciproca.circles import actions
from reciproca.circles.models import Cheer, Circle, Win
from reciproca.circles.rhythm import cheers_for, wins_of, wins_shown_to, wins_visible_to
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.safeguarding.actions import NothingToReport, decide_report, file_report
from reciproca.safeguarding.choices import Reason

pytestmark = pytest.mark.django_db


def client_of(person: Membership) -> Client:
    client = Client()
    client.force_login(person.account)
    return client


def shown(viewer: Membership) -> list[str]:
    return [win.shown_text for win in wins_shown_to(viewer)]


def test_a_win_is_the_circles_until_it_is_shown(people: Cast, now: datetime) -> None:
    circle = under_way(people)
    win = actions.tell_win(circle, " Ho detto di no. ", by=people.ada)

    assert [one.text for one in wins_of(circle, people.giulio)] == ["Ho detto di no."]
    assert not wins_visible_to(people.marta)
    assert (shown(people.marta), shown(people.giulio)) == ([], [])

    actions.show_win(win, "Un no detto bene.", by=people.ada)
    assert (shown(people.marta), shown(people.davide)) == (["Un no detto bene."], ["Un no detto bene."])

    actions.hide_win(win, by=people.ada)
    assert shown(people.marta) == []
    assert [one.text for one in wins_of(circle, people.giulio)] == ["Ho detto di no."]


def test_nobody_else_shows_it_and_nobody_else_is_named(people: Cast, now: datetime) -> None:
    win = actions.tell_win(under_way(people), "Ho delegato a Giulio.", by=people.ada)

    with pytest.raises(actions.NotYours):
        actions.show_win(win, "Ha delegato.", by=people.giulio)
    with pytest.raises(actions.SomebodyNamed):
        actions.show_win(win, win.text, by=people.ada)
    with pytest.raises(actions.SomebodyNamed):
        actions.show_win(win, f"Grazie, {people.paola.family_name}!", by=people.ada)
    with pytest.raises(actions.NotYours):
        actions.hide_win(win, by=people.giulio)
    assert shown(people.marta) == []
    assert actions.show_win(win, "Io, Ada, ho delegato.", by=people.ada).is_shown


def test_one_is_glad_once_with_a_line_or_without(people: Cast, now: datetime) -> None:
    win = actions.tell_win(under_way(people), "Fatto.", by=people.ada)

    actions.cheer_win(win, by=people.giulio)
    actions.cheer_win(win, by=people.giulio, word="Lo sapevo!")
    with pytest.raises(actions.NotYours):
        actions.cheer_win(win, by=people.ada)
    with pytest.raises(actions.NotYours):
        actions.cheer_win(win, by=people.marta)

    assert [(one.person, one.word) for one in cheers_for([win], people.ada)[win.pk]] == [(people.giulio, "Lo sapevo!")]


def test_it_may_speak_of_a_promise_one_kept(people: Cast, now: datetime) -> None:
    circle = under_way(people)
    promised = actions.make_commitment(circle, "Delegare", by=people.ada)
    with pytest.raises(actions.NotYours):
        actions.tell_win(circle, "Fatto.", by=people.ada, commitment=promised)  # not kept yet
    actions.settle_commitment(promised, "kept", by=people.ada, version=promised.version)
    with pytest.raises(actions.NotYours):
        actions.tell_win(circle, "Fatto.", by=people.giulio, commitment=promised)

    assert actions.tell_win(circle, "Fatto.", by=people.ada, commitment=promised).commitment == promised


def test_who_leaves_takes_along_what_they_do_not_show(people: Cast, now: datetime) -> None:
    circle = under_way(people, people.davide)
    kept = actions.tell_win(circle, "Mostrata.", by=people.davide)
    actions.show_win(kept, "Mostrata.", by=people.davide)
    actions.tell_win(circle, "Solo per noi.", by=people.davide)
    actions.cheer_win(actions.tell_win(circle, "Mia.", by=people.ada), by=people.davide)

    actions.leave_circle(circle, by=people.davide)

    assert (Win.objects.filter(person=people.davide).get(), Cheer.objects.count()) == (kept, 0)
    assert [win.text for win in wins_of(circle, people.ada)] == ["Mia."]
    page = f"/montefeltro/circles/wins/{kept.public_id}/withdrawal/"
    assert client_of(people.ada).post(page).status_code == 404
    assert client_of(people.davide).post(page).status_code == 302
    assert shown(people.marta) == []


def test_blocks_and_time_take_it_out_of_sight(people: Cast, now: datetime) -> None:
    win = actions.tell_win(under_way(people), "Fatto.", by=people.ada)
    actions.show_win(win, "Fatto.", by=people.ada)

    with clock.at(now + timedelta(days=61)):
        assert shown(people.marta) == []
    block_person(people.ada, by=people.davide)
    assert (shown(people.davide), shown(people.marta)) == ([], ["Fatto."])


def test_what_is_shown_can_be_reported_and_taken_away(people: Cast, now: datetime) -> None:
    win = actions.tell_win(under_way(people), "Fatto.", by=people.ada)
    with pytest.raises(NothingToReport):
        file_report("win", win.public_id, by=people.davide, reason=Reason.SELLS)
    actions.show_win(win, "Compra da me.", by=people.ada)

    report = file_report("win", win.public_id, by=people.davide, reason=Reason.SELLS)
    assert (report.concerned, report.evidence) == (people.ada, "Compra da me.")
    told = {"reason": "Vende.", "to_reporter": "Grazie.", "to_concerned": "Qui non si vende."}
    decide_report(report, by=people.marta, decided="remove", **told)

    assert shown(people.paola) == []


def test_what_is_shown_stands_on_ones_page_until_it_is_taken_back(people: Cast, now: datetime) -> None:
    circle = under_way(people)
    win = actions.tell_win(circle, "Ho detto di no a Paola.", by=people.ada)
    page = f"/montefeltro/people/{people.ada.public_id}/"
    of_davide = client_of(people.davide)
    assert "Piccole vittorie" not in of_davide.get(page).content.decode()

    actions.show_win(win, "Ho detto un no.", by=people.ada)
    shown = of_davide.get(page).content.decode()
    assert "Ho detto un no." in shown
    assert "Paola" not in shown
    assert "Prime volte" not in shown

    actions.hide_win(win, by=people.ada)
    assert "Ho detto un no." not in of_davide.get(page).content.decode()


def test_pages(people: Cast, now: datetime) -> None:
    circle: Circle = under_way(people)
    of_ada, of_giulio, of_marta = client_of(people.ada), client_of(people.giulio), client_of(people.marta)
    inside, here = f"/montefeltro/circles/{circle.public_id}/", "/montefeltro/circles/"
    promised = actions.make_commitment(circle, "Delegare il lunedì", by=people.ada)
    actions.settle_commitment(promised, "kept", by=people.ada, version=promised.version)
    assert "Raccontalo come piccola vittoria" in of_ada.get(inside).content.decode()

    assert of_ada.post(f"{inside}wins/", {"text": ""}).status_code == 422
    sent = {"text": "Lunedì delegato.", "commitment": str(promised.public_id)}
    assert of_ada.post(f"{inside}wins/", sent).status_code == 302
    win = Win.objects.get()
    page = f"{here}wins/{win.public_id}/"
    assert "Sull’impegno «Delegare il lunedì»" in of_giulio.get(inside).content.decode()
    assert of_giulio.post(f"{page}cheer/", {"word": "Che bello!"}).status_code == 302
    assert "«Che bello!»" in of_ada.get(inside).content.decode()
    assert "delegato" not in of_marta.get(here).content.decode()

    assert of_giulio.get(f"{page}showing/").status_code == 404
    named = of_ada.post(f"{page}showing/", {"text": "Con Giulio."})
    assert (named.status_code, "C’è il nome di Giulio" in named.content.decode()) == (422, True)
    assert of_ada.post(f"{page}showing/", {"text": "Un lunedì delegato."}).status_code == 302
    told = of_marta.get(here).content.decode()
    assert ("Un lunedì delegato." in told, "Prime volte" in told.split("Un lunedì delegato.")[0][-400:]) == (
        True,
        False,
    )
