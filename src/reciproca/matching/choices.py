from django.db import models
from django.utils.translation import pgettext_lazy

__all__ = ["RoundState", "RunState"]


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
