"""What each person's answers have in common: how readily they say yes, how readily others say yes to them, their taste.

Whoever only wants chances uses `fit.learn`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Answers", "Effects", "Estimate", "sides_of"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_INTERCEPT_VARIANCE = 2.0
_WEIGHT_VARIANCE = 1.0
_PRIOR_PEOPLE = 2.0  # the prior of the variances counts as much as so many people
_MOST_SWEEPS = 60
_SMALL_CHANGE = 3e-3
_POWERS = 30


@dataclass(frozen=True, eq=False)
class Answers:
    """Past answers, people as numbers ``0 … people - 1``.

    Parameters
    ----------
    people : int
        How many there are.
    chooser, chosen : int[answers]
        Who answered, about whom.
    yes : float[answers]
        1 or 0.
    features : float[answers, features]
        Named facts about the chosen in the eyes of the chooser, each with mean 0 and deviation 1; 0 where not known.
    """

    people: int
    chooser: Ints
    chosen: Ints
    yes: Floats
    features: Floats

    def only(self, rows: NDArray[np.bool_]) -> Answers:
        return Answers(self.people, self.chooser[rows], self.chosen[rows], self.yes[rows], self.features[rows])


@dataclass(frozen=True, eq=False)
class Effects:
    """All arrays have one entry more than there are people: the last stands for anybody who is not known.

    Parameters
    ----------
    intercept : float
        Log-odds of a yes when nothing is known about the two.
    side : float[people + 1, 2]
        What is added for the side of the answers in which a person chooses, and in which they are chosen; NaN
        where nobody has answered.
    leaning, appeal : float[people + 1]
        What is added because this person says yes more readily, because others say yes more readily to this person.
    uncertainty : float[people + 1, 2]
        Variance of both.
    covariance : float[2, 2]
        Of leaning and appeal among people.
    taste, trait : float[people + 1, tastes]
        What they look for, and what they are, in directions that the answers themselves have shown.
    weights : float[features]
        What one standard deviation of a feature adds.
    """

    intercept: float
    side: Floats
    leaning: Floats
    appeal: Floats
    uncertainty: Floats
    covariance: Floats
    taste: Floats
    trait: Floats
    weights: Floats


def sides_of(people: int, chooser: Ints, chosen: Ints) -> Ints:
    """Which answers are of the same sort: those of mentees about mentors, those of mentors about mentees.

    Two people are on different sides when a chain of an odd number of answers joins them, and of no even number.
    People whom no chain of answers joins are never on the same side.

    Returns
    -------
    int[people, 2]
        The side of the answers in which each person chooses, and of those in which they are chosen.

    Examples
    --------
    >>> sides_of(4, np.array([0, 1, 2]), np.array([2, 2, 1])).tolist()  # 0 and 1 choose among 2; 3 is alone
    [[0, 1], [0, 1], [1, 0], [2, 3]]
    """
    one = np.concatenate([chooser, chooser + people])  # whoever chooses, whoever is chosen: each person twice
    two = np.concatenate([chosen + people, chosen])
    first = np.arange(2 * people)
    while True:
        lower = first.copy()
        np.minimum.at(lower, first[one], first[two])
        np.minimum.at(lower, first[two], first[one])
        lower = lower[lower]
        if np.array_equal(lower, first):
            break
        first = lower
    numbered = np.unique(first.reshape(2, people).T, return_inverse=True)[1]
    return numbered.reshape(people, 2).astype(np.int64)


class Estimate:
    """Leaning, appeal and taste of each person, from answers; each drawn towards the average as far as answers are few.

    The log-odds that i says yes to j are

        intercept + side + leaning_i + appeal_j + sum_r taste_ir trait_jr + sum_k weight_k feature_ijk

    with (leaning_i, appeal_i) normal with a common covariance (those who are sought after may be choosier), tastes and
    traits normal with variance 1.

    1. All but taste, by sweeps until nothing moves.
    2. With each `add_taste`: one more direction of taste, from the leading singular vectors of what is unexplained.

    Parameters
    ----------
    answers : Answers
        In canonical order.
    sides : int[people, 2]
        From `sides_of`.
    covariance : float[2, 2] or None
        Of leaning and appeal, if it is known; None: estimated, too small by as much as answers are few.

    Notes
    -----
    Variational Bayes with the quadratic bound of Jaakkola and Jordan: each update is a weighted least-squares step in
    closed form, none can lower the bound, and separable answers (all yes) have a finite estimate. A sweep costs a few
    passes over the answers.

    References
    ----------
    T. S. Jaakkola, M. I. Jordan, *Bayesian parameter estimation via variational methods*, Statistics and Computing 10
    (2000). D. A. Kenny, L. La Voie, *The social relations model* (1984). P. D. Hoff, *Additive and multiplicative
    effects network models*, Statistical Science 36 (2021).
    """

    def __init__(self, answers: Answers, sides: Ints, covariance: Floats | None = None) -> None:
        self.answers, self.sides = answers, sides
        self.ends = (answers.chooser, answers.chosen)
        size = answers.people
        self.has_answers = np.bincount(np.concatenate(self.ends), minlength=size) > 0
        self.has = [np.bincount(end, minlength=size) > 0 for end in self.ends]
        self.side_count = int(sides.max(initial=-1)) + 1
        self.is_answered = np.bincount(sides[answers.chooser, 0], minlength=self.side_count) > 0

        self.design = np.column_stack([np.ones(len(answers.yes)), answers.features])
        self.fixed = np.zeros(self.design.shape[1])  # intercept, weights
        self.side, self.side_variance = np.zeros(self.side_count), 0.25
        self.side_uncertainty = np.full(self.side_count, 0.25)
        self.effect = np.zeros((2, size))
        self.estimates_covariance = covariance is None
        self.covariance = np.eye(2) if covariance is None else covariance
        self.uncertainty = np.ones((2, size))
        self.tastes = np.zeros((0, 2, size))  # of each direction: what people look for, what they are
        self.taste_uncertainty = np.zeros((0, 2, size))
        self.half = answers.yes - 0.5
        self.score = np.zeros(len(answers.yes))  # the log-odds of each answer
        self.weight = np.zeros(len(answers.yes))
        self._until_still()

    def _until_still(self) -> None:
        for _ in range(_MOST_SWEEPS):
            before = self.score.copy()
            self._sweep()
            if np.sum((self.score - before) ** 2) <= _SMALL_CHANGE**2 * len(before):
                break

    def _sweep(self) -> None:
        from reciproca_engine.matching.answers_kernel import weigh

        uncertainty = self.uncertainty.copy()
        if self.side_count > 1:
            uncertainty[0] += self.side_uncertainty[self.sides[:, 0]]
        weigh(*self.ends, uncertainty, self.tastes, self.taste_uncertainty, self.score, self.weight)
        self._fit_fixed()
        certainties = [self._fit_people(end) for end in (0, 1)]
        self._centre()
        for direction in range(len(self.tastes)):
            for end in (0, 1):
                self._fit_taste(direction, end)
        self._fit_spread(certainties[0], certainties[1])

    def _gather(self, end: int, own: Floats, value: Floats, uncertainty: Floats) -> tuple[Floats, Floats]:
        from reciproca_engine.matching.answers_kernel import gather

        certainty, left = np.zeros(self.answers.people), np.zeros(self.answers.people)
        ends = self.ends[end], self.ends[1 - end]
        gather(*ends, own, value, uncertainty, self.half, self.weight, self.score, certainty, left)
        return certainty, left

    def _add(self, end: int, change: Floats, value: Floats) -> None:
        from reciproca_engine.matching.answers_kernel import add

        add(self.ends[end], self.ends[1 - end], change, value, self.score)

    def _fit_fixed(self) -> None:
        prior = np.full(len(self.fixed), 1 / _WEIGHT_VARIANCE)
        prior[0] = 1 / _INTERCEPT_VARIANCE
        precision = self.design.T @ (self.design * self.weight[:, None]) + np.diag(prior)
        left = self.design.T @ (self.half - self.weight * self.score) - prior * self.fixed
        change = np.linalg.solve(precision, left)
        self.fixed += change
        self.score += self.design @ change

    def _fit_people(self, end: int) -> Floats:
        """Leaning (end 0) or appeal (end 1) of everybody, together with the sides they are on."""
        precision = np.linalg.inv(self.covariance)
        prior = precision[end, end]
        expected = -precision[0, 1] / prior * self.effect[1 - end]
        on_side, one, zero = self.sides[:, end], np.ones(self.answers.people), np.zeros(self.answers.people)
        before = self.effect[end] + self.side[on_side]
        weight, left = self._gather(end, before, one, zero)

        if self.side_count > 1:
            share = prior / (weight + prior)
            certainty = np.bincount(on_side, weight * share, self.side_count) + 1 / self.side_variance
            self.side = np.bincount(on_side, (left - weight * expected) * share, self.side_count) / certainty
            self.side_uncertainty = 1 / certainty
        self.effect[end] = (left - weight * self.side[on_side] + prior * expected) / (weight + prior)
        self._add(end, self.effect[end] + self.side[on_side] - before, one)
        return weight

    def _centre(self) -> None:
        """What everybody has in common belongs to the intercept."""
        for end in (0, 1):
            if self.has[end].any():
                mean = self.effect[end][self.has[end]].mean()
                self.effect[end][self.has[end]] -= mean
                self.fixed[0] += mean
        if self.is_answered.any():
            mean = self.side[self.is_answered].mean()
            self.side[self.is_answered] -= mean
            self.fixed[0] += mean

    def _fit_taste(self, direction: int, end: int) -> None:
        mean, uncertainty = self.tastes[direction], self.taste_uncertainty[direction]
        before = mean[end].copy()
        certainty, left = self._gather(end, before, mean[1 - end], uncertainty[1 - end])
        uncertainty[end] = 1 / (certainty + 1)
        mean[end] = left / (certainty + 1)
        self._add(end, mean[end] - before, mean[1 - end])

    def _fit_spread(self, of_choosers: Floats, of_chosen: Floats) -> None:
        precision = np.linalg.inv(self.covariance)
        one, two, cross = of_choosers + precision[0, 0], of_chosen + precision[1, 1], precision[0, 1]
        determinant = one * two - cross**2
        self.uncertainty = np.stack([two, one]) / determinant
        together = np.full(len(one), -cross) / determinant
        if self.estimates_covariance:
            self.covariance = self._covariance(together)
        if self.side_count > 1 and self.is_answered.any():
            squares = (self.side**2 + self.side_uncertainty)[self.is_answered]
            self.side_variance = float((squares.sum() + 0.25) / (len(squares) + 1))

    def _covariance(self, together: Floats) -> Floats:
        has = self.has_answers
        effect = self.effect[:, has]
        total = effect @ effect.T + _PRIOR_PEOPLE * np.eye(2)
        total += np.array(
            [
                [self.uncertainty[0][has].sum(), together[has].sum()],
                [together[has].sum(), self.uncertainty[1][has].sum()],
            ]
        )
        return total / (has.sum() + _PRIOR_PEOPLE)

    def add_taste(self) -> None:
        """One more direction, from the leading singular vectors of what is left unexplained (by the power method)."""
        half, score, size = self.half, self.score, self.answers.people
        self.half, self.weight[:] = half - 0.5 * np.tanh(score / 2), 0.0
        number, zero = np.sqrt([np.bincount(end, minlength=size) + 1.0 for end in self.ends]), np.zeros(size)
        mean = np.stack([zero, np.cos(np.arange(size) * (1 + 5**0.5) / 2)])
        for _ in range(_POWERS):
            for end in (0, 1):
                mean[end] = self._gather(end, zero, mean[1 - end] / number[1 - end], zero)[1] / number[end]
                mean[end] /= np.linalg.norm(mean[end]) or 1.0
        self.half = half
        mean *= np.sqrt([[has.sum()] for has in self.has])
        self.tastes = np.concatenate([self.tastes, mean[None]])
        self.taste_uncertainty = np.concatenate([self.taste_uncertainty, np.full((1, 2, size), 0.2)])
        self._add(0, mean[0], mean[1])
        self._until_still()

    def effects(self) -> Effects:
        side = np.where(self.is_answered, self.side, np.nan)[self.sides]
        return Effects(
            intercept=float(self.fixed[0]),
            side=np.vstack([side, [np.nan, np.nan]]),
            leaning=_and_nobody(self.effect[0]),
            appeal=_and_nobody(self.effect[1]),
            uncertainty=np.vstack([self.uncertainty.T, np.diag(self.covariance)]),
            covariance=self.covariance,
            taste=_and_nobody(self.tastes[:, 0].T),
            trait=_and_nobody(self.tastes[:, 1].T),
            weights=self.fixed[1:],
        )


def _and_nobody(array: Floats) -> Floats:
    return np.concatenate([array, np.zeros((1, *array.shape[1:]))])
