"""What happens in a mentorship."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.db import IntegrityError, transaction
from django.db.models import F, Max, Q
from django.utils.translation import gettext_lazy as _

from reciproca.audit.actions import record, record_many
from reciproca.boundaries.actions import close_partnership, open_partnership, open_partnerships
from reciproca.boundaries.queries import cleared_among, has_partnership, may_be_placed, minors_among
from reciproca.calendars.series import series_of
from reciproca.communities.choices import MembershipState
from reciproca.communities.models import Membership
from reciproca.core import clock, errors
from reciproca.core.errors import Refusal
from reciproca.library.actions import begin_note
from reciproca.library.models import Note
from reciproca.library.queries import begun_from
from reciproca.network.actions import cancel_interaction, confirm_interaction, record_interaction
from reciproca.network.choices import Kind
from reciproca.network.models import Interaction
from reciproca.notifications.actions import post_mail
from reciproca.people.queries import zone_of
from reciproca.programmes.models import Cohort

from .choices import (
    AgreementState,
    Channel,
    Confidentiality,
    Ending,
    GoalState,
    InterventionKind,
    MentorshipState,
    Occasion,
    Outcome,
    SessionState,
    SignalKind,
    Trouble,
    Wish,
)
from .models import (
    AgendaPoint,
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
from .queries import (
    confirmed_sessions_of,
    is_unsafe,
    pause_of_coordinator,
    proposed_with_minors,
    readers_of_signals,
    server_administrators,
    unsafe_mentorships,
    untouched_mentorships,
)
from .rules import GOING_ON, NOT_ENDED, can_intervene, can_write_note
from .words import day_said

__all__ = [
    "AlreadyConfirmed",
    "AlreadyPaired",
    "AlreadyTold",
    "ChangedMeanwhile",
    "FeedbackClosed",
    "HeldForSafety",
    "InThePast",
    "MentorshipOver",
    "MentorshipPaused",
    "NotForMinors",
    "NotOneOfTheTwo",
    "NotYetHeld",
    "NotYoursToAccept",
    "NothingToConfirm",
    "NothingWritten",
    "PartnerGone",
    "PausedByCoordinator",
    "SeriesEmpty",
    "SeriesTooLong",
    "SessionNoLongerPlanned",
    "TooFar",
    "TooManyGoals",
    "ZoneUnknown",
    "accept_agreement",
    "add_point",
    "add_private_note",
    "add_shared_note",
    "begin_mentorship",
    "begin_mentorships",
    "cancel_session",
    "change_goal",
    "change_private_note",
    "change_shared_note",
    "confirm_session",
    "delete_private_note",
    "end_mentorship",
    "hold_unsafe_mentorships",
    "let_go_of",
    "log_session",
    "move_session",
    "pause_mentorship",
    "plan_series",
    "plan_session",
    "propose_agreement",
    "raise_concern",
    "remove_point",
    "report_not_working",
    "resume_due_mentorships",
    "resume_mentorship",
    "reveal_due_feedback",
    "send_signal",
    "set_goal",
    "settle_goal",
    "settle_signal",
    "step_aside",
    "take_over_mentorship",
    "tell_session",
    "withdraw_agreement",
    "withdraw_mentorship",
    "write_feedback",
    "write_note_of",
    "write_reflection",
]

MOST_GOALS = 3
FEEDBACK_WINDOW = timedelta(days=14)
MOST_IN_A_SERIES = 26
FURTHEST = timedelta(days=2 * 366)
#: What is held because of a minor is looked at again after so long; it goes on only once it may.
HELD = timedelta(days=28)


class NotOneOfTheTwo(Refusal):
    sentence = _("This mentorship is between two other people.")
    status = 404


class MentorshipOver(Refusal):
    sentence = _("This mentorship has ended: it can be read, and no longer changed.")


class MentorshipPaused(Refusal):
    sentence = _("This mentorship is paused. Take it up again first.")


class PausedByCoordinator(Refusal):
    sentence = _(
        "Whoever coordinates has paused this mentorship. Until %(day)s only they can let it go on: write to them."
    )


class AlreadyPaired(Refusal):
    sentence = _("These two already have a mentorship in this cohort.")


class ChangedMeanwhile(errors.ChangedMeanwhile):
    sentence = _("This was changed while you were writing. Both texts are shown: keep what should stay.")


class NotYoursToAccept(Refusal):
    sentence = _("This proposal no longer waits for your answer. Look at what is there now.")


class TooManyGoals(Refusal):
    sentence = _("Three goals at a time are enough: settle one first.")
    field = "text"


class InThePast(Refusal):
    sentence = _("That moment has already gone by. Choose one that is still to come.")
    field = "day"


class TooFar(Refusal):
    sentence = _("That is more than two years away. Choose a nearer day.")
    field = "day"


class SeriesEmpty(Refusal):
    sentence = _("The last day comes before the first session. Choose a later one.")
    field = "until"


class SeriesTooLong(Refusal):
    sentence = _("These are more than %(most)s sessions. Choose a nearer last day, or meet less often.")
    field = "until"


class NotYetHeld(Refusal):
    sentence = _("This session is still to come. Tell how it went once you have met.")


class ZoneUnknown(Refusal):
    sentence = _("Choose a time zone from the list.")
    field = "time_zone"


class PartnerGone(Refusal):
    sentence = _("%(name)s has left the community: there is nobody to meet.")


class SessionNoLongerPlanned(Refusal):
    sentence = _("This session is no longer planned: it was held or cancelled meanwhile.")


class NotForMinors(Refusal):
    sentence = _(
        "One of %(mentor)s and %(mentee)s is a minor, and the other has not been cleared for minors by a coordinator."
    )


class HeldForSafety(Refusal):
    sentence = _(
        "This mentorship waits for whoever coordinates: one of the two is a minor, and what that asks for is missing. They have "
        "been told."
    )


class AlreadyConfirmed(Refusal):
    sentence = _("You have both confirmed this session: it stays as it is.")


class AlreadyTold(Refusal):
    sentence = _("The other told it meanwhile. Read their words first.")


class NothingToConfirm(Refusal):
    sentence = _("There is nothing of the other’s to confirm here.")


class FeedbackClosed(Refusal):
    sentence = _("The answers are open now, and can no longer be changed.")


class NothingWritten(Refusal):
    sentence = _("Write a few words first.")


# ── beginning and agreeing ───────────────────────────────────────────────────


@transaction.atomic
def begin_mentorship(
    cohort: Cohort,
    *,
    mentor: Membership,
    mentee: Membership,
    by: Membership | None,
    reasons: list[Any],
    provenance: str,
) -> Mentorship:
    """The two are brought together; the mentorship becomes active once both have agreed how they will work."""
    _must_be_placeable([(mentor, mentee)])
    try:
        with transaction.atomic():
            mentorship = Mentorship.objects.create(
                cohort=cohort,
                mentor=mentor,
                mentee=mentee,
                reasons=reasons,
                provenance=provenance,
                began_at=clock.now(),
            )
    except IntegrityError:
        raise AlreadyPaired from None
    open_partnership(mentor, mentee, source=mentorship)
    record("begin_mentorship", by=by, on=mentorship)
    return mentorship


@transaction.atomic
def begin_mentorships(
    cohort: Cohort,
    pairs: Sequence[tuple[Membership, Membership, list[Any]]],
    *,
    by: Membership | None,
    provenance: str,
) -> list[Mentorship]:
    """`begin_mentorship` for many pairs (mentor, mentee, reasons) at once: all of them, or none."""
    _must_be_placeable([(mentor, mentee) for mentor, mentee, _reasons in pairs])
    rows = [
        Mentorship(
            cohort=cohort,
            mentor=mentor,
            mentee=mentee,
            reasons=reasons,
            provenance=provenance,
            began_at=clock.now(),
        )
        for mentor, mentee, reasons in pairs
    ]
    try:
        with transaction.atomic():
            begun = Mentorship.objects.bulk_create(rows, batch_size=200)
    except IntegrityError:
        raise AlreadyPaired from None
    open_partnerships((row.mentor, row.mentee, row) for row in begun)
    record_many("begin_mentorship", [(row, {}) for row in begun], by=by)
    return begun


@transaction.atomic
def take_over_mentorship(
    cohort: Cohort,
    *,
    mentor: Membership,
    mentee: Membership,
    by: Membership | None,
    began_at: datetime,
    provenance: str,
) -> Mentorship:
    """One that began elsewhere and is under way: active at once, without an agreement, and nobody is written to."""
    _must_be_placeable([(mentor, mentee)])
    try:
        with transaction.atomic():
            mentorship = Mentorship.objects.create(
                cohort=cohort,
                mentor=mentor,
                mentee=mentee,
                state=MentorshipState.ACTIVE,
                provenance=provenance,
                began_at=min(began_at, clock.now()),
            )
    except IntegrityError:
        raise AlreadyPaired from None
    open_partnership(mentor, mentee, source=mentorship, since=mentorship.began_at)
    record("take_over_mentorship", by=by, on=mentorship)
    return mentorship


def _must_be_placeable(pairs: Sequence[tuple[Membership, Membership]]) -> None:
    """With a minor, only somebody who is cleared for minors. Raises `NotForMinors`."""
    keys = {person.pk for pair in pairs for person in pair}
    minors = minors_among(keys)
    cleared = cleared_among(keys) if minors else set()
    for mentor, mentee in pairs:
        if not may_be_placed(mentor.pk, mentee.pk, minors=minors, cleared=cleared):
            raise NotForMinors(mentor=mentor.name, mentee=mentee.name)


@transaction.atomic
def withdraw_mentorship(mentorship: Mentorship, *, by: Membership | None) -> None:
    """Take back `take_over_mentorship`, while nothing has happened in it (`queries.untouched_mentorships`)."""
    if not untouched_mentorships([mentorship.pk]):
        raise ChangedMeanwhile
    close_partnership(mentorship.mentor, mentorship.mentee, source=mentorship)
    record("withdraw_mentorship", by=by, on=mentorship)
    mentorship.delete()


@transaction.atomic
def propose_agreement(
    mentorship: Mentorship,
    *,
    by: Membership,
    cadence_days: int,
    minutes: int,
    channel: str = Channel.VIDEO,
    confidentiality: str = Confidentiality.BETWEEN_US,
    when: str = "",
    until: date | None = None,
    words: str = "",
    goals: Sequence[str] = (),
) -> Agreement:
    """A version for the other to accept. One that still waits gives way to it; what is in force stays so until then."""
    _touch(mentorship, by=by)
    mentorship.agreements.filter(state=AgreementState.PROPOSED).update(state=AgreementState.WITHDRAWN)
    number = mentorship.agreements.aggregate(last=Max("number"))["last"] or 0
    agreement = Agreement.objects.create(
        mentorship=mentorship,
        number=number + 1,
        cadence_days=cadence_days,
        minutes=minutes,
        channel=channel,
        confidentiality=confidentiality,
        when=when,
        until=until,
        words=words,
        goals=list(dict.fromkeys(text.strip() for text in goals if text.strip()))[:MOST_GOALS],
        proposed_by=by,
        proposed_at=clock.now(),
    )
    record("propose_agreement", by=by, on=agreement, number=agreement.number)
    _write_to(mentorship.other_of(by), "agreement_proposed", agreement)
    return agreement


@transaction.atomic
def accept_agreement(agreement: Agreement, *, by: Membership) -> Agreement:
    """The other's yes: both have signed, and it is in force. The first one makes the mentorship active."""
    mentorship = agreement.mentorship
    _touch(mentorship, by=by)
    mentorship.agreements.filter(state=AgreementState.IN_FORCE).update(state=AgreementState.SUPERSEDED)
    moved = (
        Agreement.objects.filter(pk=agreement.pk, state=AgreementState.PROPOSED)
        .exclude(proposed_by=by)
        .update(state=AgreementState.IN_FORCE, accepted_at=clock.now())
    )
    if moved != 1:
        raise NotYoursToAccept
    agreement.refresh_from_db()
    Mentorship.objects.filter(pk=mentorship.pk, state=MentorshipState.PROPOSED).update(
        state=MentorshipState.ACTIVE, agreed_at=clock.now()
    )
    mentorship.refresh_from_db()
    known = set(mentorship.goals.values_list("text", flat=True))
    room = MOST_GOALS - mentorship.goals.filter(state=GoalState.OPEN).count()
    for text in [text for text in agreement.goals if text not in known][:room]:
        Goal.objects.create(mentorship=mentorship, author=mentorship.mentee, text=text, set_at=clock.now())
    record("accept_agreement", by=by, on=agreement, number=agreement.number)
    _write_to(mentorship.other_of(by), "agreement_accepted", agreement)
    return agreement


