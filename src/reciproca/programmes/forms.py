"""The desk: programmes, cohorts, questions, answers, decisions."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.html import escape, format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reciproca.core.fields import MonthField, choice_field, put_in_field
from reciproca.core.widgets import DateInput

from .answers import as_people_say, check_answers
from .choices import ApplicationState, ProgrammeRole
from .models import Application, Cohort, Programme
from .questionnaire import (
    KINDS_WITH_OPTIONS,
    RULES_OF_KIND,
    Question,
    QuestionSet,
    Rule,
    Section,
    Words,
    mark_of,
    new_option_ids,
    problems_of_question,
)
from .widgets import LanguagesInput, MomentsInput, RankingInput
from .words import FEED_WORDS, ROLE_WORDS, RULE_WORDS, SIGHT_WORDS, WEIGHT_WORDS

__all__ = [
    "AnswersForm",
    "BeginningForm",
    "CohortForm",
    "FilterForm",
    "NoteForm",
    "ProgrammeForm",
    "QuestionForm",
    "ReplyForm",
    "SectionsForm",
]


NOW_SAYS = _("It now says: “%(theirs)s”. Yours is in the field: save again to keep it.")


class Versioned(forms.ModelForm):
    """Carries the version it was drawn from; when the row has moved on, `show_conflict` puts the other text beside."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conflicts: dict[str, Any] = {}
        if self.instance.pk:
            self.initial["version"] = self.instance.version

    @property
    def fields_of_row(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def show_conflict(self, now: Any) -> None:
        """Beside each field that somebody else changed: what it says now. Sending again keeps what was typed."""
        for name in self._meta.fields or ():
            theirs, mine = getattr(now, name), self.cleaned_data.get(name)
            if theirs != mine:
                self.add_error(
                    name,
                    NOW_SAYS % {"theirs": _in_words(now, name)},
                )
        put_in_field(self, "version", now.version)


class TwoNames(Versioned):
    """A row with its name in both languages: one of them is enough."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (
            not cleaned.get("name_it")
            and not cleaned.get("name_en")
            and not self.errors.keys() & {"name_it", "name_en"}
        ):
            self.add_error("name_it", _("Write the name in at least one language."))
        return cleaned


class ProgrammeForm(TwoNames):
    class Meta:
        model = Programme
        fields = ("name_it", "name_en", "description_it", "description_en")
        help_texts = {
            "name_it": _("Short, and easy to say: Ponti, Primo passo, Da pari a pari."),
            "description_it": _("What it is, for whom, how long it takes. It opens the registration page."),
        }
        widgets = {
            "description_it": forms.Textarea(attrs={"rows": 5}),
            "description_en": forms.Textarea(attrs={"rows": 5}),
        }


class CohortForm(TwoNames):
    class Meta:
        model = Cohort
        fields = (
            "name_it", "name_en", "registration_opens", "registration_closes", "starts_on", "ends_on",
            "welcome_it", "welcome_en", "who_may_join", "mentor_name_it", "mentor_name_en", "mentee_name_it",
            "mentee_name_en", "most_mentees", "meeting_target", "cadence_days", "matching_mode", "apart_same_team",
            "apart_past_pairs", "asks_age", "support_email",
        )  # fmt: skip
        widgets = {
            "registration_opens": DateInput,
            "registration_closes": DateInput,
            "starts_on": DateInput,
            "ends_on": DateInput,
            "welcome_it": forms.Textarea(attrs={"rows": 6}),
            "welcome_en": forms.Textarea(attrs={"rows": 6}),
            "who_may_join": forms.RadioSelect,
            "matching_mode": forms.RadioSelect,
        }
        help_texts = {
            "name_it": _("For example: Autunno 2026."),
            "registration_closes": _("The last day on which people can apply, and change their answers."),
            "welcome_it": _("What people read before they apply. Leave a line empty between paragraphs."),
            "mentor_name_it": _("Perhaps you say guida, madrina, senior."),
            "matching_mode": _("Nobody left out: as many people as possible have a partner. Best fit: fewer pairs, closer ones."),
            "asks_age": _("Who is not of age is shown to nobody but you and the people they work with, and can be accepted once a parent’s consent is recorded."),
            "apart_same_team": _("It reads the answer that says the organisation and the team."),
            "support_email": _("Written at the foot of the registration page."),
        }  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("who_may_join", "matching_mode"):
            field = choice_field(self, name)
            known: Any = field.choices  # for the stubs this may also be a function: a field hands out pairs
            field.choices = [choice for choice in known if choice[0]]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        opens, closes = cleaned.get("registration_opens"), cleaned.get("registration_closes")
        starts, ends = cleaned.get("starts_on"), cleaned.get("ends_on")
        if opens and closes and closes < opens:
            self.add_error("registration_closes", _("Registration would close before it opens."))
        if starts and ends and ends <= starts:
            self.add_error("ends_on", _("The cohort would end before it starts."))
        if closes and ends and closes > ends:
            self.add_error("registration_closes", _("Registration would close after the cohort has ended."))
        return cleaned


# ── questions ────────────────────────────────────────────────────────────────


class QuestionForm(forms.Form):
    """One question, with only the parts that its kind has; it carries what the question was when the page was opened."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    kind_of = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20)

    label_it = forms.CharField(label=_("The question in Italian"), max_length=200, required=False)
    label_en = forms.CharField(label=_("The question in English"), max_length=200, required=False)
    help_it = forms.CharField(
        label=_("A line of help in Italian"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    help_en = forms.CharField(
        label=_("A line of help in English"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    options = forms.CharField(
        label=_("The answers to choose from"),
        help_text=_("One a line: Italian | English. An answer whose words stay the same is still the same answer."),
        widget=forms.Textarea(attrs={"rows": 8}),
        required=False,
        max_length=12_000,
    )
    most = forms.IntegerField(label=_("At most"), required=False, min_value=1, max_value=60)
    section = forms.ChoiceField(label=_("In which part of the form"), required=False)
    role = forms.ChoiceField(label=_("Who answers"), choices=ROLE_WORDS, widget=forms.RadioSelect)
    required = forms.BooleanField(label=_("An answer is required"), required=False)
    staff_only = forms.BooleanField(
        label=_("Only who coordinates answers it"),
        help_text=_("It is not in the form: it is on the page of each application."),
        required=False,
    )
    visible_to = forms.ChoiceField(label=_("Who reads the answer"), choices=SIGHT_WORDS, widget=forms.RadioSelect)
    sensitive = forms.BooleanField(
        label=_("It asks about something delicate"),
        help_text=_(
            "Health, beliefs, origin, sexual life or orientation, trade union: it is kept only with a consent of its own, "
            "never given as a reason, and left out of exports."
        ),
        required=False,
    )
    feeds = forms.ChoiceField(label=_("It also says"), choices=FEED_WORDS, required=False)
    rule = forms.ChoiceField(label=_("How it counts when pairs are made"), required=False)
    other = forms.ChoiceField(label=_("The question it meets"), required=False)
    weight = forms.ChoiceField(label=_("How much"), choices=WEIGHT_WORDS, required=False)
    hard = forms.BooleanField(
        label=_("Without it the pair is impossible"),
        help_text=_("Use it sparingly: every such rule takes somebody’s possible partners away."),
        required=False,
    )

    def __init__(
        self, *args: Any, questions: QuestionSet, kind: str, question: Question | None = None, **kwargs: Any
    ) -> None:
        self.questions, self.kind, self.before = questions, kind, question
        if question is not None:
            kwargs.setdefault("initial", _initial_of(question))
        else:
            kwargs.setdefault(
                "initial", {"role": "both", "visible_to": "partner", "weight": "2", "most": _MOST.get(kind)}
            )
        kwargs["initial"] = {**kwargs["initial"], "kind_of": kind, "seen": mark_of(question) if question else ""}
        super().__init__(*args, **kwargs)
        choice_field(self, "section").choices = [(section.id, section.title) for section in questions.sections]
        choice_field(self, "rule").choices = [("", _("it does not count"))] + [
            (rule, RULE_WORDS[rule]) for rule in RULES_OF_KIND[kind]
        ]
        others = [q for q in questions if question is None or q.id != question.id]
        choice_field(self, "other").choices = [("", "—")] + [
            (q.id, str(q.label)) for q in others if q.kind == kind or {q.kind, kind} <= set(KINDS_WITH_OPTIONS)
        ]
        self.fields["most"].label = _MOST_WORDS.get(kind, _("At most"))
        for name in self._parts_not_of(kind):
            del self.fields[name]

    @property
    def is_as_seen(self) -> bool:
        """Whether the question is still what it was when the page was opened."""
        return self.before is None or self.cleaned_data["seen"] == mark_of(self.before)

    def show_conflict(self) -> None:
        """Beside each part that is otherwise by now: what it says. Sending again keeps what was typed."""
        assert self.before is not None
        theirs = _initial_of(self.before)
        for name, field in self.fields.items():
            if name not in theirs:
                continue
            if isinstance(field, forms.BooleanField) and bool(theirs[name]) == bool(self[name].value()):
                continue
            if str(theirs[name] or "").split() == str(self[name].value() or "").split():
                continue
            self.add_error(name, NOW_SAYS % {"theirs": _said_in(field, theirs[name])})
        put_in_field(self, "seen", mark_of(self.before))

    def show_gone(self) -> None:
        """Somebody took the question away meanwhile: what was typed becomes a new one, if it is sent again."""
        put_in_field(self, "seen", "")
        self.add_error(
            None, _("Somebody has taken this question away meanwhile. What you wrote is here: save to ask it again.")
        )

    def _parts_not_of(self, kind: str) -> list[str]:
        parts = []
        if kind not in KINDS_WITH_OPTIONS:
            parts.append("options")
        if kind not in _MOST_WORDS:
            parts.append("most")
        if not RULES_OF_KIND[kind]:
            parts += ["rule", "other", "weight", "hard"]
        elif "complement" not in RULES_OF_KIND[kind]:
            parts.append("other")
        if kind == "consent":
            parts += ["sensitive", "feeds", "staff_only"]
        if len(self.questions.sections) < 2:
            parts.append("section")
        return parts

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        self.question = self._question(cleaned)
        problems = problems_of_question(self.question, self.questions.with_question(self.question))
        for part, sentence in problems.items():
            name = "label_it" if part == "label" else part
            self.add_error(name if name in self.fields else None, str(sentence))
        return cleaned

    def _question(self, cleaned: Mapping[str, Any]) -> Question:
        label = Words(cleaned["label_it"].strip(), cleaned["label_en"].strip())
        rule = None
        if cleaned.get("rule"):
            rule = Rule(
                cleaned["rule"],
                other=cleaned.get("other", "") if cleaned["rule"] == "complement" else "",
                weight=float(cleaned.get("weight") or 2),
                hard=cleaned.get("hard", False),
            )
        before = self.before
        return Question(
            id=before.id if before else self.questions.new_id(label.en or label.it),
            kind=self.kind,
            label=label,
            help=Words(cleaned["help_it"].strip(), cleaned["help_en"].strip()),
            options=_options(cleaned.get("options", ""), before.options if before else ()),
            section=cleaned.get("section") or (before.section if before else ""),
            role=cleaned["role"],
            required=cleaned["required"],
            visible_to=cleaned["visible_to"],
            rule=rule,
            most=cleaned.get("most"),
            feeds=cleaned.get("feeds", ""),
            sensitive=cleaned.get("sensitive", False),
            staff_only=cleaned.get("staff_only", False),
        )


def _said_in(field: forms.Field, value: Any) -> str:
    """A value as the page says it: a choice by its words, lines one after the other."""
    if isinstance(field, forms.BooleanField):
        return str(_("yes") if value else _("no"))
    words = {str(key): str(word) for key, word in getattr(field, "choices", ())}
    text = words.get(str(value), str(value if value is not None else ""))
    return "; ".join(line.strip() for line in text.splitlines() if line.strip()) or "—"


class SectionsForm(forms.Form):
    """The titles of the parts of the form; one more may be added, and one that asks nothing may be emptied away."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, questions: QuestionSet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        self.initial["seen"] = mark_of(*questions.sections)
        for number, section in enumerate([*questions.sections, None], 1):
            for language, name in (("it", _("Part %(number)s, in Italian")), ("en", _("Part %(number)s, in English"))):
                self.fields[self._name(language, section)] = forms.CharField(
                    label=name % {"number": number},
                    max_length=80,
                    required=False,
                    initial=getattr(section.title, language) if section else "",
                )

    @staticmethod
    def _name(language: str, section: Section | None) -> str:
        return f"{language}-{section.id if section else 'new'}"

    @property
    def is_as_seen(self) -> bool:
        return self.data.get("seen", "") == mark_of(*self.questions.sections)

    def show_conflict(self) -> None:
        """Parts that came since stand there as they are; beside a title that is otherwise by now: what it says."""
        for section in self.questions.sections:
            for language in ("it", "en"):
                name, theirs = self._name(language, section), getattr(section.title, language)
                if name not in self.data:
                    put_in_field(self, name, theirs)
                elif self.data[name].strip() != theirs:
                    self.add_error(name, NOW_SAYS % {"theirs": theirs or "—"})
        put_in_field(self, "seen", mark_of(*self.questions.sections))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kept: list[Section] = []
        taken = {section.id for section in self.questions.sections}
        fresh = next(name for number in range(1, 1000) if (name := f"part-{number}") not in taken)
        for section in (*self.questions.sections, None):
            title = Words(cleaned.get(self._name("it", section), ""), cleaned.get(self._name("en", section), ""))
            if title:
                kept.append(Section(section.id if section else fresh, title))
            elif section and self.questions.in_section(section.id):
                self.add_error(
                    self._name("it", section),
                    _("This part still asks something: give it a title, or move its questions."),
                )
        self.sections = tuple(kept)
        return cleaned


# ── answers ──────────────────────────────────────────────────────────────────


class Whatever(forms.Field):
    """Hands over what was sent: the sentences come from `check_answers`, for pages and spreadsheets alike."""

    def clean(self, value: Any) -> Any:
        return value


class AnswersForm(forms.Form):
    """Some questions of a questionnaire as a form. Valid, it has `answers`: None where an answer was taken away."""

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        *args: Any,
        questions: QuestionSet,
        asked: Sequence[Question],
        role: str,
        answers: Mapping[str, Any] | None = None,
        version: int | None = None,
        complete: bool = True,
        most_mentees: int | None = None,
        capacity: int = 1,
        **kwargs: Any,
    ) -> None:
        answers = answers or {}
        kwargs["initial"] = {"version": version, "capacity": capacity} | {
            field_name(name): value for name, value in answers.items()
        }
        super().__init__(*args, **kwargs)
        self.questions, self.asked, self.role, self.complete = questions, tuple(asked), role, complete
        for question in self.asked:
            self.fields[field_name(question.id)] = _field_of(question)
            if question.sensitive:
                self.fields[field_name(question.consent_id)] = Whatever(
                    label=_(
                        "I consent to this answer being kept for this programme, and read only by whoever coordinates it."
                    ),
                    required=False,
                    widget=forms.CheckboxInput,
                )
        if most_mentees:
            self.fields["capacity"] = forms.IntegerField(
                label=_("How many people could you take?"),
                help_text=_("One is enough. At most %(most)s.") % {"most": most_mentees},
                min_value=1,
                max_value=most_mentees,
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        names = [name for question in self.asked for name in (question.id, question.consent_id)]
        raw = {name: cleaned.get(field_name(name)) for name in names}
        good, problems = check_answers(self.questions, self.role, raw, complete=self.complete, only=self.asked)
        for question_id, sentence in problems.items():
            self.add_error(field_name(question_id), sentence)
        self.answers: dict[str, Any] = {name: good.get(name) for name in names}
        return cleaned

    def show_conflict(self, application: Application) -> None:
        """Another window changed it: what is kept now, beside what was typed."""
        for question in self.asked:
            theirs = application.answers.get(question.id)
            if theirs != self.answers.get(question.id):
                words = ", ".join(as_people_say(question, theirs)) or "—"
                self.add_error(
                    field_name(question.id),
                    NOW_SAYS % {"theirs": words},
                )
        put_in_field(self, "version", application.version)

    def question_of(self, name: str) -> Question | None:
        return next((question for question in self.asked if field_name(question.id) == name), None)


def field_name(question_id: str) -> str:
    return f"q-{question_id.replace(':', '-')}"


def _field_of(question: Question) -> forms.Field:
    return Whatever(
        label=str(question.label), help_text=_help_of(question), required=question.required, widget=_widget_of(question)
    ) if question.kind not in ("single", "multi", "scale") else _Choices(
        label=str(question.label), help_text=_help_of(question), required=question.required, widget=_widget_of(question),
        choices=_choices_of(question),
    )  # fmt: skip


class _Choices(Whatever):
    """The same, with choices for the page to show."""

    def __init__(self, *, choices: Sequence[tuple[Any, Any]], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.choices = choices
        self.widget.choices = choices


def _choices_of(question: Question) -> list[tuple[Any, Any]]:
    if question.kind == "scale":
        return [(str(number), str(number)) for number in range(1, (question.most or 5) + 1)]
    return [(option.id, str(option)) for option in question.options]


def _widget_of(question: Question) -> forms.Widget:
    match question.kind:
        case "text":
            return forms.TextInput(attrs={"maxlength": 300})
        case "long_text":
            return forms.Textarea(attrs={"rows": 4})
        case "lines":
            return LinesInput(attrs={"rows": 3})
        case "single" | "scale":
            return forms.RadioSelect()
        case "multi":
            return forms.CheckboxSelectMultiple()
        case "ranking":
            return RankingInput(question.options, question.most)
        case "availability":
            return MomentsInput()
        case "languages":
            return LanguagesInput()
        case _:
            return forms.CheckboxInput()


class LinesInput(forms.Textarea):
    """Several short texts, one a line."""

    def format_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value


def _help_of(question: Question) -> str:
    """Escaped here, because the page takes help texts for ours: these are what a coordinator wrote."""
    help_text = escape(str(question.help))
    if question.kind in ("multi", "ranking") and question.most:
        return format_html("{} {}", help_text, _("Up to %(most)s.") % {"most": question.most})
    return help_text


# ── applications ─────────────────────────────────────────────────────────────


class BeginningForm(forms.Form):
    """What is asked before an application begins: the name of who is not a member yet, and an age where the cohort asks.

    No date of birth, and at most a month.
    """

    given_name = forms.CharField(
        label=_("Given name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    family_name = forms.CharField(
        label=_("Family name"), max_length=80, required=False, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )  # fmt: skip
    of_age = forms.ChoiceField(
        label=_("Are you eighteen or older?"),
        choices=[("yes", pgettext_lazy("age", "Yes")), ("no", pgettext_lazy("age", "Not yet"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the two: it decides who can see you here.")},
    )
    of_age_from = MonthField(
        label=_("If not yet: in which month will you turn eighteen?"),
        help_text=_("Only the month, if you like to tell: from then on you are here like everyone else."),
        required=False,
    )

    def __init__(self, *args: Any, newcomer: bool, asks_age: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = {"given_name": newcomer, "family_name": newcomer, "of_age": asks_age, "of_age_from": asks_age}
        for name in [name for name, wanted in asked.items() if not wanted]:
            del self.fields[name]

    def to_begin_with(self) -> dict[str, Any]:
        """What `start_application` and `start_application_of_newcomer` are told."""
        told: dict[str, Any] = {
            name: self.cleaned_data[name] for name in ("given_name", "family_name") if name in self.cleaned_data
        }
        if self.cleaned_data.get("of_age") == "no":
            told |= {"minor": True, "of_age_from": self.cleaned_data["of_age_from"]}
        return told


class FilterForm(forms.Form):
    """Which applications to show, and in which order. A strange value is as good as none."""

    SORTS = {
        "name": ("membership__family_name", "membership__given_name", "pk"),
        "newest": ("-submitted_at", "pk"),
        "oldest": ("submitted_at", "pk"),
        "turn": ("-left_out_before", "submitted_at", "pk"),
    }
    q = forms.CharField(label=_("Name, e-mail or words of an answer"), required=False, max_length=80)
    state = forms.ChoiceField(label=_("State"), required=False)
    role = forms.ChoiceField(label=_("Role"), required=False)
    topic = forms.CharField(required=False, max_length=140, widget=forms.HiddenInput)
    sort = forms.ChoiceField(
        label=_("Order"),
        required=False,
        choices=[
            ("oldest", pgettext_lazy("order of applications", "first come first")),
            ("newest", pgettext_lazy("order of applications", "latest first")),
            ("name", pgettext_lazy("order of applications", "by name")),
            ("turn", pgettext_lazy("order of applications", "left out last time first")),
        ],
    )

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        shown = [choice for choice in ApplicationState.choices if choice[0] != ApplicationState.DRAFT]
        choice_field(self, "state").choices = [("", _("all")), *shown]
        choice_field(self, "role").choices = [("", _("all"))] + [
            (role.value, cohort.role_name(role)) for role in ProgrammeRole
        ]

    @property
    def chosen(self) -> dict[str, str]:
        """What was asked for, and is among the possible."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class NoteForm(forms.Form):
    text = forms.CharField(
        label=_("A note for whoever coordinates"),
        help_text=_("The person receives it if they ask for their data: write what you would say to them."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReplyForm(forms.Form):
    reply = forms.CharField(
        label=_("A few words of your own"),
        help_text=_("They go into the letter, before the signature, as you write them."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


# ── below: how ───────────────────────────────────────────────────────────────

_MOST = {"multi": 3, "lines": 5, "scale": 5, "ranking": 3}
_MOST_WORDS = {
    "multi": _("How many answers at most"),
    "ranking": _("How many places to give"),
    "lines": _("How many lines at most"),
    "scale": _("The highest number of the scale"),
}


def _initial_of(question: Question) -> dict[str, Any]:
    rule = question.rule
    weights = [weight for weight, _words in WEIGHT_WORDS]
    return {
        "label_it": question.label.it,
        "label_en": question.label.en,
        "help_it": question.help.it,
        "help_en": question.help.en,
        "options": "\n".join(
            f"{o.label.it} | {o.label.en}" if o.label.en and o.label.it != o.label.en else o.label.it
            for o in question.options
        ),
        "most": question.most,
        "section": question.section,
        "role": question.role,
        "required": question.required,
        "staff_only": question.staff_only,
        "visible_to": question.visible_to,
        "sensitive": question.sensitive,
        "feeds": question.feeds,
        "rule": rule.kind if rule else "",
        "other": rule.other if rule else "",
        "weight": min(weights, key=lambda weight: abs(float(weight) - (rule.weight if rule else 2))),
        "hard": rule.hard if rule else False,
    }


def _options(text: str, before: Iterable[Any]) -> tuple[Any, ...]:
    labels = []
    for line in text.splitlines():
        italian, bar, english = (part.strip() for part in line.partition("|"))
        if italian or english:
            labels.append(Words(italian or english, english or italian) if bar else Words(italian, italian))
    return new_option_ids(labels, before)


def _in_words(row: Any, name: str) -> str:
    display = getattr(row, f"get_{name}_display", None)
    value = display() if display else getattr(row, name)
    return "—" if value in (None, "") else str(value)[:300]
