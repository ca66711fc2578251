"""The field with which people say when they are free, on whichever desk it is asked."""

from typing import Any

from django import forms

from reciproca.core.widgets import WeekGrid

from .choices import DAY_PARTS, DAYS

__all__ = ["AvailabilityField"]

WEEK: dict[str, Any] = {"days": (1, 2, 3, 4, 5, 6, 7), "parts": DAY_PARTS}


class AvailabilityField(forms.MultipleChoiceField):
    """A week's free moments: "2-evening" on the page, "tue-evening" in the profile."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=WeekGrid(**WEEK), choices=WeekGrid.choices_of(**WEEK), **options)

    def prepare_value(self, value: Any) -> list[str]:
        slots = [str(slot).partition("-") for slot in value or ()]
        return [f"{DAYS.index(day) + 1 if day in DAYS else day}-{part}" for day, _dash, part in slots]

    def clean(self, value: Any) -> list[str]:
        chosen = [slot.partition("-") for slot in super().clean(value)]
        return [f"{DAYS[int(day) - 1]}-{part}" for day, _dash, part in chosen]
