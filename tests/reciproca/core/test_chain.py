from django.db import transaction

from cast import Cast
from reciproca.audit.models import Entry
from reciproca.audit.queries import tampered_entries
from reciproca.boundaries.actions import block_person
from reciproca.core.guards import remove_guards


def test_a_trail_nobody_touched_is_whole(people: Cast) -> None:
    block_person(people.giulio, by=people.ada)

    assert tampered_entries() == []


def test_a_changed_line_is_found(people: Cast) -> None:
    with transaction.atomic():
        remove_guards()
        Entry.objects.filter(seq=3).update(deed="something else")

        assert tampered_entries() == [3]
        transaction.set_rollback(True)


def test_a_missing_last_line_is_found(people: Cast) -> None:
    last = Entry.objects.order_by("-seq").first()
    with transaction.atomic():
        remove_guards()
        Entry.objects.filter(seq=last.seq).delete()

        assert tampered_entries() == [last.seq]
        transaction.set_rollback(True)
