import io
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.apps import apps
from django.core import mail
from django.db import connection

from cast import Cast
from import_sheets import messy_form, plain_csv
from reciproca.audit.models import Entry
from reciproca.audit.queries import tampered_entries
from reciproca.boundaries.models import Block
from reciproca.communities.choices import MembershipState
from reciproca.communities.models import LedgerIdentity, Membership
from reciproca.core.scope import within
from reciproca.files.models import StoredFile
from reciproca.imports.actions import (
    NothingToImport,
    NotNow,
    SeenChanged,
    begin_import,
    correct_row,
    run_import,
    start_import,
)  # fmt: skip
from reciproca.imports.choices import BatchState, Kind, Outcome
from reciproca.imports.models import ImportBatch
from reciproca.notifications.models import OutboxMail
from reciproca.people.models import Need, Offer, Profile
from reciproca.programmes.actions import create_cohort, create_programme, decline_applications
from reciproca.programmes.models import Application, PastPair

#: Rooms whose tables an import fills: what an undo must give back, and a second import must leave alone.
ROOMS = ("communities", "people", "programmes", "boundaries", "network")


def everything() -> dict[str, list]:
    """Every row of those rooms, as it stands."""
    return {
        model._meta.label: sorted(map(repr, model._base_manager.values_list()))
        for room in ROOMS
        for model in apps.get_app_config(room).get_models()
    }


def test_imported_people_are_there_and_received_nothing(bring, people: Cast) -> None:
    batch = start_import(bring(messy_form()), by=people.marta)

    person = Membership.objects.get(email="salvatore.ibba@example.org")
    profile = Profile.objects.get(membership=person)
    assert (batch.state, batch.committed_by) == (BatchState.COMMITTED, people.marta)
    assert (person.name, person.state, person.provenance) == (
        "Salvatore Ibba",
        MembershipState.IMPORTED,
        f"import {batch.public_id}",
    )
    assert (profile.headline, profile.city, profile.mentor_capacity) == ("ragioniere", "Oristano", 1)
    assert profile.languages == [{"code": "it", "level": ""}]
    assert "ragioniere" in profile.found_by
    assert [offer.text for offer in Offer.objects.filter(membership=person)] == ["leggere un bilancio"]
    assert [need.text for need in Need.objects.filter(membership=person)] == ["raccontarmi meglio"]
    assert LedgerIdentity.objects.filter(membership=person).count() == 1
    assert (len(mail.outbox), OutboxMail.objects.count()) == (0, 0)


def test_every_deed_is_in_the_trail_and_the_trail_holds(bring, people: Cast) -> None:
    batch = start_import(bring(messy_form()), by=people.marta)

    person = Membership.objects.get(email="salvatore.ibba@example.org")
    assert [entry.deed for entry in Entry.objects.filter(object_id=str(person.public_id))] == ["add_member"]
    assert [entry.deed for entry in Entry.objects.filter(object_id=str(people.ada.public_id))][-1] == "change_imported"
    assert Entry.objects.get(deed="run_import").details == batch.counts
    assert tampered_entries() == []


def test_whom_one_does_not_want_to_meet_becomes_a_private_block(bring, people: Cast) -> None:
    batch = start_import(bring(messy_form()), by=people.marta)

    block = Block.objects.get()
    assert (block.blocker.name, block.blocked) == ("Salvatore Ibba", people.paola)
    assert people.paola.email not in repr(list(batch.rows.values("cells", "clean", "changes", "corrections")))


def test_after_the_import_the_file_and_the_cells_written_are_gone(bring, people: Cast) -> None:
    batch = start_import(bring(messy_form()), by=people.marta)

    assert batch.file is None
    assert not StoredFile.objects.exists()
    assert [row.cells for row in batch.rows.filter(written=True)] == [[], [], []]
    assert batch.rows.get(number=4).cells[1] == "Giulia Marras"


def test_the_same_file_again_changes_nothing(bring, people: Cast) -> None:
    start_import(bring(messy_form()), by=people.marta)
    before = everything()

    again = bring(messy_form())

    assert again.counts == {"unchanged": 3, "rejected": 2}
    with pytest.raises(NothingToImport):
        start_import(again, by=people.marta)
    assert everything() == before


def test_pressing_twice_has_one_effect(bring, people: Cast) -> None:
    batch = bring(messy_form())
    start_import(batch, by=people.marta)
    before = everything()

    again = start_import(batch, by=people.marta)
    run_import(batch)

    assert again.state == BatchState.COMMITTED
    assert everything() == before


