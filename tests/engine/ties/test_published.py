"""Ties of a published network. The data are not part of the project: RECIPROCA_DATA names the folder that holds them."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import numpy as np
import pytest

from engine.ties.networks import in_touch, pairs_of
from reciproca_engine.ties import State, contact_probability, strengths
from reciproca_engine.ties.half_lives import separation

DATA = os.environ.get("RECIPROCA_DATA")
pytestmark = pytest.mark.skipif(
    not DATA, reason="RECIPROCA_DATA is not set: it names the folder of published data sets"
)


def test_who_writes_next_among_students():
    """Panzarasa, Opsahl, Carley (2009): after 70 % of the messages, 579 of 10,038 pairs are in touch within two weeks.

    The best single half-life separates them with 0.765, a plain logistic regression with 0.785.
    """
    log = messages()
    now = float(np.quantile(log[2], 0.7))
    chances = pairs_of(contact_probability(*log, now=now, horizon=14))
    met = in_touch(*log, now, now + 14)
    truth = np.array([pair in met for pair in chances])

    assert (len(truth), truth.sum()) == (10_038, 579)
    assert separation(np.array(list(chances.values())), truth) >= 0.785


@pytest.mark.parametrize(("share", "least"), [(0.5, 0.77), (0.6, 0.785), (0.8, 0.86), (0.9, 0.925)])
def test_who_writes_next_at_other_times(share, least):
    log = messages()
    now = float(np.quantile(log[2], share))
    chances = pairs_of(contact_probability(*log, now=now, horizon=14))
    met = in_touch(*log, now, now + 14)

    assert separation(np.array(list(chances.values())), np.array([pair in met for pair in chances])) >= least


def test_a_replay_of_all_messages_is_the_batch():
    giver, receiver, time = messages()
    state = State(half_lives=(3.0, 30.0))
    for begin in range(0, len(time), 1000):
        batch = slice(begin, begin + 1000)
        state.add(giver[batch], receiver[batch], time[batch])
    now = float(time.max())

    replayed, ties = state.snapshot(now), strengths(giver, receiver, time, now=now, half_lives=(3.0, 30.0))

    assert len(ties.source) == 20_296
    assert len(np.union1d(ties.source, ties.target)) == 1_899
    assert ties.count.sum() == 59_835
    assert replayed.strength == pytest.approx(ties.strength, rel=1e-12)
    assert replayed.state.tolist() == ties.state.tolist()


def messages():
    path = Path(DATA) / "college-msg" / "CollegeMsg.txt.gz"
    if not path.is_file():
        pytest.skip("RECIPROCA_DATA has no folder college-msg")
    with gzip.open(path, "rt") as file:
        rows = np.array([line.split() for line in file if not line.startswith(("#", "%"))], dtype=np.int64)
    return rows[:, 0], rows[:, 1], rows[:, 2] / 86400
