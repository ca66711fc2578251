"""How much each term of a chance counts, told by answers that were hidden from what foretells them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from reciproca_engine.matching.dependence import dependence_of
from reciproca_engine.matching.effects import Answers, Effects, Estimate

__all__ = ["TERMS", "Hidden", "logistic", "terms_of"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

TERMS = ("base_rate", "leaning", "appeal", "alike", "taste")  # then each feature

_TURNS = 5
_ENOUGH_HIDDEN = 20_000
_MOST_TASTES = 4
_LEAST_GAIN = 3.0  # of the log-likelihood
_MIXERS = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0xBF58476D1CE4E5B9], dtype=np.uint64)  # odd numbers
# What each term is multiplied by when nothing has been learned about it, and how far from that it may easily be.
_SCALE = {"constant": (0.0, 0.5), "alike": (0.0, 0.2)}
_OTHER_SCALE = (1.0, 0.5)


class Hidden:
    """Answers that were hidden in turn, and the terms that the others predict for them."""

    def __init__(self, answers: Answers, sides: Ints, covariance: Floats | None = None) -> None:
        turn = _turn_of_each_pair(answers)
        self._rows: list[NDArray[np.bool_]] = []
        self._estimates: list[Estimate] = []
        for which in range(_TURNS):
            self._rows.append(turn == which)
            self._estimates.append(Estimate(answers.only(~self._rows[-1]), sides, covariance))
            if sum(int(rows.sum()) for rows in self._rows) >= _ENOUGH_HIDDEN:
                break
        self._all, self.answers = answers, _joined([answers.only(rows) for rows in self._rows])
        self.tastes = 0
        self._predict()

    def _predict(self) -> None:
        """The terms of the hidden answers, and how much each counts: a ridge logistic regression of the answers on
        the terms, drawn to what the terms say by themselves."""
        effects = [estimate.effects() for estimate in self._estimates]
        self.covariance = np.mean([each.covariance for each in effects], axis=0)
        terms = np.concatenate(
            [
                terms_of(each, hidden.chooser, hidden.chosen, hidden.features)
                for each, hidden in zip(effects, map(self._all.only, self._rows), strict=True)
            ]
        )
        names = ["constant", *TERMS] + ["feature"] * (terms.shape[1] - len(TERMS))
        expected, deviation = np.array([_SCALE.get(name, _OTHER_SCALE) for name in names]).T
        design = np.column_stack([np.ones(len(terms)), terms])
        self.scale, prior = expected.copy(), deviation**-2.0
        for _ in range(25):
            chance = logistic(design @ self.scale)
            slope = design.T @ (self.answers.yes - chance) - prior * (self.scale - expected)
            step = np.linalg.solve(design.T @ (design * (chance * (1 - chance))[:, None]) + np.diag(prior), slope)
            self.scale = self.scale + step
            if np.abs(step).max() < 1e-10:
                break
        self.log_odds = design @ self.scale

    def look_for_tastes(self) -> None:
        """One direction of taste more, as long as the hidden answers become clearly more probable."""
        while len(self.log_odds) and self.tastes < _MOST_TASTES:
            before, likelihood = (self.scale, self.log_odds), self._log_likelihood()
            for estimate in self._estimates:
                estimate.add_taste()
            self._predict()
            if self._log_likelihood() < likelihood + _LEAST_GAIN:
                self.scale, self.log_odds = before
                break
            self.tastes += 1

    def _log_likelihood(self) -> float:
        return -float(np.logaddexp(0, np.where(self.answers.yes > 0, -self.log_odds, self.log_odds)).sum())

    def wider_covariance(self) -> Floats:
        """The covariance of leaning and appeal under which they would have needed no scale."""
        names = ("leaning", "appeal")
        factor = np.clip(self.scale[[1 + TERMS.index(name) for name in names]], 0.25, 4)
        return self.covariance * np.outer(factor, factor)

    def dependence(self) -> float:
        """From the pairs of whom both have answered; of repeated answers the first counts."""
        answers, chance = self.answers, logistic(self.log_odds)
        keys, at = np.unique(answers.chooser * answers.people + answers.chosen, return_index=True)
        back = answers.chosen[at] * answers.people + answers.chooser[at]
        place = np.searchsorted(keys, back)
        place[place == len(keys)] = 0
        answered_back = (keys[place] == back) & (answers.chooser[at] < answers.chosen[at]) if len(keys) else place > 0
        one, other = at[answered_back], at[place[answered_back]]
        return dependence_of(chance[one], chance[other], answers.yes[one], answers.yes[other])


def _joined(parts: list[Answers]) -> Answers:
    arrays = ("chooser", "chosen", "yes", "features")
    return Answers(parts[0].people, *(np.concatenate([getattr(part, name) for part in parts]) for name in arrays))


def _turn_of_each_pair(answers: Answers) -> Ints:
    """In which turn an answer is hidden: the same for all answers between two people, else as if drawn by lot."""
    low, high = np.minimum(answers.chooser, answers.chosen), np.maximum(answers.chooser, answers.chosen)
    mixed = low.astype(np.uint64) * _MIXERS[0] + high.astype(np.uint64) * _MIXERS[1]
    mixed = (mixed ^ (mixed >> np.uint64(29))) * _MIXERS[2]
    return ((mixed >> np.uint64(32)) % np.uint64(_TURNS)).astype(np.int64)


def terms_of(effects: Effects, chooser: Ints, chosen: Ints, facts: Floats) -> Floats:
    """The terms as estimated, not yet calibrated, each shrunk by what is uncertain about the two people."""
    side = np.stack([effects.side[chooser, 0], effects.side[chosen, 1]])
    is_known = ~np.isnan(side)
    side_mean = np.where(is_known, side, 0.0).sum(axis=0) / np.maximum(is_known.sum(axis=0), 1)
    columns = [
        effects.intercept + side_mean,
        effects.leaning[chooser],
        effects.appeal[chosen],
        effects.appeal[chooser] * effects.appeal[chosen] / np.sqrt(effects.covariance[1, 1]),
        sum(
            (effects.taste[chooser, r] * effects.trait[chosen, r] for r in range(effects.taste.shape[1])),
            np.zeros(len(chooser)),
        ),
        *(facts[:, k] * weight for k, weight in enumerate(effects.weights)),
    ]
    variance = effects.uncertainty[chooser, 0] + effects.uncertainty[chosen, 1]
    return np.stack(columns, axis=1) / np.sqrt(1 + np.pi * variance / 8)[:, None]


def logistic(log_odds: Floats) -> Floats:
    return 0.5 * (1 + np.tanh(log_odds / 2))
