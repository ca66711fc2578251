"""Who may do what in a circle, and how its roles and its meetings go; small predicates and pure functions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from reciproca.boundaries.queries import barred_pairs, is_minor
from reciproca.communities.models import Membership
from reciproca.core import clock

from .choices import PulseWord, RingOutcome
from .models import Case, CheckIn, Circle, Commitment, Idea, Meeting, Ring, RingAsk, RingOffer, Seat
from .queries import attendance_at, members_of

__all__ = [
    "FEWEST_ASKS", "MOST_CIRCLES", "ROLES", "WAITS", "Part", "agenda_of", "can_ask_about",
    "can_begin_check_ins", "can_begin_round", "can_bring", "can_call_off", "can_call_ring", "can_change_case",
    "can_close_case", "can_commit", "can_follow_up", "can_lead", "can_let_further", "can_mark_helped",
    "can_move_check_ins_on", "can_move_on", "can_offer", "can_pass_further", "can_plan", "can_propose",
    "can_say_agreed", "can_say_who", "can_settle", "can_take_ask_back", "can_take_back", "can_tell_help",
    "can_tell_presence", "can_tell_whether_there", "can_write_note", "can_write_on", "facilitator_of",
    "is_going_round", "is_pulse_due", "may_sit_in", "moderator_of", "nudges_due", "pulse_said", "roles_of",
    "round_ends_at",
]  # fmt: skip

#: So many circles somebody may sit in at a time: each takes an evening.
MOST_CIRCLES = 4
#: So long a request or an invitation waits before it closes by itself.
WAITS = timedelta(days=21)
#: So long after a meeting one may still say that one was there.
TELLING = timedelta(days=21)
#: What goes round at each meeting: who moderates, keeps the time, writes.
ROLES = ("moderator", "timekeeper", "scribe")


def may_sit_in(circle: Circle, person: Membership, *, there: Collection[int]) -> bool:
    """Whether this person may be placed with those who sit there (keys): no block with any of them, and no minor."""
    if not person.is_active or is_minor(person):
        return False
    barred = barred_pairs()
    return not any(frozenset((person.pk, other)) in barred for other in there)


def can_propose(circle: Circle, seat: Seat | None) -> bool:
    return seat is not None and seat.is_taken and not circle.is_ended


def can_plan(circle: Circle, *, bound: bool) -> bool:
    """Meetings are of a circle that has its charter, and of who said yes to it."""
    return circle.is_meeting and bound


def can_tell_presence(meeting: Meeting) -> bool:
    return meeting.is_planned and clock.now() < meeting.starts_at


def can_tell_whether_there(meeting: Meeting) -> bool:
    return meeting.has_begun and clock.now() < meeting.ends_at + TELLING


def can_commit(circle: Circle, *, bound: bool) -> bool:
    return bound and not circle.is_ended


def can_settle(person: Membership, commitment: Commitment) -> bool:
    return commitment.person_id == person.pk and commitment.is_open and not commitment.circle.is_ended


def nudges_due(check_in: CheckIn) -> int:
    """How many rounds of letters are due by now: one halfway, one the day before; only the second where there is little time."""
    now, day_before = clock.now(), check_in.closes_at - timedelta(days=1)
    if now >= day_before:
        return 2 if check_in.opened_at < day_before else 0
    halfway = check_in.opened_at + (check_in.closes_at - check_in.opened_at) / 2
    return 1 if now >= halfway and halfway < day_before - timedelta(days=1) else 0


#: A circle that chose nothing is asked once a quarter, and first when it has met a few times and knows how it feels.
A_QUARTER, AT_FIRST, FIRST_MEETINGS = timedelta(days=91), timedelta(days=60), 3


def is_pulse_due(
    every: int, began_at: datetime, met: Collection[datetime], asked_at: datetime | None, now: datetime
) -> bool:
    """Whether a circle is to be asked how it feels: after so many meetings since it was asked, or once a quarter. `met`: when
    each meeting ended."""
    if every:
        return sum(asked_at is None or ended > asked_at for ended in met) >= every
    if asked_at is not None and now - asked_at < A_QUARTER:
        return False
    return len(met) >= FIRST_MEETINGS and now - began_at >= AT_FIRST


def pulse_said(counts: Mapping[str, Sequence[int]], fewest: int) -> tuple[str, dict[str, str]]:
    """In words, for all questions together and for each: no number, so that five who agree cannot be told from five who nearly do.
    Empty where fewer than `fewest` have answered."""
    answers = min((sum(row) for row in counts.values()), default=0)
    if answers < fewest:
        return "", {}
    means = {name: sum(place * n for place, n in enumerate(row, start=1)) / sum(row) for name, row in counts.items()}
    return _band(sum(means.values()) / len(means)), {name: _band(mean) for name, mean in means.items()}


def _band(mean: float) -> str:
    return PulseWord.WELL if mean >= 3.75 else PulseWord.SO_SO if mean >= 2.75 else PulseWord.STRUGGLING


# ── cases ────────────────────────────────────────────────────────────────────


def can_change_case(person: Membership, case: Case) -> bool:
    """Its owner, until the others begin to think it over."""
    return case.owner_id == person.pk and (case.is_draft or case.is_asked_about) and not case.circle.is_ended


def can_lead(person: Membership, case: Case) -> bool:
    """Whoever takes the circle from one step to the next: its owner, and who moderates the meeting it is for."""
    if case.circle.is_ended or not (case.is_asked_about or case.is_silent):
        return False
    return case.owner_id == person.pk or _moderates(person, case.meeting)


def _moderates(person: Membership, meeting: Meeting | None) -> bool:
    return meeting is not None and _moderator_of(meeting, person) == person


def _moderator_of(meeting: Meeting, viewer: Membership) -> Membership | None:
    away = [row.person_id for row in attendance_at([meeting], viewer)[meeting.pk] if row.presence == "away"]
    return roles_of(meeting.number, members_of(meeting.circle, viewer), away).get("moderator")


def can_ask_about(person: Membership, case: Case) -> bool:
    return case.owner_id != person.pk and case.is_asked_about and not case.circle.is_ended


def can_write_on(person: Membership, case: Case, mine: Idea | None) -> bool:
    """In silence as often as one likes; once all is open, who has not written anything."""
    if case.owner_id == person.pk or case.circle.is_ended:
        return False
    return case.is_silent or (case.is_together and mine is None)


def can_take_back(person: Membership, idea: Idea) -> bool:
    return idea.author_id == person.pk and idea.is_opened and not idea.case.circle.is_ended


def can_say_who(person: Membership, idea: Idea) -> bool:
    return idea.author_id == person.pk and idea.is_opened and not idea.has_name


def can_mark_helped(person: Membership, idea: Idea) -> bool:
    return idea.case.owner_id == person.pk and idea.is_opened and idea.helped_at is None


def can_close_case(person: Membership, case: Case) -> bool:
    return case.owner_id == person.pk and case.is_together and not case.circle.is_ended


def can_follow_up(person: Membership, case: Case) -> bool:
    return case.owner_id == person.pk and case.is_closed and bool(case.takeaway) and not case.circle.is_ended


def can_write_note(person: Membership, case: Case) -> bool:
    """What came of a case, for the library: who brought it, once it is closed."""
    return case.owner_id == person.pk and case.is_closed and bool(case.takeaway)


# ── rings ────────────────────────────────────────────────────────────────────

#: A ring goes round from so many asks on.
FEWEST_ASKS = 2
#: So long after the hour whoever is there may begin.
LATE = timedelta(minutes=5)


def can_call_ring(circle: Circle, *, bound: bool) -> bool:
    return circle.is_meeting and bound


def facilitator_of(ring: Ring, viewer: Membership) -> Membership | None:
    """Who takes it from one ask to the next: who moderates the meeting it is for, or who called it; nobody where they left."""
    if ring.meeting is not None and ring.has_a_meeting:
        return _moderator_of(ring.meeting, viewer)
    return next((one for one in members_of(ring.circle, viewer) if one.pk == ring.called_by_id), None)


def _leads(person: Membership, facilitator: Membership | None, since: datetime | None) -> bool:
    """Whoever facilitates, and anybody where they are away: nothing has happened although its time has come."""
    return facilitator in (None, person) or (since is not None and clock.now() >= since)


def _leads_ring(person: Membership, ring: Ring, since: datetime | None) -> bool:
    return not ring.circle.is_ended and _leads(person, facilitator_of(ring, person), since)


def can_begin_round(person: Membership, ring: Ring) -> bool:
    return ring.is_gathering and _leads_ring(person, ring, ring.starts_at + LATE)


def can_move_on(person: Membership, ring: Ring) -> bool:
    return ring.is_going_round and _leads_ring(person, ring, ring.turn_ends_at)


def can_call_off(person: Membership, ring: Ring) -> bool:
    return ring.is_gathering and _leads_ring(person, ring, ring.starts_at + LATE)


def can_bring(ring: Ring, mine: RingAsk | None) -> bool:
    """Until its turn has come; who comes late is last."""
    if ring.circle.is_ended or not (ring.is_gathering or ring.is_going_round):
        return False
    return mine is None or mine.place is None or (ring.turn is not None and mine.place > ring.turn)


def can_take_ask_back(person: Membership, ask: RingAsk) -> bool:
    return ask.person_id == person.pk and not ask.ring.is_ended and not ask.outcome and not ask.ring.circle.is_ended


def can_offer(person: Membership, ask: RingAsk, mine: RingOffer | None) -> bool:
    """To an ask that one may read, until the ring is closed; what one was thanked for stays as it is."""
    open_ones = ask.ring.is_going_round or ask.ring.is_in_its_week
    thanked = mine is not None and mine.thanked_at is not None
    return open_ones and ask.person_id != person.pk and not thanked and not ask.ring.circle.is_ended


def can_say_agreed(person: Membership, offer: RingOffer) -> bool:
    ring = offer.ask.ring
    return (
        offer.person_id == person.pk
        and offer.knows
        and bool(offer.who)
        and offer.agreed_at is None
        and not ring.is_ended
        and not ring.circle.is_ended
    )


def can_let_further(person: Membership, ask: RingAsk) -> bool:
    """Its owner, once the round is over and while it has not helped."""
    ring = ask.ring
    return (
        ask.person_id == person.pk
        and ring.is_in_its_week
        and ask.place is not None
        and ask.further_id is None
        and ask.outcome != RingOutcome.HELPED
        and not ring.circle.is_ended
    )


def can_pass_further(person: Membership, ask: RingAsk, mine: RingOffer | None) -> bool:
    """To one of one's allies, once, where its owner agreed."""
    is_open = ask.further is not None and ask.further.is_open and ask.ring.is_in_its_week
    passed = mine is not None and mine.passed_at is not None
    return is_open and ask.person_id != person.pk and not passed and not ask.ring.circle.is_ended


