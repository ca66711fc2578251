from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.models import Scoped
from reciproca.core.register import Holding, data, technical

__all__ = ["MOST_HOURS", "GivingWish"]

MOST_HOURS = 40


class GivingWish(Scoped):
    """How much somebody can give, by their own word, and whether they may be named where help is passed on."""

    person = models.OneToOneField(Membership, on_delete=models.CASCADE, related_name="+")
    hours_a_month = models.PositiveSmallIntegerField(
        _("hours a month you can give"), null=True, blank=True, validators=[MaxValueValidator(MOST_HOURS)]
    )  # null: as it comes; 0: not for now
    named = models.BooleanField(_("named where help was passed on"), default=False)
    changed_at = models.DateTimeField(default=clock.now)

    data_register = technical("id", "community") | data("person", ["person", "hours_a_month", "named", "changed_at"])
    data_holding = Holding(
        what=_("How much you can give, and whether you may be named"),
        purpose=_("So that nobody is asked for more than they can give, and nobody is named without their word."),
        seen_by=_(
            "You alone; who looks for help reads when you have given what you can. Named: those whose help you passed on, or who helped whoever helped you."
        ),
    )

    class Meta(Scoped.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(hours_a_month__isnull=True) | models.Q(hours_a_month__lte=MOST_HOURS),
                name="hours_given_are_few",
            )
        ]

    def __str__(self) -> str:
        return f"giving {self.person_id}"
