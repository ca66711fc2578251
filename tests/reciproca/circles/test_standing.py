"""How the circles are, for who coordinates: from dates alone, and without the names that nobody else finds."""

from datetime import timedelta

import pytest
from django.test import Client

from cast import Cast
from circling import agree, begin, feel, meet, under_way
from composing import composed, crowd
from reciproca.circles import actions
from reciproca.circles.models import QUESTIONS, Circle, Meeting, SignUp
from reciproca.circles.standing import standings_seen_by, without_a_circle_seen_by
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.library import actions as library
from writing import published

pytestmark = pytest.mark.django_db


def said(by: Membership) -> list[tuple[str, str, str]]:
    return [(one.name, one.rhythm, one.reason) for one in standings_seen_by(by)]


def shift(circle: Circle, days: int) -> None:
    """It began, and met, so many days earlier."""
    for meeting in Meeting.objects.filter(circle=circle):
        Meeting.objects.filter(pk=meeting.pk).update(starts_at=meeting.starts_at - timedelta(days=days))
    Circle.objects.filter(pk=circle.pk).update(began_at=clock.now() - timedelta(days=days))


def test_a_circle_lives_cools_and_is_stuck_by_its_dates(people: Cast) -> None:
    circle = under_way(people)
    meet(circle, people.ada)
    assert said(people.marta) == [("Prime volte", "alive", "meets")]

    shift(circle, 3 + 21 * 2 + 1)  # of every three weeks
    assert said(people.marta) == [("Prime volte", "cooling", "no_date")]
    shift(circle, 21 * 2)
    assert said(people.marta) == [("Prime volte", "stuck", "no_date")]

    actions.pause_circle(circle, by=people.ada)
    assert said(people.marta) == [("Prime volte", "cooling", "paused")]
    assert said(people.ada) == []


def test_a_circle_that_does_not_come_to_be_is_seen(people: Cast) -> None:
    circle = begin(people.ada, people.giulio)
    assert said(people.marta) == [("Prime volte", "alive", "forms")]

    shift(circle, 50)
    assert said(people.marta) == [("Prime volte", "stuck", "too_few")]
    actions.join_circle(circle, by=people.paola)
    assert said(people.marta) == [("Prime volte", "stuck", "no_charter")]


def test_the_name_of_a_circle_that_nobody_finds_is_not_told(people: Cast) -> None:
    circle = begin(people.ada, people.giulio, people.paola)
    agree(circle, [people.ada, people.giulio, people.paola])
    told = {"name": "Segreto", "about": "Fra noi.", "entry": "invitation"}
    actions.change_circle(circle, by=people.ada, version=circle.version, **told)

    assert said(people.marta) == [("", "alive", "meets")]


def test_who_signed_up_and_has_none_is_told_until_they_sit_somewhere(people: Cast) -> None:
    composition = composed(people, crowd(4), most=3)
    left = SignUp.objects.get(group=None).person
    composition.refresh_from_db()
    actions.publish_composition(composition, by=people.marta, version=composition.version)

    assert [one.person for one in without_a_circle_seen_by(people.marta)] == [left]
    assert without_a_circle_seen_by(people.ada) == []

    actions.join_circle(begin(people.giulio), by=left)
    assert without_a_circle_seen_by(people.marta) == []


def test_the_word_of_the_last_pulse_is_told_from_five_answers_on(people: Cast) -> None:
    everybody = crowd(5)
    circle = begin(*everybody)
    agree(circle, everybody)
    for voices, word in ((4, ""), (5, "struggling")):
        pulse = feel(circle)
        for person in everybody[:voices]:
            actions.answer_pulse(pulse, dict.fromkeys(QUESTIONS, 2), by=person)
            [before] = standings_seen_by(people.marta)
            assert before.pulse == ""  # with no answer anything changes
        with clock.at(pulse.closes_at + timedelta(minutes=1)):
            actions.settle_pulses()
            [told] = standings_seen_by(people.marta)
            assert told.pulse == word


def test_that_it_met_is_counted_from_dates_whoever_came(people: Cast) -> None:
    circle = under_way(people)
    first = meet(circle, people.ada, times=3)
    meet(circle, people.ada, days=100)
    with clock.at(first.starts_at + timedelta(days=60)):
        assert [one.met for one in standings_seen_by(people.marta)] == [3]
        actions.say_whether_there(Meeting.objects.get(number=3), False, by=people.ada)
        assert [one.met for one in standings_seen_by(people.marta)] == [3]


def test_notes_that_helped_are_named_as_they_were_published(people: Cast) -> None:
    note = published(people.ada, title="La sera prima di firmare")
    client = Client()
    client.force_login(people.marta.account)
    here = "/montefeltro/circles/compositions/"
    assert "La sera prima" not in client.get(here).content.decode()

    library.say_it_helped(note, by=people.paola, change="Ho chiesto la penale.")
    note.refresh_from_db()
    library.edit_note(
        note, by=people.ada, revision=note.revision, title="Un altro titolo", text=note.text, language="it"
    )

    page = client.get(here).content.decode()
    assert "La sera prima di firmare" in page
    for words in ("Un altro titolo", "Ho chiesto la penale", "Paola"):
        assert words not in page
