"""What the pages of this room show: rows and answers arranged for reading. No writing, no permission."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from reciproca.core.urls import reverse_in

from .answers import as_people_say, check_answers
from .choices import ApplicationState, CohortState, ProgrammeRole
from .models import AnswerChange, Application, Cohort, Programme, Questionnaire
from .queries import TopicBalance, enrolments_of, questionnaire_of
from .questionnaire import Question, QuestionSet, Section, Words
from .rules import is_open_for_registration, registration_is_over, registration_is_to_come
from .words import KIND_WORDS, ROLE_WORDS, SIGHT_TO_AUTHOR, SIGHT_WORDS, STATE_KIND, rule_in_words

__all__ = [
    "FIRST_PART",
    "CohortPage",
    "StepPage",
    "answers_by_part",
    "changes_in_words",
    "cohorts_with_counts",
    "decisions_for",
    "line_question",
    "next_step",
    "other_applications",
    "other_moves",
    "other_role",
    "parts",
    "places_after",
    "programmes_with_cohorts",
    "stages",
    "state_tabs",
    "topic_words",
    "topics",
]

FIRST_PART = Words("Le domande", "The questions")
SENT = [state for state in ApplicationState if state not in (ApplicationState.DRAFT, ApplicationState.WITHDRAWN)]


# ── programmes and cohorts ───────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class CohortRow:
    cohort: Cohort
    counts: Counter

    @property
    def kind(self) -> str:
        return STATE_KIND.get(self.cohort.state, "")

    @property
    def mentors(self) -> int:
        return self._sent(ProgrammeRole.MENTOR)

    @property
    def mentees(self) -> int:
        return self._sent(ProgrammeRole.MENTEE)

    @property
    def undecided(self) -> int:
        return sum(
            number
            for (state, _role), number in self.counts.items()
            if state in (ApplicationState.RECEIVED, ApplicationState.UNDER_REVIEW)
        )

    def _sent(self, role: str) -> int:
        return sum(number for (state, its_role), number in self.counts.items() if its_role == role and state in SENT)


def cohorts_with_counts(cohorts: Iterable[Cohort], counts: Mapping[int, Counter]) -> list[CohortRow]:
    return [CohortRow(cohort, counts[cohort.pk]) for cohort in cohorts]


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    programme: Programme
    cohorts: list[CohortRow]


def programmes_with_cohorts(
    programmes: Iterable[Programme], cohorts: Iterable[Cohort], counts: Mapping[int, Counter]
) -> list[ProgrammeRow]:
    by_programme: dict[int, list[CohortRow]] = {}
    for row in cohorts_with_counts(cohorts, counts):
        by_programme.setdefault(row.cohort.programme_id, []).append(row)
    return [ProgrammeRow(programme, by_programme.get(programme.pk, [])) for programme in programmes]


@dataclass(frozen=True, slots=True)
class Stage:
    """How many applications are in a state, by role: each number opens its list."""

    state: str
    label: str
    mentors: int
    mentees: int

    @property
    def total(self) -> int:
        return self.mentors + self.mentees


def stages(cohort: Cohort, counts: Counter) -> list[Stage]:
    found = [
        Stage(
            state.value,
            str(state.label),
            counts[state.value, ProgrammeRole.MENTOR.value],
            counts[state.value, ProgrammeRole.MENTEE.value],
        )
        for state in ApplicationState
        if state != ApplicationState.DRAFT
    ]
    always = (ApplicationState.RECEIVED, ApplicationState.ACCEPTED)
    return [stage for stage in found if stage.total or stage.state in always]


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one thing to do now: a sentence, and the button (a page, or something that happens)."""

    sentence: str
    label: str = ""
    name: str = ""
    post: bool = False


