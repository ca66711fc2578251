"""After each change, the edited problem is at the best matching there is, as if it had been solved from the start."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.matching.strategies import decimals, prefers, problems, reals
from reciproca_engine.matching import Infeasible, InvalidProblem, MatchProblem, solve, verify

OPTIONS = st.sampled_from([{}] * 6 + [{"stability": 0.25}, {"floor": True}])
EDITS = ["add_mentee", "remove_mentee", "add_mentor", "remove_mentor", "lock", "unlock", "block", "set_capacity"]


def draw_arguments(data, edit, name):
    """Arguments of an edit that have a meaning, or None."""
    problem = edit.problem
    people = {"mentee": problem.mentees, "mentor": problem.mentors}
    pairs = np.column_stack([problem.mentee, problem.mentor]).tolist()
    locks = problem.locks.tolist()
    if name.startswith("add_"):
        other = "mentor" if name == "add_mentee" else "mentee"
        others = data.draw(st.lists(st.integers(0, people[other] - 1), unique=True, max_size=4))
        fit = data.draw(st.lists(st.one_of(decimals, reals), min_size=len(others), max_size=len(others)))
        if name == "add_mentee":
            return others, fit, data.draw(st.integers(1, 3))
        capacity = data.draw(st.integers(0, 3))
        return others, fit, capacity, data.draw(st.integers(0, min(1, capacity)))
    if name.startswith("remove_"):
        return (data.draw(st.integers(0, people[name.removeprefix("remove_")] - 1)),)
    if name == "set_capacity":
        mentor = data.draw(st.integers(0, problem.mentors - 1))
        return mentor, data.draw(st.integers(int(problem.minimum[mentor]), 4))
    choices = {"lock": pairs, "unlock": locks, "block": [pair for pair in pairs if pair not in locks]}[name]
    return tuple(data.draw(st.sampled_from(choices))) if choices else None


def as_set(pairs):
    return {tuple(pair) for pair in pairs.tolist()}


@settings(max_examples=120, deadline=None, derandomize=True)
@given(problems(), prefers, OPTIONS, st.data())
def test_any_sequence_of_edits_equals_solving_from_the_start(problem, prefer, options, data):
    prefer = "participation" if options else prefer
    try:
        edit = solve(problem, prefer, **options).edit()
    except Infeasible:
        return

    for name in data.draw(st.lists(st.sampled_from(EDITS), min_size=1, max_size=7)):
        before, arguments = edit.result(), draw_arguments(data, edit, name)
        if arguments is None:
            continue
        try:
            total, gone, new = getattr(edit, name)(*arguments)
        except Infeasible:
            assert edit.result().aims == before.aims
            assert edit.problem.mentees == before.problem.mentees
            continue
        after, batch = edit.result(), solve(edit.problem, prefer, **options)
        report = verify(edit.problem, after)
        assert report.feasible
        assert report.optimal or options
        assert after.aims == pytest.approx(batch.aims, abs=1e-8)
        assert total == pytest.approx(after.total - before.total, abs=1e-9)
        assert as_set(gone) == as_set(before.pairs) - as_set(after.pairs)
        assert as_set(new) == as_set(after.pairs) - as_set(before.pairs)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(problems(), prefers, st.data())
def test_alternatives_after_edits_cost_what_solving_again_costs(problem, prefer, data):
    try:
        edit = solve(problem, prefer).edit()
    except Infeasible:
        return
    for name in data.draw(st.lists(st.sampled_from(EDITS), min_size=1, max_size=4)):
        arguments = draw_arguments(data, edit, name)
        try:
            if arguments is not None:
                getattr(edit, name)(*arguments)
        except Infeasible:
            continue

    result = edit.result()

    for mentor, cost, _displaced in result.alternatives(0, 99):
        again = solve(result.problem.with_locks([*result.problem.locks.tolist(), (0, mentor)]), prefer)
        assert cost == pytest.approx(result.total - again.total, abs=1e-8)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(problems(minima=False, locks=False), prefers, st.data())
def test_what_is_undone_has_never_been(problem, prefer, data):
    result = solve(problem, prefer)
    edit = result.edit()
    others = data.draw(st.lists(st.integers(0, problem.mentors - 1), unique=True))
    added = edit.add_mentee(others, [0.5] * len(others))
    removed = edit.remove_mentee(added)

    assert edit.result().aims == pytest.approx(result.aims, abs=1e-9)
    assert added.total + removed.total == pytest.approx(0, abs=1e-9)
    if len(problem.fit):
        pair = int(problem.mentee[0]), int(problem.mentor[0])
        try:
            locked = edit.lock(*pair)
        except Infeasible:
            return
        unlocked = edit.unlock(*pair)
        assert locked.total + unlocked.total == pytest.approx(0, abs=1e-9)
        assert edit.result().aims == pytest.approx(result.aims, abs=1e-9)


@pytest.fixture
def edit():
    problem = MatchProblem(3, 2, [0, 0, 1, 1, 2], [0, 1, 0, 1, 0], [0.75, 0.5, 0.5, 0.375, 0.25], capacity=[2, 1])
    return solve(problem).edit()


def test_the_result_edited_stays_as_it_is():
    result = solve(MatchProblem(2, 1, [0, 1], [0, 0], [0.5, 0.75]))
    edit = result.edit()

    edit.remove_mentee(1)

    assert result.pairs.tolist() == [[1, 0]]
    assert edit.result().pairs.tolist() == [[0, 0]]
    assert edit.result().problem.mentees == 2


def test_new_people_get_the_next_index(edit):
    added, mentor = edit.add_mentee([1], [0.5]), edit.add_mentor([0, 3], [0.25, 0.5])

    assert (added.index, mentor.index) == (3, 2)
    assert [10, 20, 30, 40][added] == 40
    with pytest.raises(TypeError):
        edit.set_capacity(0, 2).__index__()
    assert edit.result().placed == 4


def test_locks_that_exceed_a_limit_are_refused(edit):
    edit.lock(1, 1)

    with pytest.raises(Infeasible) as refusal:
        edit.lock(0, 1)
    assert refusal.value.conflict == (
        {"kind": "capacity", "mentor": 1, "value": 1},
        {"kind": "lock", "mentee": 0, "mentor": 1},
        {"kind": "lock", "mentee": 1, "mentor": 1},
    )
    with pytest.raises(Infeasible) as refusal:
        edit.lock(1, 0)
    assert refusal.value.conflict[0] == {"kind": "demand", "mentee": 1, "value": 1}
    with pytest.raises(Infeasible):
        edit.set_capacity(1, 0)
    assert edit.result().problem.locks.tolist() == [[1, 1]]


def test_a_minimum_that_nobody_is_left_for_is_refused():
    edit = solve(MatchProblem(2, 1, [0, 1], [0, 0], [0.5, 0.75], capacity=2, minimum=2)).edit()
    before = edit.result()

    for act in (lambda: edit.remove_mentee(0), lambda: edit.block(1, 0), lambda: edit.add_mentor([0], [1.0], 1, 1)):
        with pytest.raises(Infeasible) as refusal:
            act()
        assert refusal.value.conflict[0]["kind"] == "minimum"
        assert edit.result().pairs.tolist() == before.pairs.tolist()
        assert edit.problem.mentors == 1
    edit.remove_mentor(0)
    assert len(edit.result().pairs) == 0


@pytest.mark.parametrize(
    ("name", "arguments", "array"),
    [
        ("add_mentee", ([0, 0], [0.5, 0.5]), "mentee"),
        ("add_mentee", ([5], [0.5]), "mentor"),
        ("add_mentee", ([0], [-0.5]), "fit"),
        ("add_mentee", ([0], [0.5], 0), "demand"),
        ("add_mentor", ([0], [float("nan")]), "fit"),
        ("add_mentor", ([0], [0.5], -1), "capacity"),
        ("add_mentor", ([0], [0.5], 1, 2), "minimum"),
        ("remove_mentee", (3,), "mentee"),
        ("remove_mentor", (-1,), "mentor"),
        ("set_capacity", (0, -1), "capacity"),
        ("set_capacity", (0, 1.5), "capacity"),
        ("lock", (2, 1), "mentor"),
        ("block", (2, 1), "mentor"),
    ],
)
def test_edits_without_meaning_are_refused(edit, name, arguments, array):
    before = edit.result().pairs.tolist()

    with pytest.raises(InvalidProblem) as refusal:
        getattr(edit, name)(*arguments)

    assert refusal.value.array == array
    assert edit.result().pairs.tolist() == before


def test_a_locked_pair_is_not_blocked(edit):
    edit.lock(0, 0)

    with pytest.raises(InvalidProblem, match="locked"):
        edit.block(0, 0)


def test_what_is_blocked_is_not_allowed_any_more(edit):
    edit.block(0, 0)

    with pytest.raises(InvalidProblem, match="not allowed"):
        edit.lock(0, 0)
    assert edit.result().pairs.tolist() == [[0, 1], [1, 0], [2, 0]]


def test_a_crowd_edited_is_proven():
    chance = np.random.default_rng(4)
    mentee, mentor = np.divmod(np.arange(120 * 30), 30)
    kept = chance.random(len(mentee)) < 0.3
    fit = np.rint(chance.random(kept.sum()) * 1000) / 1000
    edit = solve(MatchProblem(120, 30, mentee[kept], mentor[kept], fit, capacity=3, demand=2)).edit()

    for _ in range(60):
        edit.add_mentee(chance.choice(30, 6, replace=False), chance.random(6))
        edit.set_capacity(int(chance.integers(30)), int(chance.integers(1, 6)))
        edit.remove_mentee(int(chance.integers(edit.problem.mentees)))

    result = edit.result()
    assert verify(edit.problem, result).optimal
    assert result.aims == pytest.approx(solve(edit.problem).aims)
