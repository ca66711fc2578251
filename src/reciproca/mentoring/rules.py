"""Who may do what in a mentorship, and when."""

from reciproca.boundaries.queries import minors_among
from reciproca.communities.models import Membership

from .choices import AgreementState, MentorshipState, SessionState
from .models import Agreement, FeedbackWindow, MentoringSession, Mentorship

__all__ = [
    "can_accept", "can_confirm", "can_end", "can_intervene", "can_pause", "can_plan", "can_tell", "can_write", "can_write_feedback",
    "can_write_note", "is_open",
]  # fmt: skip

GOING_ON = (MentorshipState.PROPOSED, MentorshipState.ACTIVE)
NOT_ENDED = (*GOING_ON, MentorshipState.PAUSED)


def is_open(mentorship: Mentorship) -> bool:
    return mentorship.state in NOT_ENDED


def can_write(person: Membership, mentorship: Mentorship) -> bool:
    """Agreements, goals, shared notes: the two, until it ends."""
    return mentorship.has(person) and is_open(mentorship)


def can_plan(person: Membership, mentorship: Mentorship) -> bool:
    """From the first day (one often agrees at the first session), but not in a pause."""
    return mentorship.has(person) and mentorship.state in GOING_ON


def can_accept(person: Membership, agreement: Agreement) -> bool:
    return agreement.state == AgreementState.PROPOSED and agreement.proposed_by_id != person.pk


def can_tell(person: Membership, session: MentoringSession) -> bool:
    """Until it is confirmed, by either; also each anew, to put right what they told."""
    return session.state in (SessionState.PLANNED, SessionState.TOLD, SessionState.DISPUTED) and session.mentorship.has(
        person
    )


def can_confirm(person: Membership, session: MentoringSession) -> bool:
    return session.state in (SessionState.TOLD, SessionState.DISPUTED) and session.mentorship.has(person)


def can_write_note(person: Membership, session: MentoringSession) -> bool:
    """What came of a session that both confirmed, for the library. Of one with a minor nothing is written there."""
    mentorship = session.mentorship
    held = session.state == SessionState.CONFIRMED and session.ledger_seq is not None
    return held and mentorship.has(person) and not minors_among([mentorship.mentor_id, mentorship.mentee_id])


def can_pause(person: Membership, mentorship: Mentorship) -> bool:
    return mentorship.has(person) and mentorship.state == MentorshipState.ACTIVE


def can_intervene(person: Membership, mentorship: Mentorship) -> bool:
    """Whoever coordinates may pause and end what is between two others; of their own they are one of the two."""
    return person.is_coordinator and not mentorship.has(person)


def can_end(person: Membership, mentorship: Mentorship) -> bool:
    """The two, and whoever coordinates."""
    return (mentorship.has(person) or person.is_coordinator) and is_open(mentorship)


def can_write_feedback(person: Membership, window: FeedbackWindow) -> bool:
    return window.mentorship.has(person) and not window.is_revealed
