"""Pairs that are meeting now: a sheet of them becomes mentorships of a cohort, and can be taken back."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cast import Cast, join
from import_sheets import plain_csv
from pairs import cohort_of
from reciproca.boundaries.actions import block_person, clear_for_minors, mark_minor, record_consent
from reciproca.boundaries.choices import MarkedBy
from reciproca.boundaries.models import Partnership
from reciproca.core import clock
from reciproca.imports.actions import CohortOfPairsNeeded, correct_row, decide_row, run_undo, start_import, start_undo
from reciproca.imports.choices import Kind, Outcome
from reciproca.imports.models import ImportBatch
from reciproca.imports.reasons import said
from reciproca.mentoring import actions as mentoring
from reciproca.mentoring.models import Mentorship
from reciproca.notifications.models import OutboxMail
from reciproca.programmes.actions import ConsentAwaited, enrol_directly
from reciproca.programmes.models import Cohort, Enrolment, PastPair

HEADERS = ["Mentor Email Address", "Mentee Email Address", "Inizio"]


@pytest.fixture
def cohort(people: Cast) -> Cohort:
    return cohort_of(people)


@pytest.fixture
def running(bring, cohort: Cohort):
    def bring_pairs(*rows, headers=HEADERS, **more) -> ImportBatch:
        return bring(plain_csv(*rows, headers=headers), kind=Kind.PAIRS, cohort=cohort, **more)

    return bring_pairs


def troubles(batch: ImportBatch) -> dict[int, list[str]]:
    return {row.number: [said(one) for one in row.reasons] for row in batch.rows.order_by("number") if row.reasons}


def outcomes(batch: ImportBatch) -> dict[int, str]:
    return dict(batch.rows.order_by("number").values_list("number", "outcome"))


def test_a_pair_goes_on_as_a_mentorship_and_nobody_is_written_to(running, people: Cast, cohort: Cohort) -> None:
    batch = running([people.ada.email, people.giulio.email, "01/09/2026"])

    start_import(batch, by=people.marta)

    one = Mentorship.objects.get()
    assert (one.mentor, one.mentee, one.cohort, one.state) == (people.ada, people.giulio, cohort, "active")
    assert (one.began_at.date().isoformat(), one.provenance) == ("2026-09-01", f"import {batch.public_id}")
    assert set(Enrolment.objects.values_list("membership", "role")) == {
        (people.ada.pk, "mentor"),
        (people.giulio.pk, "mentee"),
    }
    assert Partnership.objects.count() == 1
    assert not OutboxMail.objects.exists()
    assert not PastPair.objects.exists()


def test_the_same_sheet_again_changes_nothing(running, people: Cast) -> None:
    sheet = [people.ada.email, people.giulio.email, ""]
    start_import(running(sheet), by=people.marta)

    assert running(sheet).counts == {"unchanged": 1}


def test_a_column_called_mentor_may_hold_addresses(running, people: Cast) -> None:
    batch = running([people.ada.email.upper(), people.giulio.email, ""], headers=["Mentor", "Mentee", "Dal"])

    start_import(batch, by=people.marta)

    assert Mentorship.objects.values_list("mentor", "mentee").get() == (people.ada.pk, people.giulio.pk)


def test_places_are_respected_with_a_sentence(running, people: Cast, cohort: Cohort) -> None:
    Enrolment.objects.create(cohort=cohort, membership=people.ada, role="mentor", capacity=2)
    elisa = join("Elisa", "Riva")

    batch = running(*([people.ada.email, one.email, ""] for one in (people.giulio, people.paola, elisa)))

    assert outcomes(batch) == {2: Outcome.NEW, 3: Outcome.NEW, 4: Outcome.REJECTED}
    assert troubles(batch) == {
        4: [
            "Ada Carta ha 2 posti in questa coorte, e sono tutti occupati. "
            "Aggiungine uno, oppure lascia fuori questa coppia."
        ]
    }
    decide_row(batch.rows.get(number=2), by=people.marta, skip=True)
    assert outcomes(batch) == {2: Outcome.SKIPPED, 3: Outcome.NEW, 4: Outcome.NEW}


def test_one_place_is_said_in_the_singular(running, people: Cast, cohort: Cohort) -> None:
    Enrolment.objects.create(cohort=cohort, membership=people.ada, role="mentor", capacity=1)
    mentoring.begin_mentorship(
        cohort, mentor=people.ada, mentee=people.paola, by=people.marta, reasons=[], provenance=""
    )

    batch = running([people.ada.email, people.giulio.email, ""])

    assert "un posto in questa coorte, ed è occupato" in troubles(batch)[2][0]


def test_a_mentee_has_one_mentor(running, people: Cast, cohort: Cohort) -> None:
    mentoring.begin_mentorship(
        cohort, mentor=people.ada, mentee=people.paola, by=people.marta, reasons=[], provenance=""
    )

    batch = running(
        [people.davide.email, people.paola.email, ""],
        [people.ada.email, people.giulio.email, ""],
        [people.davide.email, people.giulio.email, ""],
        [people.ada.email, people.giulio.email, ""],
    )

    assert outcomes(batch) == {
        2: Outcome.REJECTED, 3: Outcome.NEW, 4: Outcome.REJECTED, 5: Outcome.SKIPPED,
    }  # fmt: skip
    assert troubles(batch) == {
        2: ["Paola Neri ha già un mentor in questa coorte: Ada Carta."],
        4: ["Giulio Serra ha già un mentor nella riga 3."],
        5: ["La stessa coppia della riga 3."],
    }


def test_what_has_ended_or_is_to_come_is_said(running, people: Cast) -> None:
    batch = running(
        [people.ada.email, people.giulio.email, "01/09/2025", "30/06/2026"],
        [people.ada.email, people.paola.email, "01/09/2027", ""],
        headers=[*HEADERS, "Fine"],
    )

    assert outcomes(batch) == {2: Outcome.SKIPPED, 3: Outcome.REJECTED}
    assert "30 giugno 2026" in troubles(batch)[2][0]


def test_a_row_put_right_is_rehearsed_with_the_others(running, people: Cast) -> None:
    batch = running([people.ada.email, people.giulio.email, ""], [people.ada.email, "nessuno@example.org", ""])

    correct_row(batch.rows.get(number=3), {"Mentee Email Address": people.paola.email}, by=people.marta)

    assert outcomes(batch) == {2: Outcome.NEW, 3: Outcome.NEW}


@pytest.mark.parametrize("turned", [False, True])
def test_a_block_is_told_to_nobody(running, people: Cast, turned: bool) -> None:
    one, other = (people.giulio, people.ada) if turned else (people.ada, people.giulio)
    block_person(other, by=one)

    batch = running([people.ada.email, people.giulio.email, ""])

    assert troubles(batch) == {2: ["In questa coorte queste due persone non possono essere una coppia."]}


def test_a_minor_needs_consent_and_a_mentor_who_is_cleared(running, people: Cast, cohort: Cohort) -> None:
    mark_minor(people.giulio, how=MarkedBy.COORDINATOR, by=people.marta)
    pair = [people.ada.email, people.giulio.email, "01/09/2026"]

    first = running(pair)
    assert ["consenso" in one for one in troubles(first)[2]] == [True]
    with pytest.raises(ConsentAwaited):
        enrol_directly(cohort, people.giulio, role="mentee", by=people.marta)

    record_consent(people.giulio, given_on=clock.today(), given_by="Lia Serra", by=people.marta)
    second = running([*pair[:2], "02/09/2026"])
    assert ["abilitazione" in one for one in troubles(second)[2]] == [True]

    clear_for_minors(people.ada, by=people.marta)
    third = running([*pair[:2], "03/09/2026"])
    assert troubles(third) == {}
    start_import(third, by=people.marta)
    assert Mentorship.objects.get().mentee == people.giulio


def test_who_waited_for_a_mentor_waits_no_longer(running, people: Cast, cohort: Cohort) -> None:
    Enrolment.objects.create(cohort=cohort, membership=people.giulio, role="mentee", left_out_at=clock.now())

    start_import(running([people.ada.email, people.giulio.email, ""]), by=people.marta)

    assert Enrolment.objects.get(membership=people.giulio).left_out_at is None


def test_without_a_cohort_nothing_is_rehearsed(bring, people: Cast) -> None:
    with pytest.raises(CohortOfPairsNeeded):
        bring(plain_csv([people.ada.email, people.giulio.email, ""], headers=HEADERS), kind=Kind.PAIRS)


# ── undoing ──


def test_it_is_taken_back_while_nothing_has_happened(running, people: Cast, cohort: Cohort) -> None:
    Enrolment.objects.create(cohort=cohort, membership=people.ada, role="mentor", capacity=2)
    batch = start_import(running([people.ada.email, people.giulio.email, ""]), by=people.marta)

    start_undo(batch, by=people.marta)

    assert not Mentorship.objects.exists()
    assert not Partnership.objects.exists()
    assert list(Enrolment.objects.values_list("membership", flat=True)) == [people.ada.pk]


@pytest.mark.parametrize("what", ["session", "note", "own note", "goal", "pause", "signal"])
def test_what_has_happened_in_it_keeps_it(running, people: Cast, what: str) -> None:
    batch = start_import(
        running([people.ada.email, people.giulio.email, ""], [people.ada.email, people.paola.email, ""]),
        by=people.marta,
    )
    one = Mentorship.objects.get(mentee=people.giulio)
    {
        "session": lambda: mentoring.plan_session(
            one, by=people.ada, starts_at=clock.now() + timedelta(days=3), minutes=45
        ),
        "note": lambda: mentoring.add_shared_note(one, "Due righe", by=people.ada),
        "own note": lambda: mentoring.add_private_note(one, "Per me", by=people.ada),
        "goal": lambda: mentoring.set_goal(one, "Un budget", by=people.giulio),
        "pause": lambda: mentoring.pause_mentorship(one, by=people.ada, until=clock.today() + timedelta(days=9)),
        "signal": lambda: mentoring.send_signal(one, by=people.giulio, rating=3),
    }[what]()

    start_undo(batch, by=people.marta)

    assert list(Mentorship.objects.all()) == [one]
    assert set(Enrolment.objects.values_list("membership", flat=True)) == {people.ada.pk, people.giulio.pk}
    assert list(batch.rows.order_by("number").values_list("undo_refused", flat=True)) == ["happened", ""]
    run_undo(batch)
    assert Mentorship.objects.count() == 1


# ── the pages ──


@pytest.fixture
def marta(people: Cast, client: Client) -> Client:
    client.force_login(people.marta.account)
    return client


def address(name: str, batch: ImportBatch | None = None) -> str:
    arguments = {"community": "montefeltro", **({"public_id": batch.public_id} if batch else {})}
    return reverse(f"imports:{name}", kwargs=arguments)


def test_on_the_page_of_the_columns_one_chooses_whether_they_meet_now(
    marta: Client, bring, people: Cast, cohort: Cohort
) -> None:
    sheet = plain_csv([people.ada.email, people.giulio.email, ""], headers=HEADERS)
    file = SimpleUploadedFile("coppie.csv", sheet)
    marta.post(address("import-new"), {"kind": "past_pairs", "file": file, "idempotency_key": "k1"})
    batch = ImportBatch.objects.get()
    chosen = {f"c{at}": column["field"] for at, column in enumerate(batch.columns)} | {"pairs": "pairs"}

    refused = marta.post(address("import-columns", batch), chosen)
    taken = marta.post(address("import-columns", batch), chosen | {"cohort": str(cohort.public_id)}, follow=True)

    assert refused.status_code == 422
    assert refused.context["form"].errors["cohort"] == ["Scegli la coorte in cui queste coppie si incontrano."]
    assert refused.context["form"]["pairs"].value() == "pairs"
    assert taken.status_code == 200
    batch.refresh_from_db()
    assert (batch.kind, batch.cohort, batch.counts) == ("pairs", cohort, {"new": 1})
    done = marta.post(address("import-execution", batch), {"version": batch.version}, follow=True)
    assert "un percorso continua qui" in done.content.decode()


def test_a_cohort_that_has_ended_or_is_elsewhere_cannot_be_chosen(marta: Client, bring, people: Cast) -> None:
    batch = bring(plain_csv([people.ada.email, people.giulio.email, ""], headers=HEADERS), kind=Kind.PAST_PAIRS)
    ended = cohort_of(people, name="Finita")
    Cohort.objects.filter(pk=ended.pk).update(state="ended")
    chosen = {f"c{at}": column["field"] for at, column in enumerate(batch.columns)} | {"pairs": "pairs"}

    for key in (ended.public_id, "00000000-0000-4000-8000-000000000000", "x"):
        assert marta.post(address("import-columns", batch), chosen | {"cohort": str(key)}).status_code == 422
    batch.refresh_from_db()
    assert batch.kind == Kind.PAST_PAIRS