def test_two_sheets_with_the_same_people_make_them_once(bring, people: Cast) -> None:
    first, second = bring(messy_form()), bring(messy_form())
    start_import(first, by=people.marta)
    before = everything()

    outdated = start_import(second, by=people.marta)

    assert (outdated.state, outdated.trouble) == (BatchState.PREVIEWED, {"code": "outdated", "values": {"rows": 3}})
    assert outdated.counts == {"unchanged": 3, "rejected": 2}
    assert everything() == before


def test_what_a_member_changed_meanwhile_is_shown_again_before_it_is_written(bring, people: Cast) -> None:
    batch = bring(messy_form())
    Profile.objects.create(membership=people.ada, city="Senigallia")

    batch = start_import(batch, by=people.marta)

    assert (batch.state, batch.trouble["values"]) == (BatchState.PREVIEWED, {"rows": 1})
    assert not Membership.objects.filter(email="salvatore.ibba@example.org").exists()
    done = start_import(batch, by=people.marta)
    assert done.state == BatchState.COMMITTED
    assert Profile.objects.get(membership=people.ada).city == "Senigallia"


def test_an_import_of_an_older_rehearsal_is_refused(bring, people: Cast) -> None:
    batch = bring(messy_form())
    correct_row(batch.rows.get(number=4), {"Indirizzo email": "g.marras@example.org"}, by=people.marta)

    with pytest.raises(SeenChanged):
        start_import(batch, by=people.marta, version=batch.version)


def test_a_worker_killed_half_way_leaves_nothing_and_may_begin_again(bring, people: Cast, monkeypatch) -> None:
    batch = bring(messy_form())
    before = everything()
    from reciproca.imports.actions import writing

    class Killed(BaseException):
        pass

    def killed(*_arguments, **_options):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(writing, "_finish", killed)
        with pytest.raises(Killed):
            start_import(batch, by=people.marta)
    assert everything() == before
    batch.refresh_from_db()
    assert batch.state == BatchState.RUNNING

    run_import(batch)

    batch.refresh_from_db()
    assert batch.state == BatchState.COMMITTED
    assert Membership.objects.filter(email="salvatore.ibba@example.org").count() == 1


def test_many_presses_at_once_write_once(bring_for_good, committed: Cast) -> None:
    batch = bring_for_good(messy_form())

    def press(_number: int) -> str:
        try:
            with within(committed.montefeltro):
                mine = ImportBatch.objects.select_related("community").get(pk=batch.pk)
                return start_import(mine, by=committed.marta).state
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        states = set(pool.map(press, range(8)))

    assert states <= {BatchState.RUNNING, BatchState.COMMITTED}
    assert Entry.objects.filter(deed="run_import").count() == 1
    assert Membership.objects.filter(email="salvatore.ibba@example.org").count() == 1


def test_the_same_form_sent_at_once_by_many_is_one_import(bring_for_good, committed: Cast) -> None:
    def press(_number: int) -> int:
        try:
            with within(committed.montefeltro):
                return begin_import(
                    io.BytesIO(messy_form()), by=committed.marta, name="a.csv", kind=Kind.PEOPLE, key="press"
                ).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(press, range(4)))) == 1

    assert StoredFile.objects.count() == 1


def test_an_import_stays_in_its_community(bring, people: Cast) -> None:
    start_import(
        bring(plain_csv(["Ugo Pace", people.ugo.email], headers=["Nome e cognome", "E-mail"])), by=people.marta
    )

    mine = Membership.objects.get(email=people.ugo.email)
    assert (mine.community, mine.pk == people.ugo.pk) == (people.montefeltro, False)


# ── applications ─────────────────────────────────────────────────────────────

FORM = ["Nome e cognome", "E-mail", "Mentor o mentee", "Quanti mentee?", "Offro", "Mi serve", "Lingue"]


@pytest.fixture
def cohort(people: Cast):
    programme = create_programme(by=people.marta, name_it="Ponti")
    return create_cohort(programme, by=people.marta, name_it="2026")


def test_people_apply_to_a_cohort_with_their_answers(bring, people: Cast, cohort) -> None:
    sheet = plain_csv(
        ["Lia Pes", "lia@example.org", "mentor", "2", "contratti", "dire di no", "italiano"],
        ["Ada Carta", people.ada.email, "entrambi", "1", "cantieri", "bilanci", "italiano"],
        headers=FORM,
    )
    batch = bring(sheet, kind=Kind.APPLICATIONS, cohort=cohort)
    assert batch.counts == {"new": 1, "updated": 1}

    start_import(batch, by=people.marta)

    applications = {(one.membership.given_name, one.role): one for one in Application.objects.filter(cohort=cohort)}
    assert sorted(applications) == [("Ada", "mentee"), ("Ada", "mentor"), ("Lia", "mentor")]
    lia = applications["Lia", "mentor"]
    assert (lia.state, lia.capacity, lia.questionnaire.frozen_at is not None) == ("received", 2, True)
    assert any(answer == ["contratti"] for answer in lia.answers.values())
    assert OutboxMail.objects.count() == 0
    before = everything()
    again = bring(sheet, kind=Kind.APPLICATIONS, cohort=cohort)
    assert again.counts == {"unchanged": 2}
    assert everything() == before


