"""Naming somebody an ally, for oneself; once both have, both are told."""

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from reciproca.boundaries.models import Block
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.errors import Refusal
from reciproca.network.models import Alliance
from reciproca.network.rules import can_name

from .connections import _held, _write_to

__all__ = ["NotMetYet", "end_alliances_under_blocks", "mark_close", "name_ally", "take_back_ally"]


class NotMetYet(Refusal):
    sentence = _("Allies are people one knows: be connected with %(name)s first, or share something.")


@transaction.atomic
def name_ally(other: Membership, *, by: Membership, close: bool = False) -> Alliance:
    """A private wish until the other has named me too; who had named me first is then written to, once ever.
    Doing it twice is the same as once."""
    other = _held(by, other)
    if not can_name(by, other):
        raise NotMetYet(name=other.given_name)
    named, made = Alliance.objects.get_or_create(
        person=by, other=other, defaults={"is_close": close, "at": clock.now()}
    )
    theirs = Alliance.objects.filter(person=other, other=by).first()
    if made and theirs is not None:
        _write_to(other, "allied", theirs)
    return named


@transaction.atomic
def mark_close(other: Membership, *, by: Membership, close: bool) -> None:
    """Among one's allies the close ones: nobody else ever learns which."""
    Alliance.objects.filter(person=by, other=other).update(is_close=close)


@transaction.atomic
def take_back_ally(other: Membership, *, by: Membership) -> None:
    """Quietly: what the other named stays theirs."""
    Alliance.objects.filter(person=by, other=other).delete()


@transaction.atomic
def end_alliances_under_blocks() -> int:
    """What a block hid at once ends for good, both sides of it; how many were named. In the community in force."""
    barred = Block.objects.filter(
        Q(blocker=OuterRef("person"), blocked=OuterRef("other"))
        | Q(blocker=OuterRef("other"), blocked=OuterRef("person"))
    )
    gone, _rows = Alliance.objects.filter(Exists(barred)).delete()
    return gone
