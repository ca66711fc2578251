"""What if: the exact cost of putting somebody with another mentor, and why somebody has none."""

from __future__ import annotations

from math import fsum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reciproca_engine.exceptions import Infeasible, InvalidProblem
from reciproca_engine.explain import Reason
from reciproca_engine.matching.network import Network
from reciproca_engine.matching.problem import MatchProblem
from reciproca_engine.matching.solve import Alternative, MatchResult

__all__ = ["alternatives_for", "why_unplaced"]

_UNREACHABLE = 2**62


def alternatives_for(result: MatchResult, i: int, k: int = 3) -> list[Alternative]:
    """The k cheapest other mentors for mentee i.

    Parameters
    ----------
    result : MatchResult
        From `solve`.
    i : int
        The mentee.
    k : int
        How many to name; fewer are returned when no more are possible.

    Returns
    -------
    list of Alternative
        Cheapest first, in the order of the aims of `result`. `cost` is by how much the total would fall if that pair
        were locked and everything else solved again; `displaced` are the mentees who have a mentor now and would have
        none. Mentors whose lock would contradict other locks or minima are left out.

    Raises
    ------
    InvalidProblem
        When there is no mentee i.

    Notes
    -----
    Forcing one unit through the pair (i, j) of an optimal circulation makes it return from j to i along the shortest
    way in the residual network; the change is the length of that cycle. One search backwards from i prices all
    mentors, without solving again, also when mentees may have several. A floor, a price on blocking pairs and a
    deadline that came too early leave no such network: then each candidate is solved anew, in the same way.

    References
    ----------
    R. K. Ahuja, T. L. Magnanti, J. B. Orlin, *Network Flows*, 1993, section 9.11 (sensitivity analysis).

    Examples
    --------
    >>> problem = MatchProblem(2, 2, mentee=[0, 0, 1], mentor=[0, 1, 0], fit=[0.75, 0.5, 0.5])
    >>> solve(problem).alternatives(0)
    [Alternative(mentor=0, cost=0.25, displaced=(1,))]
    """
    problem = result.problem
    if not 0 <= i < problem.mentees:
        raise InvalidProblem("i", None, f"must be between 0 and {problem.mentees - 1}")
    network = result._network
    if k <= 0:
        return []
    if result.floor or network is None:
        return _by_solving_again(result, i, k)
    if network.demand[i] == 0:
        return []
    return _along_shortest_ways(result, network, i, k)


def _along_shortest_ways(result: MatchResult, network: Network, i: int, k: int) -> list[Alternative]:
    from reciproca_engine.matching.ways_back import ways_back

    problem = result.problem
    surplus = network.surplus
    pairs_of_i = np.arange(network.first_pair[i], network.first_pair[i + 1])
    others = pairs_of_i[~network.made[pairs_of_i]]
    detour = np.full(problem.mentors, _UNREACHABLE, dtype=np.int64)
    mentors = network.mentor_of[others]
    detour[mentors] = surplus[i] - network.gain[others] + network.price[mentors]
    first_of_mentor, pair_of_mentor = network.pairs_by_mentor
    distance, next_node, next_pair = ways_back(
        network.first_pair,
        network.mentor_of,
        first_of_mentor,
        pair_of_mentor,
        network.gain,
        network.demand,
        network.entry_gain,
        network.capacity,
        network.minimum,
        network.made,
        network.price,
        surplus,
        i,
        detour,
        k,
    )
    back = distance[problem.mentees + mentors]
    possible = back < _UNREACHABLE
    order = np.argsort((back + detour[mentors])[possible], kind="stable")[:k]
    found = []
    for pair in others[possible][order]:
        mentor = int(network.mentor_of[pair])
        changed = [int(pair)]
        node = problem.mentees + mentor
        while node != i:
            if next_pair[node] >= 0:
                changed.append(int(next_pair[node]))
            node = int(next_node[node])
        found.append(_alternative(problem, network, mentor, np.array(changed)))
    return found


