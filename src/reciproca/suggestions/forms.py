"""The desk: what is typed is checked here, and stays when it cannot be taken."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .choices import ASIDE_KEY, Aside, MentorAnswer

__all__ = ["AnswerForm", "AsideForm", "ConfirmForm", "MentorForm", "OfferForm", "TakeBackForm"]


class OfferForm(forms.Form):
    words = forms.CharField(
        label=_("What you can do, and in how much time"),
        help_text=_("Two or three lines, as you would say it. Something small that ends is easier to accept."),
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class AnswerForm(forms.Form):
    reply = forms.CharField(
        label=_("A word back"), max_length=600, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    answer = forms.ChoiceField(choices=[("yes", "yes"), ("no", "no")], widget=forms.HiddenInput)


class ConfirmForm(forms.Form):
    solved = forms.BooleanField(label=_("I no longer need it: close my need"), required=False)


class AsideForm(forms.Form):
    key = forms.RegexField(ASIDE_KEY, max_length=80)
    how = forms.ChoiceField(choices=Aside.choices)
    today = forms.BooleanField(required=False)  # asked on Today, and back to it
    relationships = forms.BooleanField(required=False)  # asked there, and back to it


class TakeBackForm(forms.Form):
    key = forms.RegexField(ASIDE_KEY, max_length=80, required=False)  # none: the last one


class MentorForm(forms.Form):
    answer = forms.ChoiceField(choices=MentorAnswer.choices)
