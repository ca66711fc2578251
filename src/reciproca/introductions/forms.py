"""The desk: what is typed is checked here, and stays when it cannot be taken."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reciproca.communities.models import Membership

from .choices import Outcome

__all__ = [
    "AskForm", "ForwardForm", "OpenAskForm", "OutcomeForm", "QuestionForm", "ReplyForm", "WhoKnowsForm", "WillingnessForm",
]  # fmt: skip


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class AskForm(forms.Form):
    """An introduction to one person, through one of some people."""

    goal = forms.CharField(
        label=_("What would help you"),
        help_text=_("One concrete thing, that ends: half an hour, one question, a look at a page."),
        max_length=300,
        widget=_lines(3),
    )
    gain = forms.CharField(
        label=_("What could be in it for them"),
        help_text=_("Something of yours that goes with what they look for. If nothing comes to mind, leave it."),
        max_length=300,
        required=False,
        widget=_lines(2),
    )
    through = forms.ChoiceField(label=_("Through whom"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("To your ally alone"),
        help_text=_("Why you ask them, and that a no is fine. Nobody else reads it."),
        max_length=600,
        widget=_lines(4),
    )
    text = forms.CharField(
        label=_("To be passed on"),
        help_text=_("Who you are and what it is about, for who does not know you yet. Your ally may touch it up."),
        max_length=800,
        widget=_lines(6),
    )

    def __init__(self, *arguments: Any, people: Iterable[Membership], **options: Any) -> None:
        super().__init__(*arguments, **options)
        people = list(people)
        through = self.fields["through"]
        assert isinstance(through, forms.ChoiceField)
        through.choices = [(str(one.public_id), one.name) for one in people]
        if len(people) == 1:
            self.initial.setdefault("through", str(people[0].public_id))


class OpenAskForm(AskForm):
    """An introduction to somebody the ally may know."""

    topic = forms.CharField(
        label=_("Somebody who knows about"),
        help_text=_("As you would say it: “labels in Germany”, “changing field at forty”."),
        max_length=120,
    )


class ForwardForm(forms.Form):
    recipient = forms.ChoiceField(label=_("Whom you have in mind"), required=False)
    words = forms.CharField(
        label=_("A line of yours"),
        help_text=_("Why it might be worth it, as you would say it aloud."),
        max_length=600,
        required=False,
        widget=_lines(3),
    )
    text = forms.CharField(label=_("The text to pass on"), max_length=800, widget=_lines(6))

    def __init__(self, *arguments: Any, people: Iterable[Membership] = (), **options: Any) -> None:
        super().__init__(*arguments, **options)
        choices = [(str(one.public_id), one.name) for one in people]
        if not choices:
            del self.fields["recipient"]
            return
        recipient = self.fields["recipient"]
        assert isinstance(recipient, forms.ChoiceField)
        recipient.choices = [("", _("Choose")), *choices]


class QuestionForm(forms.Form):
    question = forms.CharField(label=_("Your question"), max_length=300, widget=_lines(2))


class ReplyForm(forms.Form):
    reply = forms.CharField(label=_("Your answer"), max_length=600, widget=_lines(3))


class OutcomeForm(forms.Form):
    outcome = forms.ChoiceField(label=_("What came of it"), choices=Outcome.choices, widget=forms.RadioSelect)
    words = forms.CharField(label=_("Two words, for yourself"), max_length=600, required=False, widget=_lines(3))


class WillingnessForm(forms.Form):
    a_month = forms.IntegerField(label=_("Introductions a month, at the most"), min_value=0, max_value=12)


class WhoKnowsForm(forms.Form):
    about = forms.CharField(label=_("What would you like to talk about?"), max_length=80, required=False)
