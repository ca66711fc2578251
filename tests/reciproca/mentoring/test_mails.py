"""The letters as they leave: what they say, what they never say, and when they do not leave at all."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail as django_mail
from icalendar import Calendar

from cast import Cast
from pairs import held, plan
from reciproca.boundaries.actions import block_person
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.mentoring import actions
from reciproca.mentoring.models import FeedbackWindow, Mentorship
from reciproca.notifications.actions import deliver_mail, due_mails
from reciproca.notifications.models import OutboxMail

ROME = ZoneInfo("Europe/Rome")
CANARY = "canarino-giallo-7431"


@pytest.fixture(autouse=True)
def _nothing_waits_from_before(agreed: Mentorship) -> None:
    OutboxMail.objects.all().delete()


def delivered() -> list:
    django_mail.outbox.clear()
    states = [deliver_mail(key) for key in due_mails()]
    assert "waiting" not in states
    return list(django_mail.outbox)


def calendar_of(message):
    name, content, kind = message.attachments[0]
    assert name == "invitation.ics"
    calendar = Calendar.from_ical(content)
    return kind, calendar, calendar.walk("VEVENT")[0]


def test_planned_session_brings_each_an_invitation_in_their_language(people: Cast, agreed: Mentorship) -> None:
    Membership.objects.filter(pk=people.ada.pk).update(language="en")
    people.ada.refresh_from_db()
    agreed = Mentorship.objects.get()
    session = plan(people, agreed)

    ada, giulio = sorted(delivered(), key=lambda message: message.to[0])

    assert ada.subject == "You meet Giulio on Tuesday 24 November"
    assert giulio.subject == "Incontro con Ada, martedì 24 novembre"
    assert "18.30–19.15" in giulio.body
    assert "Il listino" not in giulio.body
    kind, calendar, event = calendar_of(giulio)
    assert kind == "text/calendar; method=REQUEST"
    assert (calendar["METHOD"], event["SEQUENCE"]) == ("REQUEST", 0)
    assert event["UID"] == f"session-{session.public_id}@reciproca.invalid"
    assert event.decoded("DTSTART") == session.starts_at
    assert event["SUMMARY"] == "Incontro con Ada Carta"
    assert event["ATTENDEE"] == "mailto:giulio.serra@example.org"
    assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"
    assert calendar_of(ada)[2]["ATTENDEE"].params["PARTSTAT"] == "NEEDS-ACTION"
    assert "ada.carta@example.org" not in giulio.message().as_string().replace("To: ada", "")
    assert 'Content-Type: text/calendar; method="REQUEST"' in giulio.message().as_string()


def test_only_the_newest_step_leaves(people: Cast, agreed: Mentorship) -> None:
    session = plan(people, agreed)
    actions.move_session(
        session, by=people.ada, version=1, starts_at=datetime(2026, 11, 25, 19, 0, tzinfo=ROME), minutes=60
    )
    sent = delivered()
    assert [calendar_of(message)[2]["SEQUENCE"] for message in sent] == [1, 1]

    actions.cancel_session(session, by=people.ada)
    sent = delivered()
    kind, calendar, event = calendar_of(sent[0])
    assert (kind, calendar["METHOD"], event["STATUS"], event["SEQUENCE"]) == (
        "text/calendar; method=CANCEL", "CANCEL", "CANCELLED", 2,
    )  # fmt: skip


def test_ending_cancels_what_is_planned_in_both_calendars(people: Cast, agreed: Mentorship) -> None:
    plan(people, agreed)
    delivered()
    actions.end_mentorship(agreed, by=people.ada)
    sent = delivered()
    assert sorted(calendar_of(message)[1]["METHOD"] for message in sent if message.attachments) == ["CANCEL", "CANCEL"]
    assert [message.to[0] for message in sent if not message.attachments] == ["giulio.serra@example.org"]


def test_nothing_leaves_between_two_who_must_not_meet(people: Cast, agreed: Mentorship) -> None:
    plan(people, agreed)
    actions.log_session(agreed, by=people.ada, starts_at=clock.now() - timedelta(days=1), minutes=45)
    block_person(people.ada, by=people.giulio)
    assert delivered() == []


def test_nothing_leaves_for_or_about_who_has_left(people: Cast, agreed: Mentorship) -> None:
    plan(people, agreed)
    Membership.objects.filter(pk=people.ada.pk).update(state="left")
    assert delivered() == []


def test_told_session_asks_only_while_it_waits(people: Cast, agreed: Mentorship) -> None:
    session = actions.log_session(
        agreed, by=people.ada, starts_at=clock.now() - timedelta(days=1), minutes=45, topics=CANARY
    )
    (letter,) = delivered()
    assert letter.to == ["giulio.serra@example.org"]
    assert CANARY not in letter.message().as_string()
    actions.tell_session(session, by=people.ada, minutes=50)
    actions.confirm_session(session, by=people.giulio)
    assert delivered() == []


def test_no_letter_carries_what_they_wrote(people: Cast, agreed: Mentorship) -> None:
    actions.propose_agreement(agreed, by=people.ada, cadence_days=7, minutes=30, words=CANARY, when=CANARY)
    actions.add_shared_note(agreed, CANARY, by=people.ada)
    for days in (3, 2):
        held(people, agreed, days_ago=days)
    window = FeedbackWindow.objects.get()
    sent = delivered()
    assert [message.subject for message in sent].count("Quattro domande per te e Giulio") == 1
    for person in (people.ada, people.giulio):
        actions.write_feedback(window, by=person, helped=CANARY)
    sent += delivered()
    actions.raise_concern(agreed, by=people.giulio, words=CANARY)
    actions.report_not_working(agreed, by=people.giulio, wish="rematch", words=CANARY)
    sent += delivered()
    assert {"marta.ferri@example.org", "ada.carta@example.org", "giulio.serra@example.org"} == {
        message.to[0] for message in sent
    }
    assert all(CANARY not in message.message().as_string() for message in sent)
