"""The desk of circles: what is typed is checked here, and stays when it cannot be taken."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, ngettext, ngettext_lazy, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from reciproca.communities.choices import LANGUAGES
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.fields import choice_field
from reciproca.core.widgets import DateInput, TimeInput
from reciproca.exchanges.choices import AskKind
from reciproca.people.week import AvailabilityField

from .choices import (
    CADENCES,
    CaseState,
    CommitmentState,
    Entry,
    OfferKind,
    Outcome,
    Presence,
    PulseEvery,
    Rather,
    Repeat,
    RingOutcome,
    Way,
)
from .models import ARTICLES, LARGEST, SMALLEST, Commitment, Meeting
from .words import ARTICLE_NAMES, QUESTIONS_ASKED, cadence_said, day_said

__all__ = [
    "AnswerForm", "AskForm", "CaseForm", "ChangeCommitmentForm", "CharterForm", "CheckInAnswerForm", "CheckInForm",
    "CheerForm", "CircleForm", "ClarifyForm", "CloseForm", "CommitmentForm", "CompositionForm", "ConcernForm",
    "DepartureForm", "ExchangeForm", "FollowUpForm", "FurtherForm", "HelpForm", "IdeaForm", "InviteForm", "MeetingForm", "MendForm",
    "MoveForm", "OfferForm", "PassForm", "PresenceForm", "ProposedNameForm", "PulseForm", "QuestionForm", "RingAskForm",
    "RingForm", "RoundStepForm", "SettleForm", "ShowWinForm", "SignUpForm", "SilentIdeaForm", "StepForm", "WinForm",
]  # fmt: skip

MOST_TOPICS = 5


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def _words(line: str) -> list[str]:
    words = [" ".join(word.split()) for word in line.split(",") if word.strip()]
    if len(words) > MOST_TOPICS:
        raise forms.ValidationError(_("These are more than five: keep those that say most."))
    if any(len(word) > 40 for word in words):
        raise forms.ValidationError(_("One of them is long: put a comma between the words."))
    return words


class CircleForm(forms.Form):
    name = forms.CharField(
        label=_("Its name"), help_text=_("As you would say it aloud: “First times as a lead”."), max_length=80
    )
    about = forms.CharField(
        label=_("For whom it is, and what for"),
        help_text=_("Two or three lines: whoever looks for a circle reads this."),
        max_length=400,
        widget=_lines(4),
    )
    topics = forms.CharField(
        label=_("What it is about"),
        help_text=_("Up to five words, with commas between them."),
        max_length=200,
        required=False,
    )
    language = forms.ChoiceField(label=_("In which language"), choices=LANGUAGES, widget=forms.RadioSelect)
    place = forms.CharField(
        label=_("Where"),
        help_text=_("A town, if you meet in person. Left empty: at a distance."),
        max_length=80,
        required=False,
    )
    cadence_days = forms.TypedChoiceField(label=_("How often"), coerce=int, widget=forms.RadioSelect)
    most = forms.IntegerField(
        label=_("Seats"),
        help_text=_("From five to eight everybody is heard."),
        min_value=SMALLEST,
        max_value=LARGEST,
    )
    entry = forms.ChoiceField(label=_("How one comes in"), choices=Entry.choices, widget=forms.RadioSelect)
    pulse_every = forms.TypedChoiceField(
        label=_("When you are asked how it feels"),
        help_text=_("Without names, and never twice at once. Nothing is told of fewer than five answers."),
        choices=PulseEvery,
        coerce=int,
        required=False,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        choice_field(self, "cadence_days").choices = [(days, cadence_said(days)) for days in CADENCES]

    def clean_topics(self) -> list[str]:
        return _words(self.cleaned_data["topics"])

    def clean_pulse_every(self) -> int:
        return self.cleaned_data["pulse_every"] or PulseEvery.QUARTER

    @property
    def said(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class AskForm(forms.Form):
    words = forms.CharField(
        label=_("A few words to the circle"),
        help_text=_("What you would bring, what you look for. Those who sit there read it, and nobody else."),
        max_length=300,
        widget=_lines(4),
    )


class InviteForm(forms.Form):
    person = forms.ChoiceField(label=_("Whom you have in mind"))
    words = forms.CharField(label=_("A line to them"), max_length=300, required=False, widget=_lines(3))

    def __init__(self, *arguments: Any, people: Iterable[Membership], **options: Any) -> None:
        super().__init__(*arguments, **options)
        choices = [(str(one.public_id), one.name) for one in people]
        choice_field(self, "person").choices = [("", _("Choose")), *choices]


class AnswerForm(forms.Form):
    """A yes, or not now."""

    answer = forms.ChoiceField(choices=[("yes", _("Yes")), ("no", _("Not now"))])


class CharterForm(forms.Form):
    keeps_days = forms.TypedChoiceField(
        label=_("When the circle ends, it can be read for"),
        help_text=_("Then all that was written in it is forgotten."),
        coerce=int,
        widget=forms.RadioSelect,
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for article in ARTICLES:
            self.fields[article] = forms.CharField(label=ARTICLE_NAMES[article], max_length=600, widget=_lines(3))
        self.order_fields([*ARTICLES, "keeps_days"])
        choices = [(days, ngettext("a day", "%(n)s days", days) % {"n": days}) for days in (30, 90, 180)]
        choice_field(self, "keeps_days").choices = [*choices, (365, gettext("a year"))]


class WhenForm(forms.Form):
    """A day and an hour, by the reader's own clock."""

    day = forms.DateField(label=_("Day"), widget=DateInput())
    hour = forms.TimeField(label=_("Time"), widget=TimeInput())
    minutes = forms.IntegerField(label=_("How many minutes"), min_value=20, max_value=480)
    where = forms.CharField(
        label=_("Where"), help_text=_("A place, or the address of the video room."), max_length=300, required=False
    )

    def __init__(self, *arguments: Any, zone: ZoneInfo, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.zone = zone

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and self.moment.astimezone(self.zone).time() != data["hour"].replace(
            second=0, microsecond=0
        ):
            self.add_error(
                "hour", gettext("That hour does not exist on that day: the clocks go forward. Choose another.")
            )
        return data

    @property
    def moment(self) -> datetime:
        data = self.cleaned_data
        hour = data["hour"].replace(second=0, microsecond=0)
        return datetime.combine(data["day"], hour, tzinfo=self.zone).astimezone(UTC)

    @property
    def planned(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "starts_at": self.moment,
            "minutes": data["minutes"],
            "where": data["where"],
            "time_zone": self.zone.key,
        }


class MeetingForm(WhenForm):
    times = forms.TypedChoiceField(label=_("How many dates"), coerce=int, widget=forms.RadioSelect)

    def __init__(self, *arguments: Any, cadence_days: int, **options: Any) -> None:
        super().__init__(*arguments, **options)
        cadence = cadence_said(cadence_days)
        several = [(n, gettext("%(n)s, %(cadence)s") % {"n": n, "cadence": cadence}) for n in (3, 6, 12)]
        choice_field(self, "times").choices = [(1, gettext("One")), *several]


class MoveForm(WhenForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


class PresenceForm(forms.Form):
    presence = forms.ChoiceField(label=_("Will you be there?"), choices=Presence.choices, widget=forms.RadioSelect)
    word = forms.CharField(label=_("A word to the others"), max_length=200, required=False)


class CommitmentForm(forms.Form):
    text = forms.CharField(
        label=_("What you promise"),
        help_text=_("Small, and such that one can tell whether it was done."),
        max_length=200,
    )
    due_on = forms.DateField(label=pgettext_lazy("commitment", "Until when"), required=False, widget=DateInput())

    def clean_due_on(self) -> date | None:
        due_on = self.cleaned_data["due_on"]
        if due_on and due_on < clock.today():
            raise forms.ValidationError(_("Choose a day that is still to come."))
        return due_on


class SettleForm(forms.Form):
    state = forms.ChoiceField(
        label=_("How did it go?"),
        choices=[(CommitmentState.KEPT.value, _("Kept")), (CommitmentState.DROPPED.value, _("I let it go"))],
        widget=forms.RadioSelect,
    )
    word = forms.CharField(label=_("A word about it"), max_length=300, required=False, widget=_lines(2))
    version = forms.IntegerField(widget=forms.HiddenInput)


class ChangeCommitmentForm(CommitmentForm):
    word = forms.CharField(label=_("Why it changes"), max_length=300, required=False, widget=_lines(2))
    version = forms.IntegerField(widget=forms.HiddenInput)


class CheckInForm(forms.Form):
    prompt = forms.CharField(
        label=_("What you ask"), help_text=_("Something one can answer in two lines."), max_length=300, widget=_lines(3)
    )
    until = forms.DateField(label=_("To be answered by"), widget=DateInput())
    every_days = forms.TypedChoiceField(
        label=pgettext_lazy("check-in", "Does it come back?"), choices=Repeat, coerce=int, widget=forms.RadioSelect
    )


class CheckInAnswerForm(forms.Form):
    text = forms.CharField(label=_("Your answer"), max_length=1000, widget=_lines(5))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class WinForm(forms.Form):
    text = forms.CharField(
        label=_("What went well"), help_text=_("One or two sentences."), max_length=280, widget=_lines(3)
    )
    commitment = forms.ChoiceField(label=_("It is about a promise you kept"), required=False)

    def __init__(self, *arguments: Any, kept: Iterable[Commitment], **options: Any) -> None:
        super().__init__(*arguments, **options)
        choices = [(str(one.public_id), one.text) for one in kept]
        if choices:
            choice_field(self, "commitment").choices = [("", _("No")), *choices]
        else:
            del self.fields["commitment"]


class CheerForm(forms.Form):
    word = forms.CharField(max_length=140, required=False)


class ShowWinForm(forms.Form):
    text = forms.CharField(
        label=_("What the community reads"),
        help_text=_("With your name, and without saying which circle. Name nobody else."),
        max_length=280,
        widget=_lines(3),
    )


class PulseForm(forms.Form):
    """Five sentences, each from “not at all” to “fully”."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        scale = (gettext("not at all"), gettext("little"), gettext("partly"), gettext("mostly"), gettext("fully"))
        for name, (sentence, _short) in QUESTIONS_ASKED.items():
            self.fields[name] = forms.TypedChoiceField(
                label=sentence, choices=list(enumerate(scale, start=1)), coerce=int, widget=forms.RadioSelect
            )


class ConcernForm(forms.Form):
    person = forms.ChoiceField(label=_("To whom"))
    words = forms.CharField(label=_("What worries you"), max_length=2000, widget=_lines(6))

    def __init__(self, *arguments: Any, people: Iterable[Membership], **options: Any) -> None:
        super().__init__(*arguments, **options)
        choices = [(str(one.public_id), one.name) for one in people]
        choice_field(self, "person").choices = [("", _("Choose")), *choices]


# ── composing many at once ───────────────────────────────────────────────────


class CompositionForm(forms.Form):
    name = forms.CharField(
        label=_("Its name"), help_text=_("Each circle gets it with a number; you can change it later."), max_length=80
    )
    about_it = forms.CharField(
        label=_("For whom it is, and what for, in Italian"),
        help_text=_("Two or three lines: whoever thinks of signing up reads this."),
        max_length=400,
        widget=_lines(3),
    )
    about_en = forms.CharField(label=_("For whom it is, and what for, in English"), max_length=400, widget=_lines(3))
    topics = forms.CharField(
        label=_("What it is about"),
        help_text=_("Up to five words, with commas between them."),
        max_length=200,
        required=False,
    )
    language = forms.ChoiceField(
        label=_("In which language the circles speak"), choices=LANGUAGES, widget=forms.RadioSelect
    )
    cadence_days = forms.TypedChoiceField(label=_("How often"), coerce=int, widget=forms.RadioSelect)
    least = forms.IntegerField(label=_("At least so many in a circle"), min_value=SMALLEST, max_value=LARGEST)
    most = forms.IntegerField(
        label=_("At most so many in a circle"),
        help_text=_("From five to eight everybody is heard."),
        min_value=SMALLEST,
        max_value=LARGEST,
    )
    closes_on = forms.DateField(
        label=_("Until when one can sign up"), help_text=_("To the end of that day."), widget=DateInput()
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *arguments: Any, zone: ZoneInfo, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.zone = zone
        choice_field(self, "cadence_days").choices = [(days, cadence_said(days)) for days in CADENCES]

    def clean_topics(self) -> list[str]:
        return _words(self.cleaned_data["topics"])

    def clean_closes_on(self) -> date:
        closes_on: date = self.cleaned_data["closes_on"]
        if closes_on < clock.now().astimezone(self.zone).date():
            raise forms.ValidationError(_("Choose a day that is still to come."))
        return closes_on

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("least") and data.get("most") and data["least"] > data["most"]:
            self.add_error("most", gettext("This is fewer than the fewest."))
        return data

    @property
    def said(self) -> dict[str, Any]:
        data = {name: value for name, value in self.cleaned_data.items() if name not in ("version", "closes_on")}
        midnight = datetime.combine(self.cleaned_data["closes_on"] + timedelta(days=1), time(), tzinfo=self.zone)
        return {**data, "closes_at": midnight.astimezone(UTC)}


class SignUpForm(forms.Form):
    wish = forms.CharField(
        label=_("What would you like to work on?"),
        help_text=_("A line. It helps to find you people with something in common."),
        max_length=200,
    )
    slots = AvailabilityField(
        label=_("When can you, most weeks?"),
        help_text=_("The more times you choose, the easier it is to find you a circle. The hours are yours, where you are."),
    )  # fmt: skip
    way = forms.ChoiceField(label=_("How would you meet?"), choices=Way.choices, widget=forms.RadioSelect)
    place = forms.CharField(
        label=_("In which town"), help_text=_("Only if you would meet in person."), max_length=80, required=False
    )
    rather = forms.ChoiceField(label=_("With whom?"), choices=Rather.choices, widget=forms.RadioSelect, required=False)
    team = forms.CharField(
        label=_("Your team, if you have one here"),
        help_text=_(
            "Your office, or who leads you: whoever names the same is not put in the same circle. Who coordinates reads it."
        ),
        max_length=80,
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("way") in (Way.PLACE, Way.EITHER) and not data.get("place"):
            self.add_error("place", gettext("Say in which town."))
        return data


class MendForm(forms.Form):
    """Who comes in, or which circle."""

    which = forms.UUIDField()


class ProposedNameForm(forms.Form):
    name = forms.CharField(label=_("The name of this circle"), max_length=80)


class ExchangeForm(forms.Form):
    """One of the exchanges that the page proposes."""

    number = forms.IntegerField(min_value=1, max_value=5000)
    other = forms.UUIDField(required=False)
    version = forms.IntegerField()


class CaseForm(forms.Form):
    """The brief, one question after the other. Only the first two must be answered."""

    title = forms.CharField(
        label=_("In one sentence, as a question"),
        help_text=_("“How do I stop being the postman between two people who no longer talk?”"),
        max_length=140,
    )
    situation = forms.CharField(
        label=_("What is going on?"),
        help_text=_("Who is in it, since when, what happened last. As you would tell it at a table."),
        max_length=1500,
        widget=_lines(6),
    )
    weighs = forms.CharField(label=_("What weighs on you in it?"), max_length=800, required=False, widget=_lines(3))
    tried = forms.CharField(label=_("What have you tried already?"), max_length=800, required=False, widget=_lines(3))
    wanted = forms.CharField(
        label=_("What would help you most from the others?"),
        help_text=_("Experiences, ideas, somebody who contradicts you."),
        max_length=400,
        required=False,
        widget=_lines(2),
    )
    meeting = forms.ChoiceField(label=_("When you work on it"), required=False, widget=forms.RadioSelect)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *arguments: Any, meetings: Iterable[Meeting], **options: Any) -> None:
        super().__init__(*arguments, **options)
        dates = [(str(one.public_id), gettext("At the meeting of %(day)s") % {"day": _day(one)}) for one in meetings]
        choice_field(self, "meeting").choices = [("", _("Without a meeting, each when they have time")), *dates]

    @property
    def brief(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("title", "situation", "weighs", "tried", "wanted")}


def _day(meeting: Meeting) -> str:
    return day_said(timezone.localtime(meeting.starts_at).date())


class StepForm(forms.Form):
    """On to the next step of a case."""

    to = forms.ChoiceField(
        choices=[
            (CaseState.QUESTIONS.value, _("Put it before all")),
            (CaseState.SILENCE.value, _("All is clear: silence")),
            (CaseState.TOGETHER.value, _("Open all now")),
        ]
    )


class ClarifyForm(forms.Form):
    text = forms.CharField(
        label=_("Your question"),
        help_text=_("One that clarifies. If it begins with “have you thought of”, keep it for later."),
        max_length=300,
        widget=_lines(2),
    )


class QuestionForm(forms.Form):
    text = forms.CharField(label=pgettext_lazy("case", "Your answer"), max_length=800, widget=_lines(4))


class IdeaForm(forms.Form):
    experience = forms.CharField(
        label=_("Something you lived through"),
        help_text=_("When it happened to you or near you, and what came of it."),
        max_length=1200,
        required=False,
        widget=_lines(4),
    )
    idea = forms.CharField(
        label=_("Something one could try"), help_text=_("Small is fine."), max_length=1200, required=False, widget=_lines(3)
    )  # fmt: skip
    is_anonymous = forms.BooleanField(
        label=_("Without my name"),
        help_text=_("You can say later that it was you. Among few people a way of writing is soon recognised."),
        required=False,
    )


class SilentIdeaForm(IdeaForm):
    is_ready = forms.BooleanField(
        label=_("I am ready"),
        help_text=_("Also with nothing written. When all are ready, everything is opened at once."),
        required=False,
    )


class CloseForm(forms.Form):
    takeaway = forms.CharField(
        label=_("What you will try"),
        help_text=_("The circle keeps this sentence, and asks you how it went. Without blame."),
        max_length=600,
        widget=_lines(4),
    )
    try_until = forms.DateField(label=pgettext_lazy("commitment", "Until when"), required=False, widget=DateInput())
    keeps_days = forms.TypedChoiceField(
        label=_("The notes"),
        help_text=_("The story, the questions and the ideas. From now on you alone read them."),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        days = ngettext_lazy("Deleted after a day", "Deleted after %(n)s days", "n")
        several = [(n, days % {"n": n}) for n in (7, 30, 90)]
        choice_field(self, "keeps_days").choices = [("", _("Kept for me, as long as the circle is")), *several]

    def clean_try_until(self) -> date | None:
        try_until = self.cleaned_data["try_until"]
        if try_until and try_until < clock.today():
            raise forms.ValidationError(_("Choose a day that is still to come."))
        return try_until


class FollowUpForm(forms.Form):
    outcome = forms.ChoiceField(label=_("How did it go?"), choices=Outcome.choices, widget=forms.RadioSelect)
    told = forms.CharField(
        label=pgettext_lazy("case", "What happened"),
        help_text=_("If you like. Also what did not work: it is what one learns from."),
        max_length=600,
        required=False,
        widget=_lines(4),
    )


class DepartureForm(forms.Form):
    keep_ideas = forms.BooleanField(
        label=_("What I wrote on the cases of others stays, without my name"), required=False, initial=True
    )


# ── rings ────────────────────────────────────────────────────────────────────


class RingForm(forms.Form):
    """For a meeting, for now, or for an hour of one's own clock."""

    when = forms.ChoiceField(label=pgettext_lazy("ring", "When"), widget=forms.RadioSelect)
    day = forms.DateField(label=_("Day"), help_text=_("Only for a day of its own."), required=False, widget=DateInput())
    hour = forms.TimeField(label=_("Time"), required=False, widget=TimeInput())
    minutes_each = forms.TypedChoiceField(
        label=_("How long for each ask"), coerce=int, initial=3, widget=forms.RadioSelect
    )

    def __init__(self, *arguments: Any, meetings: Iterable[Meeting], zone: ZoneInfo, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.zone = zone
        dates = [(str(one.public_id), gettext("At the meeting of %(day)s") % {"day": _day(one)}) for one in meetings]
        others = [("hour", gettext("On a day of its own")), ("now", gettext("Now, as soon as the asks are there"))]
        choice_field(self, "when").choices = [*dates, *others]
        minutes = ngettext_lazy("%(n)s minute", "%(n)s minutes", "n")
        choice_field(self, "minutes_each").choices = [(n, minutes % {"n": n}) for n in (2, 3, 5)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("when") == "hour" and not self.errors:
            if not data["day"] or not data["hour"]:
                self.add_error("day", gettext("Choose the day and the hour."))
            elif self.begins_at is not None and self.begins_at < clock.now():
                self.add_error("day", gettext("Choose a moment that is still to come."))
        return data

    @property
    def begins_at(self) -> datetime | None:
        data = self.cleaned_data
        if data["when"] != "hour":
            return None
        return datetime.combine(data["day"], data["hour"].replace(second=0), tzinfo=self.zone).astimezone(UTC)


class RingAskForm(forms.Form):
    title = forms.CharField(
        label=_("What would help you"),
        help_text=_("One sentence, so concrete that somebody can say “I can”."),
        max_length=140,
    )
    story = forms.CharField(
        label=pgettext_lazy("ring", "What it is for, and until when"),
        help_text=_("Two lines are enough."),
        max_length=400,
        required=False,
        widget=_lines(3),
    )
    is_brought = forms.BooleanField(
        label=_("It is ready: I bring it to the ring"),
        help_text=_("Without this it stays a draft of yours. Either way nobody reads it before its turn."),
        required=False,
        initial=True,
    )


class RoundStepForm(forms.Form):
    """Of a ring, and of the check-ins at a meeting: begin the round, or on from the turn that was seen."""

    to = forms.ChoiceField(choices=[("round", "round"), ("next", "next")])
    turn = forms.IntegerField(required=False)


class OfferForm(forms.Form):
    kind = forms.ChoiceField(choices=OfferKind, widget=forms.RadioSelect, label=_("What do you say to it?"))
    words = forms.CharField(
        label=pgettext_lazy("ring", "In a few words"),
        help_text=_("If you like: what you could do, or when. All of you read it."),
        max_length=200,
        required=False,
    )
    who = forms.CharField(
        label=_("Whom do you think of?"),
        help_text=_("For “I know somebody”. You alone read it until they agree."),
        max_length=120,
        required=False,
    )


class FurtherForm(forms.Form):
    title = forms.CharField(
        label=_("What those outside the circle read"),
        help_text=_("With your name. Leave out what is said only among you."),
        max_length=200,
    )
    story = forms.CharField(label=_("What is behind it"), max_length=400, required=False, widget=_lines(3))
    kind = forms.ChoiceField(
        label=_("What would help"),
        choices=[choice for choice in AskKind.choices if choice[0] != AskKind.LISTEN.value],
        widget=forms.RadioSelect,
    )


class PassForm(forms.Form):
    to = forms.ChoiceField(label=_("To which of your allies"))
    note = forms.CharField(
        label=_("A line for them"), help_text=_("Why you thought of them."), max_length=300, required=False, widget=_lines(2)
    )  # fmt: skip

    def __init__(self, *arguments: Any, allies: Iterable[Membership], **options: Any) -> None:
        super().__init__(*arguments, **options)
        choices = [(str(one.public_id), one.name) for one in allies]
        choice_field(self, "to").choices = [("", _("Choose")), *choices]


class HelpForm(forms.Form):
    outcome = forms.ChoiceField(label=_("How did it go?"), choices=RingOutcome.choices, widget=forms.RadioSelect)
    told = forms.CharField(
        label=pgettext_lazy("ring", "What happened"),
        help_text=_("If you like: a sentence that the circle reads."),
        max_length=400,
        required=False,
        widget=_lines(3),
    )
    thanked = forms.MultipleChoiceField(
        label=_("Whom do you thank?"),
        help_text=_("Whose help it was. It counts for them, once."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *arguments: Any, helpers: Iterable[tuple[str, str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        choices = list(helpers)
        if choices:
            choice_field(self, "thanked").choices = choices
        else:
            del self.fields["thanked"]
