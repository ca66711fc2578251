"""`reciproca analyse FILE`: what a log or a list of ties tells, with no server and no database."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

from reciproca.network.analysis.figures import Asked, Nobody, figures_of, plain
from reciproca.network.analysis.reading import Rows, Unreadable, read_rows
from reciproca.network.analysis.report import report_of
from reciproca.network.analysis.spark import fields_of, is_parquet, session
from reciproca.network.analysis.telling import as_html, as_text
from reciproca.network.analysis.words import REFUSALS

__all__ = ["Asked", "CannotAnalyse", "analyse_file"]


class CannotAnalyse(Exception):
    """A refusal with its sentence, already in the language asked for."""


def analyse_file(
    file: str | Path,
    *,
    columns: Sequence[str] | None = None,
    delimiter: str | None = None,
    undirected: bool = False,
    within: float,
    asked: Asked | None = None,
    on_spark: bool = False,
    page: str | Path | None = None,
    data: bool = False,
    language: str = "en",
) -> str:
    """The report on a file as text, or every figure as JSON; with `page`, that file is written besides.

    `on_spark`: the work that grows with the log is done by Apache Spark; the figures are the same. A Parquet file is read by it in any case.

    Raises
    ------
    CannotAnalyse
        When the file cannot be read, names nobody of whom something is asked, or the page cannot be written.
    """
    parquet = is_parquet(Path(file))
    try:
        with session() if on_spark or parquet else nullcontext() as spark:
            fields = fields_of(spark, Path(file)) if parquet else None
            rows = read_rows(file, columns=columns, delimiter=delimiter, fields=fields)
            context = spark.sparkContext if spark and on_spark else None
            figures = figures_of(rows, undirected=undirected, within=within, asked=asked, context=context)
    except Unreadable as refusal:
        raise CannotAnalyse(f"{Path(file).name}: {REFUSALS[language][refusal.kind].format(**refusal.facts)}") from None
    except Nobody as refusal:
        raise CannotAnalyse(f"{Path(file).name}: {REFUSALS[language]['unknown'].format(name=refusal)}") from None
    report = report_of(rows, figures, file=file, language=language, undirected=undirected, within=within)
    if page:
        try:
            Path(page).write_text(as_html(report), encoding="utf-8")
        except OSError as trouble:
            raise CannotAnalyse(f"{page}: {trouble.strerror}") from None
    if data:
        return json.dumps({"read": _read(rows), **plain(figures)}, ensure_ascii=False, allow_nan=False)
    return as_text(report)


def _read(rows: Rows) -> dict[str, object]:
    return {
        "lines": rows.lines,
        "columns": {column.kind: column.name or column.place for column in rows.columns},
        "unused": list(rows.unused),
        "people": rows.people,
        "dated": rows.dated,
    }
