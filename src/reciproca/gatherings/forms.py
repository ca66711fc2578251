"""The desk of coffee rounds: what is typed is checked here, and stays when it cannot be taken."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reciproca.core import clock
from reciproca.core.fields import choice_field
from reciproca.core.widgets import DateInput

from .choices import EVERY_WEEKS, CoffeeWay, Word
from .models import LONGEST_APART, MOST_ROUNDS
from .words import every_said

__all__ = ["CoffeeForm", "ToggleForm", "WordForm"]

FURTHEST = timedelta(days=365)


class CoffeeForm(forms.Form):
    title = forms.CharField(
        label=_("Its name"), help_text=_("As you would say it aloud: “A coffee with somebody new”."), max_length=80
    )
    words = forms.CharField(
        label=_("A line or two on what it is for"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    whose = forms.ChoiceField(
        label=_("For whom it is"),
        help_text=_("Nobody is in by it, not even you: each says so with one tap."),
        widget=forms.RadioSelect,
    )
    begins_on = forms.DateField(
        label=_("The first round"), help_text=_("At eight in the morning of that day."), widget=DateInput()
    )
    every_weeks = forms.TypedChoiceField(label=_("How often"), coerce=int, widget=forms.RadioSelect)
    rounds = forms.IntegerField(label=_("How many rounds"), min_value=1, max_value=MOST_ROUNDS)
    apart_rounds = forms.IntegerField(
        label=_("Nobody meets the same person again within so many rounds"),
        help_text=_("Left empty: three months. In a small group choose fewer than you are, or some are left over."),
        min_value=1,
        max_value=LONGEST_APART,
        required=False,
    )
    way = forms.ChoiceField(label=_("How you meet"), choices=CoffeeWay.choices, widget=forms.RadioSelect)
    city = forms.CharField(
        label=_("Where"), help_text=_("A town, if it is for those who live there."), max_length=80, required=False
    )

    def __init__(
        self, *arguments: Any, groups: Iterable[tuple[str, str | Promise]], zone: ZoneInfo, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.zone = zone
        choice_field(self, "whose").choices = list(groups)
        choice_field(self, "every_weeks").choices = [(weeks, every_said(weeks).capitalize()) for weeks in EVERY_WEEKS]

    def clean_begins_on(self) -> date:
        begins_on: date = self.cleaned_data["begins_on"]
        today = clock.now().astimezone(self.zone).date()
        if begins_on <= today:
            raise forms.ValidationError(_("Choose a day that is still to come."))
        if begins_on > today + FURTHEST:
            raise forms.ValidationError(_("That is more than a year away. Choose a day that is nearer."))
        return begins_on

    @property
    def said(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "whose"}


class ToggleForm(forms.Form):
    """Pause or go on, skip or be in all the same."""

    answer = forms.ChoiceField(choices=[("yes", _("Yes")), ("no", _("No"))])


class WordForm(forms.Form):
    answer = forms.ChoiceField(choices=Word.choices)
