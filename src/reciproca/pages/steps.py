"""What Today says: a person's next steps, what is due, who waits. Each comes from rows, as data; the template words nothing.

A provider is a function of the person that yields what it has to say. A new room adds one here.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import chain, islice
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Max, Min, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from reciproca.communities.choices import MembershipState
from reciproca.communities.models import Membership
from reciproca.conversations.queries import last_to_write_to
from reciproca.core import clock
from reciproca.core.italian import elided, euphonic
from reciproca.exchanges.picture import seen_routes
from reciproca.exchanges.queries import (
    asks_ending_soon,
    asks_with_news,
    leads_to_answer,
    recognitions_to_approve,
    recommendations_waiting_for,
)
from reciproca.introductions.models import Introduction
from reciproca.introductions.queries import (
    approaches_waiting_for,
    outcomes_to_tell,
    questions_to_reply,
    to_answer_as_introducer,
)
from reciproca.matching.choices import OPEN_STATES
from reciproca.matching.queries import rounds_visible_to
from reciproca.mentoring.choices import AgreementState, MentorshipState, SessionState
from reciproca.mentoring.models import MentoringSession, Mentorship
from reciproca.mentoring.queries import (
    feedback_to_write,
    mentorships_visible_to,
    sessions_to_confirm,
    sessions_visible_to,
    unsafe_mentorships,
    zone_of,
)
from reciproca.mentoring.words import day_of, hour_said
from reciproca.network.models import ConnectionRequest, Encounter
from reciproca.network.queries import (
    due_reminders,
    encounters_waiting_for,
    requests_to_answer,
    requests_to_reply,
    time_of,
)
from reciproca.people.models import Need, Offer, Profile
from reciproca.people.queries import needs_of
from reciproca.programmes.choices import ApplicationState, CohortState
from reciproca.programmes.models import Application, Cohort
from reciproca.suggestions.choices import HelpState
from reciproca.suggestions.models import HelpOffer
from reciproca.suggestions.next_steps import next_steps
from reciproca.suggestions.queries import mentorship_to_ask_about, offers_under_way, received_in
from reciproca.suggestions.words import how_long, said_of

from .navigation import address_in
from .search import wish_address
from .words import month_said

__all__ = [
    "Due",
    "Standing",
    "Step",
    "Waiting",
    "due_for",
    "needs_to_ask_about",
    "standings_of",
    "steps_for",
    "waiting_for",
]

MOST = 3
OLD = timedelta(days=30)
SOON = timedelta(days=21)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: what kind, how long it takes, what, why, and where. With `post`, the button does it at once.

    `both`: what is in it for either side. `aside`: the key by which the step is set aside, when it can be, and `sort` which
    kind of suggestion it is."""

    key: str
    kind: str
    time: str
    title: str
    why: str
    action: str
    url: str
    post: bool = False
    other_action: str = ""
    other_url: str = ""
    partner: Membership | None = None
    tie: str = "new"
    both: tuple[tuple[str, str], ...] = ()
    aside: str = ""
    sort: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """Something with a date."""

    on: date
    what: str
    detail: str
    action: str
    url: str

    @property
    def month(self) -> str:
        return month_said(self.on)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who waits for an answer of mine; `key` is that of the step that asks for the same thing."""

    key: str
    who: Membership
    what: str
    action: str
    url: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Where something of mine is, while others decide."""

    what: str
    state: str
    action: str
    url: str | None


def steps_for(person: Membership) -> list[Step]:
    """At most three, the most pressing first."""
    return list(islice(chain.from_iterable(provider(person) for provider in STEPS), MOST))


def due_for(person: Membership) -> list[Due]:
    """At most three dates of the next three weeks, the nearest first."""
    today = clock.today(person.community.time_zone)
    found = chain.from_iterable(provider(person, today) for provider in DATES)
    return sorted(found, key=lambda due: due.on)[:MOST]


def waiting_for(person: Membership, *, besides: Iterable[Step] = ()) -> list[Waiting]:
    """At most three people, who has waited longest first; less what already stands among the steps."""
    said = {step.key for step in besides}
    found = chain.from_iterable(provider(person) for provider in WAITING)
    return list(islice((waiting for waiting in found if waiting.key not in said), MOST))


def standings_of(person: Membership) -> list[Standing]:
    """Where my applications are: at most three, the latest first."""
    return list(islice(_own_applications(person), MOST))


def needs_to_ask_about(person: Membership) -> list[tuple[str, str]]:
    """What I need now, the freshest first, each with the address of who could help: at most three."""
    return [(need.text, wish_address(person, need.text)) for need in needs_of(person)[:MOST]]


