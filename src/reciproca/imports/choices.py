from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

__all__ = ["TARGETS", "UNPLACED", "BatchState", "Kind", "Outcome"]


class Kind(models.TextChoices):
    """What a sheet holds."""

    PEOPLE = "people", pgettext_lazy("kind of sheet", "people")
    APPLICATIONS = "applications", pgettext_lazy("kind of sheet", "people for a cohort, with their answers")
    PAIRS = "pairs", pgettext_lazy("kind of sheet", "pairs that are meeting now")
    PAST_PAIRS = "past_pairs", pgettext_lazy("kind of sheet", "pairs of past editions")


class BatchState(models.TextChoices):
    """reading → read → checking → previewed → running → committed → undoing → undone; failed when a file is refused."""

    READING = "reading", pgettext_lazy("state of an import", "being read")
    READ = "read", pgettext_lazy("state of an import", "waiting for its columns")
    CHECKING = "checking", pgettext_lazy("state of an import", "being rehearsed")
    PREVIEWED = "previewed", pgettext_lazy("state of an import", "rehearsed")
    RUNNING = "running", pgettext_lazy("state of an import", "being imported")
    COMMITTED = "committed", pgettext_lazy("state of an import", "imported")
    UNDOING = "undoing", pgettext_lazy("state of an import", "being undone")
    UNDONE = "undone", pgettext_lazy("state of an import", "undone")
    FAILED = "failed", pgettext_lazy("state of an import", "refused")


class Outcome(models.TextChoices):
    """What would become of a row, or what became of it."""

    NEW = "new", pgettext_lazy("row", "new")
    UPDATED = "updated", pgettext_lazy("row", "updated")
    UNCHANGED = "unchanged", pgettext_lazy("row", "unchanged")
    REJECTED = "rejected", pgettext_lazy("row", "to be put right")
    SKIPPED = "skipped", pgettext_lazy("row", "left out")


#: What a column may be taken for, by kind of sheet, in groups as the list shows them.
PERSON_TARGETS = (
    (_("Who it is"), ("full_name", "first_name", "last_name", "email", "external_id", "language", "minor")),
    (_("What they give and need"), ("offers", "needs", "topics", "interests")),
    (
        _("About them"),
        ("headline", "job_title", "profession", "organisation", "industry", "class_year", "place", "languages",
         "availability", "story", "worthwhile"),
    ),
    (_("For matching"), ("capacity", "avoid")),
    (_("About the sheet"), ("timestamp", "consent", "status")),
)  # fmt: skip
ROLE_TARGETS = (_("Role"), ("role", "is_mentor", "is_mentee", "is_both"))
PAIR_TARGETS = (
    (_("The mentor"), ("mentor_email", "mentor_name")),
    (_("The mentee"), ("mentee_email", "mentee_name")),
    (_("The pair"), ("pair_name", "started_on", "ended_on")),
)
TARGETS: dict[str, tuple] = {
    Kind.PEOPLE: PERSON_TARGETS,
    Kind.APPLICATIONS: (PERSON_TARGETS[0], ROLE_TARGETS, *PERSON_TARGETS[1:]),
    Kind.PAIRS: PAIR_TARGETS,
    Kind.PAST_PAIRS: PAIR_TARGETS,
}

#: What a column may be recognised as and has no place here: it is left out, and the page says why.
UNPLACED = {
    "sensitive": _("A sensitive matter: it stays in your file."),
    "phone": _("We keep no telephone numbers."),
    "notes": _("Notes of the office stay in your file."),
    "grade": _("There is no place for it here."),
    "department": _("There is no place for it here."),
    "demand": _("There is no place for it here."),
}
