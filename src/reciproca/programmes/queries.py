"""Reads: programmes, cohorts, applications, and the numbers that a coordinator needs."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Least

from reciproca.boundaries.queries import minors_without_consent
from reciproca.communities.models import Account, Membership
from reciproca.communities.queries import members
from reciproca.people.choices import Sight

from .choices import ApplicationState, CohortState, ProgrammeRole
from .models import Application, Cohort, Enrolment, Programme, Questionnaire
from .questionnaire import Option, Question

__all__ = [
    "ACTIVE_STATES",
    "Readiness",
    "TopicBalance",
    "application_counts",
    "applications_of",
    "applications_of_account",
    "applications_visible_to",
    "cohort_readiness",
    "cohorts_visible_to",
    "enrolments_of",
    "filtered_applications",
    "latest_questionnaire",
    "open_cohorts",
    "programmes_visible_to",
    "programmes_with_a_page",
    "questionnaire_of",
    "shown_cohorts",
    "supply_and_demand",
    "waiting_for_consent",
    "was_left_out_before",
    "would_mentor",
]

#: Applications that count as people who want to take part.
ACTIVE_STATES = (
    ApplicationState.RECEIVED,
    ApplicationState.UNDER_REVIEW,
    ApplicationState.ACCEPTED,
    ApplicationState.WAITLISTED,
)


def programmes_visible_to(person: Membership) -> QuerySet[Programme]:
    """Coordinators see every programme; members those they can join, or joined."""
    programmes = Programme.objects.order_by(F("archived_at").asc(nulls_first=True), "-created_at")
    if person.is_coordinator:
        return programmes
    return programmes.filter(
        Q(archived_at=None, cohorts__state=CohortState.OPEN) | Q(cohorts__applications__membership=person)
    ).distinct()


def cohorts_visible_to(person: Membership) -> QuerySet[Cohort]:
    """Coordinators see every cohort; members those open for registration, and those they applied to."""
    cohorts = Cohort.objects.select_related("programme", "questionnaire", "community")
    if person.is_coordinator:
        return cohorts
    return cohorts.filter(
        Q(state=CohortState.OPEN, programme__archived_at=None) | Q(applications__membership=person)
    ).distinct()


def applications_visible_to(person: Membership) -> QuerySet[Application]:
    """Coordinators see what was sent to them, never what is still being written; everyone sees their own."""
    applications = Application.objects.select_related(
        "cohort__programme", "cohort__community", "membership", "questionnaire"
    )
    own = Q(membership=person)
    if person.is_coordinator:
        return applications.filter(own | Q(submitted_at__isnull=False))
    return applications.filter(own)


def applications_of(person: Membership) -> QuerySet[Application]:
    """A person's own applications, newest first, drafts too."""
    return (
        Application.objects.filter(membership=person)
        .select_related("cohort__programme", "cohort__community", "membership", "questionnaire")
        .order_by("-started_at")
    )


def applications_of_account(account: Account) -> QuerySet[Application]:
    """The same for an account, which may not be a member yet."""
    return (
        Application.objects.filter(membership__account=account)
        .select_related("cohort__programme", "cohort__community", "membership", "questionnaire")
        .order_by("-started_at")
    )


def filtered_applications(
    cohort: Cohort,
    applications: QuerySet[Application],
    *,
    sorts: dict[str, tuple[str, ...]],
    q: str = "",
    state: str = "",
    role: str = "",
    topic: str = "",
    sort: str = "",
) -> QuerySet[Application]:
    """The sent applications of a cohort, with their people: by words of a name, an address or an answer, by state, role, topic; in order.

    topic: "<question id>:<option id>", as the table of supply and demand links it.
    """
    found = applications.select_related(None).select_related("membership")
    found = found.filter(cohort=cohort, submitted_at__isnull=False)
    if state:
        found = found.filter(state=state)
    if role:
        found = found.filter(role=role)
    for word in q.split()[:6]:
        found = found.filter(
            Q(membership__given_name__icontains=word)
            | Q(membership__family_name__icontains=word)
            | Q(membership__email__icontains=word)
            | Q(pk__in=_answering(cohort, word))
        )
    if topic:
        question_id, _colon, option_id = topic.partition(":")
        chosen = [
            pk
            for pk, answers in Application.objects.filter(cohort=cohort, state__in=ACTIVE_STATES).values_list(
                "pk", "answers"
            )
            if option_id in (answers.get(question_id) or [])
        ]
        found = found.filter(pk__in=chosen, state__in=ACTIVE_STATES)
    by_turn = "turn" if state == ApplicationState.WAITLISTED else "oldest"
    return found.order_by(*sorts[sort or by_turn])