# ── next steps: mentorships ──

WITH_FACES = ("mentor__profile__photo", "mentee__profile__photo")


def _confirm_a_session(person: Membership) -> Iterator[Step]:
    for session in _to_confirm(person):
        other = session.mentorship.other_of(person)
        values = {"name": other.given_name, "day": day_of(session.starts_at.astimezone(_zone_for(person)).date())}
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


def _agree_how_to_work(person: Membership) -> Iterator[Step]:
    for mentorship in _to_agree(person):
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


def _tell_a_session(person: Membership) -> Iterator[Step]:
    held = _planned(person).filter(starts_at__lt=clock.now(), mentorship__state__in=GOING_ON)
    for session in held[:MOST]:
        other = session.mentorship.other_of(person)
        values = {"name": other.given_name, "day": day_of(session.starts_at.astimezone(_zone_for(person)).date())}
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


def _read_thanks(person: Membership) -> Iterator[Step]:
    for row in recognitions_to_approve(person)[:MOST]:
        yield Step(
            key=f"thanks {row.public_id}",
            kind=pgettext("kind of step", "Read"),
            time=_("one minute"),
            title=_("%(name)s says thank you.") % {"name": row.giver.given_name},
            why=_("You read it first, and decide whether the community may read it too."),
            action=pgettext("button", "Read it"),
            url=address_in(person.community, "exchanges:recognition-detail", public_id=row.public_id) or "",
            partner=row.giver,
            tie="active",
        )


def _answer_about_recommendations(person: Membership) -> Iterator[Step]:
    for row in recommendations_waiting_for(person)[:MOST]:
        other, asked = row.other_of(person), row.author_id == person.pk
        values = {"name": other.given_name}
        yield Step(
            key=f"recommendation {row.public_id}",
            kind=pgettext("kind of step", "Give back") if asked else pgettext("kind of step", "Read"),
            time=_("ten minutes") if asked else _("one minute"),
            title=_("%(name)s asks you for a recommendation.") % values
            if asked
            else _("%(name)s has written a recommendation for you.") % values,
            why=_(
                "Three or four sentences, for those who have not met yet. You can also say no: nobody else will know."
            )
            if asked
            else _("It stands on your profile only with your yes."),
            action=_("See what it is about") if asked else pgettext("button", "Read it"),
            url=address_in(person.community, "exchanges:recommendation-detail", public_id=row.public_id) or "",
            partner=other,
            tie="active",
        )


def _write_feedback(person: Membership) -> Iterator[Step]:
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
                % {"day": day_of(window.closes_at.astimezone(_zone_for(person)).date())}
            ),
            action=_("Write it"),
            url=address_in(person.community, "mentoring:feedback-edit", public_id=window.public_id) or "",
            partner=other,
            tie="active",
        )


def _choose_a_date(person: Membership) -> Iterator[Step]:
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


GOING_ON = (MentorshipState.PROPOSED, MentorshipState.ACTIVE)


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


def _zone_for(person: Membership) -> ZoneInfo:
    """Where the person lives, by the clock: asked once for all that Today says."""
    if not hasattr(person, "_zone_of_today"):
        person._zone_of_today = zone_of(person)  # type: ignore[attr-defined]
    return person._zone_of_today  # type: ignore[attr-defined]


def _mentorship_page(mentorship: Mentorship, person: Membership) -> str:
    return address_in(person.community, "mentoring:mentorship-detail", public_id=mentorship.public_id) or ""


# ── next steps: towards others ──


def _answer_an_offer(person: Membership) -> Iterator[Step]:
    for offer in _offers_of(person, HelpState.SENT):
        values = {"name": offer.author.given_name, "need": offer.need.text}
        yield Step(
            key=f"offer {offer.public_id}",
            kind=pgettext("kind of step", "Answer"),
            time=_("two minutes"),
            title=_("%(name)s would like to help you.") % values,
            why=_("You wrote that you need: “%(need)s”. Yes and no are equally good answers.") % values,
            action=_("Read the offer"),
            url=_offer_page(offer, person),
            partner=offer.author,
        )


def _confirm_a_help(person: Membership) -> Iterator[Step]:
    for offer in _offers_of(person, HelpState.TOLD):
        values = {"name": offer.author.given_name, "need": offer.need.text}
        yield Step(
            key=f"help {offer.public_id}",
            kind=pgettext("kind of step", "Confirm"),
            time=_("one minute"),
            title=_("Did it help, what %(name)s did for you?") % values,
            why=_("It was about “%(need)s”. Only your word lets it count.") % values,
            action=_("Say whether it helped"),
            url=_offer_page(offer, person),
            partner=offer.author,
        )


