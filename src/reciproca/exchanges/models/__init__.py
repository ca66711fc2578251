"""The tables of this room."""

from .asks import LASTS, Answer, Ask, Route
from .endorsements import Endorsement
from .leads import Lead
from .shares import SHARED_FOR, Reception, Share
from .thanks import Recognition, Recommendation

__all__ = [
    "LASTS",
    "SHARED_FOR",
    "Answer",
    "Ask",
    "Endorsement",
    "Lead",
    "Reception",
    "Recognition",
    "Recommendation",
    "Route",
    "Share",
]
