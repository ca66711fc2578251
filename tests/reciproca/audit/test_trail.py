"""What is written down, that nobody can change it, and that what staff read and take away is in it too."""

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from cast import Cast
from pairs import pair
from reciproca.audit.actions import record, record_many
from reciproca.audit.models import Entry
from reciproca.audit.queries import entries_about, tampered_entries
from reciproca.core.guards import remove_guards
from reciproca.core.scope import within
from reciproca.people.actions import begin_profile
from reciproca.privacy.actions import ask_for_export
from signing import signed_in_now


def test_a_line_names_who_and_what_and_no_person(people: Cast) -> None:
    entry = record("look_at", by=people.marta, on=people.ada, times=3)

    assert (entry.actor, entry.deed) == (str(people.marta.ledger_id), "look_at")
    assert (entry.object_kind, entry.object_id) == ("membership", str(people.ada.public_id))
    assert entry.details == {"times": 3}
    assert people.ada.family_name not in repr(Entry.objects.filter(pk=entry.pk).values().get())


def test_what_the_system_does_has_no_actor(people: Cast) -> None:
    assert record("tidy_up").actor == ""


def test_a_line_is_undone_with_its_deed(people: Cast) -> None:
    before = Entry.objects.count()

    with transaction.atomic():
        record("look_at", by=people.marta)
        transaction.set_rollback(True)

    assert Entry.objects.count() == before
    assert tampered_entries() == []


def test_what_was_done_to_one_row_is_read_newest_first(people: Cast) -> None:
    record("look_at", by=people.marta, on=people.ada)
    record_many("look_again", [(people.ada, {}), (people.giulio, {})], by=people.marta)

    assert [entry.deed for entry in entries_about(people.ada)][:2] == ["look_again", "look_at"]


def test_every_community_has_a_trail_of_its_own(people: Cast) -> None:
    record("look_at", by=people.marta, on=people.ada)

    with within(people.bellini):
        assert not Entry.objects.filter(deed="look_at").exists()
        assert tampered_entries() == []
    assert tampered_entries() == []


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_refuses_to_change_a_line(people: Cast, change: str) -> None:
    record("look_at", by=people.marta)
    lines = Entry.unscoped.filter(deed="look_at")

    with pytest.raises(DatabaseError), transaction.atomic():
        lines.update(deed="look away") if change == "update" else lines.delete()

    assert lines.count() == 1


def test_a_forged_line_is_found(people: Cast) -> None:
    line = record("look_at", by=people.marta)
    assert tampered_entries() == []

    with transaction.atomic():
        remove_guards()
        Entry.objects.filter(pk=line.pk).update(actor=str(people.ada.ledger_id))
        assert tampered_entries() == [line.seq]
        transaction.set_rollback(True)


# ── reading and taking away ──


@pytest.mark.parametrize(
    ("path", "deed"),
    [
        ("/montefeltro/overview/pairs/list.csv", "export_overview"),
        ("/montefeltro/overview/people/list.xlsx", "export_overview"),
    ],
)
def test_a_list_that_is_taken_away_is_written_down(people: Cast, path: str, deed: str) -> None:
    pair(people)

    assert signed_in_now(Client(), people.marta).get(path).status_code == 200

    line = Entry.objects.order_by("seq").last()
    assert (line.actor, line.deed) == (str(people.marta.ledger_id), deed)
    assert line.details["rows"] > 0


def test_a_copy_made_for_somebody_is_written_down(people: Cast) -> None:
    begin_profile(people.ada)

    ask_for_export(people.ada.account, community=people.montefeltro, by=people.marta)

    line = entries_about(people.ada).first()
    assert (line.actor, line.deed) == (str(people.marta.ledger_id), "ask_for_export")
