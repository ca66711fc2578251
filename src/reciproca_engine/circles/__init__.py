"""Circles: small groups of peers, composed so that those who meet have something in common and something to give.

>>> from reciproca_engine.circles import compose, verify
>>> friends = [[0, 1, 0, 3], [1, 0, 2, 0], [0, 2, 0, 1], [3, 0, 1, 0]]
>>> circles = compose(friends, sizes=(2, 2))
>>> circles.circle.tolist(), circles.total, verify(friends, circles, sizes=(2, 2)).optimal
([0, 1, 1, 0], 5.0, True)
"""

from reciproca_engine.circles.attributes import Attribute
from reciproca_engine.circles.bound import CirclePrices
from reciproca_engine.circles.compose import Circles, compose
from reciproca_engine.circles.verify import CircleReport, verify
from reciproca_engine.exceptions import EngineError, Infeasible, InvalidProblem, NotSupported

__all__ = [
    "Attribute",
    "CirclePrices",
    "CircleReport",
    "Circles",
    "EngineError",
    "Infeasible",
    "InvalidProblem",
    "NotSupported",
    "compose",
    "verify",
]
