from django.db import models
from django.utils.translation import gettext_lazy as _

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.chain import ChainedLine, ChainHead
from reciproca.core.models import Scoped
from reciproca.core.register import Holding, data, technical
from reciproca.network.choices import Kind

__all__ = ["Interaction", "KeptCircle", "LedgerHead", "Onward", "Tie"]


class LedgerHead(ChainHead):
    """Where the ledger of a community ends."""

    data_register = technical("id", "community", "seq", "digest")

    class Meta(ChainHead.Meta):
        constraints = [models.UniqueConstraint(fields=["community"], name="one_ledger_head_per_community")]

    def __str__(self) -> str:
        return f"ledger {self.community_id}: {self.seq}"


class Interaction(ChainedLine):
    """One line of the ledger: dated evidence between two people, who gave and who received, confirmed or not.

    People are named by ledger id; the object it came from by kind and public id. A confirmation is a new line that
    `confirms` an earlier one, a correction a new line that `cancels` one: no line is ever changed.
    """

    giver = models.UUIDField()
    receiver = models.UUIDField()
    kind = models.CharField(max_length=20, choices=Kind)
    mutual = models.BooleanField(default=False)
    minutes = models.PositiveIntegerField(null=True, blank=True)
    weight = models.FloatField()
    confirmed = models.BooleanField(default=False)
    object_kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=36)
    confirms = models.PositiveBigIntegerField(null=True, blank=True)  # seq of the line it confirms
    cancels = models.PositiveBigIntegerField(null=True, blank=True)  # seq of the line it cancels

    chained_fields = (
        "giver", "receiver", "kind", "mutual", "minutes", "weight", "confirmed", "object_kind", "object_id", "confirms",
        "cancels",
    )  # fmt: skip
    data_register = technical("id", "community", "previous", "digest") | data(
        ("giver", "receiver"),
        ["seq", "at", "giver", "receiver", "kind", "mutual", "minutes", "weight", "confirmed", "object_kind", "object_id",
         "confirms", "cancels"],
        erase="keep",
        retention="always",
        why=_("Names people by a random number only; whose number it was is erased with them."),
    )  # fmt: skip
    data_holding = Holding(
        what=_("What you gave and received"),
        purpose=_(
            "A line for each time something happened between you and somebody else: from it your story is told to you."
        ),
        seen_by=_("You, and for each line the other person. Who coordinates sees sums without names."),
    )

    class Meta(ChainedLine.Meta):
        constraints = [
            models.UniqueConstraint(fields=["community", "seq"], name="one_interaction_per_seq"),
            models.UniqueConstraint(
                fields=["community", "confirms"], condition=models.Q(confirms__isnull=False), name="confirmed_once"
            ),
            models.UniqueConstraint(
                fields=["community", "cancels"], condition=models.Q(cancels__isnull=False), name="cancelled_once"
            ),
            models.CheckConstraint(condition=~models.Q(giver=models.F("receiver")), name="nobody_gives_to_themselves"),
        ]
        indexes = [
            models.Index(fields=["community", "giver", "at"], name="interactions_given"),
            models.Index(fields=["community", "receiver", "at"], name="interactions_received"),
            models.Index(fields=["community", "object_kind", "object_id"], name="interactions_by_object"),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"


class KeptCircle(Scoped):
    """The figures of a community's circle as a job last worked them out: counts without names."""

    seq = models.PositiveBigIntegerField()  # up to which line of the ledger
    day = models.DateField()  # the community's own, to which the months run
    figures = models.JSONField()  # circulation.Circle, as `as_figures` writes it
    at = models.DateTimeField(default=clock.now)

    data_register = technical("id", "community", "seq", "day", "figures", "at")

    class Meta(Scoped.Meta):
        constraints = [models.UniqueConstraint(fields=["community"], name="one_kept_circle_per_community")]

    def __str__(self) -> str:
        return f"circle {self.community_id}: {self.seq}"


class Onward(Scoped):
    """Help that was passed on: a line of the ledger, and the one it continues (`circulation.roads`), as a job last worked them
    out over the whole of it. Numbers of lines, and nobody."""

    seq = models.PositiveBigIntegerField()
    after = models.PositiveBigIntegerField()

    data_register = technical("id", "community", "seq", "after")

    class Meta(Scoped.Meta):
        constraints = [models.UniqueConstraint(fields=["community", "seq"], name="passed_on_once")]
        indexes = [models.Index(fields=["community", "after"], name="onwards_by_origin")]

    def __str__(self) -> str:
        return f"{self.seq} after {self.after}"


class Tie(Scoped):
    """What the confirmed lines between two people have left behind, as it was at the last of them: it is written with each
    line that counts, and what it is today is worked out from it where it is read (`graph.ties_of`).

    A number of a pair is what `first` and what `second` gave. What they mean: `reciproca_engine.ties.Between`.
    """

    first = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")  # the smaller key of the two
    second = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    began_at = models.DateTimeField()
    last_at = models.DateTimeField()
    fast_first = models.FloatField()
    fast_second = models.FloatField()
    slow_first = models.FloatField()
    slow_second = models.FloatField()
    given_first = models.FloatField()
    given_second = models.FloatField()
    lines = models.PositiveIntegerField()
    visits = models.PositiveIntegerField()
    gap = models.FloatField()  # days
    peak = models.FloatField()

    data_register = technical("id", "community") | data(
        ("first", "second"),
        ["first", "second", "began_at", "last_at", "fast_first", "fast_second", "slow_first", "slow_second", "given_first",
         "given_second", "lines", "visits", "gap", "peak"],
        export=False,
    )  # fmt: skip
    data_holding = Holding(
        what=_("Your ties"),
        purpose=_(
            "How alive what lies between you and somebody else is, worked out from the lines the two of you have confirmed: so that your relationships can be told to you, and a quiet one is not forgotten."
        ),
        seen_by=_("Each of the two, in words: alive, new, loosening, asleep. Nobody else, and nobody as a number."),
    )

    class Meta(Scoped.Meta):
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="one_tie_per_pair"),
            models.CheckConstraint(condition=models.Q(first__lt=models.F("second")), name="ties_are_ordered"),
        ]

    def __str__(self) -> str:
        return f"tie {self.first_id}-{self.second_id}"
