"""What the database itself refuses, on SQLite and PostgreSQL: a child in another community than its parent,
and any change to an append-only table. Installed after every migration, for every model, by introspection."""

import hashlib
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connections, models

from .models import Scoped

__all__ = ["append_only_models", "install_guards", "remove_guards", "same_community_links"]


def append_only_models() -> Iterator[type[models.Model]]:
    """Models that say ``append_only = True``."""
    return (model for model in apps.get_models() if getattr(model, "append_only", False))


def same_community_links() -> Iterator[tuple[type[models.Model], models.ForeignKey]]:
    """Every foreign key between two rows of a community."""
    for model in apps.get_models():
        if issubclass(model, Scoped):
            for field in model._meta.concrete_fields:
                if isinstance(field, models.ForeignKey) and issubclass(field.related_model, Scoped):
                    yield model, field


def install_guards(sender: Any = None, *, using: str = "default", app_config: Any = None, **kwargs: Any) -> None:
    """(Re)create the guards of one app, or of all when called by hand. Rerunnable."""
    if app_config is not None and not getattr(app_config, "name", "").startswith("reciproca."):
        return
    connection = connections[using]
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for statement in _statements(connection.vendor, tables, app_config):
            cursor.execute(statement)


def remove_guards(*, using: str = "default") -> None:
    """Take the append-only guards away: for tests that empty the tables, and nothing else."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for model in append_only_models():
            table = model._meta.db_table
            for event in ("update", "delete", "truncate"):
                if connection.vendor == "sqlite":
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{event}")
                else:
                    cursor.execute(f'DROP TRIGGER IF EXISTS {table}_no_{event} ON "{table}"')


def _statements(vendor: str, tables: set[str], app_config: Any) -> Iterator[str]:
    make_link = _sqlite_link if vendor == "sqlite" else _postgres_link
    make_append_only = _sqlite_append_only if vendor == "sqlite" else _postgres_append_only
    for model, field in same_community_links():
        table, parent = model._meta.db_table, field.related_model._meta.db_table
        if _concerns(model, app_config) and {table, parent} <= tables:
            yield from make_link(table, field.column, parent)
    for model in append_only_models():
        if _concerns(model, app_config) and model._meta.db_table in tables:
            yield from make_append_only(model._meta.db_table)


def _concerns(model: type[models.Model], app_config: Any) -> bool:
    return app_config is None or model._meta.app_label == app_config.label


def _sqlite_link(table: str, column: str, parent: str) -> Iterator[str]:
    for event in ("insert", "update"):
        name = f"{table}_{column}_same_community_{event}"
        yield f"DROP TRIGGER IF EXISTS {name}"
        yield (
            f'CREATE TRIGGER {name} BEFORE {event} ON "{table}" WHEN NEW."{column}" IS NOT NULL '
            f'AND (SELECT community_id FROM "{parent}" WHERE id = NEW."{column}") <> NEW.community_id '
            f"BEGIN SELECT RAISE(ABORT, '{table}.{column} points into another community'); END"
        )


def _sqlite_append_only(table: str) -> Iterator[str]:
    for event in ("update", "delete"):
        yield f"DROP TRIGGER IF EXISTS {table}_no_{event}"
        yield (
            f'CREATE TRIGGER {table}_no_{event} BEFORE {event} ON "{table}" '
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def _postgres_link(table: str, column: str, parent: str) -> Iterator[str]:
    name = f"same_community_{hashlib.sha256(f'{table}.{column}'.encode()).hexdigest()[:20]}"
    yield (
        f'CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN '
        f'IF NEW."{column}" IS NOT NULL AND (SELECT community_id FROM "{parent}" WHERE id = NEW."{column}") '
        f"<> NEW.community_id THEN RAISE EXCEPTION '{table}.{column} points into another community' "
        f"USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $guard$"
    )
    yield f'DROP TRIGGER IF EXISTS "{name}" ON "{table}"'
    yield (
        f'CREATE TRIGGER "{name}" BEFORE INSERT OR UPDATE OF "{column}", community_id ON "{table}" '
        f'FOR EACH ROW EXECUTE FUNCTION "{name}"()'
    )


def _postgres_append_only(table: str) -> Iterator[str]:
    yield (
        "CREATE OR REPLACE FUNCTION refuse_change_of_append_only() RETURNS trigger LANGUAGE plpgsql AS $guard$ BEGIN "
        "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; "
        "END $guard$"
    )
    for event, each in (("update", "ROW"), ("delete", "ROW"), ("truncate", "STATEMENT")):
        yield f'DROP TRIGGER IF EXISTS {table}_no_{event} ON "{table}"'
        yield (
            f'CREATE TRIGGER {table}_no_{event} BEFORE {event} ON "{table}" '
            f"FOR EACH {each} EXECUTE FUNCTION refuse_change_of_append_only()"
        )
