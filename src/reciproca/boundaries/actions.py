"""Block and unblock. Nobody else learns of it."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from reciproca.audit.actions import record
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.errors import Refusal

from .models import Block

__all__ = ["CannotBlockYourself", "block_person", "unblock_person"]


class CannotBlockYourself(Refusal):
    sentence = _("That is you.")


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
