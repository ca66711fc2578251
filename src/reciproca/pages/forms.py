"""What a search takes from its address."""

from django import forms

from reciproca.suggestions.who_can_help import LONGEST_SENTENCE

__all__ = ["WishForm"]


class WishForm(forms.Form):
    """One sentence, and what narrows it."""

    q = forms.CharField(required=False, max_length=LONGEST_SENTENCE)
    city = forms.CharField(required=False, max_length=80)
    language = forms.CharField(required=False, max_length=5)
    free = forms.BooleanField(required=False)  # when whoever looks is
