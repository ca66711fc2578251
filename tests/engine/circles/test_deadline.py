"""The best within some seconds: feasible, with a gap that is true."""

from __future__ import annotations

from time import monotonic

import numpy as np
import pytest

from reciproca_engine.circles import compose, verify


@pytest.mark.parametrize("seconds", [0, 0.05, 0.4])
def test_cut_short_it_is_still_feasible_and_its_gap_true(seconds):
    chance = np.random.default_rng(2)
    fit = chance.random((150, 150))
    rules = {"sizes": (5, 7), "apart": [(0, 1), (3, 9)], "slots": chance.random((150, 6)) < 0.7}
    compose(fit[:20, :20], sizes=(5, 7))  # compiles

    began = monotonic()
    circles = compose(fit, **rules, deadline=seconds)

    assert monotonic() - began < seconds + 5
    report = verify(fit, circles, **rules)
    assert report.feasible
    assert circles.total <= report.upper_bound
    assert report.upper_bound == pytest.approx(circles.upper_bound, rel=1e-6)
