from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from reciproca.circles.models import Circle
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.models import Named, Scoped
from reciproca.core.register import Holding, data, technical
from reciproca.gatherings.choices import CoffeeState, CoffeeWay, Word
from reciproca.programmes.models import Cohort

__all__ = ["LONGEST_APART", "MOST_ROUNDS", "Coffee", "CoffeePlace", "CoffeeSeat", "CoffeeTable", "CoffeeTurn"]

MOST_ROUNDS = 52
LONGEST_APART = 104


class Coffee(Named):
    """Somebody's proposal to have coffee by twos, again and again. Of the community, of a cohort, or of a circle: who says so is in."""

    title = models.CharField(max_length=80)
    words = models.TextField(max_length=400, blank=True)
    circle = models.ForeignKey(Circle, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    cohort = models.ForeignKey(Cohort, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    way = models.CharField(max_length=10, choices=CoffeeWay, default=CoffeeWay.EITHER)
    city = models.CharField(max_length=80, blank=True)
    every_weeks = models.PositiveSmallIntegerField(default=4, validators=[MaxValueValidator(8)])  # 0: once
    rounds = models.PositiveSmallIntegerField(
        default=6, validators=[MinValueValidator(1), MaxValueValidator(MOST_ROUNDS)]
    )
    apart_rounds = models.PositiveSmallIntegerField(
        default=4, validators=[MinValueValidator(1), MaxValueValidator(LONGEST_APART)]
    )  # nobody meets the same person again within so many rounds
    state = models.CharField(max_length=10, choices=CoffeeState, default=CoffeeState.OPEN)
    drawn = models.PositiveSmallIntegerField(default=0)  # how many rounds there were
    next_on = models.DateField(null=True, blank=True)  # when the next one is drawn; empty: there is none
    started_by = models.ForeignKey(
        Membership, verbose_name=_("started by"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    started_at = models.DateTimeField(default=clock.now)
    ended_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    data_register = technical(
        "id", "community", "public_id", "circle", "cohort", "way", "city", "every_weeks", "rounds", "apart_rounds", "state",
        "drawn", "next_on", "ended_at", "version",
    ) | data("started_by", ["started_by"], erase="null")  # fmt: skip
    data_register |= data(
        "started_by",
        ["title", "words", "started_at"],
        erase="keep",
        why=_("The coffee round is of all who are in it, and goes on without your name."),
    )
    data_holding = Holding(
        what=_("Coffee rounds you started"),
        purpose=_("So that people who do not know each other yet have an occasion."),
        seen_by=_("Those who can be in it: the community, a cohort, or a circle."),
        since="ended_at",
    )

    class Meta(Named.Meta):
        constraints = [
            models.CheckConstraint(
                condition=models.Q(circle__isnull=True) | models.Q(cohort__isnull=True), name="coffee_is_of_one_group"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="ended") | models.Q(ended_at__isnull=False, next_on__isnull=True),
                name="ended_coffee_draws_no_more",
            ),
        ]
        indexes = [models.Index(fields=["community", "state", "next_on"], name="coffee_by_next_draw")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state == CoffeeState.OPEN

    @property
    def is_once(self) -> bool:
        return self.every_weeks == 0

    @property
    def draws_again(self) -> bool:
        return self.is_open and self.next_on is not None


class CoffeeSeat(Scoped):
    """Somebody is in, by their own word. Who leaves takes the row along."""

    coffee = models.ForeignKey(Coffee, on_delete=models.CASCADE, related_name="seats")
    person = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="coffee_seats")
    is_paused = models.BooleanField(_("paused"), default=False)
    skips = models.PositiveSmallIntegerField(
        _("the round you skip"), default=0
    )  # the number of the round they sit out by their own word
    joined_at = models.DateTimeField(default=clock.now)

    data_register = technical("id", "community", "coffee") | data(
        "person", ["person", "is_paused", "skips", "joined_at"]
    )
    data_holding = Holding(
        what=_("Coffee rounds you are in"),
        purpose=_("So that somebody is drawn with you, and only as long as you like."),
        seen_by=_("You, and whoever is drawn with you; who coordinates, for rounds of the community or of a cohort."),
        since="coffee__ended_at",
    )

    class Meta(Scoped.Meta):
        constraints = [models.UniqueConstraint(fields=["coffee", "person"], name="one_coffee_seat_per_person")]

    def __str__(self) -> str:
        return f"seat {self.pk}"


class CoffeeTurn(Scoped):
    """One round: drawn once, open until the next."""

    coffee = models.ForeignKey(Coffee, on_delete=models.CASCADE, related_name="turns")
    number = models.PositiveSmallIntegerField()  # 1, 2, 3 …
    began_at = models.DateTimeField(default=clock.now)
    closes_at = models.DateTimeField()

    data_register = technical("id", "community", "coffee", "number", "began_at", "closes_at")
    data_holding = Holding(
        what=_("Rounds of coffee"),
        purpose=_("So that each round is drawn once."),
        seen_by=_("Those who can be in it: the community, a cohort, or a circle."),
    )

    class Meta(Scoped.Meta):
        constraints = [models.UniqueConstraint(fields=["coffee", "number"], name="one_coffee_turn_per_number")]

    def __str__(self) -> str:
        return f"turn {self.number}"

    @property
    def is_open(self) -> bool:
        return clock.now() < self.closes_at


class CoffeeTable(Named):
    """Two people, or three where the number was odd, and a question to begin from."""

    turn = models.ForeignKey(CoffeeTurn, on_delete=models.CASCADE, related_name="tables")
    question = models.PositiveSmallIntegerField(default=0)

    data_register = technical("id", "community", "public_id", "turn", "question")
    data_holding = Holding(
        what=_("Tables of a coffee round"),
        purpose=_("So that those who were drawn together find each other."),
        seen_by=_("Those who were drawn together."),
    )


class CoffeePlace(Scoped):
    """Somebody in one round: at which table, or left over; and what they said of it."""

    turn = models.ForeignKey(CoffeeTurn, on_delete=models.CASCADE, related_name="places")
    table = models.ForeignKey(CoffeeTable, null=True, blank=True, on_delete=models.CASCADE, related_name="places")
    person = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="coffee_places")
    said = models.CharField(_("whether you met"), max_length=10, choices=Word, blank=True)
    said_at = models.DateTimeField(_("said on"), null=True, blank=True)

    data_register = technical("id", "community", "turn", "table") | data("person", ["person", "said", "said_at"])
    data_holding = Holding(
        what=_("Coffees you were drawn for, and whether you met"),
        purpose=_("So that you do not meet the same person again soon, and having met counts."),
        seen_by=_("You, and whoever was drawn with you. Who coordinates sees numbers, without names."),
        since="turn__closes_at",
    )

    class Meta(Scoped.Meta):
        constraints = [models.UniqueConstraint(fields=["turn", "person"], name="one_coffee_place_per_turn")]
        indexes = [models.Index(fields=["person", "turn"], name="coffee_places_of_person")]

    def __str__(self) -> str:
        return f"place {self.pk}"

    @property
    def has_met(self) -> bool:
        return self.said == Word.MET
