"""Leads: an opening passed on to one person, and what came of it."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from reciproca.audit.actions import record
from reciproca.boundaries.links import refuse_early_links
from reciproca.boundaries.queries import may_contact
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.errors import Refusal
from reciproca.exchanges.choices import LeadState
from reciproca.exchanges.models import Lead
from reciproca.exchanges.rules import can_take_up, can_tell_outcome, can_withdraw_lead
from reciproca.network.actions import turn_to
from reciproca.network.choices import Kind
from reciproca.people.queries import people_visible_to

from .shared import NoLongerThere, cancel_line, change_row, write_line, write_to

__all__ = [
    "NobodyToLead", "NothingPassedOn", "decline_lead", "give_lead", "take_up_lead", "tell_outcome", "withdraw_lead",
]  # fmt: skip

#: What a lead weighs once it came to something.
CAME_TO_SOMETHING = 5.0


class NothingPassedOn(Refusal):
    sentence = _("Say in a few words what it is.")
    field = "words"


class NobodyToLead(Refusal):
    """Oneself, somebody who left, or whom one must not meet: which of these is not told."""

    sentence = _("This person is not here, or no longer.")
    status = 404


@transaction.atomic
def give_lead(
    receiver: Membership, *, by: Membership, kind: str, title: str, words: str, until: date | None = None
) -> Lead:
    """Pass an opening on to one person. It counts once they take it up."""
    if not words.strip() or not title.strip():
        raise NothingPassedOn
    if (
        receiver.pk == by.pk
        or not people_visible_to(by).filter(pk=receiver.pk).exists()
        or not may_contact(by, receiver)
    ):
        raise NobodyToLead
    refuse_early_links(by, title=title, words=words)
    turn_to(receiver, by=by)
    lead = Lead.objects.create(
        giver=by,
        receiver=receiver,
        kind=kind,
        title=title.strip(),
        words=words.strip(),
        until=until,
        given_at=clock.now(),
    )
    record("give_lead", by=by, on=lead)
    write_to(receiver, "lead_given", lead)
    return lead


@transaction.atomic
def take_up_lead(lead: Lead, *, by: Membership, reply: str = "") -> Lead:
    """Its receiver goes for it: a confirmed line of the ledger, and the giver is told."""
    if not can_take_up(by, lead) or not may_contact(lead.giver, lead.receiver):
        raise NoLongerThere
    seq = write_line(Kind.LEAD, lead, giver=lead.giver, receiver=lead.receiver)
    changes: dict[str, Any] = {
        "state": LeadState.TAKEN_UP,
        "reply": reply.strip(),
        "answered_at": clock.now(),
        "ledger_seq": seq,
    }
    change_row(lead, lead.version, (LeadState.GIVEN,), **changes)
    record("take_up_lead", by=by, on=lead)
    write_to(lead.giver, "lead_taken_up", lead)
    return lead


@transaction.atomic
def decline_lead(lead: Lead, *, by: Membership, reply: str = "") -> Lead:
    """A kind no, with a word if one likes: read by the giver, and by nobody else. No line of the audit trail."""
    if not can_take_up(by, lead):
        raise NoLongerThere
    changes: dict[str, Any] = {
        "state": LeadState.DECLINED,
        "reply": reply.strip(),
        "answered_at": clock.now(),
        "settled_at": clock.now(),
    }
    change_row(lead, lead.version, (LeadState.GIVEN,), **changes)
    write_to(lead.giver, "lead_declined", lead)
    return lead


@transaction.atomic
def tell_outcome(lead: Lead, *, by: Membership, came: bool, outcome: str = "") -> Lead:
    """What came of it. Something: the line of the ledger is taken back and written anew, heavier."""
    if not can_tell_outcome(by, lead) or not may_contact(lead.giver, lead.receiver):
        raise NoLongerThere
    seq = lead.ledger_seq
    if came:
        cancel_line(seq)
        seq = write_line(Kind.LEAD, lead, giver=lead.giver, receiver=lead.receiver, weight=CAME_TO_SOMETHING)
    state = LeadState.SOMETHING if came else LeadState.NOTHING
    changes: dict[str, Any] = {"state": state, "outcome": outcome.strip(), "settled_at": clock.now(), "ledger_seq": seq}
    change_row(lead, lead.version, (LeadState.TAKEN_UP,), **changes)
    record("tell_outcome", by=by, on=lead)
    write_to(lead.giver, "lead_settled", lead)
    return lead


@transaction.atomic
def withdraw_lead(lead: Lead, *, by: Membership) -> Lead:
    """Its giver takes it back, until it was answered. Nobody is written to."""
    if not can_withdraw_lead(by, lead):
        raise NoLongerThere
    change_row(lead, lead.version, (LeadState.GIVEN,), state=LeadState.WITHDRAWN, settled_at=clock.now())
    record("withdraw_lead", by=by, on=lead)
    return lead
