"""Ties: what lies between two people, told from what really happened.

>>> from reciproca_engine import ties
>>> days = [0.0, 100.0, 100.0]
>>> found = ties.strengths([0, 1, 0], [1, 0, 2], days, now=100.0, half_lives=(14, 180))
>>> found.source.tolist(), found.target.tolist(), found.state.tolist()
([0, 0, 1], [1, 2, 0], ['active', 'new', 'active'])
"""

from reciproca_engine.exceptions import EngineError, InvalidProblem
from reciproca_engine.ties.between import Between, between, usual_peak
from reciproca_engine.ties.contact import Contact, contact_probability
from reciproca_engine.ties.revivals import Revivals, revivals
from reciproca_engine.ties.state import State
from reciproca_engine.ties.strengths import Strengths, strengths
from reciproca_engine.ties.totals import Totals, totals

__all__ = [
    "Between",
    "Contact",
    "EngineError",
    "InvalidProblem",
    "Revivals",
    "State",
    "Strengths",
    "Totals",
    "between",
    "contact_probability",
    "revivals",
    "strengths",
    "totals",
    "usual_peak",
]
