"""Kernels over ratings in the order of time."""

from __future__ import annotations

from math import log

import numpy as np

from reciproca_engine.compiled import compiled

__all__ = ["known_before"]


@compiled("f8(f8, f8, f8)")
def _odds(negative, number, share):
    """Log-odds of a share of negatives, drawn towards the share among all by two ratings."""
    return log((negative + 2 * share) / (number - negative + 2 * (1 - share)))


@compiled("f8[:, ::1](i8[::1], i8[::1], f8[::1], i8[::1], i8[::1], i8[::1], i8)")
def known_before(rater, rated, value, begins, pair, back, people):
    """What was known just before each rating; `begins` is where each moment begins, `back` the pair the other way or −1."""
    known = np.zeros((len(rater), 11))
    given, given_bad, given_sum = np.zeros(people), np.zeros(people), np.zeros(people)
    received, received_bad, received_sum = np.zeros(people), np.zeros(people), np.zeros(people)
    latest = np.full(len(rater), np.nan)
    number, bad = 0.0, 0.0
    for moment in range(len(begins) - 1):
        share = (bad + 1) / (number + 20)
        for row in range(begins[moment], begins[moment + 1]):
            a, b = rater[row], rated[row]
            known[row, 0] = _odds(received_bad[b], received[b], share)
            known[row, 1] = _odds(given_bad[a], given[a], share)
            known[row, 2] = _odds(received_bad[a], received[a], share)
            known[row, 3] = received_sum[b] / (received[b] + 1)
            known[row, 4] = given_sum[a] / (given[a] + 1)
            known[row, 5] = log(1 + received[b])
            known[row, 6] = log(1 + given[a])
            known[row, 7] = log(1 + given[b])
            known[row, 8] = log(1 + received[a])
            if back[row] >= 0 and latest[back[row]] == latest[back[row]]:
                known[row, 9] = latest[back[row]]
                known[row, 10] = 1.0 if latest[back[row]] < 0 else 0.0
        for row in range(begins[moment], begins[moment + 1]):
            a, b = rater[row], rated[row]
            if a == b:
                continue
            is_bad = 1.0 if value[row] < 0 else 0.0
            given[a] += 1
            given_bad[a] += is_bad
            given_sum[a] += value[row]
            received[b] += 1
            received_bad[b] += is_bad
            received_sum[b] += value[row]
            latest[pair[row]] = value[row]
            number += 1
            bad += is_bad
    return known