def next_step(cohort: Cohort, counts: Counter) -> NextStep:
    sent = sum(number for (state, _role), number in counts.items() if state in SENT)
    undecided = CohortRow(cohort, counts).undecided
    match cohort.state:
        case CohortState.DRAFT:
            return NextStep(
                _("Read the questions and the registration page again, then open it: until then nobody sees it."),
                _("Open registration"), "programmes:cohort-opening", post=True,
            )  # fmt: skip
        case CohortState.OPEN if registration_is_to_come(cohort):
            return NextStep(_("Everything is ready: the page opens by itself on the day you chose."))
        case CohortState.OPEN if registration_is_over(cohort):
            return NextStep(
                _("The last day of registration is over: nobody can apply any more. Close it, and decide."),
                _("Close registration"), "programmes:cohort-closing", post=True,
            )  # fmt: skip
        case CohortState.OPEN if not sent:
            return NextStep(_("Nobody has applied yet. Send the address of the page to those you have in mind."))
        case CohortState.OPEN | CohortState.CLOSED if undecided:
            sentence = ngettext(
                "%(n)s application waits for an answer.", "%(n)s applications wait for an answer.", undecided
            )
            return NextStep(sentence % {"n": undecided}, _("Read the applications"), "programmes:application-list")
        case CohortState.OPEN:
            return NextStep(_("Every application so far has its answer. Others may still come."))
        case CohortState.CLOSED:
            return NextStep(
                _("Every application has its answer. When the pairs are published, the cohort starts."),
                _("Match its people"), "matching:cohort",
            )  # fmt: skip
        case CohortState.RUNNING:
            return NextStep(_("The cohort is running. End it when its people have said goodbye."))
        case _:
            return NextStep(
                _("The cohort has ended: it can be read, and copied to begin the next one."),
                _("Copy it for the next one"), "programmes:cohort-copy", post=True,
            )  # fmt: skip


def other_moves(cohort: Cohort, step: NextStep) -> list[dict[str, str]]:
    """Where else the cohort may go from here, apart from what the next step says."""
    moves = {
        CohortState.OPEN: [("programmes:cohort-closing", _("Close registration"))],
        CohortState.CLOSED: [
            ("programmes:cohort-opening", _("Open registration again")),
            ("programmes:cohort-start", _("Start the cohort")),
        ],
        CohortState.RUNNING: [("programmes:cohort-end", _("End the cohort"))],
    }.get(CohortState(cohort.state), [])
    return [{"name": name, "label": label} for name, label in moves if name != step.name]


@dataclass(frozen=True, slots=True)
class TopicRow:
    balance: TopicBalance
    hint: str

    @property
    def sought_key(self) -> str:
        return f"{self.balance.question.id}:{self.balance.option.id}"

    @property
    def offered_key(self) -> str:
        return f"{self.balance.offering.id}:{self.balance.option.id}"


@dataclass(frozen=True, slots=True)
class Topics:
    rows: list[TopicRow]
    most: int  # the longest row of stitches
    one_by_one: bool  # people are drawn one by one while they are fewer than a hundred
    short: list[TopicRow]


def topics(balances: Iterable[TopicBalance]) -> Topics:
    """Topics that somebody looks for or offers, with a word where recruits are short."""
    rows = [TopicRow(balance, _topic_hint(balance)) for balance in balances if balance.sought or balance.offered]
    most = max((max(row.balance.sought, row.balance.offered) for row in rows), default=0)
    return Topics(rows, most, most < 100, [row for row in rows if row.balance.is_short])


def _topic_hint(balance: TopicBalance) -> str:
    if balance.is_missing:
        return pgettext("topic", "nobody offers it")
    return pgettext("topic", "few offer it") if balance.is_short else ""


# ── questions ────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class QuestionRow:
    question: Question
    kind: str
    who: str
    sight: str
    rule: str
    first: bool
    last: bool


@dataclass(frozen=True, slots=True)
class Part:
    section: Section
    rows: list[QuestionRow]


def parts(asked: QuestionSet) -> list[Part]:
    """The questions by part of the form, as the coordinator edits them."""
    sections = asked.sections or (Section("", FIRST_PART),)
    return [Part(section, _question_rows(asked, asked.in_section(section.id))) for section in sections]


def _question_rows(asked: QuestionSet, questions: tuple[Question, ...]) -> list[QuestionRow]:
    who, sights = dict(ROLE_WORDS), dict(SIGHT_WORDS)
    return [
        QuestionRow(
            question,
            str(KIND_WORDS[question.kind]),
            str(who[question.role]),
            str(sights[question.visible_to]),
            rule_in_words(question, asked.question(question.rule.other) if question.rule else None),
            first=place == 0,
            last=place == len(questions) - 1,
        )
        for place, question in enumerate(questions)
    ]


# ── the registration page ────────────────────────────────────────────────────