@transaction.atomic
def withdraw_agreement(agreement: Agreement, *, by: Membership) -> None:
    """Its author takes it back before the other answers."""
    _touch(agreement.mentorship, by=by)
    moved = Agreement.objects.filter(pk=agreement.pk, state=AgreementState.PROPOSED, proposed_by=by).update(
        state=AgreementState.WITHDRAWN
    )
    if moved != 1:
        raise NotYoursToAccept
    record("withdraw_agreement", by=by, on=agreement)


# ── goals ────────────────────────────────────────────────────────────────────


@transaction.atomic
def set_goal(mentorship: Mentorship, text: str, *, by: Membership) -> Goal:
    _touch(mentorship, by=by)
    if mentorship.goals.filter(state=GoalState.OPEN).count() >= MOST_GOALS:
        raise TooManyGoals
    goal = Goal.objects.create(mentorship=mentorship, author=by, text=text, set_at=clock.now())
    record("set_goal", by=by, on=goal)
    return goal


@transaction.atomic
def change_goal(goal: Goal, text: str, *, by: Membership, version: int) -> Goal:
    _touch(goal.mentorship, by=by)
    _change(goal, version, text=text)
    record("change_goal", by=by, on=goal)
    return goal


@transaction.atomic
def settle_goal(goal: Goal, state: str, *, by: Membership, version: int, word: str = "") -> Goal:
    """Reached, let go, or under way again; with a word on it."""
    _touch(goal.mentorship, by=by)
    state = GoalState(state)
    if state == GoalState.OPEN and goal.mentorship.goals.filter(state=GoalState.OPEN).count() >= MOST_GOALS:
        raise TooManyGoals
    _change(goal, version, state=state, word=word, settled_at=None if state == GoalState.OPEN else clock.now())
    record("settle_goal", by=by, on=goal, state=str(state))
    return goal


