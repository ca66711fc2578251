"""Networks made here, of which the truth is known."""

from __future__ import annotations

import numpy as np


def lasting_and_ending(people=400, days=300.0, seed=1, pace=1.0):
    """Ties that begin at some time, meet at a rhythm of their own, and end: giver, receiver, time.

    Rhythms differ by orders of magnitude, between ties and between people; a tie lasts 60 days on average.
    """
    chance = np.random.default_rng(seed)
    activity = chance.gamma(1.0, 1.0, people)
    rows = []
    for one in range(people):
        for other in chance.choice(people, chance.integers(1, 10), replace=False):
            begun = chance.uniform(0, days)
            ended = min(days, begun + chance.exponential(60))
            many = chance.poisson(chance.gamma(0.5, 0.1) * activity[one] * (ended - begun))
            ways = chance.random(many) < 0.7
            if one != other:
                times = chance.uniform(begun, ended, many)
                rows.append((np.where(ways, one, other), np.where(ways, other, one), times))
    giver, receiver, time = (np.concatenate(column) for column in zip(*rows, strict=True))
    return giver, receiver, time * pace


def pairs_of(contact):
    """The chance of each pair once: (lower, higher) to probability."""
    ways = zip(contact.source.tolist(), contact.target.tolist(), strict=True)
    return {(min(way), max(way)): chance for way, chance in zip(ways, contact.probability.tolist(), strict=True)}


def in_touch(giver, receiver, time, after, until):
    """The pairs that are, in (after, until]."""
    met = (time > after) & (time <= until)
    return {(min(way), max(way)) for way in zip(giver[met].tolist(), receiver[met].tolist(), strict=True)}
