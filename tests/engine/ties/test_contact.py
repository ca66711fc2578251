"""Chances of contact separate those who will be in touch, are calibrated, and know no unit of time."""

from __future__ import annotations

import numpy as np
import pytest

from engine.ties.networks import in_touch, lasting_and_ending, pairs_of
from reciproca_engine.ties import contact_probability
from reciproca_engine.ties.half_lives import separation

NOW, HORIZON = 200.0, 14.0


def separated(log, now, horizon, score=None):
    """Area under the curve of the chances, or of a score for each pair; and mean chance, share in touch."""
    contact = contact_probability(*log, now=now, horizon=horizon)
    chances = pairs_of(contact)
    truth = np.array([pair in in_touch(*log, now, now + horizon) for pair in chances])
    values = np.array(list(chances.values()) if score is None else [score[pair] for pair in chances])
    return separation(values, truth), np.mean(list(chances.values())), truth.mean()


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("horizon", [7.0, 14.0, 60.0])
def test_it_separates_as_well_as_the_memory_that_turns_out_to_be_the_best(seed, horizon):
    """Which half-life is the best is known afterwards only; of what the network looks like nothing is known before."""
    log = lasting_and_ending(seed=seed)
    area, chance, share = separated(log, NOW, horizon)

    assert area > max(separated(log, NOW, horizon, memory(log, life))[0] for life in (1, 7, 30, 90)) - 0.01
    assert abs(chance - share) < 0.07


@pytest.mark.parametrize("seed", [1, 2])
def test_a_chance_means_what_it_says(seed):
    """In each fifth of the pairs the mean chance is near the share that is in touch: within 0.07."""
    log = lasting_and_ending(seed=seed)
    chances = pairs_of(contact_probability(*log, now=NOW, horizon=HORIZON))
    met = in_touch(*log, NOW, NOW + HORIZON)
    ranked = sorted(chances, key=chances.get)

    for fifth in np.array_split(np.arange(len(ranked)), 5):
        some = [ranked[place] for place in fifth]
        assert abs(np.mean([chances[pair] for pair in some]) - np.mean([pair in met for pair in some])) < 0.07


@pytest.mark.parametrize("pace", [2.0**-10, 2.0**8])
def test_minutes_and_years_are_treated_alike(pace):
    slow, fast = lasting_and_ending(), lasting_and_ending(pace=pace)
    chances = contact_probability(*slow, now=NOW, horizon=HORIZON)
    scaled = contact_probability(*fast, now=NOW * pace, horizon=HORIZON * pace)

    assert scaled.probability == pytest.approx(chances.probability, rel=1e-9)


def test_a_longer_horizon_than_the_log_is_answered():
    log = lasting_and_ending()
    soon, late = (contact_probability(*log, now=NOW, horizon=days) for days in (60.0, 2000.0))

    assert late.moments > 0
    assert late.probability.mean() > soon.probability.mean()


def test_a_log_that_teaches_nothing_is_answered_by_the_simple_model():
    """Weekly for a year, and silent for a year: of two pairs nothing can be learned."""
    weeks = np.arange(0.0, 364.0, 7.0)
    giver, receiver = np.repeat([0, 2], 52), np.repeat([1, 3], 52)
    contact = contact_probability(giver, receiver, np.concatenate((weeks, weeks + 364)), now=728.0, horizon=14)

    assert contact.moments == 0
    assert contact.probability[0] < 0.01
    assert contact.probability[1] > 0.7


def memory(log, life):
    """What is left of each pair's interactions after some half-life."""
    left = {}
    for one, other, time in zip(*(column.tolist() for column in log), strict=True):
        if time <= NOW:
            pair = (min(one, other), max(one, other))
            left[pair] = left.get(pair, 0.0) + 2 ** -((NOW - time) / life)
    return left