class CohortPage:
    """A cohort on the registration page, for who reads it."""

    def __init__(
        self, cohort: Cohort, questionnaire: Questionnaire | None, own: list[Application], *, may: bool
    ) -> None:
        self.cohort, self.may = cohort, may
        self.questions = questionnaire.asked if questionnaire else QuestionSet()
        self.own = [application for application in own if application.cohort_id == cohort.pk]

    @property
    def is_open(self) -> bool:
        return is_open_for_registration(self.cohort)

    @property
    def is_to_come(self) -> bool:
        return self.cohort.state == CohortState.OPEN and registration_is_to_come(self.cohort)

    @property
    def roles(self) -> list[dict[str, Any]]:
        """What each role is asked, and one's own application in it."""
        return [
            {
                "role": role.value,
                "name": self.cohort.role_name(role),
                "own": next((a for a in self.own if a.role == role and a.state != ApplicationState.WITHDRAWN), None),
                "is_mentor": role == ProgrammeRole.MENTOR,
            }
            for role in (ProgrammeRole.MENTEE, ProgrammeRole.MENTOR)
        ]

    @property
    def asked(self) -> list[dict[str, Any]]:
        """What is asked and who reads it: everything, before anybody begins."""
        sights, who = SIGHT_TO_AUTHOR, dict(ROLE_WORDS)
        return [
            {
                "section": section,
                "questions": [
                    {"label": q.label, "sight": sights[q.visible_to], "who": "" if q.role == "both" else who[q.role], "required": q.required}
                    for q in self.questions.in_section(section.id)
                    if not q.staff_only
                ],
            }
            for section in self.questions.sections
        ]  # fmt: skip


# ── one's own application ────────────────────────────────────────────────────


class StepPage:
    """Where one is in the form: part `step` of so many, the last being to read it again and send it."""

    def __init__(self, application: Application, step: int) -> None:
        self.application, self.step = application, step
        self.questions = application.questionnaire.asked if application.questionnaire else QuestionSet()
        self.pages = self.questions.sections_for(application.role)

    @property
    def exists(self) -> bool:
        return 1 <= self.step <= len(self.pages)

    @property
    def section(self) -> Section:
        return self.pages[self.step - 1][0]

    @property
    def asked(self) -> tuple[Question, ...]:
        return self.pages[self.step - 1][1] if self.exists else ()

    @property
    def is_first(self) -> bool:
        return self.step == 1

    @property
    def is_last(self) -> bool:
        return self.step == len(self.pages)

    @property
    def labels(self) -> list[str]:
        return [str(section.title) for section, _asked in self.pages] + [_("Read it again and send")]

    @property
    def at(self) -> int:
        """The place in the stepper; 0 stands for the last, where one reads it again."""
        return self.step or len(self.pages) + 1

    @property
    def before(self) -> int:
        return self.step - 1 if self.step else len(self.pages)

    @cached_property
    def first_unfinished(self) -> int:
        """The part to go on with: the first where something required is missing, or else the first."""
        answers, role = self.application.answers, self.application.role
        for number, (_section, asked) in enumerate(self.pages, 1):
            if check_answers(self.questions, role, answers, only=asked)[1]:
                return number
        return 1

    @property
    def readers(self) -> list[tuple[str, list[str]]]:
        """Who reads what on this page: by reader, the questions."""
        words = SIGHT_TO_AUTHOR
        found: dict[str, list[str]] = {}
        for question in self.asked:
            found.setdefault(question.visible_to, []).append(str(question.label))
        return [(str(words[sight]), found[sight]) for sight in words if sight in found]


@dataclass(frozen=True, slots=True)
class AnswerRow:
    question: Question
    words: list[str]
    sight: str
    problem: str = ""
    hidden: bool = False  # only its author reads it


@dataclass(frozen=True, slots=True)
class AnswerPart:
    section: Section
    number: int
    rows: list[AnswerRow]


def answers_by_part(
    application: Application, *, viewer: str, problems: Mapping[str, str] | None = None
) -> list[AnswerPart]:
    """The answers as people say them, part by part. For a coordinator, what is for its author alone is left out."""
    asked = application.questionnaire.asked if application.questionnaire else QuestionSet()
    sights = dict(SIGHT_WORDS)
    found = []
    for number, (section, questions) in enumerate(asked.sections_for(application.role), 1):
        rows = []
        for question in questions:
            hidden = viewer != "author" and question.visible_to == "me"
            words = [] if hidden else as_people_say(question, application.answers.get(question.id))
            problem = (problems or {}).get(question.id, "")
            rows.append(AnswerRow(question, words, str(sights[question.visible_to]), problem, hidden))
        found.append(AnswerPart(section, number, rows))
    return found


def changes_in_words(application: Application, changes: Iterable[AnswerChange]) -> list[dict[str, Any]]:
    """Which answer was changed, by whom, when."""
    asked = application.questionnaire.asked if application.questionnaire else QuestionSet()
    found = []
    for change in changes:
        question = asked.question(change.question.partition(":")[0])
        what = (
            _("how many people they could take")
            if change.question == "capacity"
            else question.label
            if question
            else change.question
        )
        found.append({"what": str(what), "by": change.by, "at": change.at})
    return found


