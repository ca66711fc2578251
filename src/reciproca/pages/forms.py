"""What a search takes from its address, and when somebody wants letters."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reciproca.conversations.choices import Letters
from reciproca.core import clock
from reciproca.core.widgets import DateInput
from reciproca.notifications.choices import Every
from reciproca.suggestions.who_can_help import LONGEST_SENTENCE

from .words import hour_of_day, weekday_said

__all__ = ["LettersForm", "WishForm"]


class WishForm(forms.Form):
    """One sentence, and what narrows it."""

    q = forms.CharField(required=False, max_length=LONGEST_SENTENCE)
    city = forms.CharField(required=False, max_length=80)
    language = forms.CharField(required=False, max_length=5)
    free = forms.BooleanField(required=False)  # when whoever looks is


class LettersForm(forms.Form):
    """All that one may wish of the letters that nobody's act brings."""

    every = forms.ChoiceField(label=_("The weekly letter"), choices=Every.choices, widget=forms.RadioSelect)
    weekday = forms.TypedChoiceField(label=_("On which day"), coerce=int)
    hour = forms.TypedChoiceField(label=_("From what time"), coerce=int)
    unread = forms.ChoiceField(
        label=_("When a message waits to be read"), choices=Letters.choices, widget=forms.RadioSelect
    )
    quiet_from = forms.TypedChoiceField(label=_("No letters from"), coerce=int)
    quiet_until = forms.TypedChoiceField(label=_("until"), coerce=int)
    paused_until = forms.DateField(
        label=_("No letters at all before"),
        required=False,
        widget=DateInput(),
        help_text=_("For a holiday, or a full month. Empty: they come as you wish above."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hours = [(hour, hour_of_day(hour)) for hour in range(24)]
        self.fields["weekday"].choices = [(day, weekday_said(day)) for day in range(7)]  # type: ignore[attr-defined]
        for name in ("hour", "quiet_from", "quiet_until"):
            self.fields[name].choices = hours  # type: ignore[attr-defined]

    def clean_paused_until(self) -> Any:
        until = self.cleaned_data["paused_until"]
        if until is not None and (until - clock.today()).days > 366:
            raise forms.ValidationError(_("A year is the longest pause. For longer, choose “Never”."))
        return until
