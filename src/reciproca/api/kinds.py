"""What goes in and comes out, said once as types: read from JSON, written as JSON, described as a JSON Schema.

A body or a query is a dataclass whose fields are annotated: ``text: Annotated[str, Words(200)]``. Whatever is not
declared is refused, and so are signs that cannot be seen.
"""

import re
import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from .problems import Fault

__all__ = [
    "Faults",
    "Most",
    "Whole",
    "Words",
    "from_json",
    "from_query",
    "hints_of",
    "is_needed",
    "schema_of",
    "to_json",
]

UNSEEN = "\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\u007f"
LINE = rf"^[^{UNSEEN}]*[^\s{UNSEEN}][^{UNSEEN}]*$"
MAYBE_EMPTY = rf"^[^{UNSEEN}]*$"
LARGEST = 2**31 - 1


class Faults(Exception):
    """What cannot be taken of what was sent."""

    def __init__(self, found: list[Fault]) -> None:
        super().__init__(found)
        self.found = found


@dataclass(frozen=True, slots=True)
class Words:
    """A text of so many signs at most; without `may_be_empty`, at least one that can be seen."""

    most: int
    may_be_empty: bool = False
    pattern: str = ""

    @property
    def expression(self) -> str:
        return self.pattern or (MAYBE_EMPTY if self.may_be_empty else LINE)


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number between these two."""

    least: int = 0
    most: int = LARGEST


@dataclass(frozen=True, slots=True)
class Most:
    """A list of so many at most."""

    number: int


# ── reading ──────────────────────────────────────────────────────────────────


def from_json(kind: type, value: Any) -> Any:
    """The body as its dataclass. Raises `Faults`, with all that is wrong at once."""
    faults: list[Fault] = []
    found = _object(kind, value, "", faults)
    if faults:
        raise Faults(faults)
    return found


def from_query(kind: type, lists: Mapping[str, list[str]]) -> Any:
    """The same for what stands after the question mark, where everything is text."""
    hints, faults = hints_of(kind), [Fault(name, _("Said twice.")) for name, said in lists.items() if len(said) != 1]
    said: dict[str, Any] = {}
    for name, values in lists.items():
        text = values[-1]
        hint = _bare(hints[name]) if name in hints else str
        said[name] = int(text) if hint is int and re.fullmatch(r"-?[0-9]{1,10}", text) else text
    found = _object(kind, said, "", faults)
    if faults:
        raise Faults([Fault(fault.pointer.lstrip("/"), fault.detail) for fault in faults])
    return found


def _object(kind: type, value: Any, at: str, faults: list[Fault]) -> Any:
    if not isinstance(value, dict):
        faults.append(Fault(at or "/", _("An object is wanted here.")))
        return None
    hints = hints_of(kind)
    faults.extend(Fault(f"{at}/{name}", _("There is no such field.")) for name in value if name not in hints)
    read: dict[str, Any] = {}
    for field in _fields(kind):
        place = f"{at}/{field.name}"
        if field.name in value:
            read[field.name] = _value(hints[field.name], value[field.name], place, faults)
        elif is_needed(field):
            faults.append(Fault(place, _("This is missing.")))
    return None if faults else kind(**read)


def _value(hint: Any, value: Any, at: str, faults: list[Fault]) -> Any:
    limits = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
    hint = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    if get_origin(hint) in (Union, types.UnionType):
        inner = next(one for one in get_args(hint) if one is not type(None))
        return None if value is None else _value(inner, value, at, faults)
    if get_origin(hint) is list:
        return _list(hint, value, limits, at, faults)
    if is_dataclass(hint):
        return _object(hint, value, at, faults)  # type: ignore[arg-type]
    try:
        return READERS[hint](value, limits) if hint in READERS else _chosen(hint, value)
    except (ValueError, OverflowError) as error:
        faults.append(Fault(at, str(error)))
        return None


def _list(hint: Any, value: Any, limits: tuple[Any, ...], at: str, faults: list[Fault]) -> list[Any]:
    most = next((limit.number for limit in limits if isinstance(limit, Most)), LARGEST)
    if not isinstance(value, list) or len(value) > most:
        faults.append(Fault(at, _("A list of %(most)s at most is wanted here.") % {"most": most}))
        return []
    return [_value(get_args(hint)[0], one, f"{at}/{number}", faults) for number, one in enumerate(value)]


def _text(value: Any, limits: tuple[Any, ...]) -> str:
    words = next((limit for limit in limits if isinstance(limit, Words)), Words(200, may_be_empty=True))
    if not isinstance(value, str):
        raise ValueError(_("A text is wanted here."))
    if len(value) > words.most:
        raise ValueError(_("This is longer than %(most)s signs.") % {"most": words.most})
    if any("\ud800" <= sign <= "\udfff" for sign in value) or not re.search(words.expression, value):
        raise ValueError(_("This is empty, or has signs that do not belong here."))
    return value.strip()


def _whole(value: Any, limits: tuple[Any, ...]) -> int:
    within = next((limit for limit in limits if isinstance(limit, Whole)), Whole())
    if isinstance(value, bool) or not (isinstance(value, int) or (isinstance(value, float) and value.is_integer())):
        raise ValueError(_("A whole number is wanted here."))
    if not within.least <= value <= within.most:
        raise ValueError(
            _("A number from %(least)s to %(most)s is wanted here.") % {"least": within.least, "most": within.most}
        )
    return int(value)


def _truth(value: Any, _limits: tuple[Any, ...]) -> bool:
    if not isinstance(value, bool):
        raise ValueError(_("Yes or no is wanted here: true or false."))
    return value


def _id(value: Any, _limits: tuple[Any, ...]) -> UUID:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", value):
        raise ValueError(_("An id is wanted here."))
    return UUID(value)


def _moment(value: Any, _limits: tuple[Any, ...]) -> datetime:
    """With its offset, so that it is the same moment for everybody."""
    wanted = ValueError(_("A moment with its offset is wanted here: 2026-11-22T18:30:00+01:00."))
    if not isinstance(value, str) or not re.fullmatch(
        r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", value, re.ASCII
    ):
        raise wanted
    try:
        return datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", value.upper())).astimezone(UTC)
    except (ValueError, OverflowError):
        raise wanted from None


def _chosen(hint: Any, value: Any) -> Any:
    choices = [str(one.value) for one in hint]
    if not isinstance(value, str) or value not in choices:
        raise ValueError(_("One of these is wanted here: %(choices)s.") % {"choices": ", ".join(choices)})
    return hint(value)


READERS: dict[Any, Callable[[Any, tuple[Any, ...]], Any]] = {
    str: _text, int: _whole, bool: _truth, UUID: _id, datetime: _moment,
}  # fmt: skip


# ── writing ──────────────────────────────────────────────────────────────────


def to_json(value: Any) -> Any:
    """Moments in UTC, ids and days as text; of a dataclass its fields and nothing else."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: to_json(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, (list, tuple)):
        return [to_json(one) for one in value]
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, Enum):
        return value.value
    return str(value) if isinstance(value, (UUID, date, Promise)) else value