# ── planning ─────────────────────────────────────────────────────────────────


@transaction.atomic
def plan_session(
    mentorship: Mentorship,
    *,
    by: Membership,
    starts_at: datetime,
    minutes: int,
    time_zone: str = "",
    channel: str = Channel.VIDEO,
    place: str = "",
    points: Iterable[str] = (),
) -> MentoringSession:
    """A date for both, with an invitation to the calendar of each."""
    _touch(mentorship, by=by, states=GOING_ON)
    _must_be_there(mentorship.other_of(by))
    zone = _zone(time_zone, by)
    session = _plan(mentorship, by=by, starts_at=starts_at, minutes=minutes, zone=zone, channel=channel, place=place)
    _set_agenda(session, points, by=by)
    record("plan_session", by=by, on=session)
    _invite(session, "session_planned")
    return session


def _plan(
    mentorship: Mentorship, *, by: Membership, starts_at: datetime, minutes: int, zone: str, channel: str, place: str
) -> MentoringSession:
    return MentoringSession.objects.create(
        mentorship=mentorship,
        starts_at=_to_come(starts_at),
        minutes=minutes,
        time_zone=zone,
        channel=channel,
        place=place,
        planned_by=by,
        created_at=clock.now(),
        changed_at=clock.now(),
    )


def _set_agenda(session: MentoringSession, points: Iterable[str], *, by: Membership) -> None:
    for text in points:
        if text.strip():
            AgendaPoint.objects.create(session=session, author=by, text=text.strip(), at=clock.now())


@transaction.atomic
def plan_series(
    mentorship: Mentorship,
    *,
    by: Membership,
    starts_at: datetime,
    every_days: int,
    until: date,
    minutes: int,
    time_zone: str = "",
    channel: str = Channel.VIDEO,
    place: str = "",
    points: Iterable[str] = (),
) -> list[MentoringSession]:
    """Sessions at the same hour of the same clock, every so many days up to a day included: each is one of its own, to be
    moved or called off alone. One letter to each of the two, with an invitation for every session."""
    zone = ZoneInfo(_zone(time_zone, by))
    moments = series_of(starts_at, zone, every_days=every_days, until=until)
    if not moments:
        raise SeriesEmpty
    if len(moments) > MOST_IN_A_SERIES:
        raise SeriesTooLong(most=MOST_IN_A_SERIES)
    _touch(mentorship, by=by, states=GOING_ON)
    _must_be_there(mentorship.other_of(by))
    planned = [
        _plan(mentorship, by=by, starts_at=moment, minutes=minutes, zone=zone.key, channel=channel, place=place)
        for moment in moments
    ]
    _set_agenda(planned[0], points, by=by)
    record("plan_series", by=by, on=planned[0], sessions=len(planned))
    for person in (mentorship.mentor, mentorship.mentee):
        _write_to(person, "series_planned", planned[0], sessions=[str(session.public_id) for session in planned])
    return planned


