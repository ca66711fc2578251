"""Reads: whose mentorship, what of it each may see, and what coordinators may know of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import (
    Count,
    DateTimeField,
    F,
    IntegerField,
    ManyToOneRel,
    Max,
    Min,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce

from reciproca.boundaries.models import Minor
from reciproca.boundaries.queries import barred_from, minors_hidden_from, placed_unsafely
from reciproca.communities.models import Account, Membership
from reciproca.communities.queries import coordinators_of_community
from reciproca.core import clock
from reciproca.people.choices import ProfileField, Sight
from reciproca.people.models import Profile
from reciproca.people.queries import zone_of
from reciproca.programmes.models import Cohort

from .choices import AgreementState, InterventionKind, MentorshipState, SessionState
from .models import (
    Agreement,
    Answer,
    AnswerAuthor,
    FeedbackWindow,
    Goal,
    Intervention,
    MentoringSession,
    Mentorship,
    PrivateNote,
    Reflection,
    SharedNote,
    Signal,
    Telling,
)
from .slots import Week, common_slots

__all__ = [
    "FeedbackSeen",
    "agreement_in_force",
    "agreement_waiting",
    "answer_of",
    "confirmed_sessions_between",
    "confirmed_sessions_of",
    "feedback_seen_by",
    "feedback_to_write",
    "goals_visible_to",
    "interventions_visible_to",
    "is_unsafe",
    "mentorships_looked_after_by",
    "mentorships_of",
    "mentorships_out_of_sight_of",
    "mentorships_overseen_by",
    "mentorships_visible_to",
    "next_session_of",
    "pause_of_coordinator",
    "places_taken",
    "private_notes_of",
    "proposed_with_minors",
    "readers_of_signals",
    "reflection_of",
    "reflections_visible_to",
    "server_administrators",
    "sessions_for_calendar",
    "sessions_to_confirm",
    "sessions_visible_to",
    "shared_notes_visible_to",
    "signals_visible_to",
    "slots_for",
    "summarised",
    "tellings_visible_to",
    "unsafe_mentorships",
    "untouched_mentorships",
    "week_seen_by",
]  # fmt: skip


# ── mentorships ──────────────────────────────────────────────────────────────


def mentorships_visible_to(person: Membership) -> QuerySet[Mentorship]:
    """One's own, in either role, less those with somebody one must not meet, and less those with a minor whom one does not
    work with now: with the end, her name goes from sight too. Coordinators have another list."""
    return _own_unblocked(person).exclude(_with_hidden_minor(person))


def mentorships_out_of_sight_of(person: Membership) -> QuerySet[Mentorship]:
    """One's own with a minor whom one no longer sees: for letters that say so, without a name."""
    return _own_unblocked(person).filter(_with_hidden_minor(person))


def _own_unblocked(person: Membership) -> QuerySet[Mentorship]:
    barred = barred_from(person)
    return (
        Mentorship.objects.filter(Q(mentor=person) | Q(mentee=person))
        .exclude(Q(mentor__in=barred) | Q(mentee__in=barred))
        .select_related("mentor", "mentee", "cohort__programme", "cohort__questionnaire", "community")
    )


def _with_hidden_minor(person: Membership) -> Q:
    minors = minors_hidden_from(person)
    return Q(mentor__in=minors) | Q(mentee__in=minors)


def mentorships_of(person: Membership, *, ended: bool | None = None) -> QuerySet[Mentorship]:
    """One's own with their numbers, the open ones first."""
    found = summarised(mentorships_visible_to(person), clock.now())
    if ended is not None:
        found = found.filter(state="ended") if ended else found.exclude(state="ended")
    return found.order_by("ended_at", "-began_at")


def mentorships_overseen_by(coordinator: Membership) -> QuerySet[Mentorship]:
    """All of the community, for who coordinates it: pairs, states, dates and counts, never what is written in them."""
    found = overseen_mentorships(clock.now())
    return found if coordinator.is_coordinator else found.none()


