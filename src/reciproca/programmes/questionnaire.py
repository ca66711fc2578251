"""The questions of a programme as data: what is asked, of whom, who reads the answer, how it counts in matching.

Pure: no database, no clock. A question keeps its id through every version, so that years can be compared.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

__all__ = [
    "FEEDS",
    "KINDS",
    "LEVELS",
    "RULES",
    "SIGHTS",
    "Option",
    "Question",
    "QuestionSet",
    "Rule",
    "Section",
    "Words",
    "mark_of",
    "parse",
    "problems_of",
    "problems_of_question",
    "serialise",
    "standard_questions",
]

KINDS = (
    "text", "long_text", "lines", "single", "multi", "scale", "ranking", "availability", "languages", "consent",
)  # fmt: skip
KINDS_WITH_OPTIONS = ("single", "multi", "ranking")
ROLES = ("both", "mentor", "mentee")
#: Who reads an answer: its author alone, the partner after the match, coordinators, everyone in the cohort.
#: Each of the others includes coordinators.
SIGHTS = ("me", "partner", "coordinators", "all")
RULES = ("equal", "overlap", "complement", "distance", "forbid_equal", "prefer_different")
#: What else an answer says about its author, beyond this programme: a part of the living profile, or the team.
FEEDS = ("", "offers", "needs", "languages", "availability", "worthwhile", "headline", "team")
LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2")

#: Which rules make sense for which kind of answer.
RULES_OF_KIND = {
    "text": ("equal", "forbid_equal", "prefer_different"),
    "long_text": (),
    "lines": ("complement", "overlap"),
    "single": ("equal", "complement", "forbid_equal", "prefer_different"),
    "multi": ("overlap", "complement", "forbid_equal", "prefer_different"),
    "scale": ("equal", "distance", "prefer_different"),
    "ranking": ("overlap", "complement"),
    "availability": ("overlap",),
    "languages": ("overlap",),
    "consent": (),
}
MOST_QUESTIONS, MOST_OPTIONS = 60, 60


@dataclass(frozen=True, slots=True)
class Words:
    """The same words in the two languages; one of them may be missing, and then the other speaks for it."""

    it: str = ""
    en: str = ""

    def __str__(self) -> str:
        return self.in_language(get_language() or "it")

    def __bool__(self) -> bool:
        return bool(self.it or self.en)

    def in_language(self, language: str) -> str:
        return (self.en or self.it) if language[:2] == "en" else (self.it or self.en)


@dataclass(frozen=True, slots=True)
class Option:
    id: str
    label: Words

    def __str__(self) -> str:
        return str(self.label)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the form, with its own page."""

    id: str
    title: Words


