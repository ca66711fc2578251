"""What ties are by the letter of their definition, without arrays: slow, and independent of the engine."""

from __future__ import annotations

import math
from itertools import pairwise
from statistics import median


class Brute:
    """The ties of some rows (giver, receiver, time, weight) at a moment."""

    def __init__(self, rows, now, half_lives):
        self.now, (self.fast, self.slow) = now, half_lives
        self.rows = sorted((row for row in rows if row[0] != row[1] and row[2] <= now), key=lambda row: row[2])
        self.ways = sorted({(row[0], row[1]) for row in self.rows})

    def between(self, one, other):
        return [row for row in self.rows if {row[0], row[1]} == {one, other}]

    def strength(self, one, other, at=None, rows=None):
        at = self.now if at is None else at
        rows = [row for row in (self.between(one, other) if rows is None else rows) if row[2] <= at]
        exponent = 0.0
        for life in (self.fast, self.slow):
            out, back = (
                sum(row[3] * 2 ** -((at - row[2]) / life) for row in rows if row[0] == who) for who in (one, other)
            )
            exponent += 0.1 * ((out + back) / 4 + math.sqrt(out * back) / 2)
        return 1 - math.exp(-exponent)

    def peak(self, one, other):
        rows = self.between(one, other)
        return max(self.strength(one, other, row[2], rows) for row in rows)

    def given(self, one, other):
        return sum(row[3] for row in self.rows if row[:2] == (one, other))

    def last(self, one, other):
        return max(row[2] for row in self.rows if row[:2] == (one, other))

    def state(self, one, other):
        times = [row[2] for row in self.between(one, other)]
        gaps = [after - before for before, after in pairwise(times) if after - before > self.fast / 14]
        silence, since, lasted = self.now - times[-1], self.now - times[0], times[-1] - times[0]
        if since <= 2 * self.fast and silence <= 90:
            return "new"
        rhythm = self.fast / 2
        odds = 0.5 / (1.5 + len(gaps)) * ((rhythm + since) / (rhythm + lasted)) ** (1 + len(gaps))
        alive = 1 / (1 + odds)
        if alive < 0.2 and silence > max(90, 4 * median(gaps or [0])):
            hers = [self.peak(*way) for way in self.ways if way[0] == one]
            return "dormant" if self.peak(one, other) >= median(hers) - 1e-12 else "cooling"
        return "active" if alive >= 0.5 else "cooling"
