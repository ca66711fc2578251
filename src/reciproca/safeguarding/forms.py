"""The desk: what is typed is checked here, and stays when it cannot be taken."""

from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from .choices import Decided, Reason
from .measures import BOUNDS
from .reportable import can_be_taken_away

__all__ = ["DecisionForm", "MeasuresForm", "ObjectionForm", "ReplyForm", "ReportForm"]


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ReportForm(forms.Form):
    reason = forms.ChoiceField(label=_("What is not right"), choices=Reason.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In your words"),
        help_text=_("What happened, since when, what would help. As much as you like."),
        max_length=2000,
        required=False,
        widget=_lines(4),
    )
    is_named = forms.BooleanField(
        label=_("Whoever decides may know that it was me"),
        help_text=_("Then they can ask you back. Without it your name stays with the program."),
        required=False,
    )
    block = forms.BooleanField(
        label=_("I would rather not meet this person any more"),
        help_text=_("From then on you are absent to each other. Nobody is told, and you can undo it."),
        required=False,
    )


class DecisionForm(forms.Form):
    """One thing to do about a report; what is written to whom is said beside each box."""

    decided = forms.ChoiceField(label=_("What you do"), choices=Decided.choices, widget=forms.RadioSelect)
    days = forms.IntegerField(
        label=_("For how many days"), help_text=_("Only for who does not write to others for now."), min_value=1, max_value=30,
        initial=14,
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Why"), help_text=_("For those who coordinate, so that it can be understood later."), max_length=1000,
        widget=_lines(3),
    )  # fmt: skip
    to_reporter = forms.CharField(
        label=_("To who reported"), help_text=_("What was decided, as you would say it to them."), max_length=1000,
        widget=_lines(3),
    )  # fmt: skip
    to_concerned = forms.CharField(
        label=_("To whom it concerns"),
        help_text=_("Why, and for how long. They can object. Say nothing by which they could guess who reported."),
        max_length=1000,
        required=False,
        widget=_lines(3),
    )

    def __init__(self, *arguments: Any, kind: str, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if not can_be_taken_away(kind):
            decided = self.fields["decided"]
            assert isinstance(decided, forms.ChoiceField)
            decided.choices = [(value, label) for value, label in Decided.choices if value != Decided.REMOVE]


class ObjectionForm(forms.Form):
    words = forms.CharField(
        label=_("Why it is not right"),
        help_text=_("Whoever coordinates reads it, if possible somebody else than who decided."),
        max_length=2000,
        widget=_lines(5),
    )


class ReplyForm(forms.Form):
    words = forms.CharField(label=_("Your answer"), max_length=2000, widget=_lines(4))


class MeasuresForm(forms.Form):
    """How much of a thing is possible, within the bounds of safety."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    strangers_a_day = forms.IntegerField(label=_("New people one may write to in a day"))
    requests_open = forms.IntegerField(label=_("Requests to be connected that wait at a time"))
    requests_a_day = forms.IntegerField(label=_("Requests to be connected in a day"))
    asks_open = forms.IntegerField(label=_("Asks that are open at a time"))
    introductions_open = forms.IntegerField(label=_("Introductions asked for that wait at a time"))
    introductions_a_month = forms.IntegerField(label=_("Introductions asked for within thirty days"))
    strangers_a_day_at_first = forms.IntegerField(label=_("New people in a day, for who has just come"))
    days_at_first = forms.IntegerField(label=_("How many days count as the first ones"))
    links_at_first = forms.BooleanField(
        label=_("Who has just come may put links in what they write"),
        help_text=_("In requests, asks, answers, shares and on the profile. Without them spam has nothing to gain."),
        required=False,
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for name, (least, most) in BOUNDS.items():
            field = self.fields[name]
            assert isinstance(field, forms.IntegerField)
            field.min_value, field.max_value = least, most
            field.validators += [MinValueValidator(least), MaxValueValidator(most)]
            field.widget.attrs |= {"min": least, "max": most}
            field.help_text = _("Between %(least)s and %(most)s.") % {"least": least, "most": most}
