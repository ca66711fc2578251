"""Many rows saved at once: one prepared statement, run for each. Several times quicker than a statement made anew."""

from collections.abc import Sequence

from django.db import connection, models

__all__ = ["save_rows"]


def save_rows(rows: Sequence[models.Model], fields: Sequence[str]) -> None:
    """Save these fields of rows of one table that exist already; the guards of the database look at each as always."""
    if not rows:
        return
    meta, quoted = type(rows[0])._meta, connection.ops.quote_name
    columns = [_field(type(rows[0]), name) for name in fields]
    changes = ", ".join(f"{quoted(str(column.column))} = %s" for column in columns)
    statement = f"UPDATE {quoted(meta.db_table)} SET {changes} WHERE {quoted(str(meta.pk.column))} = %s"
    values = [
        [*(column.get_db_prep_save(getattr(row, column.attname), connection) for column in columns), row.pk]
        for row in rows
    ]
    with connection.cursor() as cursor:
        cursor.executemany(statement, values)


def _field(model: type[models.Model], name: str) -> models.Field:
    field = model._meta.get_field(name)
    assert isinstance(field, models.Field), f"{name} is no column."
    return field