@transaction.atomic
def move_session(
    session: MentoringSession,
    *,
    by: Membership,
    version: int,
    starts_at: datetime,
    minutes: int,
    time_zone: str = "",
    channel: str = Channel.VIDEO,
    place: str = "",
) -> MentoringSession:
    """Another time or place: the same invitation, one step further."""
    _touch(session.mentorship, by=by, states=GOING_ON)
    _must_be_there(session.mentorship.other_of(by))
    _change(
        session,
        version,
        state=SessionState.PLANNED,
        starts_at=_to_come(starts_at),
        minutes=minutes,
        time_zone=_zone(time_zone, by),
        channel=channel,
        place=place,
        changed_at=clock.now(),
        sequence=F("sequence") + 1,
        otherwise=SessionNoLongerPlanned,
        still={"state": SessionState.PLANNED},
    )
    record("move_session", by=by, on=session, sequence=session.sequence)
    _invite(session, "session_moved")
    return session


@transaction.atomic
def cancel_session(session: MentoringSession, *, by: Membership) -> MentoringSession:
    _touch(session.mentorship, by=by)
    if not _cancel(session):
        raise SessionNoLongerPlanned
    record("cancel_session", by=by, on=session)
    return session


@transaction.atomic
def add_point(session: MentoringSession, text: str, *, by: Membership, minutes: int | None = None) -> AgendaPoint:
    """Something to talk about. It changes no invitation: the agenda is read here."""
    _touch(session.mentorship, by=by)
    if not MentoringSession.objects.filter(pk=session.pk, state=SessionState.PLANNED).exists():
        raise SessionNoLongerPlanned
    if not text.strip():
        raise NothingWritten
    point = AgendaPoint.objects.create(session=session, author=by, text=text.strip(), minutes=minutes, at=clock.now())
    record("add_agenda_point", by=by, on=session)
    return point


@transaction.atomic
def remove_point(point: AgendaPoint, *, by: Membership) -> None:
    _touch(point.session.mentorship, by=by)
    if AgendaPoint.objects.filter(pk=point.pk, author=by, session__state=SessionState.PLANNED).delete()[0]:
        record("remove_agenda_point", by=by, on=point.session)


# ── telling and confirming ───────────────────────────────────────────────────


@transaction.atomic
def log_session(
    mentorship: Mentorship,
    *,
    by: Membership,
    starts_at: datetime,
    minutes: int,
    time_zone: str = "",
    channel: str = Channel.VIDEO,
    outcome: str = Outcome.DONE,
    topics: str = "",
    next_step: str = "",
) -> MentoringSession:
    """Tell a session that was never in the calendar."""
    _touch(mentorship, by=by)
    if starts_at > clock.now():
        raise NotYetHeld
    session = MentoringSession.objects.create(
        mentorship=mentorship,
        starts_at=starts_at,
        minutes=minutes,
        time_zone=_zone(time_zone, by),
        channel=channel,
        planned_by=by,
        was_planned=False,
        created_at=clock.now(),
        changed_at=clock.now(),
    )
    return tell_session(session, by=by, outcome=outcome, minutes=minutes, topics=topics, next_step=next_step)


@transaction.atomic
def tell_session(
    session: MentoringSession,
    *,
    by: Membership,
    outcome: str = Outcome.DONE,
    minutes: int,
    topics: str = "",
    next_step: str = "",
) -> MentoringSession:
    """How it went, in one's own words. Told differently by the other, both stand and nothing counts until one is confirmed.

    To tell again puts right what one told before: its ledger line is cancelled and a new one written.
    """
    mentorship = session.mentorship
    _touch(mentorship, by=by)
    MentoringSession.objects.select_for_update().get(pk=session.pk)  # held against a confirmation at the same moment
    session.refresh_from_db()
    if session.state == SessionState.CONFIRMED:
        raise AlreadyConfirmed
    if session.state == SessionState.CANCELLED:
        raise SessionNoLongerPlanned
    if session.starts_at > clock.now() and outcome == Outcome.DONE:
        raise NotYetHeld
    words = {"outcome": Outcome(outcome), "minutes": minutes, "topics": topics, "next_step": next_step}
    Telling.objects.update_or_create(session=session, author=by, defaults=words | {"told_at": clock.now()})
    told_by_other = session.tellings.exclude(author=by).exists()
    _cancel_line(session)
    if not told_by_other and outcome == Outcome.DONE:
        _write_line(session, minutes)
    session.state = SessionState.DISPUTED if told_by_other else SessionState.TOLD
    session.changed_at = clock.now()
    session.version += 1
    session.save(update_fields=["state", "ledger_seq", "changed_at", "version"])
    record("tell_session", by=by, on=session, outcome=str(outcome), minutes=minutes)
    _write_to(mentorship.other_of(by), "session_told", session, once=str(session.version))
    return session