def overseen_mentorships(now: datetime) -> QuerySet[Mentorship]:
    """`mentorships_overseen_by` whoever coordinates, at a moment: for those who have made sure of that."""
    return summarised(Mentorship.objects.select_related("mentor", "mentee", "cohort__programme"), now)


def mentorships_looked_after_by(coordinator: Membership) -> QuerySet[Mentorship]:
    """The same less their own: in those they are one of the two, and look after nothing."""
    return mentorships_overseen_by(coordinator).exclude(Q(mentor=coordinator) | Q(mentee=coordinator))


def unsafe_mentorships() -> QuerySet[Mentorship]:
    """Open ones that must not go on: with a minor without consent, or with somebody who is not cleared for minors."""
    return (
        Mentorship.objects.exclude(state=MentorshipState.ENDED)
        .filter(placed_unsafely("mentor", "mentee"))
        .select_related("mentor", "mentee", "community")
        .order_by("began_at", "pk")
    )


def proposed_with_minors() -> QuerySet[Mentorship]:
    """Begun and not agreed yet, with a minor."""
    minors = Minor.objects.values("membership")
    proposed = Mentorship.objects.filter(Q(mentor__in=minors) | Q(mentee__in=minors), state=MentorshipState.PROPOSED)
    return proposed.select_related("mentor", "mentee", "community")


def is_unsafe(mentorship: Mentorship) -> bool:
    return unsafe_mentorships().filter(pk=mentorship.pk).exists()


def interventions_visible_to(person: Membership, mentorship: Mentorship) -> list[Intervention]:
    """Newest first. Who coordinates reads every reason; for the two, those not meant for them are left empty."""
    if not (mentorship.has(person) or person.is_coordinator):
        return []
    steps = list(mentorship.interventions.select_related("by").order_by("-at", "-pk"))
    if mentorship.has(person):
        for step in steps:
            step.reason = step.reason if step.is_told else ""
    return steps


def pause_of_coordinator(mentorship: Mentorship) -> Intervention | None:
    """The step by which somebody who coordinates paused it, while that pause lasts."""
    if not mentorship.is_paused or mentorship.paused_at is None:
        return None
    return mentorship.interventions.filter(kind=InterventionKind.PAUSE, at=mentorship.paused_at).first()