def _answering(cohort: Cohort, word: str) -> list[int]:
    """Applications in whose written answers a word occurs; what is delicate is not searched."""
    questionnaire = questionnaire_of(cohort)
    if questionnaire is None:
        return []
    written = [
        q.id for q in questionnaire.asked
        if q.kind in ("text", "long_text", "lines") and not q.sensitive and q.visible_to != "me"
    ]  # fmt: skip
    word = word.casefold()
    rows = Application.objects.filter(cohort=cohort, submitted_at__isnull=False).values_list("pk", "answers")
    return [pk for pk, answers in rows if any(word in str(answers.get(name, "")).casefold() for name in written)]


def enrolments_of(cohort: Cohort, role: str | None = None) -> QuerySet[Enrolment]:
    """Who takes part in a cohort now."""
    enrolments = Enrolment.objects.filter(cohort=cohort, ended_at=None).select_related("membership")
    return enrolments.filter(role=role) if role else enrolments


def programmes_with_a_page() -> QuerySet[Programme]:
    """Programmes whose registration page anyone may read: from the first time that a cohort was opened."""
    return Programme.objects.filter(archived_at=None).filter(
        Exists(Cohort.objects.filter(programme=OuterRef("pk")).exclude(state=CohortState.DRAFT))
    )


def shown_cohorts(programme: Programme) -> list[Cohort]:
    """What the registration page shows: the cohorts now open, or else the last one."""
    shown = programme.cohorts(manager="objects").exclude(state=CohortState.DRAFT).select_related("community")
    cohorts = list(
        shown.select_related("questionnaire").order_by(F("registration_closes").desc(nulls_last=True), "-created_at")
    )
    return [cohort for cohort in cohorts if cohort.state == CohortState.OPEN] or cohorts[:1]


def open_cohorts() -> QuerySet[Cohort]:
    """Cohorts that the coordinator opened, in the community in force."""
    return (
        Cohort.objects.filter(state=CohortState.OPEN, programme__archived_at=None)
        .select_related("programme", "community")
        .order_by(F("registration_closes").asc(nulls_last=True), "created_at")
    )


def latest_questionnaire(programme: Programme) -> Questionnaire | None:
    return Questionnaire.objects.filter(programme=programme).order_by("-number").first()


def questionnaire_of(cohort: Cohort) -> Questionnaire | None:
    """The questions of a cohort: its own from the opening on, and until then the programme's latest."""
    return cohort.questionnaire or latest_questionnaire(cohort.programme)


def application_counts(cohorts: Iterable[Cohort]) -> dict[int, Counter]:
    """For each cohort, by primary key: how many applications by (state, role). One query."""
    counts: dict[int, Counter] = {cohort.pk: Counter() for cohort in cohorts}
    rows = Application.objects.filter(cohort__in=list(counts)).values_list("cohort_id", "state", "role")
    for cohort_id, state, role, number in rows.annotate(Count("pk")):
        counts[cohort_id][state, role] = number
    return counts


def was_left_out_before(person: Membership, cohort: Cohort) -> bool:
    """Whether in an earlier cohort of this programme they waited in vain, or a round found nobody for them."""
    earlier = Q(cohort__programme=cohort.programme_id, membership=person)
    waited = Application.objects.filter(
        earlier, state=ApplicationState.WAITLISTED, cohort__state__in=[CohortState.RUNNING, CohortState.ENDED]
    ).exclude(cohort=cohort)
    missed = Enrolment.objects.filter(earlier, left_out_at__isnull=False).exclude(cohort=cohort)
    return waited.exists() or missed.exists()


def waiting_for_consent(applications: Iterable[Application]) -> list[Application]:
    """Those of them that are of minors for whom no consent is recorded: they cannot be accepted."""
    applications = list(applications)
    minors = minors_without_consent(application.membership_id for application in applications)
    return [application for application in applications if application.membership_id in minors]


# ── supply and demand ────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class TopicBalance:
    """How many mentees look for a topic, and how many mentors offer it, among those who applied."""

    question: Question  # where it is needed
    offering: Question  # where it is offered
    option: Option
    sought: int
    offered: int

    @property
    def is_short(self) -> bool:
        """Sought at least twice as often as offered."""
        return self.sought > 0 and self.sought >= 2 * self.offered

    @property
    def is_missing(self) -> bool:
        return self.sought > 0 and self.offered == 0


