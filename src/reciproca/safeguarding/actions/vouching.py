"""Answer for somebody, take it back; and what a meeting says."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from reciproca.audit.actions import record
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.errors import Refusal
from reciproca.safeguarding.choices import Known
from reciproca.safeguarding.models import Attestation
from reciproca.safeguarding.rules import can_vouch

from .shared import write_to

__all__ = ["CannotVouch", "attest_meeting", "end_vouches_for", "revoke_vouch", "vouch_for"]

#: Taken back, a vouch makes room for another one after a month; when it turned out wrong, after three.
REST, REST_AFTER_A_FAULT = timedelta(days=30), timedelta(days=90)


class CannotVouch(Refusal):
    """Not here, not to be met, given already, or too many: the page says which, before."""

    sentence = _("You cannot answer for %(name)s now. Look at those you answer for already.")


@transaction.atomic
def vouch_for(person: Membership, *, by: Membership) -> Attestation:
    """Say that one knows somebody from elsewhere, and that they are who they say. It stands on their page, with one’s name."""
    Membership.objects.select_for_update(no_key=True).get(pk=by.pk)  # their few are counted once
    if not can_vouch(by, person):
        raise CannotVouch(name=person.given_name)
    vouch = Attestation.objects.create(person=person, by=by, kind=Known.VOUCHED, at=clock.now())
    record("vouch_for", by=by, on=person)
    write_to(person, "vouched", vouch)
    return vouch


@transaction.atomic
def revoke_vouch(vouch: Attestation, *, by: Membership) -> None:
    """Quietly: nobody is told. The place is free again after a month."""
    if vouch.by_id == by.pk:
        standing = Attestation.objects.filter(pk=vouch.pk, kind=Known.VOUCHED, revoked_at=None)
        if standing.update(revoked_at=clock.now(), spent_until=clock.now() + REST):
            record("revoke_vouch", by=by, on=vouch.person)


@transaction.atomic
def end_vouches_for(person: Membership) -> int:
    """What others said for somebody whose membership was paused no longer stands, and costs them a place for a while."""
    standing = Attestation.objects.filter(person=person, kind=Known.VOUCHED, revoked_at=None)
    return standing.update(revoked_at=clock.now(), spent_until=clock.now() + REST_AFTER_A_FAULT)


@transaction.atomic
def attest_meeting(one: Membership, other: Membership, *, source: Any) -> None:
    """The two said that they met: each stands for the other in this. Called by the room where they say so; once is enough."""
    for person, by in ((one, other), (other, one)):
        Attestation.objects.get_or_create(
            person=person,
            by=by,
            kind=Known.MET,
            revoked_at=None,
            defaults={
                "source_kind": source._meta.model_name, "source_id": str(source.public_id), "at": clock.now(),
            },
        )  # fmt: skip
