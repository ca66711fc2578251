from django.db import transaction

from cast import Cast
from reciproca.audit.actions import record, record_many
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


def test_many_deeds_at_once_stand_in_the_trail_as_if_done_one_by_one(people: Cast) -> None:
    record_many("look_at", [(people.ada, {"times": 1}), (people.giulio, {"times": 2})], by=people.marta)
    record("look_at", by=people.marta, on=people.ada, times=3)

    last = list(Entry.objects.order_by("-seq")[:3])[::-1]
    assert [(entry.object_id, entry.details) for entry in last] == [
        (str(people.ada.public_id), {"times": 1}), (str(people.giulio.public_id), {"times": 2}),
        (str(people.ada.public_id), {"times": 3}),
    ]  # fmt: skip
    assert {entry.actor for entry in last} == {str(people.marta.ledger_id)}
    assert tampered_entries() == []