def _alternative(problem: MatchProblem, network: Network, mentor: int, changed: NDArray[np.int64]) -> Alternative:
    """The exchange of these pairs: those made are undone, the others made."""
    gone = network.made[changed]
    positions = network.kept[changed]
    cost = fsum(np.where(gone, problem.fit[positions], -problem.fit[positions]))
    had = np.bincount(problem.mentee[network.chosen], minlength=problem.mentees)
    change = np.bincount(problem.mentee[positions], weights=np.where(gone, -1, 1), minlength=problem.mentees)
    displaced = np.flatnonzero((had > 0) & (had + change == 0))
    return Alternative(mentor, cost, tuple(displaced.tolist()))


def _by_solving_again(result: MatchResult, i: int, k: int) -> list[Alternative]:
    problem = result.problem
    had = set(problem.mentee.tolist()) - set(result.unplaced.tolist())
    current = {int(mentor) for mentee, mentor in result.pairs if mentee == i}
    found = []
    for mentor in problem.mentor[problem.mentee == i].tolist():
        if mentor in current:
            continue
        try:
            other = result.solve_again(problem.with_locks([*problem.locks.tolist(), (i, mentor)]))
        except Infeasible:
            continue
        displaced = tuple(sorted(had & set(other.unplaced.tolist())))
        found.append(([-aim for aim in other.aims], Alternative(mentor, fsum((result.total, -other.total)), displaced)))
    return [alternative for _, alternative in sorted(found, key=lambda entry: (entry[0], entry[1].mentor))[:k]]


def why_unplaced(problem: MatchProblem, result: MatchResult, i: int) -> Reason:
    """Why mentee i has no mentor, as data.

    Returns
    -------
    Reason
        With ``subject["mentee"] == i`` and `kind` one of

        - ``"no_allowed_pair"``: nobody is possible for her at all;
        - ``"mentors_take_nobody"``: those who are possible have capacity 0;
        - ``"mentors_full"``: all who are possible are full, and making room would leave somebody else with nobody.
          ``values["mentors"]`` maps each mentor to the mentees they have;
        - ``"lost_by_total"``: she could have a mentor with nobody left out for it, but the total would be smaller.

        For the last two, ``values["mentor"]``, ``["cost"]`` and ``["displaced"]`` tell the cheapest way to place her
        (absent when locks and minima leave none).

    Raises
    ------
    InvalidProblem
        When she does have a mentor, or does not exist.

    Examples
    --------
    >>> problem = MatchProblem(2, 1, mentee=[0, 1], mentor=[0, 0], fit=[0.75, 0.5])
    >>> reason = why_unplaced(problem, solve(problem), 1)
    >>> reason.kind, reason.values["mentors"], reason.values["cost"], reason.values["displaced"]
    ('mentors_full', {0: (0,)}, 0.25, (0,))
    """
    if not 0 <= i < problem.mentees:
        raise InvalidProblem("i", None, f"must be between 0 and {problem.mentees - 1}")
    if i not in result.unplaced:
        raise InvalidProblem("i", None, f"mentee {i} has a mentor")
    subject = {"mentee": i}
    possible = problem.mentor[problem.mentee == i]
    if len(possible) == 0:
        return Reason("no_allowed_pair", 0.0, subject)
    if (problem.capacity[possible] == 0).all():
        return Reason("mentors_take_nobody", 0.0, subject, {"mentors": tuple(possible.tolist())})
    with_whom = {int(mentor): tuple(result.pairs[result.pairs[:, 1] == mentor, 0].tolist()) for mentor in possible}
    ways = result.alternatives(i, len(possible))
    harmless = [way for way in ways if not way.displaced]
    told: dict[str, Any] = {}
    if ways:
        best = (harmless or ways)[0]
        told = {"mentor": best.mentor, "cost": best.cost, "displaced": best.displaced}
    return Reason("lost_by_total" if harmless else "mentors_full", 0.0, subject, {"mentors": with_whom, **told})
