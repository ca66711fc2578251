"""How much one can give, and whether one may be named: one's own word, told to nobody."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.errors import Refusal
from reciproca.network.models import MOST_HOURS, GivingWish

__all__ = ["TooManyHours", "choose_giving"]


class TooManyHours(Refusal):
    sentence = _("At most forty hours a month: nobody gives all their time.")
    field = "hours_a_month"


@transaction.atomic
def choose_giving(*, by: Membership, hours_a_month: int | None, named: bool) -> GivingWish:
    """No number of hours: as it comes. None at all: not for now, and one is brought nothing."""
    if hours_a_month is not None and not 0 <= hours_a_month <= MOST_HOURS:
        raise TooManyHours
    chosen = {"hours_a_month": hours_a_month, "named": named, "changed_at": clock.now()}
    wish, _made = GivingWish.objects.update_or_create(person=by, defaults=chosen)
    return wish
