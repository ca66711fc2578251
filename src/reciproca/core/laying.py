"""A room's tables, laid all at once.

Django shows each new model to all that were there before, one after the other, and models here are all tied to one another:
making 140 tables took 18 s, nearly all of it for that. Here they are shown once for each room.

    class Migration(RoomTables):
        initial = True
        dependencies = [...]
        operations = [migrations.CreateModel(...), ...]
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState

__all__ = ["RoomTables"]


class RoomTables(migrations.Migration):
    """A migration that makes tables and does nothing else. Raises `TypeError` where it holds another operation."""

    def apply(
        self, project_state: ProjectState, schema_editor: BaseDatabaseSchemaEditor, collect_sql: bool = False
    ) -> ProjectState:
        others = [one.describe() for one in self.operations if not isinstance(one, migrations.CreateModel)]
        if others:
            raise TypeError(f"{self} makes tables at once, and cannot also do this: {', '.join(others)}.")
        if collect_sql:  # for `sqlmigrate`, which shows each of them with its comment
            return super().apply(project_state, schema_editor, collect_sql)
        before = project_state.clone()
        project_state.__dict__.pop("apps", None)  # what has been shown: it is shown anew when it is asked for
        for operation in self.operations:
            operation.state_forwards(self.app_label, project_state)
        for operation in self.operations:
            operation.database_forwards(self.app_label, schema_editor, before, project_state)
        return project_state
