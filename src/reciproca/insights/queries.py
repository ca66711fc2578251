"""Reads: the people, pairs, sessions and mentors behind each figure. Whether they met and how often; never what they said.

`cohort` narrows to one cohort; None is the whole community.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import (
    BooleanField,
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Least, Lower, TruncDate, TruncMonth
from django.utils import timezone

from reciproca.audit.models import Entry
from reciproca.communities.choices import MembershipState, Role
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.prepared import Prepared, Rows, prepared
from reciproca.mentoring.choices import Ending, MentorshipState, SessionState
from reciproca.mentoring.models import MentoringSession, Mentorship
from reciproca.mentoring.queries import mentorships_overseen_by, overseen_mentorships, signals_visible_to
from reciproca.programmes.choices import ApplicationState, CohortState, ProgrammeRole
from reciproca.programmes.models import Application, Cohort, Enrolment
from reciproca.programmes.queries import cohorts_visible_to

from .choices import PAIRS, Load, PairsBy, PairsThat, SessionsThat, Stage

__all__ = [
    "QUIET", "ListedPair", "cohorts_to_choose", "cohorts_with_counts", "every_pair", "first_not_met", "first_of_month", "listed_pairs", "loads_of_mentors", "matching_name", "mentor_places", "mentorships_by_day", "mentorships_by_sign", "pairs",
    "pairs_that", "people_at", "people_by_stage", "reminded_at", "sessions", "sessions_by_month", "stages_of",
]  # fmt: skip

#: Without a session for so long, and with none planned, a pair is quiet.
QUIET = timedelta(days=30)

WAY = (Stage.INVITED, Stage.REGISTERED, Stage.ACCEPTED, Stage.MATCHED, Stage.MET, Stage.ACTIVE, Stage.CLOSED)


def stages_of(cohort: Cohort | None) -> tuple[Stage, ...]:
    """The way from the invitation to the closure. People are invited to a community, so a cohort begins with registration."""
    return WAY[1:] if cohort else WAY


# ── people ───────────────────────────────────────────────────────────────────


def people_at(stage: str, cohort: Cohort | None = None) -> QuerySet[Membership]:
    """Who has come so far, by name."""
    return (
        Membership.objects.filter(_has_reached(stage, cohort))
        .prefetch_related(
            Prefetch("enrolments", Enrolment.objects.filter(_of(cohort)).select_related("cohort"), to_attr="parts")
        )
        .order_by("family_name", "given_name", "pk")
    )


def people_by_stage(cohort: Cohort | None = None) -> dict[str, int]:
    """How many have come so far, at each stage: one query."""
    count = _prepared_stages(cohort is not None)
    [row] = count(*([cohort.pk] if cohort else [])) or [[0] * len(Stage)]
    return dict(zip(map(str, Stage), row, strict=True))


@lru_cache(2)
def _prepared_stages(in_cohort: bool) -> Prepared:
    @prepared()
    def counted(*cohort: int) -> QuerySet:
        here = Cohort(pk=cohort[0]) if in_cohort else None
        reached = {str(stage): Count("pk", filter=_has_reached(stage, here)) for stage in Stage}
        everyone = Membership.objects.order_by().annotate(everyone=Value(1)).values("everyone")
        return everyone.annotate(**reached).values_list(*reached)

    return counted


def _has_reached(stage: str, cohort: Cohort | None) -> Q:
    """The stage itself, or any after it: so nobody is lost who came by another door, and the counts never grow again."""
    if stage == Stage.LEFT_OUT:
        return Q(pk__in=_left_out(cohort).values("membership"))
    way = stages_of(cohort)
    reached = Q(pk__in=[])
    for later in way[way.index(Stage(stage)) if stage in way else 0 :]:
        reached |= _is_at(later, cohort)
        if later in (Stage.MATCHED, Stage.MET):  # the pairs of every later stage are among these
            break
    return reached


def _is_at(stage: str, cohort: Cohort | None) -> Q:
    mentorships = Mentorship.objects.filter(_of(cohort))
    met = mentorships.filter(pk__in=_counting_sessions().values("mentorship"))
    closed = Q(state=MentorshipState.ENDED, ending=Ending.CLOSED)
    match stage:
        case Stage.INVITED:
            return ~Q(state=MembershipState.IMPORTED)
        case Stage.REGISTERED if cohort:
            return Q(pk__in=Application.objects.filter(_of(cohort), submitted_at__isnull=False).values("membership"))
        case Stage.REGISTERED:
            return Q(joined_at__isnull=False)
        case Stage.ACCEPTED:
            return Q(pk__in=Enrolment.objects.filter(_of(cohort)).values("membership"))
        case Stage.MATCHED:
            return _either(mentorships)
        case Stage.MET:
            return _either(met)
        case Stage.ACTIVE:
            return _either(met.filter(state=MentorshipState.ACTIVE))
        case _:
            return _either(met.filter(closed))


def _either(mentorships: QuerySet[Mentorship]) -> Q:
    return Q(pk__in=mentorships.values("mentor")) | Q(pk__in=mentorships.values("mentee"))


def _left_out(cohort: Cohort | None) -> QuerySet[Enrolment]:
    """Mentees for whom a published round found nobody, who still take part, and who have had nobody since."""
    theirs = Mentorship.objects.filter(cohort=OuterRef("cohort"), mentee=OuterRef("membership"))
    return Enrolment.objects.filter(
        _of(cohort), ~Exists(theirs), role=ProgrammeRole.MENTEE, ended_at=None, left_out_at__isnull=False
    ).exclude(cohort__state=CohortState.ENDED)


def matching_name(rows: QuerySet, words: str, *people: str) -> QuerySet:
    """Narrowed by words of a name; `people` are the ways to a membership: ``("mentor__", "mentee__")``."""
    for word in words.split()[:6]:
        found = Q(pk__in=[])
        for way in people:
            found |= Q(**{f"{way}given_name__icontains": word}) | Q(**{f"{way}family_name__icontains": word})
        rows = rows.filter(found)
    return rows


# ── pairs ────────────────────────────────────────────────────────────────────


def pairs(coordinator: Membership, cohort: Cohort | None = None, *, by: str = PairsBy.SILENCE) -> QuerySet[Mentorship]:
    """Mentorships with their numbers, and `has_met`, `met_lately`, `has_date`: see `mentorships_overseen_by`."""
    now = clock.now()
    found = _with_signs(mentorships_overseen_by(coordinator).filter(_of(cohort)), now, now - QUIET)
    return found.order_by(*ORDERS[by])


class ListedPair(NamedTuple):
    """A pair as its list shows it: columns of `pairs`."""

    public_id: UUID
    state: str
    ending: str
    began_at: datetime
    ended_at: datetime | None
    pause_until: date | None
    met: int
    last_met_at: datetime | None
    next_at: datetime | None
    waiting: int
    cohort__name_it: str
    cohort__name_en: str
    cohort__meeting_target: int
    mentee__pk: int
    mentee__public_id: UUID
    mentee__given_name: str
    mentee__family_name: str
    mentee__face: UUID | None
    mentee__erased_at: datetime | None
    mentor__pk: int
    mentor__public_id: UUID
    mentor__given_name: str
    mentor__family_name: str
    mentor__face: UUID | None
    mentor__erased_at: datetime | None

    @property
    def is_ended(self) -> bool:
        return self.state == MentorshipState.ENDED


def listed_pairs(pairs: QuerySet[Mentorship]) -> QuerySet:
    """`pairs` with only what a `ListedPair` holds."""
    return pairs.select_related(None).values_list(*ListedPair._fields)


def every_pair(coordinator: Membership, by: str) -> QuerySet | Rows:
    """`listed_pairs` of the whole community, for a long list: the question is prepared. `by`: one of `PairsBy`."""
    return _EVERY_PAIR[by].all(clock.now()) if coordinator.is_coordinator else Mentorship.objects.none()


#: By silence: the open ones first, then those that have not met, or met longest ago.
ORDERS: dict[str, tuple[Any, ...]] = {
    PairsBy.SILENCE: (
        F("ended_at").asc(nulls_first=True), F("last_met_at").asc(nulls_first=True), "began_at", "pk",
    ),
    PairsBy.NAME: (Lower("mentee__family_name"), Lower("mentee__given_name"), "pk"),
    PairsBy.NEWEST: ("-began_at", "-pk"),
}  # fmt: skip


def _every_pair(by: str) -> Prepared:
    @prepared()
    def every(now: datetime) -> QuerySet:
        return listed_pairs(overseen_mentorships(now).order_by(*ORDERS[by]))

    return every


_EVERY_PAIR = {by: _every_pair(by) for by in PairsBy.values}


def first_not_met(coordinator: Membership, cohort: Cohort | None, most: int) -> list[Mentorship]:
    """Of the `pairs` that have not met, those that began longest ago."""
    if not coordinator.is_coordinator:
        return []
    now = clock.now()
    return _prepared_not_met(cohort is not None).all(now, now - QUIET, *([cohort.pk] if cohort else []))[:most]


@lru_cache(2)
def _prepared_not_met(in_cohort: bool) -> Prepared:
    @prepared()
    def not_met(now: datetime, quiet_since: datetime, *cohort: int) -> QuerySet:
        found = overseen_mentorships(now).filter(_of(Cohort(pk=cohort[0]) if in_cohort else None))
        found = _with_signs(found, now, quiet_since).filter(pairs_that(PairsThat.NOT_MET))
        return found.order_by("began_at", "pk")

    return not_met


def pairs_that(which: str) -> Q:
    """One of `PairsThat`, for `pairs`; anything else is all of them."""
    return Q(**{f"{column}__in": values for column, values in PAIRS.get(which, {}).items()})


BY_SIGN = ("state", "ending", "has_met", "met_lately", "has_date", "n")
BY_DAY = ("cohort_id", *BY_SIGN[:-1], "began", "ended", "n")


def mentorships_by_sign(coordinator: Membership, cohort: Cohort | None) -> list[dict[str, Any]]:
    """Mentorships counted (`n`) by state, ending and signs: one query."""
    return _counted(coordinator, cohort, None, BY_SIGN)


def mentorships_by_day(coordinator: Membership, cohort: Cohort | None, zone: tzinfo) -> list[dict[str, Any]]:
    """The same also by cohort, and by the days on which they began and ended."""
    return _counted(coordinator, cohort, str(zone), BY_DAY)


def _counted(
    coordinator: Membership, cohort: Cohort | None, zone: str | None, columns: tuple[str, ...]
) -> list[dict[str, Any]]:
    if not coordinator.is_coordinator:
        return []
    now = clock.now()
    count = _prepared_count(columns, zone, cohort is not None)
    rows = count(now, now - QUIET, *([cohort.pk] if cohort else []))
    return [dict(zip(columns, row, strict=True)) for row in rows]


@lru_cache(64)
def _prepared_count(columns: tuple[str, ...], zone: str | None, in_cohort: bool) -> Prepared:
    @prepared()
    def counted(now: datetime, quiet_since: datetime, *cohort: int) -> QuerySet:
        found = Mentorship.objects.filter(cohort=cohort[0]) if in_cohort else Mentorship.objects.all()
        found = _with_signs(found, now, quiet_since)
        if zone is not None:
            began, ended = (TruncDate(column, tzinfo=ZoneInfo(zone)) for column in ("began_at", "ended_at"))
            found = found.annotate(began=began, ended=ended)
        return found.order_by().values_list(*columns[:-1]).annotate(n=Count("pk"))

    return counted


def _with_signs(mentorships: QuerySet[Mentorship], now: datetime, quiet_since: datetime) -> QuerySet[Mentorship]:
    own = MentoringSession.objects.filter(mentorship=OuterRef("pk"))
    counting = _counting_sessions().filter(mentorship=OuterRef("pk"))
    return mentorships.annotate(
        has_met=Exists(counting),
        met_lately=Exists(counting.filter(starts_at__gte=quiet_since)),
        has_date=Exists(own.filter(state=SessionState.PLANNED, starts_at__gte=now)),
    )


# ── sessions ─────────────────────────────────────────────────────────────────


def sessions(
    coordinator: Membership, cohort: Cohort | None = None, *, which: str = "", month: date | None = None
) -> QuerySet[MentoringSession]:
    """Sessions that took place according to one or to both, the latest first, with their pair. `month`: its first day."""
    found = MentoringSession.objects.filter(
        mentorship__in=mentorships_overseen_by(coordinator).filter(_of(cohort)).order_by().values("pk")
    ).select_related("mentorship__mentor", "mentorship__mentee", "mentorship__cohort")
    counts = Q(state=SessionState.CONFIRMED, ledger_seq__isnull=False)
    waits = Q(state__in=[SessionState.TOLD, SessionState.DISPUTED])
    found = found.filter(
        counts if which == SessionsThat.CONFIRMED else waits if which == SessionsThat.WAITING else counts | waits
    )
    if month is not None:
        first = datetime(month.year, month.month, 1, tzinfo=timezone.get_current_timezone())
        found = found.filter(starts_at__gte=first, starts_at__lt=(first + timedelta(days=32)).replace(day=1))
    return found.order_by("-starts_at", "pk")


def sessions_by_month(cohort: Cohort | None, zone: tzinfo) -> dict[tuple[date, str], int]:
    """How many sessions of each month count, and how many wait: by first day and `SessionsThat`. One query."""
    rows = _prepared_months(str(zone), cohort is not None)(*([cohort.pk] if cohort else []))
    return {
        (month.date().replace(day=1), str(SessionsThat.WAITING if told else SessionsThat.CONFIRMED)): n
        for month, told, n in rows
    }


@lru_cache(64)
def _prepared_months(zone: str, in_cohort: bool) -> Prepared:
    @prepared()
    def counted(*cohort: int) -> QuerySet:
        here = Q(mentorship__cohort=cohort[0]) if in_cohort else Q()
        waits = [SessionState.TOLD, SessionState.DISPUTED]
        counts = Q(state=SessionState.CONFIRMED, ledger_seq__isnull=False)
        return (
            MentoringSession.objects.filter(counts | Q(state__in=waits), here)
            .annotate(
                month=TruncMonth("starts_at", tzinfo=ZoneInfo(zone)),
                is_told=Case(When(state__in=waits, then=True), default=False, output_field=BooleanField()),
            )
            .order_by()
            .values_list("month", "is_told")
            .annotate(n=Count("pk"))
        )

    return counted


def _counting_sessions() -> QuerySet[MentoringSession]:
    """Held, and confirmed by both."""
    return MentoringSession.objects.filter(state=SessionState.CONFIRMED, ledger_seq__isnull=False)


# ── mentors ──────────────────────────────────────────────────────────────────


def mentor_places(cohort: Cohort | None = None, *, load: str = "") -> QuerySet[Enrolment]:
    """Mentors of a cohort (of all that are not over), with `load` (open mentorships) and `room` (what they chose, at most
    what the cohort allows). `load`: one of `Load`, or a number of mentees."""
    open_ones = (
        Mentorship.objects.filter(cohort=OuterRef("cohort"), mentor=OuterRef("membership"))
        .exclude(state=MentorshipState.ENDED)
        .order_by()
        .values("mentor")
        .annotate(n=Count("pk"))
        .values("n")
    )
    found = Enrolment.objects.filter(_of(cohort), role=ProgrammeRole.MENTOR, ended_at=None)
    if cohort is None:
        found = found.exclude(cohort__state=CohortState.ENDED)
    found = found.annotate(
        load=Coalesce(Subquery(open_ones, output_field=IntegerField()), 0),
        room=Least(F("capacity"), F("cohort__most_mentees")),
    )
    if load == Load.FREE:
        found = found.filter(load__lt=F("room"))
    elif load == Load.FULL:
        found = found.filter(load=F("room"))
    elif load == Load.OVER:
        found = found.filter(load__gt=F("room"))
    elif load.isdecimal():
        found = found.filter(load=int(load))
    people = found.select_related("membership", "cohort__programme")
    return people.order_by("-load", "membership__family_name", "membership__given_name", "pk")


def loads_of_mentors(cohort: Cohort | None = None) -> list[tuple[int, int, int]]:
    """How many mentors (third) have so many mentees (first) and room for so many (second): one query."""
    return sorted(_prepared_loads(cohort is not None)(*([cohort.pk] if cohort else [])))


@lru_cache(2)
def _prepared_loads(in_cohort: bool) -> Prepared:
    @prepared()
    def counted(*cohort: int) -> QuerySet:
        places: Any = mentor_places(Cohort(pk=cohort[0]) if in_cohort else None)
        return places.order_by().values_list("load", "room").annotate(n=Count("pk"))

    return counted


# ── cohorts ──────────────────────────────────────────────────────────────────


def cohorts_with_counts(coordinator: Membership) -> list[Cohort]:
    """Every cohort that is more than a draft, the latest first, with `undecided` (applications nobody has decided on) and
    `signals` (words in confidence that this coordinator may read and nobody has taken care of)."""
    return _with_counts(coordinator.pk) if coordinator.is_coordinator else []


@prepared()
def _with_counts(coordinator: int) -> QuerySet:
    reader = Membership(pk=coordinator, role=Role.COORDINATOR, state=MembershipState.ACTIVE)
    undecided = Q(applications__state__in=[ApplicationState.RECEIVED, ApplicationState.UNDER_REVIEW])
    open_signals = (
        signals_visible_to(reader)
        .filter(settled_at=None, mentorship__cohort=OuterRef("pk"))
        .order_by()
        .values("mentorship__cohort")
        .annotate(n=Count("pk"))
        .values("n")
    )
    found = cohorts_visible_to(reader).exclude(state=CohortState.DRAFT)
    return found.annotate(
        undecided=Count("applications", filter=undecided),
        signals=Coalesce(Subquery(open_signals, output_field=IntegerField()), 0),
    ).order_by(F("starts_on").desc(nulls_first=True), "-created_at")


def cohorts_to_choose(coordinator: Membership) -> list[Cohort]:
    """The same cohorts without their counts."""
    return _chosen_among() if coordinator.is_coordinator else []


@prepared()
def _chosen_among() -> QuerySet:
    found = Cohort.objects.select_related("programme").exclude(state=CohortState.DRAFT)
    return found.order_by(F("starts_on").desc(nulls_first=True), "-created_at")


def _of(cohort: Cohort | None, way: str = "") -> Q:
    return Q(**{f"{way}cohort": cohort}) if cohort else Q()


def first_of_month(text: str) -> date | None:
    """“2026-10” → its first day; None for anything else."""
    try:
        return datetime.strptime(text, "%Y-%m").date()  # a date, without an hour
    except ValueError:
        return None


# ── reminders ────────────────────────────────────────────────────────────────


def reminded_at(mentorships: Iterable[Mentorship | ListedPair]) -> dict[str, datetime]:
    """When each pair was last reminded of a first date, by public id; who never was is not in it. From the audit trail."""
    return dict(_reminded(tuple(str(mentorship.public_id) for mentorship in mentorships)))


@prepared()
def _reminded(ids: tuple[str, ...]) -> QuerySet:
    lines = Entry.objects.filter(deed="remind_pair", object_kind="mentorship", object_id__in=ids)
    return lines.order_by().values_list("object_id").annotate(Max("at"))
