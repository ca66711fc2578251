"""Apache Spark beneath `reciproca analyse`: Parquet files, and the engine's work on a cluster."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from reciproca.network.analysis.reading import Unreadable
from reciproca_engine import cluster
from reciproca_engine.exceptions import NotSupported

__all__ = ["fields_of", "is_parquet", "session"]

#: What a Parquet file begins with.
MAGIC = b"PAR1"


@contextmanager
def session() -> Iterator[Any]:
    """Spark, until it is no longer needed.

    Raises
    ------
    Unreadable
        When pyspark or Java is missing.
    """
    try:
        spark = cluster.spark()
    except NotSupported as missing:
        raise Unreadable(f"no_{missing.option}") from None
    try:
        yield spark
    finally:
        spark.stop()


def is_parquet(file: Path) -> bool:
    """A Parquet file, or a folder of them as Spark writes it."""
    if file.is_dir():
        return any(file.glob("*.parquet"))
    try:
        with open(file, "rb") as begin:
            return begin.read(len(MAGIC)) == MAGIC
    except OSError:
        return False


def fields_of(spark: Any, file: Path) -> Iterator[tuple[int, list[str]]]:
    """The names of the columns and then each row, all as text, with a number: as they are read from a file of text.

    Raises
    ------
    Unreadable
        When Spark cannot read it.
    """
    from pyspark.errors import PySparkException
    from pyspark.sql import functions

    spark.conf.set("spark.sql.session.timeZone", "UTC")
    try:
        table = spark.read.parquet(str(file.resolve()))
        text = table.select([functions.col(f"`{name}`").cast("string") for name in table.columns])
        yield 1, list(table.columns)
        for number, row in enumerate(text.toLocalIterator(), 2):
            yield number, [(one or "").strip() for one in row]
    except PySparkException:
        raise Unreadable("broken_parquet") from None