def can_tell_help(person: Membership, ask: RingAsk) -> bool:
    """Its owner, from the end of the round on; also later, where it came late."""
    return (
        ask.person_id == person.pk
        and ask.ring.has_gone_round
        and ask.place is not None
        and not ask.ring.circle.is_ended
    )


# ── the round of check-ins at a meeting ──────────────────────────────────────

#: So long before the hour it can be begun, and so long after the meeting; a turn that stands still for so long is none any more.
ROUND_OPENS, ROUND_CLOSES, STANDS_STILL = timedelta(minutes=15), timedelta(hours=1), timedelta(hours=2)


def moderator_of(meeting: Meeting, viewer: Membership) -> Membership | None:
    return _moderator_of(meeting, viewer)


def is_going_round(meeting: Meeting) -> bool:
    still = meeting.round_at is not None and clock.now() < meeting.round_at + STANDS_STILL
    return still and meeting.round_turn is not None and meeting.is_planned


def round_ends_at(meeting: Meeting) -> datetime | None:
    """When the time of who speaks now is over: as long as the agenda gives to each."""
    if meeting.round_at is None:
        return None
    part = next(part for part in agenda_of(meeting.minutes, len(meeting.round_order)) if part.key == "round")
    return meeting.round_at + timedelta(seconds=part.seconds_each)


