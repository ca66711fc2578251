"""Say that one has seen a skill of somebody at work; and what they do with it."""

from collections.abc import Collection

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from reciproca.audit.actions import record
from reciproca.boundaries.queries import may_contact
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.errors import Refusal
from reciproca.exchanges.choices import EndorsementState
from reciproca.exchanges.models import Endorsement
from reciproca.exchanges.queries import may_endorse, skills_to_endorse
from reciproca.exchanges.rules import can_approve_endorsement, can_keep_endorsement, can_withdraw_endorsement
from reciproca.network.choices import Kind
from reciproca.safeguarding.actions import refuse_while_held

from .shared import NoLongerThere, cancel_line, change_row, write_line, write_to

__all__ = [
    "NoSuchSkill", "NothingSeen", "approve_endorsement", "endorse_skills", "keep_endorsement", "withdraw_endorsement",
]  # fmt: skip


class NothingSeen(Refusal):
    """Nothing confirmed between the two, or they must not meet: which of these is not told."""

    sentence = _("You can say it of what you have seen at work, in something you both confirmed. There is nothing yet.")
    status = 404


class NoSuchSkill(Refusal):
    sentence = _("Choose among the skills that stand on the profile, and of which you have not said it yet.")
    field = "skills"


@transaction.atomic
def endorse_skills(subject: Membership, skills: Collection[str], *, by: Membership) -> list[Endorsement]:
    """Say of these skills of somebody's profile that one has seen them at work. They read it first; one letter."""
    if not may_endorse(by, subject):
        raise NothingSeen
    refuse_while_held(by, subject)
    possible = skills_to_endorse(by, subject)
    chosen = [skill for skill in possible if skill in skills]
    if not chosen or len(chosen) != len(set(skills)):
        raise NoSuchSkill
    try:
        with transaction.atomic():
            given = [
                Endorsement.objects.create(author=by, subject=subject, skill=skill, given_at=clock.now())
                for skill in chosen
            ]
    except IntegrityError:
        raise NoSuchSkill from None
    for one in given:
        record("endorse_skill", by=by, on=one)
    write_to(subject, "endorsement_given", given[0])
    return given


@transaction.atomic
def approve_endorsement(endorsement: Endorsement, *, by: Membership) -> Endorsement:
    """Its subject lets it stand on the profile: from now on it counts."""
    if not can_approve_endorsement(by, endorsement) or not may_contact(endorsement.author, endorsement.subject):
        raise NoLongerThere
    seq = endorsement.ledger_seq or write_line(
        Kind.ENDORSEMENT, endorsement, giver=endorsement.author, receiver=endorsement.subject
    )
    change_row(
        endorsement,
        endorsement.version,
        (EndorsementState.GIVEN, EndorsementState.KEPT),
        state=EndorsementState.SHOWN,
        shown_at=endorsement.shown_at or clock.now(),
        ledger_seq=seq,
    )
    record("approve_endorsement", by=by, on=endorsement)
    return endorsement


@transaction.atomic
def keep_endorsement(endorsement: Endorsement, *, by: Membership) -> Endorsement:
    """Its subject keeps it between the two, or takes it down later; approved once, it stays in the ledger."""
    if not can_keep_endorsement(by, endorsement):
        raise NoLongerThere
    states = (EndorsementState.GIVEN, EndorsementState.SHOWN)
    change_row(endorsement, endorsement.version, states, state=EndorsementState.KEPT)
    record("keep_endorsement", by=by, on=endorsement)
    return endorsement


@transaction.atomic
def withdraw_endorsement(endorsement: Endorsement, *, by: Membership) -> Endorsement:
    """Its author takes it back, from whatever state; in the ledger its line is cancelled."""
    if not can_withdraw_endorsement(by, endorsement):
        raise NoLongerThere
    states = (EndorsementState.GIVEN, EndorsementState.SHOWN, EndorsementState.KEPT)
    seq = endorsement.ledger_seq
    change_row(endorsement, endorsement.version, states, state=EndorsementState.WITHDRAWN, ledger_seq=None)
    cancel_line(seq)
    record("withdraw_endorsement", by=by, on=endorsement)
    return endorsement
