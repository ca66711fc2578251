"""The tables of this room."""

from .asks import LASTS, Answer, Ask, Route
from .leads import Lead
from .thanks import Recognition, Recommendation

__all__ = ["LASTS", "Answer", "Ask", "Lead", "Recognition", "Recommendation", "Route"]
