"""The desk of coffee rounds and of meet-ups: what is typed is checked here, and stays when it cannot be taken."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from reciproca.core import clock
from reciproca.core.fields import choice_field
from reciproca.core.widgets import DateInput, TimeInput

from .choices import EVERY_WEEKS, CoffeeWay, Word
from .models import FEWEST, LONGEST_APART, MOST_PLACES, MOST_ROUNDS
from .words import every_said

__all__ = [
    "ArrivalForm", "CoffeeChangeForm", "CoffeeForm", "MeetupChangeForm", "MeetupForm", "MetForm", "ToggleForm", "WordForm",
]  # fmt: skip

FURTHEST = timedelta(days=365)


class CoffeeChangeForm(forms.Form):
    title = forms.CharField(
        label=_("Its name"), help_text=_("As you would say it aloud: “A coffee with somebody new”."), max_length=80
    )
    words = forms.CharField(
        label=_("A line or two on what it is for"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
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

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, zone: ZoneInfo, drawn: int = 0, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.zone = zone
        if drawn:
            self.fields["begins_on"].label = _("The next round")
            self.fields["rounds"].help_text = ngettext_lazy(
                "%(n)s has been drawn, and counts.", "%(n)s have been drawn, and count.", "n"
            ) % {"n": drawn}  # fmt: skip
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
        return {name: value for name, value in self.cleaned_data.items() if name not in ("whose", "version")}


class CoffeeForm(CoffeeChangeForm):
    whose = forms.ChoiceField(
        label=_("For whom it is"),
        help_text=_("Nobody is in by it, not even you: each says so with one tap."),
        widget=forms.RadioSelect,
    )
    version = None  # type: ignore[assignment]
    field_order = ("title", "words", "whose", "begins_on", "every_weeks", "rounds", "apart_rounds", "way", "city")

    def __init__(self, *arguments: Any, groups: Iterable[tuple[str, str | Promise]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        choice_field(self, "whose").choices = list(groups)


class ToggleForm(forms.Form):
    """Pause or go on, skip or be in all the same."""

    answer = forms.ChoiceField(choices=[("yes", _("Yes")), ("no", _("No"))])


class WordForm(forms.Form):
    answer = forms.ChoiceField(choices=Word.choices)


class MeetupChangeForm(forms.Form):
    """The day and the hour by one's own clock."""

    title = forms.CharField(
        label=_("Its name"), help_text=_("As it would stand on a poster: “A walk along the walls”."), max_length=80
    )
    words = forms.CharField(
        label=_("What it is for, and for whom"),
        help_text=_("A line is enough. **Bold**, lists and links as in a note."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    day = forms.DateField(label=_("Day"), widget=DateInput())
    hour = forms.TimeField(label=_("Time"), widget=TimeInput())
    minutes = forms.IntegerField(label=_("How many minutes"), min_value=20, max_value=480)
    where = forms.CharField(
        label=_("Where"), help_text=_("A place, or the address of the video room."), max_length=300, required=False
    )
    most = forms.IntegerField(
        label=_("How many at most"),
        help_text=_("Yourself among them. Left empty: as many as like. Whoever comes later waits for a place."),
        min_value=FEWEST,
        max_value=MOST_PLACES,
        required=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *arguments: Any, zone: ZoneInfo, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.zone = zone

    def clean_hour(self) -> time:
        hour: time = self.cleaned_data["hour"].replace(second=0, microsecond=0)
        day = self.cleaned_data.get("day")
        if day is not None and self._moment(day, hour).astimezone(self.zone).time() != hour:
            raise forms.ValidationError(
                gettext("That hour does not exist on that day: the clocks go forward. Choose another.")
            )
        return hour

    def _moment(self, day: date, hour: time) -> datetime:
        return datetime.combine(day, hour, tzinfo=self.zone).astimezone(UTC)

    @property
    def said(self) -> dict[str, Any]:
        data = self.cleaned_data
        kept = {name: data[name] for name in ("title", "words", "minutes", "where", "most")}
        return {**kept, "starts_at": self._moment(data["day"], data["hour"]), "time_zone": self.zone.key}


class MeetupForm(MeetupChangeForm):
    whose = forms.ChoiceField(
        label=_("Who may come"),
        help_text=_("They find it on their page. Nobody receives a letter who has not said that they come."),
        widget=forms.RadioSelect,
    )
    version = None  # type: ignore[assignment]
    field_order = ("title", "words", "whose", "day", "hour", "minutes", "where", "most")

    def __init__(self, *arguments: Any, groups: Iterable[tuple[str, str | Promise]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        choice_field(self, "whose").choices = list(groups)


class ArrivalForm(forms.Form):
    code = forms.CharField(
        label=_("The code at the door"),
        help_text=_("Eight letters and figures, on the screen of whoever called it."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


class MetForm(forms.Form):
    people = forms.MultipleChoiceField(
        label=_("With whom did you meet?"),
        help_text=_("It counts as soon as the other says so too. Nobody is told whom you leave out."),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *arguments: Any, people: Iterable[tuple[str, str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        choice_field(self, "people").choices = list(people)
