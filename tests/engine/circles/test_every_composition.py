"""Beside every composition of a few people: no bound is too low, no refusal is wrong, nothing better is missed."""

from __future__ import annotations

import pytest
from hypothesis import assume, given

from engine.circles.brute import Everything
from engine.circles.strategies import SLOTS, questions, thorough
from reciproca_engine.circles import Infeasible, compose, verify
from reciproca_engine.explain import total


@thorough
@given(questions())
def test_every_circle_is_the_best_and_its_bound_is_true(question):
    fit, rules = question
    everything = Everything(fit, **rules)
    assume(everything.all)

    circles = compose(fit, **rules)

    report = verify(fit, circles, **rules)
    fewest, best = everything.best()
    assert report.feasible
    assert (circles.moves, report.moves) == (fewest, fewest)
    assert circles.fewest_moves <= fewest
    assert circles.total == pytest.approx(best, abs=1e-9)
    assert min(circles.upper_bound, report.upper_bound) >= best - 1e-9
    assert circles.upper_bound == pytest.approx(report.upper_bound, rel=1e-6, abs=1e-6)


@thorough
@given(questions(previous=False))
def test_the_reasons_add_up_to_the_total(question):
    fit, rules = question
    assume(Everything(fit, **rules).all)

    circles = compose(fit, **rules)

    assert total(reason for each in circles.reasons.values() for reason in each) == circles.total
    assert sorted(circles.reasons) == sorted(set(circles.circle.tolist()))


@thorough
@given(questions(previous=False))
def test_what_is_refused_cannot_be_and_each_constraint_named_is_needed(question):
    fit, rules = question
    assume(not Everything(fit, **rules).all)

    with pytest.raises(Infeasible) as refusal:
        compose(fit, **rules)

    conflict = refusal.value.conflict
    assert not with_only(conflict, fit, rules).all
    for left_out in range(len(conflict)):
        assert with_only(conflict[:left_out] + conflict[left_out + 1 :], fit, rules).all


def with_only(conflict, fit, rules):
    """The compositions of the same people when only these constraints hold."""
    kinds = {constraint["kind"] for constraint in conflict}
    least = rules["sizes"][0] if "least" in kinds else 1
    most = rules["sizes"][1] if "most" in kinds else len(fit)
    bound = {constraint["person"] for constraint in conflict if constraint["kind"] == "slots"}
    return Everything(
        fit,
        (least, most),
        slots=[rules["slots"][i] if i in bound else SLOTS for i in range(len(fit))] if bound else None,
        apart=[constraint["people"] for constraint in conflict if constraint["kind"] == "apart"],
        together=[constraint["people"] for constraint in conflict if constraint["kind"] == "together"],
    )
