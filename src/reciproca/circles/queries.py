"""Reads: which circles somebody belongs to, finds, and what of them they see. Blocks, minors and who left are looked at here alone."""

import tomllib
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from reciproca.boundaries.models import Block
from reciproca.boundaries.queries import barred_from, is_minor, minors_among
from reciproca.communities.choices import MembershipState
from reciproca.communities.models import Membership
from reciproca.conversations.models import Conversation
from reciproca.conversations.queries import conversations_visible_to
from reciproca.core import clock
from reciproca.core.prepared import prepared
from reciproca.network.queries import connections_of
from reciproca.notifications.live import Found
from reciproca.people.queries import people_visible_to, profile_of

from .choices import (
    OPEN_CIRCLES,
    CaseState,
    CharterState,
    CircleState,
    CommitmentState,
    Entry,
    MeetingState,
    Presence,
    SeatState,
)
from .models import (
    ARTICLES,
    Attendance,
    Case,
    Charter,
    Circle,
    Commitment,
    Consent,
    Idea,
    Meeting,
    Pulse,
    Question,
    Seat,
)

__all__ = [
    "LATEST", "alternatives_to", "attendance_at", "bound_by", "cases_at", "cases_moved_since", "cases_of",
    "cases_to_forget", "cases_to_tell", "cases_visible_to", "cases_waiting_for", "charter_in_force",
    "charter_proposed", "charters_of", "charters_to_read", "check_in_rounds_moved_since", "circles_found_by",
    "circles_of", "circles_to_forget", "circles_visible_to", "commitments_of", "commitments_visible_to",
    "consents_to", "faces_in", "has_consented", "has_signed_ideas", "idea_of", "ideas_opened_to", "invitations_to",
    "meetings_for_calendar", "meetings_of", "meetings_to_answer", "meetings_to_tell", "meetings_visible_to",
    "members_of", "near_to", "order_of_check_ins", "origin_of", "people_to_invite", "pulse_word",
    "questions_visible_to", "ready_for", "requests_of", "requests_to_answer", "seat_of", "seated_among", "seats_of",
    "seats_out_of_place", "taken_in", "talk_of", "template_of", "waiting_in",
]  # fmt: skip

TEMPLATES = Path(__file__).parent / "charters"
#: The text from which a charter begins. A change is a new file with the next number; the earlier ones stay.
LATEST = "forum-1"
NEAREST = 3
MOST_NEWS = 2000


# ── circles ──────────────────────────────────────────────────────────────────


def circles_of(person: Membership) -> QuerySet[Circle]:
    """Those in which this person sits. A circle with somebody they blocked is none of theirs any more: `step_out` follows."""
    return Circle.objects.filter(pk__in=_of.inside(person.pk))


@prepared()
def _of(person: int) -> QuerySet[Any]:
    blocked = Block.objects.filter(blocker=person).values("blocked")
    left = Seat.objects.filter(state=SeatState.TAKEN, person__in=blocked).values("circle")
    return Seat.objects.filter(person=person, state=SeatState.TAKEN).exclude(circle__in=left).values_list("circle")


@prepared()
def _with_somebody_barred_from(person: int) -> QuerySet[Any]:
    barred = barred_from(Membership(pk=person))
    return Seat.objects.filter(state=SeatState.TAKEN, person__in=barred).values_list("circle")


def circles_found_by(person: Membership) -> QuerySet[Circle]:
    """Those one may join or ask to join, and sits in none of: nothing for minors, and none with somebody one must not meet."""
    if is_minor(person):
        return Circle.objects.none()
    mine = Seat.objects.filter(person=person, state=SeatState.TAKEN).values("circle")
    inhabited = Seat.objects.filter(circle=OuterRef("pk"), state=SeatState.TAKEN, person__state=MembershipState.ACTIVE)
    return (
        Circle.objects.filter(Exists(inhabited), state__in=OPEN_CIRCLES)
        .exclude(entry=Entry.INVITATION)
        .exclude(pk__in=mine)
        .exclude(pk__in=_with_somebody_barred_from.inside(person.pk))
    )


