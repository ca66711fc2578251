"""Reciprocity: what is returned, what is passed on, and what goes round.

>>> from reciproca_engine import reciprocity
>>> reciprocity.summary([0, 1, 2], [1, 0, 0]).dyads.mutual
1
"""

from reciproca_engine.reciprocity.balances import Balances, balances
from reciproca_engine.reciprocity.between import between
from reciproca_engine.reciprocity.chains import Chains, chains
from reciproca_engine.reciprocity.circulation import Circulation, circulation
from reciproca_engine.reciprocity.dyadic import Dyadic, Estimate, dyadic
from reciproca_engine.reciprocity.shape import TRIADS, Distances, Shape, shape
from reciproca_engine.reciprocity.summary import Dyads, Summary, summary, summary_of

__all__ = [
    "TRIADS",
    "Balances",
    "Chains",
    "Circulation",
    "Distances",
    "Dyadic",
    "Dyads",
    "Estimate",
    "Shape",
    "Summary",
    "balances",
    "between",
    "chains",
    "circulation",
    "dyadic",
    "shape",
    "summary",
    "summary_of",
]
