"""The tables of every room are laid at once, and nothing else is done with them."""

import pytest
from django.apps import apps
from django.db import connection, migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from reciproca.core.laying import RoomTables


class Mixed(RoomTables):
    operations = [
        migrations.CreateModel("Thing", [("id", models.BigAutoField(primary_key=True))]),
        migrations.AddField("thing", "word", models.TextField()),
    ]


def test_every_room_lays_its_tables_at_once() -> None:
    rooms = {config.label for config in apps.get_app_configs() if config.name.startswith("reciproca.")}
    first = {
        label: migration
        for (label, name), migration in MigrationLoader(None).disk_migrations.items()
        if label in rooms and name == "0001_tables"
    }

    assert len(first) > 20
    assert [label for label, migration in first.items() if not isinstance(migration, RoomTables)] == []


def test_anything_else_is_refused() -> None:
    with pytest.raises(TypeError, match="Add field word to thing"):
        Mixed("0001_tables", "core").apply(ProjectState(), BaseDatabaseSchemaEditor(connection))
