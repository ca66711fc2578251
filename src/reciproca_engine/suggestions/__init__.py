"""Suggestions: whom to thank, to help, to get in touch with again, to meet; one short, fair list for each.

>>> from reciproca_engine import suggestions
>>> rows = suggestions.thank([0, 0], [1, 2], [0.0, 30.0], now=30.0)
>>> suggestions.for_person(rows, 0).other.tolist()
[2, 1]
"""

from reciproca_engine.suggestions.candidates import KINDS, Candidates, help, joined, meet, reconnect, thank
from reciproca_engine.suggestions.lists import Lists, for_everyone, for_person

__all__ = [
    "KINDS",
    "Candidates",
    "Lists",
    "for_everyone",
    "for_person",
    "help",
    "joined",
    "meet",
    "reconnect",
    "thank",
]
