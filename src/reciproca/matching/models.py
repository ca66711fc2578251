from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.models import Named
from reciproca.core.register import Holding, data, technical
from reciproca.programmes.choices import MatchingMode, ProgrammeRole
from reciproca.programmes.models import Cohort

from .choices import OPEN_STATES, RoundState, RunStage, RunState

__all__ = ["SILENCE", "Exclusion", "Lock", "Proposal", "Round", "Run", "Unmatched"]

#: A run that gives no sign of life for so long was stopped half-way, and may be started again.
SILENCE = timedelta(minutes=2)
#: Whom the rows about a pair speak of.
BOTH = ("mentor", "mentee")


class Round(Named):
    """Matching a cohort once: prepared, run as often as needed, reviewed, published, then frozen."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    mode = models.CharField(_("when not everything is possible"), max_length=20, choices=MatchingMode)
    fair_floor = models.BooleanField(_("raise the weakest pair first"), default=False)
    state = models.CharField(_("state"), max_length=15, choices=RoundState, default=RoundState.DRAFT)
    current_run = models.ForeignKey("Run", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    last_run = models.ForeignKey("Run", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    published_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)  # raised by every lock, exclusion, run: what a page was made from

    data_register = technical(
        "id", "community", "public_id", "cohort", "number", "mode", "fair_floor", "state", "current_run", "last_run", "created_at",
        "published_at", "version",
    )  # fmt: skip

    class Meta(Named.Meta):
        constraints = [
            models.UniqueConstraint(fields=["cohort", "number"], name="one_round_per_number"),
            models.UniqueConstraint(
                fields=["cohort"],
                condition=models.Q(state__in=["draft", "running", "under_review"]),
                name="one_open_round_per_cohort",
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    @property
    def is_draft(self) -> bool:
        return self.state == RoundState.DRAFT

    @property
    def is_running(self) -> bool:
        return self.state == RoundState.RUNNING

    @property
    def is_under_review(self) -> bool:
        return self.state == RoundState.UNDER_REVIEW

    @property
    def is_published(self) -> bool:
        return self.state == RoundState.PUBLISHED


class Run(Named):
    """One computation of a round: what went in (as a digest), how it was asked, what came out, with its proof. Never changed once done."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="runs")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=RunState, default=RunState.RUNNING)
    stage = models.CharField(max_length=10, choices=RunStage, default=RunStage.WAITING)
    seen_at = models.DateTimeField(default=clock.now)  # the last sign of life
    mode = models.CharField(max_length=20, choices=MatchingMode)
    settings = models.JSONField(default=dict)  # floor, solver, weights, who took part, locks and exclusions in force
    input_digest = models.CharField(max_length=64, blank=True)  # of people, answers, rules, locks
    mentees = models.PositiveIntegerField(default=0)
    mentors = models.PositiveIntegerField(default=0)
    places = models.PositiveIntegerField(default=0)
    allowed_pairs = models.PositiveIntegerField(default=0)
    placed = models.PositiveIntegerField(default=0)
    total = models.FloatField(default=0)
    upper_bound = models.FloatField(default=0)
    worst = models.FloatField(default=0)
    proof = models.JSONField(default=dict, blank=True)  # the prices from which `verify` computes the bound anew
    summary = models.JSONField(default=dict, blank=True)  # what the review counts: worth a look, changes, places left
    conflict = models.JSONField(default=list, blank=True)  # when rules contradict one another: a minimal set of them
    started_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(Membership, null=True, on_delete=models.SET_NULL, related_name="+")

    data_register = technical(
        "id", "community", "public_id", "round", "number", "state", "stage", "seen_at", "mode", "settings",
        "input_digest", "mentees", "mentors", "places", "allowed_pairs", "placed", "total", "upper_bound", "worst",
        "proof", "summary", "conflict", "started_at", "finished_at",
    ) | data("by", ["by"], export=False, erase="null", retention="programme")  # fmt: skip
    data_holding = Holding(
        what=_("The computations you started"),
        purpose=_("So that it is known who ran a round."),
        seen_by=_("Who coordinates."),
        since="round__cohort__ends_on",
        is_known_to_coordinators=True,
    )

    class Meta(Named.Meta):
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="one_run_per_number"),
            models.UniqueConstraint(fields=["round"], condition=models.Q(state="running"), name="one_run_at_a_time"),
        ]

    @property
    def is_done(self) -> bool:
        return self.state == RunState.DONE

    @property
    def is_silent(self) -> bool:
        """Still said to be computing, with no sign of life: whoever computed it was stopped."""
        return self.state == RunState.RUNNING and clock.now() - self.seen_at > SILENCE

    @property
    def is_proven(self) -> bool:
        """Total and upper bound agree: nothing better is possible."""
        return self.is_done and bool(self.summary.get("optimal"))

    @property
    def left_out(self) -> int:
        return self.mentees - self.placed

    @property
    def free_places(self) -> int:
        return max(self.places - self.placed, 0)