def other_role(application: Application) -> dict[str, str] | None:
    """The role one has not applied in, while one still can."""
    cohort = application.cohort
    role = ProgrammeRole.MENTEE if application.is_mentor else ProgrammeRole.MENTOR
    taken = Application.objects.filter(cohort=cohort, membership=application.membership, role=role)
    if not is_open_for_registration(cohort) or taken.exclude(state=ApplicationState.WITHDRAWN).exists():
        return None
    return {"role": role.value, "name": cohort.role_name(role)}


# ── applications ─────────────────────────────────────────────────────────────


def state_tabs(
    request: HttpRequest, cohort: Cohort, counts: Counter, chosen: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The states as tabs with their counts, keeping what else was chosen."""
    address = reverse_in(request.community, "programmes:application-list", public_id=cohort.public_id)  # type: ignore[attr-defined]
    role = chosen.get("role")
    totals: Counter = Counter()
    for (state, its_role), number in counts.items():
        if state != ApplicationState.DRAFT and role in (None, its_role):
            totals[state] += number
    tabs = [("", _("All"), sum(totals.values()))]
    tabs += [(state.value, str(state.label), totals[state.value]) for state in ApplicationState if totals[state.value]]
    if chosen.get("state") and chosen["state"] not in {state for state, _label, _n in tabs}:
        tabs.append((chosen["state"], str(ApplicationState(chosen["state"]).label), 0))
    found = []
    for state, label, number in tabs:
        query = request.GET.copy()
        query.pop("page", None)
        query.pop("state", None)
        if state:
            query["state"] = state
        words = query.urlencode()
        url = f"{address}?{words}" if words else address
        found.append({"label": label, "url": url, "count": number, "current": state == chosen.get("state", "")})
    return found


def topic_words(cohort: Cohort, topic: str) -> str:
    """The question and the answer that a filter names, in words; empty when there is none."""
    question_id, _colon, option_id = topic.partition(":")
    questionnaire = questionnaire_of(cohort) if topic else None
    question = questionnaire.asked.question(question_id) if questionnaire else None
    option = question.option(option_id) if question else None
    return (
        _("“%(question)s”: %(option)s") % {"question": question.label, "option": option} if question and option else ""
    )


def line_question(cohort: Cohort) -> str:
    """The id of the question that says in a line what somebody does; empty when none does."""
    questionnaire = questionnaire_of(cohort)
    said = questionnaire.asked.feeding("headline") if questionnaire else ()
    return said[0].id if said else ""


def decisions_for(application: Application) -> list[dict[str, Any]]:
    """What can be decided on an application as it is now; the first is the likely one."""
    words = {
        "accept": _("Accept"),
        "review": _("Take up"),
        "waitlist": _("Put on the waiting list"),
        "decline": _("Decline"),
    }
    possible = {
        ApplicationState.RECEIVED: ("accept", "review", "waitlist", "decline"),
        ApplicationState.UNDER_REVIEW: ("accept", "waitlist", "decline"),
        ApplicationState.WAITLISTED: ("accept", "decline"),
        ApplicationState.DECLINED: ("accept",),
    }.get(ApplicationState(application.state), ())
    return [{"name": name, "label": words[name]} for name in possible]


def other_applications(application: Application) -> list[Application]:
    """What else this person asked for, in this programme: the other role, earlier cohorts."""
    found = Application.objects.filter(
        membership=application.membership, cohort__programme=application.cohort.programme_id, submitted_at__isnull=False
    )
    return list(found.exclude(pk=application.pk).select_related("cohort").order_by("-submitted_at")[:10])


@dataclass(frozen=True, slots=True)
class Places:
    places: int
    mentees: int

    @property
    def short_of(self) -> int:
        return max(self.mentees - self.places, 0)


def places_after(cohort: Cohort, decision: str, applications: Iterable[Application]) -> Places | None:
    """Places and mentees if these people are accepted too; None for other decisions."""
    if decision != "accept":
        return None
    places = {
        e.membership_id: min(e.capacity, cohort.most_mentees) for e in enrolments_of(cohort, ProgrammeRole.MENTOR)
    }
    mentees = {e.membership_id for e in enrolments_of(cohort, ProgrammeRole.MENTEE)}
    for application in applications:
        if application.is_mentor:
            places[application.membership_id] = min(application.capacity, cohort.most_mentees)
        else:
            mentees.add(application.membership_id)
    return Places(sum(places.values()), len(mentees))
