"""Lists beside every list there could be."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.suggestions.strategies import candidates, people, thorough
from reciproca_engine import suggestions
from reciproca_engine.exceptions import InvalidProblem
from reciproca_engine.explain import total

budgets = st.lists(st.integers(0, 3), min_size=5, max_size=5)


def rows_of(found):
    return list(zip(found.person.tolist(), found.kind.tolist(), found.other.tolist(), strict=True))


def usable(rows, never=()):
    """The best row for each two, as (person, kind, other, score)."""
    best = {}
    for row in range(len(rows)):
        pair = int(rows.person[row]), int(rows.other[row])
        score = float(rows.score[row])
        if score > 0 and pair not in never and score > best.get(pair, (0, 0.0))[1]:
            best[pair] = int(rows.kind[row]), score
    kinds_at = {}
    for row in range(len(rows)):  # of equal ones the first kind
        pair = int(rows.person[row]), int(rows.other[row])
        if pair in best and float(rows.score[row]) == best[pair][1]:
            kinds_at[pair] = min(kinds_at.get(pair, 9), int(rows.kind[row]))
    return [(person, kinds_at[person, other], other, score) for (person, other), (_, score) in best.items()]


def lists_of(rows, person, most):
    """Every list that one person may have."""
    hers = [row for row in rows if row[0] == person]
    several = len({row[1] for row in hers}) > 1
    for length in range(min(most, len(hers)) + 1):
        for some in combinations(hers, length):
            kinds = [row[1] for row in some]
            if not several or most == 1 or max((kinds.count(kind) for kind in kinds), default=0) <= most - 1:
                yield some


def best_sum(rows, most, budget):
    best = 0.0
    for lists in product(*(list(lists_of(rows, person, most)) for person in range(5))):
        named = [row[2] for some in lists for row in some]
        if all(named.count(other) <= budget[other] for other in set(named)):
            best = max(best, sum(row[3] for some in lists for row in some))
    return best


@thorough
@given(candidates(), st.integers(1, 3), budgets)
def test_lists_are_the_best_within_their_limits(rows, most, budget):
    found = suggestions.for_everyone(rows, most=most, budget=budget, people=5)

    best = best_sum(usable(rows), most, budget)
    assert found.total <= best + 1e-9
    assert found.total >= best - 1e-3 * 15  # fifteen places at most, each a thousandth of the largest score
    assert found.upper_bound >= best - 1e-9
    assert found.total == pytest.approx(found.chosen.score.sum())
    for person in range(5):
        hers = [row for row in usable(rows) if row[0] == person]
        mine = found.of(person)
        kinds = mine.kind.tolist()
        assert len(mine) <= most
        assert len({row[1] for row in hers}) < 2 or most == 1 or all(kinds.count(kind) < most for kind in kinds)
        assert {(p, k, o) for p, k, o in rows_of(mine)} <= {row[:3] for row in hers}
        assert mine.score.tolist() == sorted(mine.score.tolist(), reverse=True)


@thorough
@given(candidates(), st.integers(1, 3), budgets)
def test_nobody_is_named_more_often_than_they_can_answer(rows, most, budget):
    found = suggestions.for_everyone(rows, most=most, budget=budget, people=5)
    assert (found.exposure <= budget).all()
    assert found.exposure.tolist() == np.bincount(found.chosen.other, minlength=5).tolist()


@thorough
@given(candidates(), st.integers(1, 3))
def test_without_limits_everybody_has_their_own_best_list(rows, most):
    together = suggestions.for_everyone(rows, most=most, budget=20, people=5)
    for person in range(5):
        alone = suggestions.for_person(rows, person, most=most)
        assert together.of(person).score.sum() == pytest.approx(alone.score.sum())
        assert alone.score.sum() == pytest.approx(
            max(sum(row[3] for row in some) for some in lists_of(usable(rows), person, most))
        )


@thorough
@given(candidates(), st.randoms(use_true_random=False))
def test_order_of_rows_changes_nothing(rows, chance):
    order = list(range(len(rows)))
    chance.shuffle(order)
    one, other = (
        suggestions.for_everyone(some, budget=1, people=5)
        for some in (rows, rows.take(np.array(order, dtype=np.int64)))
    )
    assert rows_of(one.chosen) == rows_of(other.chosen)
    assert one.upper_bound == other.upper_bound


@thorough
@given(candidates(), st.lists(st.tuples(people, people), max_size=4), people)
def test_who_is_never_to_be_suggested_is_not(rows, never, person):
    assert not {(p, o) for p, _, o in rows_of(suggestions.for_everyone(rows, never=never, people=5).chosen)} & set(
        never
    )
    assert not {(p, o) for p, _, o in rows_of(suggestions.for_person(rows, person, never=never))} & set(never)


@thorough
@given(candidates())
def test_an_unrelated_person_changes_no_list(rows):
    with_others = suggestions.joined([rows, suggestions.meet([10, 11], [11, 12], [0.9, 0.1])])
    before, after = suggestions.for_everyone(rows, budget=1), suggestions.for_everyone(with_others, budget=1)
    assert rows_of(before.chosen) == [row for row in rows_of(after.chosen) if row[0] < 10]


@thorough
@given(candidates())
def test_reasons_add_up_to_the_score(rows):
    for row in range(len(rows)):
        assert total(rows.reasons(row)) == pytest.approx(float(rows.score[row]))


def test_who_is_in_as_many_lists_as_they_may_be_is_not_suggested():
    rows = suggestions.meet([0, 0], [1, 2], [0.9, 0.5])
    assert suggestions.for_person(rows, 0, budget=2, exposure=[0, 2, 1]).other.tolist() == [2]


def test_somebody_everybody_wants_is_shared_out_and_the_rest_is_spread():
    rng = np.random.default_rng(3)
    person = np.repeat(np.arange(200), 8)
    other = np.where(rng.random(1600) < 0.5, rng.integers(0, 6, 1600), rng.integers(0, 200, 1600))
    rows = suggestions.meet(person, other, np.where(other < 6, 0.9, 0.4) * (0.5 + rng.random(1600) / 2))
    spread, free = (suggestions.for_everyone(rows, budget=budget) for budget in (5, 200))
    assert free.exposure[:6].min() > 30
    assert spread.exposure.max() == 5
    assert spread.gap < 1e-3
    assert spread.total < free.total


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        ({"most": 0}, "most: must be a whole number, at least 1"),
        ({"budget": -1}, "budget: must be a whole number ≥ 0, or 3 of them"),
        ({"budget": [1]}, "budget: must be a whole number ≥ 0, or 3 of them"),
        ({"precision": 0}, "precision: must be greater than 0"),
    ],
)
def test_what_is_wrong_is_named(arguments, refusal):
    with pytest.raises(InvalidProblem) as refused:
        suggestions.for_everyone(suggestions.meet([0], [2], [0.5]), **arguments)
    assert str(refused.value) == refusal


def test_nobody_has_nothing():
    found = suggestions.for_everyone([])
    assert (len(found.chosen), found.total, found.gap, found.exposure.tolist()) == (0, 0, 0, [])
    assert len(suggestions.for_person([], 4)) == 0
