"""Meet-ups: who may know of one, the last place and who waits for it, letters that calendars follow, the door, and having met."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from cast import Cast
from circling import begin, under_way
from reciproca.boundaries.actions import block_person, mark_minor
from reciproca.boundaries.choices import MarkedBy
from reciproca.circles.actions import leave_circle, would_end
from reciproca.communities.choices import MembershipState
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.gatherings import actions
from reciproca.gatherings.meetups import (
    code_at,
    coming_to,
    meetups_for_calendar,
    meetups_of,
    meetups_to_come_to,
    meetups_visible_to,
    mets_at,
    seat_at,
    waiting_for,
)
from reciproca.gatherings.models import Meetup, MeetupPair, MeetupSeat
from reciproca.gatherings.tasks import look_after_gatherings
from reciproca.network.models import Interaction
from reciproca.notifications.mail import Mail, renderer_of
from reciproca.notifications.models import OutboxMail
from reciproca.safeguarding.actions import HeldForNow, hold_contact

pytestmark = pytest.mark.django_db


def called(by: Membership, *coming: Membership, **more: Any) -> Meetup:
    """In three days, with these."""
    told = {"title": "Un tavolo al Caffè Basili", "minutes": 90, "where": "Urbino, piazza della Repubblica", **more}
    told.setdefault("starts_at", clock.now() + timedelta(days=3))
    meetup = actions.call_meetup(by=by, **told)
    for person in coming:
        actions.come_to_meetup(meetup, by=person)
    return meetup


def letters(name: str) -> dict[str, Mail]:
    """What is written to each, worded now; by address."""
    mails = OutboxMail.objects.filter(renderer__endswith=f".{name}").order_by("pk")
    return {mail.recipient: letter for mail in mails if (letter := renderer_of(mail)(mail)) is not None}


def event_in(letter: Mail) -> Any:
    [attached] = letter.attachments
    calendar = Calendar.from_ical(attached.content)
    return str(calendar["method"]), calendar.walk("VEVENT")[0]


def who(meetup: Meetup, viewer: Membership) -> list[str]:
    return [seat.person.given_name for seat in coming_to(meetup, viewer)]


def change(meetup: Meetup, by: Membership, **changes: Any) -> Meetup:
    told = {
        "version": meetup.version, "title": meetup.title, "starts_at": meetup.starts_at, "minutes": meetup.minutes,
        "words": meetup.words, "where": meetup.where, "most": meetup.most, **changes,
    }  # fmt: skip
    return actions.change_meetup(meetup, by=by, **told)


def during(meetup: Meetup) -> datetime:
    return meetup.starts_at + timedelta(minutes=20)


# ── calling, and who may know of it ──


def test_anybody_calls_one_and_nobody_is_in_it_without_saying_so(people: Cast) -> None:
    meetup = called(people.ada)

    assert who(meetup, people.giulio) == ["Ada"]
    assert set(OutboxMail.objects.filter(renderer__contains="gatherings").values_list("recipient", flat=True)) == {
        people.ada.email
    }
    assert list(meetups_to_come_to(people.giulio)) == [meetup]
    assert list(meetups_of(people.giulio)) == []


def test_for_whom_it_is(people: Cast) -> None:
    circle = under_way(people)
    of_circle = called(people.ada, circle=circle)
    of_all = called(people.davide)

    assert set(meetups_visible_to(people.giulio)) == {of_circle, of_all}
    assert set(meetups_visible_to(people.davide)) == set(meetups_visible_to(people.marta)) == {of_all}
    for refused in (people.davide, people.marta):
        with pytest.raises(actions.NotYours):
            actions.come_to_meetup(of_circle, by=refused)
        with pytest.raises(actions.NotYours):
            actions.call_off_meetup(of_circle, by=refused)
    with pytest.raises(actions.NotYours):
        called(people.davide, circle=circle)


def test_what_cannot_be_called(people: Cast) -> None:
    for wrong, refusal in (
        ({"title": " "}, actions.NothingSaid),
        ({"starts_at": clock.now() - timedelta(hours=1)}, actions.InThePast),
        ({"starts_at": clock.now() + timedelta(days=400)}, actions.TooFar),
    ):
        with pytest.raises(refusal):
            called(people.ada, **wrong)
    assert not Meetup.objects.exists()


def test_minors_and_who_is_held_back(people: Cast) -> None:
    meetup = called(people.ada, people.paola)
    mark_minor(people.paola, how=MarkedBy.COORDINATOR, by=people.marta)
    hold_contact(people.giulio, by=people.marta, days=3)

    assert list(meetups_visible_to(people.paola)) == []
    with pytest.raises(actions.MeetupsNotForMinors):
        actions.come_to_meetup(meetup, by=people.paola)
    for act in (lambda: actions.come_to_meetup(meetup, by=people.giulio), lambda: called(people.giulio)):
        with pytest.raises(HeldForNow):
            act()
    look_after_gatherings()
    assert who(meetup, people.ada) == ["Ada"]


# ── the last place ──


def test_the_last_place_is_for_one_and_the_other_waits_until_it_is_free(people: Cast) -> None:
    meetup = called(people.ada, people.giulio, people.paola, people.davide, most=2)

    assert who(meetup, people.ada) == ["Ada", "Giulio"]
    assert [seat.person for seat in waiting_for(meetup, people.ada)] == [people.paola, people.davide]
    assert not letters("meetup_joined").keys() & {people.paola.email, people.davide.email}

    actions.stay_away(meetup, by=people.giulio)
    assert who(meetup, people.ada) == ["Ada", "Paola"]
    assert list(letters("place_freed")) == [people.paola.email]
    assert "C’è un posto per te" in letters("place_freed")[people.paola.email].subject
    method, event = event_in(letters("meetup_left")[people.giulio.email])
    assert (method, str(event["status"])) == ("CANCEL", "CANCELLED")

    change(meetup, people.ada, most=3)
    assert who(meetup, people.ada) == ["Ada", "Paola", "Davide"]


def test_saying_it_twice_changes_nothing_and_who_waits_may_stop_waiting(people: Cast) -> None:
    meetup = called(people.ada, people.giulio, people.giulio, people.paola, people.paola, people.davide, most=2)
    assert MeetupSeat.objects.count() == 4
    actions.stay_away(meetup, by=people.paola)
    actions.stay_away(meetup, by=people.paola)
    actions.stay_away(meetup, by=people.giulio)

    assert who(meetup, people.ada) == ["Ada", "Davide"]
    assert people.paola.email not in letters("meetup_left")


def test_who_called_it_does_not_stay_away(people: Cast) -> None:
    meetup = called(people.ada)
    with pytest.raises(actions.YouCalledIt):
        actions.stay_away(meetup, by=people.ada)


def test_a_place_of_who_leaves_the_circle_goes_to_who_waits(people: Cast) -> None:
    circle = begin(people.ada, people.giulio, people.paola, people.davide)
    meetup = called(people.ada, people.giulio, people.paola, circle=circle, most=2)
    leave_circle(circle, by=people.giulio)

    assert look_after_gatherings() == 1
    assert look_after_gatherings() == 0
    assert who(meetup, people.ada) == ["Ada", "Paola"]
    assert event_in(letters("meetup_gone")[people.giulio.email])[0] == "CANCEL"


# ── calendars follow ──


def test_a_change_is_the_same_invitation_one_step_further(people: Cast) -> None:
    meetup = called(people.ada, people.giulio)
    method, first = event_in(letters("meetup_joined")[people.giulio.email])
    assert method == "REQUEST"
    assert (str(first["summary"]), str(first["location"])) == (meetup.title, meetup.where)

    later = meetup.starts_at + timedelta(hours=2)
    change(meetup, people.ada, starts_at=later, where="Bar Centrale")
    told = letters("meetup_changed")
    method, event = event_in(told[people.giulio.email])
    assert set(told) == {people.ada.email, people.giulio.email}
    assert (method, str(event["uid"]), event["sequence"]) == ("REQUEST", str(first["uid"]), first["sequence"] + 1)
    assert event["dtstart"].dt == later.replace(microsecond=0)

    actions.call_off_meetup(meetup, by=people.ada)
    method, event = event_in(letters("meetup_off")[people.giulio.email])
    assert (method, str(event["uid"]), event["sequence"]) == ("CANCEL", str(first["uid"]), first["sequence"] + 2)
    assert letters("meetup_changed") == {}
    with pytest.raises(actions.MovedOn):
        actions.come_to_meetup(meetup, by=people.paola)


def test_other_words_alone_are_no_news_for_calendars(people: Cast) -> None:
    meetup = called(people.ada, people.giulio)
    change(meetup, people.ada, words="Porto i dolci.")

    assert (meetup.words, meetup.sequence) == ("Porto i dolci.", 0)
    assert letters("meetup_changed") == {}


def test_who_went_and_comes_again_has_a_later_step(people: Cast) -> None:
    meetup = called(people.ada, people.giulio)
    steps = [event_in(letters("meetup_joined")[people.giulio.email])[1]["sequence"]]
    actions.stay_away(meetup, by=people.giulio)
    steps.append(event_in(letters("meetup_left")[people.giulio.email])[1]["sequence"])
    actions.come_to_meetup(meetup, by=people.giulio)
    steps.append(event_in(letters("meetup_joined")[people.giulio.email])[1]["sequence"])

    assert steps == sorted(set(steps))


def test_two_tabs_do_not_write_over_each_other(people: Cast) -> None:
    meetup = called(people.ada)
    seen = Meetup.objects.get()
    change(meetup, people.ada, title="Un altro nome")
    with pytest.raises(actions.ChangedMeanwhile):
        change(seen, people.ada, title="Un terzo nome", version=1)
    assert Meetup.objects.get().title == "Un altro nome"


def test_it_stands_in_the_calendar_of_who_comes(people: Cast) -> None:
    meetup = called(people.ada, people.giulio, people.paola, most=2)

    assert list(meetups_for_calendar(people.giulio)) == [meetup]
    assert list(meetups_for_calendar(people.paola)) == []
    actions.call_off_meetup(meetup, by=people.marta)  # who coordinates may, where it is of no circle
    assert list(meetups_for_calendar(people.giulio)) == []


def test_it_does_not_take_place_where_who_called_it_left_or_the_circle_ended(people: Cast) -> None:
    circle = under_way(people)
    of_circle = called(people.giulio, people.paola, circle=circle)
    of_all = called(people.ada, people.davide)
    for person in (people.ada, people.giulio, people.paola):
        would_end(circle, True, by=person)
    Membership.objects.filter(pk=people.ada.pk).update(state=MembershipState.LEFT)

    assert look_after_gatherings() == 2
    assert look_after_gatherings() == 0
    assert {Meetup.objects.get(pk=one.pk).state for one in (of_circle, of_all)} == {"off"}
    assert set(letters("meetup_gone")) == {people.giulio.email, people.paola.email, people.davide.email}


def test_it_does_not_take_place_once_who_called_it_was_erased(people: Cast) -> None:
    meetup = called(people.ada, people.giulio)
    Meetup.objects.update(called_by=None)

    assert look_after_gatherings() == 1
    assert Meetup.objects.get().state == "off"
    assert list(meetups_of(people.giulio)) == [meetup]  # until its day, so that it can be read that it is off


# ── blocks ──


def test_whom_one_must_not_meet_is_not_there(people: Cast) -> None:
    of_ada = called(people.ada, people.giulio)
    of_davide = called(people.davide, people.ada, people.giulio, title="Una passeggiata")
    block_person(people.giulio, by=people.ada)

    assert list(meetups_visible_to(people.giulio)) == [of_davide]
    assert who(of_davide, people.giulio) == ["Davide", "Giulio"]
    assert who(of_davide, people.ada) == ["Davide", "Ada"]
    assert of_ada.title not in letters("meetup_joined")[people.giulio.email].subject
    with pytest.raises(actions.NotYours):
        actions.come_to_meetup(of_ada, by=people.giulio)

    look_after_gatherings()
    assert seat_at(of_ada, people.giulio).coming == "no"  # type: ignore[union-attr]
    assert who(of_ada, people.ada) == ["Ada"]
    with clock.at(during(of_davide)):
        with pytest.raises(actions.NotYours):
            actions.say_met(of_davide, [people.ada], by=people.giulio)
        assert [met.person for met in mets_at(of_davide, people.giulio)] == [people.davide]


# ── the door, and having met ──


def test_the_code_at_the_door_says_who_is_there(people: Cast) -> None:
    meetup = called(people.ada, people.giulio)
    with pytest.raises(actions.MovedOn):
        actions.arrive_at_meetup(meetup, code_at(meetup), by=people.giulio)
    with clock.at(during(meetup)):
        shown = code_at(meetup)
        with pytest.raises(actions.WrongCode):
            actions.arrive_at_meetup(meetup, "AAAA AAAA", by=people.giulio)
        seat = actions.arrive_at_meetup(meetup, f"{shown[:4]} {shown[4:].lower()}", by=people.giulio)
        assert seat.here_at == clock.now()
        assert actions.arrive_at_meetup(meetup, shown, by=people.paola).comes  # who had not said so comes all the same
    with clock.at(during(meetup) + timedelta(minutes=10)):
        assert code_at(meetup) != shown
        actions.arrive_at_meetup(meetup, shown, by=people.davide)  # who read slowly
    with clock.at(during(meetup) + timedelta(minutes=25)), pytest.raises(actions.WrongCode):
        actions.arrive_at_meetup(meetup, shown, by=people.marta)

    assert who(meetup, people.ada) == ["Ada", "Giulio", "Paola", "Davide"]
    assert not Interaction.objects.filter(object_kind="meetuppair").exists()  # who showed the code has said nothing yet
    assert [pair.said_by(people.ada) for pair in MeetupPair.objects.all()] == [False] * 3


def test_both_say_that_they_met_and_the_ledger_has_one_line(people: Cast) -> None:
    meetup = called(people.ada, people.giulio, people.paola)
    with pytest.raises(actions.MovedOn):
        actions.say_met(meetup, [people.ada], by=people.giulio)
    with clock.at(during(meetup)):
        actions.arrive_at_meetup(meetup, code_at(meetup), by=people.giulio)
    with clock.at(meetup.ends_at + timedelta(days=1)):
        assert next((met.person, met.they_say) for met in mets_at(meetup, people.ada)) == (people.giulio, True)
        assert actions.say_met(meetup, [people.paola], by=people.giulio) == 0
        assert actions.say_met(meetup, [people.giulio, people.paola], by=people.ada) == 1
        assert actions.say_met(meetup, [people.giulio], by=people.ada) == 1
        with pytest.raises(actions.NotYours):
            actions.say_met(meetup, [people.davide], by=people.ada)  # who was not there

    line = Interaction.objects.get(object_kind="meetuppair")
    assert (line.kind, line.mutual, line.confirmed) == ("encounter", True, True)
    assert {line.giver, line.receiver} == {people.ada.ledger_id, people.giulio.ledger_id}
    with clock.at(meetup.ends_at + timedelta(days=22)), pytest.raises(actions.MovedOn):
        actions.say_met(meetup, [people.ada], by=people.paola)


def test_it_is_forgotten_two_years_later(people: Cast) -> None:
    meetup = called(people.ada, people.giulio)
    with clock.at(meetup.ends_at + timedelta(days=729)):
        assert look_after_gatherings() == 0
    with clock.at(meetup.ends_at + timedelta(days=731)):
        assert look_after_gatherings() == 1
    assert not MeetupSeat.objects.exists()
