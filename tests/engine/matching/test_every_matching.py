"""The solver and the verifier against all matchings of small problems, looked at one by one."""

from __future__ import annotations

from math import inf

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.matching.brute import Everything
from engine.matching.strategies import prefers, with_views
from reciproca_engine.matching import Infeasible, solve, verify

some = settings(max_examples=60, deadline=None, derandomize=True)
prices = st.sampled_from([0.0, 0.125, 0.3, 1.0, 5.0])


def solved(problem, **options):
    try:
        return solve(problem, **options)
    except Infeasible:
        assert Everything(problem).matchings == []
        assume(False)


@some
@given(with_views(), prefers)
def test_no_matching_is_better(problem, prefer):
    result = solved(problem, prefer=prefer)

    assert result.aims == pytest.approx(Everything(problem).best(prefer), abs=1e-8)


@some
@given(with_views())
def test_no_floor_is_higher_and_no_total_above_it(problem):
    """Also with several mentors for a mentee: then the value of a mentee is the sum over her mentors."""
    every = Everything(problem)
    result = solved(problem, floor=True)

    report = verify(problem, result)

    assert result.aims == pytest.approx(every.best("participation", floor=True), abs=1e-8)
    assert report.feasible
    assert result.worst_bound == pytest.approx(result.worst, abs=1e-8)
    assert result.upper_bound == pytest.approx(result.total, abs=1e-8)
    assert report.upper_bound >= result.total - 1e-9


@some
@given(with_views(), prefers, prices)
def test_no_total_less_the_price_of_blocking_pairs_is_larger(problem, prefer, price):
    every = Everything(problem)
    result = solved(problem, prefer=prefer, stability=price)
    best = every.best(prefer, price=price)

    report = verify(problem, result)

    reached = result.aims if prefer == "participation" or price == 0 else result.aims[:1]
    assert reached == pytest.approx(best[: len(reached)], abs=1e-8)
    assert report.feasible
    assert report.blocking_pairs.tolist() == [
        list(pair) for pair in every.blocking(list(map(tuple, result.pairs.tolist())))
    ]
    assert result.value == pytest.approx(result.total - price * len(report.blocking_pairs), abs=1e-9)
    assert result.upper_bound == pytest.approx(result.value, abs=1e-8)
    assert report.upper_bound >= result.value - 1e-9


@some
@given(with_views(), prices)
def test_floor_and_price_together(problem, price):
    result = solved(problem, floor=True, stability=price)

    assert result.aims == pytest.approx(Everything(problem).best("participation", floor=True, price=price), abs=1e-8)


@some
@given(with_views(minima=False, locks=False), prefers, st.integers(0, 3))
def test_infinite_price_leaves_no_blocking_pair(problem, prefer, seed):
    every = Everything(problem)
    stable = [pairs for pairs in every.matchings if not every.blocking(pairs)]

    result = solve(problem, prefer, stability=inf, seed=seed)

    assert verify(problem, result).feasible
    assert len(verify(problem, result).blocking_pairs) == 0
    assert result.value == result.total
    assert result.upper_bound >= max(map(every.total, stable)) - 1e-9
    assert len(result.pairs) * 2 >= max(map(len, stable))


@some
@given(with_views(), prefers, prices, st.booleans())
def test_what_is_called_optimal_is_optimal(problem, prefer, price, floor):
    floor = floor and prefer == "participation"
    result = solved(problem, prefer=prefer, stability=price, floor=floor)
    every = Everything(problem)
    best = every.best(prefer, floor=floor, price=price)

    for pairs in every.matchings[:40]:
        report = verify(problem, _claimed(result, problem, pairs))
        assert report.feasible
        assert report.total == pytest.approx(every.total(pairs), abs=1e-9)
        if report.optimal:
            value = round(every.value(pairs, price), 9)
            placed, worst = every.placed(pairs), (round(every.worst(pairs), 9),) if floor else ()
            reached = (value,) if prefer == "fit" else (placed, len(pairs), *worst, value)
            assert reached == pytest.approx(best[: len(reached)], rel=1e-6, abs=1e-6)


def _claimed(result, problem, pairs):
    from dataclasses import replace

    import numpy as np

    total = float(problem.fit[problem.position_of(np.array(sorted(pairs)).reshape(-1, 2))].sum()) if pairs else 0.0
    return replace(result, pairs=np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2), total=total)
