from django.db import models
from django.utils.translation import gettext_lazy as _

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.models import Named, Scoped
from reciproca.core.register import Holding, data, technical
from reciproca.files.models import StoredFile
from reciproca.programmes.models import Cohort

from .choices import BatchState, Kind, Outcome

__all__ = ["ColumnMapping", "ImportBatch", "ImportRow"]


class ImportBatch(Named):
    """One sheet on its way in: how it was read, what its columns are, what it would change, what it changed."""

    kind = models.CharField(_("what the sheet holds"), max_length=15, choices=Kind, default=Kind.PEOPLE)
    cohort = models.ForeignKey(Cohort, null=True, blank=True, on_delete=models.CASCADE, related_name="imports")
    upload_key = models.CharField(max_length=64)  # of the form it came from: the same press of a button is one import
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    file_name = models.CharField(max_length=200)
    file_size = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64)
    reading = models.JSONField(default=dict, blank=True)  # wishes: sheet, header_row, encoding, delimiter
    shape = models.JSONField(default=dict, blank=True)  # what was found: sheets, headers, opening rows, notes
    columns = models.JSONField(default=list, blank=True)  # [{"header", "field", "how", "certainty"}] in order
    options = models.JSONField(default=dict, blank=True)  # date_order, role, edition
    decided = models.JSONField(default=dict, blank=True)  # by column: date and name orders, for single rows later
    state = models.CharField(max_length=10, choices=BatchState, default=BatchState.READING)
    counts = models.JSONField(default=dict, blank=True)  # {Outcome: rows}
    trouble = models.JSONField(default=dict, blank=True)  # {"code", "values"}: why it was refused or stopped
    created_by = models.ForeignKey(Membership, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(default=clock.now)
    changed_at = models.DateTimeField(default=clock.now)
    committed_by = models.ForeignKey(Membership, null=True, on_delete=models.SET_NULL, related_name="+")
    committed_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(Membership, null=True, on_delete=models.SET_NULL, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)  # counts the ways of reading: an older reading never wins

    data_register = technical(
        "id", "community", "public_id", "kind", "cohort", "upload_key", "file", "file_size", "sha256", "reading",
        "columns", "options", "decided", "state", "counts", "created_at", "changed_at", "committed_at", "undone_at",
        "version", "shape", "trouble", retention="days-90",
    ) | data("created_by", ["file_name"], erase="blank", retention="days-90")  # fmt: skip
    data_register |= data("created_by", ["created_by"], export=False, erase="null", retention="days-90")
    data_register |= data("committed_by", ["committed_by"], export=False, erase="null", retention="days-90")
    data_register |= data("undone_by", ["undone_by"], export=False, erase="null", retention="days-90")
    data_holding = Holding(
        what=_("The imports you made"),
        purpose=_("So that it is known what came from which sheet. The sheet itself goes after thirty days."),
        seen_by=_("Who coordinates."),
        since="changed_at",
        is_known_to_coordinators=True,
    )

    class Meta(Named.Meta):
        verbose_name = _("import")
        constraints = [
            models.UniqueConstraint(fields=["community", "upload_key"], name="one_import_per_upload"),
            models.CheckConstraint(
                condition=~models.Q(kind="applications") | models.Q(cohort__isnull=False),
                name="applications_are_imported_into_a_cohort",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="pairs", state__in=["running", "committed", "undoing", "undone"])
                | models.Q(cohort__isnull=False),
                name="running_pairs_are_imported_into_a_cohort",
            ),
        ]
        indexes = [models.Index(fields=["community", "-created_at"], name="imports_by_age")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_running(self) -> bool:
        """Pairs that are meeting now: they become mentorships of the cohort."""
        return self.kind == Kind.PAIRS

    @property
    def is_about_people(self) -> bool:
        return self.kind in (Kind.PEOPLE, Kind.APPLICATIONS)

    @property
    def is_busy(self) -> bool:
        return self.state in (BatchState.READING, BatchState.CHECKING, BatchState.RUNNING, BatchState.UNDOING)

    @property
    def headers(self) -> list[str]:
        return self.shape.get("headers", [])

    @property
    def rows_to_write(self) -> int:
        return self.counts.get(Outcome.NEW, 0) + self.counts.get(Outcome.UPDATED, 0)

    @property
    def rows_in_all(self) -> int:
        return sum(self.counts.values())


class ImportRow(Scoped):
    """One row of the sheet: as it stands there, as it was corrected, what it would change, and what it changed."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()  # as the spreadsheet program counts
    cells = models.JSONField(default=list, blank=True)  # emptied once the row is written
    corrections = models.JSONField(default=dict, blank=True)  # {header: what stands there now}
    decision = models.JSONField(
        default=dict, blank=True
    )  # {"skip": true} or {"same_as": public id | "nobody"}, {"twin": …}
    key = models.EmailField(blank=True)  # the normalised address it speaks of
    label = models.CharField(max_length=170, blank=True)  # the name, for lists
    clean = models.JSONField(default=dict, blank=True)  # values as they would be written
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.REJECTED)
    asks = models.BooleanField(default=False)  # it goes in, and a question about it is open
    reasons = models.JSONField(
        default=list, blank=True
    )  # [{"code", "about", "values", "header", "field", "typed", "repair"}]
    changes = models.JSONField(default=list, blank=True)  # [[field, before, after]]
    person = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    touched = models.JSONField(default=dict, blank=True)  # rows made and fields changed, with what was there before
    written = models.BooleanField(default=False)
    undo_refused = models.CharField(max_length=20, blank=True)  # why it could not be undone

    data_register = technical(
        "id", "community", "batch", "number", "outcome", "asks", "written", "undo_refused", retention="days-30"
    )
    data_register |= data(
        ("person", "key"),
        ["cells", "corrections", "decision", "key", "label", "clean", "reasons", "changes", "person", "touched"],
        export=False,
        retention="days-30",
    )
    data_holding = Holding(
        what=_("Your row in a sheet that was imported"),
        purpose=_("A working copy: it goes with the thirty days in which an import can be undone."),
        seen_by=_("Who coordinates."),
        since="batch__changed_at",
        is_known_to_coordinators=True,
    )

    class Meta(Scoped.Meta):
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="one_row_per_number")]
        indexes = [
            models.Index(fields=["batch", "outcome", "number"], name="rows_by_outcome"),
            models.Index(fields=["batch", "key"], name="rows_by_person"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.label}"


class ColumnMapping(Named):
    """What the columns of a sheet were taken for, remembered by their names; with a title it can be chosen by hand."""

    title = models.CharField(_("name"), max_length=80, blank=True)
    signature = models.CharField(max_length=64)
    kind = models.CharField(max_length=15, choices=Kind)
    columns = models.JSONField(default=dict)  # {header: field}
    options = models.JSONField(default=dict, blank=True)
    used_at = models.DateTimeField(default=clock.now)

    data_register = technical(
        "id", "community", "public_id", "title", "signature", "kind", "columns", "options", "used_at"
    )

    class Meta(Named.Meta):
        constraints = [
            models.UniqueConstraint(fields=["community", "signature", "kind"], name="one_mapping_per_sheet"),
        ]

    def __str__(self) -> str:
        return self.title or self.signature[:8]
