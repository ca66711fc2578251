"""The rehearsal as a spreadsheet: each row with what would become of it and why, then its cells as they stand."""

import io
import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from reciproca.core.tables.writing import OutSheet, write_xlsx

from .cells import cell_from
from .choices import Outcome
from .models import ImportBatch, ImportRow
from .reasons import said
from .words import MARKS

__all__ = ["rehearsal_table"]


def rehearsal_table(batch: ImportBatch, rows: Iterable[ImportRow], *, language: str) -> tuple[str, io.BytesIO]:
    """A name for the file, and its bytes. Columns that are not imported, and whom somebody does not want to meet, stay out."""
    places = [at for at, column in enumerate(batch.columns) if column["field"] and column["field"] != "avoid"]
    header = [_("Row"), _("It would be"), _("Who"), _("Why"), *(batch.columns[at]["header"] for at in places)]
    lines = []
    for row in rows:
        standing = [row.corrections.get(column["header"]) for column in batch.columns]
        cells = [
            standing[at] if standing[at] is not None else cell_from(row.cells[at]) if at < len(row.cells) else ""
            for at in places
        ]
        sentences = " ".join(said(one) for one in row.reasons if one["field"] != "avoid")
        lines.append([row.number, str(MARKS[Outcome(row.outcome)][1]), row.label, sentences, *cells])
    widths = [6, 16, 26, 48, *([22] * len(places))]
    data = write_xlsx([OutSheet(_("Rehearsal")[:31], header, lines, widths)])
    stem = re.sub(r"[^\w -]+", "", batch.file_name.rsplit(".", 1)[0]).strip() or "import"
    return f"{stem} – {_('rehearsal')}.xlsx", io.BytesIO(data)
