from django.db import models
from django.utils.translation import pgettext_lazy

__all__ = ["OPEN_STATES", "RoundState", "RunStage", "RunState"]


class RoundState(models.TextChoices):
    """draft → running → under_review → published; a published round is frozen, a change is a new round."""

    DRAFT = "draft", pgettext_lazy("round state", "in preparation")
    RUNNING = "running", pgettext_lazy("round state", "computing")
    UNDER_REVIEW = "under_review", pgettext_lazy("round state", "under review")
    PUBLISHED = "published", pgettext_lazy("round state", "published")
    DISCARDED = "discarded", pgettext_lazy("round state", "set aside")


class RunState(models.TextChoices):
    RUNNING = "running", pgettext_lazy("run state", "computing")
    DONE = "done", pgettext_lazy("run state", "done")
    INFEASIBLE = "infeasible", pgettext_lazy("run state", "rules in conflict")
    FAILED = "failed", pgettext_lazy("run state", "stopped by a fault")


class RunStage(models.TextChoices):
    """How far a computation has come; each is written down as a sign of life."""

    WAITING = "waiting", pgettext_lazy("stage of a run", "waiting for its turn")
    READING = "reading", pgettext_lazy("stage of a run", "reading what people have told us")
    WEIGHING = "weighing", pgettext_lazy("stage of a run", "looking at every possible pair")
    SOLVING = "solving", pgettext_lazy("stage of a run", "finding the best whole")
    EXPLAINING = "explaining", pgettext_lazy("stage of a run", "checking it, and looking for other ways")
    STORING = "storing", pgettext_lazy("stage of a run", "writing it down")


#: A round that can still change; at most one per cohort.
OPEN_STATES = (RoundState.DRAFT, RoundState.RUNNING, RoundState.UNDER_REVIEW)
