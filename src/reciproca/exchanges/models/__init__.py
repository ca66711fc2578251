"""The tables of this room."""

from .asks import LASTS, Answer, Ask, Route
from .endorsements import Endorsement
from .leads import Lead
from .thanks import Recognition, Recommendation

__all__ = ["LASTS", "Answer", "Ask", "Endorsement", "Lead", "Recognition", "Recommendation", "Route"]
