"""Look for what makes one look twice, and say what came of it."""

from django.db import transaction

from reciproca.audit.actions import record
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.safeguarding.doubting import Seen, all_seen
from reciproca.safeguarding.models import Doubt, Hold
from reciproca.safeguarding.queries import doubts_visible_to

from .holding import hold_contact
from .reports import NotYours
from .shared import write_to

__all__ = ["ask_for_confirmation", "hold_for_doubt", "look_for_doubts", "quiet_doubt"]

#: So long somebody writes to nobody until it was looked at.
DAYS = 7


def look_for_doubts() -> int:
    """Work out what there is to look at in the community in force, anew; how many reasons are new. What is no longer so goes;
    what was quieted stays quiet. It may take seconds, and nothing is held meanwhile."""
    found = {(one.person, str(one.kind)): one for one in all_seen()}
    with transaction.atomic():
        return _keep(found)


def _keep(found: dict[tuple[int, str], Seen]) -> int:
    now = clock.now()
    kept = {(row.person_id, row.kind): row for row in Doubt.objects.select_for_update()}
    Doubt.objects.filter(pk__in=[row.pk for key, row in kept.items() if key not in found], quieted_at=None).delete()
    for key, row in kept.items():
        if key in found:
            Doubt.objects.filter(pk=row.pk).update(details=found[key].details, seen_at=now)
    still_here = set(Membership.objects.values_list("pk", flat=True))
    new = [one for key, one in sorted(found.items()) if key not in kept and one.person in still_here]
    rows = [Doubt(person_id=one.person, kind=one.kind, details=one.details, found_at=now, seen_at=now) for one in new]
    Doubt.objects.bulk_create(rows, ignore_conflicts=True)  # another look may have ended a moment before
    return len(new)


@transaction.atomic
def ask_for_confirmation(doubt: Doubt, *, by: Membership) -> Doubt:
    """Write to the person that somebody who knows them may confirm it, and how."""
    _may(doubt, by)
    if Doubt.objects.filter(pk=doubt.pk, asked_at=None).update(asked_at=clock.now()):
        record("ask_for_confirmation", by=by, on=doubt)
        write_to(doubt.person, "confirmation_asked", doubt)
    doubt.refresh_from_db()
    return doubt


@transaction.atomic
def hold_for_doubt(doubt: Doubt, *, by: Membership) -> Hold:
    """They write to nobody until it was looked at, a week at most."""
    _may(doubt, by)
    return hold_contact(doubt.person, by=by, days=DAYS)


@transaction.atomic
def quiet_doubt(doubt: Doubt, *, by: Membership) -> None:
    """All is well: this reason says nothing about this person any more."""
    _may(doubt, by)
    if Doubt.objects.filter(pk=doubt.pk, quieted_at=None).update(quieted_at=clock.now(), quieted_by=by):
        record("quiet_doubt", by=by, on=doubt)


def _may(doubt: Doubt, by: Membership) -> None:
    if not doubts_visible_to(by).filter(pk=doubt.pk).exists():
        raise NotYours
