"""A person with something in every table, and a word of their own in every field that can hold one."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import models
from django.test import Client

from reciproca.communities.models import Account, Membership
from reciproca.core.register import Datum
from reciproca.core.register_of_others import register_of
from reciproca.privacy.queries import Subject, personal_models, rows_speaking_of, subject_in, subject_on_server
from signing import signed_in_now

__all__ = ["Canaries", "sow"]


@pytest.fixture(autouse=True)
def _own_place(tmp_path: Path, settings: Any) -> None:
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def as_(client: Client) -> Callable[[Membership | Account], Client]:
    """`as_(people.marta)`: the client, signed in as somebody a moment ago."""
    return lambda who: signed_in_now(client, who)


@dataclass(frozen=True)
class Canaries:
    """The words that were put into somebody's rows: word → its entry, and where it stands."""

    words: dict[str, tuple[str, Datum]]

    def where(self, wanted: Callable[[Datum], bool]) -> set[str]:
        return {word for word, (_where, datum) in self.words.items() if wanted(datum)}


def sow(person: Membership, name: str) -> Canaries:
    """A different word in every text that speaks of the person, in their community and of their account; straight into
    the tables, as no action would. Append-only tables, choices, and what the database checks are left as they are."""
    words: dict[str, tuple[str, Datum]] = {}
    subjects = [subject_in(person)] + ([subject_on_server(person.account)] if person.account else [])
    for subject in subjects:
        for model in personal_models():
            if not getattr(model, "append_only", False):
                _sow_table(model, subject, name, words)
    return Canaries(words)


def _sow_table(model: type[models.Model], subject: Subject, name: str, words: dict[str, tuple[str, Datum]]) -> None:
    register = register_of(model)
    paths = {path for datum in register.values() for path in datum.subjects}
    for field in model._meta.concrete_fields:
        datum = register[field.name]
        if not datum.is_personal or field.name in paths or not _takes_a_word(field, model):
            continue
        rows = rows_speaking_of(model, datum.subjects, subject)
        for key in [] if rows is None else list(rows.values_list("pk", flat=True)):
            word = f"{name}q{len(words)}z"
            value: Any = word
            if isinstance(field, models.JSONField):
                empty = field.get_default()
                value = {"note": word} if isinstance(empty, dict) else [word]
            model._base_manager.filter(pk=key).update(**{field.name: value})
            words[word] = (f"{model._meta.label_lower}.{field.name}", datum)


def _takes_a_word(field: models.Field, model: type[models.Model]) -> bool:
    in_constraints = {one for c in model._meta.constraints for one in getattr(c, "fields", ())}
    if field.choices or field.unique or field.name in in_constraints:
        return False
    if isinstance(field, models.JSONField):
        return (model._meta.label_lower, field.name) != ("mfa.authenticator", "data")
    return type(field) in (models.CharField, models.TextField) and (field.max_length or 99) >= 12
