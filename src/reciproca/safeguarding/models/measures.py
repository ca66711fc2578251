"""How much of a thing is allowed in a community, and who may not write to others for now."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.models import Named, Scoped
from reciproca.core.register import Holding, data, technical
from reciproca.safeguarding.measures import AT_FIRST, BOUNDS, USUAL

__all__ = ["Hold", "Measures"]


def _count(name: str, usual: int) -> models.PositiveSmallIntegerField:
    least, most = BOUNDS[name]
    return models.PositiveSmallIntegerField(
        default=usual, validators=[MinValueValidator(least), MaxValueValidator(most)]
    )


class Measures(Scoped):
    """The measure a community has chosen. Without a row: the usual one."""

    strangers_a_day = _count("strangers_a_day", USUAL.strangers_a_day)
    requests_open = _count("requests_open", USUAL.requests_open)
    requests_a_day = _count("requests_a_day", USUAL.requests_a_day)
    asks_open = _count("asks_open", USUAL.asks_open)
    introductions_open = _count("introductions_open", USUAL.introductions_open)
    introductions_a_month = _count("introductions_a_month", USUAL.introductions_a_month)
    strangers_a_day_at_first = _count("strangers_a_day_at_first", AT_FIRST.strangers_a_day)
    days_at_first = _count("days_at_first", 14)
    links_at_first = models.BooleanField(default=AT_FIRST.may_link)
    version = models.PositiveIntegerField(default=1)

    data_register = technical(
        "id", "community", "version", "strangers_a_day", "requests_open", "requests_a_day", "asks_open",
        "introductions_open", "introductions_a_month", "strangers_a_day_at_first", "days_at_first", "links_at_first",
    )  # fmt: skip

    class Meta(Scoped.Meta):
        constraints = [
            models.UniqueConstraint(fields=["community"], name="one_measure_per_community"),
            *(
                models.CheckConstraint(
                    condition=models.Q(**{f"{name}__gte": least, f"{name}__lte": most}), name=f"{name}_in_bounds"
                )
                for name, (least, most) in BOUNDS.items()
            ),
        ]

    def __str__(self) -> str:
        return f"measures {self.community_id}"


class Hold(Named):
    """Somebody writes to nobody but who coordinates, until a day, or until it was looked at."""

    person = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(Membership, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=clock.now)
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)  # before its day

    data_register = technical("id", "community", "public_id") | data("person", ["person", "at", "until", "ended_at"])
    data_register |= data("by", ["by"], export=False, erase="null")
    data_holding = Holding(
        what=_("That you write to nobody for now"),
        purpose=_("So that something can be looked at before it goes on."),
        seen_by=_("You and who coordinates."),
        is_known_to_coordinators=True,
    )

    class Meta(Named.Meta):
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=models.Q(ended_at=None), name="one_hold_at_a_time"),
            models.CheckConstraint(condition=models.Q(until__gt=models.F("at")), name="holds_have_an_end"),
        ]
