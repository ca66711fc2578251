"""Matching mentees with mentors: the best matching there is, with its proof and its reasons.

>>> from reciproca_engine.matching import MatchProblem, solve, verify
>>> problem = MatchProblem(2, 2, mentee=[0, 0, 1], mentor=[0, 1, 0], fit=[0.9, 0.6, 0.5])
>>> result = solve(problem)
>>> result.pairs.tolist(), verify(problem, result).optimal
([[0, 1], [1, 0]], True)
"""

from reciproca_engine.exceptions import EngineError, Infeasible, InvalidProblem, NotSupported
from reciproca_engine.matching import fit
from reciproca_engine.matching.alternatives import why_unplaced
from reciproca_engine.matching.problem import MatchProblem
from reciproca_engine.matching.solve import Alternative, MatchResult, solve
from reciproca_engine.matching.verify import Report, verify

__all__ = [
    "Alternative",
    "EngineError",
    "Infeasible",
    "InvalidProblem",
    "MatchProblem",
    "MatchResult",
    "NotSupported",
    "Report",
    "fit",
    "solve",
    "verify",
    "why_unplaced",
]
