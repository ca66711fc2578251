"""The verifier must see through every wrong result: each test spoils a good one in one way."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from engine.matching.strategies import prefers, problems, thorough
from reciproca_engine import matching
from reciproca_engine.matching import Infeasible, MatchProblem, solve, verify


@pytest.fixture(params=["participation", "fit"])
def prefer(request):
    return request.param


@pytest.fixture
def problem():
    rng = np.random.default_rng(3)
    mentee, mentor = np.divmod(np.arange(8 * 5), 5)
    kept = rng.random(40) < 0.6
    return MatchProblem(8, 5, mentee[kept], mentor[kept], rng.random(40)[kept], capacity=2, locks=[(4, 3)])


@pytest.fixture
def result(problem, prefer):
    return solve(problem, prefer)


def test_verify_accepts_the_optimum(problem, result):
    report = verify(problem, result)

    assert (report.feasible, report.optimal) == (True, True)
    assert report.total == pytest.approx(result.total)
    assert report.upper_bound == pytest.approx(result.total)


def test_verify_sees_a_pair_left_out(problem, result):
    report = verify(problem, replace(result, pairs=result.pairs[1:]))

    assert not report.optimal


def test_verify_sees_a_pair_given_twice(problem, result):
    assert not verify(problem, replace(result, pairs=np.vstack([result.pairs, result.pairs[:1]]))).feasible


@pytest.mark.parametrize("pair", [(0, 99), (99, 0), (-1, 0), (0, -1), (1, 6)])
def test_verify_sees_a_pair_of_nobody(problem, result, pair):
    assert not verify(problem, replace(result, pairs=np.vstack([result.pairs, pair]))).feasible


def test_verify_sees_a_pair_that_is_not_allowed(problem, result):
    allowed = set(zip(problem.mentee.tolist(), problem.mentor.tolist(), strict=True))
    forbidden = next((i, j) for i in range(8) for j in range(5) if (i, j) not in allowed)
    others = result.pairs[result.pairs[:, 0] != forbidden[0]]

    assert not verify(problem, replace(result, pairs=np.vstack([others, forbidden]))).feasible


def test_verify_sees_a_full_mentor_overfilled(problem, result):
    tighter = replace_arguments(problem, capacity=1)

    assert not verify(tighter, result).feasible


def test_verify_sees_a_mentee_with_too_many_mentors(problem, prefer):
    generous = replace_arguments(problem, demand=2)

    assert not verify(problem, solve(generous, prefer)).feasible


def test_verify_sees_a_lock_ignored(problem, prefer):
    free = problem.with_locks([])
    without = solve(free, prefer)
    other = next(
        pair
        for pair in zip(problem.mentee.tolist(), problem.mentor.tolist(), strict=True)
        if list(pair) not in without.pairs.tolist()
    )

    assert verify(free, without).optimal
    assert not verify(free.with_locks([other]), without).feasible


def test_verify_sees_a_minimum_not_reached(problem, prefer):
    capacity = np.array([2, 2, 2, 2, 2])
    result = solve(replace_arguments(problem, capacity=np.array([2, 2, 2, 2, 0]), locks=[]), prefer)

    assert not verify(replace_arguments(problem, capacity=capacity, minimum=[0, 0, 0, 0, 1], locks=[]), result).feasible


def test_verify_sees_a_better_total_claimed(problem, result):
    assert not verify(problem, replace(result, total=result.total + 0.01)).optimal


def test_verify_sees_a_worse_exchange(problem, result):
    """A feasible matching of as many people, but with a smaller total."""
    shuffled = solve(replace_arguments(problem, fit=problem.fit[::-1]), result.prefer)
    assume_worse = problem.fit[problem.position_of(shuffled.pairs)].sum()
    assert assume_worse < result.total - 0.01

    report = verify(problem, replace(shuffled, total=float(assume_worse), prices=result.prices))

    assert report.feasible
    assert not report.optimal


@pytest.mark.parametrize(
    "spoil",
    [
        lambda prices: prices * 0,
        lambda prices: prices + 0.01,
        lambda prices: prices - 0.01,
        lambda prices: prices * np.nan,
        lambda prices: prices[:, :-1],
        lambda prices: prices[1:],
        lambda prices: prices[::-1],
    ],
    ids=["none", "raised", "lowered", "nan", "aim missing", "mentor missing", "exchanged"],
)
def test_verify_believes_no_wrong_prices(problem, result, spoil):
    report = verify(problem, replace(result, prices=spoil(result.prices)))

    assert report.feasible
    assert not report.optimal
    assert report.upper_bound >= result.total - 1e-9


def test_verify_sees_equal_total_with_fewer_pairs():
    """A pair of fit 0 adds nothing to the total, but it is a pair."""
    problem = MatchProblem(2, 2, [0, 1], [0, 1], [1.0, 0.0])
    result = solve(problem, "fit")

    assert verify(problem, result).optimal
    assert not verify(problem, replace(result, pairs=result.pairs[:1])).optimal


def test_verify_sees_total_preferred_to_participation():
    problem = MatchProblem(2, 2, [0, 0, 1], [0, 1, 0], [0.9, 0.1, 0.2])
    greedy = solve(problem, "fit")

    report = verify(problem, replace(greedy, prefer="participation", prices=solve(problem).prices))

    assert greedy.pairs.tolist() == [[0, 0]]
    assert report.feasible
    assert not report.optimal


def test_verify_sees_a_floor_that_could_be_higher():
    problem = MatchProblem(2, 2, [0, 0, 1, 1], [0, 1, 0, 1], [0.875, 0.5, 0.75, 0.375])
    plain, fair = solve(problem), solve(problem, floor=True)

    assert (plain.total, fair.total, fair.worst) == (1.25, 1.25, 0.5)
    assert verify(problem, fair).optimal
    unfair = replace(fair, pairs=np.array([[0, 0], [1, 1]]))
    assert verify(problem, unfair).feasible
    assert not verify(problem, unfair).optimal
    assert not verify(problem, replace(fair, floor_prices=fair.floor_prices * 0)).optimal


@thorough
@given(problems(locks=False, minima=False), prefers, st.data())
def test_no_prices_prove_too_much(problem, prefer, data):
    """Whatever the prices, the bound is never below what can be had, and another matching is never called optimal."""
    result = solve(problem, prefer)
    values = st.integers(-4, 4).map(lambda quarters: quarters / 4)
    rows = st.lists(values, min_size=result.prices.shape[1], max_size=result.prices.shape[1])
    prices = data.draw(st.lists(rows, min_size=problem.mentors, max_size=problem.mentors))

    report = verify(problem, replace(result, prices=np.array(prices)))

    assert report.upper_bound >= result.total - 1e-9


@thorough
@given(problems(), prefers)
def test_blocking_pairs_are_those_of_the_definition(problem, prefer):
    try:
        result = solve(problem, prefer)
    except Infeasible:
        assume(False)
    made = {tuple(pair) for pair in result.pairs.tolist()}
    fit = {(i, j): f for i, j, f in zip(problem.mentee.tolist(), problem.mentor.tolist(), problem.fit, strict=True)}

    expected = []
    for i, j in fit:
        hers = [fit[i, b] for a, b in made if a == i]
        his = [fit[a, j] for a, b in made if b == j]
        she_would = len(hers) < problem.demand[i] or min(hers, default=9) < fit[i, j]
        he_would = len(his) < problem.capacity[j] or min(his, default=9) < fit[i, j]
        if (i, j) not in made and she_would and he_would:
            expected.append([i, j])

    assert verify(problem, result).blocking_pairs.tolist() == expected


def test_blocking_pairs_go_by_the_views_of_each_side():
    """Both mentees would rather have mentor 0; he would rather have mentee 1 than mentee 0, whom the fit gives him."""
    problem = MatchProblem(
        2, 2, [0, 0, 1, 1], [0, 1, 0, 1], [1.0, 0.0, 0.0, 1.0], mentee_view=[2, 1, 2, 1], mentor_view=[1, 1, 2, 1]
    )

    assert verify(problem, solve(problem)).blocking_pairs.tolist() == [[1, 0]]


def test_verifier_shares_no_line_with_the_solver():
    folder = Path(matching.__file__).parent
    lines = {
        name: {line.strip() for line in (folder / name).read_text().splitlines() if len(line.strip()) > 30}
        for name in ("verify.py", "solve.py", "kernel.py", "network.py", "search.py", "stable.py")
    }
    imports = re.findall(r"^(?:from|import) .*reciproca.*$", (folder / "verify.py").read_text(), re.MULTILINE)

    assert imports == []
    common = lines.pop("verify.py") & set().union(*lines.values())
    assert {line for line in common if not line.startswith(("from ", ">>>", "@dataclass"))} == set()


def replace_arguments(problem, **changes):
    names = ("mentees", "mentors", "mentee", "mentor", "fit", "capacity", "demand", "minimum", "locks")
    return MatchProblem(**{name: getattr(problem, name) for name in names} | changes)
