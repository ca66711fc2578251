"""How probable it is that two people say yes to each other, learned from what they and others have answered before."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reciproca_engine.exceptions import InvalidProblem
from reciproca_engine.explain import Reason
from reciproca_engine.matching.dependence import both_say_yes, dependence_of, gain_through_one
from reciproca_engine.matching.effects import Answers, Effects, Estimate, sides_of

__all__ = ["LearnedFit", "Prediction", "learn"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
People = Sequence[Hashable] | NDArray[Any]
Features = Mapping[str, ArrayLike] | ArrayLike | Callable[[list[Any], list[Any]], Any]

# Chances and contributions are multiples of 2**-40: sums of them are then exact, in whatever order they are added.
_STEPS = 2.0**40
_TURNS = 5
_ENOUGH_HIDDEN = 20_000
_MOST_TASTES = 4
_LEAST_GAIN = 3.0  # of the log-likelihood
_TERMS = ("base_rate", "leaning", "appeal", "alike", "taste")
# What each term is multiplied by when nothing has been learned about it, and how far from that it may easily be:
# a constant, then the terms, then each feature.
_SCALE = {"constant": (0.0, 0.5), "alike": (0.0, 0.2)}
_OTHER_SCALE = (1.0, 0.5)


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
    _features: _Features = field(repr=False)

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
        one, other = _people("a", a), _people("b", b)
        _check_pairs("a", one, "b", other)
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
        terms = _raw_terms(self._effects, chooser, chosen, facts) * self._scale[1:]
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
            kind = _TERMS[term + 1] if term + 1 < len(_TERMS) else "feature"
            if kind == "feature":
                subject["feature"] = self._model.feature_names[term + 1 - len(_TERMS)]
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
    one, other = _people("chooser", chooser), _people("chosen", chosen)
    _check_pairs("chooser", one, "chosen", other)
    said = _yes(yes, len(one))
    table = _Features.given(one, other, features)

    number_of = _numbered(one, other)
    numbers = [np.fromiter(map(number_of.__getitem__, side), dtype=np.int64, count=len(side)) for side in (one, other)]
    order = np.lexsort((*table.facts.T, said, numbers[1], numbers[0]))
    answers = Answers(len(number_of), numbers[0][order], numbers[1][order], said[order], table.facts[order])
    sides = sides_of(answers.people, answers.chooser, answers.chosen)
    covariance = _Hidden(answers, sides).wider_covariance()
    hidden = _Hidden(answers, sides, covariance)
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


def _raw_terms(effects: Effects, chooser: Ints, chosen: Ints, facts: Floats) -> Floats:
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


def _chance(terms: Floats) -> Floats:
    log_odds = terms[:, 0].copy()
    for column in range(1, terms.shape[1]):
        log_odds += terms[:, column]
    return _logistic(log_odds)


def _logistic(log_odds: Floats) -> Floats:
    return 0.5 * (1 + np.tanh(log_odds / 2))


def _on_grid(amounts: Any) -> Any:
    return np.rint(amounts * _STEPS) / _STEPS


def _contributions(terms: Floats, dependence: float, both: float) -> tuple[float, Floats]:
    """What the base rate, and each term of each side, adds to `both`: multiples of 2**-40 that add up to it."""
    start, parts = terms[:, 0], terms[:, 1:]
    if not parts.any():
        return both, np.zeros_like(parts)
    nodes, weights = np.polynomial.legendre.leggauss(32)
    chances = _logistic(start[:, None] + parts.sum(axis=1)[:, None] * (nodes + 1) / 2)
    slopes = [gain_through_one(chances[side], chances[1 - side], dependence) for side in (0, 1)]
    gains = (slopes * chances * (1 - chances)) @ weights / 2
    base = _on_grid(both_say_yes(_logistic(start[0]), _logistic(start[1]), dependence))
    contributions = _on_grid(parts * gains[:, None])
    largest = np.unravel_index(np.argmax(np.abs(parts)), parts.shape)
    contributions[largest] += both - base - contributions.sum()
    return float(base), contributions


class _Hidden:
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
                _raw_terms(each, hidden.chooser, hidden.chosen, hidden.features)
                for each, hidden in zip(effects, map(self._all.only, self._rows), strict=True)
            ]
        )
        names = ["constant", *_TERMS] + ["feature"] * (terms.shape[1] - len(_TERMS))
        expected, deviation = np.array([_SCALE.get(name, _OTHER_SCALE) for name in names]).T
        design = np.column_stack([np.ones(len(terms)), terms])
        self.scale, prior = expected.copy(), deviation**-2.0
        for _ in range(25):
            chance = _logistic(design @ self.scale)
            slope = design.T @ (self.answers.yes - chance) - prior * (self.scale - expected)
            step = np.linalg.solve(design.T @ (design * (chance * (1 - chance))[:, None]) + np.diag(prior), slope)
            self.scale = self.scale + step
            if np.abs(step).max() < 1e-10:
                break
        self.chance = _logistic(design @ self.scale)

    def look_for_tastes(self) -> None:
        """One direction of taste more, as long as the hidden answers become clearly more probable."""
        while len(self.chance) and self.tastes < _MOST_TASTES:
            before = self.scale, self.chance
            for estimate in self._estimates:
                estimate.add_taste()
            self._predict()
            gain = np.log(np.where(self.answers.yes > 0, self.chance / before[1], (1 - self.chance) / (1 - before[1])))
            if gain.sum() < _LEAST_GAIN:
                self.scale, self.chance = before
                break
            self.tastes += 1

    def wider_covariance(self) -> Floats:
        """The covariance of leaning and appeal under which they would have needed no scale."""
        names = ("leaning", "appeal")
        factor = np.clip(self.scale[[1 + _TERMS.index(name) for name in names]], 0.25, 4)
        return self.covariance * np.outer(factor, factor)

    def dependence(self) -> float:
        """From the pairs of whom both have answered; of repeated answers the first counts."""
        answers, chance = self.answers, self.chance
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
    mixed = low.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + high.astype(np.uint64) * np.uint64(
        0xC2B2AE3D27D4EB4F
    )
    mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
    return ((mixed >> np.uint64(32)) % np.uint64(_TURNS)).astype(np.int64)


# ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _Features:
    """The caller's features: their names, how to ask for them, and what was known of each, standardised."""

    names: tuple[str, ...]
    ask: Callable[[list[Any], list[Any]], Any] | None
    mean: Floats
    deviation: Floats
    facts: Floats

    @classmethod
    def given(cls, chooser: list[Any], chosen: list[Any], features: Features | None) -> _Features:
        ask = features if callable(features) else None
        names, values = _columns("features", ask(chooser, chosen) if ask else features, len(chooser))
        known = ~np.isnan(values)
        count = np.maximum(known.sum(axis=0), 1)
        order = np.sort(np.where(known, values, 0.0), axis=0)  # sums that do not depend on the order of the answers
        mean = order.sum(axis=0) / count
        spread = np.sort(np.where(known, values - mean, 0.0) ** 2, axis=0)
        deviation = np.sqrt(spread.sum(axis=0) / count)
        deviation[~(deviation > 1e-12 * np.maximum(np.abs(mean), 1e-300))] = np.inf  # says nothing: the same for all
        return cls(names, ask, mean, deviation, _standard(values, mean, deviation))

    def of(self, chooser: list[Any], chosen: list[Any], features: Features | None, name: str) -> Floats:
        if features is None:
            features = self.ask
        if features is None or not self.names:
            return np.zeros((len(chooser), len(self.names)))
        names, values = _columns(name, features(chooser, chosen) if callable(features) else features, len(chooser))
        if set(names) != set(self.names):
            raise InvalidProblem(name, None, f"must be {list(self.names)}, not {list(names)}")
        return _standard(values[:, [names.index(each) for each in self.names]], self.mean, self.deviation)