def can_begin_check_ins(person: Membership, meeting: Meeting) -> bool:
    """Who moderates, while one meets; five minutes after the hour whoever is there."""
    is_time = meeting.starts_at - ROUND_OPENS <= clock.now() < meeting.ends_at + ROUND_CLOSES
    if not is_time or not meeting.is_planned or is_going_round(meeting) or not meeting.circle.is_meeting:
        return False
    return _leads(person, _moderator_of(meeting, person), meeting.starts_at + LATE)


def can_move_check_ins_on(person: Membership, meeting: Meeting) -> bool:
    is_on = is_going_round(meeting) and meeting.circle.is_meeting
    return is_on and _leads(person, _moderator_of(meeting, person), round_ends_at(meeting))


# ── roles and agenda ─────────────────────────────────────────────────────────


def roles_of(number: int, people: Sequence[Membership], away: Collection[int] = ()) -> dict[str, Membership]:
    """Who moderates, keeps the time and writes at the meeting of this number: each role moves on by one place at every
    meeting, past those who are away. With fewer people than roles somebody has two."""
    there = [person for person in people if person.pk not in away]
    if not there:
        return {}
    turned = [people[(number + place) % len(people)] for place in range(len(people))]
    free = [person for person in turned if person.pk not in away]
    return {role: free[place % len(free)] for place, role in enumerate(ROLES)}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a meeting, and its minutes; for the round of check-ins the seconds of each."""

    key: str
    minutes: int
    seconds_each: int = 0

    @property
    def each(self) -> str:
        """“2:30”."""
        return f"{self.seconds_each // 60}:{self.seconds_each % 60:02d}"


def agenda_of(minutes: int, people: int) -> list[Part]:
    """The forum protocol, fitted to the time there is: opening, check-in round, one case, needs and leads, commitments,
    closing. Each has three minutes in the round, fewer where there are many and little time; what is left is the case's."""
    ends = 5 if minutes >= 60 else 3
    each = max(60, min(180, (minutes * 60 // 4) // max(people, 1) // 30 * 30))
    round_of = -(-each * people // 60)
    leads = max(5, minutes // 8)
    promises = max(5, minutes // 9)
    case = max(minutes - 2 * ends - round_of - leads - promises, 0)
    parts = [
        Part("opening", ends),
        Part("round", round_of, each),
        Part("case", case),
        Part("leads", leads),
        Part("promises", promises),
        Part("closing", ends),
    ]
    return [part for part in parts if part.minutes]
