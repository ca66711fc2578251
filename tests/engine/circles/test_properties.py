"""What must be true of every composition, whatever the people."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import sparse

from engine.circles.brute import Everything
from engine.circles.strategies import questions, thorough
from reciproca_engine.circles import Attribute, Infeasible, compose, verify


def same(one, other):
    return (one.circle == other.circle).all() and (one.total, one.upper_bound) == (other.total, other.upper_bound)


@thorough
@given(questions())
def test_the_same_question_gives_the_same_bytes(question):
    fit, rules = question
    assume(Everything(fit, **rules).all)

    assert same(compose(fit, **rules), compose(fit, **rules))


@thorough
@given(questions(), st.randoms(use_true_random=False))
def test_the_order_of_rules_changes_nothing(question, chance):
    fit, rules = question
    assume(Everything(fit, **rules).all)
    turned = {name: [list(reversed(pair)) for pair in rules[name]] for name in ("apart", "together")}
    for pairs in turned.values():
        chance.shuffle(pairs)
        pairs += pairs[:1]
    if rules["slots"] is not None:
        turned["slots"] = [list(reversed(row)) for row in rules["slots"]]

    assert same(compose(fit, **rules), compose(fit, **rules | turned))


@thorough
@given(questions())
def test_which_way_the_fit_is_written_changes_nothing(question):
    """Only what two people are worth to one another counts, and nobody is worth anything to herself."""
    fit, rules = question
    assume(Everything(fit, **rules).all)
    fit = np.array(fit)
    mutual = fit / 2 + fit.T / 2
    np.fill_diagonal(mutual, 7.0)

    assert same(compose(fit, **rules), compose(mutual, **rules))
    assert same(compose(fit, **rules), compose(fit.T, **rules))
    assert same(compose(fit, **rules), compose(sparse.coo_array(fit), **rules))


@thorough
@given(questions(previous=False))
def test_the_same_added_to_every_fit_adds_it_for_every_pair(question):
    fit, rules = question
    rules["sizes"] = (rules["sizes"][0],) * 2
    assume(Everything(fit, **rules).all)
    pairs = len(fit) * (rules["sizes"][0] - 1) / 2

    plain, lifted = compose(fit, **rules), compose(np.array(fit) + 1.0, **rules)

    assert lifted.total == pytest.approx(plain.total + pairs)


@thorough
@given(questions(previous=False), st.integers(0, 5))
def test_a_rule_more_never_raises_the_total(question, person):
    fit, rules = question
    everything = Everything(fit, **rules)
    assume(everything.all and len(fit) > 1)
    plain = compose(fit, **rules)
    other = (person + 1) % len(fit)
    more = rules | {"apart": [*rules["apart"], (person % len(fit), other)] if person % len(fit) != other else []}
    assume(Everything(fit, **more).all)

    assert compose(fit, **more).total <= plain.total + 1e-9


@thorough
@given(questions(previous=False))
def test_what_has_been_composed_can_stay_as_it_is(question):
    fit, rules = question
    assume(Everything(fit, **rules).all)
    first = compose(fit, **rules)

    again = compose(np.zeros_like(fit), **rules | {"previous": first.circle})

    assert (again.moves, again.fewest_moves, again.circle.tolist()) == (0, 0, first.circle.tolist())


@thorough
@given(questions(previous=False, rules=False))
def test_the_bound_is_no_higher_than_half_of_each_best_partners(question):
    """The bound of ENGINE's recommendation: half the sum, over people, of their best partners."""
    fit, rules = question
    rules["sizes"] = (rules["sizes"][0],) * 2
    assume(Everything(fit, **rules).all)
    mutual = np.array(fit) / 2 + np.array(fit).T / 2
    np.fill_diagonal(mutual, -np.inf)
    best = -np.sort(-mutual, axis=1)[:, : rules["sizes"][0] - 1]

    assert compose(fit, **rules).upper_bound <= best.sum() / 2 + 1e-6


@pytest.mark.parametrize("seed", [0, 1, -5, 2**40])
def test_a_programme_with_every_rule(seed):
    """Far too many people to look at every composition: feasible, with a true account of itself."""
    chance = np.random.default_rng(abs(seed))
    people = 90
    traits = chance.normal(size=(people, 5))
    fit = 1 / (1 + np.exp(-traits @ traits.T))
    slots = chance.random((people, 70)) < 0.2
    slots[60], slots[[61, 80]] = slots[2], slots[7]
    rules = {
        "sizes": (5, 7),
        "attributes": {
            "talks": Attribute(chance.random(people), 0.5),
            "department": Attribute(chance.integers(0, 6, people), 0.3),
            "topics": Attribute([set(chance.integers(0, 15, 3).tolist()) for _ in range(people)], 0.3, "common"),
        },
        "slots": slots,
        "apart": [sorted(chance.choice(people, 2, replace=False).tolist()) for _ in range(150)],
        "together": [(2, 60), (7, 61), (61, 80)],
    }

    circles = compose(fit, **rules, seed=seed)

    report = verify(fit, circles, **rules)
    assert report.feasible
    assert report.total == pytest.approx(circles.total)
    assert report.upper_bound == pytest.approx(circles.upper_bound, rel=1e-6)
    assert 0 <= circles.gap < 0.35


def test_after_dropouts_nobody_moves_without_need():
    chance = np.random.default_rng(5)
    fit = chance.random((120, 120))
    first = compose(fit, sizes=(5, 8))
    remain = np.sort(chance.choice(120, 95, replace=False))
    fit = fit[np.ix_(remain, remain)]
    rules = {"sizes": (5, 8), "previous": first.circle[remain], "apart": [(0, 1), (5, 9), (20, 44)]}

    again = compose(fit, **rules)

    report = verify(fit, again, **rules)
    assert report.feasible
    assert again.moves == report.moves == again.fewest_moves
    assert report.upper_bound == pytest.approx(again.upper_bound, rel=1e-6)


def test_a_hard_question_gets_circles_or_a_reason():
    chance = np.random.default_rng(0)
    slots = chance.random((40, 16)) < 0.16
    slots[np.arange(40), chance.integers(0, 16, 40)] = True

    result = answer(np.ones((40, 40)), sizes=(5, 5), slots=slots)

    if isinstance(result, Infeasible):
        assert result.conflict
    else:
        assert verify(np.ones((40, 40)), result, sizes=(5, 5), slots=slots).feasible


def answer(fit, **rules):
    try:
        return compose(fit, **rules)
    except Infeasible as refusal:
        return refusal
