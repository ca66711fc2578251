"""What somebody keeps of a relationship for themselves alone, so that it stays alive."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.models import Named, Scoped
from reciproca.core.register import Holding, data, technical
from reciproca.network.choices import Rhythm

__all__ = ["Care", "Reminder", "TimeForTies"]


class Care(Scoped):
    """What one person notes of another, and how often they wish to be in touch."""

    person = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    note = models.TextField(max_length=4000, blank=True)
    rhythm = models.PositiveSmallIntegerField(choices=Rhythm, default=Rhythm.NONE)
    wished_at = models.DateTimeField(null=True, blank=True)  # since when that rhythm is wished
    changed_at = models.DateTimeField(default=clock.now)

    # Nobody is told that somebody keeps a note on them: it is the author's own memory, and goes with either.
    data_register = technical("id", "community") | data(
        "person", ["person", "other", "note", "rhythm", "wished_at", "changed_at"], goes_with=["other"]
    )
    data_holding = Holding(
        what=_("Your notes on your relationships, and the rhythm you wish for"),
        purpose=_("So that you remember what matters to the other, and are reminded in time."),
        seen_by=_("You alone."),
    )

    class Meta(Scoped.Meta):
        constraints = [models.UniqueConstraint(fields=["person", "other"], name="one_care_per_side")]

    def __str__(self) -> str:
        return f"care {self.person_id}-{self.other_id}"


class Reminder(Named):
    """A day and a word about somebody, for whoever wrote it down."""

    person = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    on = models.DateField()
    words = models.CharField(max_length=140)
    done_at = models.DateTimeField(null=True, blank=True)

    data_register = technical("id", "community", "public_id") | data(
        "person", ["person", "other", "on", "words", "done_at"], goes_with=["other"]
    )
    data_holding = Holding(
        what=_("Your reminders about people"),
        purpose=_("So that Today tells you on the day."),
        seen_by=_("You alone."),
    )

    class Meta(Named.Meta):
        indexes = [models.Index(fields=["community", "person", "on"], name="reminders_by_day")]


class TimeForTies(Scoped):
    """The hour of the week that somebody keeps for their relationships."""

    person = models.OneToOneField(Membership, on_delete=models.CASCADE, related_name="+")
    weekday = models.PositiveSmallIntegerField(validators=[MaxValueValidator(6)])  # 0 is Monday
    starts_at = models.TimeField()
    minutes = models.PositiveSmallIntegerField()
    changed_at = models.DateTimeField(default=clock.now)
    version = models.PositiveIntegerField(default=1)

    data_register = technical("id", "community", "version") | data(
        "person", ["person", "weekday", "starts_at", "minutes", "changed_at"]
    )
    data_holding = Holding(
        what=_("Your weekly time for relationships"),
        purpose=_("So that Today and your calendar keep it free."),
        seen_by=_("You alone."),
    )

    class Meta(Scoped.Meta):
        pass

    def __str__(self) -> str:
        return f"time {self.person_id}"
