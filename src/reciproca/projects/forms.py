"""The desk of projects: what is typed is checked here, and stays when it cannot be taken."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reciproca.communities.models import Membership
from reciproca.core.fields import choice_field
from reciproca.core.widgets import DateInput

__all__ = ["AcceptForm", "AnswerForm", "InviteForm", "PartForm", "ProjectForm", "ProjectNewForm"]


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _version() -> forms.IntegerField:
    return forms.IntegerField(required=False, widget=forms.HiddenInput)


def _brings() -> forms.CharField:
    return forms.CharField(
        label=_("What you bring"),
        help_text=_("Time, a skill, a room, an address book. “Nothing yet” is an answer, too: leave it empty."),
        max_length=400,
        required=False,
        widget=_lines(3),
    )


class _Whom(forms.Form):
    def __init__(self, *arguments: Any, people: Iterable[Membership], **options: Any) -> None:
        super().__init__(*arguments, **options)
        choices = [(str(one.public_id), one.name) for one in people]
        choice_field(self, "person").choices = [("", _("Choose")), *choices]


class ProjectForm(forms.Form):
    version = _version()
    title = forms.CharField(
        label=pgettext_lazy("project", "Its name"),
        help_text=_("As you would say it aloud: “A guide for who arrives”."),
        max_length=80,
    )
    about = forms.CharField(
        label=_("What you want to make"),
        help_text=_("So that in the end you can say whether it is there."),
        max_length=1000,
        widget=_lines(5),
    )
    until = forms.DateField(
        label=_("Until when"),
        help_text=_("Left empty: it takes the time it takes."),
        required=False,
        widget=DateInput(),
    )

    @property
    def said(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("title", "about", "until")}


class ProjectNewForm(_Whom, ProjectForm):
    person = forms.ChoiceField(label=_("With whom"), help_text=_("Others can be asked afterwards, by each of you."))
    words = forms.CharField(label=_("A line to them"), max_length=300, required=False, widget=_lines(3))
    brings = _brings()

    field_order = ("title", "about", "until", "brings", "person", "words")


class InviteForm(_Whom):
    person = forms.ChoiceField(label=_("Whom you have in mind"))
    words = forms.CharField(label=_("A line to them"), max_length=300, required=False, widget=_lines(3))


class PartForm(forms.Form):
    version = _version()
    brings = _brings()


class AcceptForm(forms.Form):
    brings = _brings()


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(choices=[("yes", _("Yes")), ("no", _("No"))])
    version = _version()
