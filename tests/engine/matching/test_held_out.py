"""What learning would have foretold: judged by answers that it has not seen."""

from __future__ import annotations

import numpy as np
import pytest

from engine.matching.test_learning import Planted
from reciproca_engine.matching import fit


def test_an_answer_is_not_seen_by_what_foretells_it():
    world = Planted(20, 20, each=6, spread=1.0)
    turned = world.yes.copy()
    turned[0] = 1 - turned[0]

    before = fit.held_out(world.chooser, world.chosen, world.yes)
    after = fit.held_out(world.chooser, world.chosen, turned)

    assert after.chance[0] == before.chance[0]
    assert after.base[0] == before.base[0]
    assert after.yes[0] != before.yes[0]
    assert (after.chance != before.chance).any()


def test_order_of_the_answers_changes_nothing():
    world = Planted(12, 12, each=5, spread=1.0)
    order = np.random.default_rng(1).permutation(len(world.yes))

    one = fit.held_out(world.chooser, world.chosen, world.yes, {"fact": world.fact})
    other = fit.held_out(world.chooser[order], world.chosen[order], world.yes[order], {"fact": world.fact[order]})

    assert other.chance.tolist() == one.chance[order].tolist()
    assert other.base.tolist() == one.base[order].tolist()


def test_what_can_be_learned_is_gained_and_calibrated():
    world = Planted(60, 60, each=20, spread=1.0)

    seen = fit.held_out(world.chooser, world.chosen, world.yes)

    best = np.log(np.where(world.yes > 0, world.chance, 1 - world.chance)).mean()
    told = np.log(np.where(seen.yes > 0, seen.base, 1 - seen.base)).mean()
    assert 0.6 * (best - told) < seen.gain < best - told
    groups = seen.groups()
    assert [size for size, _, _ in groups] == [800, 800, 800]
    assert [chance for _, chance, _ in groups] == pytest.approx([share for _, _, share in groups], abs=0.05)


def test_where_there_is_nothing_to_learn_nothing_is_gained():
    world = Planted(30, 30, each=10, spread=0.0)

    assert fit.held_out(world.chooser, world.chosen, world.yes).gain < 0.005


def test_each_side_has_its_own_base():
    world = Planted(40, 40, each=10, spread=0.0, base=2.0, base_back=-2.0)

    seen = fit.held_out(world.chooser, world.chosen, world.yes)

    assert seen.base[world.chooser < 40] == pytest.approx(np.full(400, 0.88), abs=0.05)
    assert seen.base[world.chooser >= 40] == pytest.approx(np.full(400, 0.12), abs=0.05)


def test_no_answers_teach_nothing():
    seen = fit.held_out([], [], [])

    assert (seen.gain, seen.groups()) == (0.0, [])