def _confirm_a_meeting(person: Membership) -> Iterator[Step]:
    for met in _meetings_to_confirm(person):
        if met.guest is not None:
            yield Step(
                key=f"encounter {met.public_id}",
                kind=pgettext("kind of step", "Confirm"),
                time=_("one minute"),
                title=_("%(name)s says that you met in person. Was it so?") % {"name": met.guest.given_name},
                why=_("It counts for both of you with your word."),
                action=_("Look at it"),
                url=address_in(person.community, "network:encounter-detail", public_id=met.public_id) or "",
                partner=met.guest,
            )


def _answer_a_request(person: Membership) -> Iterator[Step]:
    for request in _asked_of(person):
        yield Step(
            key=f"request {request.public_id}",
            kind=pgettext("kind of step", "Answer"),
            time=_("two minutes"),
            title=_("%(name)s would like to be connected with you.") % {"name": request.asker.given_name},
            why=_(
                "Where you know each other from, and why now, is written there. Yes, a question, a kind no, or nothing."
            ),
            action=pgettext("button", "Read it"),
            url=_request_page(request, person),
            partner=request.asker,
        )


def _about_introductions(person: Membership) -> Iterator[Step]:
    """What one of the others waits for, as far as I may know; and what came of mine."""
    for row in to_answer_as_introducer(person)[:MOST]:
        values = {"name": row.requester.given_name, "other": row.recipient.given_name if row.recipient else ""}
        yield Step(
            key=f"introduction {row.public_id}",
            kind=pgettext("kind of step", "Answer"),
            time=_("five minutes"),
            title=_("%(name)s would like to know %(other)s, through you.") % values
            if row.recipient
            else _("%(name)s asks whether you know somebody.") % values,
            why=_("Pass it on, or leave it: if you leave it nobody learns of it."),
            action=pgettext("button", "Read it"),
            url=_introduction_page(row, person),
            partner=row.requester,
        )
    for approach in approaches_waiting_for(person)[:MOST]:
        row = approach.introduction
        yield Step(
            key=f"introduction {row.public_id}",
            kind=pgettext("kind of step", "Answer"),
            time=_("five minutes"),
            title=_("%(name)s would like to know you.") % {"name": row.requester.given_name},
            why=_("%(name)s introduces you. Nobody learns of a no.") % {"name": row.introducer.given_name},
            action=pgettext("button", "Read it"),
            url=_introduction_page(row, person),
            partner=row.requester,
        )
    for approach in questions_to_reply(person)[:MOST]:
        yield Step(
            key=f"introduction {approach.introduction.public_id}",
            kind=pgettext("kind of step", "Answer"),
            time=_("two minutes"),
            title=_("%(name)s asks you something.") % {"name": approach.recipient.given_name},
            why=_("It is about an introduction you passed on, and stays between the two of you."),
            action=_("Read the question"),
            url=_introduction_page(approach.introduction, person),
            partner=approach.recipient,
        )
    for row in outcomes_to_tell(person)[:MOST]:
        if row.forwarded_to is not None:
            yield Step(
                key=f"introduction {row.public_id}",
                kind=pgettext("kind of step", "Tell"),
                time=_("one minute"),
                title=_("What came of meeting %(name)s?") % {"name": row.forwarded_to.given_name},
                why=_("Two words, for yourself alone."),
                action=_("Say how it went"),
                url=_introduction_page(row, person),
                partner=row.forwarded_to,
                tie="active",
            )


def _introduction_page(row: Introduction, person: Membership) -> str:
    return address_in(person.community, "introductions:introduction-detail", public_id=row.public_id) or ""


def _reply_to_a_question(person: Membership) -> Iterator[Step]:
    for request in requests_to_reply(person)[:MOST]:
        yield Step(
            key=f"question {request.public_id}",
            kind=pgettext("kind of step", "Answer"),
            time=_("two minutes"),
            title=_("%(name)s asks you something.") % {"name": request.receiver.given_name},
            why=euphonic(
                _("You had asked to be connected: one answer, and it is for %(name)s to say.")
                % {"name": request.receiver.given_name}
            ),
            action=_("Read the question"),
            url=_request_page(request, person),
            partner=request.receiver,
        )


def _meetings_to_confirm(person: Membership) -> list[Encounter]:
    """Asked once for all that Today says, as the next are."""
    if not hasattr(person, "_met_of_today"):
        person._met_of_today = list(encounters_waiting_for(person)[:MOST])  # type: ignore[attr-defined]
    return person._met_of_today  # type: ignore[attr-defined]