@transaction.atomic
def confirm_session(session: MentoringSession, *, by: Membership, told: int | None = None) -> MentoringSession:
    """It was as the other told it. Only now it counts. `told`: the version that was read."""
    mentorship = session.mentorship
    _take_part(mentorship, by)
    open_states = [SessionState.TOLD, SessionState.DISPUTED]
    found = MentoringSession.objects.select_for_update().filter(pk=session.pk, state__in=open_states).first()
    if found is None:
        session.refresh_from_db()
        raise AlreadyConfirmed if session.state == SessionState.CONFIRMED else NothingToConfirm
    if told is not None and told != found.version:
        raise AlreadyTold
    telling = found.tellings.exclude(author=by).first()
    if telling is None:
        raise NothingToConfirm
    moved = MentoringSession.objects.filter(pk=found.pk, state=found.state, version=found.version).update(
        state=SessionState.CONFIRMED,
        confirmed_at=clock.now(),
        changed_at=clock.now(),
        minutes=telling.minutes if telling.is_done else found.minutes,
        version=F("version") + 1,
    )
    if moved != 1:
        raise AlreadyTold
    Telling.objects.filter(pk=telling.pk).update(confirmed=True)
    session.refresh_from_db()
    if telling.is_done:
        line = _line_of(session) or _write_line(session, telling.minutes)
        confirm_interaction(line)
        MentoringSession.objects.filter(pk=session.pk).update(ledger_seq=session.ledger_seq)
    else:
        _cancel_line(session)
        MentoringSession.objects.filter(pk=session.pk).update(ledger_seq=None)
    record("confirm_session", by=by, on=session, outcome=telling.outcome)
    if 2 * confirmed_sessions_of(mentorship).count() >= mentorship.cohort.meeting_target:
        _open_feedback(mentorship, Occasion.MIDWAY)
    return session


def _line_of(session: MentoringSession) -> Interaction | None:
    return Interaction.objects.filter(seq=session.ledger_seq).first() if session.ledger_seq else None


def _write_line(session: MentoringSession, minutes: int) -> Interaction:
    """The mentor's time, received by the mentee."""
    mentorship = session.mentorship
    line = record_interaction(
        Kind.SESSION, giver=mentorship.mentor, receiver=mentorship.mentee, source=session, minutes=minutes
    )
    session.ledger_seq = line.seq
    return line


def _cancel_line(session: MentoringSession) -> None:
    line = _line_of(session)
    if line is not None:
        cancel_interaction(line)
        session.ledger_seq = None


@transaction.atomic
def write_note_of(session: MentoringSession, *, by: Membership) -> Note:
    """A draft for the library, or the one that was begun from it: what they told of the session, or confirmed. The other appears
    in it, and reads it before anybody else."""
    held = MentoringSession.objects.select_for_update(of=("self",), no_key=True).get(pk=session.pk)
    _take_part(held.mentorship, by)
    if not can_write_note(by, held):
        raise NotYetHeld
    begun = begun_from(by, "mentoringsession", held.public_id)
    if begun is not None:
        return begun
    tellings = held.tellings.all()
    telling = next((one for one in tellings if one.author_id == by.pk), None) or tellings.get(confirmed=True)
    title = telling.topics or _("What I learned in a conversation")
    return begin_note(
        by=by,
        title=str(title)[:120],
        text="\n\n".join(filter(None, [telling.topics, telling.next_step])) or str(title),
        people=[held.mentorship.other_of(by)],
        origin=("mentoringsession", held.public_id),
    )


# ── notes ────────────────────────────────────────────────────────────────────


@transaction.atomic
def add_shared_note(mentorship: Mentorship, text: str, *, by: Membership) -> SharedNote:
    _touch(mentorship, by=by)
    note = SharedNote.objects.create(
        mentorship=mentorship, author=by, text=text, created_at=clock.now(), changed_at=clock.now()
    )
    record("add_shared_note", by=by, on=note)
    return note


@transaction.atomic
def change_shared_note(note: SharedNote, text: str, *, by: Membership, version: int) -> SharedNote:
    """Either of the two; who wrote it last is named. An empty text takes the note away."""
    _touch(note.mentorship, by=by)
    if not text.strip():
        if not SharedNote.objects.filter(pk=note.pk, version=version).delete()[0]:
            raise ChangedMeanwhile
        record("remove_shared_note", by=by, on=note)
        return note
    _change(note, version, text=text, author=by, changed_at=clock.now())
    record("change_shared_note", by=by, on=note)
    return note


@transaction.atomic
def add_private_note(mentorship: Mentorship, text: str, *, by: Membership) -> PrivateNote:
    """For oneself alone, also after the end. That it was written is nobody's business: no line of the audit trail."""
    _take_part(mentorship, by)
    return PrivateNote.objects.create(
        mentorship=mentorship, author=by, text=text, created_at=clock.now(), changed_at=clock.now()
    )


@transaction.atomic
def change_private_note(note: PrivateNote, text: str, *, by: Membership, version: int) -> PrivateNote:
    if note.author_id != by.pk:
        raise NotOneOfTheTwo
    _change(note, version, text=text, changed_at=clock.now())
    return note


@transaction.atomic
def delete_private_note(note: PrivateNote, *, by: Membership) -> None:
    PrivateNote.objects.filter(pk=note.pk, author=by).delete()


# ── feedback ─────────────────────────────────────────────────────────────────


@transaction.atomic
def write_feedback(
    window: FeedbackWindow, *, by: Membership, helped: str = "", change: str = "", gained: str = "", gave: str = ""
) -> Answer:
    """Sealed until the other wrote too, or the window closes: until then nothing that anybody else can read changes.

    Therefore no mail, no ledger and no audit line here; they come when it is revealed.
    """
    mentorship = window.mentorship
    _take_part(mentorship, by)
    words = {"helped": helped, "change": change, "gained": gained, "gave": gave}
    if not any(text.strip() for text in words.values()):
        raise NothingWritten
    found = FeedbackWindow.objects.select_for_update().get(pk=window.pk)
    if found.is_revealed:
        raise FeedbackClosed
    known = AnswerAuthor.objects.filter(window=found, author=by).select_related("answer").first()
    if known is None:
        answer = Answer.objects.create(window=found, **words)
        AnswerAuthor.objects.create(answer=answer, window=found, author=by, written_at=clock.now())
    else:
        answer = known.answer
        Answer.objects.filter(pk=answer.pk).update(**words, version=F("version") + 1)
        answer.refresh_from_db()
    if AnswerAuthor.objects.filter(window=found).count() == 2:
        _reveal(found)
    return answer


