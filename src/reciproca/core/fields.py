"""Fields of forms, handled with their types."""

from typing import Any

from django.forms import BaseForm, ChoiceField

__all__ = ["choice_field", "put_in_field"]


def choice_field(form: BaseForm, name: str) -> ChoiceField:
    """The field of this name, one of those with choices."""
    field = form.fields[name]
    assert isinstance(field, ChoiceField), f"{name} has no choices."
    return field


def put_in_field(form: BaseForm, name: str, value: Any) -> None:
    """Show something else in a field of a form that was sent."""
    sent: Any = form.data
    form.data = sent = sent.copy()
    sent[form.add_prefix(name)] = value
