import pytest
from django.db import DatabaseError, transaction

from cast import Cast
from reciproca.audit.models import Entry
from reciproca.boundaries.models import Block
from reciproca.core.guards import append_only_models, remove_guards, same_community_links
from reciproca.network.models import Interaction


def test_the_database_refuses_a_child_in_another_community(people: Cast) -> None:
    with pytest.raises(DatabaseError, match="another community"), transaction.atomic():
        Block.objects.create(blocker=people.ada, blocked=people.ugo)


def test_the_database_refuses_to_change_an_audit_entry(people: Cast) -> None:
    assert Entry.objects.exists()

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.objects.update(deed="nothing")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.objects.all().delete()


def test_without_its_guard_the_table_can_be_changed(people: Cast) -> None:
    """The negative control: it is the guard that refuses, and nothing else."""
    with transaction.atomic():
        remove_guards()
        assert Entry.objects.update(deed="nothing") > 0
        transaction.set_rollback(True)


def test_ledger_and_audit_trail_are_the_append_only_tables() -> None:
    assert set(append_only_models()) == {Entry, Interaction}


def test_every_link_between_scoped_rows_is_known() -> None:
    assert ("Block", "blocker") in {(model.__name__, field.name) for model, field in same_community_links()}