def test_a_mentors_row_and_a_mentees_row_of_one_person_both_count(bring, people: Cast, cohort) -> None:
    sheet = plain_csv(
        ["Lia Pes", "lia@example.org", "mentor", "2", "contratti", "", "italiano"],
        ["Lia Pes", "lia@example.org", "mentee", "", "", "dire di no", "italiano"],
        headers=FORM,
    )
    batch = bring(sheet, kind=Kind.APPLICATIONS, cohort=cohort)
    start_import(batch, by=people.marta)

    person = Membership.objects.get(email="lia@example.org")
    assert sorted(Application.objects.filter(membership=person).values_list("role", flat=True)) == ["mentee", "mentor"]
    assert bring(sheet, kind=Kind.APPLICATIONS, cohort=cohort).counts == {"unchanged": 2}


def test_an_application_that_was_decided_on_keeps_its_answers(bring, people: Cast, cohort) -> None:
    sheet = plain_csv(["Lia Pes", "lia@example.org", "mentor", "2", "contratti", "x", "italiano"], headers=FORM)
    start_import(bring(sheet, kind=Kind.APPLICATIONS, cohort=cohort), by=people.marta)
    application = Application.objects.get()
    decline_applications([application], by=people.marta)

    changed = plain_csv(["Lia Pes", "lia@example.org", "mentor", "3", "contratti", "x", "italiano"], headers=FORM)
    row = bring(changed, kind=Kind.APPLICATIONS, cohort=cohort).rows.get()

    assert [change[0] for change in row.changes] == ["mentor_capacity"]
    assert [reason["code"] for reason in row.reasons] == ["application_decided"]


def test_a_row_without_a_role_is_asked(bring, cohort) -> None:
    sheet = plain_csv(
        ["Lia Pes", "lia@example.org", "", "", "", "", ""], ["Ivo Usai", "ivo@example.org", "mentor", "", "", "", ""],
        headers=FORM,
    )  # fmt: skip
    batch = bring(sheet, kind=Kind.APPLICATIONS, cohort=cohort)

    assert [reason["code"] for reason in batch.rows.get(number=2).reasons] == ["no_role"]


# ── pairs ────────────────────────────────────────────────────────────────────


def test_past_pairs_are_written_down_once(bring, people: Cast) -> None:
    headers = ["Mentor Email Address", "Mentee Email Address", "Mentoring Connection Name", "Fine"]
    sheet = plain_csv(
        [people.ada.email, people.giulio.email, "Ponti 2024", "30/06/2024"],
        [people.ada.email, "nessuno@example.org", "", ""],
        [people.ada.email, people.giulio.email, "Ponti 2024", "30/06/2024"],
        headers=headers,
    )
    batch = bring(sheet, kind=Kind.PAST_PAIRS, edition="Ponti")
    assert dict(batch.rows.values_list("number", "outcome")) == {
        2: Outcome.NEW,
        3: Outcome.REJECTED,
        4: Outcome.SKIPPED,
    }

    start_import(batch, by=people.marta)

    pair = PastPair.objects.get()
    assert (pair.mentor, pair.mentee, pair.edition, str(pair.ended_on)) == (
        people.ada,
        people.giulio,
        "Ponti 2024",
        "2024-06-30",
    )
    assert bring(sheet, kind=Kind.PAST_PAIRS, edition="Ponti").counts == {"unchanged": 1, "rejected": 1, "skipped": 1}


def test_pairs_may_be_named(bring, people: Cast) -> None:
    batch = bring(
        plain_csv(["Ada Carta", "Serra Giulio"], ["Ada Carta", "Chissà Chi"], headers=["Mentor", "Mentee"]),
        kind=Kind.PAST_PAIRS,
    )

    assert dict(batch.rows.values_list("number", "outcome")) == {2: Outcome.NEW, 3: Outcome.REJECTED}
    start_import(batch, by=people.marta)
    assert PastPair.objects.get().ended_on is None


def test_nothing_is_imported_twice_from_a_running_import(bring, people: Cast) -> None:
    batch = bring(messy_form())
    ImportBatch.objects.filter(pk=batch.pk).update(state=BatchState.UNDONE)

    with pytest.raises(NotNow):
        start_import(batch, by=people.marta)
