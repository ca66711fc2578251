"""Hold what somebody writes to others, for a while and with an end that is told."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from reciproca.audit.actions import record
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.errors import Refusal
from reciproca.safeguarding.models import Hold
from reciproca.safeguarding.queries import hold_on
from reciproca.safeguarding.words import day_said

from .shared import write_to

__all__ = ["LONGEST", "AlreadyHeld", "HeldForNow", "end_hold", "end_past_holds", "hold_contact", "refuse_while_held"]

LONGEST = 30  # days


class HeldForNow(Refusal):
    sentence = _(
        "Until %(day)s you can write to who coordinates, and to nobody else: something is being looked at first. It ends by itself, or sooner."
    )


class AlreadyHeld(Refusal):
    sentence = _("%(name)s writes to nobody as it is, until %(day)s.")


@transaction.atomic
def hold_contact(person: Membership, *, by: Membership, days: int = 14, tell: bool = True) -> Hold:
    """From now on they write to who coordinates and to nobody else, for so many days at most. A longer one takes the place of
    the one there is; a shorter one is refused. Not `tell`: another letter says so already."""
    now = clock.now()
    until = now + timedelta(days=min(max(days, 1), LONGEST))
    before = hold_on(person)
    if before is not None and before.until >= until:
        raise AlreadyHeld(name=person.given_name, day=day_said(before.until, person.community))
    Hold.objects.filter(person=person, ended_at=None).update(ended_at=now)
    hold = Hold.objects.create(person=person, by=by, at=now, until=until)
    record("hold_contact", by=by, on=person)
    if tell:
        write_to(person, "contact_held", hold)
    return hold


@transaction.atomic
def end_hold(person: Membership, *, by: Membership) -> None:
    """It was looked at: they write as before."""
    hold = hold_on(person)
    if hold is not None and Hold.objects.filter(pk=hold.pk, ended_at=None).update(ended_at=clock.now()):
        record("end_hold", by=by, on=person)
        write_to(person, "hold_ended", hold)


def end_past_holds() -> int:
    """Close those whose day has come, in the community in force, and tell whom they were about; how many."""
    past = Hold.objects.filter(ended_at=None, until__lte=clock.now()).select_related("person__community")
    return sum(_end(hold) for hold in past)


@transaction.atomic
def _end(hold: Hold) -> bool:
    ended = bool(Hold.objects.filter(pk=hold.pk, ended_at=None).update(ended_at=hold.until))
    if ended:
        write_to(hold.person, "hold_ended", hold)
    return ended


def refuse_while_held(by: Membership, *others: Membership) -> None:
    """For every deed by which somebody writes to `others`: who coordinates can always be written to. Raises `HeldForNow`."""
    if others and all(other.is_coordinator for other in others):
        return
    hold = hold_on(by)
    if hold is not None:
        raise HeldForNow(day=day_said(hold.until, by.community))
