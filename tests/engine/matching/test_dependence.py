"""The joint chance of two yes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.matching.strategies import thorough
from reciproca_engine.matching.dependence import both_say_yes, dependence_of, gain_through_one

chances = st.floats(0.001, 0.999)
ratios = st.floats(-4, 4).map(np.exp)


@thorough
@given(chances, chances, ratios)
def test_joint_chance_has_the_odds_ratio_asked_for(p, q, ratio):
    both = float(both_say_yes(p, q, ratio))

    assert max(0, p + q - 1) <= both <= min(p, q)
    assert both * (1 - p - q + both) == pytest.approx(ratio * (p - both) * (q - both), rel=1e-6, abs=1e-9)
    assert both == both_say_yes(q, p, ratio)


@thorough
@given(chances, chances, ratios)
def test_gain_is_the_slope(p, q, ratio):
    step = 1e-6
    slope = (both_say_yes(p + step, q, ratio) - both_say_yes(p - step, q, ratio)) / (2 * step)

    assert gain_through_one(p, q, ratio) == pytest.approx(slope, abs=1e-4)


@pytest.mark.parametrize(("p", "q"), [(0.0, 0.5), (1.0, 0.5), (0.0, 0.0), (1.0, 1.0), (0.0, 1.0)])
@pytest.mark.parametrize("ratio", [0.1, 1.0, 10.0])
def test_certainty_leaves_nothing_to_dependence(p, q, ratio):
    assert both_say_yes(p, q, ratio) == pytest.approx(p * q)


def test_few_pairs_say_little():
    half, yes = np.full(2, 0.5), np.ones(2)

    assert dependence_of(half[:0], half[:0], yes[:0], yes[:0]) == 1.0
    assert 1.0 < dependence_of(half, half, yes, yes) < 3.0