@dataclass(frozen=True, slots=True)
class Rule:
    """How an answer counts when two people are considered for one another.

    `other`: the id of the question that this one meets (complement), the other way round for the other person.
    `hard`: without it the pair is impossible; otherwise it weighs `weight`.
    """

    kind: str
    other: str = ""
    weight: float = 1.0
    hard: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    id: str
    kind: str
    label: Words
    help: Words = field(default_factory=Words)
    options: tuple[Option, ...] = ()
    section: str = ""
    role: str = "both"
    required: bool = False
    visible_to: str = "coordinators"
    rule: Rule | None = None
    most: int | None = None  # choices at most (multi, ranking), lines at most, or the top of a scale
    feeds: str = ""
    sensitive: bool = False  # art. 9: asked with a consent of its own, never a reason, never exported
    staff_only: bool = False  # filled in by who coordinates

    def is_for(self, role: str) -> bool:
        return self.role in ("both", role)

    def option(self, option_id: str) -> Option | None:
        return next((option for option in self.options if option.id == option_id), None)

    @property
    def consent_id(self) -> str:
        """Where the separate consent to a sensitive question is kept among the answers."""
        return f"{self.id}:consent"


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """All the questions of one version, in order."""

    questions: tuple[Question, ...] = ()
    sections: tuple[Section, ...] = ()

    def __iter__(self) -> Iterator[Question]:
        return iter(self.questions)

    def __len__(self) -> int:
        return len(self.questions)

    def question(self, question_id: str) -> Question | None:
        return next((question for question in self.questions if question.id == question_id), None)

    def asked_of(self, role: str) -> tuple[Question, ...]:
        """What a person in this role answers themselves."""
        return tuple(q for q in self.questions if q.is_for(role) and not q.staff_only)

    def for_staff(self, role: str) -> tuple[Question, ...]:
        return tuple(q for q in self.questions if q.is_for(role) and q.staff_only)

    def in_section(self, section_id: str) -> tuple[Question, ...]:
        """The questions of a section, in order; those without a known section belong to the first."""
        known = {section.id for section in self.sections}
        first = self.sections[0].id if self.sections else ""
        return tuple(q for q in self.questions if (q.section if q.section in known else first) == section_id)

    def sections_for(self, role: str) -> tuple[tuple[Section, tuple[Question, ...]], ...]:
        """The pages of the form for a role: sections that ask something, with what they ask."""
        pages = []
        for section in self.sections or (Section("", Words()),):
            asked = tuple(q for q in self.in_section(section.id) if q.is_for(role) and not q.staff_only)
            if asked:
                pages.append((section, asked))
        return tuple(pages)

    def feeding(self, what: str, role: str = "") -> tuple[Question, ...]:
        return tuple(q for q in self.questions if q.feeds == what and (not role or q.is_for(role)))

    def topics(self) -> tuple[tuple[Question, Question], ...]:
        """Pairs (what is needed, what is offered) of questions with the same options: supply and demand by topic."""
        pairs = []
        for needed in self.questions:
            if needed.rule and needed.rule.kind == "complement" and needed.kind in KINDS_WITH_OPTIONS:
                offered = self.question(needed.rule.other)
                if offered and offered.id != needed.id and offered.options:
                    pairs.append((needed, offered))
        return tuple(pairs)

    # ── changed copies ──

    def with_question(self, question: Question) -> "QuestionSet":
        """The set with this question in the place of the one with its id, or at the end."""
        if self.question(question.id) is None:
            return replace(self, questions=(*self.questions, question))
        return replace(self, questions=tuple(question if q.id == question.id else q for q in self.questions))

    def without(self, question_id: str) -> "QuestionSet":
        """The set without a question; rules that met it stand alone no more, so they go too."""
        kept = (q for q in self.questions if q.id != question_id)
        return replace(
            self,
            questions=tuple(replace(q, rule=None) if q.rule and q.rule.other == question_id else q for q in kept),
        )

    def moved(self, question_id: str, by: int) -> "QuestionSet":
        """The set with a question one place up (-1) or down (+1) within its section; at the edge, as it was."""
        question = self.question(question_id)
        if question is None:
            return self
        section = next((s.id for s in self.sections if question in self.in_section(s.id)), "")
        neighbours = self.in_section(section) if self.sections else self.questions
        place = neighbours.index(question) + by
        if not 0 <= place < len(neighbours):
            return self
        other = neighbours[place]
        order = [other if q is question else question if q is other else q for q in self.questions]
        return replace(self, questions=tuple(order))

    def new_id(self, label: str) -> str:
        """A short id for a new question, from its words, different from every other."""
        return _fresh_id(label, {q.id for q in self.questions})


def new_option_ids(labels: Iterable[Words], before: Iterable[Option] = ()) -> tuple[Option, ...]:
    """Options for these labels; a label that was there before keeps its id."""
    by_words = {words: option.id for option in before for words in (option.label.it, option.label.en) if words}
    taken: set[str] = set(by_words.values())
    used: set[str] = set()
    options = []
    for label in labels:
        known = by_words.get(label.it) or by_words.get(label.en)
        option_id = known if known and known not in used else _fresh_id(label.en or label.it, taken | used)
        used.add(option_id)
        options.append(Option(option_id, label))
    return tuple(options)