def summarised(mentorships: QuerySet[Mentorship], now: datetime) -> QuerySet[Mentorship]:
    """With `met` (confirmed sessions), `last_met_at`, `next_at`, `waiting` (sessions to be confirmed)."""
    sessions = MentoringSession.objects.filter(mentorship=OuterRef("pk")).order_by().values("mentorship")
    done = sessions.filter(state=SessionState.CONFIRMED, ledger_seq__isnull=False)
    planned = sessions.filter(state=SessionState.PLANNED, starts_at__gte=now)
    told = sessions.filter(state__in=[SessionState.TOLD, SessionState.DISPUTED])
    return mentorships.annotate(
        met=Coalesce(Subquery(done.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0),
        last_met_at=Subquery(done.annotate(at=Max("starts_at")).values("at"), output_field=DateTimeField()),
        next_at=Subquery(planned.annotate(at=Min("starts_at")).values("at"), output_field=DateTimeField()),
        waiting=Coalesce(Subquery(told.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), 0),
    )


def untouched_mentorships(keys: Iterable[int]) -> set[int]:
    """Of these, those in which nothing has happened: as they were begun, and no row of this or another room in them."""
    found = set(
        Mentorship.objects.filter(pk__in=list(keys), state=MentorshipState.ACTIVE, version=1).values_list(
            "pk", flat=True
        )
    )
    for relation in Mentorship._meta.get_fields(include_hidden=True):
        if isinstance(relation, ManyToOneRel):
            rows = relation.related_model._default_manager.filter(**{f"{relation.field.name}__in": found})
            found -= set(rows.values_list(relation.field.attname, flat=True))
    return found


def places_taken(cohort: Cohort) -> dict[int, int]:
    """How many open mentorships each mentor has in a cohort, by key: a place is free as soon as one ends."""
    rows = Mentorship.objects.filter(cohort=cohort).exclude(state=MentorshipState.ENDED)
    return dict(rows.order_by().values_list("mentor_id").annotate(n=Count("pk")))


# ── agreements and goals ─────────────────────────────────────────────────────


def agreement_in_force(mentorship: Mentorship) -> Agreement | None:
    return mentorship.agreements.filter(state=AgreementState.IN_FORCE).first()


def agreement_waiting(mentorship: Mentorship) -> Agreement | None:
    """The one that waits for the other's yes."""
    return mentorship.agreements.filter(state=AgreementState.PROPOSED).select_related("proposed_by").first()


def goals_visible_to(person: Membership) -> QuerySet[Goal]:
    return Goal.objects.filter(mentorship__in=mentorships_visible_to(person)).select_related("author", "mentorship")


# ── sessions ─────────────────────────────────────────────────────────────────


def sessions_visible_to(person: Membership) -> QuerySet[MentoringSession]:
    """The sessions of one's own mentorships, with their agenda and how each told them."""
    return (
        MentoringSession.objects.filter(mentorship__in=mentorships_visible_to(person))
        .select_related("mentorship__mentor", "mentorship__mentee", "mentorship__cohort__programme", "planned_by")
        .prefetch_related(
            Prefetch("tellings", Telling.objects.select_related("author").order_by("told_at")),
            "points__author",
        )
    )


def tellings_visible_to(person: Membership) -> QuerySet[Telling]:
    return Telling.objects.filter(session__mentorship__in=mentorships_visible_to(person)).select_related("author")


def next_session_of(mentorship: Mentorship) -> MentoringSession | None:
    """The next planned one: what is still to be held, or held and not yet told."""
    return mentorship.sessions.filter(state=SessionState.PLANNED).order_by("starts_at").first()


def sessions_to_confirm(person: Membership) -> QuerySet[MentoringSession]:
    """Told by the other, waiting for this person's word."""
    told = [SessionState.TOLD, SessionState.DISPUTED]
    return (
        sessions_visible_to(person)
        .filter(state__in=told, tellings__isnull=False)
        .exclude(state=SessionState.TOLD, tellings__author=person)
        .distinct()
        .order_by("starts_at")
    )


def week_seen_by(viewer: Membership, person: Membership) -> Week:
    """When somebody is free, as far as the viewer may see it: nothing when they keep it to themselves."""
    profile = Profile.objects.filter(membership=person).first()
    open_to = (Sight.COMMUNITY, Sight.PARTNERS)  # the two work with each other
    seen = profile is not None and (viewer.pk == person.pk or profile.sight_of(ProfileField.AVAILABILITY) in open_to)
    return Week(frozenset(profile.availability) if seen and profile else frozenset(), zone_of(person))


def slots_for(mentorship: Mentorship, person: Membership, *, minutes: int) -> list[datetime]:
    """Moments that suit both of the two, from the weeks in their profiles and what either has planned already."""
    other = mentorship.other_of(person)
    planned = MentoringSession.objects.filter(
        Q(mentorship__mentor__in=[person, other]) | Q(mentorship__mentee__in=[person, other]),
        state=SessionState.PLANNED,
        starts_at__gte=clock.now() - timedelta(days=1),
    )
    return common_slots(
        week_seen_by(person, person),
        week_seen_by(person, other),
        minutes=minutes,
        now=clock.now(),
        busy=[(session.starts_at, session.ends_at) for session in planned.only("starts_at", "minutes")],
    )


def confirmed_sessions_of(mentorship: Mentorship) -> QuerySet[MentoringSession]:
    """The sessions that count: held, and confirmed by both."""
    return mentorship.sessions.filter(state=SessionState.CONFIRMED, ledger_seq__isnull=False).order_by("-starts_at")


def confirmed_sessions_between(one: Membership, other: Membership) -> QuerySet[MentoringSession]:
    """The same over every mentorship of two people, newest first: what a thank-you may refer to."""
    pairs = Q(mentorship__mentor=one, mentorship__mentee=other) | Q(mentorship__mentor=other, mentorship__mentee=one)
    return (
        MentoringSession.objects.filter(pairs, state=SessionState.CONFIRMED, ledger_seq__isnull=False)
        .select_related("mentorship__mentor", "mentorship__mentee")
        .order_by("-starts_at")
    )


def sessions_for_calendar(person: Membership) -> QuerySet[MentoringSession]:
    """What stands in somebody's calendar: planned, from a month ago on, in mentorships that go on."""
    return (
        sessions_visible_to(person)
        .filter(
            was_planned=True,
            state__in=[SessionState.PLANNED, SessionState.TOLD, SessionState.DISPUTED, SessionState.CONFIRMED],
            starts_at__gte=clock.now() - timedelta(days=31),
        )
        .order_by("starts_at")[:200]
    )


# ── notes ────────────────────────────────────────────────────────────────────


def shared_notes_visible_to(person: Membership) -> QuerySet[SharedNote]:
    return SharedNote.objects.filter(mentorship__in=mentorships_visible_to(person)).select_related(
        "author", "mentorship"
    )


def private_notes_of(person: Membership) -> QuerySet[PrivateNote]:
    """One's own, and nobody else's: there is no other query of this table."""
    return PrivateNote.objects.filter(author=person, mentorship__in=mentorships_visible_to(person)).select_related(
        "mentorship"
    )


# ── feedback ─────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class FeedbackSeen:
    """A window as one of the two sees it: their own answer, and the other's once it is revealed."""

    window: FeedbackWindow
    mine: Answer | None
    theirs: Answer | None

    @property
    def may_write(self) -> bool:
        return not self.window.is_revealed


def feedback_seen_by(person: Membership, mentorship: Mentorship) -> list[FeedbackSeen]:
    """Before it is revealed nothing of the other's is read, not even whether it is there."""
    seen = []
    for window in mentorship.feedback_windows.order_by("opened_at"):
        mine = answer_of(person, window)
        theirs = answer_of(mentorship.other_of(person), window) if window.is_revealed else None
        seen.append(FeedbackSeen(window, mine, theirs))
    return seen


def answer_of(person: Membership, window: FeedbackWindow) -> Answer | None:
    return Answer.objects.filter(authorship__author=person, authorship__window=window).first()


def feedback_to_write(person: Membership) -> QuerySet[FeedbackWindow]:
    """Open windows in which this person has written nothing yet."""
    written = AnswerAuthor.objects.filter(author=person).values("window")
    return (
        FeedbackWindow.objects.filter(
            mentorship__in=mentorships_visible_to(person), revealed_at=None, closes_at__gt=clock.now()
        )
        .exclude(pk__in=written)
        .select_related("mentorship__mentor", "mentorship__mentee")
        .order_by("closes_at")
    )


# ── signals and reflections ──────────────────────────────────────────────────


def signals_visible_to(person: Membership) -> QuerySet[Signal]:
    """Coordinators read what was said to them, less what is about themselves; others only what they said."""
    signals = Signal.objects.select_related("author", "mentorship__mentor", "mentorship__mentee", "mentorship__cohort")
    if person.is_coordinator:
        own = Q(mentorship__mentor=person) | Q(mentorship__mentee=person)
        return signals.filter(~own | Q(author=person)).order_by(F("settled_at").desc(nulls_first=True), "-at")
    return signals.filter(author=person).order_by("-at")


def readers_of_signals(mentorship: Mentorship) -> QuerySet[Membership]:
    """Who reads what is said in confidence about a mentorship: whoever coordinates and is not one of the two."""
    return coordinators_of_community().exclude(pk__in=[mentorship.mentor_id, mentorship.mentee_id])


def server_administrators() -> QuerySet[Account]:
    return Account.objects.filter(is_server_administrator=True, is_active=True).order_by("pk")


def reflections_visible_to(person: Membership, mentorship: Mentorship) -> list[Reflection]:
    """Both: of the other's, only the farewell is for me (the page shows no more)."""
    return list(mentorship.reflections.select_related("author")) if mentorship.has(person) else []


def reflection_of(person: Membership, mentorship: Mentorship) -> Reflection | None:
    return mentorship.reflections.filter(author=person).first()
