"""What becomes of a mentorship with a minor when a consent or a clearance goes, and when it ends."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from cast import Cast
from pairs import agree, held, pair, plan
from reciproca.audit.models import Entry
from reciproca.boundaries import actions as boundaries
from reciproca.boundaries.choices import MarkedBy
from reciproca.boundaries.queries import has_partnership, may_contact
from reciproca.calendars.actions import make_feed
from reciproca.communities.models import Membership
from reciproca.mentoring import actions
from reciproca.mentoring.models import Mentorship
from reciproca.mentoring.queries import mentorships_visible_to
from reciproca.mentoring.tasks import look_after_mentorships
from reciproca.notifications.mail import renderer_of
from reciproca.notifications.models import OutboxMail
from reciproca.pages.steps import steps_for
from signing import signed_in_now

NAME = "Giulio"


@pytest.fixture
def minor(people: Cast) -> Mentorship:
    """Giulio is a minor with a consent, Ada is cleared; they have met, and meet again."""
    boundaries.clear_for_minors(people.ada, by=people.marta)
    boundaries.mark_minor(people.giulio, how=MarkedBy.COORDINATOR, by=people.marta)
    boundaries.record_consent(people.giulio, given_on=date(2026, 11, 1), given_by="La madre", by=people.marta)
    mentorship = agree(people, pair(people))
    held(people, mentorship)
    plan(people, mentorship)
    return mentorship


def letters_to(person: Membership) -> list[str]:
    mails = OutboxMail.objects.filter(recipient=person.email).order_by("pk")
    found = [renderer_of(mail)(mail) for mail in mails]
    return [f"{one.subject} {one.text} {[each.content for each in one.attachments]}" for one in found if one]


WITHDRAWALS: list[Callable[[Cast], object]] = [
    lambda people: boundaries.withdraw_consent(people.giulio, by=people.marta),
    lambda people: boundaries.end_clearance(people.ada, by=people.marta),
]


@pytest.mark.parametrize("withdraw", WITHDRAWALS, ids=["consent", "clearance"])
def test_without_consent_or_clearance_it_is_held_and_coordinators_are_told(
    people: Cast, minor: Mentorship, withdraw: Callable[[Cast], object]
) -> None:
    OutboxMail.objects.all().delete()
    assert steps_for(people.marta)[0].kind != "Proteggi"

    withdraw(people)
    look_after_mentorships()

    minor.refresh_from_db()
    assert (minor.state, minor.sessions.filter(state="planned").count()) == ("paused", 0)
    assert not may_contact(people.ada, people.giulio)
    step = steps_for(people.marta)[0]
    assert (step.kind, step.url) == ("Proteggi", f"/montefeltro/mentorships/{minor.public_id}/oversight/")
    assert NAME in step.title
    [told] = letters_to(people.marta)
    assert "Un percorso con una persona minorenne è fermo" in told
    assert NAME not in told
    assert Entry.objects.filter(deed="hold_mentorship").count() == 1
    assert signed_in_now(Client(), people.marta).get(step.url).status_code == 200


def test_what_is_held_is_held_once(people: Cast, minor: Mentorship) -> None:
    boundaries.end_clearance(people.ada, by=people.marta)
    look_after_mentorships()
    told = OutboxMail.objects.count()

    look_after_mentorships()

    assert OutboxMail.objects.count() == told
    assert Entry.objects.filter(deed="hold_mentorship").count() == 1


def test_the_mentor_is_told_without_a_name_and_the_date_leaves_the_calendar(people: Cast, minor: Mentorship) -> None:
    OutboxMail.objects.all().delete()

    boundaries.end_clearance(people.ada, by=people.marta)
    look_after_mentorships()

    cancelled, paused = letters_to(people.ada)
    assert "METHOD:CANCEL" in cancelled
    assert "Il tuo percorso è in pausa" in paused
    assert NAME not in cancelled + paused
    assert "Ada" in " ".join(letters_to(people.giulio))


def test_nobody_lets_it_go_on_before_it_may(people: Cast, minor: Mentorship) -> None:
    boundaries.end_clearance(people.ada, by=people.marta)
    with pytest.raises(actions.HeldForSafety):  # at once, before the job has looked
        plan(people, minor)
    look_after_mentorships()
    minor.refresh_from_db()

    for somebody in (people.marta, None):
        with pytest.raises(actions.HeldForSafety):
            actions.resume_mentorship(minor, by=somebody)
    boundaries.clear_for_minors(people.ada, by=people.marta)
    with pytest.raises(actions.PausedByCoordinator):
        actions.resume_mentorship(minor, by=people.giulio)
    actions.resume_mentorship(minor, by=people.marta)

    assert has_partnership(minor)
    assert may_contact(people.ada, people.giulio)
    assert mentorships_visible_to(people.ada).filter(pk=minor.pk).exists()


def test_what_was_not_agreed_yet_is_as_it_was(people: Cast) -> None:
    boundaries.clear_for_minors(people.ada, by=people.marta)
    boundaries.mark_minor(people.giulio, how=MarkedBy.COORDINATOR, by=people.marta)
    boundaries.record_consent(people.giulio, given_on=date(2026, 11, 1), given_by="La madre", by=people.marta)
    mentorship = pair(people)
    boundaries.withdraw_consent(people.giulio, by=people.marta)
    look_after_mentorships()
    assert not has_partnership(mentorship)
    with pytest.raises(actions.HeldForSafety):
        agree(people, mentorship)

    boundaries.record_consent(people.giulio, given_on=date(2026, 11, 2), given_by="Il padre", by=people.marta)
    look_after_mentorships()

    mentorship.refresh_from_db()
    assert (mentorship.state, has_partnership(mentorship)) == ("proposed", True)


# ── after the end ──


def test_with_the_end_the_name_of_a_minor_leaves_the_sight_of_who_mentored(people: Cast, minor: Mentorship) -> None:
    feed = f"/montefeltro/calendar/{make_feed(by=people.ada)}/sessions.ics"
    client = signed_in_now(Client(), people.ada)
    paths = (
        "/montefeltro/",
        "/montefeltro/mentorships/",
        "/montefeltro/given-and-received/",
        "/montefeltro/thanks/",
        feed,
    )
    page = f"/montefeltro/mentorships/{minor.public_id}/"
    assert NAME in client.get(page).content.decode()
    assert [NAME in client.get(path).content.decode() for path in paths[1:3]] == [True, True]  # it is there to be found
    OutboxMail.objects.all().delete()

    actions.end_mentorship(minor, by=people.giulio, farewell="Grazie, Ada.")

    assert client.get(page).status_code == 404
    assert {client.get(path).status_code for path in paths} == {200}
    assert [path for path in paths if NAME in client.get(path).content.decode()] == []
    letters = letters_to(people.ada)
    assert any("Il tuo percorso è finito" in one or "è finito" in one for one in letters)
    assert NAME not in " ".join(letters)
    assert signed_in_now(Client(), people.giulio).get(page).status_code == 200  # his own story stays his
    boundaries.end_mark(people.giulio, by=people.marta)
    assert NAME in client.get(page).content.decode()  # of age, he is seen like everybody else


def test_of_a_session_with_a_minor_no_note_is_made(people: Cast, minor: Mentorship) -> None:
    session = minor.sessions.get(state="confirmed")
    client = signed_in_now(Client(), people.ada)

    assert (
        "Scrivine per la biblioteca" not in client.get(f"/montefeltro/mentorships/{minor.public_id}/").content.decode()
    )
    assert client.post(f"/montefeltro/sessions/{session.public_id}/note/").status_code == 404
    with pytest.raises(actions.NotYetHeld):
        actions.write_note_of(session, by=people.ada)
