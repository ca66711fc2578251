from datetime import timedelta

import pytest

from cast import Cast
from conftest import NOW
from import_sheets import messy_form, plain_csv
from reciproca.audit.queries import tampered_entries
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.imports.actions import NothingToUndo, UndoTooLate, run_undo, start_import, start_undo, undo_preview
from reciproca.imports.choices import BatchState, Kind
from reciproca.people.actions import edit_profile, fill_profile, invite_people, refresh_need, state_need
from reciproca.people.models import Need, Offer, Profile
from reciproca.programmes.actions import accept_applications, create_cohort, create_programme
from reciproca.programmes.models import Application, PastPair

from .test_writing import FORM, everything


def test_undoing_gives_every_row_back_as_it_was(bring, people: Cast) -> None:
    fill_profile(people.nora, by=people.marta, headline="fornaia", city="Fano", offers=["pane"], skills=["lieviti"])
    fill_profile(people.ada, by=people.ada, headline="ingegnera", needs=["tempo"])
    before = everything()
    headers = [
        "Nome e cognome",
        "E-mail",
        "Professione",
        "Città",
        "Offro",
        "Mi serve",
        "Lingue",
        "Temi",
        "Quanti mentee?",
    ]
    sheet = plain_csv(
        ["Nora Vitale", people.nora.email, "fornaia", "Pesaro", "pane; dolci", "farina", "italiano", "forni", "2"],
        ["Ada Carta", people.ada.email, "architetta", "Roma", "cantieri", "tempo", "italiano, inglese", "", "1"],
        ["Lia Pes", "lia@example.org", "sarta", "Nuoro", "orli", "clienti", "italiano", "", ""],
        headers=headers,
    )
    batch = start_import(bring(sheet), by=people.marta)
    assert everything() != before

    with clock.at(NOW + timedelta(days=3)):
        undone = start_undo(batch, by=people.marta)

    assert undone.state == BatchState.UNDONE
    assert everything() == before
    assert tampered_entries() == []


def test_a_messy_form_goes_back_whole(bring, people: Cast) -> None:
    before = everything()
    batch = start_import(bring(messy_form()), by=people.marta)

    start_undo(batch, by=people.marta)

    assert everything() == before


def test_after_undoing_the_sheet_can_come_again(bring, people: Cast) -> None:
    start_undo(start_import(bring(messy_form()), by=people.marta), by=people.marta)

    assert bring(messy_form()).counts == {"new": 2, "rejected": 2, "updated": 1}


def test_undoing_twice_has_one_effect(bring, people: Cast) -> None:
    batch = start_import(bring(messy_form()), by=people.marta)
    start_undo(batch, by=people.marta)
    before = everything()

    assert start_undo(batch, by=people.marta).state == BatchState.UNDONE
    run_undo(batch)

    assert everything() == before


def test_whoever_was_touched_since_stays_and_is_named(bring, people: Cast) -> None:
    batch = start_import(bring(messy_form()), by=people.marta)
    salvatore = Membership.objects.get(email="salvatore.ibba@example.org")
    invite_people([salvatore], by=people.marta)

    preview = undo_preview(batch)
    assert [(row.label, why) for row, why in preview.stay] == [("Salvatore Ibba", "invited")]
    start_undo(batch, by=people.marta)

    assert Membership.objects.filter(pk=salvatore.pk).exists()
    assert Offer.objects.filter(membership=salvatore).exists()
    assert not Membership.objects.filter(email="niccolo.deluca@example.org").exists()
    assert [row.undo_refused for row in batch.rows.filter(number__in=[6, 8]).order_by("number")] == ["invited", ""]


@pytest.mark.parametrize("touch", ["edit", "need", "refresh"])
def test_what_a_person_changed_since_is_never_taken_back(bring, people: Cast, touch: str, now) -> None:
    batch = start_import(bring(messy_form()), by=people.marta)
    profile = Profile.objects.get(membership=people.ada)
    with clock.at(NOW + timedelta(hours=1)):
        if touch == "edit":
            edit_profile(profile, by=people.ada, version=profile.version, city="Roma")
        elif touch == "need":
            state_need(people.ada, "altro", by=people.ada)
        else:
            refresh_need(Need.objects.get(membership=people.ada), by=people.ada)

    stay = {row.label: why for row, why in undo_preview(batch).stay}
    start_undo(batch, by=people.marta)

    if touch == "need":  # something new of hers is no change of what the sheet wrote
        assert stay == {}
        assert [need.text for need in Need.objects.filter(membership=people.ada)] == ["altro"]
    else:
        assert stay == {"Ada Carta": "changed"}
        assert Offer.objects.filter(membership=people.ada, text="cantieri").exists()


def test_when_everybody_was_touched_there_is_nothing_to_undo(bring, people: Cast) -> None:
    batch = start_import(
        bring(plain_csv(["Lia Pes", "lia@example.org"], headers=["Nome e cognome", "E-mail"])), by=people.marta
    )
    invite_people([Membership.objects.get(email="lia@example.org")], by=people.marta)

    with pytest.raises(NothingToUndo):
        start_undo(batch, by=people.marta)


def test_after_thirty_days_it_is_too_late(bring, people: Cast) -> None:
    batch = start_import(bring(messy_form()), by=people.marta)

    with clock.at(NOW + timedelta(days=31)), pytest.raises(UndoTooLate):
        start_undo(batch, by=people.marta)


def test_applications_go_unless_they_were_decided_on(bring, people: Cast) -> None:
    cohort = create_cohort(create_programme(by=people.marta, name_it="Ponti"), by=people.marta, name_it="2026")
    sheet = plain_csv(
        ["Lia Pes", "lia@example.org", "mentor", "2", "contratti", "x", "italiano"],
        ["Ivo Usai", "ivo@example.org", "mentee", "", "legno", "y", "italiano"],
        headers=FORM,
    )
    batch = start_import(bring(sheet, kind=Kind.APPLICATIONS, cohort=cohort), by=people.marta)
    accept_applications([Application.objects.get(membership__email="lia@example.org")], by=people.marta)

    assert {row.label: why for row, why in undo_preview(batch).stay} == {"Lia Pes": "decided"}
    start_undo(batch, by=people.marta)

    assert [one.membership.given_name for one in Application.objects.all()] == ["Lia"]
    assert not Membership.objects.filter(email="ivo@example.org").exists()


def test_pairs_are_forgotten_again(bring, people: Cast) -> None:
    headers = ["Mentor Email Address", "Mentee Email Address"]
    before = everything()
    batch = bring(
        plain_csv([people.ada.email, people.giulio.email], headers=headers), kind=Kind.PAST_PAIRS, edition="2024"
    )
    start_undo(start_import(batch, by=people.marta), by=people.marta)

    assert not PastPair.objects.exists()
    assert everything() == before