def _asked_of(person: Membership) -> list[ConnectionRequest]:
    if not hasattr(person, "_asked_of_today"):
        person._asked_of_today = list(requests_to_answer(person)[:MOST])  # type: ignore[attr-defined]
    return person._asked_of_today  # type: ignore[attr-defined]


def _request_page(request: ConnectionRequest, person: Membership) -> str:
    return address_in(person.community, "network:request-detail", public_id=request.public_id) or ""


def _help_with_an_ask(person: Membership) -> Iterator[Step]:
    """What was brought to me because something of mine answers it; who asks in confidence is not named."""
    for seen in seen_routes(person)[:MOST]:
        values = {"title": seen.row.title, "name": seen.asker.given_name if seen.asker else ""}
        yield Step(
            key=f"ask {seen.row.public_id}",
            kind=pgettext("kind of step", "Help"),
            time=_("ten minutes"),
            title=_("Perhaps you can help %(name)s: “%(title)s”") % values
            if seen.asker
            else _("Perhaps you can help somebody: “%(title)s”") % values,
            why=elided(_("It came to you because %(why)s. A no is told to nobody.") % {"why": seen.why}),
            action=_("Read it"),
            url=address_in(person.community, "exchanges:ask-detail", public_id=seen.row.public_id) or "",
            partner=seen.asker.person if seen.asker else None,
        )


def _read_answers(person: Membership) -> Iterator[Step]:
    for ask in asks_with_news(person)[:MOST]:
        yield Step(
            key=f"answers {ask.public_id}",
            kind=pgettext("kind of step", "Read"),
            time=_("two minutes"),
            title=_("Your ask has answers: “%(title)s”") % {"title": ask.title},
            why=_("If one of them helped, say so: whoever wrote it learns what changed."),
            action=_("Read them"),
            url=address_in(person.community, "exchanges:ask-detail", public_id=ask.public_id) or "",
        )


def _answer_a_lead(person: Membership) -> Iterator[Step]:
    for lead in leads_to_answer(person)[:MOST]:
        values = {"name": lead.giver.given_name, "title": lead.title}
        yield Step(
            key=f"lead {lead.public_id}",
            kind=pgettext("kind of step", "Read"),
            time=_("two minutes"),
            title=_("%(name)s passes a lead on to you: “%(title)s”") % values,
            why=_("You decide what to make of it. A no is fine."),
            action=_("Read it"),
            url=address_in(person.community, "exchanges:lead-detail", public_id=lead.public_id) or "",
            partner=lead.giver,
        )


def _would_you_mentor(person: Membership) -> Iterator[Step]:
    mentorship = mentorship_to_ask_about(person)
    if mentorship is not None:
        received = received_in(mentorship, person)
        values = {"name": mentorship.mentor.given_name, "time": how_long(received.minutes)}
        yield Step(
            key=f"mentor {mentorship.public_id}",
            kind=pgettext("kind of step", "Look ahead"),
            time=_("five minutes"),
            title=_("And one day, on the other side?"),
            why=_("%(name)s gave you %(time)s. Somebody now stands where you stood then; you can say yes, later or no.")
            % values,
            action=_("Read, and answer"),
            url=address_in(person.community, "suggestions:mentor-invitation", public_id=mentorship.public_id) or "",
            partner=mentorship.mentor,
            tie="active",
        )


def _towards_others(person: Membership) -> Iterator[Step]:
    """Whom to thank, to help, to be in touch with again, to meet: the best two."""
    for way in next_steps(person):
        said = said_of(way, person, _zone_for(person))
        yield Step(
            key=said.key,
            kind=said.kind,
            time=said.time,
            title=said.title,
            why=said.why,
            action=said.action,
            url=said.url,
            partner=said.other,
            both=tuple(said.both),
            tie=said.tie,
            aside=said.key,
            sort=said.sort,
        )


def _offers_of(person: Membership, state: str) -> list[HelpOffer]:
    """The offers to this person in which they have the next word: asked for once for all that Today says."""
    if not hasattr(person, "_offers_of_today"):
        person._offers_of_today = offers_under_way(person)  # type: ignore[attr-defined]
    found = person._offers_of_today  # type: ignore[attr-defined]
    return [offer for offer in found if offer.recipient_id == person.pk and offer.state == state][:MOST]


def _offer_page(offer: HelpOffer, person: Membership) -> str:
    return address_in(person.community, "suggestions:offer-detail", public_id=offer.public_id) or ""


# ── next steps: the rest ──


