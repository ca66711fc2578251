"""Trust: who is real, whose recognitions weigh how much, who keeps what they promise. Three numbers, never one.

>>> from reciproca_engine import trust
>>> trust.credit([0, 0, 1, 3, 4], [1, 2, 2, 4, 3], seeds=[0]).score.tolist()
[0.0, 0.05, 0.05, 0.0, 0.0]
"""

from reciproca_engine.exceptions import InvalidProblem
from reciproca_engine.trust.credit import Credit, credit
from reciproca_engine.trust.reliability import Reliability, reliability
from reciproca_engine.trust.risk import rating_risk
from reciproca_engine.trust.standing import Standing, standing
from reciproca_engine.trust.state import State

__all__ = [
    "Credit",
    "InvalidProblem",
    "Reliability",
    "Standing",
    "State",
    "credit",
    "rating_risk",
    "reliability",
    "standing",
]
