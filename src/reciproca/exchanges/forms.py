"""The desk of this room: what is typed is checked here, and stays when it cannot be taken."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reciproca.core.widgets import DateInput, TimeInput
from reciproca.people.widgets import CommaField

from .choices import AskKind, Audience, LeadKind, ShareKind
from .models import Answer

__all__ = [
    "AnswerForm", "AskForm", "AskRecommendationForm", "BoardForm", "ChangeForm", "CloseAskForm", "DeclineForm", "EndorsementForm", "LeadForm",
    "NoteForm", "OutcomeForm", "ReceiversForm", "RecognitionForm", "RecommendationForm", "ReplyForm", "ShareForm",
    "VersionForm",
]  # fmt: skip


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


class EndorsementForm(forms.Form):
    """`skills`: those of which it may be said."""

    skills = forms.MultipleChoiceField(
        label=_("Skills you have seen at work"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )

    def __init__(self, *args: Any, skills: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["skills"].choices = [(skill, skill) for skill in skills]  # type: ignore[attr-defined]


class DeclineForm(forms.Form):
    answer = forms.CharField(
        label=_("A word with it"),
        help_text=_("You need no reason. Only who asked reads it."),
        max_length=300,
        required=False,
        widget=_area(2),
    )


# ── asks and answers ─────────────────────────────────────────────────────────


class BoardForm(forms.Form):
    """What narrows the asks of the community: from the address, forgiving."""

    q = forms.CharField(required=False, max_length=200)
    kind = forms.CharField(required=False, max_length=20)
    topic = forms.CharField(required=False, max_length=60)


class AskForm(forms.Form):
    """`begun`: whether it is asked already; who reads it no longer changes then."""

    title = forms.CharField(
        label=_("In one sentence"),
        help_text=_("As you would say it aloud: “rehearse a difficult interview before it happens”."),
        max_length=200,
        error_messages={"required": _("Say in one sentence what would help.")},
    )
    kind = forms.ChoiceField(label=_("What would help"), choices=AskKind, widget=forms.RadioSelect)
    story = forms.CharField(
        label=_("What is behind it"),
        help_text=_("What you have tried, and what makes it hard. The better they know it, the better they help."),
        max_length=2000,
        required=False,
        widget=_area(5),
    )
    topics = CommaField(
        label=_("Topics"),
        help_text=_("With commas between them: budgets, negotiation."),
        required=False,
        most=5,
        each=40,
    )
    needed_by = forms.DateField(label=_("By when"), required=False, widget=DateInput())
    audience = forms.ChoiceField(label=_("Who may read it"), choices=Audience, widget=forms.RadioSelect)
    unnamed = forms.BooleanField(
        label=_("Without my name"),
        help_text=_(
            "In confidence only. Whoever is asked reads it without your name, until you choose whom to talk with."
        ),
        required=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, begun: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if begun:
            del self.fields["audience"], self.fields["unnamed"]


def _lengths() -> list[tuple[int, str]]:
    """Asked for by each form, so that they are in the language of whoever reads."""
    return [(number, _("%(n)s minutes") % {"n": number}) for number in (30, 45, 60, 90)]


class AnswerForm(forms.Form):
    text = forms.CharField(
        label=_("Your answer"),
        help_text=_("What you would do, or what you have been through. Dissent helps too."),
        max_length=3000,
        widget=_area(6),
        error_messages={"required": _("Write a few words first.")},
    )
    gives = forms.CharField(
        label=_("And if you could do something"),
        help_text=_("“I read it with you on Thursday, forty-five minutes”, “I send you mine”."),
        max_length=200,
        required=False,
    )
    day = forms.DateField(
        label=_("We could meet: day"),
        help_text=_("An hour you offer. Whoever asks takes it up with one tap, and it is in both calendars."),
        required=False,
        widget=DateInput(),
    )
    hour = forms.TimeField(label=_("Time"), required=False, widget=TimeInput())
    minutes = forms.TypedChoiceField(
        label=_("For how long"),
        coerce=int,
        choices=_lengths,
        initial=45,
        required=False,
    )
    differs = forms.BooleanField(label=_("I see it differently from the others"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone

    def clean(self) -> dict[str, Any]:
        """Day and hour become one moment, by the clock of who answers."""
        data = super().clean() or {}
        day, hour, minutes = data.pop("day", None), data.pop("hour", None), data.pop("minutes", None)
        data |= {"meets_at": None, "meets_minutes": 0}
        if day and hour:
            data |= {"meets_at": datetime.combine(day, hour, tzinfo=self.zone), "meets_minutes": minutes or 45}
        elif day or hour:
            self.add_error("hour" if day else "day", _("A day and a time belong together."))
        return data


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("Why you thought of them"),
        help_text=_("One line. Only they read it."),
        max_length=300,
        required=False,
        widget=_area(2),
    )


class ChangeForm(forms.Form):
    change = forms.CharField(
        label=_("What changed?"),
        help_text=_("One true sentence is worth more than a big thank you. Only the two of you read it."),
        max_length=600,
        required=False,
        widget=_area(3),
    )


class CloseAskForm(forms.Form):
    """`answers`: among which those that helped are chosen."""

    change = forms.CharField(
        label=_("What changed?"),
        help_text=_("One true sentence is worth more than a big thank you. Those who answered read it."),
        max_length=600,
        required=False,
        widget=_area(3),
    )

    def __init__(self, *args: Any, answers: Sequence[Answer] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if answers:
            self.fields["helped"] = forms.MultipleChoiceField(
                label=_("Who helped you"),
                required=False,
                widget=forms.CheckboxSelectMultiple,
                choices=[(str(one.public_id), one.author.name) for one in answers],
            )


# ── leads ────────────────────────────────────────────────────────────────────


class LeadForm(forms.Form):
    kind = forms.ChoiceField(label=_("What is it?"), choices=LeadKind, widget=forms.RadioSelect)
    title = forms.CharField(label=_("In one sentence"), max_length=200)
    words = forms.CharField(
        label=_("What they should know"),
        help_text=_("Who it is about, how to begin, an address to read more. Only the two of you read it."),
        max_length=2000,
        widget=_area(5),
    )
    until = forms.DateField(label=_("By when"), required=False, widget=DateInput())


class ReplyForm(forms.Form):
    reply = forms.CharField(label=_("A word with it"), max_length=300, required=False, widget=_area(2))


class OutcomeForm(forms.Form):
    came = forms.ChoiceField(
        label=_("What came of it?"),
        choices=[("yes", _("It came to something")), ("no", _("Nothing came of it, this time"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two.")},
    )
    outcome = forms.CharField(
        label=_("Tell it in a few words"),
        help_text=_("Only the two of you read it."),
        max_length=600,
        required=False,
        widget=_area(3),
    )


# ── shares ───────────────────────────────────────────────────────────────────


class ShareForm(forms.Form):
    kind = forms.ChoiceField(label=_("What is it?"), choices=ShareKind, widget=forms.RadioSelect)
    title = forms.CharField(label=_("In one sentence"), max_length=200)
    words = forms.CharField(
        label=_("Why it may be of use"),
        help_text=_("What struck you, what one can do with it. Those who receive it read it, and nobody else."),
        max_length=2000,
        widget=_area(5),
    )
    link = forms.CharField(
        label=_("An address to read more"),
        help_text=_("It begins with https://"),
        max_length=500,
        required=False,
        widget=forms.URLInput,
    )
    topics = CommaField(
        label=_("Topics"),
        help_text=_("With commas between them: budgets, negotiation. They help to find whom it concerns."),
        required=False,
        most=5,
        each=40,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ReceiversForm(forms.Form):
    """`people`: public ids with what is shown of each."""

    people = forms.MultipleChoiceField(
        label=_("Who receives it"),
        help_text=_("At most eight."),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one person.")},
    )

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = list(people)  # type: ignore[attr-defined]
