"""States of a note and of somebody’s part in it; and how long a note is taken for true."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

__all__ = ["MONTHS", "NAMED", "NoteState", "PartState", "Role"]


class NoteState(models.TextChoices):
    """draft → published ⇄ draft; published → retired → draft; taken away by who coordinates, from any."""

    DRAFT = "draft", pgettext_lazy("note", "a draft")
    PUBLISHED = "published", pgettext_lazy("note", "in the library")
    RETIRED = "retired", pgettext_lazy("note", "retired")
    TAKEN = "taken", pgettext_lazy("note", "taken away")


class Role(models.TextChoices):
    AUTHOR = "author", pgettext_lazy("part in a note", "writes it")
    APPEARS = "appears", pgettext_lazy("part in a note", "appears in it")
    READER = "reader", pgettext_lazy("part in a note", "reads the draft")


#: Without their yes a note is not published.
NAMED = (Role.AUTHOR, Role.APPEARS)


class PartState(models.TextChoices):
    """asked → taken; or refused, by who would rather not appear. Who does not want to write or to read simply does not answer."""

    ASKED = "asked", pgettext_lazy("part in a note", "asked")
    TAKEN = "taken", pgettext_lazy("part in a note", "with you")
    REFUSED = "refused", pgettext_lazy("part in a note", "would rather not")


#: After so many months its authors are asked whether it still is true.
MONTHS = (
    (3, _("three months")),
    (6, _("six months")),
    (12, _("one year")),
    (24, _("two years")),
)
