"""How probable it is that two people say yes to each other, learned from what they and others have answered before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reciproca_engine.explain import Reason
from reciproca_engine.matching.calibration import TERMS, Hidden, logistic, terms_of
from reciproca_engine.matching.dependence import both_say_yes, gain_through_one
from reciproca_engine.matching.effects import Answers, Effects, Estimate, sides_of
from reciproca_engine.matching.histories import (
    Features,
    FeatureTable,
    People,
    check_pairs,
    numbered,
    people_of,
    yes_of,
)

__all__ = ["LearnedFit", "Prediction", "learn"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

# Chances and contributions are multiples of 2**-40: sums of them are then exact, in whatever order they are added.
_STEPS = 2.0**40


@dataclass(frozen=True, eq=False)
class LearnedFit:
    """What has been learned from past answers; made by `learn`.

    Parameters
    ----------
    answers, people : int
        How many answers there were, and of how many people.
    dependence : float
        Odds ratio of the two answers of a pair beyond what the two people explain; 1 when a yes says nothing about the
        other's.
    feature_names : tuple of str
    """

    answers: int
    people: int
    dependence: float
    feature_names: tuple[str, ...]
    _number_of: Mapping[Any, int] = field(repr=False)
    _effects: Effects = field(repr=False)
    _scale: Floats = field(repr=False)
    _features: FeatureTable = field(repr=False)

    @property
    def weights(self) -> dict[str, float]:
        """By how much each feature raises the log-odds of a yes, when it is one deviation above its mean.

        Examples
        --------
        >>> learn([], [], [], {"same goal": []}).weights
        {'same goal': 0.0}
        """
        scaled = self._effects.weights * self._scale[1 + len(TERMS) :]
        return dict(zip(self.feature_names, map(float, scaled), strict=True))

    def predict(
        self, a: People, b: People, features: Features | None = None, features_back: Features | None = None
    ) -> Prediction:
        """How probable it is that a would say yes to b, that b would say yes to a, and both.

        Parameters
        ----------
        a, b : sequences of one length
            People by the ids under which their answers were handed in. Somebody who is not among them is met as anybody
            would be.
        features, features_back : as in `learn`, one value for each pair
            The facts about b in the eyes of a, and about a in the eyes of b; NaN or None: not known, which neither
            rewards nor punishes. A function given to `learn` is asked again, so nothing need be given here.

        Returns
        -------
        Prediction
            `a_says_yes`, `b_says_yes`, `both`: float[pairs], and `reasons`, one tuple for each pair.

        Raises
        ------
        InvalidProblem
            For sequences of different length, somebody paired with themselves, features that do not fit.
        """
        one, other = people_of("a", a), people_of("b", b)
        check_pairs("a", one, "b", other)
        numbers = [
            np.array([self._number_of.get(who, self.people) for who in side], dtype=np.int64) for side in (one, other)
        ]
        facts = (
            self._features.of(one, other, features, "features"),
            self._features.of(other, one, features_back, "features_back"),
        )
        return Prediction(self, (tuple(one), tuple(other)), numbers[0], numbers[1], *facts)

    def _terms(self, chooser: Ints, chosen: Ints, facts: Floats) -> Floats:
        """Parts of the log-odds of a yes: float[pairs, 5 + features]; the first is what anybody would have."""
        terms = terms_of(self._effects, chooser, chosen, facts) * self._scale[1:]
        terms[:, 0] += self._scale[0]
        return terms


@dataclass(frozen=True, eq=False, init=False)
class Prediction:
    """Calibrated chances of a yes for some pairs.

    Parameters
    ----------
    a_says_yes, b_says_yes : float[pairs]
        The chance that a would say yes to b, that b would say yes to a.
    both : float[pairs]
        The chance that both would; never more than either. The same for (a, b) and (b, a).
    reasons : sequence of tuples of Reason, one for each pair
        The contributions of a pair add up to its `both` exactly, in any order. They are worked out when asked for.

        - ``base_rate``: what `both` would be for two people of whom nothing is known;
        - ``leaning``: how readily the one who chooses says yes (`subject`: ``side`` "a" or "b", and ``person``);
        - ``appeal``: how readily others say yes to the one who is chosen;
        - ``alike``: that the two are sought after alike, or not at all alike;
        - ``taste``: that the one is what the other has said yes to before;
        - ``feature``: a fact given by the caller (`subject` has its name).

        `subject["side"]` tells whose yes it makes more or less probable. `values["log_odds"]` is the part that the
        term has in the log-odds of that side's yes: those of a side and of its base rate
        (`values["a_log_odds"]`, `values["b_log_odds"]`) add up to the logit of `a_says_yes` or `b_says_yes`.

    Notes
    -----
    *Contributions.* With both sides' log-odds at their base rate, then all terms growing together from nothing to their
    full size, each term receives what `both` gains through it (its Aumann-Shapley share):
    ``term × ∫₀¹ ∂both/∂(log-odds of its side) dt``. What helps the side that hesitates counts more.
    """

    a_says_yes: Floats
    b_says_yes: Floats
    both: Floats
    reasons: Sequence[tuple[Reason, ...]]

    def __init__(self, model: LearnedFit, ids: tuple[tuple[Any, ...], ...], a: Ints, b: Ints, *facts: Floats) -> None:
        chances = [_chance(model._terms(*way)) for way in ((a, b, facts[0]), (b, a, facts[1]))]
        both = both_say_yes(chances[0], chances[1], model.dependence)
        for name, chance in zip(("a_says_yes", "b_says_yes", "both"), (*chances, both), strict=True):
            on_grid = _on_grid(chance)
            on_grid.setflags(write=False)
            object.__setattr__(self, name, on_grid)
        object.__setattr__(self, "reasons", _Reasons(model, ids, (a, b), facts, self.both))


class _Reasons(Sequence[tuple[Reason, ...]]):
    def __init__(
        self,
        model: LearnedFit,
        ids: tuple[tuple[Any, ...], ...],
        people: tuple[Ints, Ints],
        facts: tuple[Floats, ...],
        both: Floats,
    ) -> None:
        self._model, self._ids, self._people, self._facts, self._both = model, ids, people, facts, both

    def __len__(self) -> int:
        return len(self._both)

    @overload
    def __getitem__(self, pair: int) -> tuple[Reason, ...]: ...
    @overload
    def __getitem__(self, pair: slice) -> list[tuple[Reason, ...]]: ...
    def __getitem__(self, pair: int | slice) -> tuple[Reason, ...] | list[tuple[Reason, ...]]:
        if isinstance(pair, slice):
            return [self[each] for each in range(*pair.indices(len(self)))]
        at = range(len(self))[pair]
        return self._of(at)

    def _of(self, at: int) -> tuple[Reason, ...]:
        here = slice(at, at + 1)
        terms = np.stack(
            [
                self._model._terms(self._people[side][here], self._people[1 - side][here], self._facts[side][here])[0]
                for side in (0, 1)
            ]
        )
        base, parts = _contributions(terms, self._model.dependence, float(self._both[at]))
        known = {"a_log_odds": float(terms[0, 0]), "b_log_odds": float(terms[1, 0])}
        found = [Reason("base_rate", base, {}, known)]
        for side, term in zip(*np.nonzero(terms[:, 1:]), strict=True):
            subject: dict[str, Any] = {"side": "ab"[side]}
            kind = TERMS[term + 1] if term + 1 < len(TERMS) else "feature"
            if kind == "feature":
                subject["feature"] = self._model.feature_names[term + 1 - len(TERMS)]
            if kind in ("leaning", "appeal"):
                subject["person"] = self._ids[side if kind == "leaning" else 1 - side][at]
            found.append(Reason(kind, float(parts[side, term]), subject, {"log_odds": float(terms[side, term + 1])}))
        return (found[0], *sorted(found[1:], key=lambda reason: -abs(reason.contribution)))


def learn(chooser: People, chosen: People, yes: ArrayLike, features: Features | None = None) -> LearnedFit:
    """Learn from past answers how probable a yes is between any two people, on each side and on both.

    The log-odds that i says yes to j are a sum of named terms: a base rate; how readily i says yes; how readily others
    say yes to j; how much alike the two are sought after; what i has shown a taste for; the caller's features.

    Parameters
    ----------
    chooser, chosen : sequences of one length
        Who answered, about whom: ids of any sort (numbers, texts, UUIDs). Answers of either side, in any order; the
        same two may have answered more than once.
    yes : bool or 0/1, one for each answer
    features : optional
        Facts about the chosen in the eyes of the chooser: a mapping from names to one number for each answer, or
        float[answers, features], or a function of (choosers, chosen), two lists, that returns either. Missing: NaN.

    Returns
    -------
    LearnedFit
        Whose `predict(a, b)` tells the chances.

    Raises
    ------
    InvalidProblem
        Naming the argument and the position at fault.

    Notes
    -----
    1. People are numbered and answers sorted, so that their order changes nothing.
    2. Leaning, appeal and taste are estimated, each drawn to the average as far as answers are few
       (see `effects.Estimate`). A term is shrunk further by ``1 / sqrt(1 + π v / 8)``, v the variance that remains:
       the average over what is not known, so that somebody new has the base rate.
    3. One pair in five is hidden, both answers of it together, and the rest estimated again; in turn, until 20,000
       answers have been hidden. From these answers, none of which was seen by what predicts it, comes how much each
       term counts (a logistic regression that departs from 1 only as far as they ask for it): the calibration.
    4. From the hidden pairs of whom both had answered comes the odds ratio of the two answers, by which the two chances
       are joined (see `dependence.both_say_yes`); 1 means their product.

    With no answers at all every chance is 1/2, and both 1/4. A million answers take some seconds. Nothing is random.

    References
    ----------
    L. Pizzato et al., *RECON*, RecSys 2010. D. A. Kenny, L. La Voie, *The social relations model* (1984). J. Platt,
    *Probabilistic outputs for support vector machines* (1999). R. J. Aumann, L. S. Shapley, *Values of Non-Atomic
    Games* (1974).

    Examples
    --------
    >>> model = learn(["anna", "bruno", "anna", "dario"], ["bruno", "anna", "dario", "anna"], [1, 1, 0, 1])
    >>> chances = model.predict(["anna", "anna"], ["bruno", "somebody new"])
    >>> bool(chances.both[0] > chances.both[1])
    True
    >>> from reciproca_engine.explain import total
    >>> bool(total(chances.reasons[0]) == chances.both[0])
    True
    """
    one, other = people_of("chooser", chooser), people_of("chosen", chosen)
    check_pairs("chooser", one, "chosen", other)
    said = yes_of(yes, len(one))
    table = FeatureTable.given(one, other, features)

    number_of = numbered(one, other)
    numbers = [np.fromiter(map(number_of.__getitem__, side), dtype=np.int64, count=len(side)) for side in (one, other)]
    order = np.lexsort((*table.facts.T, said, numbers[1], numbers[0]))
    answers = Answers(len(number_of), numbers[0][order], numbers[1][order], said[order], table.facts[order])
    sides = sides_of(answers.people, answers.chooser, answers.chosen)
    covariance = Hidden(answers, sides).wider_covariance()
    hidden = Hidden(answers, sides, covariance)
    hidden.look_for_tastes()
    estimate = Estimate(answers, sides, covariance)
    for _ in range(hidden.tastes):
        estimate.add_taste()
    return LearnedFit(
        answers=len(said),
        people=answers.people,
        dependence=hidden.dependence(),
        feature_names=table.names,
        _number_of=number_of,
        _effects=estimate.effects(),
        _scale=hidden.scale,
        _features=table,
    )


# ---------------------------------------------------------------------------------------------------------------------


def _chance(terms: Floats) -> Floats:
    log_odds = terms[:, 0].copy()
    for column in range(1, terms.shape[1]):
        log_odds += terms[:, column]
    return logistic(log_odds)


def _on_grid(amounts: Any) -> Any:
    return np.rint(amounts * _STEPS) / _STEPS


def _contributions(terms: Floats, dependence: float, both: float) -> tuple[float, Floats]:
    """What the base rate, and each term of each side, adds to `both`: multiples of 2**-40 that add up to it."""
    start, parts = terms[:, 0], terms[:, 1:]
    if not parts.any():
        return both, np.zeros_like(parts)
    nodes, weights = np.polynomial.legendre.leggauss(32)
    chances = logistic(start[:, None] + parts.sum(axis=1)[:, None] * (nodes + 1) / 2)
    slopes = [gain_through_one(chances[side], chances[1 - side], dependence) for side in (0, 1)]
    gains = (slopes * chances * (1 - chances)) @ weights / 2
    base = _on_grid(both_say_yes(logistic(start[0]), logistic(start[1]), dependence))
    contributions = _on_grid(parts * gains[:, None])
    largest = np.unravel_index(np.argmax(np.abs(parts)), parts.shape)
    contributions[largest] += both - base - contributions.sum()
    return float(base), contributions
