"""Passes over all answers, in which `Estimate` spends its time."""

from __future__ import annotations

import numpy as np

from reciproca_engine.compiled import compiled

__all__ = ["add", "gather", "weigh"]

_ROWS = "i8[::1], i8[::1]"


@compiled(f"void({_ROWS}, f8[:,::1], f8[:,:,::1], f8[:,:,::1], f8[::1], f8[::1])")
def weigh(chooser, chosen, uncertainty, tastes, taste_uncertainty, score, weight):
    """Curvature of the bound at each answer: ``tanh(c / 2) / (2 c)``, with c² the expected square of its log-odds."""
    for row in range(len(score)):
        i, j = chooser[row], chosen[row]
        square = score[row] ** 2 + uncertainty[0, i] + uncertainty[1, j] + 1e-12
        for direction in range(len(tastes)):
            one, other = tastes[direction, 0, i] ** 2, tastes[direction, 1, j] ** 2
            varies, varies_too = taste_uncertainty[direction, 0, i], taste_uncertainty[direction, 1, j]
            square += varies * other + one * varies_too + varies * varies_too
        size = np.sqrt(square)
        weight[row] = np.tanh(size / 2) / (2 * size)


@compiled(f"void({_ROWS}, f8[::1], f8[::1], f8[::1], f8[::1], f8[::1], f8[::1], f8[::1], f8[::1])")
def gather(who, whom, own, value, uncertainty, half, weight, score, certainty, left):
    """For a factor ``own[who] × value[whom]``: what the answers say of `own`, as certainty and left side of a mean."""
    for row in range(len(score)):
        person, other = who[row], value[whom[row]]
        certainty[person] += weight[row] * (other * other + uncertainty[whom[row]])
        left[person] += (half[row] - weight[row] * (score[row] - own[person] * other)) * other


@compiled(f"void({_ROWS}, f8[::1], f8[::1], f8[::1])")
def add(who, whom, change, value, score):
    for row in range(len(score)):
        score[row] += change[who[row]] * value[whom[row]]
