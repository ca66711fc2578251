"""The tables of this room."""

from .thanks import Recognition, Recommendation

__all__ = ["Recognition", "Recommendation"]
