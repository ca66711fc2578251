"""Block and unblock, of which nobody else learns; mark minors, their consent and who is cleared for them; open and close
partnerships; and to how many people one may turn in a day."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from reciproca.audit.actions import record
from reciproca.communities.models import Membership
from reciproca.core import clock, jobs
from reciproca.core.errors import Refusal
from reciproca.core.limits import TooMany, count_target

from .choices import MarkedBy
from .models import Block, Clearance, Minor, Partnership
from .queries import is_minor

__all__ = [
    "MOST_IN_A_DAY",
    "CannotBlockYourself",
    "ConsentOfTomorrow",
    "CoordinatorsAreOfAge",
    "EnoughForToday",
    "MinorsAreNotCleared",
    "NotMarked",
    "block_person",
    "clear_for_minors",
    "close_partnership",
    "end_clearance",
    "end_due_marks",
    "end_mark",
    "mark_minor",
    "open_partnership",
    "open_partnerships",
    "record_consent",
    "turn_to",
    "unblock_person",
    "withdraw_consent",
]

#: So many different people one may write to in a day, unasked.
MOST_IN_A_DAY = 20


#: The job by which the room of the pairs looks whether they may go on. It also runs every hour.
LOOK_AFTER_PAIRS = "reciproca.mentoring.tasks.look_after_mentorships"


class CannotBlockYourself(Refusal):
    sentence = _("That is you.")


class CoordinatorsAreOfAge(Refusal):
    sentence = _("%(name)s coordinates the community, and who coordinates is of age. Change the role first.")


class NotMarked(Refusal):
    sentence = _("%(name)s is no longer marked as a minor. Look again, then decide.")


class ConsentOfTomorrow(Refusal):
    sentence = _("This day has not come yet: write the day on which the consent was given.")
    field = "consent_on"


class MinorsAreNotCleared(Refusal):
    sentence = _("%(name)s is marked as a minor: a minor cannot be cleared for minors.")


class EnoughForToday(Refusal):
    sentence = _("You have written to many people today. Wait for their answers, and go on tomorrow.")
    status = 429


@transaction.atomic
def turn_to(person: Membership, *, by: Membership, most: int = MOST_IN_A_DAY) -> None:
    """Count that one turns to somebody unasked, in the transaction of what one asks. Raises `EnoughForToday`.

    Rooms that bring people together come by way of `network.actions.turn_to`, which knows who is new.
    """
    try:
        count_target(by.pk, person.pk, most=min(most, MOST_IN_A_DAY))
    except TooMany:
        raise EnoughForToday from None


@transaction.atomic
def block_person(person: Membership, *, by: Membership) -> Block:
    """From now on the two are absent to each other. Doing it twice is the same as once."""
    if person.pk == by.pk:
        raise CannotBlockYourself
    block, made = Block.objects.get_or_create(blocker=by, blocked=person, defaults={"at": clock.now()})
    if made:
        record("block_person", by=by)
    return block


@transaction.atomic
def unblock_person(person: Membership, *, by: Membership) -> None:
    if Block.objects.filter(blocker=by, blocked=person).delete()[0]:
        record("unblock_person", by=by)


# ── minors ───────────────────────────────────────────────────────────────────


@transaction.atomic
def mark_minor(person: Membership, *, how: MarkedBy, by: Membership | None, of_age_from: date | None = None) -> Minor:
    """From now on only coordinators and whom they work with see this person. Marking again changes the month, where one
    is given by a coordinator; a mark never goes this way. Raises `CoordinatorsAreOfAge`."""
    if person.is_coordinator:
        raise CoordinatorsAreOfAge(name=person.name)
    month = of_age_from.replace(day=1) if of_age_from else None
    minor, made = Minor.objects.get_or_create(
        membership=person,
        defaults={"of_age_from": month, "marked_how": how, "marked_by": by, "marked_at": clock.now()},
    )
    if made:
        Clearance.objects.filter(membership=person).delete()
        record("mark_minor", by=by, on=person, how=str(how))
    elif minor.of_age_from != month and (how == MarkedBy.COORDINATOR or minor.of_age_from is None):
        Minor.objects.filter(pk=minor.pk).update(of_age_from=month)
        minor.of_age_from = month
        record("change_minor", by=by, on=person)
    return minor


@transaction.atomic
def record_consent(person: Membership, *, given_on: date, given_by: str, by: Membership, note: str = "") -> Minor:
    """Write down that who has parental responsibility agrees. Raises `ConsentOfTomorrow`, `NotMarked`."""
    if given_on > clock.today(person.community.time_zone):
        raise ConsentOfTomorrow
    _change(
        person,
        consent_on=given_on,
        consent_from=given_by.strip(),
        consent_note=note.strip(),
        consent_recorded_by=by,
        consent_recorded_at=clock.now(),
    )
    record("record_consent", by=by, on=person)
    jobs.enqueue(LOOK_AFTER_PAIRS)
    return Minor.objects.get(membership=person)


@transaction.atomic
def withdraw_consent(person: Membership, *, by: Membership) -> Minor:
    """Who had agreed no longer does: nothing of it is kept but that it happened, and what is under way is paused.

    Raises `NotMarked`."""
    _change(
        person, consent_on=None, consent_from="", consent_note="", consent_recorded_by=None, consent_recorded_at=None
    )
    record("withdraw_consent", by=by, on=person)
    jobs.enqueue(LOOK_AFTER_PAIRS)
    return Minor.objects.get(membership=person)


@transaction.atomic
def end_mark(person: Membership, *, by: Membership | None) -> None:
    """They are of age, or were marked by mistake: the mark goes, and the consent with it."""
    if Minor.objects.filter(membership=person).delete()[0]:
        record("end_minor", by=by, on=person)


def end_due_marks() -> int:
    """End the marks of those who have come of age, in the community in force. Returns how many."""
    due = Minor.objects.filter(of_age_from__isnull=False).select_related("membership__community")
    ended = [minor for minor in due if minor.of_age_from <= clock.today(minor.membership.community.time_zone)]
    for minor in ended:
        end_mark(minor.membership, by=None)
    return len(ended)


@transaction.atomic
def clear_for_minors(person: Membership, *, by: Membership) -> Clearance:
    """From now on a minor may be placed with this person. Raises `MinorsAreNotCleared`."""
    if is_minor(person):
        raise MinorsAreNotCleared(name=person.name)
    clearance, made = Clearance.objects.get_or_create(membership=person, defaults={"by": by, "at": clock.now()})
    if made:
        record("clear_for_minors", by=by, on=person)
        jobs.enqueue(LOOK_AFTER_PAIRS)
    return clearance


@transaction.atomic
def end_clearance(person: Membership, *, by: Membership) -> None:
    """No other minor is placed with them; what is under way with one is paused, and coordinators are told."""
    if Clearance.objects.filter(membership=person).delete()[0]:
        record("end_clearance", by=by, on=person)
        jobs.enqueue(LOOK_AFTER_PAIRS)


def _change(person: Membership, **fields: Any) -> None:
    if not Minor.objects.filter(membership=person).update(**fields):
        raise NotMarked(name=person.name)


# ── partners ─────────────────────────────────────────────────────────────────


@transaction.atomic
def open_partnership(one: Membership, other: Membership, *, source: Any, since: datetime | None = None) -> Partnership:
    """The two work with each other from now on: each sees the fields the other keeps for partners.

    Called by the rooms where mentorships begin; `source` is their row. Doing it twice is the same as once.
    """
    first, second = sorted((one, other), key=lambda person: person.pk)
    partnership, _made = Partnership.objects.get_or_create(
        first=first,
        second=second,
        source_kind=source._meta.model_name,
        source_id=str(source.public_id),
        defaults={"since": since or clock.now()},
    )
    return partnership


@transaction.atomic
def open_partnerships(pairs: Iterable[tuple[Membership, Membership, Any]]) -> None:
    """`open_partnership` for many new pairs at once, each with its source."""
    now = clock.now()
    rows = []
    for one, other, source in pairs:
        first, second = sorted((one, other), key=lambda person: person.pk)
        rows.append(
            Partnership(
                first=first,
                second=second,
                source_kind=source._meta.model_name,
                source_id=str(source.public_id),
                since=now,
            )
        )
    Partnership.objects.bulk_create(rows, batch_size=200, ignore_conflicts=True)


@transaction.atomic
def close_partnership(one: Membership, other: Membership, *, source: Any) -> None:
    first, second = sorted((one, other), key=lambda person: person.pk)
    Partnership.objects.filter(
        first=first, second=second, source_kind=source._meta.model_name, source_id=str(source.public_id)
    ).delete()
