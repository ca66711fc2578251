"""Reporting, deciding, objecting; who may read what of it, and what becomes of it."""

from datetime import timedelta

import pytest
from django.test import Client

from cast import Cast, join
from reciproca.audit.models import Entry
from reciproca.boundaries.queries import may_meet
from reciproca.communities.choices import MembershipState, Role
from reciproca.communities.models import Membership
from reciproca.conversations.actions import delete_message
from reciproca.core import clock
from reciproca.core.ids import new_public_id
from reciproca.core.register import KEPT_FOR
from reciproca.exchanges.actions import post_ask
from reciproca.exchanges.choices import AskState
from reciproca.notifications.models import OutboxMail
from reciproca.people.actions import begin_profile, edit_profile
from reciproca.people.models import Profile
from reciproca.privacy.actions import erase_person, forget_due_data
from reciproca.safeguarding import actions
from reciproca.safeguarding.choices import Decided, Reason, ReportState
from reciproca.safeguarding.models import Decision, Report
from reciproca.safeguarding.queries import decisions_about, reports_by, reports_to_decide
from safety import UGLY, reported_message
from talking import between

WORDS = {"reason": "Le parole sono quelle.", "to_reporter": "Abbiamo letto e deciso."}
TO_THEM = "Quel messaggio ferisce, e qui non ci sta."


def letters() -> list[tuple[str, str]]:
    found = OutboxMail.objects.filter(renderer__startswith="reciproca.safeguarding.mails.").order_by("pk")
    return [(mail.renderer.rpartition(".")[2], mail.recipient.partition(".")[0]) for mail in found]


def decide(people: Cast, report: Report, decided: str, **more: object) -> Decision:
    said = {**WORDS, **({"to_concerned": TO_THEM} if decided in ("hold", "pause", "remove") else {}), **more}
    return actions.decide_report(report, by=people.marta, decided=decided, **said)  # type: ignore[arg-type]


def test_a_report_keeps_the_one_message_as_it_was(people: Cast) -> None:
    message, report = reported_message(people)

    delete_message(message, by=people.giulio)

    report.refresh_from_db()
    assert (report.concerned, report.evidence, report.words) == (people.giulio, UGLY, "Non è la prima volta.")
    assert list(reports_by(people.ada)) == [report]
    assert list(reports_to_decide(people.marta)) == [report]
    assert not reports_to_decide(people.ada).exists()
    assert letters() == [("report_received", "marta")]


def test_reading_a_report_leaves_a_line_that_its_page_tells(people: Cast, client: Client) -> None:
    _message, report = reported_message(people)
    sara = join("Sara", "Conti", role=Role.COORDINATOR)
    address = f"/montefeltro/safety/reports/{report.public_id}/"
    client.force_login(people.ada.account)
    assert client.get(address).status_code == 404
    assert not Entry.objects.filter(deed="read_report").exists()

    client.force_login(people.marta.account)
    client.get("/montefeltro/safety/")
    for _time in range(2):
        client.get(address)
    client.force_login(sara.account)
    page = client.get(address).content.decode()

    read = Entry.objects.filter(deed="read_report", object_id=str(report.public_id)).order_by("seq")
    assert [entry.actor for entry in read] == [str(people.marta.ledger_id), str(sara.ledger_id)]
    assert page.count("La copia e le parole sono state lette.") == 2
    assert people.marta.name in page
    assert people.ada.name not in page  # who reported would rather not be named
    with clock.at(clock.now() + timedelta(days=2)):
        actions.note_reading(report, by=sara)
    assert read.all().count() == 3


def test_the_audit_trail_does_not_say_who_reported(people: Cast) -> None:
    reported_message(people)

    assert list(Entry.objects.filter(deed="file_report").values_list("actor", "object_kind")) == [("", "report")]


def test_only_its_readers_can_report_a_message_and_nobody_their_own(people: Cast) -> None:
    message = between(people.giulio, people.ada, "Ciao").messages.get(number=1)

    for person in (people.paola, people.marta, people.giulio):
        with pytest.raises(actions.NothingToReport):
            actions.file_report("message", message.public_id, by=person, reason=Reason.HURTS)
    with pytest.raises(actions.NothingToReport):
        actions.file_report("mentorship", message.public_id, by=people.ada, reason=Reason.HURTS)
    with pytest.raises(actions.NothingToReport):
        actions.file_report("message", new_public_id(), by=people.ada, reason=Reason.HURTS)


def test_the_same_is_reported_once_as_long_as_it_is_open(people: Cast) -> None:
    message, report = reported_message(people)

    with pytest.raises(actions.AlreadyReported):
        actions.file_report("message", message.public_id, by=people.ada, reason=Reason.HURTS)

    decide(people, report, Decided.CLOSE)
    actions.file_report("message", message.public_id, by=people.ada, reason=Reason.HURTS)


def test_to_report_and_to_block_is_one_deed(people: Cast) -> None:
    _message, report = reported_message(people, block=True)

    assert not may_meet(people.ada, people.giulio)
    assert list(reports_by(people.ada)) == [report]


