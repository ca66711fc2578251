"""Fields of forms, handled with their types."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.forms import BaseForm, ChoiceField, DateField
from django.utils.translation import gettext_lazy as _

from .widgets import MonthInput

__all__ = ["MonthField", "choice_field", "put_in_field"]


class MonthField(DateField):
    """A month, as its first day: chosen in the browser, or typed as 2027-05 or 05/2027."""

    widget = MonthInput
    input_formats = ["%Y-%m", "%m/%Y", "%m-%Y", "%m.%Y"]
    default_error_messages = {"invalid": _("Write the month as in 2027-05.")}

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        return day.replace(day=1) if day else None

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and not 1900 <= value.year <= 2200:
            raise ValidationError(self.error_messages["invalid"], code="invalid")


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