def _finish_application(person: Membership) -> Iterator[Step]:
    drafts = Application.objects.filter(
        membership=person, state=ApplicationState.DRAFT, cohort__state=CohortState.OPEN
    ).select_related("cohort__programme")
    for application in drafts:
        url = address_in(person.community, "programmes:own-application", public_id=application.public_id)
        if url:
            yield Step(
                key=f"application {application.public_id}",
                kind=pgettext("kind of step", "Pick up"),
                time=_("ten minutes"),
                title=_("Finish your application to “%(programme)s”.") % {"programme": application.cohort.programme},
                why=_("What you had written is still there, as you left it."),
                action=_("Go on"),
                url=url,
            )


def _tell_of_yourself(person: Membership) -> Iterator[Step]:
    profile = Profile.objects.filter(membership=person).first()
    page = "own-profile" if profile is not None and profile.welcomed_at else "welcome"
    url = address_in(person.community, f"people:{page}")
    if url is None:
        return
    offers = Offer.objects.filter(membership=person, withdrawn_at=None).exists()
    needs = Need.objects.filter(membership=person, closed_at=None).exists()
    if offers and needs and profile and profile.headline:
        return
    if not offers and not needs:
        title, why = _("Say one thing you offer, and one you need."), _("That is where every tie here starts from.")
    elif not needs:
        title, why = (
            _("Say one thing you need now."),
            _("You have said what you offer. Nobody only gives here: a small need is an open door."),
        )
    elif not offers:
        title, why = (
            _("Say one thing you offer."),
            _("However small: an hour, a contact, something you have been through."),
        )
    else:
        title, why = (
            _("Say who you are in one line."),
            _("It stands beside your name wherever people meet you here."),
        )
    yield Step(
        key="profile",
        kind=pgettext("kind of step", "Tell of yourself"),
        time=_("five minutes"),
        title=title,
        why=why,
        action=_("Complete your profile"),
        url=url,
    )


def _say_whether_a_need_still_holds(person: Membership) -> Iterator[Step]:
    old = Need.objects.filter(membership=person, closed_at=None, refreshed_at__lte=clock.now() - OLD)
    need = old.order_by("refreshed_at").first()
    own = address_in(person.community, "people:own-profile")
    url = need and address_in(person.community, "people:need-refreshment", public_id=need.public_id)
    if need is None or own is None or not url:
        return
    days = (clock.now() - need.refreshed_at).days
    yield Step(
        key=f"need {need.public_id}",
        kind=pgettext("kind of step", "Refresh"),
        time=_("ten seconds"),
        title=_("Do you still need this? “%(need)s”") % {"need": need.text},
        why=ngettext(
            "You said so %(days)s day ago. Who could help wonders whether it still holds.",
            "You said so %(days)s days ago. Who could help wonders whether it still holds.",
            days,
        )
        % {"days": days},
        action=pgettext("button", "I still need it"),
        url=url,
        post=True,
        other_action=pgettext("button", "Change it"),
        other_url=own,
    )


def _join_a_programme(person: Membership) -> Iterator[Step]:
    open_ones = (
        Cohort.objects.filter(state=CohortState.OPEN)
        .exclude(applications__membership=person)
        .select_related("programme")
        .order_by("registration_closes", "pk")
    )
    for cohort in open_ones[:1]:
        url = address_in(person.community, "programmes:registration", public_id=cohort.programme.public_id)
        if url:
            yield Step(
                key=f"cohort {cohort.public_id}",
                kind=pgettext("kind of step", "Take part"),
                time=_("ten minutes"),
                title=_("“%(programme)s” is open for registration.") % {"programme": cohort.programme},
                why=_("You can come in as a mentor, as a mentee, or as both: the roles do not stay still."),
                action=_("Read what it is"),
                url=url,
            )


def _look_after_a_minor(person: Membership) -> Iterator[Step]:
    """What was paused because a minor's consent or a clearance is missing."""
    if not person.is_coordinator:
        return
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
                url=url,
            )


def _read_applications(person: Membership) -> Iterator[Step]:
    if not person.is_coordinator:
        return
    waiting = Q(applications__state__in=[ApplicationState.RECEIVED, ApplicationState.UNDER_REVIEW])
    cohorts = Cohort.objects.select_related("programme").annotate(
        waiting=Count("applications", filter=waiting), since=Min("applications__submitted_at", filter=waiting)
    )
    for cohort in cohorts.filter(waiting__gt=0).order_by("since"):
        url = address_in(person.community, "programmes:application-list", public_id=cohort.public_id)
        if url:
            yield Step(
                key=f"applications {cohort.public_id}",
                kind=pgettext("kind of step", "Answer"),
                time=_("a quarter of an hour"),
                title=ngettext(
                    "%(number)s application to “%(programme)s” to read.",
                    "%(number)s applications to “%(programme)s” to read.",
                    cohort.waiting,
                )
                % {"number": cohort.waiting, "programme": cohort.programme},
                why=_(
                    "Whoever applied wrote something of their own: a yes, a wait or a kind no is better than silence."
                ),
                action=_("Read the applications"),
                url=url,
            )