def _standard(values: Floats, mean: Floats, deviation: Floats) -> Floats:
    return np.where(np.isnan(values), 0.0, (values - mean) / deviation)


def _columns(name: str, features: Any, length: int) -> tuple[tuple[str, ...], Floats]:
    if features is None:
        return (), np.zeros((length, 0))
    named = dict(features) if isinstance(features, Mapping) else None
    try:
        if named is not None:
            columns = [np.asarray(values, dtype=np.float64) for values in named.values()]
        else:
            table = np.asarray(features, dtype=np.float64)
            columns = list(table.T) if table.ndim == 2 else [table]
    except (TypeError, ValueError) as error:
        raise InvalidProblem(name, None, "must hold numbers") from error
    for position, column in enumerate(columns):
        if column.shape != (length,):
            raise InvalidProblem(name, position if named else None, f"has shape {column.shape}, expected ({length},)")
    values = np.stack(columns, axis=1) if columns else np.zeros((length, 0))
    infinite = np.isinf(values).any(axis=1)
    if infinite.any():
        raise InvalidProblem(name, int(np.argmax(infinite)), "must be finite, or NaN where not known")
    names = map(str, named) if named is not None else (f"feature {k}" for k in range(values.shape[1]))
    return tuple(names), values


def _people(name: str, people: People) -> list[Any]:
    if isinstance(people, (str, bytes)) or not isinstance(people, Iterable):
        raise InvalidProblem(name, None, "must be a sequence of people")
    if isinstance(people, np.ndarray) and people.ndim != 1:
        raise InvalidProblem(name, None, f"must have one dimension, not {people.ndim}")
    listed = people.tolist() if hasattr(people, "tolist") else list(people)
    for position, who in enumerate(listed):
        try:
            hash(who)
        except TypeError as error:
            raise InvalidProblem(name, position, "must be an id: a number, a text, a UUID") from error
        if who is None or who != who:
            raise InvalidProblem(name, position, "must be somebody")
    return listed


def _check_pairs(name: str, one: list[Any], other_name: str, other: list[Any]) -> None:
    if len(one) != len(other):
        raise InvalidProblem(other_name, None, f"has {len(other)} entries, but {name} has {len(one)}")
    for position, (who, whom) in enumerate(zip(one, other, strict=True)):
        if who == whom:
            raise InvalidProblem(other_name, position, f"is {whom!r}, who is also {name}")


def _yes(yes: ArrayLike, length: int) -> Floats:
    try:
        said = np.asarray(yes, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise InvalidProblem("yes", None, "must hold true or false, 1 or 0") from error
    if said.shape != (length,):
        raise InvalidProblem("yes", None, f"has shape {said.shape}, expected ({length},)")
    wrong = (said != 0) & (said != 1)
    if wrong.any():
        raise InvalidProblem("yes", int(np.argmax(wrong)), "must be 1 or 0")
    return said + 0.0


def _numbered(one: list[Any], other: list[Any]) -> dict[Any, int]:
    everybody = set(one)
    everybody.update(other)
    try:
        in_order = sorted(everybody)
    except TypeError:
        in_order = sorted(everybody, key=lambda who: (type(who).__name__, repr(who)))
    return {who: number for number, who in enumerate(in_order)}