def reveal_due_feedback() -> int:
    """Windows that closed by themselves: their lines are written. Who may read was decided by the date already."""
    due = FeedbackWindow.objects.filter(revealed_at=None, closes_at__lte=clock.now()).order_by("closes_at", "pk")
    return sum(_reveal(window) for window in due.select_related("mentorship__mentor", "mentorship__mentee"))


@transaction.atomic
def _reveal(window: FeedbackWindow) -> bool:
    if FeedbackWindow.objects.filter(pk=window.pk, revealed_at=None).update(revealed_at=clock.now()) != 1:
        return False
    mentorship = window.mentorship
    authors = [one.author for one in AnswerAuthor.objects.filter(window=window).select_related("author").order_by("pk")]
    for author in sorted(authors, key=lambda person: person.pk != mentorship.mentor_id):
        record_interaction(
            Kind.FEEDBACK, giver=author, receiver=mentorship.other_of(author), source=window, confirmed=True
        )
    record("reveal_feedback", on=window, answers=len(authors))
    if authors:
        for person in (mentorship.mentor, mentorship.mentee):
            _write_to(person, "feedback_revealed", window)
    return True


def _open_feedback(mentorship: Mentorship, occasion: str) -> FeedbackWindow | None:
    window, made = FeedbackWindow.objects.get_or_create(
        mentorship=mentorship,
        occasion=occasion,
        defaults={"opened_at": clock.now(), "closes_at": clock.now() + FEEDBACK_WINDOW},
    )
    if not made:
        return None
    record("open_feedback", on=window, occasion=str(occasion))
    for person in (mentorship.mentor, mentorship.mentee):
        _write_to(person, "feedback_open", window)
    return window


# ── said in confidence ───────────────────────────────────────────────────────


@transaction.atomic
def send_signal(mentorship: Mentorship, *, by: Membership, rating: int | None, words: str = "") -> Signal:
    """How it is going, for whoever coordinates; the other never learns of it."""
    if rating is None and not words.strip():
        raise NothingWritten
    return _signal(mentorship, by, SignalKind.RATING, rating=rating, words=words)


@transaction.atomic
def raise_concern(mentorship: Mentorship, *, by: Membership, words: str) -> Signal:
    """A worry about safety: coordinators are told at once that there is one, and read it after signing in."""
    if not words.strip():
        raise NothingWritten
    signal = _signal(mentorship, by, SignalKind.SAFETY, words=words)
    _alert(signal)
    return signal


@transaction.atomic
def report_not_working(
    mentorship: Mentorship, *, by: Membership, wish: str, troubles: Iterable[str] = (), words: str = ""
) -> Signal:
    """From the first day, without blame. Who would rather stop is free at once, and so is the mentor's place."""
    _touch(mentorship, by=by)
    kept = [str(Trouble(one)) for one in dict.fromkeys(troubles)]
    signal = _signal(mentorship, by, SignalKind.NOT_WORKING, wish=Wish(wish), troubles=kept, words=words)
    if signal.wish == Wish.REMATCH:
        _end(mentorship, by=by, ending=Ending.REMATCH)
    _alert(signal)
    return signal


@transaction.atomic
def settle_signal(signal: Signal, *, by: Membership) -> Signal:
    """A coordinator has taken care of it."""
    if not by.is_coordinator:
        raise NotOneOfTheTwo
    if Signal.objects.filter(pk=signal.pk, settled_at=None).update(settled_at=clock.now(), settled_by=by):
        record("settle_signal", by=by, on=signal)
    signal.refresh_from_db()
    return signal


def _signal(mentorship: Mentorship, by: Membership, kind: str, **words: Any) -> Signal:
    _take_part(mentorship, by)
    signal = Signal.objects.create(mentorship=mentorship, author=by, kind=kind, at=clock.now(), **words)
    record("send_signal", by=by, on=signal)
    return signal


def _alert(signal: Signal) -> None:
    """To whoever coordinates; when that is one of the two alone, to who keeps the server: that there is something."""
    readers = list(readers_of_signals(signal.mentorship))
    for coordinator in readers:
        _write_to(coordinator, "signal_received", signal)
    if readers:
        return
    for account in server_administrators():
        post_mail(
            "reciproca.mentoring.mails.signal_unread",
            to=account.email,
            language=account.language,
            key=f"signal_unread {signal.public_id} {account.pk}",
            community=signal.community,
            about={"signal": str(signal.public_id)},
        )


# ── pause, return, end ───────────────────────────────────────────────────────


@transaction.atomic
def pause_mentorship(
    mentorship: Mentorship, *, by: Membership, until: date, reason: str = "", is_told: bool = False
) -> Mentorship:
    """Until a date. What is planned before it leaves the calendars of both.

    Of the two no reason is asked; somebody who coordinates may give one, for the two or for coordinators alone.
    """
    _one_of_the_two_or_coordinator(mentorship, by)
    if until <= clock.today(mentorship.community.time_zone):
        raise InThePast
    now = clock.now()
    _move(
        mentorship,
        (MentorshipState.ACTIVE,),
        state=MentorshipState.PAUSED,
        paused_at=now,
        pause_until=until,
    )
    if not mentorship.has(by):
        _intervene(mentorship, InterventionKind.PAUSE, by=by, at=now, reason=reason, is_told=is_told)
    zone = ZoneInfo(mentorship.community.time_zone)
    back = datetime(until.year, until.month, until.day, tzinfo=zone)
    for session in mentorship.sessions.filter(state=SessionState.PLANNED, starts_at__lt=back):
        _cancel(session)
    record("pause_mentorship", by=by, on=mentorship)
    for person in (mentorship.mentor, mentorship.mentee):
        if person.pk != by.pk:
            _write_to(person, "mentorship_paused", mentorship, once=str(mentorship.version))
    return mentorship


