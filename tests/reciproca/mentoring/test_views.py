from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from cast import Cast
from pairs import cohort_of, held, plan
from reciproca.boundaries.actions import block_person
from reciproca.core import clock
from reciproca.library.actions import agree_to_note
from reciproca.library.models import Note
from reciproca.mentoring import actions
from reciproca.mentoring.models import Agreement, FeedbackWindow, MentoringSession, Mentorship, PrivateNote, Signal

ROME = ZoneInfo("Europe/Rome")
CANARY = "canarino-giallo-7431"


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person.account)
    return client


@pytest.fixture
def ada(people: Cast) -> Client:
    return signed_in(people.ada)


@pytest.fixture
def giulio(people: Cast) -> Client:
    return signed_in(people.giulio)


@pytest.fixture
def marta(people: Cast) -> Client:
    return signed_in(people.marta)


def at(mentorship: Mentorship, tail: str = "") -> str:
    return f"/montefeltro/mentorships/{mentorship.public_id}/{tail}"


FULL = {
    "agreement/": {"cadence_days": "21", "minutes": "60", "channel": "video", "confidentiality": "between_us"},
    "goals/new/": {"text": "Un obiettivo nuovo"},
    "sessions/new/": {
        "day": "2026-12-02", "hour": "18:30", "time_zone": "Europe/Rome", "minutes": "45", "channel": "video",
        "place": "https://video.example.org/x", "points": "Uno\nDue",
    },
    "sessions/told/": {
        "day": "2026-11-18", "hour": "18:30", "time_zone": "Europe/Rome", "minutes": "45", "channel": "phone",
        "topics": "il prezzo",
    },
    "notes/new/": {"text": "Per tutti e due"},
    "own-notes/new/": {"text": "Per me"},
    "word/": {"rating": "4", "words": "Bene"},
    "concern/": {"words": "Mi preoccupa"},
    "not-working/": {"wish": "mediate", "troubles": "time"},
    "pause/": {"until": "2026-12-20"},
    "closing/": {"taken": "Il silenzio"},
}  # fmt: skip


@pytest.mark.parametrize("tail", ["", *FULL])
def test_pages_are_for_the_two_and_nobody_else(
    people: Cast, agreed: Mentorship, ada: Client, marta: Client, tail: str
) -> None:
    assert ada.get(at(agreed, tail)).status_code == 200
    assert marta.get(at(agreed, tail)).status_code == 404
    assert signed_in(people.paola).get(at(agreed, tail)).status_code == 404
    assert Client().get(at(agreed, tail)).status_code == 302
    block_person(people.giulio, by=people.ada)
    assert ada.get(at(agreed, tail)).status_code == 404


@pytest.mark.parametrize("tail", list(FULL))
def test_each_act_is_taken_and_leads_back(agreed: Mentorship, ada: Client, tail: str) -> None:
    answer = ada.post(at(agreed, tail), FULL[tail])
    assert answer.status_code == 302, answer.content.decode()[:3000]
    assert answer["Location"].startswith(at(agreed))
    assert ada.get(at(agreed)).status_code == 200


@pytest.mark.parametrize("tail", [tail for tail in FULL if tail not in ("closing/", "word/")])
def test_each_form_keeps_what_was_typed(agreed: Mentorship, ada: Client, tail: str) -> None:
    broken = dict.fromkeys(FULL[tail], "") | {"place": "il bar", "words": "resta qui", "topics": "resta qui"}
    if tail == "concern/":
        broken["words"] = ""
    answer = ada.post(at(agreed, tail), broken)
    assert answer.status_code == 422
    assert "error" in answer.content.decode()


def test_list_shows_each_mentorship_in_the_same_number_of_queries(
    people: Cast, agreed: Mentorship, ada: Client, django_assert_num_queries
) -> None:
    ada.get("/montefeltro/mentorships/")
    with django_assert_num_queries(LIST_QUERIES):
        page = ada.get("/montefeltro/mentorships/").content.decode()
    assert page.count("Giulio Serra") >= 1
    cohort = cohort_of(people, name="Primavera")
    for mentee in (people.paola, people.davide):
        actions.begin_mentorship(cohort, mentor=people.ada, mentee=mentee, by=None, reasons=[], provenance="")
    with django_assert_num_queries(LIST_QUERIES):
        page = ada.get("/montefeltro/mentorships/").content.decode()
    assert "Paola Neri" in page
    assert "Davide Longo" in page