# ── describing ───────────────────────────────────────────────────────────────


def schema_of(hint: Any, named: dict[str, Any]) -> dict[str, Any]:
    """Its JSON Schema; what is a dataclass goes into `named`, and is referred to."""
    limits = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
    hint = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    if get_origin(hint) in (Union, types.UnionType):
        inner = next(one for one in get_args(hint) if one is not type(None))
        return {"anyOf": [schema_of(inner, named), {"type": "null"}]}
    if get_origin(hint) is list:
        most = next(({"maxItems": limit.number} for limit in limits if isinstance(limit, Most)), {})
        return {"type": "array", "items": schema_of(get_args(hint)[0], named), **most}
    if is_dataclass(hint):
        return _named(hint, named)
    if isinstance(hint, type) and issubclass(hint, models.TextChoices):
        return {"type": "string", "enum": [str(one.value) for one in hint]}
    return {**PLAIN[hint], **dict(_bounds(limits))}


def _named(kind: Any, named: dict[str, Any]) -> dict[str, Any]:
    name = kind.__name__
    if name not in named:
        named[name] = {}  # it may speak of itself
        hints = hints_of(kind)
        properties = {field.name: schema_of(hints[field.name], named) for field in _fields(kind)}
        required = [field.name for field in _fields(kind) if is_needed(field)]
        named[name] = {"type": "object", "properties": properties, "additionalProperties": False}
        if required:
            named[name]["required"] = required
    return {"$ref": f"#/components/schemas/{name}"}


def _bounds(limits: tuple[Any, ...]) -> Iterator[tuple[str, Any]]:
    for limit in limits:
        if isinstance(limit, Words):
            yield "maxLength", limit.most
            yield "pattern", limit.expression
        elif isinstance(limit, Whole):
            yield "minimum", limit.least
            yield "maximum", limit.most


PLAIN: dict[Any, dict[str, Any]] = {
    str: {"type": "string"}, int: {"type": "integer"}, bool: {"type": "boolean"},
    UUID: {"type": "string", "format": "uuid"}, datetime: {"type": "string", "format": "date-time"},
    date: {"type": "string", "format": "date"},
}  # fmt: skip


def hints_of(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind, include_extras=True)


def is_needed(field: Field) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _fields(kind: Any) -> tuple[Field, ...]:
    return fields(kind)


def _bare(hint: Any) -> Any:
    """Without its limits, and without the nothing it may be."""
    if get_origin(hint) is Annotated:
        return _bare(get_args(hint)[0])
    if get_origin(hint) in (Union, types.UnionType):
        return _bare(next(one for one in get_args(hint) if one is not type(None)))
    return hint