def _go_on_with_a_round(person: Membership) -> Iterator[Step]:
    """Rounds that are open: to prepare, or to read and publish."""
    for found in rounds_visible_to(person).filter(state__in=OPEN_STATES).order_by("created_at", "pk")[:MOST]:
        url = address_in(person.community, "matching:round-detail", public_id=found.public_id)
        values: dict[str, Any] = {"programme": found.cohort.programme, "cohort": found.cohort.name}
        run = found.current_run
        if not url or found.is_running:
            continue
        if run is not None:
            title = _("The pairs of “%(programme)s” are waiting for you to read them.") % values
            why = _("%(placed)s of %(mentees)s mentees have a mentor. Nothing is sent until you publish.") % {
                "placed": run.placed,
                "mentees": run.mentees,
            }
            action = _("Read the pairs")
        else:
            title = _("The round of “%(programme)s” is in preparation.") % values
            why = _("See who takes part and what is missing, then have the pairs computed.")
            action = _("Prepare the round")
        yield Step(
            key=f"round {found.public_id}",
            kind=pgettext("kind of step", "Match"),
            time=_("half an hour, with a coffee"),
            title=title,
            why=why,
            action=action,
            url=url,
        )


def _match_a_cohort(person: Membership) -> Iterator[Step]:
    if not person.is_coordinator:
        return
    roles = {
        f"{role}s": Count("enrolments", filter=Q(enrolments__role=role, enrolments__ended_at=None))
        for role in ("mentor", "mentee")
    }
    under_way = rounds_visible_to(person).filter(state__in=OPEN_STATES).values("cohort")
    cohorts = Cohort.objects.filter(state=CohortState.CLOSED).exclude(pk__in=under_way)
    cohorts = cohorts.select_related("programme").annotate(**roles)
    for cohort in cohorts.filter(mentors__gt=0, mentees__gt=0).order_by("starts_on", "pk"):
        url = address_in(person.community, "programmes:cohort-detail", public_id=cohort.public_id)
        if url:
            yield Step(
                key=f"match {cohort.public_id}",
                kind=pgettext("kind of step", "Match"),
                time=_("half an hour, with a coffee"),
                title=_("“%(programme)s” is waiting to be matched.") % {"programme": cohort.programme},
                why=_(
                    "%(mentees)s mentees and %(mentors)s mentors have said what they look for. Nothing is sent until you publish."
                )
                % {"mentees": cohort.mentees, "mentors": cohort.mentors},
                action=_("See the cohort"),
                url=url,
            )


def _invite_the_imported(person: Membership) -> Iterator[Step]:
    url = address_in(person.community, "people:member-list")
    if not person.is_coordinator or url is None:
        return
    number = Membership.objects.filter(state=MembershipState.IMPORTED).count()
    if number:
        yield Step(
            key="invitations",
            kind=pgettext("kind of step", "Invite"),
            time=_("two minutes"),
            title=ngettext(
                "%(number)s person has not had their letter yet.",
                "%(number)s people have not had their letter yet.",
                number,
            )
            % {"number": number},
            why=_(
                "They are in the register of the community and know nothing of it: nothing is sent until you say so."
            ),
            action=_("Choose whom to invite"),
            url=url,
        )


STEPS: tuple[Callable[[Membership], Iterator[Step]], ...] = (
    _look_after_a_minor,
    _confirm_a_session,
    _read_thanks,
    _agree_how_to_work,
    _confirm_a_help,
    _confirm_a_meeting,
    _answer_an_offer,
    _answer_a_lead,
    _tell_a_session,
    _write_feedback,
    _read_answers,
    _help_with_an_ask,
    _would_you_mentor,
    _answer_about_recommendations,
    _about_introductions,
    _answer_a_request,
    _reply_to_a_question,
    _read_applications,
    _go_on_with_a_round,
    _match_a_cohort,
    _choose_a_date,
    _invite_the_imported,
    _towards_others,
    _finish_application,
    _tell_of_yourself,
    _say_whether_a_need_still_holds,
    _join_a_programme,
)


# ── what is due ──