LIST_QUERIES = 5


def test_signals_are_for_coordinators(agreed: Mentorship, ada: Client, marta: Client) -> None:
    address = "/montefeltro/mentorships/signals/"

    assert ada.get(address).status_code == 404
    assert marta.get(address).status_code == 200
    assert marta.get(f"{address}?page=99").status_code == 200


def test_coordinators_see_no_word_of_what_the_two_write(people: Cast, agreed: Mentorship, marta: Client) -> None:
    actions.add_shared_note(agreed, CANARY, by=people.ada)
    actions.add_private_note(agreed, CANARY, by=people.ada)
    actions.set_goal(agreed, CANARY, by=people.giulio)
    actions.propose_agreement(agreed, by=people.ada, cadence_days=7, minutes=30, words=CANARY, when=CANARY)
    for days in (3, 2):
        session = actions.log_session(
            agreed,
            by=people.ada,
            starts_at=clock.now() - timedelta(days=days),
            minutes=45,
            topics=CANARY,
            next_step=CANARY,
        )
        actions.confirm_session(session, by=people.giulio)
    planned = plan(people, agreed)
    actions.add_point(planned, CANARY, by=people.ada)
    window = FeedbackWindow.objects.get()
    for person in (people.ada, people.giulio):
        actions.write_feedback(window, by=person, helped=CANARY, change=CANARY, gained=CANARY, gave=CANARY)
    actions.end_mentorship(agreed, by=people.ada, taken=CANARY, passing_on=CANARY, farewell=CANARY)

    addresses = [
        "/montefeltro/", "/montefeltro/mentorships/", "/montefeltro/overview/pairs/",
        "/montefeltro/mentorships/signals/", f"/montefeltro/cohorts/{agreed.cohort.public_id}/",
        at(agreed), f"/montefeltro/sessions/{planned.public_id}/invitation.ics",
    ]  # fmt: skip
    for address in addresses:
        assert CANARY not in marta.get(address, follow=True).content.decode(), address


def test_private_note_is_absent_to_everybody_else(
    people: Cast, agreed: Mentorship, ada: Client, giulio: Client, marta: Client
) -> None:
    giulio.post(at(agreed, "own-notes/new/"), {"text": CANARY})
    note = PrivateNote.objects.get()
    assert CANARY in giulio.get(at(agreed)).content.decode()
    assert CANARY not in ada.get(at(agreed)).content.decode()
    for client in (ada, marta):
        assert client.get(f"/montefeltro/own-notes/{note.public_id}/").status_code == 404
        assert client.post(f"/montefeltro/own-notes/{note.public_id}/removal/").status_code == 404
    assert giulio.post(f"/montefeltro/own-notes/{note.public_id}/removal/").status_code == 302
    assert not PrivateNote.objects.exists()


def test_shared_note_written_by_both_at_once_shows_both_texts(people: Cast, agreed: Mentorship, ada: Client) -> None:
    note = actions.add_shared_note(agreed, "Prima", by=people.ada)
    actions.change_shared_note(note, "Di Giulio", by=people.giulio, version=1)
    address = f"/montefeltro/shared-notes/{note.public_id}/"

    answer = ada.post(address, {"text": "Di Ada", "version": "1"})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Di Giulio" in page
    assert "Di Ada" in page
    assert 'name="version" value="2"' in page
    assert ada.post(address, {"text": "Di tutti e due", "version": "2"}).status_code == 302


def test_agreement_is_proposed_by_one_and_accepted_by_the_other(
    people: Cast, first_day: Mentorship, ada: Client, giulio: Client
) -> None:
    giulio.post(at(first_day, "agreement/"), FULL["agreement/"] | {"goals": "Dire il mio prezzo\nFirmare"})
    number = Agreement.objects.get().number
    assert giulio.post(at(first_day, f"agreement/{number}/acceptance/")).status_code == 409
    assert Agreement.objects.get().state == "proposed"

    page = ada.get(at(first_day)).content.decode()
    assert "Dire il mio prezzo" in page
    ada.post(at(first_day, f"agreement/{number}/acceptance/"))

    first_day.refresh_from_db()
    assert first_day.state == "active"
    assert list(first_day.goals.values_list("text", flat=True)) == ["Dire il mio prezzo", "Firmare"]


