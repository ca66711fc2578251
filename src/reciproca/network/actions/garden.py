"""What somebody writes down for themselves about a relationship. Nobody is told, not even the audit trail."""

from datetime import date, time

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.errors import Refusal
from reciproca.network.choices import Rhythm
from reciproca.network.models import Care, Reminder, TimeForTies

from .connections import MovedOn, NothingSaid, NotYours

__all__ = ["EnoughReminders", "PastDay", "care_for", "give_up_time", "keep_time", "remind", "settle_reminder"]

#: So many reminders of one person are open at a time: beyond it they remind of nothing.
MOST_REMINDERS = 50


class PastDay(Refusal):
    sentence = _("Choose today, or a day to come.")
    field = "on"


class EnoughReminders(Refusal):
    sentence = _("You have %(number)s reminders open: settle some of them first.")


@transaction.atomic
def care_for(other: Membership, *, by: Membership, note: str, rhythm: int) -> Care:
    """Keep what one notes of the other, and how often one wishes to be in touch: counted from today when it changes."""
    before = Care.objects.select_for_update().filter(person=by, other=other).first()
    rhythm = Rhythm(rhythm)
    kept = before is not None and before.rhythm == rhythm
    wished_at = before.wished_at if before is not None and kept else clock.now() if rhythm else None
    care, _made = Care.objects.update_or_create(
        person=by,
        other=other,
        defaults={"note": note.strip(), "rhythm": rhythm, "wished_at": wished_at, "changed_at": clock.now()},
    )
    return care


@transaction.atomic
def remind(other: Membership, *, by: Membership, on: date, words: str) -> Reminder:
    if not words.strip():
        raise NothingSaid("words")
    if on < clock.today(by.community.time_zone):
        raise PastDay
    if Reminder.objects.filter(person=by, done_at=None).count() >= MOST_REMINDERS:
        raise EnoughReminders(number=MOST_REMINDERS)
    return Reminder.objects.create(person=by, other=other, on=on, words=words.strip())


@transaction.atomic
def settle_reminder(reminder: Reminder, *, by: Membership) -> None:
    """Done, or no longer wanted."""
    if by.pk != reminder.person_id:
        raise NotYours
    if Reminder.objects.filter(pk=reminder.pk, done_at=None).update(done_at=clock.now()) != 1:
        raise MovedOn


@transaction.atomic
def keep_time(*, by: Membership, weekday: int, starts_at: time, minutes: int) -> TimeForTies:
    """The hour of the week kept for one's relationships; one of them."""
    kept, made = TimeForTies.objects.get_or_create(
        person=by, defaults={"weekday": weekday, "starts_at": starts_at, "minutes": minutes}
    )
    if not made:
        TimeForTies.objects.filter(pk=kept.pk).update(
            weekday=weekday, starts_at=starts_at, minutes=minutes, changed_at=clock.now(), version=F("version") + 1
        )
        kept.refresh_from_db()
    return kept


@transaction.atomic
def give_up_time(*, by: Membership) -> None:
    TimeForTies.objects.filter(person=by).delete()