def _cohorts_of_coordinators(person: Membership, today: date) -> Iterator[Due]:
    if not person.is_coordinator:
        return
    soon = (today, today + SOON)
    closing = Q(state=CohortState.OPEN, registration_closes__range=soon)
    starting = Q(state__in=[CohortState.CLOSED, CohortState.RUNNING], starts_on__range=soon)
    for cohort in Cohort.objects.filter(closing | starting).select_related("programme"):
        url = address_in(person.community, "programmes:cohort-detail", public_id=cohort.public_id)
        if url:
            opens = cohort.state == CohortState.OPEN
            values = {"programme": cohort.programme, "cohort": cohort.name}
            yield Due(
                on=cohort.registration_closes if opens else cohort.starts_on,
                what=_("Registration closes") if opens else _("“%(programme)s” begins") % values,
                detail=_("“%(programme)s”, %(cohort)s") % values if opens else cohort.name,
                action=_("See the cohort"),
                url=url,
            )


def _cohorts_of_mine(person: Membership, today: date) -> Iterator[Due]:
    soon = (today, today + SOON)
    to_finish = Q(state=ApplicationState.DRAFT, cohort__state=CohortState.OPEN, cohort__registration_closes__range=soon)
    to_begin = Q(state=ApplicationState.ACCEPTED, cohort__starts_on__range=soon) & ~Q(cohort__state=CohortState.ENDED)
    mine = Application.objects.filter(to_finish | to_begin, membership=person).select_related("cohort__programme")
    for application in mine:
        url = address_in(person.community, "programmes:own-application", public_id=application.public_id)
        if url:
            cohort, draft = application.cohort, application.state == ApplicationState.DRAFT
            values = {"programme": cohort.programme, "cohort": cohort.name}
            yield Due(
                on=cohort.registration_closes if draft else cohort.starts_on,
                what=_("Registration closes") if draft else _("“%(programme)s” begins") % values,
                detail=_("“%(programme)s”, %(cohort)s") % values if draft else cohort.name,
                action=_("Finish your application") if draft else _("Read your application"),
                url=url,
            )


def _sessions_of_mine(person: Membership, today: date) -> Iterator[Due]:
    coming = _planned(person).filter(starts_at__range=(clock.now(), clock.now() + SOON))
    for session in coming[:MOST]:
        zone = _zone_for(person)
        yield Due(
            on=session.starts_at.astimezone(zone).date(),
            what=_("Session with %(name)s") % {"name": session.mentorship.other_of(person).given_name},
            detail=f"{hour_said(session.starts_at, zone)}, {session.get_channel_display()}",
            action=_("See it"),
            url=_mentorship_page(session.mentorship, person),
        )


def _reminders_of_mine(person: Membership, today: date) -> Iterator[Due]:
    """What I wrote down for a day that has come, or comes in a week."""
    for reminder in due_reminders(person, until=today + timedelta(days=7))[:MOST]:
        yield Due(
            on=reminder.on,
            what=reminder.words,
            detail=_("With %(name)s in mind") % {"name": reminder.other.name},
            action=_("See you two"),
            url=address_in(person.community, "here:relationship", public_id=reminder.other.public_id) or "",
        )


def _time_for_ties(person: Membership, today: date) -> Iterator[Due]:
    """On its day of the week."""
    kept = time_of(person)
    if kept is not None and kept.weekday == today.weekday():
        begins = datetime.combine(today, kept.starts_at, ZoneInfo(person.community.time_zone))
        yield Due(
            on=today,
            what=_("Time for your relationships"),
            detail=_("%(hour)s, %(n)s minutes") % {"hour": hour_said(begins, begins.tzinfo), "n": kept.minutes},
            action=_("See your relationships"),
            url=address_in(person.community, "here:relationships") or "",
        )


def _asks_of_mine(person: Membership, today: date) -> Iterator[Due]:
    for ask in asks_ending_soon(person)[:MOST]:
        yield Due(
            on=timezone.localtime(ask.closes_at, _zone_for(person)).date(),
            what=_("Your ask closes"),
            detail=_("“%(title)s”") % {"title": ask.title},
            action=_("Renew or close it"),
            url=address_in(person.community, "exchanges:ask-detail", public_id=ask.public_id) or "",
        )


DATES: tuple[Callable[[Membership, date], Iterator[Due]], ...] = (
    _sessions_of_mine,
    _reminders_of_mine,
    _time_for_ties,
    _asks_of_mine,
    _cohorts_of_coordinators,
    _cohorts_of_mine,
)


# ── who is waiting ──


def _applicants(person: Membership) -> Iterator[Waiting]:
    if not person.is_coordinator:
        return
    received = (
        Application.objects.filter(state__in=[ApplicationState.RECEIVED, ApplicationState.UNDER_REVIEW])
        .select_related("membership", "cohort__programme")
        .order_by("submitted_at")
    )
    for application in received[:MOST]:
        url = address_in(person.community, "programmes:application-detail", public_id=application.public_id)
        if url:
            yield Waiting(
                key=f"application {application.public_id}",
                who=application.membership,
                what=_waited(application),
                action=_("Read the application"),
                url=url,
            )


