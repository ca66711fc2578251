"""Whose recognitions weigh how much: as far as they come, by way of others, from people who are known to be real."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reciproca_engine.trust.rows import seeds_of, ties_of

__all__ = ["Credit", "credit"]

GOES_ON = 0.95
LEAST = 1e-6
MOST = 0.05


@dataclass(frozen=True, eq=False, slots=True)
class Credit:
    """What recognitions are worth; made by `credit`.

    Parameters
    ----------
    score : float[people]
        How much of the credit that the seeds hand out, 1 each, comes to this person for the first time; of one seed 0.05 at
        most.
    """

    score: NDArray[np.float64]


def credit(giver: ArrayLike, receiver: ArrayLike, seeds: Any, people: int | None = None) -> Credit:
    """What the recognitions of each person are worth, so that nobody gains by praising oneself, one another or often.

    Parameters
    ----------
    giver, receiver : int[rows]
        The giver recognised the receiver. How often does not matter, and rows of oneself are ignored.
    seeds : int[seeds], a set of them, or bool[people]
        Verified members. One in ten is a good number: with few, being near one is worth too much.
    people : int or None
        How many people there are; None: the largest id + 1.

    Raises
    ------
    InvalidProblem
        Naming the argument and the position at fault.

    Notes
    -----
    Each seed hands out 1. Whoever gets credit for the first time hands on 0.95 of it in equal parts to all they have recognised;
    what comes to somebody in a later step is lost, so that no ring can keep credit going round (what is below a millionth of a seed is
    not handed on). Of a part along a tie that is returned, with t thirds who have returned ties to both, only 1 / max(1, t) arrives:
    a clique in which all praise all gets little from one another, two friends lose nothing. The score is the sum
    over the seeds, of each 0.05 at most, so that no single seed who has been fooled, and no place beside one, makes a reputation. Removing
    a seed raises nobody.

    Examples
    --------
    >>> ada, bea, ciro, fake, twin = range(5)
    >>> credit([ada, ada, bea, fake, twin], [bea, ciro, ciro, twin, fake], seeds=[ada]).score.tolist()
    [0.0, 0.05, 0.05, 0.0, 0.0]
    """
    from reciproca_engine.trust import walks

    ties = ties_of(("giver", "receiver"), giver, receiver, None, people)
    thirds = walks.mutual_thirds(ties.begin, ties.target)
    recognised = np.repeat(np.diff(ties.begin), np.diff(ties.begin))
    share = 1.0 / (np.maximum(thirds, 1) * np.maximum(recognised, 1))
    return Credit(
        walks.first_visits(ties.begin, ties.target, share, seeds_of(seeds, ties.people), GOES_ON, LEAST, MOST)
    )
