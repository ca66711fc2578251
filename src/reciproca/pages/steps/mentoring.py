"""Of mentorships: what the two owe each other a word on, and what is planned."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reciproca.boundaries.models import Minor
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.italian import elided, euphonic
from reciproca.mentoring.choices import AgreementState, MentorshipState, SessionState
from reciproca.mentoring.models import AnswerAuthor, FeedbackWindow, MentoringSession, Mentorship, Telling
from reciproca.mentoring.queries import (
    feedback_to_write,
    mentorships_visible_to,
    sessions_to_confirm,
    sessions_visible_to,
    unsafe_mentorships,
)
from reciproca.mentoring.words import day_of, hour_said
from reciproca.pages.navigation import address_in

from .shape import MOST, SOON, Due, Step, Waiting, once, zone_for
from .there import Asked, for_coordinators, if_any

__all__ = [
    "agree_how_to_work",
    "choose_a_date",
    "confirm_a_session",
    "look_after_a_minor",
    "partners",
    "sessions_of_mine",
    "tell_a_session",
    "write_feedback",
]

GOING_ON = (MentorshipState.PROPOSED, MentorshipState.ACTIVE)

WITH_FACES = ("mentor__profile__photo", "mentee__profile__photo")


@if_any(lambda asked: _told_to(asked))
def confirm_a_session(person: Membership) -> Iterator[Step]:
    for session in once(person, _to_confirm):
        other = session.mentorship.other_of(person)
        values = {"name": other.given_name, "day": day_of(session.starts_at.astimezone(zone_for(person)).date())}
        yield Step(
            key=f"confirm {session.public_id}",
            kind=pgettext("kind of step", "Confirm"),
            time=_("one minute"),
            title=elided(_("%(name)s has told your session of %(day)s. Was it so?") % values),
            why=_("A session counts for both once both have said that it took place."),
            action=_("Read it and confirm"),
            url=_mentorship_page(session.mentorship, person),
            partner=other,
            tie="active",
        )


@if_any(lambda asked: _own(asked).filter(state=MentorshipState.PROPOSED))
def agree_how_to_work(person: Membership) -> Iterator[Step]:
    for mentorship in once(person, _to_agree):
        other, values = mentorship.other_of(person), {"name": mentorship.other_of(person).given_name}
        if mentorship.proposer is None:
            yield Step(
                key=f"agree {mentorship.public_id}",
                kind=pgettext("kind of step", "Begin"),
                time=_("ten minutes"),
                title=_("You and %(name)s have been brought together. Say how you would like to work.") % values,
                why=_("How often, how long, on what: %(name)s reads it and says yes, or proposes something else.")
                % values,
                action=_("Propose how to work"),
                url=address_in(person.community, "mentoring:agreement-new", public_id=mentorship.public_id) or "",
                other_action=_("Read why you two"),
                other_url=_mentorship_page(mentorship, person),
                partner=other,
            )
        elif mentorship.proposer != person.pk:
            yield Step(
                key=f"accept {mentorship.public_id}",
                kind=pgettext("kind of step", "Answer"),
                time=_("five minutes"),
                title=_("%(name)s has proposed how to work together.") % values,
                why=_("It holds once you have said yes. You can also propose something else."),
                action=_("Read the proposal"),
                url=_mentorship_page(mentorship, person),
                partner=other,
            )


@if_any(lambda asked: _own_sessions(asked).filter(state=SessionState.PLANNED, starts_at__lt=asked.now))
def tell_a_session(person: Membership) -> Iterator[Step]:
    held = _planned(person).filter(starts_at__lt=clock.now(), mentorship__state__in=GOING_ON)
    for session in held[:MOST]:
        other = session.mentorship.other_of(person)
        values = {"name": other.given_name, "day": day_of(session.starts_at.astimezone(zone_for(person)).date())}
        yield Step(
            key=f"tell {session.public_id}",
            kind=pgettext("kind of step", "Tell"),
            time=_("two minutes"),
            title=elided(_("How did it go with %(name)s on %(day)s?") % values),
            why=_("Two lines are enough: what you spoke of, and what comes next."),
            action=_("Tell it"),
            url=address_in(person.community, "mentoring:session-telling", public_id=session.public_id) or "",
            partner=other,
            tie="active",
        )


@if_any(lambda asked: _windows_without_a_word(asked))
def write_feedback(person: Membership) -> Iterator[Step]:
    windows = feedback_to_write(person).select_related(*(f"mentorship__{face}" for face in WITH_FACES))
    for window in windows[:MOST]:
        other = window.mentorship.other_of(person)
        yield Step(
            key=f"feedback {window.public_id}",
            kind=pgettext("kind of step", "Give back"),
            time=_("ten minutes"),
            title=euphonic(_("Tell %(name)s what has helped you.") % {"name": other.given_name}),
            why=elided(
                _("Neither of you reads the other’s answer before both are written, or before %(day)s.")
                % {"day": day_of(window.closes_at.astimezone(zone_for(person)).date())}
            ),
            action=_("Write it"),
            url=address_in(person.community, "mentoring:feedback-edit", public_id=window.public_id) or "",
            partner=other,
            tie="active",
        )


@if_any(lambda asked: _without_a_date(asked))
def choose_a_date(person: Membership) -> Iterator[Step]:
    planned = MentoringSession.objects.filter(state=SessionState.PLANNED).values("mentorship")
    without = mentorships_visible_to(person).filter(state=MentorshipState.ACTIVE).exclude(pk__in=planned)
    for mentorship in without.select_related(*WITH_FACES).order_by("agreed_at", "pk")[:MOST]:
        other = mentorship.other_of(person)
        yield Step(
            key=f"date {mentorship.public_id}",
            kind=pgettext("kind of step", "Meet"),
            time=_("two minutes"),
            title=_("Choose the next date with %(name)s.") % {"name": other.given_name},
            why=_("Nothing is planned between you two. What has a date takes place."),
            action=_("Choose a date"),
            url=address_in(person.community, "mentoring:session-new", public_id=mentorship.public_id) or "",
            partner=other,
            tie="active",
        )


@for_coordinators(lambda: Minor.objects.all())
def look_after_a_minor(person: Membership) -> Iterator[Step]:
    """What was paused because a minor's consent or a clearance is missing."""
    for mentorship in unsafe_mentorships().exclude(Q(mentor=person) | Q(mentee=person))[:MOST]:
        url = address_in(person.community, "mentoring:mentorship-oversight", public_id=mentorship.public_id)
        if url:
            yield Step(
                key=f"minor {mentorship.public_id}",
                kind=pgettext("kind of step", "Protect"),
                time=_("today"),
                title=_("%(mentee)s and %(mentor)s wait for you.")
                % {"mentee": mentorship.mentee.name, "mentor": mentorship.mentor.name},
                why=_(
                    "One of them is a minor, and the consent or the clearance is missing: nothing goes on until it is there."
                ),
                action=_("Look at it"),
                in_letter=_("A mentorship with a minor waits for you."),
                url=url,
            )


