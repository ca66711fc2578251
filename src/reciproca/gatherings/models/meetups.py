from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from reciproca.circles.models import Circle
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.models import Named, Scoped
from reciproca.core.register import Holding, data, technical
from reciproca.gatherings.choices import Coming, MeetupState
from reciproca.programmes.models import Cohort

__all__ = ["FEWEST", "MOST_PLACES", "Meetup", "MeetupPair", "MeetupSeat"]

FEWEST, MOST_PLACES = 2, 500


class Meetup(Named):
    """Somebody asks others to come to a place, or to a video room, at an hour. Of the community, of a cohort, or of a circle."""

    title = models.CharField(max_length=80)
    words = models.TextField(max_length=2000, blank=True)  # Markdown
    circle = models.ForeignKey(Circle, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    cohort = models.ForeignKey(Cohort, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    time_zone = models.CharField(max_length=50)  # in which the hour was chosen
    where = models.CharField(
        _("place of the meet-up"), max_length=300, blank=True
    )  # a place, or an address for the video
    most = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(FEWEST), MaxValueValidator(MOST_PLACES)]
    )  # how many may come; empty: as many as like
    state = models.CharField(max_length=10, choices=MeetupState, default=MeetupState.PLANNED)
    called_by = models.ForeignKey(
        Membership, verbose_name=_("called by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    called_at = models.DateTimeField(_("called on"), default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)
    sequence = models.PositiveIntegerField(default=0)  # of the calendar invitation
    version = models.PositiveIntegerField(default=1)

    data_register = technical(
        "id", "community", "public_id", "circle", "cohort", "starts_at", "ends_at", "time_zone", "most", "state",
        "changed_at", "sequence", "version",
    ) | data("called_by", ["called_by"], erase="null")  # fmt: skip
    data_register |= data("called_by", ["words", "where"], erase="blank")
    data_register |= data(
        "called_by",
        ["title", "called_at"],
        erase="keep",
        why=_("The meet-up is of all who were there, and stays theirs without your name."),
    )
    data_holding = Holding(
        what=_("Meet-ups you called"),
        purpose=_("So that people meet in one place, with the hour in their calendars."),
        seen_by=_("Those it is for: the community, a cohort, or a circle."),
        since="ends_at",
    )

    class Meta(Named.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(circle__isnull=True) | models.Q(cohort__isnull=True), name="meetup_is_of_one_group"
            ),
            models.CheckConstraint(condition=models.Q(starts_at__lt=models.F("ends_at")), name="meetup_takes_time"),
        ]
        indexes = [models.Index(fields=["community", "state", "ends_at"], name="meetups_by_end")]

    def __str__(self) -> str:
        return self.title

    @property
    def minutes(self) -> int:
        return int((self.ends_at - self.starts_at).total_seconds() // 60)

    @property
    def is_planned(self) -> bool:
        return self.state == MeetupState.PLANNED

    @property
    def is_to_come(self) -> bool:
        return self.is_planned and clock.now() < self.ends_at

    @property
    def has_begun(self) -> bool:
        return self.is_planned and self.starts_at <= clock.now()


class MeetupSeat(Scoped):
    """What somebody says of one meet-up: that they come, that they would if there were a place, or not this time; and that they are there."""

    meetup = models.ForeignKey(Meetup, on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="meetup_seats")
    coming = models.CharField(_("whether you come"), max_length=10, choices=Coming)
    asked_at = models.DateTimeField(default=clock.now)  # who waits longest comes first
    told_at = models.DateTimeField(_("said on"), default=clock.now)
    was_freed = models.BooleanField(_("a place became free"), default=False)  # they waited, and a place became free
    here_at = models.DateTimeField(_("at the door"), null=True, blank=True)
    steps = models.PositiveIntegerField(default=0)  # how often they came and went: their calendar follows

    data_register = technical("id", "community", "meetup", "steps") | data(
        "person", ["person", "coming", "asked_at", "told_at", "was_freed", "here_at"]
    )
    data_holding = Holding(
        what=_("Meet-ups you said you come to"),
        purpose=_("So that the others know who comes, and whoever waits has a place as soon as one is free."),
        seen_by=_("Those it is for, when you come; whoever called it, when you wait. Of a “not this time” nobody learns."),
        since="meetup__ends_at",
    )  # fmt: skip

    class Meta(Scoped.Meta):
        constraints = [models.UniqueConstraint(fields=["meetup", "person"], name="one_meetup_seat_per_person")]
        indexes = [models.Index(fields=["person", "coming"], name="meetup_seats_of_person")]

    def __str__(self) -> str:
        return f"seat {self.pk}"

    @property
    def comes(self) -> bool:
        return self.coming == Coming.YES

    @property
    def waits(self) -> bool:
        return self.coming == Coming.WAITING


class MeetupPair(Named):
    """Two of a meet-up: each says of themselves that they met the other. Said by both, the ledger has a line."""

    meetup = models.ForeignKey(Meetup, on_delete=models.CASCADE, related_name="pairs")
    first = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    first_said_at = models.DateTimeField(_("said by the first"), null=True, blank=True)
    second_said_at = models.DateTimeField(_("said by the second"), null=True, blank=True)

    data_register = technical("id", "community", "public_id", "meetup") | data(
        ("first", "second"), ["first", "second", "first_said_at", "second_said_at"]
    )
    data_holding = Holding(
        what=_("Whom you met at a meet-up"),
        purpose=_("So that having met counts for both of you."),
        seen_by=_("The two of you."),
        since="meetup__ends_at",
    )

    class Meta(Named.Meta):
        constraints = [
            models.UniqueConstraint(fields=["meetup", "first", "second"], name="one_meetup_pair"),
            models.CheckConstraint(condition=models.Q(first__lt=models.F("second")), name="meetup_pairs_are_ordered"),
        ]

    @property
    def is_met(self) -> bool:
        return self.first_said_at is not None and self.second_said_at is not None

    def other_of(self, person: Membership) -> Membership:
        return self.second if person.pk == self.first_id else self.first

    def said_by(self, person: Membership) -> bool:
        return (self.first_said_at if person.pk == self.first_id else self.second_said_at) is not None
