"""What whoever coordinates may do in a mentorship of two others, and what happens when nobody can read a word."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client

from cast import Cast, join
from pairs import ROME, cohort_of, held, plan
from reciproca.audit.models import Entry
from reciproca.boundaries.models import Partnership
from reciproca.communities.choices import Role
from reciproca.core import clock
from reciproca.mentoring import actions, mails
from reciproca.mentoring.models import FeedbackWindow, Intervention, Mentorship, Signal
from reciproca.mentoring.queries import interventions_visible_to, signals_visible_to
from reciproca.notifications.models import OutboxMail

CANARY = "canarino-verde-1187"


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person.account)
    return client


def at(mentorship: Mentorship, tail: str = "") -> str:
    return f"/montefeltro/mentorships/{mentorship.public_id}/{tail}"


@pytest.fixture
def marta(people: Cast) -> Client:
    return signed_in(people.marta)


def letters(name: str) -> list[OutboxMail]:
    return list(OutboxMail.objects.filter(renderer__endswith=f".{name}").order_by("recipient"))


# ── ending ──


def test_a_coordinator_ends_a_pair_and_what_is_planned_is_called_off_for_both(people: Cast, agreed: Mentorship) -> None:
    session = plan(people, agreed)

    actions.end_mentorship(agreed, by=people.marta, ending="decided", reason=f" {CANARY} ")

    session.refresh_from_db()
    assert (agreed.state, agreed.ending, session.state) == ("ended", "decided", "cancelled")
    both = ["ada.carta@example.org", "giulio.serra@example.org"]
    assert [mail.recipient for mail in letters("session_cancelled")] == both
    assert [mail.recipient for mail in letters("mentorship_ended")] == both
    cancelled = mails.session_cancelled(letters("session_cancelled")[0])
    assert cancelled is not None
    assert "METHOD:CANCEL" in str(cancelled.attachments[0].content)
    assert not Partnership.objects.exists()
    step = Intervention.objects.get()
    assert (step.kind, step.reason, step.is_told, step.by) == ("ending", CANARY, False, people.marta)
    assert Entry.objects.filter(deed="end_mentorship", actor=str(people.marta.ledger_id)).count() == 1


def test_a_reason_for_coordinators_alone_is_nowhere_the_two_look(people: Cast, agreed: Mentorship) -> None:
    actions.end_mentorship(agreed, by=people.marta, ending="decided", reason=CANARY)

    assert CANARY in signed_in(people.marta).get(at(agreed, "oversight/")).content.decode()
    for one in (people.ada, people.giulio):
        assert CANARY not in signed_in(one).get(at(agreed)).content.decode()
        assert [step.reason for step in interventions_visible_to(one, agreed)] == [""]
    for mail in letters("mentorship_ended"):
        said = mails.mentorship_ended(mail)
        assert said is not None
        assert CANARY not in said.text + said.html
        assert "due parole" not in said.text


def test_a_reason_for_the_two_stands_on_their_page_and_the_letter_says_so(people: Cast, agreed: Mentorship) -> None:
    actions.end_mentorship(agreed, by=people.marta, reason=CANARY, is_told=True)

    assert CANARY in signed_in(people.giulio).get(at(agreed)).content.decode()
    said = mails.mentorship_ended(letters("mentorship_ended")[0])
    assert said is not None
    assert CANARY not in said.text
    assert "Chi coordina ha scritto due parole in proposito" in said.text


@pytest.mark.parametrize(("ending", "windows"), [("decided", 0), ("closed", 1)])
def test_the_closing_questions_open_only_when_it_came_to_its_end(
    people: Cast, agreed: Mentorship, ending: str, windows: int
) -> None:
    held(people, agreed)

    actions.end_mentorship(agreed, by=people.marta, ending=ending)

    assert FeedbackWindow.objects.filter(occasion="closing").count() == windows


def test_nobody_who_is_not_one_of_them_and_does_not_coordinate_ends_it(people: Cast, agreed: Mentorship) -> None:
    for act in (
        lambda: actions.end_mentorship(agreed, by=people.paola),
        lambda: actions.pause_mentorship(agreed, by=people.paola, until=date(2026, 12, 20)),
        lambda: actions.resume_mentorship(agreed, by=people.paola),
    ):
        with pytest.raises(actions.NotOneOfTheTwo):
            act()
    agreed.refresh_from_db()
    assert (agreed.state, Intervention.objects.count()) == ("active", 0)


# ── pausing ──


def test_a_pause_of_whoever_coordinates_writes_to_both_and_only_they_let_it_go_on(
    people: Cast, agreed: Mentorship
) -> None:
    before, after = plan(people, agreed), plan(people, agreed, when=datetime(2027, 1, 12, 18, 30, tzinfo=ROME))

    actions.pause_mentorship(agreed, by=people.marta, until=date(2026, 12, 20), reason="Un chiarimento", is_told=True)

    before.refresh_from_db()
    after.refresh_from_db()
    assert (before.state, after.state) == ("cancelled", "planned")
    assert len(letters("mentorship_paused")) == 2
    said = mails.mentorship_paused(letters("mentorship_paused")[0])
    assert said is not None
    assert "Chi coordina Ponti ha messo in pausa il tuo percorso con Giulio" in said.text
    page = signed_in(people.ada).get(at(agreed)).content.decode()
    assert "Un chiarimento" in page
    assert "mentorship-return" not in page
    assert at(agreed, "return/") not in page
    with pytest.raises(actions.PausedByCoordinator):
        actions.resume_mentorship(agreed, by=people.ada)
    actions.resume_mentorship(agreed, by=people.marta)
    assert agreed.state == "active"
    assert len(letters("mentorship_resumed")) == 2


def test_a_pause_of_one_of_the_two_is_still_theirs(people: Cast, agreed: Mentorship) -> None:
    actions.pause_mentorship(agreed, by=people.ada, until=date(2026, 12, 20))

    assert [mail.recipient for mail in letters("mentorship_paused")] == ["giulio.serra@example.org"]
    assert at(agreed, "return/") in signed_in(people.giulio).get(at(agreed)).content.decode()
    actions.resume_mentorship(agreed, by=people.giulio)
    assert (agreed.state, Intervention.objects.count()) == ("active", 0)


def test_a_pause_of_whoever_coordinates_is_over_by_itself(people: Cast, agreed: Mentorship) -> None:
    actions.pause_mentorship(agreed, by=people.marta, until=date(2026, 12, 20))

    with clock.at(clock.now() + timedelta(days=40)):
        assert actions.resume_due_mentorships() == 1


# ── the pages ──

PAGES = {"oversight/": None, "oversight/pause/": {"until": "2026-12-20"}, "oversight/ending/": {"ending": "decided"}}


@pytest.mark.parametrize("tail", list(PAGES))
def test_the_pages_are_for_whoever_coordinates_and_is_not_one_of_the_two(
    people: Cast, agreed: Mentorship, marta: Client, tail: str
) -> None:
    assert marta.get(at(agreed, tail)).status_code == 200
    assert signed_in(people.ada).get(at(agreed, tail)).status_code == 404
    assert signed_in(people.irene).get(at(agreed, tail)).status_code == 404
    own = actions.begin_mentorship(
        agreed.cohort, mentor=people.marta, mentee=people.paola, by=None, reasons=[], provenance=""
    )
    assert marta.get(at(own, tail)).status_code == 404


@pytest.mark.parametrize("tail", [tail for tail, sent in PAGES.items() if sent])
def test_each_step_tells_what_happens_first_and_leads_back(agreed: Mentorship, marta: Client, tail: str) -> None:
    assert "Che cosa succede" in marta.get(at(agreed, tail)).content.decode()

    answer = marta.post(at(agreed, tail), PAGES[tail] | {"reason": "Perché sì", "readers": "both"})

    assert (answer.status_code, answer["Location"]) == (302, at(agreed, "oversight/"))
    page = marta.get(at(agreed, "oversight/")).content.decode()
    assert "Perché sì" in page
    assert Intervention.objects.get().is_told
    agreed.refresh_from_db()
    assert agreed.state == ("paused" if "pause" in tail else "ended")


def test_a_pause_until_yesterday_keeps_the_words(agreed: Mentorship, marta: Client) -> None:
    answer = marta.post(at(agreed, "oversight/pause/"), {"until": "2026-11-18", "reason": CANARY})

    assert answer.status_code == 422
    assert CANARY in answer.content.decode()
    assert not Intervention.objects.exists()


def test_how_many_sessions_go_is_said_before(people: Cast, agreed: Mentorship, marta: Client) -> None:
    plan(people, agreed)
    plan(people, agreed, when=datetime(2027, 1, 12, 18, 30, tzinfo=ROME))

    assert "2 incontri fissati vengono disdetti" in marta.get(at(agreed, "oversight/ending/")).content.decode()


def test_a_coordinator_lets_it_go_on(people: Cast, agreed: Mentorship, marta: Client) -> None:
    actions.pause_mentorship(agreed, by=people.marta, until=date(2026, 12, 20))

    assert marta.post(at(agreed, "oversight/return/"))["Location"] == at(agreed, "oversight/")
    agreed.refresh_from_db()
    assert agreed.state == "active"


# ── who reads a word in confidence ──


@pytest.fixture
def own(people: Cast) -> Mentorship:
    """Marta, who alone coordinates, mentors Paola."""
    return actions.begin_mentorship(
        cohort_of(people), mentor=people.marta, mentee=people.paola, by=None, reasons=[], provenance=""
    )


@pytest.mark.parametrize("tail", ["word/", "concern/", "not-working/"])
def test_it_is_said_beforehand_that_nobody_can_read_it(people: Cast, own: Mentorship, tail: str) -> None:
    page = signed_in(people.paola).get(at(own, tail)).content.decode()
    assert "Per ora nessuno può leggerlo." in page

    join("Sofia", "Conti", role=Role.COORDINATOR)

    page = signed_in(people.paola).get(at(own, tail)).content.decode()
    assert "Per ora nessuno può leggerlo." not in page
    assert "Solo Sofia Conti." in page


def test_who_keeps_the_server_is_told_that_there_is_something_and_not_what(people: Cast, own: Mentorship) -> None:
    signal = actions.raise_concern(own, by=people.paola, words=CANARY)

    letter = OutboxMail.objects.get(renderer__endswith=".signal_unread")
    assert letter.recipient == "rosa@example.org"
    said = mails.signal_unread(letter)
    assert said is not None
    for secret in (CANARY, "Paola", "Marta"):
        assert secret not in said.text + said.html + said.subject
    assert not signals_visible_to(people.marta).exists()
    sofia = join("Sofia", "Conti", role=Role.COORDINATOR)
    assert signals_visible_to(sofia).get() == signal
    assert mails.signal_unread(letter) is None


def test_with_another_coordinator_the_server_hears_nothing(people: Cast, own: Mentorship) -> None:
    join("Sofia", "Conti", role=Role.COORDINATOR)

    actions.raise_concern(own, by=people.paola, words="Mi preoccupa")

    assert [mail.recipient for mail in letters("signal_received")] == ["sofia.conti@example.org"]
    assert letters("signal_unread") == []
    assert Signal.objects.count() == 1
