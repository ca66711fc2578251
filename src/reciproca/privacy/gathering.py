"""Somebody's data gathered for them: what `export` says in the registers, as plain values, table by table."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models

from reciproca.communities.models import SOMEBODY_WHO_LEFT, Account, Membership
from reciproca.communities.queries import names_by_ledger_id
from reciproca.core.register import Datum, Holding
from reciproca.core.register_of_others import holding_of, register_of
from reciproca.core.scope import within
from reciproca.files.choices import Purpose
from reciproca.files.models import StoredFile

from .queries import Subject, personal_models, rows_about, rows_speaking_of, subject_in, subject_on_server, target_of
from .words import field_words, value_words

__all__ = ["FileOf", "Place", "Table", "gather_account", "gather_person"]

SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf"}


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one table. `rows`: field → plain value; `said`: the same as pairs of words, what is empty left out."""

    name: str
    holding: Holding
    rows: list[dict[str, Any]]
    said: list[list[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class FileOf:
    """A file they gave us: where it lies, and what it is called in the copy."""

    path: Path
    name: str
    kind: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Place:
    """What one community keeps of them (`person`), or the server outside every community (`person` is None)."""

    person: Membership | None
    tables: list[Table] = field(default_factory=list)
    files: list[FileOf] = field(default_factory=list)


def gather_account(account: Account) -> Place:
    """What is kept of an account outside every community."""
    return Place(None, list(_tables(subject_on_server(account), {})))


def gather_person(person: Membership) -> Place:
    """What one community keeps of a person."""
    with within(person.community):
        files = {stored.pk: _file(person, stored) for stored in _personal_files(person)}
        return Place(person, list(_tables(subject_in(person), files)), list(files.values()))


def _personal_files(person: Membership) -> models.QuerySet[StoredFile]:
    """What they gave of themselves. A spreadsheet is of the people in it, and no part of anybody's own copy."""
    return StoredFile.objects.filter(owner=person, purpose__in=[Purpose.PHOTO, Purpose.ATTACHMENT]).order_by("pk")


def _file(person: Membership, stored: StoredFile) -> FileOf:
    suffix = SUFFIXES.get(stored.content_type, "")
    name = f"files/{person.community.slug}/{stored.public_id}{suffix}"
    return FileOf(
        Path(settings.MEDIA_ROOT) / stored.path, name, str(stored.get_purpose_display()), stored.sha256, stored.size
    )


def _tables(subject: Subject, files: dict[int, FileOf]) -> Iterator[Table]:
    for model in personal_models():
        holding, rows = holding_of(model), rows_about(model, subject, exported=True)
        if holding is None or rows is None:
            continue
        reader = _Reader(model, subject, files)
        found = [read for row in reader.whole(rows).iterator(500) if (read := reader.read(row)) is not None]
        if found:
            yield Table(model._meta.label_lower, holding, [row for row, _said in found], [said for _row, said in found])


class _Reader:
    """Reads the rows of one table for one subject: of each row the fields whose subject they are in it."""

    def __init__(self, model: type[models.Model], subject: Subject, files: dict[int, FileOf]) -> None:
        self.model, self.subject, self.files = model, subject, files
        register = register_of(model)
        self.fields = [field for field in model._meta.concrete_fields if self._is_shown(field, register[field.name])]
        self.related = [field.name for field in self.fields if field.is_relation]
        self.register = register
        self.theirs = {
            datum.subjects: self._keys(datum) for datum in register.values() if datum.is_personal and datum.export
        }
        paths = {path for datum in register.values() for path in datum.subjects}
        self.by_ledger_id = [path for path in sorted(paths) if target_of(model, path) == "ledger"]
        self.names = self._names()

    def whole(self, rows: models.QuerySet) -> models.QuerySet:
        return rows.order_by("pk").select_related(*self.related) if self.related else rows.order_by("pk")

    def read(self, row: models.Model) -> tuple[dict[str, Any], list[tuple[str, str]]] | None:
        """Its values, and the same in words; None when it tells nothing of the subject but that it is there."""
        tells = False
        plain: dict[str, Any] = {}
        said: list[tuple[str, str]] = []
        if hasattr(row, "public_id"):
            plain["id"] = str(row.public_id)
        for one in self.fields:
            datum = self.register[one.name]
            if datum.is_personal and row.pk not in self.theirs[datum.subjects]:
                continue
            value = self._value(row, one)
            plain[one.name] = value
            tells |= datum.is_personal and value not in (None, "", [], {}) and not self._is_myself(value)
            words = value_words(self._displayed(row, one, value))
            if words and not self._is_myself(value):
                said.append((field_words(one), words))
        return (plain, said) if tells else None

    def _keys(self, datum: Datum) -> set[int]:
        rows = rows_speaking_of(self.model, datum.subjects, self.subject)
        return set() if rows is None else set(rows.values_list("pk", flat=True))

    def _is_shown(self, field: models.Field, datum: Datum) -> bool:
        """What is theirs, and of the rest what it hangs on: the cohort of an application, the session of a point."""
        if datum.is_personal:
            return datum.export
        return isinstance(field, models.ForeignKey) and field.name != "community"

    def _value(self, row: models.Model, field: models.Field) -> Any:
        value = getattr(row, field.attname)
        if value is None:
            return None
        if isinstance(field, models.ForeignKey):
            return self._reference(getattr(row, field.name))
        if field.name in self.by_ledger_id:
            if str(value) == str(self.subject.ledger_id):
                return {"me": True}
            return {"kind": "membership", "name": self.names.get(str(value), str(SOMEBODY_WHO_LEFT))}
        return value

    def _reference(self, other: models.Model) -> dict[str, Any]:
        """Another row by its name, where that says nothing personal, and by its id."""
        if isinstance(other, Account):
            return {"me": True}
        if isinstance(other, Membership):
            if self.subject.person is not None and other.pk == self.subject.person.pk:
                return {"me": True}
            return {"kind": "membership", "name": other.name}
        if isinstance(other, StoredFile):
            found = self.files.get(other.pk)
            return {"kind": "file", "name": found.name if found else ""}
        reference = {"kind": str(other._meta.model_name), "id": str(getattr(other, "public_id", other.pk))}
        if not any(datum.is_personal for datum in register_of(type(other)).values()):
            reference["name"] = str(other)
        return reference

    def _displayed(self, row: models.Model, field: models.Field, value: Any) -> Any:
        if field.choices and (said := getattr(row, f"get_{field.name}_display", None)):
            return str(said())
        if isinstance(value, dict) and value.get("id") and "name" not in value:
            return ""  # a bare id says nothing to a person
        return value

    @staticmethod
    def _is_myself(value: Any) -> bool:
        return isinstance(value, dict) and value.get("me") is True

    def _names(self) -> dict[str, str]:
        """Whom the lines of a ledger name, as far as they are still here."""
        rows = rows_about(self.model, self.subject) if self.by_ledger_id else None
        if rows is None:
            return {}
        return names_by_ledger_id({str(one) for row in rows.values_list(*self.by_ledger_id) for one in row})
