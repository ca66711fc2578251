"""Communities and attacks on them, and small networks for Hypothesis."""

from __future__ import annotations

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st

# The same examples in every run: a failure here is a failure everywhere.
thorough = settings(max_examples=150, deadline=None, derandomize=True)

PEOPLE = 8
people = st.integers(0, PEOPLE - 1)
ties = st.lists(st.tuples(people, people), max_size=40)
seeds = st.sets(people, max_size=4)


def columns(rows):
    return np.array(rows, dtype=np.int64).reshape(-1, 2).T


def small_world(chance, people=1_000, each=6, far=0.1):
    """Everybody recognises six others, mostly from among the twelve nearest in a ring."""
    rows = []
    for person in range(people):
        chosen = set()
        while len(chosen) < each:
            step = int(chance.integers(1, 7)) * (1 if chance.random() < 0.5 else -1)
            other = int(chance.integers(people)) if chance.random() < far else (person + step) % people
            if other != person:
                chosen.add(other)
        rows += [(person, other) for other in chosen]
    return rows


def ring(fakes, people, times=1):
    """Every fake recognises every other, so many times."""
    everybody = range(people, people + fakes)
    return [(one, other) for one in everybody for other in everybody if one != other] * times


def fooled(chance, edges, fakes, people):
    """Honest members who each recognise one fake."""
    honest = chance.choice(people, edges, replace=False)
    return [(int(one), people + int(chance.integers(fakes))) for one in honest]


def auc(score, is_positive):
    """The chance that a positive has the higher score; half where they are equal."""
    _, place, number = np.unique(score, return_inverse=True, return_counts=True)
    rank = (np.cumsum(number) - (number - 1) / 2)[place]
    positives = int(is_positive.sum())
    return float((rank[is_positive].sum() - positives * (positives + 1) / 2) / (positives * (len(score) - positives)))
