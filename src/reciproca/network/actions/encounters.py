"""A meeting in person: one shows a code, the other reads it, and both say that it was so."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from reciproca.audit.actions import record
from reciproca.boundaries.queries import may_contact
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.errors import Refusal
from reciproca.network.choices import Kind
from reciproca.network.models import Encounter
from reciproca.network.models.connections import CODE_LASTS
from reciproca.network.queries import code_of, encounter_by_code, encounter_days
from reciproca.network.queries.encounters import digest_of_code
from reciproca.network.rules import can_confirm
from reciproca.safeguarding.actions import attest_meeting

from .connections import MovedOn, NotYours, _held, _write_to, connect
from .ledger import record_interaction

__all__ = [
    "CodeUnknown", "MetToday", "confirm_encounter", "forget_unread_codes", "read_code", "refuse_encounter", "show_code",
]  # fmt: skip


KEPT_UNREAD = timedelta(days=1)


class CodeUnknown(Refusal):
    sentence = _("Nobody is showing this code now. Codes last ten minutes: have a fresh one shown to you.")
    status = 422
    field = "code"


class MetToday(Refusal):
    sentence = _("Your meeting of today with %(name)s is written down already.")


@transaction.atomic
def show_code(*, by: Membership, place: str = "") -> Encounter:
    """A code for whoever stands before me: ten minutes, one person. The one before it no longer works."""
    Encounter.objects.filter(host=by, guest=None).delete()
    now = clock.now()
    encounter = Encounter(
        community=by.community, host=by, place=place.strip(), shown_at=now, closes_at=now + CODE_LASTS
    )
    encounter.digest = digest_of_code(code_of(encounter))
    encounter.save()
    return encounter


@transaction.atomic
def read_code(code: str, *, by: Membership) -> Encounter:
    """Who reads it says that they met; it counts once the host says so too."""
    found = encounter_by_code(code, reader=by)
    if found is None or not may_contact(by, found.host):
        raise CodeUnknown
    _not_twice_a_day(found.host, by)
    unread = Encounter.objects.filter(pk=found.pk, guest=None, refused_at=None)
    if unread.update(guest=by, read_at=clock.now(), digest="") != 1:
        raise CodeUnknown
    found.refresh_from_db()
    return found


@transaction.atomic
def confirm_encounter(encounter: Encounter, *, by: Membership) -> Encounter:
    """The second yes: a line of the ledger for both, and a connection if there was none."""
    if by.pk != encounter.host_id or encounter.guest is None:
        raise NotYours
    guest = _held(by, encounter.guest)
    encounter.refresh_from_db()
    if not can_confirm(by, encounter):
        raise MovedOn
    _not_twice_a_day(guest, by)
    waiting = Encounter.objects.filter(pk=encounter.pk, confirmed_at=None, refused_at=None)
    if waiting.update(confirmed_at=clock.now()) != 1:
        raise MovedOn
    encounter.refresh_from_db()
    record_interaction(Kind.ENCOUNTER, giver=by, receiver=guest, mutual=True, confirmed=True, source=encounter)
    connect(by, guest, source=encounter)
    attest_meeting(by, guest, source=encounter)
    record("confirm_encounter", by=by, on=encounter)
    _write_to(guest, "encounter_confirmed", encounter)
    return encounter


@transaction.atomic
def refuse_encounter(encounter: Encounter, *, by: Membership) -> None:
    """It was not so, or not with this person: nothing is written of it."""
    if by.pk != encounter.host_id:
        raise NotYours
    waiting = Encounter.objects.filter(pk=encounter.pk, confirmed_at=None, refused_at=None)
    if waiting.update(refused_at=clock.now(), digest="") != 1:
        raise MovedOn


@transaction.atomic
def forget_unread_codes() -> int:
    """Codes that nobody read, and meetings that were not confirmed, a day after they closed; in the community in force."""
    over = clock.now() - KEPT_UNREAD
    gone, _rows = Encounter.objects.filter(closes_at__lt=over, confirmed_at=None).delete()
    return gone


def _not_twice_a_day(other: Membership, by: Membership) -> None:
    zone = by.community.time_zone
    if clock.today(zone) in encounter_days(by, other, zone=zone):
        raise MetToday(name=other.given_name)