def supply_and_demand(cohort: Cohort) -> list[TopicBalance]:
    """Topic by topic, what mentees look for and mentors offer in the applications so far; what is most sought first."""
    questionnaire = questionnaire_of(cohort)
    topics = questionnaire.asked.topics() if questionnaire else ()
    if not topics:
        return []
    sought: Counter = Counter()
    offered: Counter = Counter()
    rows = Application.objects.filter(cohort=cohort, state__in=ACTIVE_STATES).values_list("role", "answers")
    for role, answers in rows.iterator(chunk_size=500):
        for needed, offering in topics:
            if role == ProgrammeRole.MENTEE:
                sought.update((needed.id, option_id) for option_id in _chosen(answers, needed))
            else:
                offered.update((needed.id, option_id) for option_id in _chosen(answers, offering))
    balances = [
        TopicBalance(needed, offering, option, sought[needed.id, option.id], offered[needed.id, option.id])
        for needed, offering in topics
        for option in needed.options
    ]
    return sorted(balances, key=lambda balance: (-balance.sought, balance.offered))


def _chosen(answers: dict, question: Question) -> list[str]:
    value = answers.get(question.id) or []
    return value if isinstance(value, list) else [value]


def would_mentor(cohort: Cohort) -> QuerySet[Membership]:
    """Who says on their profile that they would mentor, as far as coordinators may read it, has not applied here as a
    mentor, and is not a mentor in another cohort under way: the latest word first."""
    applied = Application.objects.filter(cohort=cohort, role=ProgrammeRole.MENTOR).exclude(
        state=ApplicationState.WITHDRAWN
    )
    busy = Enrolment.objects.filter(
        role=ProgrammeRole.MENTOR, ended_at=None, cohort__state__in=[CohortState.CLOSED, CohortState.RUNNING]
    )
    told = Q(profile__sight__offers__isnull=True) | Q(
        profile__sight__offers__in=[sight.value for sight in Sight if sight != Sight.ME]
    )
    return (
        members()
        .filter(told, profile__mentor_capacity__gt=0)
        .exclude(pk__in=applied.values("membership"))
        .exclude(pk__in=busy.values("membership"))
        .select_related("profile")
        .order_by("-profile__updated_at", "family_name", "pk")
    )


# ── readiness ────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class MissingAnswer:
    """An accepted person who left out something that is required."""

    application: Application
    question: Question


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether a cohort can be matched: people by role, places against demand, and what is missing."""

    mentors: int
    mentees: int
    both: int  # people enrolled in both roles
    places: int  # how many mentees the mentors can take together
    waiting: int  # applications nobody has decided on yet
    missing: tuple[MissingAnswer, ...]
    left_out_before: int  # mentees for whom nobody was found last time

    @property
    def short_of(self) -> int:
        """Places missing for every mentee to have a mentor; 0 when there are enough."""
        return max(self.mentees - self.places, 0)

    @property
    def can_be_matched(self) -> bool:
        return self.mentors > 0 and self.mentees > 0


def cohort_readiness(cohort: Cohort) -> Readiness:
    """The numbers before a round: counts by role, capacity against demand, required answers that are missing."""
    enrolments = Enrolment.objects.filter(cohort=cohort, ended_at=None)
    rows = list(enrolments.values_list("role", "membership_id"))
    mentors = {member for role, member in rows if role == ProgrammeRole.MENTOR}
    mentees = {member for role, member in rows if role == ProgrammeRole.MENTEE}
    places = enrolments.filter(role=ProgrammeRole.MENTOR).aggregate(
        places=Sum(Least(F("capacity"), F("cohort__most_mentees")))
    )["places"]
    undecided = [ApplicationState.RECEIVED, ApplicationState.UNDER_REVIEW]
    return Readiness(
        mentors=len(mentors),
        mentees=len(mentees),
        both=len(mentors & mentees),
        places=places or 0,
        waiting=Application.objects.filter(cohort=cohort, state__in=undecided).count(),
        missing=tuple(_missing_answers(cohort)),
        left_out_before=Application.objects.filter(
            cohort=cohort, state=ApplicationState.ACCEPTED, role=ProgrammeRole.MENTEE, left_out_before=True
        ).count(),
    )


def _missing_answers(cohort: Cohort) -> Iterable[MissingAnswer]:
    questionnaire = questionnaire_of(cohort)
    if questionnaire is None:
        return
    questions = questionnaire.asked
    accepted = Application.objects.filter(cohort=cohort, state=ApplicationState.ACCEPTED).select_related("membership")
    for application in accepted.order_by("membership__family_name", "membership__given_name", "pk"):
        for question in questions.asked_of(application.role):
            if question.required and not application.answers.get(question.id):
                yield MissingAnswer(application, question)
