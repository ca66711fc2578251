"""Of circles: who invites me, who asks to join, what to read, which cases wait, which meetings come and which were."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from reciproca.circles.choices import (
    OPEN_CIRCLES,
    CaseState,
    CharterState,
    CircleState,
    CompositionState,
    MeetingState,
    MendingState,
    RingState,
    SeatState,
)
from reciproca.circles.mending import mendings_to_answer
from reciproca.circles.models import (
    Case,
    Charter,
    CheckIn,
    Circle,
    Composition,
    Meeting,
    Mending,
    Pulse,
    Ring,
    RingAsk,
    Seat,
)
from reciproca.circles.queries import (
    cases_to_tell,
    cases_waiting_for,
    charters_to_read,
    circles_of,
    invitations_to,
    meetings_to_answer,
    meetings_to_tell,
    meetings_visible_to,
    requests_to_answer,
)
from reciproca.circles.rhythm import check_ins_to_answer, pulses_to_answer
from reciproca.circles.rings import asks_to_tell, rings_going_round, rings_to_bring_to
from reciproca.circles.rules import TELLING, can_tell_whether_there
from reciproca.circles.sign_ups import compositions_visible_to, sign_ups_open_to
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.italian import elided
from reciproca.mentoring.words import day_of, hour_said
from reciproca.pages.navigation import address_in

from .shape import MOST, SOON, Due, Step, zone_for
from .there import Asked, for_coordinators, if_any

__all__ = [
    "answer_a_check_in", "answer_a_pulse", "answer_an_invitation_to_a_circle",
    "answer_what_could_mend_a_circle", "answer_who_asks_to_join",
    "bring_an_ask_to_a_ring", "compose_circles", "go_round_with_a_ring", "meetings_of_my_circles", "read_a_charter",
    "say_what_came_of_an_ask", "say_whether_you_come", "say_whether_you_were_there", "sign_up_for_a_circle",
    "tell_what_became_of_a_case", "think_over_a_case",
]  # fmt: skip

#: So long before a meeting Today asks whether one comes.
A_WEEK = timedelta(days=7)
LONGEST = timedelta(hours=8)


def _my_circles(asked: Asked) -> QuerySet[Circle]:
    return Circle.objects.filter(seats__person=asked.person, seats__state=SeatState.TAKEN)


@if_any(lambda asked: Seat.objects.filter(person=asked.person, state=SeatState.INVITED, set_aside_at=None))
def answer_an_invitation_to_a_circle(person: Membership) -> Iterator[Step]:
    for seat in invitations_to(person)[:MOST]:
        if seat.offered_by is not None:
            values = {"name": seat.offered_by.given_name, "circle": seat.circle.name}
            yield Step(
                key=f"seat {seat.public_id}",
                kind=pgettext("kind of step", "Answer"),
                time=_("five minutes"),
                title=_("%(name)s invites you to a circle: “%(circle)s”.") % values,
                why=_("A few peers, and what they have agreed on. If you leave it nobody learns of it."),
                in_letter=_("%(name)s invites you to a circle.") % values,
                action=pgettext("button", "Read it"),
                url=_circle_page(seat.circle, person),
                partner=seat.offered_by,
            )


@if_any(lambda asked: Seat.objects.filter(state=SeatState.ASKED, set_aside_at=None, circle__in=_my_circles(asked)))
def answer_who_asks_to_join(person: Membership) -> Iterator[Step]:
    for seat in requests_to_answer(person)[:MOST]:
        yield Step(
            key=f"seat {seat.public_id}",
            kind=pgettext("kind of step", "Answer"),
            time=_("two minutes"),
            title=_("%(name)s would like to join “%(circle)s”.")
            % {"name": seat.person.given_name, "circle": seat.circle.name},
            why=_("Anyone of you may answer. Nobody learns of a no."),
            in_letter=_("Somebody would like to join a circle of yours."),
            action=pgettext("button", "Read it"),
            url=_circle_page(seat.circle, person),
            partner=seat.person,
        )


@if_any(lambda asked: Mending.objects.filter(state=MendingState.PROPOSED, closes_at__gt=asked.now))
def answer_what_could_mend_a_circle(person: Membership) -> Iterator[Step]:
    for mending in mendings_to_answer(person)[:MOST]:
        mine = circles_of(person).filter(pk__in=[mending.circle_id, mending.other_id]).order_by("pk").first()
        if mine is not None:
            yield Step(
                key=f"mending {mending.public_id}",
                kind=pgettext("kind of step", "Answer"),
                time=_("two minutes"),
                title=_("Would “%(circle)s” become one with another circle?") % {"circle": mine.name}
                if mending.is_merger
                else _("Has “%(circle)s” a seat for somebody who signed up?") % {"circle": mine.name},
                why=_("You have become few. What each says is told to nobody."),
                in_letter=_("A circle of yours has become small, and there is a way."),
                action=pgettext("button", "Read it"),
                url=_circle_page(mine, person),
            )


@if_any(
    lambda asked: Charter.objects.filter(
        state__in=[CharterState.PROPOSED, CharterState.IN_FORCE],
        circle__state__in=OPEN_CIRCLES,
        circle__in=_my_circles(asked),
    ).exclude(consents__person=asked.person)
)
def read_a_charter(person: Membership) -> Iterator[Step]:
    for charter in charters_to_read(person)[:MOST]:
        yield Step(
            key=f"charter {charter.public_id}",
            kind=pgettext("kind of step", "Read"),
            time=_("five minutes"),
            title=_("Read the charter of “%(circle)s”.") % {"circle": charter.circle.name},
            why=_("It holds once everybody has said yes.")
            if charter.is_proposed
            else _("Dates and commitments are for those who have said yes."),
            in_letter=_("The charter of a circle of yours waits for your yes."),
            action=pgettext("button", "Read it"),
            url=_circle_page(charter.circle, person),
        )


@if_any(lambda asked: Case.objects.filter(state=CaseState.SILENCE, circle__in=_my_circles(asked)))
def think_over_a_case(person: Membership) -> Iterator[Step]:
    for case in cases_waiting_for(person)[:MOST]:
        yield Step(
            key=f"case {case.public_id}",
            kind=pgettext("kind of step", "Write"),
            time=_("ten minutes"),
            title=_("The case that %(name)s brought to “%(circle)s” waits for your ideas.")
            % {"name": case.owner.given_name, "circle": case.circle.name},
            why=_("In silence: what all of you write is opened together."),
            in_letter=_("A case in a circle of yours waits for your ideas."),
            action=pgettext("button", "Read it"),
            url=_case_page(case, person),
            partner=case.owner,
        )


@if_any(lambda asked: Case.objects.filter(state=CaseState.CLOSED, outcome="", owner=asked.person))
def tell_what_became_of_a_case(person: Membership) -> Iterator[Step]:
    for case in cases_to_tell(person)[:MOST]:
        yield Step(
            key=f"case {case.public_id}",
            kind=pgettext("kind of step", "Tell"),
            time=_("two minutes"),
            title=_("What became of what you wanted to try?"),
            why=_("“%(circle)s” asks you, without blame: “I did not come to it” is an answer.")
            % {"circle": case.circle.name},
            in_letter=_("A circle of yours asks what became of what you wanted to try."),
            action=pgettext("button", "Tell it"),
            url=_case_page(case, person),
        )


@if_any(lambda asked: Ring.objects.filter(state=RingState.ROUND, circle__in=_my_circles(asked)))
def go_round_with_a_ring(person: Membership) -> Iterator[Step]:
    for ring in rings_going_round(person)[:MOST]:
        yield Step(
            key=f"ring {ring.public_id} now",
            kind=pgettext("kind of step", "Answer"),
            time=_("half an hour"),
            title=_("The ring of “%(circle)s” is going round now.") % {"circle": ring.circle.name},
            why=_("One ask after the other: perhaps you can help with one, or know who can."),
            in_letter=_("The ring of a circle of yours is going round."),
            action=pgettext("ring", "Take part"),
            url=_ring_page(ring, person),
            tie="active",
        )


@if_any(
    lambda asked: Ring.objects.filter(state=RingState.GATHERING, circle__in=_my_circles(asked)).exclude(
        asks__in=RingAsk.objects.filter(person=asked.person, brought_at__isnull=False)
    )
)
def bring_an_ask_to_a_ring(person: Membership) -> Iterator[Step]:
    for ring in rings_to_bring_to(person)[:MOST]:
        day = day_of(ring.starts_at.astimezone(zone_for(person)).date())
        yield Step(
            key=f"ring {ring.public_id}",
            kind=pgettext("kind of step", "Write"),
            time=_("five minutes"),
            title=elided(
                _("Bring your ask to the ring of “%(circle)s”, on %(day)s.") % {"circle": ring.circle.name, "day": day}
            ),
            why=_("One sentence each; then all say what they can do, or whom they know."),
            in_letter=_("A circle of yours has a ring: bring your ask."),
            action=_("Bring my ask"),
            url=_ring_page(ring, person),
            tie="active",
        )


@if_any(
    lambda asked: RingAsk.objects.filter(
        person=asked.person, outcome="", place__isnull=False, ring__state=RingState.WEEK
    )
)
def say_what_came_of_an_ask(person: Membership) -> Iterator[Step]:
    for ask in asks_to_tell(person)[:MOST]:
        yield Step(
            key=f"ringask {ask.public_id}",
            kind=pgettext("kind of step", "Tell"),
            time=_("two minutes"),
            title=_("What came of your ask to the ring of “%(circle)s”?") % {"circle": ask.ring.circle.name},
            why=_("Say whether it helped, and whom you thank. “Not yet” is an answer, too."),
            in_letter=_("A circle of yours asks what came of your ask."),
            action=_("Say what came of it"),
            url=_ring_page(ask.ring, person),
        )


@if_any(
    lambda asked: Meeting.objects.filter(
        state=MeetingState.PLANNED, starts_at__range=(asked.month_ago, asked.now), circle__in=_my_circles(asked)
    )
)
def say_whether_you_were_there(person: Membership) -> Iterator[Step]:
    for meeting in meetings_to_tell(person, clock.now() - TELLING - LONGEST)[:MOST]:
        if can_tell_whether_there(meeting):
            yield Step(
                key=f"meeting {meeting.public_id}",
                kind=pgettext("kind of step", "Tell"),
                time=_("one minute"),
                title=elided(_("Were you at the meeting of “%(circle)s”, on %(day)s?") % _of(meeting, person)),
                why=_("Having met counts where two of you say so."),
                in_letter=_("Were you at the last meeting of your circle?"),
                action=_("Say whether you were there"),
                url=_meeting_page(meeting, person),
                tie="active",
            )


@if_any(lambda asked: _coming(asked))
def say_whether_you_come(person: Membership) -> Iterator[Step]:
    for meeting in meetings_to_answer(person, clock.now() + A_WEEK)[:MOST]:
        yield Step(
            key=f"meeting {meeting.public_id}",
            kind=pgettext("kind of step", "Answer"),
            time=_("one minute"),
            title=elided(_("“%(circle)s” meets on %(day)s: are you coming?") % _of(meeting, person)),
            why=_("So that the others know whom to wait for."),
            in_letter=_("Your circle meets soon: are you coming?"),
            action=_("Say whether you come"),
            url=_meeting_page(meeting, person),
            tie="active",
        )


@if_any(
    lambda asked: CheckIn.objects.filter(
        closes_at__gt=asked.now, circle__state=CircleState.MEETING, circle__in=_my_circles(asked)
    ).exclude(answers__person=asked.person)
)
def answer_a_check_in(person: Membership) -> Iterator[Step]:
    for check_in in check_ins_to_answer(person)[:MOST]:
        day = day_of(check_in.closes_at.astimezone(zone_for(person)).date())
        yield Step(
            key=f"check-in {check_in.public_id}",
            kind=pgettext("kind of step", "Answer"),
            time=_("five minutes"),
            title=elided(
                _("“%(circle)s” asks how it is going: there is time until %(day)s.")
                % {"circle": check_in.circle.name, "day": day}
            ),
            why=_("Two lines are enough, and then you read the others."),
            in_letter=_("A check-in in a circle of yours waits for you."),
            action=pgettext("button", "Answer it"),
            url=address_in(person.community, "circles:check-in-detail", public_id=check_in.public_id) or "",
            tie="active",
        )


@if_any(lambda asked: Pulse.objects.filter(settled=False, closes_at__gt=asked.now, circle__in=_my_circles(asked)))
def answer_a_pulse(person: Membership) -> Iterator[Step]:
    for pulse in pulses_to_answer(person)[:MOST]:
        yield Step(
            key=f"pulse {pulse.public_id}",
            kind=pgettext("kind of step", "Tell"),
            time=_("two minutes"),
            title=_("How does it feel in “%(circle)s”? Five sentences, without your name.")
            % {"circle": pulse.circle.name},
            why=_("The circle reads it in words, from five answers on."),
            in_letter=_("How does it feel in a circle of yours? Five sentences, without your name."),
            action=pgettext("button", "Say it"),
            url=address_in(person.community, "circles:pulse-answer", public_id=pulse.public_id) or "",
        )


@if_any(lambda asked: _coming(asked))
def meetings_of_my_circles(person: Membership, today: date) -> Iterator[Due]:
    coming = meetings_visible_to(person).filter(state=MeetingState.PLANNED)
    for meeting in coming.filter(starts_at__range=(clock.now(), clock.now() + SOON))[:MOST]:
        zone = zone_for(person)
        yield Due(
            on=meeting.starts_at.astimezone(zone).date(),
            what=meeting.circle.name,
            detail=_("%(hour)s, your circle meets") % {"hour": hour_said(meeting.starts_at, zone)},
            action=_("See it"),
            url=_meeting_page(meeting, person),
            in_letter=_("Your circle meets"),
        )


@if_any(
    lambda asked: Composition.objects.filter(state=CompositionState.OPEN, closes_at__gt=asked.now).exclude(
        sign_ups__person=asked.person
    )
)
def sign_up_for_a_circle(person: Membership) -> Iterator[Step]:
    """One at most: the one that closes first."""
    for composition in sign_ups_open_to(person)[:1]:
        closes = (composition.closes_at - timedelta(minutes=1)).astimezone(zone_for(person)).date()
        yield Step(
            key=f"composition {composition.public_id}",
            kind=pgettext("kind of step", "Sign up"),
            time=_("five minutes"),
            title=_("“%(name)s”: would you like to sit in a circle?") % {"name": composition.name},
            why=elided(
                _("Say when you can, until %(day)s: people who suit one another are put together.")
                % {"day": day_of(closes)}
            ),
            in_letter=_("Circles are being put together: would you like to sit in one?"),
            action=_("Read it, and sign up"),
            url=address_in(person.community, "circles:sign-up", public_id=composition.public_id) or "",
        )


def _to_compose() -> QuerySet[Composition]:
    closed = Composition.objects.filter(state=CompositionState.OPEN, closes_at__lte=clock.now())
    return closed | Composition.objects.filter(state=CompositionState.UNDER_REVIEW)


@for_coordinators(lambda: Composition.objects.filter(state__in=[CompositionState.OPEN, CompositionState.UNDER_REVIEW]))
def compose_circles(person: Membership) -> Iterator[Step]:
    """What waits for who coordinates: sign-ups that have closed, and circles that were composed and not published."""
    for composition in compositions_visible_to(person).filter(pk__in=_to_compose().values("pk")):
        signed = {"name": composition.name, "number": composition.signed}
        yield Step(
            key=f"composition {composition.public_id}",
            kind=pgettext("kind of step", "Compose"),
            time=_("a quarter of an hour"),
            title=_("“%(name)s”: look at the circles, and publish them.") % signed
            if composition.is_under_review
            else ngettext(
                "“%(name)s”: %(number)s person has signed up and waits for a circle.",
                "“%(name)s”: %(number)s people have signed up and wait for a circle.",
                composition.signed,
            )
            % signed,
            why=_("They gave you their evenings: an answer soon is worth as much as a good one."),
            action=_("Go on"),
            url=address_in(person.community, "circles:composition-detail", public_id=composition.public_id) or "",
        )


def _coming(asked: Asked) -> QuerySet[Meeting]:
    return Meeting.objects.filter(state=MeetingState.PLANNED, starts_at__gte=asked.now, circle__in=_my_circles(asked))


def _of(meeting: Meeting, person: Membership) -> dict[str, str]:
    return {"circle": meeting.circle.name, "day": day_of(meeting.starts_at.astimezone(zone_for(person)).date())}


def _circle_page(circle: Circle, person: Membership) -> str:
    return address_in(person.community, "circles:circle-detail", public_id=circle.public_id) or ""


def _case_page(case: Case, person: Membership) -> str:
    return address_in(person.community, "circles:case-detail", public_id=case.public_id) or ""


def _ring_page(ring: Ring, person: Membership) -> str:
    return address_in(person.community, "circles:ring-detail", public_id=ring.public_id) or ""


def _meeting_page(meeting: Meeting, person: Membership) -> str:
    return address_in(person.community, "circles:meeting-detail", public_id=meeting.public_id) or ""
