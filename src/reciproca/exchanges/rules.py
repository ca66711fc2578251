"""Who may do what with thanks, recommendations, asks, answers and leads, and when."""

from reciproca.communities.models import Membership
from reciproca.core import clock

from .choices import Audience, EndorsementState, ReceptionState, RecognitionState, RecommendationState
from .models import Answer, Ask, Endorsement, Lead, Reception, Recognition, Recommendation, Share

__all__ = [
    "can_answer",
    "can_approve",
    "can_approve_endorsement",
    "can_approve_recommendation",
    "can_call_off_meeting",
    "can_close",
    "can_close_share",
    "can_decline",
    "can_edit",
    "can_edit_answer",
    "can_edit_ask",
    "can_edit_share",
    "can_keep",
    "can_keep_endorsement",
    "can_mark_helped",
    "can_pass_on",
    "can_pass_on_share",
    "can_renew",
    "can_reveal",
    "can_settle",
    "can_take_up",
    "can_take_up_meeting",
    "can_tell_outcome",
    "can_withdraw",
    "can_withdraw_ask",
    "can_withdraw_endorsement",
    "can_withdraw_lead",
    "can_withdraw_recommendation",
    "can_write",
    "can_write_note",
    "knows_asker",
]  # fmt: skip


def can_edit(person: Membership, recognition: Recognition) -> bool:
    """Its giver, until it was read and approved, or kept."""
    return person.pk == recognition.giver_id and recognition.is_given


def can_approve(person: Membership, recognition: Recognition) -> bool:
    """Its receiver, at once or later."""
    waiting = (RecognitionState.GIVEN, RecognitionState.KEPT)
    return person.pk == recognition.receiver_id and recognition.state in waiting


def can_keep(person: Membership, recognition: Recognition) -> bool:
    """Its receiver, instead of showing it, or in order to take it down."""
    open_to_all = (RecognitionState.GIVEN, RecognitionState.SHOWN)
    return person.pk == recognition.receiver_id and recognition.state in open_to_all


def can_withdraw(person: Membership, recognition: Recognition) -> bool:
    return person.pk == recognition.giver_id and not recognition.is_withdrawn


def can_write(person: Membership, recommendation: Recommendation) -> bool:
    """Its author, until the subject has approved it."""
    writing = (RecommendationState.ASKED, RecommendationState.DRAFT, RecommendationState.GIVEN)
    return person.pk == recommendation.author_id and recommendation.state in writing


def can_decline(person: Membership, recommendation: Recommendation) -> bool:
    return person.pk == recommendation.author_id and recommendation.state == RecommendationState.ASKED


def can_approve_recommendation(person: Membership, recommendation: Recommendation) -> bool:
    return person.pk == recommendation.subject_id and recommendation.is_given


def can_withdraw_recommendation(person: Membership, recommendation: Recommendation) -> bool:
    """Either of the two: the request by who asked, a draft by who wrote it, what was given by both."""
    match recommendation.state:
        case RecommendationState.ASKED:
            return person.pk == recommendation.subject_id
        case RecommendationState.DRAFT:
            return person.pk == recommendation.author_id
        case RecommendationState.GIVEN | RecommendationState.SHOWN:
            return recommendation.has(person)
    return False


# ── endorsements ─────────────────────────────────────────────────────────────


def can_approve_endorsement(person: Membership, endorsement: Endorsement) -> bool:
    """Its subject, at once or later."""
    waiting = (EndorsementState.GIVEN, EndorsementState.KEPT)
    return person.pk == endorsement.subject_id and endorsement.state in waiting


def can_keep_endorsement(person: Membership, endorsement: Endorsement) -> bool:
    """Its subject, instead of showing it, or in order to take it down."""
    return person.pk == endorsement.subject_id and (endorsement.is_given or endorsement.is_shown)


def can_withdraw_endorsement(person: Membership, endorsement: Endorsement) -> bool:
    return person.pk == endorsement.author_id and not endorsement.is_withdrawn


# ── asks and leads ───────────────────────────────────────────────────────────