@if_any(lambda asked: _own_sessions(asked).filter(state=SessionState.PLANNED, starts_at__gte=asked.now))
def sessions_of_mine(person: Membership, today: date) -> Iterator[Due]:
    coming = _planned(person).filter(starts_at__range=(clock.now(), clock.now() + SOON))
    for session in coming[:MOST]:
        zone = zone_for(person)
        yield Due(
            on=session.starts_at.astimezone(zone).date(),
            what=_("Session with %(name)s") % {"name": session.mentorship.other_of(person).given_name},
            detail=f"{hour_said(session.starts_at, zone)}, {session.get_channel_display()}",
            action=_("See it"),
            url=_mentorship_page(session.mentorship, person),
        )


@if_any(lambda asked: _told_to(asked), lambda asked: _own(asked).filter(state=MentorshipState.PROPOSED))
def partners(person: Membership) -> Iterator[Waiting]:
    """Who told a session, or proposed how to work, and waits for my word."""
    for session in once(person, _to_confirm):
        day = day_of(session.starts_at.astimezone(zone_for(person)).date())
        yield Waiting(
            key=f"confirm {session.public_id}",
            who=session.mentorship.other_of(person),
            what=elided(_("has told your session of %(day)s") % {"day": day}),
            action=_("Read it and confirm"),
            url=_mentorship_page(session.mentorship, person),
        )
    for mentorship in once(person, _to_agree):
        if mentorship.proposer not in (None, person.pk):
            yield Waiting(
                key=f"accept {mentorship.public_id}",
                who=mentorship.other_of(person),
                what=_("has proposed how to work together"),
                action=_("Read the proposal"),
                url=_mentorship_page(mentorship, person),
            )


def _to_confirm(person: Membership) -> list[MentoringSession]:
    """What the others told and I have not confirmed, the oldest first."""
    found = sessions_to_confirm(person).filter(mentorship__state__in=(*GOING_ON, MentorshipState.PAUSED))
    return list(_with_faces(found)[:MOST])


def _to_agree(person: Membership) -> list[Any]:
    """Mentorships not agreed yet; `proposer` is the key of who made the proposal that waits, if there is one."""
    found = mentorships_visible_to(person).filter(state=MentorshipState.PROPOSED).select_related(*WITH_FACES)
    proposer = Max("agreements__proposed_by", filter=Q(agreements__state=AgreementState.PROPOSED))
    return list(found.annotate(proposer=proposer).order_by("began_at", "pk")[:MOST])


def _planned(person: Membership) -> QuerySet[MentoringSession]:
    return _with_faces(sessions_visible_to(person)).filter(state=SessionState.PLANNED).order_by("starts_at", "pk")


def _with_faces(sessions: QuerySet[MentoringSession]) -> QuerySet[MentoringSession]:
    return sessions.select_related(*(f"mentorship__{face}" for face in WITH_FACES)).prefetch_related(None)


def _mentorship_page(mentorship: Mentorship, person: Membership) -> str:
    return address_in(person.community, "mentoring:mentorship-detail", public_id=mentorship.public_id) or ""


# ── whether there may be any ──


def _own(asked: Asked) -> QuerySet[Mentorship]:
    return Mentorship.objects.filter(Q(mentor=asked.person) | Q(mentee=asked.person))


def _own_sessions(asked: Asked) -> QuerySet[MentoringSession]:
    return MentoringSession.objects.filter(mentorship__in=_own(asked).values("pk"))


def _told_to(asked: Asked) -> QuerySet[Telling]:
    told = _own_sessions(asked).filter(state__in=[SessionState.TOLD, SessionState.DISPUTED])
    return Telling.objects.filter(session__in=told.values("pk")).exclude(author=asked.person)


def _windows_without_a_word(asked: Asked) -> QuerySet[FeedbackWindow]:
    written = AnswerAuthor.objects.filter(author=asked.person).values("window")
    windows = FeedbackWindow.objects.filter(mentorship__in=_own(asked).values("pk"), revealed_at=None)
    return windows.filter(closes_at__gt=asked.now).exclude(pk__in=written)


def _without_a_date(asked: Asked) -> QuerySet[Mentorship]:
    planned = _own_sessions(asked).filter(state=SessionState.PLANNED).values("mentorship")
    return _own(asked).filter(state=MentorshipState.ACTIVE).exclude(pk__in=planned)
