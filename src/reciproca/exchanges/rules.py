"""Who may do what with thanks and recommendations, and when."""

from reciproca.communities.models import Membership

from .choices import RecognitionState, RecommendationState
from .models import Recognition, Recommendation

__all__ = [
    "can_approve", "can_approve_recommendation", "can_decline", "can_edit", "can_keep", "can_withdraw",
    "can_withdraw_recommendation", "can_write",
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
