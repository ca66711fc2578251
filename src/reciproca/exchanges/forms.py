"""The desk of thanks and recommendations: what is typed is checked here, and stays when it cannot be taken."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

__all__ = ["AskRecommendationForm", "DeclineForm", "RecognitionForm", "RecommendationForm", "VersionForm"]


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class VersionForm(forms.Form):
    """The version of the words that were read."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class RecognitionForm(forms.Form):
    change = forms.CharField(
        label=_("What changed for me"),
        help_text=_("A fact, even a small one. Two lines are enough."),
        max_length=600,
        widget=_area(3),
        error_messages={"required": _("Write what changed for you: two lines are enough.")},
    )
    story = forms.CharField(
        label=pgettext_lazy("thanks", "What happened"),
        help_text=_("For those who were not there. Nothing that should stay between the two of you."),
        max_length=600,
        required=False,
        widget=_area(3),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class RecommendationForm(forms.Form):
    """`finished`: whether it is handed over, and so must have words; a draft may be empty."""

    text = forms.CharField(
        label=_("What would you tell somebody who has not met them yet?"),
        help_text=_("What they do well, and how you saw it. Three or four sentences."),
        max_length=1200,
        required=False,
        widget=_area(7),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, finished: bool = False, name: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["text"]
        if name:
            field.label = _("What would you tell somebody who has not met %(name)s yet?") % {"name": name}
        field.required = finished
        field.error_messages["required"] = _("Write a few words first, or keep the draft for another day.")


class AskRecommendationForm(forms.Form):
    about = forms.CharField(
        label=_("What would you like it to be about?"),
        help_text=_("It is easier to write about one thing: “how I prepare a negotiation”."),
        max_length=300,
        required=False,
        widget=_area(2),
    )


class DeclineForm(forms.Form):
    answer = forms.CharField(
        label=_("A word with it"),
        help_text=_("You need no reason. Only who asked reads it."),
        max_length=300,
        required=False,
        widget=_area(2),
    )