def test_reasons_are_told_to_each_in_their_words(agreed: Mentorship, ada: Client, giulio: Client) -> None:
    for_mentee = giulio.get(at(agreed)).content.decode()
    assert "Ti serve «trattare con i fornitori», proprio quello che Ada offre." in for_mentee
    assert "Ad Ada serve «capire l’automazione» e tu offri «linee automatiche»." in for_mentee
    assert "proprio quello che offri tu" in ada.get(at(agreed)).content.decode()


def test_planned_session_is_seen_moved_and_called_off(
    people: Cast, agreed: Mentorship, ada: Client, giulio: Client
) -> None:
    giulio.post(at(agreed, "sessions/new/"), FULL["sessions/new/"])
    session = MentoringSession.objects.get()
    assert session.starts_at == datetime(2026, 12, 2, 18, 30, tzinfo=ROME)
    page = ada.get(at(agreed)).content.decode()
    assert "Mercoledì 2 dicembre, 18.30–19.15" in page
    assert "Due" in page
    address = f"/montefeltro/sessions/{session.public_id}"

    assert ada.post(f"{address}/points/", {"text": ""}).status_code == 422
    ada.post(f"{address}/points/", {"text": "Il catalogo"})
    moved = FULL["sessions/new/"] | {"day": "2026-12-03", "version": "1"}
    assert ada.post(f"{address}/changes/", moved).status_code == 302
    assert giulio.post(f"{address}/changes/", moved).status_code == 409
    assert ada.get(f"{address}/cancellation/").status_code == 200
    assert MentoringSession.objects.get().state == "planned"
    ada.post(f"{address}/cancellation/")

    session.refresh_from_db()
    assert (session.state, session.sequence) == ("cancelled", 2)
    assert ada.get(f"{address}/changes/").status_code == 404


def test_hour_that_does_not_exist_is_refused_in_words(people: Cast, agreed: Mentorship, ada: Client) -> None:
    answer = ada.post(at(agreed, "sessions/new/"), FULL["sessions/new/"] | {"day": "2027-03-28", "hour": "02:30"})
    assert answer.status_code == 422
    assert not MentoringSession.objects.exists()


def test_told_and_confirmed_with_two_presses_counts_once(
    people: Cast, agreed: Mentorship, ada: Client, giulio: Client
) -> None:
    ada.post(at(agreed, "sessions/told/"), FULL["sessions/told/"])
    session = MentoringSession.objects.get()
    address = f"/montefeltro/sessions/{session.public_id}/confirmation/"
    assert "il prezzo" in giulio.get(at(agreed)).content.decode()

    giulio.post(address, {"told": session.version})
    giulio.post(address, {"told": session.version})

    session.refresh_from_db()
    assert session.state == "confirmed"
    assert ada.post(f"/montefeltro/sessions/{session.public_id}/telling/", {"outcome": "done"}).status_code == 404


def test_both_tellings_are_shown_when_they_differ(
    people: Cast, agreed: Mentorship, ada: Client, giulio: Client
) -> None:
    ada.post(at(agreed, "sessions/told/"), FULL["sessions/told/"] | {"minutes": "60"})
    session = MentoringSession.objects.get()
    giulio.post(
        f"/montefeltro/sessions/{session.public_id}/telling/", {"outcome": "done", "minutes": "25", "topics": "altro"}
    )
    for client in (ada, giulio):
        page = client.get(at(agreed)).content.decode()
        assert "60 minuti" in page
        assert "25 minuti" in page


