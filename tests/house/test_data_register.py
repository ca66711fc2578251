"""Every field of every table says whose it is and what becomes of it."""

from collections.abc import Iterable

from django.apps import apps
from django.db import connection, models

from reciproca.core.register import Datum
from reciproca.core.register_of_others import REGISTER_OF_OTHERS


def register_of(model: type[models.Model]) -> dict[str, Datum]:
    return getattr(model, "data_register", None) or REGISTER_OF_OTHERS.get(model._meta.label_lower, {})


def fields_of(model: type[models.Model]) -> set[str]:
    return {field.name for field in (*model._meta.concrete_fields, *model._meta.many_to_many)}


def unregistered(some: Iterable[type[models.Model]]) -> list[str]:
    return [f"{m._meta.label}.{name}" for m in some for name in sorted(fields_of(m) - register_of(m).keys())]


def every_model() -> list[type[models.Model]]:
    through = lambda model: model._meta.auto_created and issubclass(model._meta.auto_created, models.Model)  # noqa: E731
    return [
        m
        for m in apps.get_models(include_auto_created=True)
        if not m._meta.proxy and (not through(m) or m._meta.label_lower in REGISTER_OF_OTHERS)
    ]


def test_every_field_is_registered() -> None:
    assert unregistered(every_model()) == []


def test_nothing_is_registered_that_is_not_there() -> None:
    gone = [f"{m._meta.label}.{name}" for m in every_model() for name in sorted(register_of(m).keys() - fields_of(m))]

    assert gone == []
    assert REGISTER_OF_OTHERS.keys() <= {model._meta.label_lower for model in every_model()}


def test_a_new_field_without_an_entry_is_found() -> None:
    """The negative control."""

    class Diary(models.Model):
        secret = models.TextField(null=True)  # noqa: DJ001
        data_register: dict[str, Datum] = {}

        class Meta:
            app_label = "core"
            managed = False

    try:
        assert unregistered([Diary]) == ["core.Diary.id", "core.Diary.secret"]
    finally:
        del apps.all_models["core"]["diary"]
        apps.clear_cache()


def test_every_subject_leads_to_a_person() -> None:
    """A subject is a path over foreign keys to a membership or an account, an address field, or the row itself."""
    wrong = []
    for model in every_model():
        for name, datum in register_of(model).items():
            if datum.subject and not _leads_to_a_person(model, datum.subject):
                wrong.append(f"{model._meta.label}.{name}: {datum.subject}")
    assert wrong == []


def test_every_table_of_the_database_has_its_model(db: None) -> None:
    tables = set(connection.introspection.table_names())
    known = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}

    # Full-text tables that SQLite keeps beside a model's own are made by its migration.
    assert {name for name in tables - known if not name.startswith(("django_migrations", "sqlite_"))} == set()


def _leads_to_a_person(model: type[models.Model], path: str) -> bool:
    if path == "self":
        return model._meta.label in ("communities.Account", "communities.Membership")
    here: type[models.Model] = model
    for part in path.split("__"):
        field = here._meta.get_field(part)
        if isinstance(field, models.EmailField):
            return True
        here = field.related_model  # type: ignore[assignment]
    return here is not None and here._meta.label in ("communities.Account", "communities.Membership")
