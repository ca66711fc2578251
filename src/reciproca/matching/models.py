from django.db import models
from django.utils.translation import gettext_lazy as _

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.models import Named
from reciproca.core.register import data, technical
from reciproca.programmes.choices import MatchingMode, ProgrammeRole
from reciproca.programmes.models import Cohort

from .choices import RoundState, RunState

__all__ = ["Exclusion", "Lock", "Proposal", "Round", "Run", "Unmatched"]


class Round(Named):
    """Matching a cohort once: prepared, run as often as needed, reviewed, published, then frozen."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    mode = models.CharField(_("when not everything is possible"), max_length=20, choices=MatchingMode)
    fair_floor = models.BooleanField(_("raise the weakest pair first"), default=False)
    state = models.CharField(_("state"), max_length=15, choices=RoundState, default=RoundState.DRAFT)
    current_run = models.ForeignKey("Run", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    published_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)  # raised by every lock, exclusion, run: what a page was made from

    data_register = technical(
        "id", "community", "public_id", "cohort", "number", "mode", "fair_floor", "state", "current_run", "created_at",
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


class Run(Named):
    """One computation of a round: what went in (as a digest), how it was asked, what came out, with its proof. Never changed once done."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="runs")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=RunState, default=RunState.RUNNING)
    mode = models.CharField(max_length=20, choices=MatchingMode)
    settings = models.JSONField(default=dict)  # floor, solver and its version, weights of the questions
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
    conflict = models.JSONField(default=list, blank=True)  # when rules contradict one another: a minimal set of them
    started_at = models.DateTimeField(default=clock.now)
    finished_at = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(Membership, null=True, on_delete=models.SET_NULL, related_name="+")

    data_register = technical(
        "id", "community", "public_id", "round", "number", "state", "mode", "settings", "input_digest", "mentees",
        "mentors", "places", "allowed_pairs", "placed", "total", "upper_bound", "worst", "proof", "conflict", "started_at",
        "finished_at",
    ) | data("by", ["by"], erase="null", retention="programme")  # fmt: skip

    class Meta(Named.Meta):
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="one_run_per_number"),
            models.UniqueConstraint(fields=["round"], condition=models.Q(state="running"), name="one_run_at_a_time"),
        ]


class Proposal(Named):
    """A pair under review, with the reasons that add up to its fit."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="proposals")
    mentor = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    mentee = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    fit = models.FloatField()
    reasons = models.JSONField(default=list)  # [{kind, contribution, subject, values}], contributions add up to the fit
    locked = models.BooleanField(default=False)
    alternatives = models.JSONField(default=list)  # [{mentor, cost, displaced: [membership public ids]}]

    data_register = technical("id", "community", "public_id", "run", "locked", "alternatives") | data(
        "mentor", ["mentor", "fit", "reasons"], export=False, retention="programme"
    )
    data_register |= data("mentee", ["mentee"], export=False, retention="programme")

    class Meta(Named.Meta):
        constraints = [models.UniqueConstraint(fields=["run", "mentor", "mentee"], name="one_proposal_per_pair")]


class Unmatched(Named):
    """Somebody the run found nobody for, with the cause as data."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="unmatched")
    membership = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=10, choices=ProgrammeRole)
    cause = models.JSONField(default=dict)

    data_register = technical("id", "community", "public_id", "run") | data(
        "membership", ["membership", "role", "cause"], export=False, retention="programme"
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

    data_register = technical("id", "community", "public_id", "round", "at") | data(
        "mentor", ["mentor"], export=False, retention="programme"
    )
    data_register |= data("mentee", ["mentee"], export=False, retention="programme")
    data_register |= data("by", ["by"], export=False, erase="null", retention="programme")

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

    data_register = technical("id", "community", "public_id", "cohort", "at") | data(
        "mentor", ["mentor", "comment"], export=False, retention="programme"
    )
    data_register |= data("mentee", ["mentee"], export=False, retention="programme")
    data_register |= data("by", ["by"], export=False, erase="null", retention="programme")

    class Meta(Named.Meta):
        constraints = [models.UniqueConstraint(fields=["cohort", "mentor", "mentee"], name="one_exclusion_per_pair")]
