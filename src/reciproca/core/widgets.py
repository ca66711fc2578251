"""Controls that speak the browser’s own language: dates, times, six figures, and a week’s free moments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class DateInput(forms.DateInput):
    """The browser shows it in the reader’s way; what travels is always 2026-11-22."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class MonthInput(forms.DateInput):
    """A month: where the browser has no control for it, it is typed as 2027-05."""

    input_type = "month"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"placeholder": "2027-05", **(attrs or {})}, format="%Y-%m")


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class DateTimeInput(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class CodeInput(forms.TextInput):
    """Six figures in one field: read out by the phone that received them, pasted in one go."""

    def __init__(self, attrs: dict[str, Any] | None = None, *, length: int = 6) -> None:
        ours = {
            "class": "code-input figures",
            "inputmode": "numeric",
            "autocomplete": "one-time-code",
            "maxlength": length,
            "pattern": "[0-9]*",
        }
        super().__init__({**ours, **(attrs or {})})


# What a free moment is called: "2-evening" is Tuesday evening. Monday is 1, as in ISO 8601.
DAYS = (
    (1, pgettext_lazy("day, short", "Mon"), _("Monday")),
    (2, pgettext_lazy("day, short", "Tue"), _("Tuesday")),
    (3, pgettext_lazy("day, short", "Wed"), _("Wednesday")),
    (4, pgettext_lazy("day, short", "Thu"), _("Thursday")),
    (5, pgettext_lazy("day, short", "Fri"), _("Friday")),
    (6, pgettext_lazy("day, short", "Sat"), _("Saturday")),
    (7, pgettext_lazy("day, short", "Sun"), _("Sunday")),
)
PARTS = (
    ("morning", pgettext_lazy("part of the day", "morning")),
    ("lunch", pgettext_lazy("part of the day", "lunch")),
    ("afternoon", pgettext_lazy("part of the day", "afternoon")),
    ("evening", pgettext_lazy("part of the day", "evening")),
)


class WeekGrid(forms.CheckboxSelectMultiple):
    """A grid of a week’s moments, a box each. The choices of its field are those of `WeekGrid.choices_of()`."""

    template_name = "widgets/week_grid.html"
    is_week = True

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        *,
        days: Sequence[int] = (1, 2, 3, 4, 5),
        parts: Sequence[str] = ("morning", "lunch", "evening"),
        choices: Sequence[tuple[str, Any]] = (),
    ) -> None:
        self.days, self.parts = tuple(days), tuple(parts)
        super().__init__(attrs, choices)

    @staticmethod
    def choices_of(
        days: Sequence[int] = (1, 2, 3, 4, 5), parts: Sequence[str] = ("morning", "lunch", "evening")
    ) -> list:
        words = dict(PARTS)
        return [
            (f"{day}-{part}", f"{long} {words[part]}") for part in parts for day, _short, long in DAYS if day in days
        ]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        chosen = {str(moment) for moment in value or ()}
        context["week"] = week(chosen, days=self.days, parts=self.parts)
        return context

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        # From the project's templates, whatever renderer forms use.
        return mark_safe(render_to_string(self.template_name, self.get_context(name, value, attrs)))

    def first_id(self, id_: str) -> str:
        return f"{id_}_{self.days[0]}-{self.parts[0]}"


def week(
    chosen: set[str] | Mapping[str, Any],
    *,
    days: Sequence[int] = (1, 2, 3, 4, 5),
    parts: Sequence[str] = ("morning", "lunch", "evening"),
) -> dict[str, Any]:
    """The rows and columns of the grid, for the control and for a picture of somebody’s week."""
    named = [day for day in DAYS if day[0] in days]
    return {
        "days": [{"short": short, "long": long} for _n, short, long in named],
        "rows": [
            {
                "part": word,
                "cells": [
                    {"value": f"{n}-{part}", "free": f"{n}-{part}" in chosen, "day": long, "part": word}
                    for n, _short, long in named
                ],
            }
            for part, word in PARTS
            if part in parts
        ],
    }