def circles_visible_to(person: Membership) -> QuerySet[Circle]:
    """One's own, those one may join, and those one is invited to."""
    found = circles_found_by(person).values("pk")
    invited = invitations_to(person).values("circle")
    return Circle.objects.filter(Q(pk__in=circles_of(person).values("pk")) | Q(pk__in=found) | Q(pk__in=invited))


def alternatives_to(circle: Circle, person: Membership) -> list[Circle]:
    """The nearest circles with room: of the same topics, near by, in the same language; three at most."""
    others = list(circles_found_by(person).exclude(pk=circle.pk))
    room = _room_in([one.pk for one in others])
    others = [one for one in others if room.get(one.pk, 0) < one.most]
    return nearest(others, topics=circle.topics, place=circle.place, language=circle.language)[:NEAREST]


def nearest(circles: Sequence[Circle], *, topics: Sequence[str], place: str, language: str) -> list[Circle]:
    """The same, those first that share most."""
    wanted = {topic.casefold() for topic in topics}

    def distance(circle: Circle) -> tuple[int, bool, bool, datetime]:
        shared = len(wanted & {topic.casefold() for topic in circle.topics})
        is_near = circle.place.casefold() == place.casefold()
        return (-shared, not is_near, circle.language != language, circle.began_at)

    return sorted(circles, key=distance)


def near_to(person: Membership, circles: Sequence[Circle]) -> list[Circle]:
    """As this person would look through them: what they are curious about, where they live, their language."""
    profile = profile_of(person)
    words = [*profile.interests, *profile.curious_about, *profile.skills] if profile is not None else []
    return nearest(circles, topics=words, place=profile.city if profile is not None else "", language=person.language)


def circles_to_forget() -> QuerySet[Circle]:
    return Circle.objects.filter(state=CircleState.ENDED, forget_on__lte=clock.today())


# ── seats ────────────────────────────────────────────────────────────────────


def taken_in(circle: Circle) -> QuerySet[Seat]:
    """The seats that are taken, in the order in which they were: for counting and for rules, in nobody's eyes."""
    taken = Seat.objects.filter(circle=circle, state=SeatState.TAKEN).select_related("person")
    return taken.order_by("joined_at", "pk")