def knows_asker(person: Membership, ask: Ask, answer: Answer | None) -> bool:
    """Whether this person reads who asks; `answer` is their own, if they gave one."""
    return ask.named or person.pk == ask.asker_id or (answer is not None and answer.revealed_at is not None)


def can_edit_ask(person: Membership, ask: Ask) -> bool:
    return person.pk == ask.asker_id and ask.is_open


def can_renew(person: Membership, ask: Ask) -> bool:
    """When it is about to lapse, or has lapsed."""
    return person.pk == ask.asker_id and (ask.ends_soon or ask.is_expired)


def can_close(person: Membership, ask: Ask) -> bool:
    return person.pk == ask.asker_id and (ask.is_open or ask.is_expired)


def can_write_note(person: Membership, ask: Ask) -> bool:
    """What came of an ask for the community, by who asked, once it is solved."""
    return person.pk == ask.asker_id and ask.is_solved and ask.audience == Audience.COMMUNITY


def can_withdraw_ask(person: Membership, ask: Ask) -> bool:
    return person.pk == ask.asker_id and not ask.is_withdrawn and not ask.is_solved


def can_answer(person: Membership, ask: Ask, answer: Answer | None) -> bool:
    """Anybody who may read it, once; also when it closed while they were writing."""
    return person.pk != ask.asker_id and answer is None and not ask.is_withdrawn


def can_edit_answer(person: Membership, answer: Answer) -> bool:
    """Its author, until the asker has said something to it."""
    return person.pk == answer.author_id and not answer.was_answered


def can_mark_helped(person: Membership, answer: Answer) -> bool:
    return person.pk == answer.ask.asker_id and not answer.helped and not answer.ask.is_withdrawn


def can_take_up_meeting(person: Membership, answer: Answer) -> bool:
    """Whoever asks, of an hour that is still to come; without a name they tell it first, as an invitation carries it."""
    known = answer.ask.named or answer.revealed_at is not None
    open_hour = answer.meets_at is not None and answer.meets_at > clock.now() and answer.meeting_taken_at is None
    return person.pk == answer.ask.asker_id and known and open_hour and not answer.ask.is_withdrawn


def can_call_off_meeting(person: Membership, answer: Answer) -> bool:
    """Either of the two, until it begins."""
    to_come = answer.meets_at is not None and answer.meets_at > clock.now()
    return person.pk in (answer.author_id, answer.ask.asker_id) and answer.is_meeting_on and to_come


def can_reveal(person: Membership, answer: Answer) -> bool:
    return person.pk == answer.ask.asker_id and not answer.ask.named and answer.revealed_at is None


def can_pass_on(person: Membership, ask: Ask) -> bool:
    """What is said in confidence, or to allies, stays with those who were asked."""
    return person.pk != ask.asker_id and ask.is_open and ask.is_for_all


def can_take_up(person: Membership, lead: Lead) -> bool:
    return person.pk == lead.receiver_id and lead.is_given


def can_tell_outcome(person: Membership, lead: Lead) -> bool:
    return person.pk == lead.receiver_id and lead.is_taken_up


def can_withdraw_lead(person: Membership, lead: Lead) -> bool:
    return person.pk == lead.giver_id and lead.is_given


# ── shares ───────────────────────────────────────────────────────────────────


def can_edit_share(person: Membership, share: Share) -> bool:
    """Its sharer, until it is sent."""
    return person.pk == share.sharer_id and share.is_draft


def can_close_share(person: Membership, share: Share) -> bool:
    return person.pk == share.sharer_id and (share.is_draft or share.is_open)


def can_settle(person: Membership, reception: Reception) -> bool:
    """Whoever it was sent to, while it is open; what they passed on may still have been of use."""
    waiting = (ReceptionState.WAITING, ReceptionState.PASSED)
    return person.pk == reception.person_id and reception.state in waiting and reception.share.is_open


def can_pass_on_share(person: Membership, reception: Reception) -> bool:
    return person.pk == reception.person_id and reception.is_waiting and reception.share.is_open