def mark_of(*parts: Question | Section) -> str:
    """A short digest of questions or parts as they are: a form carries it, to tell whether somebody changed them since."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:24]


# ── to and from data ─────────────────────────────────────────────────────────


def parse(content: Any) -> QuestionSet:
    """The questions in a stored value. Raises ValueError with the first problem when it is not one of ours."""
    if isinstance(content, list):
        content = {"questions": content}
    content = content or {}
    found = QuestionSet(
        questions=tuple(_question(row) for row in content.get("questions", ())),
        sections=tuple(Section(row["id"], _words(row)) for row in content.get("sections", ())),
    )
    if problems := problems_of(found):
        raise ValueError(str(problems[0]))
    return found


def serialise(questions: QuestionSet) -> dict[str, Any]:
    """The questions as plain values, ready to be stored; empty things are left out."""
    return {
        "sections": [
            {"id": section.id, "it": section.title.it, "en": section.title.en} for section in questions.sections
        ],
        "questions": [_row(question) for question in questions],
    }


def problems_of(questions: QuestionSet) -> list[str | Promise]:
    """What is wrong with a set of questions, in sentences; empty when nothing is."""
    problems: list[str | Promise] = []
    ids = [question.id for question in questions]
    if len(ids) != len(set(ids)):
        problems.append(_("Two questions have the same id."))
    if len(ids) > MOST_QUESTIONS:
        problems.append(_("More than sixty questions are too many: nobody would finish."))
    for question in questions:
        problems += problems_of_question(question, questions).values()
    return problems


def problems_of_question(question: Question, questions: QuestionSet) -> dict[str, str | Promise]:
    """What is wrong with one question, by part."""
    problems: dict[str, str | Promise] = {}
    if question.kind not in KINDS:
        problems["kind"] = _("There is no such kind of question.")
        return problems
    if not question.label:
        problems["label"] = _("Write the question in at least one language.")
    if question.role not in ROLES:
        problems["role"] = _("There is no such role.")
    if question.visible_to not in SIGHTS:
        problems["visible_to"] = _("Say who reads the answer.")
    if question.feeds not in FEEDS:
        problems["feeds"] = _("There is no such part of a profile.")
    if question.kind in KINDS_WITH_OPTIONS:
        if len(question.options) < 2:
            problems["options"] = _("Write at least two answers to choose from.")
        elif len(question.options) > MOST_OPTIONS:
            problems["options"] = _("More than sixty answers are too many to choose from.")
        elif len({option.id for option in question.options}) < len(question.options):
            problems["options"] = _("Two answers are the same.")
    if question.kind == "scale" and not 2 <= (question.most or 5) <= 10:
        problems["most"] = _("A scale goes from 1 to a number between 2 and 10.")
    if question.rule is not None and (problem := _problem_of_rule(question, question.rule, questions)):
        problems["rule"] = problem
    return problems


def _problem_of_rule(question: Question, rule: Rule, questions: QuestionSet) -> str | Promise:
    if rule.kind not in RULES:
        return _("There is no such rule of matching.")
    if rule.kind not in RULES_OF_KIND[question.kind]:
        return _("This rule of matching does not suit this kind of question.")
    if question.visible_to == "me":
        return _("An answer that only its author reads cannot count in matching.")
    if not 0 < rule.weight <= 10:
        return _("A weight is a number between 0 and 10.")
    if rule.kind == "complement":
        other = questions.question(rule.other)
        if other is None or other.id == question.id:
            return _("Choose the question that this one meets.")
        if {other.kind, question.kind} & set(KINDS_WITH_OPTIONS) and {o.id for o in other.options}.isdisjoint(
            o.id for o in question.options
        ):
            return _("The two questions have no answer in common.")
    return ""


def _question(row: Mapping[str, Any]) -> Question:
    rule = row.get("rule")
    return Question(
        id=str(row["id"]),
        kind=row["kind"],
        label=_words(row),
        help=_words(row.get("help") or {}),
        options=tuple(Option(str(option["id"]), _words(option)) for option in row.get("options", ())),
        section=row.get("section", ""),
        role=row.get("role", "both"),
        required=bool(row.get("required", False)),
        visible_to=row.get("visible_to", "coordinators"),
        rule=Rule(rule["kind"], rule.get("other", ""), float(rule.get("weight", 1)), bool(rule.get("hard")))
        if rule
        else None,
        most=row.get("most"),
        feeds=row.get("feeds", ""),
        sensitive=bool(row.get("sensitive", False)),
        staff_only=bool(row.get("staff_only", False)),
    )


def _words(row: Mapping[str, Any]) -> Words:
    return Words(it=row.get("it", ""), en=row.get("en", ""))


def _row(question: Question) -> dict[str, Any]:
    row: dict[str, Any] = {"id": question.id, "kind": question.kind, "it": question.label.it, "en": question.label.en}
    if question.help:
        row["help"] = {"it": question.help.it, "en": question.help.en}
    if question.options:
        row["options"] = [{"id": o.id, "it": o.label.it, "en": o.label.en} for o in question.options]
    row |= {"section": question.section, "role": question.role, "visible_to": question.visible_to}
    if question.rule:
        rule = question.rule
        row["rule"] = {"kind": rule.kind, "other": rule.other, "weight": rule.weight, "hard": rule.hard}
    if question.most is not None:
        row["most"] = question.most
    for name in ("feeds", "required", "sensitive", "staff_only"):
        if getattr(question, name):
            row[name] = getattr(question, name)
    return row


def _fresh_id(label: str, taken: Iterable[str]) -> str:
    taken = set(taken)
    words = "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in label.casefold())
    stem = "-".join(part for part in words.split("-") if part)[:36].strip("-") or "question"
    if stem not in taken:
        return stem
    return next(f"{stem}-{n}" for n in range(2, 10_000) if f"{stem}-{n}" not in taken)


# ── ready to use ─────────────────────────────────────────────────────────────

_TOPICS = (
    ("budgets", "Leggere e fare un budget", "Reading and making a budget"),
    ("leading", "Guidare un gruppo", "Leading a team"),
    ("changing-field", "Cambiare settore", "Changing field"),
    ("first-job", "Entrare nel mondo del lavoro", "Starting out at work"),
    ("speaking", "Parlare in pubblico", "Speaking in public"),
    ("negotiating", "Negoziare", "Negotiating"),
    ("own-business", "Mettersi in proprio", "Working for oneself"),
    ("abroad", "Lavorare all’estero", "Working abroad"),
    ("data-digital", "Dati e strumenti digitali", "Data and digital tools"),
    ("selling", "Vendere e trovare clienti", "Selling and finding clients"),
    ("after-a-break", "Tornare dopo una pausa", "Coming back after a break"),
    ("balance", "Lavoro e resto della vita", "Work and the rest of life"),
)


def standard_questions() -> QuestionSet:
    """A good questionnaire to begin with, in both languages: ready to use, and every part of it can be changed."""
    topics = tuple(Option(option_id, Words(it, en)) for option_id, it, en in _TOPICS)
    sections = (
        Section("seek-and-offer", Words("Che cosa cerchi, che cosa offri", "What you look for, what you offer")),
        Section("story", Words("La tua strada", "Your path")),
        Section("meeting", Words("Quando e come", "When and how")),
    )

    def ask(
        question_id: str, kind: str, it: str, en: str, help_it: str = "", help_en: str = "", **rest: Any
    ) -> Question:
        return Question(question_id, kind, Words(it, en), Words(help_it, help_en), **rest)

    questions = (
        ask(
            "needs", "lines",
            "Che cosa ti servirebbe, adesso?", "What would help you, right now?",
            "Una cosa per riga, concreta. Per esempio: provare un colloquio difficile prima di farlo. "
            "Vale anche per chi fa da mentor: nessuno qui dà soltanto.",
            "One thing a line, and concrete. For example: rehearsing a hard conversation before having it. "
            "Mentors too: nobody only gives here.",
            section="seek-and-offer", required=True, visible_to="partner", most=5, feeds="needs",
        ),
        ask(
            "topics_needed", "multi",
            "Su quali temi vorresti lavorare?", "Which topics would you like to work on?",
            "Quelli che contano di più.", "The ones that matter most.",
            options=topics, section="seek-and-offer", required=True, visible_to="partner", most=3,
            rule=Rule("complement", other="topics_offered", weight=4),
        ),
        ask(
            "offers", "lines",
            "E tu, che cosa puoi dare?", "And what can you give?",
            "Una cosa per riga. Anche chi comincia ha qualcosa: una lingua, uno strumento, un mondo che altri non conoscono.",
            "One thing a line. Those who are starting out have something too: a language, a tool, a world that others don’t know.",
            section="seek-and-offer", required=True, visible_to="partner", most=5, feeds="offers",
        ),
        ask(
            "topics_offered", "multi",
            "Su quali temi puoi aiutare?", "Which topics can you help with?",
            "Anche uno solo, anche piccolo.", "Even one, even a small one.",
            options=topics, section="seek-and-offer", required=True, visible_to="partner", most=6,
        ),
        ask(
            "goals", "long_text",
            "Che cosa vorresti che fosse diverso, alla fine?", "What would you like to be different at the end?",
            "Due o tre righe. Da qui partirete al primo incontro.",
            "Two or three lines. You will start from here when you first meet.",
            section="seek-and-offer", role="mentee", required=True, visible_to="partner",
        ),
        ask(
            "now", "text",
            "Che cosa fai, in una riga?", "What do you do, in a line?",
            "Per esempio: responsabile della logistica in un’azienda di ceramiche.",
            "For example: head of logistics at a ceramics company.",
            section="story", required=True, visible_to="all", feeds="headline",
        ),
        ask(
            "organisation", "text",
            "In quale organizzazione, e in quale gruppo di lavoro?", "Which organisation, and which team?",
            "Serve a non proporti una persona con cui lavori già ogni giorno.",
            "So that we don’t propose someone you already work with every day.",
            section="story", visible_to="coordinators", feeds="team",
        ),
        ask(
            "experience", "single",
            "Da quanto tempo lavori?", "How long have you been working?",
            options=(
                Option("0-2", Words("Meno di due anni", "Less than two years")),
                Option("3-7", Words("Da tre a sette anni", "Three to seven years")),
                Option("8-15", Words("Da otto a quindici anni", "Eight to fifteen years")),
                Option("16+", Words("Più di quindici anni", "More than fifteen years")),
            ),
            section="story", required=True, visible_to="partner",
            rule=Rule("prefer_different", weight=1),
        ),
        ask(
            "style", "single",
            "Che tipo di conversazione ti aiuta di più?", "What kind of conversation helps you most?",
            options=(
                Option("questions", Words("Una persona che fa domande", "Someone who asks questions")),
                Option("stories", Words("Una persona che racconta", "Someone who tells stories")),
                Option("plans", Words("Una persona che fa piani", "Someone who makes plans")),
            ),
            section="story", visible_to="partner", rule=Rule("equal", weight=1),
        ),
        ask(
            "languages", "languages",
            "In quali lingue puoi fare una conversazione?", "Which languages can you hold a conversation in?",
            "Conta anche una lingua che stai imparando.", "A language you are learning counts too.",
            section="meeting", required=True, visible_to="partner", feeds="languages",
            rule=Rule("overlap", hard=True),
        ),
        ask(
            "availability", "availability",
            "Quando potreste incontrarvi?", "When could you meet?",
            "Segna almeno due momenti. Segnarne pochi non dà la precedenza.",
            "Mark at least two moments. Marking few gives no priority.",
            section="meeting", required=True, visible_to="partner", feeds="availability",
            rule=Rule("overlap", weight=2),
        ),
        ask(
            "worthwhile", "long_text",
            "Che cosa renderebbe questi mesi ben spesi?", "What would make these months worthwhile?",
            "Lo leggeranno chi coordina e la persona che incontrerai.",
            "Read by whoever coordinates and by the person you will meet.",
            section="meeting", visible_to="partner", feeds="worthwhile",
        ),
        ask(
            "staff_remark", "long_text",
            "Osservazioni di chi coordina", "Coordinator’s remarks",
            section="meeting", staff_only=True, visible_to="coordinators",
        ),
    )  # fmt: skip
    return QuestionSet(questions, sections)
