"""How it feels: asked once a quarter, counted without names, told in words from five answers on, and only when it is over."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from cast import Cast, join
from circling import agree, begin, feel, under_way
from reciproca.circles import actions
from reciproca.circles.models import QUESTIONS, Circle, Pulse, PulseSheet, PulseVoice
from reciproca.circles.queries import pulse_word
from reciproca.circles.rhythm import circles_to_pulse, pulse_read_by, pulse_to_answer
from reciproca.circles.rules import is_pulse_due, pulse_said
from reciproca.circles.tasks import look_after_circles
from reciproca.communities.models import Membership
from reciproca.core import clock

pytestmark = pytest.mark.django_db


def of_six(people: Cast) -> tuple[Circle, list[Membership]]:
    everybody = [people.ada, people.giulio, people.paola, *(join("Vicina", word) for word in ("Uno", "Due", "Tre"))]
    circle = begin(*everybody)
    agree(circle, everybody)
    return circle, everybody


def answer(pulse: Pulse, people: Sequence[Membership], how: int) -> None:
    for person in people:
        actions.answer_pulse(pulse, dict.fromkeys(QUESTIONS, how), by=person)


def test_nothing_is_told_before_its_time(people: Cast, now: datetime) -> None:
    circle, everybody = of_six(people)
    pulse = feel(circle)
    version = Circle.objects.get(pk=circle.pk).version

    answer(pulse, everybody, 4)

    assert (pulse_word(circle), pulse_read_by(people.ada, circle)) == ("", None)
    assert Circle.objects.get(pk=circle.pk).version == version
    with clock.at(pulse.closes_at + timedelta(minutes=1)):
        look_after_circles()
        assert pulse_word(circle) == "well"
        read = pulse_read_by(people.ada, circle)
        assert read is not None
        assert read.words == dict.fromkeys(QUESTIONS, "well")
        assert pulse_read_by(people.marta, circle) is None
        assert (PulseSheet.objects.count(), PulseVoice.objects.count()) == (0, 0)


def test_of_four_nothing_is_ever_told(people: Cast, now: datetime) -> None:
    circle, everybody = of_six(people)
    pulse = feel(circle)
    answer(pulse, everybody[:4], 1)

    with clock.at(pulse.closes_at + timedelta(minutes=1)):
        look_after_circles()

        assert (pulse_word(circle), pulse_read_by(people.ada, circle)) == ("", None)
        assert Pulse.objects.get().words == {}
        assert PulseSheet.objects.count() == 0


def test_each_answers_once_and_only_who_sits_there(people: Cast, now: datetime) -> None:
    circle = under_way(people)
    pulse = feel(circle)
    assert pulse_to_answer(people.ada, circle) == pulse
    answer(pulse, [people.ada], 3)

    with pytest.raises(actions.AnsweredAlready):
        answer(pulse, [people.ada], 5)
    with pytest.raises(actions.NotYours):
        answer(pulse, [people.marta], 5)
    assert PulseSheet.objects.get().counts == {name: [0, 0, 1, 0, 0] for name in QUESTIONS}
    assert pulse_to_answer(people.ada, circle) is None
    with clock.at(pulse.closes_at), pytest.raises(actions.MovedOn):
        answer(pulse, [people.giulio], 3)


def test_nothing_leads_from_an_answer_to_a_person() -> None:
    sheet, voice = apps.get_model("circles", "PulseSheet"), apps.get_model("circles", "PulseVoice")

    assert {field.name for field in sheet._meta.fields} == {"id", "community", "pulse", "counts"}
    assert {field.name for field in voice._meta.fields} == {"id", "community", "pulse", "person"}


def test_words_and_no_numbers() -> None:
    assert pulse_said({"safe": [0, 0, 0, 0, 5], "heard": [5, 0, 0, 0, 0]}, 5) == (
        "so_so",
        {"safe": "well", "heard": "struggling"},
    )
    assert pulse_said({"safe": [0, 0, 0, 0, 5], "heard": [0, 0, 0, 0, 4]}, 5) == ("", {})
    assert pulse_said({}, 5) == ("", {})
    assert pulse_said({"safe": [0, 1, 1, 2, 1]}, 5)[0] == "so_so"


def test_it_is_asked_once_a_quarter_of_circles_that_have_met(people: Cast, now: datetime) -> None:
    circle, everybody = of_six(people)
    small = under_way(people)
    assert circles_to_pulse() == []
    for one in (circle, small):
        actions.plan_meetings(one, by=people.ada, starts_at=now + timedelta(days=1), times=3)

    with clock.at(now + timedelta(days=62)):
        look_after_circles()
        look_after_circles()
        pulse = Pulse.objects.get()
        assert pulse.circle == circle
    with clock.at(now + timedelta(days=80)):
        look_after_circles()
        assert Pulse.objects.count() == 1
    with clock.at(now + timedelta(days=62 + 92)):
        look_after_circles()
        assert Pulse.objects.filter(settled=False).count() == 1
        assert Pulse.objects.count() == 2
    assert len(everybody) == 6


def test_a_circle_may_be_asked_after_every_few_meetings(people: Cast, now: datetime) -> None:
    circle, everybody = of_six(people)
    actions.change_circle(
        circle,
        by=people.ada,
        version=circle.version,
        name=circle.name,
        about=circle.about,
        cadence_days=14,
        pulse_every=3,
    )
    planned = actions.plan_meetings(circle, by=people.ada, starts_at=now + timedelta(days=1), times=6)
    actions.cancel_meeting(planned[1], by=people.giulio)  # what is called off is no meeting

    asked = []
    for meeting in planned:
        with clock.at(meeting.ends_at - timedelta(minutes=1)):
            look_after_circles()
            asked.append(Pulse.objects.count())
        with clock.at(meeting.ends_at + timedelta(minutes=1)):
            look_after_circles()
            asked.append(Pulse.objects.count())

    assert asked == [0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1]
    assert len(everybody) == 6


@settings(deadline=None)
@given(
    every=st.sampled_from([3, 4, 5, 6]),
    gaps=st.lists(st.integers(min_value=0, max_value=60), max_size=40),
    earlier=st.lists(st.integers(min_value=1, max_value=900), max_size=8),
)
def test_so_many_meetings_lie_between_two_pulses(every: int, gaps: list[int], earlier: list[int]) -> None:
    """Looked at after each meeting it opens at the last of so many, never sooner; what was before the last pulse counts no more."""
    first = datetime(2026, 1, 7, 20, tzinfo=UTC)
    met = [first - timedelta(days=days) for days in earlier]
    asked_at: datetime | None = first - timedelta(hours=1)
    moment, since = first, 0
    for gap in gaps:
        moment += timedelta(days=gap, hours=2)
        met.append(moment)
        since += 1
        assert is_pulse_due(every, first, met, asked_at, moment) == (since == every)
        if since == every:
            asked_at, since = moment, 0


def test_in_the_settings_of_the_circle(people: Cast, now: datetime) -> None:
    circle, _everybody = of_six(people)
    client = Client()
    client.force_login(people.giulio.account)
    page = f"/montefeltro/circles/{circle.public_id}/edit/"
    told = {
        "name": "Prime volte",
        "about": "Chi guida.",
        "language": "it",
        "cadence_days": 14,
        "most": 8,
        "entry": "request",
    }

    assert "Ogni quattro incontri" in client.get(page).content.decode()
    assert client.post(page, told | {"pulse_every": 2, "version": circle.version}).status_code == 422
    client.post(page, told | {"pulse_every": 4, "version": circle.version})

    assert Circle.objects.get(pk=circle.pk).pulse_every == 4


def test_pages(people: Cast, now: datetime) -> None:
    circle, everybody = of_six(people)
    pulse = feel(circle)
    client, inside = Client(), f"/montefeltro/circles/{circle.public_id}/"
    client.force_login(people.giulio.account)
    page = f"/montefeltro/circles/pulses/{pulse.public_id}/"
    assert "Dillo senza il tuo nome" in client.get(inside).content.decode()
    before = client.get(inside).content

    assert client.post(page, {"safe": "4"}).status_code == 422
    assert client.post(page, dict.fromkeys(QUESTIONS, "9")).status_code == 422
    answer(pulse, [one for one in everybody if one != people.giulio], 5)
    assert len(client.get(inside).content) == len(before)  # of the others nothing can be told
    assert client.post(page, dict.fromkeys(QUESTIONS, "2")).status_code == 302
    assert client.get(page).status_code == 404
    with clock.at(pulse.closes_at + timedelta(minutes=1)):
        look_after_circles()
        assert "Parlare liberamente" in client.get(inside).content.decode()