def test_after_the_end_it_is_read_and_no_longer_written(people: Cast, agreed: Mentorship, ada: Client) -> None:
    held(people, agreed)
    ada.post(at(agreed, "closing/"), FULL["closing/"])
    page = ada.get(at(agreed)).content.decode()
    assert "ancoraggio, silenzio" in page
    assert "Il silenzio" in page
    for tail in (
        "agreement/",
        "goals/new/",
        "sessions/new/",
        "sessions/told/",
        "notes/new/",
        "pause/",
        "closing/",
        "not-working/",
    ):
        assert ada.get(at(agreed, tail)).status_code == 404, tail
        assert ada.post(at(agreed, tail), FULL[tail]).status_code == 404, tail
    assert ada.get(at(agreed, "reflection/")).status_code == 200


def test_signal_is_settled_by_a_coordinator(
    people: Cast, agreed: Mentorship, giulio: Client, ada: Client, marta: Client
) -> None:
    giulio.post(at(agreed, "not-working/"), {"wish": "mediate", "troubles": ["time", "manner"], "words": CANARY})
    signal = Signal.objects.get()
    page = marta.get("/montefeltro/mentorships/signals/").content.decode()
    assert CANARY in page
    assert "non troviamo il tempo" in page
    assert CANARY not in ada.get(at(agreed)).content.decode()
    assert ada.post(f"/montefeltro/signals/{signal.public_id}/settlement/").status_code == 404
    marta.post(f"/montefeltro/signals/{signal.public_id}/settlement/")
    signal.refresh_from_db()
    assert signal.settled_by == people.marta


def test_pages_show_each_the_hour_of_their_own_clock(people: Cast, agreed: Mentorship, ada: Client) -> None:
    from reciproca.people.actions import begin_profile
    from reciproca.people.models import Profile

    begin_profile(people.giulio)
    Profile.objects.filter(membership=people.giulio).update(time_zone="Europe/London")
    plan(people, agreed)
    page = ada.get(at(agreed)).content.decode()
    assert "18.30–19.15" in page
    assert "17.30–18.15" in page
    assert "Londra" in page
    theirs = signed_in(people.giulio).get(at(agreed)).content.decode()
    assert "Martedì 24 novembre, 17.30–18.15" in theirs


def test_reasons_that_a_round_has_put_into_words_are_read_as_they_are(giulio: Client, first_day: Mentorship) -> None:
    said = {
        "mentor": {"it": "a Giulio serve «Negoziare»", "en": "Giulio needs “Negotiating”"},
        "mentee": {"it": "ti serve «Negoziare», e Ada lo offre", "en": "you need “Negotiating”, and Ada offers it"},
    }
    reasons = [{"kind": "complement", "contribution": 0.3, "feature": "topics_needed", "side": "mentee", "said": said}]
    Mentorship.objects.filter(pk=first_day.pk).update(reasons=reasons)

    page = giulio.get(at(first_day)).content.decode()

    assert "Ti serve «Negoziare», e Ada lo offre." in page
    assert "A Giulio serve" not in page


def test_from_a_confirmed_session_either_makes_a_note_that_the_other_reads_first(
    people: Cast, agreed: Mentorship, ada: Client, giulio: Client
) -> None:
    session = held(people, agreed)
    assert "Scrivine per la biblioteca" in giulio.get(at(agreed)).content.decode()
    here = f"/montefeltro/sessions/{session.public_id}/note/"

    seen = giulio.post(here, follow=True).content.decode()

    assert "ancoraggio, silenzio" in seen
    note = Note.objects.get()
    assert "chiedere il listino" in note.text
    assert giulio.post(here).status_code == 302
    assert Note.objects.count() == 1
    parts = note.parts.order_by("pk").values_list("person__given_name", "role", "state")
    assert list(parts) == [("Giulio", "author", "taken"), ("Ada", "appears", "asked")]
    agree_to_note(note, by=people.giulio, revision=1)
    note.refresh_from_db()
    assert note.is_draft
    agree_to_note(note, by=people.ada, revision=1)
    note.refresh_from_db()
    assert note.is_published


def test_of_a_session_that_is_not_confirmed_no_note_is_made(people: Cast, agreed: Mentorship, ada: Client) -> None:
    planned = plan(people, agreed)

    assert ada.post(f"/montefeltro/sessions/{planned.public_id}/note/").status_code == 404