def _waited(application: Application) -> str:
    days = (clock.now() - (application.submitted_at or clock.now())).days
    values: dict[str, Any] = {"programme": application.cohort.programme, "days": days}
    if days < 1:
        return _("applied to “%(programme)s” today") % values
    return (
        ngettext("applied to “%(programme)s” yesterday", "applied to “%(programme)s” %(days)s days ago", days) % values
    )


def _partners(person: Membership) -> Iterator[Waiting]:
    """Who told a session, or proposed how to work, and waits for my word."""
    for session in _to_confirm(person):
        day = day_of(session.starts_at.astimezone(_zone_for(person)).date())
        yield Waiting(
            key=f"confirm {session.public_id}",
            who=session.mentorship.other_of(person),
            what=elided(_("has told your session of %(day)s") % {"day": day}),
            action=_("Read it and confirm"),
            url=_mentorship_page(session.mentorship, person),
        )
    for mentorship in _to_agree(person):
        if mentorship.proposer not in (None, person.pk):
            yield Waiting(
                key=f"accept {mentorship.public_id}",
                who=mentorship.other_of(person),
                what=_("has proposed how to work together"),
                action=_("Read the proposal"),
                url=_mentorship_page(mentorship, person),
            )


def _who_offers(person: Membership) -> Iterator[Waiting]:
    """Who offered help and waits for a yes or a no, or for a word on whether it helped."""
    for offer in _offers_of(person, HelpState.TOLD):
        yield Waiting(
            key=f"help {offer.public_id}",
            who=offer.author,
            what=_("says that the help took place"),
            action=_("Say whether it helped"),
            url=_offer_page(offer, person),
        )
    for offer in _offers_of(person, HelpState.SENT):
        yield Waiting(
            key=f"offer {offer.public_id}",
            who=offer.author,
            what=_("offers you a hand"),
            action=_("Read the offer"),
            url=_offer_page(offer, person),
        )


def _who_wrote(person: Membership) -> Iterator[Waiting]:
    """Whose message has not been read."""
    for who, conversation in last_to_write_to(person, most=MOST) if getattr(person, "may_have_unread", True) else ():
        key = conversation.public_id
        url = address_in(person.community, "conversations:conversation-detail", public_id=key)
        if url:
            yield Waiting(
                key=f"conversation {key}", who=who, what=_("has written to you"), action=_("Read the message"), url=url
            )


def _who_asks_to_connect(person: Membership) -> Iterator[Waiting]:
    for met in _meetings_to_confirm(person):
        if met.guest is not None:
            yield Waiting(
                key=f"encounter {met.public_id}",
                who=met.guest,
                what=_("says that you met"),
                action=_("Look at it"),
                url=address_in(person.community, "network:encounter-detail", public_id=met.public_id) or "",
            )
    for request in _asked_of(person):
        yield Waiting(
            key=f"request {request.public_id}",
            who=request.asker,
            what=_("would like to be connected with you"),
            action=pgettext("button", "Read it"),
            url=_request_page(request, person),
        )


WAITING: tuple[Callable[[Membership], Iterator[Waiting]], ...] = (
    _partners,
    _who_offers,
    _who_asks_to_connect,
    _applicants,
    _who_wrote,
)


# ── where I am ──

SENTENCES = {
    ApplicationState.RECEIVED: gettext_lazy(
        "Your application has arrived. Whoever coordinates reads it and writes to you."
    ),
    ApplicationState.UNDER_REVIEW: gettext_lazy("Your application is being read."),
    ApplicationState.ACCEPTED: gettext_lazy("You are in. When the pairs are published, you will find yours here."),
    ApplicationState.WAITLISTED: gettext_lazy(
        "You are on the waiting list: who waits comes first when a place is free."
    ),
}


def _own_applications(person: Membership) -> Iterator[Standing]:
    mine = Application.objects.filter(
        membership=person,
        state__in=list(SENTENCES),
        cohort__state__in=[CohortState.OPEN, CohortState.CLOSED],
    )
    for application in mine.select_related("cohort__programme").order_by("-submitted_at"):
        yield Standing(
            what=_("“%(programme)s”, as %(role)s")
            % {
                "programme": application.cohort.programme,
                "role": application.cohort.text(f"{application.role}_name"),
            },
            state=str(SENTENCES[ApplicationState(application.state)]),
            action=_("Read your application"),
            url=address_in(person.community, "programmes:own-application", public_id=application.public_id),
        )