def test_who_coordinates_never_reads_what_is_about_themselves(people: Cast) -> None:
    sara = join("Sara", "Conti", role=Role.COORDINATOR)

    report = actions.file_report("membership", people.marta.public_id, by=people.ada, reason=Reason.HURTS)

    assert list(reports_to_decide(sara)) == [report]
    assert not reports_to_decide(people.marta).exists()
    assert letters() == [("report_received", "sara")]
    with pytest.raises(actions.NotYours):
        actions.decide_report(report, by=people.marta, decided=Decided.CLOSE, **WORDS)


def test_where_nobody_can_look_who_keeps_the_server_is_told(people: Cast) -> None:
    actions.file_report("membership", people.marta.public_id, by=people.ada, reason=Reason.HURTS)

    assert letters() == [("report_unread", "rosa@example")]


def test_a_decision_is_told_to_who_reported_and_settles(people: Cast) -> None:
    _message, report = reported_message(people)

    decision = decide(people, report, Decided.NOTHING)

    assert (report.state, report.settled_at) == (ReportState.SETTLED, clock.now())
    assert letters()[1:] == [("decision_for_reporter", "ada")]
    assert not decisions_about(people.giulio).exists()
    with pytest.raises(actions.SettledAlready):
        decide(people, report, Decided.CLOSE)
    entry = Entry.objects.get(deed="decide_report")
    assert (entry.actor, entry.object_id, entry.details) == (
        str(people.marta.ledger_id), str(report.public_id), {"decided": "nothing"},
    )  # fmt: skip
    assert decision.to_concerned == ""


def test_a_decision_without_its_reason_or_a_word_is_not_taken(people: Cast) -> None:
    _message, report = reported_message(people)

    for missing in ({"reason": " "}, {"to_reporter": ""}, {"to_concerned": ""}):
        with pytest.raises(actions.NothingSaid):
            decide(people, report, Decided.HOLD, **missing)

    assert not Decision.objects.exists()


def test_a_message_is_taken_away_and_its_author_may_object_once(people: Cast) -> None:
    message, report = reported_message(people)

    decision = decide(people, report, Decided.REMOVE)

    message.refresh_from_db()
    assert (message.is_deleted, message.text) == (True, "")
    assert list(decisions_about(people.giulio)) == [decision]
    assert letters()[1:] == [("decision_for_reporter", "ada"), ("decision_for_concerned", "giulio")]
    actions.object_to_decision(decision, "Era una battuta fra noi.", by=people.giulio)
    with pytest.raises(actions.SettledAlready):
        actions.object_to_decision(decision, "Ancora.", by=people.giulio)
    with pytest.raises(actions.NotYours):
        actions.object_to_decision(decision, "E io?", by=people.ada)
    actions.reply_to_objection(decision, "L’abbiamo riletta: resta così.", by=people.marta)
    assert letters()[3:] == [("objection_received", "marta"), ("objection_answered", "giulio")]


def test_an_ask_and_the_words_of_a_page_can_be_taken_away(people: Cast) -> None:
    ask = post_ask("Compro tutto a metà prezzo", by=people.giulio)
    profile = begin_profile(people.giulio)
    edit_profile(profile, by=people.giulio, version=profile.version, story="Vendo corsi miracolosi.")
    of_ask = actions.file_report("ask", ask.public_id, by=people.ada, reason=Reason.SELLS)
    of_page = actions.file_report("profile", people.giulio.public_id, by=people.ada, reason=Reason.SELLS)

    decide(people, of_ask, Decided.REMOVE)
    decide(people, of_page, Decided.REMOVE)

    ask.refresh_from_db()
    assert ask.state == AskState.WITHDRAWN
    assert Profile.objects.get(membership=people.giulio).story == ""
    assert of_page.evidence == "Vendo corsi miracolosi."


def test_a_person_is_not_taken_away(people: Cast) -> None:
    report = actions.file_report("membership", people.giulio.public_id, by=people.ada, reason=Reason.FAKE)

    with pytest.raises(actions.CannotTakeAway):
        decide(people, report, Decided.REMOVE)


def test_a_paused_member_still_reads_why_and_objects(people: Cast) -> None:
    _message, report = reported_message(people)

    decision = decide(people, report, Decided.PAUSE)

    giulio = Membership.objects.get(pk=people.giulio.pk)
    assert giulio.state == MembershipState.SUSPENDED
    assert ("decision_for_concerned", "giulio") in letters()
    actions.object_to_decision(decision, "Vorrei spiegare.", by=giulio)


def test_an_erasure_takes_the_name_and_leaves_what_is_to_be_decided(people: Cast) -> None:
    _message, report = reported_message(people)

    erase_person(people.ada)
    erase_person(people.giulio)

    report.refresh_from_db()
    assert (report.reporter, report.evidence) == (None, UGLY)
    assert list(reports_to_decide(people.marta)) == [report]
    decide(people, report, Decided.CLOSE)


def test_what_is_settled_is_forgotten_after_its_term_and_not_before(people: Cast) -> None:
    _message, report = reported_message(people)
    with clock.at(clock.now() + timedelta(days=400)):
        forget_due_data()
    assert Report.objects.filter(pk=report.pk).exists()
    decide(people, report, Decided.CLOSE)

    with clock.at(clock.now() + KEPT_FOR["days-90"] - timedelta(days=1)):
        forget_due_data()
        assert Report.objects.filter(pk=report.pk).exists()
    with clock.at(clock.now() + KEPT_FOR["days-90"] + timedelta(days=1)):
        forget_due_data()

    assert not Report.objects.exists()
    assert not Decision.objects.exists()
