"""What the letters of this room say, worded when they are sent. None of them carries what was written."""

from .thanks import (
    recognition_approved,
    recognition_given,
    recommendation_approved,
    recommendation_asked,
    recommendation_declined,
    recommendation_given,
)

__all__ = [
    "recognition_approved",
    "recognition_given",
    "recommendation_approved",
    "recommendation_asked",
    "recommendation_declined",
    "recommendation_given",
]