@transaction.atomic
def resume_mentorship(mentorship: Mentorship, *, by: Membership | None) -> Mentorship:
    """Before its day, or on it (`by` None). What somebody who coordinates has paused, they alone let go on earlier."""
    if by is not None:
        _one_of_the_two_or_coordinator(mentorship, by)
        if mentorship.has(by) and pause_of_coordinator(mentorship):
            raise PausedByCoordinator(day=day_said(mentorship.pause_until) if mentorship.pause_until else "")
    if is_unsafe(mentorship):
        raise HeldForSafety
    _move(mentorship, (MentorshipState.PAUSED,), state=MentorshipState.ACTIVE, paused_at=None, pause_until=None)
    open_partnership(mentorship.mentor, mentorship.mentee, source=mentorship)  # where it was held because of a minor
    record("resume_mentorship", by=by, on=mentorship)
    for person in (mentorship.mentor, mentorship.mentee):
        if by is None or person.pk != by.pk:
            _write_to(person, "mentorship_resumed", mentorship, once=str(mentorship.version))
    return mentorship


def hold_unsafe_mentorships() -> int:
    """In the community in force, what must not go on because of a minor: nothing is planned any more, the two are out of
    each other's reach, and whoever coordinates is told. Once all is there again, a coordinator lets it go on; what was not
    agreed yet had not begun, and is as it was."""
    held = sum(_hold(mentorship) for mentorship in unsafe_mentorships())
    for mentorship in proposed_with_minors():
        if not is_unsafe(mentorship):
            open_partnership(mentorship.mentor, mentorship.mentee, source=mentorship)
    return held


@transaction.atomic
def _hold(mentorship: Mentorship) -> bool:
    if not has_partnership(mentorship):
        return False  # done before
    now = clock.now()
    if mentorship.state != MentorshipState.PROPOSED:
        until = clock.today(mentorship.community.time_zone) + HELD
        _move(mentorship, NOT_ENDED, state=MentorshipState.PAUSED, paused_at=now, pause_until=until)
        Intervention.objects.create(mentorship=mentorship, kind=InterventionKind.PAUSE, by=None, at=now)
    for session in mentorship.sessions.filter(state=SessionState.PLANNED):
        _cancel(session)
    close_partnership(mentorship.mentor, mentorship.mentee, source=mentorship)
    record("hold_mentorship", on=mentorship)
    for person in (mentorship.mentor, mentorship.mentee):
        _write_to(person, "mentorship_paused", mentorship, once=str(mentorship.version))
    for coordinator in readers_of_signals(mentorship):
        _write_to(coordinator, "mentorship_held", mentorship, once=str(mentorship.version))
    return True


def resume_due_mentorships() -> int:
    """Pauses that are over, in the community in force."""
    due = Mentorship.objects.filter(state=MentorshipState.PAUSED).select_related("mentor", "mentee", "community")
    resumed = 0
    for mentorship in due.order_by("pause_until", "pk"):
        if mentorship.pause_until and mentorship.pause_until <= clock.today(mentorship.community.time_zone):
            try:
                resume_mentorship(mentorship, by=None)
            except Refusal:  # somebody was quicker
                continue
            resumed += 1
    return resumed


@transaction.atomic
def end_mentorship(
    mentorship: Mentorship,
    *,
    by: Membership,
    ending: str = Ending.CLOSED,
    taken: str = "",
    passing_on: str = "",
    farewell: str = "",
    reason: str = "",
    is_told: bool = False,
) -> Mentorship:
    """It closes: what is planned is cancelled, a last feedback opens, and from then on it is only read.

    Somebody who coordinates may give a reason, for the two (`is_told`) or for coordinators alone.
    """
    _one_of_the_two_or_coordinator(mentorship, by)
    if not mentorship.has(by):
        _intervene(mentorship, InterventionKind.ENDING, by=by, at=clock.now(), reason=reason, is_told=is_told)
    if mentorship.has(by) and any(text.strip() for text in (taken, passing_on, farewell)):
        write_reflection(mentorship, by=by, taken=taken, passing_on=passing_on, farewell=farewell)
    _end(mentorship, by=by, ending=Ending(ending))
    return mentorship


@transaction.atomic
def step_aside(person: Membership) -> None:
    """Somebody is leaving: what is planned with them leaves the other’s calendar now, so that nobody waits for them."""
    for session in _sessions_planned_with(person):
        _cancel(session)


@transaction.atomic
def let_go_of(person: Membership) -> None:
    """Somebody is being erased: their mentorships end, and the other reads that they left, not who decided what."""
    for mentorship in Mentorship.objects.filter(Q(mentor=person) | Q(mentee=person), state__in=NOT_ENDED):
        _end(mentorship, by=person, ending=Ending.LEFT)
        _write_to(mentorship.other_of(person), "partner_left", mentorship)


def _sessions_planned_with(person: Membership) -> list[MentoringSession]:
    both = Q(mentorship__mentor=person) | Q(mentorship__mentee=person)
    planned = MentoringSession.objects.filter(both, state=SessionState.PLANNED)
    return list(planned.select_related("mentorship__mentor", "mentorship__mentee", "community"))


