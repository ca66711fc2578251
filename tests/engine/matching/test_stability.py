"""A price on blocking pairs, and matchings without any."""

from __future__ import annotations

from dataclasses import replace
from math import inf

import numpy as np
import pytest

from reciproca_engine.matching import MatchProblem, solve, verify


@pytest.fixture
def problem():
    """The largest total gives mentee 1 to mentor 0; but mentee 0 and mentor 0 would rather have each other."""
    return MatchProblem(
        2, 2, [0, 0, 1, 1], [0, 1, 0, 1], [0.5, 0.5, 0.75, 0.5], mentee_view=[2, 1, 1, 2], mentor_view=[2, 1, 1, 2]
    )


def crowd(seed=5, mentees=40, mentors=12, capacity=3):
    chance = np.random.default_rng(seed)
    mentee, mentor = np.divmod(np.arange(mentees * mentors), mentors)
    fit, hers, his = chance.random((3, len(mentee)))
    return MatchProblem(mentees, mentors, mentee, mentor, fit, capacity=capacity, mentee_view=hers, mentor_view=his)


def test_a_price_is_paid_as_long_as_it_is_small(problem):
    low, high = solve(problem, stability=0.125), solve(problem, stability=0.5)

    assert (low.pairs.tolist(), low.total, low.value) == ([[0, 1], [1, 0]], 1.25, 1.0)
    assert (high.pairs.tolist(), high.total, high.value) == ([[0, 0], [1, 1]], 1.0, 1.0)
    assert (len(verify(problem, low).blocking_pairs), len(verify(problem, high).blocking_pairs)) == (2, 0)


def test_locks_may_leave_no_stable_matching(problem):
    result = solve(problem.with_locks([(0, 1)]), stability=inf)

    report = verify(result.problem, result)
    assert report.feasible
    assert report.blocking_pairs.tolist() == [[0, 0], [1, 1]]
    assert (result.value, report.optimal) == (-inf, False)


def test_stable_matchings_may_leave_people_out():
    """The only two who want each other leave two who could have had somebody."""
    problem = MatchProblem(2, 2, [0, 0, 1], [0, 1, 0], [1.0, 0.5, 0.5])

    assert solve(problem, stability=inf).pairs.tolist() == [[0, 0]]
    assert solve(problem).placed == 2


def test_more_is_not_blocking_than_without_a_price():
    problem = crowd()

    free, priced = solve(problem), solve(problem, stability=0.05)

    before, after = (len(verify(problem, result).blocking_pairs) for result in (free, priced))
    assert priced.placed == free.placed
    assert after < before
    assert priced.value > free.total - 0.05 * before
    assert priced.value <= priced.upper_bound <= free.total + 1e-9


def test_the_same_seed_gives_the_same_bytes():
    problem = crowd(mentees=15, mentors=5)

    for price in (0.05, inf):
        first, again = solve(problem, stability=price, seed=3), solve(problem, stability=price, seed=3)
        assert first.pairs.tobytes() == again.pairs.tobytes()
        assert first.prices.tobytes() == again.prices.tobytes()


def test_order_of_rows_changes_nothing():
    problem = crowd(mentees=12, mentors=5)
    order = np.random.default_rng(0).permutation(len(problem.fit))
    columns = {
        name: getattr(problem, name)[order] for name in ("mentee", "mentor", "fit", "mentee_view", "mentor_view")
    }

    shuffled = MatchProblem(12, 5, **columns, capacity=3)

    for price in (0.05, inf):
        assert solve(shuffled, stability=price).pairs.tobytes() == solve(problem, stability=price).pairs.tobytes()


@pytest.mark.parametrize("spoil", [lambda shares: shares * 2 + 9, lambda shares: -shares, lambda shares: shares[1:]])
def test_verify_believes_no_wrong_shares(problem, spoil):
    result = solve(problem, stability=0.5)

    report = verify(problem, replace(result, blocking_prices=spoil(result.blocking_prices + 0.25)))

    assert report.upper_bound >= result.value


def test_blocking_pairs_hidden_from_the_value_are_seen(problem):
    result = solve(problem, stability=0.5)
    other = solve(problem)

    claimed = replace(other, stability=0.5, prices=result.prices, blocking_prices=result.blocking_prices)

    assert not verify(problem, claimed).optimal


def test_alternatives_are_those_of_solving_again(problem):
    result = solve(problem, stability=0.5)

    assert [(way.mentor, way.cost, way.displaced) for way in result.alternatives(0)] == [(1, -0.25, ())]
