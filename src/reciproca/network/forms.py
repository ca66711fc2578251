"""The desk: what is typed is checked here, and stays when it cannot be taken."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reciproca.core.days import day_written
from reciproca.core.widgets import DateInput, TimeInput

from .choices import KindNo, Rhythm
from .models import MOST_HOURS

__all__ = [
    "CareForm",
    "CodeForm",
    "DeclineForm",
    "GivingForm",
    "PlaceForm",
    "QuestionForm",
    "ReminderForm",
    "ReplyForm",
    "RequestForm",
    "TimeForm",
]  # fmt: skip

MINUTES = (
    (15, _("a quarter of an hour")),
    (30, _("half an hour")),
    (45, _("three quarters of an hour")),
    (60, _("an hour")),
)


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class RequestForm(forms.Form):
    context = forms.CharField(
        label=_("Where you know each other from, or what you share"),
        help_text=_("A dinner, a place you both worked at, a question of theirs that stayed with you."),
        max_length=300,
        widget=_lines(3),
    )
    why = forms.CharField(
        label=_("Why now"),
        help_text=_("What made you think of them these days. Two or three lines, as you would say it."),
        max_length=600,
        widget=_lines(4),
    )
    offer = forms.CharField(
        label=_("What you could do for them"), max_length=300, required=False, widget=_lines(2)
    )  # fmt: skip


class QuestionForm(forms.Form):
    question = forms.CharField(label=_("Your question"), max_length=600, widget=_lines(3))


class ReplyForm(forms.Form):
    reply = forms.CharField(label=_("Your answer"), max_length=600, widget=_lines(4))


class DeclineForm(forms.Form):
    no = forms.ChoiceField(label=_("In which words"), choices=KindNo.choices, widget=forms.RadioSelect)
    words = forms.CharField(label=_("And a word of your own"), max_length=300, required=False, widget=_lines(2))


class PlaceForm(forms.Form):
    place = forms.CharField(
        label=_("In which place you are"),
        help_text=_("“At the fair in Verona”: it stays between the two of you."),
        max_length=120,
        required=False,
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("The eight letters and figures on their screen"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class CareForm(forms.Form):
    note = forms.CharField(
        label=_("Your notes"),
        help_text=_("What matters to them, what you spoke of, what to ask about next time."),
        max_length=4000,
        required=False,
        widget=_lines(7),
    )
    rhythm = forms.TypedChoiceField(
        label=_("How often you would like to be in touch"),
        choices=Rhythm.choices,
        coerce=int,
        initial=Rhythm.NONE,
        widget=forms.RadioSelect,
    )


class ReminderForm(forms.Form):
    on = forms.DateField(label=pgettext_lazy("reminder", "Day"), widget=DateInput())
    words = forms.CharField(
        label=_("What to remember"), help_text=_("“Her fair opens”, “ask how the move went”."), max_length=140
    )


class TimeForm(forms.Form):
    weekday = forms.TypedChoiceField(label=pgettext_lazy("weekly time", "Day"), coerce=int)
    starts_at = forms.TimeField(label=pgettext_lazy("weekly time", "From"), widget=TimeInput())
    minutes = forms.TypedChoiceField(
        label=_("For how long"), choices=MINUTES, coerce=int, initial=30, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["weekday"].choices = weekdays()  # type: ignore[attr-defined]


class GivingForm(forms.Form):
    hours_a_month = forms.IntegerField(
        label=_("Hours a month"),
        help_text=_("Two, for instance. Empty: as it comes. Zero: not for now, and nothing is brought to you."),
        required=False,
        min_value=0,
        max_value=MOST_HOURS,
    )
    named = forms.BooleanField(
        label=_("I may be named where help was passed on"),
        help_text=_(
            "Whoever helped you, or helped somebody who helped you, reads your name when their help has gone on through you. Without it they read “somebody”, or nothing."
        ),
        required=False,
    )


def weekdays() -> list[tuple[int, str]]:
    """The days of the week in the language in force, from Monday."""
    a_monday = date(2026, 1, 5)
    return [(day, day_written(a_monday.replace(day=5 + day), "EEEE")) for day in range(7)]
