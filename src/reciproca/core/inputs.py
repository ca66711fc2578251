"""What each input must look like, read from the forms themselves: docs/reference/inputs.md is written from it."""

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django import forms
from django.apps import apps
from django.core.validators import RegexValidator

__all__ = ["BESIDE_FORMS", "Described", "described_forms"]

#: What views read without a form: names of inputs, and what is taken.
BESIDE_FORMS = {
    "close": "`1`: among the close allies; else no longer",
    "hidden": "`1`: the connection is hidden from others; else no longer",
    "answer": "at the import: a word and a value of those on the page, with a colon between",
    "application": "ids of applications on the page",
    "cleared": "`yes` or `no`",
    "code": "at the import: the name of a remark, 60 signs at most; at a meeting in person: what the address carries, to be shown in the field",
    "decision": "one of the decisions on the page",
    "everything": "anything: all that match the filter",
    "fixed": "`yes`, or anything else for no",
    "header": "the header of a column of the sheet",
    "idempotency_key": "64 signs at most",
    "keep": "`yes`: with as few moves as possible; else from the beginning",
    "kind_of": "one of the kinds of question",
    "language": "`it` or `en`",
    "like": "a kind and a name of an earlier import, with a colon between",
    "next": "an address of this server",
    "other": "the id of a person on the page",
    "outcome": "`solved` or `withdrawn`",
    "role": "one of the roles",
    "seen": "the mark that the page carried",
    "state": "`active` or `suspended`",
    "active": "`yes`, or anything else for no",
    "text": "in the address of a first message: words to begin with, shown in the field",
    "theme": "`light`, `dark` or nothing",
    "these": "ids of applications, with commas between",
    "version": "a whole number",
    "way": "`address`, or anything else for a password",
    "what": "`exclude`, or anything else for locking",
}
#: What allauth checks beyond the field.
BY_NAME = {
    "password": "the password of the account",
    "oldpassword": "the password of the account",
    "password1": "a password as [people](../rooms/people.md) says",
    "password2": "the same again",
    "code": "six figures; for the second step also one of the recovery codes",
    "credential": "what the browser signed (WebAuthn)",
}
#: So many choices are named; of more it is said that there is a list.
MOST_NAMED = 12
KINDS: tuple[tuple[type[forms.Field], str], ...] = (
    (forms.ModelMultipleChoiceField, "any of those the page offers"),
    (forms.ModelChoiceField, "one of those the page offers"),
    (forms.MultipleChoiceField, "any of"),
    (forms.ChoiceField, "one of"),
    (forms.EmailField, "an e-mail address"),
    (forms.URLField, "an address that begins with http or https"),
    (forms.UUIDField, "an id"),
    (forms.SlugField, "small letters, figures, hyphens"),
    (forms.IntegerField, "a whole number"),
    (forms.DecimalField, "a number"),
    (forms.DateTimeField, "a day and an hour"),
    (forms.DateField, "a day"),
    (forms.TimeField, "an hour"),
    (forms.NullBooleanField, "yes, no or nothing"),
    (forms.BooleanField, "ticked or not"),
    (forms.FileField, "a file: see [files](../rooms/files.md) and [imports](../rooms/imports.md)"),
    (forms.CharField, "text"),
)


@dataclass(frozen=True, slots=True)
class Described:
    """A form: where it is, what its docstring says first, and of each field its name, whether it must be, and what it must be."""

    room: str
    name: str
    what: str
    fields: tuple[tuple[str, bool, str], ...]


def described_forms() -> Iterator[Described]:
    """Every form of ours, room by room, and the fields that several forms of a room share."""
    for module in _modules_of_forms():
        room = module.__name__.split(".")[1]
        if shared := getattr(module, "FIELDS", None):
            fields = tuple(_described(name, make()) for name, make in shared.items())
            yield Described(room, "Fields that several forms share", "", fields)
        for name, form in vars(module).items():
            if _is_form_of(module, form):
                fields = tuple(_described(field_name, field) for field_name, field in _fields_of(form).items())
                yield Described(room, name, _first_line(form), fields)


def _modules_of_forms() -> Iterator[Any]:
    for config in apps.get_app_configs():
        if config.name.startswith("reciproca."):
            names = [f"{config.name}.{name}" for name in ("forms", "account_forms")]
            yield from (import_module(name) for name in names if find_spec(name))


def _is_form_of(module: Any, thing: Any) -> bool:
    """What only others are made from is none."""
    if not (isinstance(thing, type) and issubclass(thing, forms.BaseForm) and thing.__module__ == module.__name__):
        return False
    return thing.__name__.endswith("Form") or not thing.__subclasses__()


def _fields_of(form: type[forms.Form]) -> dict[str, forms.Field]:
    """As they are when it is opened; of a form that is opened for something or somebody, as they are written down."""
    try:
        return form().fields
    except (TypeError, KeyError, ValueError):
        return form.base_fields


def _described(name: str, field: Any) -> tuple[str, bool, str]:
    return name, field.required, BY_NAME.get(name) or "; ".join(_demands_of(field))


def _demands_of(field: Any) -> Iterator[str]:
    kind = next((words for kind, words in KINDS if isinstance(field, kind)), "")
    if type(field).__module__.startswith("reciproca."):
        kind = _first_line(type(field)).rstrip(".") or kind
    yield f"{kind}{_choices_of(field)}" or "text"
    if hasattr(field, "each"):
        yield f"{field.most} at most, of {field.each} signs at most"
    least, most = getattr(field, "min_length", None), getattr(field, "max_length", None)
    if least is not None:
        yield f"{least} signs at least"
    if most is not None:
        yield f"{most} signs at most"
    lowest, highest = getattr(field, "min_value", None), getattr(field, "max_value", None)
    if lowest is not None:
        yield f"{lowest} at least"
    if highest is not None:
        yield f"{highest} at most"
    for validator in field.validators:
        if type(validator) is RegexValidator:
            pattern: Any = validator.regex
            yield f"of the form `{pattern.pattern}`".replace("|", "\\|")


def _choices_of(field: Any) -> str:
    if not isinstance(field, forms.ChoiceField) or isinstance(field, forms.ModelChoiceField):
        return ""
    choices: Any = field.choices
    values = [value for value, _label in choices]
    if not values or len(values) > MOST_NAMED:
        return " a list on the page"
    return " " + ", ".join(f"`{value}`" if value != "" else "nothing" for value in values)


def _first_line(thing: type) -> str:
    """What its own docstring says first."""
    return inspect.cleandoc(vars(thing).get("__doc__") or "").split("\n\n")[0].replace("\n", " ")
