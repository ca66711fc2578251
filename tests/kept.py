"""What very many tests begin with, made once in each process: the rows that actions wrote are put into the tables again.

Putting back takes a tenth of making. Where the tables are not empty, what is asked for is made by its actions.
"""

import pickle
from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar

from django.apps import apps
from django.db import connection, transaction

from cast import Cast, assemble
from reciproca.core.scope import within

__all__ = ["Kept", "kept_with_cast"]

Made = TypeVar("Made")


class Kept(Generic[Made]):
    """``Kept(assemble)()`` is ``assemble()``, and leaves the same rows behind."""

    def __init__(self, make: Callable[[], Made]) -> None:
        self.make = make
        self.rows: dict[str, list[tuple[Any, ...]]] = {}
        self.made = b""

    def __call__(self) -> Made:
        if not self.made:
            return self._make_and_keep()
        if _filled(self.rows):
            return self.make()
        with transaction.atomic():
            for table, rows in self.rows.items():
                _insert(table, rows)
        return pickle.loads(self.made)

    def _make_and_keep(self) -> Made:
        ours = {table for table in _tables() if not table.startswith(("django_content", "auth_permission"))}
        if _filled(ours):
            return self.make()
        made = self.make()
        self.rows = {table: _rows(table) for table in _filled(ours)}
        self.made = pickle.dumps(made)
        return made


def kept_with_cast(make: Callable[[Cast], Made]) -> "Kept[tuple[Cast, Made]]":
    """The cast, and what begins with it: for tests that ask for both, before they have anything else."""

    def both() -> tuple[Cast, Made]:
        cast = assemble()
        with within(cast.montefeltro):
            return cast, make(cast)

    return Kept(both)


def _tables() -> Iterator[str]:
    return (model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed)


def _filled(tables: Any) -> list[str]:
    """Those among `tables` that have rows."""
    some = [f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {_quoted(table)})" for table in sorted(tables)]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(some))
        return [table for (table,) in cursor.fetchall()]


def _rows(table: str) -> list[tuple[Any, ...]]:
    """Every row, each value as the database is given it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_columns(table)} FROM {_quoted(table)}")
        return [tuple(map(_as_given, row)) for row in cursor.fetchall()]


def _insert(table: str, rows: list[tuple[Any, ...]]) -> None:
    marks = ", ".join([f"({', '.join(['%s'] * len(rows[0]))})"] * len(rows))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_quoted(table)} ({_columns(table)}) VALUES {marks}", [value for row in rows for value in row]
        )


def _columns(table: str) -> str:
    model = next(one for one in apps.get_models(include_auto_created=True) if one._meta.db_table == table)
    return ", ".join(_quoted(field.column) for field in model._meta.concrete_fields)


def _as_given(value: Any) -> Any:
    return str(value) if connection.vendor == "sqlite" and hasattr(value, "isoformat") else value


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
