import pytest

from cast import Cast
from import_sheets import messy_form, plain_csv
from reciproca.communities.models import Membership
from reciproca.imports.actions import (
    ColumnsMissing,
    NotNow,
    accept_repairs,
    choose_columns,
    correct_row,
    decide_row,
    start_import,
)  # fmt: skip
from reciproca.imports.choices import BatchState, Outcome
from reciproca.imports.reasons import said
from reciproca.people.models import Offer, Profile

PLAIN = ["Nome e cognome", "E-mail", "Città", "Offro", "Matricola"]


def outcomes(batch) -> dict[int, str]:
    return dict(batch.rows.order_by("number").values_list("number", "outcome"))


def test_the_rehearsal_changes_nothing_in_the_community(bring) -> None:
    people, profiles, offers = Membership.objects.count(), Profile.objects.count(), Offer.objects.count()

    batch = bring(messy_form())

    assert batch.state == BatchState.PREVIEWED
    assert batch.counts == {"new": 2, "rejected": 2, "updated": 1}
    assert (Membership.objects.count(), Profile.objects.count(), Offer.objects.count()) == (people, profiles, offers)


def test_a_trouble_is_said_beside_its_cell_with_the_repair(bring) -> None:
    row = bring(messy_form()).rows.get(number=4)

    (reason,) = row.reasons
    assert (row.outcome, reason["header"], reason["repair"]) == (
        Outcome.REJECTED,
        "Indirizzo email",
        "g.marras@example.org",
    )
    assert said(reason) == "C’è uno spazio prima della chiocciola. Togliendolo va bene."


def test_a_corrected_cell_stays_corrected_and_only_its_row_is_rehearsed(bring, people: Cast) -> None:
    batch = bring(messy_form())
    others = dict(batch.rows.exclude(number=4).values_list("number", "changes"))

    row = correct_row(batch.rows.get(number=4), {"Indirizzo email": "g.marras@example.org"}, by=people.marta)

    batch.refresh_from_db()
    assert (row.outcome, row.corrections) == (Outcome.NEW, {"Indirizzo email": "g.marras@example.org"})
    assert row.cells[2] == "g.marras @example.org"
    assert batch.counts == {"new": 3, "rejected": 1, "updated": 1}
    assert dict(batch.rows.exclude(number=4).values_list("number", "changes")) == others


def test_writing_back_what_stood_there_takes_the_correction_away(bring, people: Cast) -> None:
    row = bring(messy_form()).rows.get(number=5)

    row = correct_row(row, {"Quanti mentee?": "2"}, by=people.marta)
    assert row.outcome == Outcome.NEW
    row = correct_row(row, {"Quanti mentee?": "boh"}, by=people.marta)

    assert (row.outcome, row.corrections) == (Outcome.REJECTED, {})


def test_one_repair_for_all_alike(bring, people: Cast) -> None:
    rows = [[f"Persona {letter}", f"{letter} @example.org", "", "", ""] for letter in "abc"]
    batch = bring(plain_csv(*rows, headers=PLAIN))
    assert batch.counts == {"rejected": 3}

    count = accept_repairs(batch, by=people.marta, code="cell.email_space_before_at", header="E-mail")

    batch.refresh_from_db()
    assert count == 3
    assert batch.counts == {"new": 3}


def test_the_same_person_twice_keeps_the_latest_row(bring) -> None:
    batch = bring(
        plain_csv(
            ["Lia Pes", "lia@example.org", "Nuoro", "", ""], ["Pes Lia", "LIA@example.org", "Bosa", "", ""], headers=PLAIN
        )
    )  # fmt: skip

    assert outcomes(batch) == {2: Outcome.SKIPPED, 3: Outcome.NEW}
    assert batch.rows.get(number=2).reasons[0]["values"] == {"row": 3}


def test_one_email_and_two_names_is_a_question(bring, people: Cast) -> None:
    batch = bring(
        plain_csv(
            ["Anna Sanna", "a@example.org", "", "", ""], ["Anna Maria Sanna", "a@example.org", "", "", ""], headers=PLAIN
        )
    )  # fmt: skip
    assert outcomes(batch) == {2: Outcome.REJECTED, 3: Outcome.REJECTED}

    decide_row(batch.rows.get(number=2), by=people.marta, twin="same")
    assert outcomes(batch) == {2: Outcome.SKIPPED, 3: Outcome.NEW}

    decide_row(batch.rows.get(number=2), by=people.marta, twin="two")
    assert outcomes(batch) == {2: Outcome.NEW, 3: Outcome.REJECTED}

    correct_row(batch.rows.get(number=3), {"E-mail": "am@example.org"}, by=people.marta)
    assert outcomes(batch) == {2: Outcome.NEW, 3: Outcome.NEW}


def test_a_corrected_email_frees_the_row_it_was_shared_with(bring, people: Cast) -> None:
    batch = bring(
        plain_csv(["Lia Pes", "x@example.org", "", "", ""], ["Ugo Mai", "x@example.org", "", "", ""], headers=PLAIN)
    )

    correct_row(batch.rows.get(number=3), {"E-mail": "y@example.org"}, by=people.marta)

    assert outcomes(batch) == {2: Outcome.NEW, 3: Outcome.NEW}


