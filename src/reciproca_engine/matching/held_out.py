"""What learning would have foretold of answers it had not seen: whether there is anything to learn, and how far to believe it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reciproca_engine.matching.effects import sides_of
from reciproca_engine.matching.histories import People, numbered, people_of
from reciproca_engine.matching.learning import learn

__all__ = ["HeldOut", "held_out"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_TURNS = 5
_SMALLEST_CHANCE = 1e-6


@dataclass(frozen=True, eq=False)
class HeldOut:
    """Each answer beside the chance of a yes that was told without it.

    Parameters
    ----------
    yes : float[answers]
        What was answered: 1 or 0.
    chance : float[answers]
        What the answers of other pairs foretold.
    base : float[answers]
        The share of yes among the answers of the same side about other pairs, one yes and one no added to them.
    """

    yes: Floats
    chance: Floats
    base: Floats

    @property
    def gain(self) -> float:
        """By how much the log-likelihood of an answer is higher than under the base rate of its side, on average.

        Examples
        --------
        >>> round(HeldOut(yes=np.array([1.0]), chance=np.array([0.8]), base=np.array([0.5])).gain, 2)
        0.47
        """
        if not len(self.yes):
            return 0.0
        return _log_likelihood(self.chance, self.yes) - _log_likelihood(self.base, self.yes)

    def groups(self, count: int = 3) -> list[tuple[int, float, float]]:
        """The answers in groups of about one size, from the least probable to the most.

        Returns
        -------
        list of (answers, mean chance, share of yes)
            Where the last two are close in each group, the chances are calibrated.

        Examples
        --------
        >>> seen = HeldOut(np.array([0.0, 1.0, 1.0]), np.array([0.2, 0.9, 0.7]), np.full(3, 0.5))
        >>> [(n, round(float(told), 2), float(said)) for n, told, said in seen.groups(2)]
        [(2, 0.45, 0.5), (1, 0.9, 1.0)]
        """
        order = np.argsort(self.chance, kind="stable")
        parts = [part for part in np.array_split(order, count) if len(part)]
        return [(len(part), float(self.chance[part].mean()), float(self.yes[part].mean())) for part in parts]


def held_out(
    chooser: People, chosen: People, yes: ArrayLike, features: Mapping[str, ArrayLike] | None = None
) -> HeldOut:
    """Hide a fifth of the pairs in turn, learn from the others, and note what that foretells of the hidden ones.

    Parameters
    ----------
    chooser, chosen, yes, features
        As in `learn`; features as a mapping.

    Returns
    -------
    HeldOut
        In the order of the answers.

    Notes
    -----
    All answers between two people are hidden together. `learn` calibrates itself on answers hidden in the same way; here
    the calibration, too, has not seen the answer that it is judged by. Nothing is random, and the order changes nothing.

    Examples
    --------
    >>> seen = held_out(["a", "b"] * 10, list(range(20)), [1, 0] * 10)
    >>> len(seen.chance), bool(seen.gain > 0)
    (20, True)
    """
    one, other = people_of("chooser", chooser), people_of("chosen", chosen)
    said = np.asarray(yes, dtype=np.float64)
    facts = {name: np.asarray(values, dtype=np.float64) for name, values in (features or {}).items()}
    turn, side = _turns(one, other)
    chance, base = np.zeros(len(said)), np.zeros(len(said))
    for which in range(_TURNS):
        hidden = np.flatnonzero(turn == which)
        if not len(hidden):
            continue
        seen = np.flatnonzero(turn != which)
        model = learn(
            [one[at] for at in seen],
            [other[at] for at in seen],
            said[seen],
            {name: values[seen] for name, values in facts.items()},
        )
        asked = [one[at] for at in hidden], [other[at] for at in hidden]
        told = model.predict(*asked, {name: values[hidden] for name, values in facts.items()})
        chance[hidden] = told.a_says_yes
        for at in hidden:
            alike = said[seen][side[seen] == side[at]]
            base[at] = (alike.sum() + 1) / (len(alike) + 2)
    return HeldOut(said, chance, base)


def _turns(one: list[object], other: list[object]) -> tuple[Ints, Ints]:
    """In which turn each answer is hidden, and on which side it is."""
    number_of = numbered(one, other)
    ends = [np.array([number_of[who] for who in side], dtype=np.int64) for side in (one, other)]
    pair = np.minimum(*ends) * len(number_of) + np.maximum(*ends) if one else np.zeros(0, dtype=np.int64)
    turn = np.unique(pair, return_inverse=True)[1] % _TURNS
    side = sides_of(len(number_of), *ends)[ends[0], 0] if one else np.zeros(0, dtype=np.int64)
    return turn.astype(np.int64), side


def _log_likelihood(chance: Floats, yes: Floats) -> float:
    told = np.clip(np.where(yes > 0, chance, 1 - chance), _SMALLEST_CHANCE, 1)
    return float(np.log(told).mean())
