"""What the letters of this room say, worded when they are sent. None of them carries what was written."""

from .asks import answer_helped, ask_answered, ask_closed, ask_ends_soon, asker_revealed, asks_for_you
from .endorsements import endorsement_given
from .leads import lead_declined, lead_given, lead_settled, lead_taken_up
from .meetings import meeting_changed
from .shares import share_thanked, shares_for_you
from .thanks import (
    recognition_approved,
    recognition_given,
    recommendation_approved,
    recommendation_asked,
    recommendation_declined,
    recommendation_given,
)

__all__ = [
    "answer_helped",
    "ask_answered",
    "ask_closed",
    "ask_ends_soon",
    "asker_revealed",
    "asks_for_you",
    "endorsement_given",
    "lead_declined",
    "lead_given",
    "lead_settled",
    "lead_taken_up",
    "meeting_changed",
    "recognition_approved",
    "recognition_given",
    "recommendation_approved",
    "recommendation_asked",
    "recommendation_declined",
    "recommendation_given",
    "share_thanked",
    "shares_for_you",
]
