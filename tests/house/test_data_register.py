"""Every field of every table says whose it is and what becomes of it, and every table says it in words."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models
from django.utils import translation
from django.utils.functional import Promise

from reciproca.core.register import KEPT_FOR, Datum, data
from reciproca.core.register_of_others import REGISTER_OF_OTHERS, holding_of, register_of
from reciproca.privacy.queries import personal_models, target_of
from reciproca.privacy.words import FIELD_WORDS


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


@contextmanager
def a_model(**attributes: Any) -> Iterator[type[models.Model]]:
    """A table that is there for one test."""
    meta = type("Meta", (), {"app_label": "core", "managed": False})
    made = type("Diary", (models.Model,), {"__module__": __name__, "Meta": meta, **attributes})
    try:
        yield made
    finally:
        del apps.all_models["core"]["diary"]
        apps.clear_cache()


# ── every field ──


def test_every_field_is_registered() -> None:
    assert unregistered(every_model()) == []


def test_nothing_is_registered_that_is_not_there() -> None:
    gone = [f"{m._meta.label}.{name}" for m in every_model() for name in sorted(register_of(m).keys() - fields_of(m))]

    assert gone == []
    assert REGISTER_OF_OTHERS.keys() <= {model._meta.label_lower for model in every_model()}


def test_a_new_field_without_an_entry_is_found() -> None:
    """The negative control."""
    with a_model(secret=models.TextField(null=True), data_register={}) as diary:
        assert unregistered([diary]) == ["core.Diary.id", "core.Diary.secret"]


def test_every_subject_leads_to_a_person() -> None:
    """Over foreign keys to a membership or an account, to an address, to a ledger id, or the row itself."""
    for model in every_model():
        for datum in register_of(model).values():
            for path in datum.erased_with:
                target_of(model, path)  # raises


def test_a_subject_that_leads_to_nobody_is_found() -> None:
    """The negative control."""
    with (
        a_model(secret=models.TextField(), data_register=data("secret", ["secret"])) as diary,
        pytest.raises(ValueError),
    ):
        target_of(diary, "secret")


# ── what becomes of it can be done ──


def impossible(some: Iterable[type[models.Model]]) -> list[str]:
    """Entries whose end the table does not allow: null where it may not be, nothing where a value is unique."""
    wrong = []
    for model in some:
        by_subject: dict[tuple[str, ...], set[str]] = {}
        for name, datum in register_of(model).items():
            field: Any = model._meta.get_field(name)
            where = f"{model._meta.label}.{name}: {datum.erase}"
            if datum.is_personal:
                by_subject.setdefault(datum.subjects, set()).add(datum.erase)
            if datum.erase == "null" and not field.null:
                wrong.append(where)
            if datum.erase in ("blank", "pseudonymise") and field.unique:
                wrong.append(where)
            if datum.erase == "blank" and not (field.empty_strings_allowed or field.has_default()):
                wrong.append(where)
            if getattr(model, "append_only", False) and datum.is_personal and datum.erase != "keep":
                wrong.append(f"{where} in an append-only table")
        wrong += [
            f"{model._meta.label} for {'/'.join(who)}: a row either goes or stays, not {sorted(ends)}"
            for who, ends in by_subject.items()
            if "delete" in ends and len(ends) > 1
        ]
    return wrong


def test_every_end_is_possible() -> None:
    allowed = ["communities.Account.email: pseudonymise"]  # the row goes as a whole

    assert [one for one in impossible(every_model()) if one not in allowed] == []


def test_an_impossible_end_is_found() -> None:
    """The negative control."""
    register = data("self", ["secret"], erase="null")

    with a_model(secret=models.TextField(), data_register=register) as diary:
        assert impossible([diary]) == ["core.Diary.secret: null"]


def test_what_goes_after_some_days_says_since_when() -> None:
    missing = [
        model._meta.label
        for model in every_model()
        if {datum.retention for datum in register_of(model).values()} & (KEPT_FOR.keys() - {"membership"})
        and not getattr(holding_of(model), "since", "")
    ]

    assert missing == []


def test_what_is_counted_from_is_a_date() -> None:
    for model in every_model():
        holding = holding_of(model)
        if holding is not None and holding.since:
            here: Any = model
            field: Any = None
            for part in holding.since.split("__"):
                field = here._meta.get_field(part)
                here = field.related_model
            assert isinstance(field, models.DateField), f"{model._meta.label}: {holding.since}"


# ── in words ──


def test_every_table_about_people_is_said_in_words_in_both_languages() -> None:
    for model in personal_models():
        holding = holding_of(model)
        assert holding is not None, f"{model._meta.label} needs a data_holding beside its data_register."
        for words in (holding.what, holding.purpose, holding.seen_by):
            assert isinstance(words, Promise), f"{model._meta.label}: “{words}” is not marked."
            said = {}
            for language in ("it", "en"):
                with translation.override(language):
                    said[language] = str(words)
            assert said["it"] != said["en"], f"{model._meta.label}: “{words}” has no Italian."


def test_every_reason_to_keep_is_said_in_both_languages() -> None:
    for model in every_model():
        for name, datum in register_of(model).items():
            if datum.why:
                with translation.override("it"):
                    italian = str(datum.why)
                with translation.override("en"):
                    assert str(datum.why) != italian, f"{model._meta.label}.{name}"


def test_every_field_of_an_export_has_a_name_for_people() -> None:
    nameless = [
        f"{model._meta.label}.{name}"
        for model in personal_models()
        for name, datum in register_of(model).items()
        if datum.is_personal and datum.export and name not in FIELD_WORDS
        and not isinstance(vars(model._meta.get_field(name)).get("_verbose_name"), Promise)
    ]  # fmt: skip

    assert nameless == [], "Mark a verbose_name, or add a word to FIELD_WORDS in privacy/words.py."


def test_the_document_is_not_stale() -> None:
    call_command("data_register", check=True)


# ── the database ──


def test_every_table_of_the_database_has_its_model(db: None) -> None:
    tables = set(connection.introspection.table_names())
    known = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}

    # Full-text tables that SQLite keeps beside a model's own are made by its migration.
    assert {name for name in tables - known if not name.startswith(("django_migrations", "sqlite_"))} == set()


def test_an_entry_that_keeps_personal_data_needs_a_reason() -> None:
    with pytest.raises(ValueError):
        Datum(("person",), True, "keep", "membership")
