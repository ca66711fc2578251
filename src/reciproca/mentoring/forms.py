"""The desk of mentorships: what is typed is checked here, and stays when it cannot be taken."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reciproca.core import clock
from reciproca.core.fields import choice_field
from reciproca.core.widgets import DateInput, TimeInput

from .choices import Channel, Confidentiality, Ending, GoalState, Outcome, Trouble, Wish
from .models import Agreement, MentoringSession, Mentorship
from .words import cadence_said, place_of_zone

__all__ = [
    "AgreementForm",
    "ConcernForm",
    "ConfirmForm",
    "ConfirmSessionForm",
    "CoordinatorEndForm",
    "CoordinatorPauseForm",
    "EndForm",
    "FeedbackForm",
    "GoalForm",
    "GoalOutcomeForm",
    "LogForm",
    "NotWorkingForm",
    "NoteForm",
    "PauseForm",
    "PointForm",
    "ReflectionForm",
    "SessionForm",
    "SignalForm",
    "TellForm",
]  # fmt: skip

CADENCES = (7, 14, 21, 28)


class Plain(forms.Form):
    """Fields are marked optional, not required; text areas are as tall as what one writes in them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs.setdefault("rows", 4)


def _text(label: Any, most: int, *, help_text: Any = "", required: bool = False, rows: int = 4) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=most, required=required, help_text=help_text, widget=widget)


