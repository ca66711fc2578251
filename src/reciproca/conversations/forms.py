"""The desk of conversations: what is typed is checked here, and stays when it cannot be taken."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .choices import Echo, Letters

__all__ = [
    "DraftForm",
    "EchoForm",
    "FileForm",
    "FirstMessageForm",
    "LettersForm",
    "MessageForm",
    "PlaceForm",
    "WordsForm",
]

MOST = 4000


def _words(**more: Any) -> forms.CharField:
    return forms.CharField(
        label=_("Your message"), max_length=MOST, required=False, widget=forms.Textarea(attrs={"rows": 2, **more})
    )


class MessageForm(forms.Form):
    """`heard`: it says back what the other said. `quote`: public id of the message it quotes."""

    text = _words()
    heard = forms.BooleanField(label=_("What I heard"), required=False)
    quote = forms.UUIDField(widget=forms.HiddenInput, required=False)


class FirstMessageForm(forms.Form):
    text = forms.CharField(
        label=_("Your message"),
        help_text=_("Say what brings you: where you met, or what made you think of them."),
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write a line first.")},
    )


class WordsForm(forms.Form):
    """Other words for a message."""

    text = forms.CharField(
        label=_("Your message"),
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write a line first; or take the message back.")},
    )


class DraftForm(forms.Form):
    text = _words()


class FileForm(forms.Form):
    """A file for the draft, and what was typed until then."""

    text = _words()
    file = forms.FileField(label=_("A picture or a PDF"))


class EchoForm(forms.Form):
    echo = forms.ChoiceField(choices=[(Echo.YES, Echo.YES.label), (Echo.NOT_QUITE, Echo.NOT_QUITE.label)])


class PlaceForm(forms.Form):
    """`on`: mute, or put away; else the contrary."""

    on = forms.BooleanField(required=False)


class LettersForm(forms.Form):
    letters = forms.ChoiceField(
        label=_("When something waits to be read"), choices=Letters.choices, widget=forms.RadioSelect
    )
