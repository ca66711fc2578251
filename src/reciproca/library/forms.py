"""The desk of the library: what is typed is checked here, and stays when it cannot be taken."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from reciproca.communities.choices import LANGUAGES

from .choices import MONTHS, Role
from .models import LONGEST

__all__ = [
    "AgreeForm", "AskForm", "CaveatForm", "CollectionForm", "EnclosureForm", "EntryForm", "HelpForm", "NoteForm", "RemarkForm", "TogetherForm",
    "WantedForm",
]  # fmt: skip

MOST_TOPICS = 5
MOST_SOURCES = 10


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class NoteForm(forms.Form):
    title = forms.CharField(
        label=_("Its title"),
        help_text=_("As somebody would look for it: “The evening before signing”."),
        max_length=120,
    )
    text = forms.CharField(
        label=_("What you have learned"),
        help_text=_(
            "What happened, what you do now, what you do not know. A line that begins with ## is a heading, one that begins with - a list, **so** is bold."
        ),
        max_length=LONGEST,
        widget=_lines(18),
    )
    sources = forms.CharField(
        label=_("What it rests on"),
        help_text=_("A book, a page, a person: a line each, up to ten. An address begins with https://."),
        max_length=3000,
        required=False,
        widget=_lines(3),
    )
    topics = forms.CharField(
        label=_("What it is about"),
        help_text=_("Up to five words, with commas between them."),
        max_length=200,
        required=False,
    )
    language = forms.ChoiceField(label=_("In which language"), choices=LANGUAGES, widget=forms.RadioSelect)
    months = forms.TypedChoiceField(
        label=_("After how long shall we ask you whether it still is true?"), choices=MONTHS, coerce=int
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean_topics(self) -> list[str]:
        words = [" ".join(word.split()) for word in self.cleaned_data["topics"].split(",") if word.strip()]
        if len(words) > MOST_TOPICS:
            raise ValidationError(_("These are more than five: keep those that say most."))
        if any(len(word) > 40 for word in words):
            raise ValidationError(_("One of them is long: put a comma between the words."))
        return list(dict.fromkeys(words))

    def clean_sources(self) -> list[str]:
        lines = [" ".join(line.split()) for line in self.cleaned_data["sources"].splitlines() if line.strip()]
        if len(lines) > MOST_SOURCES:
            raise ValidationError(_("These are more than ten: keep those that matter."))
        if any(len(line) > 300 for line in lines):
            raise ValidationError(_("One of the lines is longer than 300 characters."))
        return lines

    @property
    def said(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "revision"}


class EnclosureForm(forms.Form):
    file = forms.FileField(
        label=_("A picture or a PDF"), error_messages={"required": _("Choose a picture or a PDF first.")}
    )


class TogetherForm(forms.Form):
    """One text out of two."""

    title = forms.CharField(label=_("Its title"), max_length=120)
    text = forms.CharField(label=_("The text of both"), max_length=LONGEST, widget=_lines(18))
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)


class AskForm(forms.Form):
    role = forms.ChoiceField(
        label=_("What you ask of them"),
        choices=[
            (Role.READER, _("To read the draft, and say what they think")),
            (Role.AUTHOR, _("To write it together")),
            (Role.APPEARS, _("To let themselves appear in it")),
        ],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(label=_("A line to them"), max_length=300, required=False, widget=_lines(3))


class RemarkForm(forms.Form):
    text = forms.CharField(
        label=_("What is not clear, what is missing, what you would keep"),
        max_length=2000,
        widget=_lines(4),
        error_messages={"required": _("Write a line first.")},
    )


class AgreeForm(forms.Form):
    revision = forms.IntegerField(widget=forms.HiddenInput)
    stays = forms.BooleanField(label=_("If I leave one day, it may stay here without my name"), required=False)
    word = forms.CharField(
        label=_("What is different"),
        help_text=_("In a few words, for whoever knows the last version."),
        max_length=120,
        required=False,
    )


class HelpForm(forms.Form):
    change = forms.CharField(
        label=_("What changed for you?"),
        help_text=_("A line or two: what you did, what came of it."),
        max_length=600,
        widget=_lines(4),
        error_messages={"required": _("Say in a line what changed: it is what those who wrote it would like to know.")},
    )
    shown = forms.BooleanField(label=_("Whoever reads the note may read it too, with my name"), required=False)


class CaveatForm(forms.Form):
    text = forms.CharField(
        label=_("What is no longer so?"),
        help_text=_("It stands beside the note with your name, until those who wrote it have looked at it."),
        max_length=300,
        widget=_lines(3),
        error_messages={"required": _("Write a line first.")},
    )


class CollectionForm(forms.Form):
    title = forms.CharField(label=_("Its name"), max_length=120)
    purpose = forms.CharField(
        label=_("Whom it is for, and what for"),
        help_text=_("“For whoever opens a shop this year: what we would have liked to know.”"),
        max_length=600,
        widget=_lines(4),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class EntryForm(forms.Form):
    """Into which collection; `why` stands beside the note there."""

    collection = forms.ChoiceField(label=_("Into which collection"), widget=forms.RadioSelect)
    why = forms.CharField(label=_("Why it is in it"), max_length=200, required=False)

    def __init__(self, *arguments: Any, choices: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["collection"].choices = choices  # type: ignore[attr-defined]


class WantedForm(forms.Form):
    """What is looked for; what cannot be read is as if it had not been asked."""

    q = forms.CharField(max_length=200, required=False)
    topic = forms.CharField(max_length=40, required=False)
    language = forms.ChoiceField(choices=[("", ""), *LANGUAGES], required=False)
    page = forms.IntegerField(min_value=1, max_value=500, required=False)