def _room_in(circles: Sequence[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    for key in Seat.objects.filter(circle__in=circles, state=SeatState.TAKEN).values_list("circle_id", flat=True):
        found[key] = found.get(key, 0) + 1
    return found


def seats_of(circle: Circle, viewer: Membership) -> QuerySet[Seat]:
    """Who sits in it, as far as the viewer may know."""
    return taken_in(circle).filter(person__in=people_visible_to(viewer))


def members_of(circle: Circle, viewer: Membership) -> list[Membership]:
    return [seat.person for seat in seats_of(circle, viewer)]


def faces_in(circles: Sequence[Circle], viewer: Membership) -> dict[int, list[Membership]]:
    """By key of the circle who sits in it, as far as the viewer may know: one query."""
    seats = Seat.objects.filter(circle__in=circles, state=SeatState.TAKEN, person__in=people_visible_to(viewer))
    found: dict[int, list[Membership]] = {circle.pk: [] for circle in circles}
    for seat in seats.select_related("person").order_by("joined_at", "pk"):
        found[seat.circle_id].append(seat.person)
    return found


def seat_of(person: Membership, circle: Circle) -> Seat | None:
    """The open seat somebody has: taken, asked for or offered. A request or an invitation whose time is over is none."""
    open_ones = Seat.objects.filter(circle=circle, person=person).exclude(state=SeatState.LEFT)
    found = open_ones.select_related("offered_by").first()
    return found if found is None or found.is_taken or _waits(found) else None


def _waits(seat: Seat) -> bool:
    return seat.closes_at is not None and clock.now() < seat.closes_at


def waiting_in(circle: Circle) -> QuerySet[Seat]:
    waiting = Seat.objects.filter(circle=circle, state__in=[SeatState.ASKED, SeatState.INVITED])
    return waiting.filter(closes_at__gt=clock.now()).select_related("person")


def requests_to_answer(person: Membership) -> QuerySet[Seat]:
    """Who asks to join a circle of this person's; not whom the circle set aside, nor who must not meet somebody in it."""
    asked = Seat.objects.filter(state=SeatState.ASKED, set_aside_at=None, closes_at__gt=clock.now())
    asked = asked.filter(circle__in=circles_of(person), person__in=people_visible_to(person))
    return asked.exclude(_barred_from_somebody_there()).select_related("person", "circle").order_by("asked_at", "pk")


def requests_of(circle: Circle, viewer: Membership) -> QuerySet[Seat]:
    return requests_to_answer(viewer).filter(circle=circle)


def _barred_from_somebody_there() -> Exists:
    """A condition on seats: between who would sit there and somebody who does lies a block."""
    there = Seat.objects.filter(circle=OuterRef("circle"), state=SeatState.TAKEN)
    person = OuterRef("person")
    return Exists(there.filter(Q(person__blocks_made__blocked=person) | Q(person__blocks_received__blocker=person)))


def invitations_to(person: Membership) -> QuerySet[Seat]:
    """What was offered to this person and waits for their word; nothing where they must not meet somebody in the circle."""
    if is_minor(person):
        return Seat.objects.none()
    offered = Seat.objects.filter(person=person, state=SeatState.INVITED, set_aside_at=None, closes_at__gt=clock.now())
    offered = offered.filter(circle__state__in=OPEN_CIRCLES, offered_by__in=people_visible_to(person))
    offered = offered.exclude(circle__in=_with_somebody_barred_from.inside(person.pk))
    return offered.select_related("circle", "offered_by").order_by("asked_at", "pk")


def people_to_invite(circle: Circle, person: Membership) -> list[Membership]:
    """Whom somebody may think of: the people they are connected with. Who must not meet others in the circle is among them,
    or the list would tell."""
    there = Seat.objects.filter(circle=circle).exclude(state=SeatState.LEFT)
    seen = there.filter(Q(state=SeatState.TAKEN) | Q(state=SeatState.INVITED, closes_at__gt=clock.now()))
    known = connections_of(person).exclude(pk__in=seen.values("person")).order_by("given_name", "family_name")
    hidden = minors_among(one.pk for one in known)
    return [one for one in known if one.pk not in hidden]


def seats_out_of_place() -> list[Seat]:
    """Taken seats that cannot stay: of who blocked somebody in the same circle, of minors, and of who is here no more."""
    taken = Seat.objects.filter(state=SeatState.TAKEN).select_related("person", "circle")
    there = Seat.objects.filter(circle=OuterRef("circle"), state=SeatState.TAKEN)
    blocked = there.filter(person__blocks_received__blocker=OuterRef("person"))
    gone = taken.filter(Exists(blocked) | Q(person__minor__isnull=False) | Q(person__state=MembershipState.LEFT))
    return list(gone.order_by("pk"))


# ── the conversation ─────────────────────────────────────────────────────────


def origin_of(circle: Circle) -> tuple[str, object]:
    """What its conversation is named by."""
    return ("circle", circle.public_id)


def talk_of(circle: Circle, person: Membership) -> Conversation | None:
    """The circle's conversation, for who takes part in it."""
    kind, named = origin_of(circle)
    return conversations_visible_to(person).filter(origin_kind=kind, origin_id=str(named), is_kept=True).first()


# ── the charter ──────────────────────────────────────────────────────────────


def charter_in_force(circle: Circle) -> Charter | None:
    return Charter.objects.filter(circle=circle, state=CharterState.IN_FORCE).first()


def charter_proposed(circle: Circle) -> Charter | None:
    found = Charter.objects.filter(circle=circle, state=CharterState.PROPOSED)
    return found.select_related("proposed_by").first()


def charters_of(circle: Circle) -> QuerySet[Charter]:
    """The versions that held, the newest first."""
    return Charter.objects.filter(circle=circle, in_force_at__isnull=False).order_by("-number")


def charters_to_read(person: Membership) -> QuerySet[Charter]:
    """Of one's circles, proposed or in force, to which one has not said yes: the oldest first."""
    waiting = Charter.objects.filter(state__in=[CharterState.PROPOSED, CharterState.IN_FORCE])
    waiting = waiting.filter(circle__in=circles_of(person), circle__state__in=OPEN_CIRCLES)
    said = Consent.objects.filter(charter=OuterRef("pk"), person=person)
    return waiting.exclude(Exists(said)).select_related("circle").order_by("proposed_at", "pk")


def consents_to(charter: Charter) -> set[int]:
    """Keys of those who said yes."""
    return set(Consent.objects.filter(charter=charter).values_list("person_id", flat=True))


def has_consented(person: Membership, charter: Charter) -> bool:
    return Consent.objects.filter(charter=charter, person=person).exists()


def bound_by(circle: Circle) -> list[Membership]:
    """Who sits in it and has said yes to the charter in force: those who meet."""
    charter = charter_in_force(circle)
    if charter is None:
        return []
    agreed = consents_to(charter)
    return [seat.person for seat in taken_in(circle) if seat.person_id in agreed]


@cache
def template_of(language: str, name: str = LATEST) -> dict[str, str]:
    """The text from which a charter may begin."""
    found = tomllib.loads((TEMPLATES / f"{name}.toml").read_text(encoding="utf-8"))
    return {article: found[language][article] for article in ARTICLES}


# ── meetings ─────────────────────────────────────────────────────────────────


def meetings_visible_to(person: Membership) -> QuerySet[Meeting]:
    """Of one's circles, for who said yes to the charter in force."""
    agreed = Consent.objects.filter(person=person, charter__state=CharterState.IN_FORCE).values("charter__circle")
    mine = Meeting.objects.filter(circle__in=circles_of(person)).filter(circle__in=agreed)
    return mine.select_related("circle").order_by("starts_at", "pk")


def meetings_of(circle: Circle, viewer: Membership) -> QuerySet[Meeting]:
    return meetings_visible_to(viewer).filter(circle=circle, state=MeetingState.PLANNED)


def meetings_to_answer(person: Membership, until: datetime) -> QuerySet[Meeting]:
    """What begins before then, where one has not said whether one comes."""
    said = Attendance.objects.filter(meeting=OuterRef("pk"), person=person).exclude(presence="")
    coming = meetings_visible_to(person).filter(state=MeetingState.PLANNED, starts_at__range=(clock.now(), until))
    return coming.exclude(Exists(said))


def meetings_to_tell(person: Membership, since: datetime) -> QuerySet[Meeting]:
    """What began since then, where one has not said whether one was there."""
    said = Attendance.objects.filter(meeting=OuterRef("pk"), person=person, was_there__isnull=False)
    past = meetings_visible_to(person).filter(state=MeetingState.PLANNED, starts_at__range=(since, clock.now()))
    return past.exclude(Exists(said))


def meetings_for_calendar(person: Membership) -> QuerySet[Meeting]:
    """What stands in somebody's calendar, from a month ago on."""
    since = clock.now() - timedelta(days=31)
    return meetings_visible_to(person).filter(state=MeetingState.PLANNED, starts_at__gte=since)[:200]


def attendance_at(meetings: Collection[Meeting], viewer: Membership) -> dict[int, list[Attendance]]:
    """By key of the meeting what those said whom the viewer may know: one query."""
    rows = Attendance.objects.filter(meeting__in=meetings, person__in=people_visible_to(viewer))
    found: dict[int, list[Attendance]] = {meeting.pk: [] for meeting in meetings}
    for row in rows.select_related("person").order_by("pk"):
        found[row.meeting_id].append(row)
    return found


def order_of_check_ins(meeting: Meeting) -> list[int]:
    """The seats of those who take part in its round, each time beginning one further; not of who cannot come."""
    away = Attendance.objects.filter(meeting=meeting, presence=Presence.AWAY).values_list("person_id", flat=True)
    bound = {person.pk for person in bound_by(meeting.circle)} - set(away)
    seats = [seat.pk for seat in taken_in(meeting.circle) if seat.person_id in bound]
    first = meeting.number % max(len(seats), 1)
    return seats[first:] + seats[:first]


def seated_among(meeting: Meeting) -> dict[int, Membership]:
    """Of those in its round who sits there still, by seat."""
    return {seat.pk: seat.person for seat in taken_in(meeting.circle) if seat.pk in meeting.round_order}


def check_in_rounds_moved_since(moment: datetime) -> Iterator[Found]:
    """For pages that are open, in every community: at which meeting somebody else speaks now. Told like a ring that moves on."""
    # One watcher looks for every community of the process.
    agreed = Consent.unscoped.filter(
        person=OuterRef("person"), charter__circle=OuterRef("circle"), charter__state=CharterState.IN_FORCE
    )
    seats = Seat.unscoped.filter(
        Exists(agreed), state=SeatState.TAKEN, person__state=MembershipState.ACTIVE,
        circle__meetings__round_moved_at__gte=moment,
    )  # fmt: skip
    rows = seats.order_by("circle__meetings__round_moved_at").values_list(
        "circle__meetings__pk", "circle__meetings__round_moved_at", "community_id", "person__email",
        "circle__meetings__public_id",
    )[:MOST_NEWS]  # fmt: skip
    for key, at, community, address, which in rows:
        if at is not None:
            yield Found(key, at, community, address, "ring", str(which))


# ── commitments ──────────────────────────────────────────────────────────────


def commitments_visible_to(person: Membership) -> QuerySet[Commitment]:
    agreed = Consent.objects.filter(person=person, charter__state=CharterState.IN_FORCE).values("charter__circle")
    there = Commitment.objects.filter(circle__in=circles_of(person)).filter(circle__in=agreed)
    there = there.filter(person__in=people_visible_to(person))
    # What somebody promised to a circle they left is not said there any more.
    seated = Seat.objects.filter(circle=OuterRef("circle"), person=OuterRef("person"), state=SeatState.TAKEN)
    return there.filter(Exists(seated)).select_related("person", "circle")


def commitments_of(circle: Circle, viewer: Membership) -> list[Commitment]:
    """Those that are open, and what became of the last ones: settled within six weeks, the newest first."""
    here = commitments_visible_to(viewer).filter(circle=circle)
    lately = Q(state=CommitmentState.OPEN) | Q(settled_at__gte=clock.now() - timedelta(days=42))
    open_ones = F("settled_at").desc(nulls_first=True)
    return list(here.filter(lately).order_by(open_ones, "made_at", "pk"))


# ── the pulse, for who coordinates ───────────────────────────────────────────


def pulse_word(circle: Circle) -> str:
    """How it feels to sit there, when it was last asked: well, so_so or struggling; empty below five answers. It changes only when
    a pulse is closed, never with an answer."""
    settled = Pulse.objects.filter(circle=circle, settled=True).order_by("-opened_at", "-pk")
    return settled.values_list("word", flat=True).first() or ""


# ── cases ────────────────────────────────────────────────────────────────────


def cases_visible_to(person: Membership) -> QuerySet[Case]:
    """Of one's circles, for who said yes to the charter in force: one's own, and those the others put before all. With who
    brought it a case is gone."""
    agreed = Consent.objects.filter(person=person, charter__state=CharterState.IN_FORCE).values("charter__circle")
    there = Case.objects.filter(circle__in=circles_of(person)).filter(circle__in=agreed)
    there = there.filter(owner__in=people_visible_to(person)).exclude(Q(state=CaseState.DRAFT) & ~Q(owner=person))
    seated = Seat.objects.filter(circle=OuterRef("circle"), person=OuterRef("owner"), state=SeatState.TAKEN)
    return there.filter(Exists(seated)).select_related("circle", "owner", "meeting")


def cases_of(circle: Circle, viewer: Membership) -> list[Case]:
    """What is at work first, then the latest."""
    here = cases_visible_to(viewer).filter(circle=circle)
    return list(here.order_by(F("closed_at").desc(nulls_first=True), "-began_at", "pk"))


def cases_at(meeting: Meeting, viewer: Membership) -> QuerySet[Case]:
    return cases_visible_to(viewer).filter(meeting=meeting).exclude(state=CaseState.DRAFT).order_by("began_at", "pk")


def questions_visible_to(person: Membership) -> QuerySet[Question]:
    """While a case is at work those who sit there read them; afterwards whose case it is."""
    open_ones = Q(case__owner=person) | ~Q(case__state=CaseState.CLOSED)
    here = Question.objects.filter(open_ones, case__in=cases_visible_to(person))
    return here.select_related("case__circle", "case__owner", "author").order_by("asked_at", "pk")


def idea_of(person: Membership, case: Case) -> Idea | None:
    return Idea.objects.filter(case=case, author=person).first()


def ideas_opened_to(person: Membership, case: Case) -> list[tuple[Idea, Membership | None]]:
    """What was opened, in the order that was drawn, with who wrote it where that may be read. Closed, for whose case it is."""
    if not (case.is_together or (case.is_closed and case.owner_id == person.pk)):
        return []
    here = {one.pk: one for one in members_of(case.circle, person)}
    opened = Idea.objects.filter(case=case, place__isnull=False).order_by("place")
    return [(row, here.get(row.author_id) if row.has_name else None) for row in opened]


def has_signed_ideas(person: Membership, circle: Circle) -> bool:
    """Whether something that was opened there has this person's name."""
    theirs = Idea.objects.filter(case__circle=circle, author=person, place__isnull=False)
    return theirs.filter(Q(is_anonymous=False) | Q(named_at__isnull=False)).exists()


def ready_for(case: Case, viewer: Membership) -> tuple[int, int]:
    """How many of how many have said that theirs may be opened: whether they wrote anything is another matter."""
    others = {one.pk for one in members_of(case.circle, viewer)} & {one.pk for one in bound_by(case.circle)}
    others.discard(case.owner_id)
    return Idea.objects.filter(case=case, author__in=others, ready_at__isnull=False).count(), len(others)


def cases_waiting_for(person: Membership) -> QuerySet[Case]:
    """On which the others think in silence, and one has not said that one is ready."""
    ready = Idea.objects.filter(case=OuterRef("pk"), author=person, ready_at__isnull=False)
    silent = cases_visible_to(person).filter(state=CaseState.SILENCE, circle__state__in=OPEN_CIRCLES)
    return silent.exclude(owner=person).exclude(Exists(ready)).order_by("moved_at", "pk")


def cases_to_tell(person: Membership) -> QuerySet[Case]:
    """One's own, of which one has not said what became of it: the day one had set has come, or the circle has met since."""
    met = Meeting.objects.filter(
        circle=OuterRef("circle"), state=MeetingState.PLANNED, starts_at__gt=OuterRef("closed_at"), starts_at__lte=clock.now()
    )  # fmt: skip
    mine = cases_visible_to(person).filter(owner=person, state=CaseState.CLOSED, outcome="")
    mine = mine.filter(circle__state__in=OPEN_CIRCLES).exclude(takeaway="")
    return mine.filter(Q(try_until__lte=clock.today()) | Exists(met)).order_by("closed_at", "pk")


def cases_to_forget() -> QuerySet[Case]:
    return Case.objects.filter(forget_on__lte=clock.today())


def cases_moved_since(moment: datetime) -> Iterator[Found]:
    """For pages that are open, in every community: which case has something new that all may read. That somebody writes in
    silence is nothing new."""
    # One watcher looks for every community of the process.
    blocks = Block.unscoped.filter(
        Q(blocker=OuterRef("person"), blocked=OuterRef("circle__cases__owner"))
        | Q(blocked=OuterRef("person"), blocker=OuterRef("circle__cases__owner"))
    )
    agreed = Consent.unscoped.filter(
        person=OuterRef("person"), charter__circle=OuterRef("circle"), charter__state=CharterState.IN_FORCE
    )
    seats = Seat.unscoped.filter(
        ~Exists(blocks), Exists(agreed), state=SeatState.TAKEN, person__state=MembershipState.ACTIVE,
        circle__cases__state__in=[state for state in CaseState if state != CaseState.DRAFT],
        circle__cases__moved_at__gte=moment,
    )  # fmt: skip
    rows = seats.order_by("circle__cases__moved_at").values_list(
        "circle__cases__pk", "circle__cases__moved_at", "community_id", "person__email", "circle__cases__public_id"
    )[:MOST_NEWS]
    for key, at, community, address, which in rows:
        yield Found(key, at, community, address, "case", str(which))
