"""What the pages of a mentorship show, gathered from rows for one reader: nothing is decided here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from reciproca.boundaries.queries import minors_among
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.drawing import Moment
from reciproca.exchanges.models import Recognition
from reciproca.exchanges.queries import thanked_for
from reciproca.exchanges.routing import skill_to_endorse
from reciproca.people.queries import zone_of

from .choices import GoalState, MentorshipState, SessionState
from .models import MentoringSession, Mentorship, Telling
from .queries import (
    agreement_in_force,
    agreement_waiting,
    feedback_seen_by,
    interventions_visible_to,
    private_notes_of,
    reflections_visible_to,
    sessions_visible_to,
    shared_notes_visible_to,
)
from .rules import can_confirm, can_end, can_pause, can_plan, can_tell, can_write
from .words import cadence_said, day_of, day_said, hour_said, place_of_zone, short_day, why_of

__all__ = ["SeenSession", "line_of", "page_of_mentorship", "seen_session"]

#: So long after a session one is asked what one saw in it.
FRESH = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class SeenSession:
    """A session as one of the two sees it, with its day and hours by their clock."""

    row: MentoringSession
    day: str
    hours: str
    elsewhere: str  # the other's hours, when their clock says otherwise
    mine: Telling | None
    theirs: Telling | None
    confirmed: Telling | None
    may_tell: bool
    may_confirm: bool
    is_past: bool
    thanks: Recognition | None = None  # what the reader has said for it

    @property
    def held(self) -> bool:
        """Whether it took place, in the words of both."""
        return self.row.state == SessionState.CONFIRMED and self.row.ledger_seq is not None

    @property
    def is_thanked(self) -> bool:
        return self.thanks is not None and not self.thanks.is_withdrawn

    @property
    def by(self) -> str:
        if self.row.state == SessionState.CONFIRMED or (self.mine and self.theirs):
            return "both"
        return "theirs" if self.theirs else "mine"

    @property
    def told(self) -> Telling | None:
        return self.confirmed or self.theirs or self.mine

    @property
    def tellings(self) -> list[Telling]:
        return [telling for telling in (self.mine, self.theirs) if telling]


def seen_session(
    session: MentoringSession, person: Membership, zones: Sequence[Any], thanks: Recognition | None = None
) -> SeenSession:
    mine = theirs = confirmed = None
    for telling in session.tellings.all():
        if telling.author_id == person.pk:
            mine = telling
        else:
            theirs = telling
        confirmed = telling if telling.confirmed else confirmed
    my_zone, their_zone = zones
    hours = f"{hour_said(session.starts_at, my_zone)}–{hour_said(session.ends_at, my_zone)}"
    elsewhere = ""
    if session.starts_at.astimezone(my_zone).utcoffset() != session.starts_at.astimezone(their_zone).utcoffset():
        elsewhere = f"{hour_said(session.starts_at, their_zone)}–{hour_said(session.ends_at, their_zone)}"
    return SeenSession(
        row=session,
        day=day_said(session.starts_at.astimezone(my_zone).date()),
        hours=hours,
        elsewhere=elsewhere,
        mine=mine,
        theirs=theirs,
        confirmed=confirmed,
        may_tell=can_tell(person, session),
        may_confirm=can_confirm(person, session) and theirs is not None,
        is_past=session.starts_at <= clock.now(),
        thanks=thanks,
    )


def page_of_mentorship(mentorship: Mentorship, person: Membership) -> dict[str, Any]:
    other = mentorship.other_of(person)
    zones = (zone_of(person), zone_of(other))
    found = sessions_visible_to(person).filter(mentorship=mentorship).exclude(state=SessionState.CANCELLED)
    rows = list(found.order_by("starts_at"))
    thanked = thanked_for(person, "mentoringsession", [str(row.public_id) for row in rows])
    sessions = [seen_session(row, person, zones, thanked.get(str(row.public_id))) for row in rows]
    planned = [one for one in sessions if one.row.is_planned]
    to_tell = [one for one in planned if one.is_past]
    to_come = [one for one in planned if not one.is_past]
    to_confirm = [one for one in sessions if one.may_confirm]
    held = [one for one in sessions if one.held]
    goals = list(mentorship.goals.select_related("author").order_by("set_at", "pk"))
    agreement = agreement_in_force(mentorship)
    waiting = agreement_waiting(mentorship)
    reflections = reflections_visible_to(person, mentorship)
    steps = interventions_visible_to(person, mentorship)
    return {
        "told_steps": [step for step in steps if step.is_told],
        "paused_by_coordinator": any(step.kind == "pause" and step.at == mentorship.paused_at for step in steps),
        "mentorship": mentorship,
        "other": other,
        "is_mentor": mentorship.is_mentor(person),
        "role_of_other": mentorship.cohort.role_name("mentee" if mentorship.is_mentor(person) else "mentor"),
        "line": line_of(
            mentorship, held=len(held), waiting=len(to_confirm), next_at=to_come[0].row.starts_at if to_come else None
        ),
        "why": why_of(mentorship, person),
        "agreement": agreement,
        "rhythm": cadence_said(agreement.cadence_days) if agreement else "",
        "waiting_agreement": waiting,
        "waiting_rhythm": cadence_said(waiting.cadence_days) if waiting else "",
        "waiting_is_mine": waiting is not None and waiting.proposed_by_id == person.pk,
        "agreement_versions": mentorship.agreements.filter(state="superseded").count(),
        "moments": _moments(sessions),
        "course_people": [person, other],
        "course_said": _course_said(held, to_confirm, to_come, mentorship),
        "ends": day_of(mentorship.cohort.ends_on) if mentorship.cohort.ends_on else "",
        "ends_short": short_day(mentorship.cohort.ends_on) if mentorship.cohort.ends_on else "",
        "to_confirm": to_confirm,
        "to_tell": to_tell,
        "next": to_come[0] if to_come else None,
        "later": to_come[1:],
        "past": list(reversed([one for one in sessions if not one.row.is_planned])),
        "met": len(held),
        "past_said": _past_said(held),
        "to_thank": _to_thank(held, mentorship, person),
        "seen_at_work": _seen_at_work(held, other, person),
        "same_clock": zones[0].key == zones[1].key,
        "my_place": place_of_zone(zones[0]),
        "their_place": place_of_zone(zones[1]),
        "goals": goals,
        "may_add_goal": sum(goal.state == GoalState.OPEN for goal in goals) < 3,
        "shared_notes": list(shared_notes_visible_to(person).filter(mentorship=mentorship).order_by("-changed_at")),
        "private_notes": list(private_notes_of(person).filter(mentorship=mentorship).order_by("-changed_at")),
        "feedback": feedback_seen_by(person, mentorship),
        "my_reflection": next((one for one in reflections if one.author_id == person.pk), None),
        "their_farewell": next((one.farewell for one in reflections if one.author_id != person.pk), ""),
        "may_write": can_write(person, mentorship),
        "may_write_notes": not minors_among([mentorship.mentor_id, mentorship.mentee_id]),
        "may_plan": can_plan(person, mentorship),
        "may_pause": can_pause(person, mentorship),
        "may_end": can_end(person, mentorship),
    }


def line_of(mentorship: Mentorship, *, held: int, waiting: int, next_at: datetime | None) -> str:
    """Where the two are, in a sentence."""
    if mentorship.state == MentorshipState.ENDED:
        assert mentorship.ended_at is not None
        return _("It ended on %(day)s. It stays here to be read.") % {"day": day_said(mentorship.ended_at)}
    if mentorship.state == MentorshipState.PAUSED:
        assert mentorship.pause_until is not None
        return _("A pause until %(day)s. Then it goes on by itself.") % {"day": day_said(mentorship.pause_until)}
    parts = []
    if held:
        parts.append(ngettext("%(n)s session behind you", "%(n)s sessions behind you", held) % {"n": _number(held)})
    if waiting:
        parts.append(ngettext("one to be confirmed", "%(n)s to be confirmed", waiting) % {"n": _number(waiting)})
    if next_at:
        parts.append(_("the next %(when)s") % {"when": _from_now(next_at)})
    if parts:
        text = ", ".join(str(part) for part in parts)
        return f"{text[:1].upper()}{text[1:]}."
    if mentorship.state == MentorshipState.PROPOSED:
        return _("You have just been brought together. Agree on how you want to work, and choose a first date.")
    if mentorship.agreed_at is None:
        return _("You work together already. With a first date it goes on here.")
    return _("You have agreed how to work. A first date is all that is missing.")


def _to_thank(held: Sequence[SeenSession], mentorship: Mentorship, person: Membership) -> list[SeenSession]:
    """What who received could say thank you for, the latest first, at most three; nothing once that was done for the last."""
    if not held or mentorship.is_mentor(person) or not mentorship.mentor.is_active or held[-1].is_thanked:
        return []
    return [one for one in reversed(held) if not one.is_thanked][:3]


def _seen_at_work(held: Sequence[SeenSession], other: Membership, person: Membership) -> dict[str, Any] | None:
    """The last session, while it is fresh, and the skill of the other that showed in what it was about."""
    last = held[-1] if held else None
    if last is None or last.row.starts_at < clock.now() - FRESH or not other.is_active:
        return None
    skill = skill_to_endorse(person, other, last.told.topics if last.told else "")
    return {"session": last.row.pk, "skill": skill} if skill else None


def _number(n: int) -> str:
    words = {
        1: pgettext("number of sessions", "one"), 2: pgettext("number of sessions", "two"),
        3: pgettext("number of sessions", "three"), 4: pgettext("number of sessions", "four"),
        5: pgettext("number of sessions", "five"), 6: pgettext("number of sessions", "six"),
    }  # fmt: skip
    return str(words.get(n, n))


def _from_now(moment: datetime) -> str:
    days = (timezone.localtime(moment).date() - timezone.localtime(clock.now()).date()).days
    if days <= 0:
        return pgettext("the next one", "today")
    if days == 1:
        return pgettext("the next one", "tomorrow")
    return ngettext("in %(n)s day", "in %(n)s days", days) % {"n": days}


def _moments(sessions: Sequence[SeenSession]) -> list[Moment]:
    moments, next_said = [], False
    for one in sessions:
        if one.row.state == SessionState.CONFIRMED and not one.row.ledger_seq:
            continue  # did not take place
        when = short_day(timezone.localtime(one.row.starts_at).date())
        if one.row.state == SessionState.CONFIRMED:
            moments.append(Moment(when))
        elif one.row.is_planned and not one.is_past:
            moments.append(Moment(when, "next", "" if next_said else pgettext("session", "the next one")))
            next_said = True
        elif one.row.is_planned:
            moments.append(Moment(when, "waiting", pgettext("session", "to be told")))
        else:
            moments.append(Moment(when, "waiting", pgettext("session", "to be confirmed")))
    return moments[-14:]


def _course_said(held: Sequence, to_confirm: Sequence, to_come: Sequence, mentorship: Mentorship) -> str:
    """The drawing in words."""
    parts = [_("Your two threads cross at every session.")]
    if held:
        parts.append(
            ngettext("%(n)s is confirmed.", "%(n)s are confirmed.", len(held)) % {"n": _number(len(held)).capitalize()}
        )
    if to_confirm:
        parts.append(_("That of %(day)s waits to be confirmed.") % {"day": day_said(to_confirm[0].row.starts_at)})
    if to_come:
        parts.append(_("The next is on %(day)s.") % {"day": day_said(to_come[0].row.starts_at)})
    if mentorship.cohort.ends_on and not mentorship.is_ended:
        parts.append(_("The programme runs until %(day)s.") % {"day": day_said(mentorship.cohort.ends_on)})
    return " ".join(str(part) for part in parts)


def _past_said(held: Sequence[SeenSession]) -> str:
    if not held:
        return _("What happened, told by one and confirmed by the other.")
    minutes = sum(one.confirmed.minutes if one.confirmed else one.row.minutes for one in held)
    hours, rest = divmod(minutes, 60)
    if hours and rest:
        span = _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}
    elif hours:
        span = ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    else:
        span = ngettext("%(n)s minute", "%(n)s minutes", rest) % {"n": rest}
    return ngettext("%(n)s confirmed, %(span)s in all.", "%(n)s confirmed, %(span)s in all.", len(held)) % {
        "n": len(held),
        "span": span,
    }
