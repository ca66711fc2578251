"""States of projects and of who is in them, and what one says of the end; and their labels."""

from django.db import models
from django.utils.translation import pgettext_lazy

__all__ = ["OPEN_PROJECTS", "ProjectState", "SeatState", "Word"]


class ProjectState(models.TextChoices):
    """begun ⇄ under_way → ended; or let go, from either."""

    BEGUN = "begun", pgettext_lazy("project", "begun")
    UNDER_WAY = "under_way", pgettext_lazy("project", "under way")
    ENDED = "ended", pgettext_lazy("project", "brought to its end")
    LET_GO = "let_go", pgettext_lazy("project", "let go")


OPEN_PROJECTS = (ProjectState.BEGUN, ProjectState.UNDER_WAY)


class SeatState(models.TextChoices):
    INVITED = "invited", pgettext_lazy("somebody in a project", "asked")
    TAKEN = "taken", pgettext_lazy("somebody in a project", "in it")
    LEFT = "left", pgettext_lazy("somebody in a project", "has left")


class Word(models.TextChoices):
    """What somebody says of the end; nothing: it goes on."""

    DONE = "done", pgettext_lazy("project", "We brought it to its end")
    LET_GO = "let_go", pgettext_lazy("project", "It is time to let it go")