class Proposal(Named):
    """A pair under review, with the reasons that add up to its fit."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="proposals")
    mentor = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    mentee = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    fit = models.FloatField()
    reasons = models.JSONField(default=list)  # [{kind, contribution, subject, values}], contributions add up to the fit
    said = models.JSONField(default=dict)  # language → [[contribution, sentence]], largest first, without names
    locked = models.BooleanField(default=False)  # when it was computed
    places = models.PositiveSmallIntegerField(default=1)  # of this mentor
    taken = models.PositiveSmallIntegerField(default=1)
    looks = models.JSONField(default=list, blank=True)  # why it is worth a look: "weak", "one_sided", "no_time", …
    worth_a_look = models.BooleanField(default=False)
    found_by = models.TextField(blank=True)  # folded names and topics
    alternatives = models.JSONField(default=list)  # [{mentor, fit, cost, displaced}], people by key

    data_register = technical(
        "id", "community", "public_id", "run", "locked", "alternatives", "places", "taken", "worth_a_look"
    ) | data(BOTH, ["reasons", "said", "looks", "found_by"], export=False, erase="blank", retention="programme")
    data_register |= data(
        BOTH,
        ["mentor", "mentee", "fit"],
        export=False,
        erase="keep",
        why=_("A round stays as it was computed; the place in it is empty, and the reasons are gone."),
    )
    data_holding = Holding(
        what=_("The pairs that were considered with you"),
        purpose=_("So that whoever coordinates can look at a round before it is published."),
        seen_by=_("Who coordinates. The reasons of the pair that came about stand in your mentorship."),
        since="run__round__cohort__ends_on",
        is_known_to_coordinators=True,
    )

    class Meta(Named.Meta):
        constraints = [models.UniqueConstraint(fields=["run", "mentor", "mentee"], name="one_proposal_per_pair")]
        indexes = [models.Index(fields=["run", "-worth_a_look", "fit"], name="proposals_worth_a_look")]


class Unmatched(Named):
    """Somebody the run found nobody for, with the cause as data."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="unmatched")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=10, choices=ProgrammeRole)
    cause = models.JSONField(default=dict)

    data_register = technical("id", "community", "public_id", "run") | data(
        "membership", ["membership", "role", "cause"], export=False, retention="programme"
    )
    data_holding = Holding(
        what=_("The rounds in which nobody was found for you"),
        purpose=_("So that whoever coordinates knows why, and you come first the next time."),
        seen_by=_("Who coordinates."),
        since="run__round__cohort__ends_on",
        is_known_to_coordinators=True,
    )

    class Meta(Named.Meta):
        constraints = [models.UniqueConstraint(fields=["run", "membership", "role"], name="one_cause_per_person")]


class Lock(Named):
    """A pair that must be, in this round."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="locks")
    mentor = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    mentee = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(Membership, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=clock.now)

    data_register = technical("id", "community", "public_id", "round") | data(
        BOTH, ["mentor", "mentee", "at"], export=False, retention="programme"
    )
    data_register |= data("by", ["by"], export=False, erase="null", retention="programme")
    data_holding = Holding(
        what=_("The pairs that were fixed by hand"),
        purpose=_("So that the computation keeps them together."),
        seen_by=_("Who coordinates."),
        since="round__cohort__ends_on",
        is_known_to_coordinators=True,
    )

    class Meta(Named.Meta):
        constraints = [models.UniqueConstraint(fields=["round", "mentor", "mentee"], name="one_lock_per_pair")]


class Exclusion(Named):
    """A pair that must not be, in this cohort: set by a coordinator, seen by coordinators only."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="exclusions")
    mentor = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    mentee = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    comment = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(Membership, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=clock.now)

    data_register = technical("id", "community", "public_id", "cohort") | data(
        BOTH, ["mentor", "mentee", "comment", "at"], export=False, retention="programme"
    )
    data_register |= data("by", ["by"], export=False, erase="null", retention="programme")
    data_holding = Holding(
        what=_("The pairs that were excluded by hand"),
        purpose=_("So that the computation keeps them apart."),
        seen_by=_("Who coordinates."),
        since="cohort__ends_on",
        is_known_to_coordinators=True,
    )

    class Meta(Named.Meta):
        constraints = [models.UniqueConstraint(fields=["cohort", "mentor", "mentee"], name="one_exclusion_per_pair")]