def _end(mentorship: Mentorship, *, by: Membership, ending: Ending) -> None:
    _move(
        mentorship,
        NOT_ENDED,
        state=MentorshipState.ENDED,
        ended_at=clock.now(),
        ending=ending,
        paused_at=None,
        pause_until=None,
    )
    mentorship.agreements.filter(state=AgreementState.PROPOSED).update(state=AgreementState.WITHDRAWN)
    for session in mentorship.sessions.filter(state=SessionState.PLANNED):
        _cancel(session)
    close_partnership(mentorship.mentor, mentorship.mentee, source=mentorship)
    record("end_mentorship", by=by, on=mentorship)
    for person in (mentorship.mentor, mentorship.mentee):
        if person.pk != by.pk:
            _write_to(person, "mentorship_ended", mentorship)
    if ending == Ending.CLOSED and confirmed_sessions_of(mentorship).exists():
        _open_feedback(mentorship, Occasion.CLOSING)


@transaction.atomic
def write_reflection(
    mentorship: Mentorship, *, by: Membership, taken: str = "", passing_on: str = "", farewell: str = ""
) -> Reflection:
    """Once each, while closing or afterwards. The other reads the farewell; the rest stays with its author."""
    _take_part(mentorship, by)
    if not any(text.strip() for text in (taken, passing_on, farewell)):
        raise NothingWritten
    reflection, _made = Reflection.objects.update_or_create(
        mentorship=mentorship,
        author=by,
        defaults={"taken": taken, "passing_on": passing_on, "farewell": farewell, "at": clock.now()},
    )
    record("write_reflection", by=by, on=mentorship)
    return reflection


def _intervene(mentorship: Mentorship, kind: str, *, by: Membership, at: datetime, reason: str, is_told: bool) -> None:
    Intervention.objects.create(
        mentorship=mentorship, kind=kind, reason=reason.strip(), is_told=is_told and bool(reason.strip()), by=by, at=at
    )


# ── shared by all ────────────────────────────────────────────────────────────


def _one_of_the_two_or_coordinator(mentorship: Mentorship, by: Membership) -> None:
    if not (mentorship.has(by) or can_intervene(by, mentorship)):
        raise NotOneOfTheTwo


def _take_part(mentorship: Mentorship, by: Membership) -> None:
    if not mentorship.has(by):
        raise NotOneOfTheTwo


def _touch(mentorship: Mentorship, *, by: Membership, states: Sequence[str] = NOT_ENDED) -> None:
    """`by` is one of the two and the mentorship still goes on: its row is held until the transaction is through, so that
    nothing is planned or told while somebody ends it."""
    _take_part(mentorship, by)
    if minors_among([mentorship.mentor_id, mentorship.mentee_id]) and is_unsafe(mentorship):
        raise HeldForSafety
    _move(mentorship, states)


def _must_be_there(person: Membership) -> None:
    """Their row is held until the transaction is through: who leaves at this moment finds what was planned with them."""
    if Membership.objects.select_for_update(no_key=True).get(pk=person.pk).state == MembershipState.LEFT:
        raise PartnerGone(name=person.given_name)


def _move(mentorship: Mentorship, states: Sequence[str], **changes: Any) -> None:
    """A conditional update; refused with the reason when the mentorship is no longer in one of `states`."""
    moved = Mentorship.objects.filter(pk=mentorship.pk, state__in=list(states)).update(
        **changes, version=F("version") + 1
    )
    mentorship.refresh_from_db(
        fields=["state", "version", "agreed_at", "paused_at", "pause_until", "ended_at", "ending"]
    )
    if moved != 1:
        raise MentorshipPaused if mentorship.state == MentorshipState.PAUSED else MentorshipOver


def _change(
    row: Any,
    version: int,
    *,
    otherwise: type[Refusal] | None = None,
    still: dict[str, Any] | None = None,
    **changes: Any,
) -> None:
    """Write only over the version that was read."""
    model = type(row)
    if model.objects.filter(pk=row.pk, version=version, **(still or {})).update(**changes, version=F("version") + 1):
        row.refresh_from_db()
        return
    now = model.objects.filter(pk=row.pk).values("version").first()
    raise otherwise if otherwise and (now is None or now["version"] == version) else ChangedMeanwhile


def _to_come(moment: datetime) -> datetime:
    if moment < clock.now():
        raise InThePast
    if moment > clock.now() + FURTHEST:
        raise TooFar
    return moment


def _zone(name: str, by: Membership) -> str:
    if not name:
        return zone_of(by).key
    if name not in _known_zones():
        raise ZoneUnknown
    return name


@cache
def _known_zones() -> frozenset[str]:
    """Kept, because it takes a walk through six hundred files."""
    return frozenset(available_timezones())


def _cancel(session: MentoringSession) -> bool:
    moved = MentoringSession.objects.filter(pk=session.pk, state=SessionState.PLANNED).update(
        state=SessionState.CANCELLED,
        changed_at=clock.now(),
        sequence=F("sequence") + 1,
        version=F("version") + 1,
    )
    if not moved:
        return False
    session.refresh_from_db()
    if session.ends_at > clock.now():  # what has gone by is in no calendar any more
        _invite(session, "session_cancelled")
    return True


def _invite(session: MentoringSession, name: str) -> None:
    """The same letter to both, each in their language, with the calendar file of this step."""
    for person in (session.mentorship.mentor, session.mentorship.mentee):
        _write_to(person, name, session, once=str(session.sequence), sequence=session.sequence)


def _write_to(person: Membership, name: str, row: Any, *, once: str = "", **about: Any) -> None:
    if not person.is_active:
        return
    post_mail(
        f"reciproca.mentoring.mails.{name}",
        to=person.email,
        language=person.language,
        key=f"{name} {row.public_id} {once} {person.public_id}",
        community=person.community,
        about={row._meta.model_name: str(row.public_id), "to": str(person.public_id), **about},
    )
