"""Promise something to the circle; keep it, change it, let it go, with a word. Of this nothing is in the audit trail."""

from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from reciproca.circles.choices import CommitmentState
from reciproca.circles.models import Circle, Commitment
from reciproca.circles.rules import can_settle
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.errors import Refusal

from .shared import ChangedMeanwhile, NotYours, hold, must_be_bound, said

__all__ = ["MOST_OPEN", "EnoughPromised", "change_commitment", "make_commitment", "settle_commitment"]

#: So many promises of one person to a circle are open at a time.
MOST_OPEN = 3


class EnoughPromised(Refusal):
    sentence = _("You have %(most)s open already. Close one before you promise another.")
    field = "text"


@transaction.atomic
def make_commitment(circle: Circle, text: str, *, by: Membership, due_on: date | None = None) -> Commitment:
    words = said(text=text)
    must_be_bound(circle, by)
    hold(circle)
    if circle.commitments.filter(person=by, state=CommitmentState.OPEN).count() >= MOST_OPEN:
        raise EnoughPromised(most=MOST_OPEN)
    return Commitment.objects.create(circle=circle, person=by, due_on=due_on, made_at=clock.now(), **words)


@transaction.atomic
def settle_commitment(
    commitment: Commitment, state: str, *, by: Membership, version: int, word: str = ""
) -> Commitment:
    """Kept, or let go."""
    return _settle(commitment, CommitmentState(state), by=by, version=version, word=word)


@transaction.atomic
def change_commitment(
    commitment: Commitment, text: str, *, by: Membership, version: int, word: str = "", due_on: date | None = None
) -> Commitment:
    """Something else instead: the first stays, as changed, and a new one is open."""
    words = said(text=text)
    _settle(commitment, CommitmentState.CHANGED, by=by, version=version, word=word)
    return Commitment.objects.create(circle=commitment.circle, person=by, due_on=due_on, made_at=clock.now(), **words)


def _settle(commitment: Commitment, state: CommitmentState, *, by: Membership, version: int, word: str) -> Commitment:
    must_be_bound(commitment.circle, by)
    if commitment.person_id != by.pk:
        raise NotYours
    hold(commitment.circle)
    changes = {"state": state, "word": word.strip(), "settled_at": clock.now()}
    rows = Commitment.objects.filter(pk=commitment.pk, version=version, state=CommitmentState.OPEN)
    if not can_settle(by, commitment) or not rows.update(**changes, version=F("version") + 1):
        raise ChangedMeanwhile
    commitment.refresh_from_db()
    return commitment
