from django.db import models
from django.utils.translation import pgettext_lazy

__all__ = ["ApplicationState", "CohortState", "MatchingMode", "ProgrammeRole", "WhoMayJoin"]


class ProgrammeRole(models.TextChoices):
    """Roles in one programme, never kinds of person."""

    MENTOR = "mentor", pgettext_lazy("role in a programme", "mentor")
    MENTEE = "mentee", pgettext_lazy("role in a programme", "mentee")


class CohortState(models.TextChoices):
    """draft → open → closed → running → ended"""

    DRAFT = "draft", pgettext_lazy("cohort state", "in preparation")
    OPEN = "open", pgettext_lazy("cohort state", "open for registration")
    CLOSED = "closed", pgettext_lazy("cohort state", "registration closed")
    RUNNING = "running", pgettext_lazy("cohort state", "running")
    ENDED = "ended", pgettext_lazy("cohort state", "ended")


class ApplicationState(models.TextChoices):
    """draft → received → under review → accepted / waitlisted / declined; withdrawn at any time"""

    DRAFT = "draft", pgettext_lazy("application state", "being written")
    RECEIVED = "received", pgettext_lazy("application state", "received")
    UNDER_REVIEW = "under_review", pgettext_lazy("application state", "under review")
    ACCEPTED = "accepted", pgettext_lazy("application state", "accepted")
    WAITLISTED = "waitlisted", pgettext_lazy("application state", "on the waiting list")
    DECLINED = "declined", pgettext_lazy("application state", "declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("application state", "withdrawn")


class MatchingMode(models.TextChoices):
    PARTICIPATION = "participation", pgettext_lazy("matching mode", "nobody left out")
    FIT = "fit", pgettext_lazy("matching mode", "best fit")


class WhoMayJoin(models.TextChoices):
    MEMBERS = "members", pgettext_lazy("who may join", "members of the community")
    ANYONE = "anyone", pgettext_lazy("who may join", "anyone who has the address of the page")