class AgreementForm(Plain):
    cadence_days = forms.TypedChoiceField(label=_("How often"), coerce=int)
    when = forms.CharField(
        label=_("Usually when"), max_length=80, required=False, help_text=_("For example: Tuesday evening.")
    )
    minutes = forms.IntegerField(label=_("How many minutes"), min_value=10, max_value=480)
    channel = forms.ChoiceField(label=_("How"), choices=Channel.choices, widget=forms.RadioSelect)
    confidentiality = forms.ChoiceField(
        label=_("What happens to what you say"), choices=Confidentiality.choices, widget=forms.RadioSelect
    )
    until = forms.DateField(label=_("Until when"), required=False, widget=DateInput())
    goals = _text(
        _("Goals"),
        700,
        help_text=_("One a line, three at most. What should be different at the end?"),
        rows=3,
    )
    words = _text(_("Anything else you want to agree"), 1000, rows=3)

    def __init__(
        self, *args: Any, mentorship: Mentorship, known: Agreement | None = None, first: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        cohort = mentorship.cohort
        names = ("cadence_days", "minutes", "channel", "confidentiality", "when", "until", "words")
        if known is not None:
            self.initial.update({name: getattr(known, name) for name in names} | {"goals": "\n".join(known.goals)})
        else:
            self.initial.update(
                {
                    "cadence_days": cohort.cadence_days,
                    "minutes": 45,
                    "channel": Channel.VIDEO,
                    "confidentiality": Confidentiality.BETWEEN_US,
                    "until": cohort.ends_on,
                }
            )
        days = sorted({*CADENCES, cohort.cadence_days, *([known.cadence_days] if known else [])})
        choice_field(self, "cadence_days").choices = [(each, cadence_said(each)) for each in days]
        if not first:  # later the goals have a life of their own
            del self.fields["goals"]

    def clean_until(self) -> date | None:
        until = self.cleaned_data["until"]
        if until and until <= clock.today():
            raise forms.ValidationError(_("Choose a day that is still to come."))
        return until

    def clean_goals(self) -> list[str]:
        goals = [" ".join(line.split()) for line in self.cleaned_data["goals"].splitlines() if line.strip()]
        if len(goals) > 3:
            raise forms.ValidationError(_("These are more than three: keep those that matter most now."))
        if any(len(goal) > 200 for goal in goals):
            raise forms.ValidationError(_("One of them is longer than 200 characters: say it in fewer words."))
        return goals


class GoalForm(Plain):
    text = forms.CharField(
        label=_("What should be different at the end?"),
        max_length=200,
        help_text=_("In words you would use yourself: “say my price without apologising”."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class GoalOutcomeForm(Plain):
    state = forms.ChoiceField(label=_("Where it stands"), choices=GoalState.choices, widget=forms.RadioSelect)
    word = forms.CharField(label=_("A word on it"), max_length=300, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class InAZone(Plain):
    """A day, an hour, and whose clock they mean: asked only when the two live by different ones."""

    zones: list[str]

    def ask_zone(self, zones: list[str], chosen: str = "") -> None:
        self.zones = list(dict.fromkeys([*zones, *([chosen] if chosen else [])]))
        field = choice_field(self, "time_zone")
        field.choices = [(zone, place_of_zone(zone)) for zone in self.zones]
        self.initial.setdefault("time_zone", chosen or self.zones[0])
        if len(self.zones) == 1:
            field.widget = forms.HiddenInput()
            field.required = False

    def clean_time_zone(self) -> str:
        return self.cleaned_data["time_zone"] or self.zones[0]

    @property
    def moment(self) -> datetime:
        data = self.cleaned_data
        return datetime.combine(data["day"], data["hour"], tzinfo=ZoneInfo(data["time_zone"])).astimezone(UTC)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if {"day", "hour", "time_zone"} <= data.keys() and not self.errors:
            local: time = data["hour"].replace(second=0, microsecond=0)
            data["hour"] = local
            if self.moment.astimezone(ZoneInfo(data["time_zone"])).time() != local:
                self.add_error(
                    "hour", now_("That hour does not exist on that day: the clocks go forward. Choose another.")
                )
        return data


class SessionForm(InAZone):
    slot = forms.ChoiceField(label=_("Moments that suit you both"), required=False, widget=forms.RadioSelect)
    day = forms.DateField(label=_("Day"), widget=DateInput(), required=False)
    hour = forms.TimeField(label=_("Time"), widget=TimeInput(), required=False)
    time_zone = forms.ChoiceField(label=_("By which clock"))
    minutes = forms.IntegerField(label=_("How many minutes"), min_value=5, max_value=480)
    channel = forms.ChoiceField(label=_("How"), choices=Channel.choices, widget=forms.RadioSelect)
    place = forms.CharField(
        label=_("Place or link"),
        max_length=300,
        required=False,
        help_text=_("A link to the call, or where you meet. It stands in the invitation."),
    )
    every_days = forms.TypedChoiceField(label=_("Again"), required=False, coerce=int)
    until = forms.DateField(
        label=_("Until when"),
        required=False,
        widget=DateInput(),
        help_text=_("Only when it comes again. Each session is one of its own: you can move or call off one alone."),
    )
    points = _text(
        _("What you want to talk about"), 2000, help_text=_("A point a line. The other can add theirs."), rows=3
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        zones: list[str],
        session: MentoringSession | None = None,
        agreement: Agreement | None = None,
        slots: Sequence[tuple[datetime, str]] = (),
        until: date | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.unmarked = ("slot", "day", "hour", "every_days", "until")
        choices = [(moment.isoformat(), said) for moment, said in slots]
        choice_field(self, "slot").choices = [*choices, ("", _("another moment: choose it below"))]
        if not slots or session is not None:
            del self.fields["slot"]
        if session is None:
            days = sorted({*CADENCES, *([agreement.cadence_days] if agreement else [])})
            once = [(0, _("only this once"))]
            choice_field(self, "every_days").choices = once + [(each, cadence_said(each)) for each in days]
            self.initial["until"] = until
        if session is not None:
            local = session.starts_at.astimezone(ZoneInfo(session.time_zone))
            self.initial.update({
                "day": local.date(), "hour": local.time(), "minutes": session.minutes, "channel": session.channel,
                "place": session.place, "version": session.version,
            })  # fmt: skip
            for name in ("points", "every_days", "until"):
                del self.fields[name]
        else:
            self.initial.update(
                {
                    "minutes": agreement.minutes if agreement else 45,
                    "channel": agreement.channel if agreement else Channel.VIDEO,
                }
            )
        self.ask_zone(zones, session.time_zone if session else "")

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if slot := data.get("slot"):
            if data.get("day") or data.get("hour"):
                self.add_error("slot", now_("Choose one of these moments, or write a day and a time: not both."))
                return data
            local = datetime.fromisoformat(slot).astimezone(ZoneInfo(self.zones[0]))
            data |= {"day": local.date(), "hour": local.time(), "time_zone": self.zones[0]}
        for name, sentence in (("day", now_("Choose a day.")), ("hour", now_("Choose a time."))):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, sentence)
        if data.get("every_days") and not data.get("until") and "until" not in self.errors:
            self.add_error("until", now_("Until which day should it come again?"))
        return super().clean() if not self.errors else data

    @property
    def series(self) -> dict[str, Any]:
        """How it comes again; empty when only once."""
        data = self.cleaned_data
        return {name: data[name] for name in ("every_days", "until")} if data.get("every_days") else {}

    @property
    def planned(self) -> dict[str, Any]:
        data = self.cleaned_data
        names = ("minutes", "time_zone", "channel", "place")
        return {name: data[name] for name in names} | {"starts_at": self.moment}


class TellForm(Plain):
    outcome = forms.ChoiceField(label=_("What happened"), choices=Outcome.choices, widget=forms.RadioSelect)
    minutes = forms.IntegerField(label=_("How many minutes"), min_value=1, max_value=480)
    topics = _text(_("What you talked about"), 400, help_text=_("A line is enough. Both of you read it."), rows=2)
    next_step = _text(_("And then: the next step"), 400, rows=2)

    @property
    def told(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("outcome", "minutes", "topics", "next_step")}


class LogForm(InAZone):
    """A session that was in no calendar."""

    day = forms.DateField(label=_("Day"), widget=DateInput())
    hour = forms.TimeField(label=_("Time, more or less"), widget=TimeInput())
    time_zone = forms.ChoiceField(label=_("By which clock"))
    minutes = forms.IntegerField(label=_("How many minutes"), min_value=1, max_value=480)
    channel = forms.ChoiceField(label=_("How"), choices=Channel.choices, widget=forms.RadioSelect)
    topics = _text(_("What you talked about"), 400, help_text=_("A line is enough. Both of you read it."), rows=2)
    next_step = _text(_("And then: the next step"), 400, rows=2)

    def __init__(self, *args: Any, zones: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.update({"minutes": 45, "channel": Channel.VIDEO})
        self.ask_zone(zones)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors and self.moment > clock.now():
            self.add_error("day", now_("This day is still to come: plan the session instead."))
        return data


class PointForm(Plain):
    text = forms.CharField(label=_("One more point"), max_length=200)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=240, required=False)


class ConfirmSessionForm(Plain):
    told = forms.IntegerField(required=False)


class ConfirmForm(Plain):
    """Nothing but a yes."""


class NoteForm(Plain):
    text = _text(pgettext_lazy("of a mentorship", "Note"), 8000, required=True, rows=8)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class FeedbackForm(Plain):
    helped = _text(_("What helped me"), 2000)
    change = _text(_("What I would change"), 2000)
    gained = _text(_("What I gained"), 2000)
    gave = _text(_("What I think I gave"), 2000)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not any(str(data.get(name, "")).strip() for name in self.fields):
            raise forms.ValidationError(_("Write at least one of the four: a line is enough."))
        return data


class SignalForm(Plain):
    rating = forms.TypedChoiceField(
        label=_("How is it going?"),
        required=False,
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
        choices=[(5, _("very well")), (4, _("well")), (3, _("so so")), (2, _("not well")), (1, _("badly"))],
    )
    words = _text(_("In your words"), 2000)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("rating") is None and not str(data.get("words", "")).strip():
            raise forms.ValidationError(_("Choose an answer, or write a few words."))
        return data


class ConcernForm(Plain):
    words = _text(_("What worries you"), 2000, required=True, rows=6)


class NotWorkingForm(Plain):
    troubles = forms.MultipleChoiceField(
        label=_("What stands between you"),
        choices=Trouble.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("It blames nobody: choose what is true, or nothing."),
    )
    wish = forms.ChoiceField(label=_("What would help"), choices=Wish.choices, widget=forms.RadioSelect)
    words = _text(_("In your words"), 2000)


class PauseForm(Plain):
    until = forms.DateField(label=_("Until which day"), widget=DateInput())

    def clean_until(self) -> date:
        until = self.cleaned_data["until"]
        if until <= clock.today():
            raise forms.ValidationError(_("Choose a day that is still to come."))
        return until


class WithReason(Plain):
    """A step of whoever coordinates: a reason if they wish, and who reads it."""

    reason = _text(_("Why, in a few words"), 1000, rows=3)
    readers = forms.ChoiceField(
        label=_("Who reads these words"),
        choices=[("coordinators", _("Only whoever coordinates")), ("both", _("The two of them as well"))],
        widget=forms.RadioSelect,
        initial="coordinators",
        required=False,
    )

    @property
    def said(self) -> dict[str, Any]:
        return {"reason": self.cleaned_data["reason"], "is_told": self.cleaned_data["readers"] == "both"}


class CoordinatorPauseForm(PauseForm, WithReason):
    field_order = ("until", "reason", "readers")


class CoordinatorEndForm(WithReason):
    ending = forms.ChoiceField(
        label=_("How it ends"),
        choices=[
            (Ending.DECIDED, _("It stops here")),
            (Ending.CLOSED, _("It has come to its end: the closing questions open for the two")),
        ],
        widget=forms.RadioSelect,
        initial=Ending.DECIDED,
    )
    field_order = ("ending", "reason", "readers")


class ReflectionForm(Plain):
    taken = _text(_("What I take with me"), 2000, help_text=_("Only you read this."), rows=3)
    passing_on = _text(_("What I could pass on to somebody else"), 2000, help_text=_("Only you read this."), rows=3)
    farewell = _text(_("A last word to the other"), 2000, rows=3)


class EndForm(ReflectionForm):
    """To close, the words may stay unwritten."""
