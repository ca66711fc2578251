"""Another way to the same numbers: mixed-integer programming (HiGHS, through SciPy), one aim after the other."""

from __future__ import annotations

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, csr_array, eye_array, hstack, vstack

from reciproca_engine.matching import MatchProblem


def optimum(problem: MatchProblem, prefer: str, *, least_fit: float = -1.0) -> tuple[float, ...] | None:
    """The values of the aims in their order: (placed, pairs, total) or (total, pairs); None when infeasible."""
    pairs, mentees, mentors = len(problem.fit), problem.mentees, problem.mentors
    count = pairs + mentees  # one unknown for each pair, one for "this mentee is placed"
    ones, positions = np.ones(pairs), np.arange(pairs)
    of_mentee = csr_array(coo_array((ones, (problem.mentee, positions)), shape=(mentees, pairs)))
    of_mentor = csr_array(coo_array((ones, (problem.mentor, positions)), shape=(mentors, pairs)))
    nobody = csr_array((mentors, mentees))
    constraints = [
        LinearConstraint(hstack([of_mentee, csr_array((mentees, mentees))]), 0, problem.demand),
        LinearConstraint(hstack([of_mentor, nobody]), problem.minimum, problem.capacity),
        LinearConstraint(hstack([of_mentee, -eye_array(mentees)]), 0, np.inf),
    ]
    lower, upper = np.zeros(count), np.ones(count)
    lower[:pairs][problem.locked] = 1
    upper[:pairs][(problem.fit < least_fit) & ~problem.locked] = 0
    placed = np.concatenate([np.zeros(pairs), np.ones(mentees)])
    made = np.concatenate([np.ones(pairs), np.zeros(mentees)])
    total = np.concatenate([problem.fit, np.zeros(mentees)])
    aims = (placed, made, total) if prefer == "participation" else (total, made)
    values: list[float] = []
    for aim in aims:
        if count == 0:
            return (0.0,) * len(aims)
        answer = milp(-aim, constraints=constraints, integrality=np.ones(count), bounds=Bounds(lower, upper))
        if answer.status == 2:
            return None
        assert answer.status == 0
        solution = np.rint(answer.x)
        values.append(float(aim @ solution))
        constraints.append(LinearConstraint(vstack([csr_array(aim[None, :])]), values[-1] - 1e-7, np.inf))
    return tuple(values)


def can_hold(problem: MatchProblem, constraints: list[dict]) -> bool:
    """Whether some choice of allowed pairs satisfies these constraints of the problem, and no others."""
    pairs = len(problem.fit)
    rows, lower, upper = [], [], []
    for constraint in constraints:
        of_mentee = problem.mentee == constraint.get("mentee", -1)
        of_mentor = problem.mentor == constraint.get("mentor", -1)
        kind, value = constraint["kind"], constraint.get("value", 1)
        rows.append((of_mentee & of_mentor) if kind == "lock" else (of_mentee | of_mentor))
        lower.append(value if kind in ("lock", "minimum") else 0)
        upper.append(value if kind in ("capacity", "demand") else np.inf)
    if not rows or pairs == 0:
        return not any(lower)
    choice = LinearConstraint(np.array(rows, dtype=float), lower, upper)
    answer = milp(np.zeros(pairs), constraints=choice, integrality=np.ones(pairs), bounds=Bounds(0, 1))
    return bool(answer.status == 0)
