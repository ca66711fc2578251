"""Many rows of a sheet saved at once: one prepared statement, run for each. Several times quicker than any other way."""

from collections.abc import Sequence

from django.db import connection

from reciproca.imports.models import ImportRow

__all__ = ["save_rows"]


def save_rows(rows: Sequence[ImportRow], fields: Sequence[str]) -> None:
    """Save these fields of rows that exist already."""
    if not rows:
        return
    quoted = connection.ops.quote_name
    columns = [ImportRow._meta.get_field(name) for name in fields]
    changes = ", ".join(f"{quoted(column.column)} = %s" for column in columns)
    statement = f"UPDATE {quoted(ImportRow._meta.db_table)} SET {changes} WHERE id = %s"
    values = [
        [*(column.get_db_prep_save(getattr(row, column.attname), connection) for column in columns), row.pk]
        for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(statement, values)
