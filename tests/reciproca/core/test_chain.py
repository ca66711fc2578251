import json
import random
from datetime import timedelta

from django.db import transaction

from cast import Cast
from reciproca.audit.actions import record, record_many
from reciproca.audit.models import Entry, Head
from reciproca.audit.queries import tampered_entries
from reciproca.boundaries.actions import block_person
from reciproca.core import clock
from reciproca.core.chain import contradictions, ends_of_chains
from reciproca.core.guards import remove_guards
from reciproca.core.scope import within


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


def test_each_community_has_a_trail_of_its_own(people: Cast) -> None:
    last = {}
    for person in (people.ada, people.ugo, people.giulio):
        with within(person.community):
            entry = record("look", by=person)
            last.setdefault(person.community.slug, []).append((entry.seq, entry.previous))

    for community in (people.montefeltro, people.bellini):
        with within(community):
            lines = Entry.objects.order_by("seq").values_list("seq", "previous")
            assert list(lines)[-len(last[community.slug]) :] == last[community.slug]
            assert tampered_entries() == []


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


# ── a thousand ways to tamper ──


def _edit(chance: random.Random, last: int) -> None:
    line = Entry.objects.filter(seq=chance.randint(1, last))
    old = line.get()
    match chance.choice(["deed", "actor", "object_id", "object_kind", "details", "at", "previous", "digest"]):
        case "details":
            line.update(details={**old.details, "more": chance.random()})
        case "at":
            line.update(at=old.at + timedelta(microseconds=chance.randint(1, 10**9)))
        case name:
            line.update(**{name: f"{getattr(old, name)[: chance.randint(0, 3)]}~{chance.randint(0, 9)}"})


def _remove(chance: random.Random, last: int) -> None:
    Entry.objects.filter(seq=chance.randint(1, last)).delete()


def _swap(chance: random.Random, last: int) -> None:
    one, other = chance.sample(range(1, last + 1), 2)
    Entry.objects.filter(seq=one).update(seq=10**6)
    Entry.objects.filter(seq=other).update(seq=one)
    Entry.objects.filter(seq=10**6).update(seq=other)


def _insert(chance: random.Random, last: int) -> None:
    """A line made by who knows how a digest is computed, put between two others, which move along."""
    place = chance.randint(1, last + 1)
    for line in Entry.objects.filter(seq__gte=place).order_by("-seq"):
        Entry.objects.filter(pk=line.pk).update(seq=line.seq + 1)
    before = Entry.objects.filter(seq=place - 1).first()
    forged = Entry(deed="forged", at=clock.now(), seq=place, previous=before.digest if before else "")
    forged.community_id = Head.objects.get().community_id
    forged.digest = forged.computed_digest()
    forged.save(force_insert=True)


def _rewrite(chance: random.Random, last: int) -> None:
    """Change a line and forge every digest after it, and the head too: only what is kept outside still knows."""
    lines, previous = list(Entry.objects.order_by("seq")), ""
    lines[chance.randrange(len(lines))].deed = "forged"
    for line in lines:
        line.previous = previous
        previous = line.digest = line.computed_digest()
        Entry.objects.filter(pk=line.pk).update(deed=line.deed, previous=line.previous, digest=line.digest)
    Head.objects.update(digest=previous)


def _truncate(chance: random.Random, last: int) -> None:
    """Cut the end off and put the head back: whole in itself, and shorter than what is kept outside."""
    end = chance.randint(1, last - 1)
    Entry.objects.filter(seq__gt=end).delete()
    Head.objects.update(seq=end, digest=Entry.objects.get(seq=end).digest)


TAMPERINGS = 1_000
INSIDE, OUTSIDE = [_edit, _remove, _swap, _insert], [_rewrite, _truncate]


def test_a_thousand_random_tamperings_are_all_found(people: Cast) -> None:
    """With the anchor of a moment ago (`ends_of_chains`, which a backup keeps outside the database)."""
    record_many("look_at", [(person, {"times": n}) for n in range(3) for person in (people.ada, people.giulio)])
    anchor, last = ends_of_chains(), Head.objects.get().seq
    chance, missed = random.Random(12), []
    with transaction.atomic():
        remove_guards()
        assert tampered_entries() == []
        assert contradictions(anchor) == []
        for number in range(TAMPERINGS):
            tamper = (INSIDE * 3 + OUTSIDE)[number % 14]
            mark = transaction.savepoint()
            tamper(chance, last)
            found_inside, found_outside = tampered_entries(), contradictions(anchor)
            if not (found_inside or found_outside):
                missed.append((number, tamper.__name__))
            if tamper in OUTSIDE:  # the negative control: without the anchor these would pass
                assert found_inside == []
            transaction.savepoint_rollback(mark)
        transaction.set_rollback(True)

    assert missed == []


def test_what_was_written_since_contradicts_no_anchor(people: Cast) -> None:
    anchor = ends_of_chains()
    block_person(people.giulio, by=people.ada)

    assert contradictions(anchor) == []
    assert contradictions(json.loads(json.dumps(anchor))) == []
