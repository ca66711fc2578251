"""Notes put together by somebody, in an order, for a purpose."""

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext_lazy as _

from reciproca.audit.actions import record
from reciproca.boundaries.links import refuse_early_links
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.errors import Refusal
from reciproca.library.models import Collection, Entry, Note
from reciproca.library.queries import notes_visible_to
from reciproca.library.rules import can_curate, may_write

from .shared import ChangedMeanwhile, NoLongerThere, NotForYou

__all__ = [
    "CollectionFull", "CollectionUntold", "change_collection", "delete_collection", "make_collection", "move_up", "put_in", "take_out",
]  # fmt: skip

MOST_ENTRIES = 60


class CollectionUntold(Refusal):
    sentence = _("Give it a name, and say whom it is for.")
    field = "purpose"


class CollectionFull(Refusal):
    sentence = _("Sixty notes are enough for one collection: begin another.")


@transaction.atomic
def make_collection(title: str, purpose: str, *, by: Membership) -> Collection:
    if not may_write(by):
        raise NotForYou
    words = _told(by, title, purpose)
    made = Collection.objects.create(curator=by, made_at=clock.now(), **words)
    record("make_collection", by=by, on=made)
    return made


@transaction.atomic
def change_collection(collection: Collection, title: str, purpose: str, *, by: Membership, version: int) -> Collection:
    _curated(collection, by)
    words = _told(by, title, purpose)
    rows = Collection.objects.filter(pk=collection.pk, version=version)
    if rows.update(**words, version=F("version") + 1) != 1:
        raise ChangedMeanwhile
    collection.refresh_from_db()
    record("change_collection", by=by, on=collection)
    return collection


@transaction.atomic
def delete_collection(collection: Collection, *, by: Membership) -> None:
    """The notes stay where they are."""
    _curated(collection, by)
    record("delete_collection", by=by, on=collection)
    collection.delete()


@transaction.atomic
def put_in(collection: Collection, note: Note, *, by: Membership, why: str = "") -> Entry:
    """At its end; once each, and a word of why can be changed by saying it again."""
    _curated(collection, by)
    if not notes_visible_to(by).filter(pk=note.pk).exists():
        raise NotForYou
    refuse_early_links(by, why=why)
    last = collection.entries.aggregate(last=Max("position"))["last"] or 0
    if collection.entries.count() >= MOST_ENTRIES:
        raise CollectionFull
    said = {"why": why.strip()[:200]}
    entry, _made = Entry.objects.update_or_create(
        collection=collection, note=note, defaults=said, create_defaults=said | {"position": last + 1}
    )
    record("put_in_collection", by=by, on=collection)
    return entry


@transaction.atomic
def take_out(entry: Entry, *, by: Membership) -> None:
    _curated(entry.collection, by)
    entry.delete()
    record("take_out_of_collection", by=by, on=entry.collection)


@transaction.atomic
def move_up(entry: Entry, *, by: Membership) -> None:
    """One place towards the beginning."""
    _curated(entry.collection, by)
    entries = list(entry.collection.entries.order_by("position", "pk"))
    place = next((at for at, one in enumerate(entries) if one.pk == entry.pk), 0)
    if place > 0:
        entries[place - 1], entries[place] = entries[place], entries[place - 1]
        for at, one in enumerate(entries, start=1):
            one.position = at
        Entry.objects.bulk_update(entries, ["position"])


def _curated(collection: Collection, by: Membership) -> None:
    held = Collection.objects.select_for_update(of=("self",), no_key=True).filter(pk=collection.pk).first()
    if held is None:
        raise NotForYou
    if not can_curate(by, held):
        raise NoLongerThere


def _told(by: Membership, title: str, purpose: str) -> dict[str, str]:
    if not title.strip() or not purpose.strip():
        raise CollectionUntold
    refuse_early_links(by, title=title, purpose=purpose)
    return {"title": title.strip()[:120], "purpose": purpose.strip()[:600]}