def test_an_email_of_somebody_else_is_a_question(bring, people: Cast) -> None:
    batch = bring(plain_csv(["Beppe Grillai", people.nora.email, "", "", ""], headers=PLAIN))
    row = batch.rows.get()

    assert (row.outcome, row.reasons[0]["code"]) == (Outcome.REJECTED, "email_of_another")

    row = decide_row(row, by=people.marta, same_as=str(people.nora.public_id))
    assert (row.outcome, [change[0] for change in row.changes]) == (Outcome.UPDATED, ["given_name", "family_name"])


def test_a_name_alone_is_only_ever_a_proposal(bring, people: Cast) -> None:
    batch = bring(plain_csv(["Nora Vitali", "nora.altra@example.org", "", "", ""], headers=PLAIN))
    row = batch.rows.get()

    assert (row.outcome, row.asks, row.reasons[0]["code"]) == (Outcome.NEW, True, "similar_name")

    row = decide_row(row, by=people.marta, same_as=str(people.nora.public_id))
    assert (row.outcome, row.person_id) == (Outcome.UPDATED, people.nora.pk)
    assert row.changes == [["email", "nora.vitali@example.org", "nora.altra@example.org"]]

    row = decide_row(row, by=people.marta, same_as="nobody")
    assert (row.outcome, row.asks) == (Outcome.NEW, False)


def test_email_and_code_of_two_people_is_refused(bring, people: Cast) -> None:
    Membership.objects.filter(pk=people.paola.pk).update(external_id="P7")

    row = bring(plain_csv(["Nora Vitali", people.nora.email, "", "", "P7"], headers=PLAIN)).rows.get()

    assert (row.outcome, row.reasons[0]["code"]) == (Outcome.REJECTED, "identity_conflict")


def test_a_code_finds_the_person_whose_email_changed(bring, people: Cast) -> None:
    Membership.objects.filter(pk=people.nora.pk).update(external_id="N1")

    row = bring(plain_csv(["Nora Vitali", "nora.nuova@example.org", "", "", "N1"], headers=PLAIN)).rows.get()

    assert (row.outcome, row.person_id) == (Outcome.UPDATED, people.nora.pk)
    assert row.changes == [["email", "nora.vitali@example.org", "nora.nuova@example.org"]]


def test_what_a_person_wrote_of_themselves_wins(bring, people: Cast) -> None:
    Profile.objects.create(membership=people.ada, city="Urbino")

    row = bring(plain_csv(["Ada Carta", people.ada.email, "Roma", "cantieri", ""], headers=PLAIN)).rows.get()

    assert row.changes == [["offer", "", "cantieri"]]
    assert [(reason["code"], reason["values"]) for reason in row.reasons] == [("kept", {"value": "Urbino"})]


def test_an_empty_cell_changes_nothing(bring, people: Cast) -> None:
    Profile.objects.create(membership=people.nora, city="Fano", headline="fornaia")

    row = bring(plain_csv(["Nora Vitali", people.nora.email, "", "-", ""], headers=PLAIN)).rows.get()

    assert (row.outcome, row.changes) == (Outcome.UNCHANGED, [])


def test_a_row_can_be_left_out_and_taken_back(bring, people: Cast) -> None:
    row = bring(messy_form()).rows.get(number=8)

    assert decide_row(row, by=people.marta, skip=True).outcome == Outcome.SKIPPED
    assert decide_row(row, by=people.marta, skip=False).outcome == Outcome.NEW


def test_whom_one_does_not_want_to_meet_is_asked_when_unknown(bring, people: Cast) -> None:
    headers = ["Nome e cognome", "E-mail", "Con chi non vorresti lavorare"]
    batch = bring(
        plain_csv(["Lia Pes", "lia@example.org", "Paola N."], ["Ugo Mai", "u@example.org", "Nessuno"], headers=headers)
    )
    row = batch.rows.get(number=2)

    assert (row.outcome, row.reasons[0]["code"], row.reasons[0]["repair"]) == (
        Outcome.REJECTED, "avoid_unknown", people.paola.email,
    )  # fmt: skip
    assert batch.rows.get(number=3).outcome == Outcome.NEW
    assert correct_row(row, {headers[2]: ""}, by=people.marta).outcome == Outcome.NEW


def test_people_of_the_same_sheet_may_be_named(bring) -> None:
    headers = ["Nome e cognome", "E-mail", "Da evitare"]
    batch = bring(
        plain_csv(["Lia Pes", "lia@example.org", "Ugo Mai"], ["Ugo Mai", "u@example.org", ""], headers=headers)
    )

    assert batch.rows.get(number=2).changes[-1] == ["barred", "", "u@example.org"]


def test_without_an_email_column_there_is_no_rehearsal(bring, people: Cast) -> None:
    batch = bring(messy_form(), rehearse=False)
    fields = ["" if column["field"] == "email" else column["field"] for column in batch.columns]

    with pytest.raises(ColumnsMissing) as refusal:
        choose_columns(batch, fields, by=people.marta)

    assert str(refusal.value) == "Manca ancora una colonna per l’e-mail: sceglila."


def test_nothing_is_corrected_after_the_import(bring, people: Cast) -> None:
    batch = start_import(bring(messy_form()), by=people.marta)

    with pytest.raises(NotNow):
        correct_row(batch.rows.get(number=4), {"Indirizzo email": "x@example.org"}, by=people.marta)
