"""Who will be in touch: a probability for each pair, learned from the past of the very log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from reciproca_engine.exceptions import InvalidProblem
from reciproca_engine.ties.columns import columns_of
from reciproca_engine.ties.signs import History, Signs

__all__ = ["Contact", "Past", "contact_probability", "foretold", "horizon_of"]

Ints = NDArray[np.integer[Any]]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

# Moments of the past from which is learned, over a whole horizon; so many pairs of each at most.
_MOMENTS = 8
_ROWS = 20_000
# With fewer pairs that are, or are not, in touch again there is nothing to learn.
_FEWEST = 10
# How strongly each sign is held to what is expected before anything is learned: as by so many answers.
_HELD = 200.0
# How much of the newest change in pace is taken to last, and from how many answers on that change is believed.
_LASTING, _BELIEVED = 0.5, 20.0


@dataclass(frozen=True, eq=False, slots=True)
class Contact:
    """Chances of contact: one row for each ordered pair with an interaction, sorted by source, then target.

    Parameters
    ----------
    source, target : int[rows]
    probability : float[rows]
        That either turns to the other in (now, now + horizon]; the same in both rows of a pair.
    now, horizon : float
    moments : int
        From how many moments of the past it was learned; 0: the log says too little, and the simple model alone speaks.
    """

    source: Ints
    target: Ints
    probability: Floats
    now: float
    horizon: float
    moments: int


def contact_probability(giver: Any, receiver: Any, time: Any, *, now: Any = None, horizon: float = 14.0) -> Contact:
    """How probable it is that the two of a pair are in touch within the horizon.

    This is who will write next, not what a tie is: strength rewards what goes both ways, this only what foretells.

    1. Before anything is learned, the modified BG/NBD speaks: a pair met with some rhythm, and may have come apart at each
       meeting; many meetings and a silence that is long beside their gaps make that probable.
    2. Go back to eight moments between one and two horizons ago. At each, write down the signs of every pair known by
       then (`signs.signs_of`: memories with five half-lives, silence, rhythm, turn-taking, what else the two do and with how
       many), and whether it was in touch within the horizon.
    3. A logistic regression learns how the signs go with contact, each held to what step 1 expects by a quadratic penalty.
    4. Let it speak about now; move all log-odds by half of what the pace of the network has changed since those moments.

    Everything is measured in horizons, so that minutes and years are treated alike. A log shorter than three horizons is
    learned from at a third of its length; what a longer horizon adds is then what step 1 says it adds.

    Parameters
    ----------
    giver, receiver, time, now
        As in `strengths`. Nothing after `now` is looked at.
    horizon : float
        Days.

    Returns
    -------
    Contact

    Raises
    ------
    InvalidProblem
        Naming the argument and the position at fault.

    References
    ----------
    P. S. Fader, B. G. S. Hardie, K. L. Lee, *Counting your customers the easy way*, Marketing Science 24 (2005). E. P. Batislam,
    M. Denizel, A. Filiztekin (2007), as in `strengths`.

    Examples
    --------
    >>> contact = contact_probability([0, 1, 0, 2], [1, 0, 1, 0], [0.0, 10.0, 20.0, 1.0], now=21.0)
    >>> contact.source.tolist(), contact.target.tolist(), contact.probability.round(2).tolist()
    ([0, 1, 2], [1, 0, 0], [0.58, 0.58, 0.11])
    """
    columns = columns_of(giver, receiver, time, now=now)
    ahead = horizon_of(horizon)
    kept = np.flatnonzero((columns.giver != columns.receiver) & (columns.time <= columns.now))
    history = History.of(columns.giver[kept], columns.receiver[kept], columns.time[kept], columns.people)
    chance, moments = foretold(history, columns.now, ahead)
    source, target, pair = history.ways()
    return Contact(columns.names(source), columns.names(target), chance[pair], columns.now, ahead, moments)


class Past(Protocol):
    """What foretelling asks of a log: of a `History`, or of one that lies in many places."""

    @property
    def pairs(self) -> int: ...
    @property
    def begun(self) -> float: ...
    @property
    def first(self) -> Floats: ...
    def in_touch(self, after: float, until: float) -> Bools: ...
    def signs_at(self, moment: float, horizon: float, later: float) -> Signs: ...


def foretold(history: Past, now: float, horizon: float) -> tuple[Floats, int]:
    """The chance of each pair, and from how many moments it was learned."""
    if history.pairs == 0:
        return np.empty(0), 0
    begun = history.begun
    short = min(horizon, (now - begun) / 3) if now > begun else horizon
    present = history.signs_at(now, short, horizon)
    tables, answers, moments = [], [], []
    for moment in now - short * np.linspace(1, 2, _MOMENTS):
        if moment >= begun:
            signs = history.signs_at(moment, short, horizon)
            some = slice(None, None, len(signs.pair) // _ROWS + 1)
            tables.append(signs.table[some])
            answers.append(history.in_touch(moment, moment + short)[signs.pair[some]])
            moments.append(float(moment))
    answer = np.concatenate(answers) if answers else np.empty(0, np.bool_)
    if min(answer.sum(), (~answer).sum()) < _FEWEST:
        return _chance(present.expected_later), 0
    score = _learned(np.vstack(tables), answer, present.table) + present.expected_later - present.table[:, 0]
    return _chance(score + _change_of_pace(history, moments, now, short / 2)), len(moments)


def _learned(table: Floats, answer: Bools, present: Floats) -> Floats:
    """Log-odds of the rows of `present` by a logistic regression on `table`, of which the first column is what is expected.

    Newton's method; the first coefficient is held to 1, the others to 0.
    """
    middle, spread = table.mean(axis=0), table.std(axis=0)
    spread[spread < 1e-9] = np.inf
    middle[0], spread[0] = 0.0, 1.0

    def standardised(rows: Floats) -> Floats:
        within = np.clip((rows - middle) / spread, -6, 6)
        within[:, 0] = rows[:, 0]
        return np.column_stack((np.ones(len(rows)), within))

    known = standardised(table)
    expected = np.zeros(known.shape[1])
    expected[1] = 1.0
    held = np.full(known.shape[1], _HELD)
    held[0] = 1e-3
    coefficients = expected.copy()
    for _ in range(50):
        chance = _chance(known @ coefficients)
        slope = known.T @ (answer - chance) - held * (coefficients - expected)
        bend = (known * (chance * (1 - chance))[:, None]).T @ known + np.diag(held)
        step = np.linalg.solve(bend, slope)
        largest = float(np.abs(step).max())
        coefficients += step * min(1.0, 2 / largest) if largest > 0 else 0.0
        if largest < 1e-8:
            break
    return standardised(present) @ coefficients


def _change_of_pace(history: Past, moments: list[float], now: float, length: float) -> float:
    """Half of the logarithm of the share of known pairs in touch lately, over what that share was at these moments."""
    shares, lately, seen = [], 0.0, 0.0
    first = history.first
    for moment in (*moments, now):
        known = first <= moment - length
        met = history.in_touch(moment - length, moment)[known]
        lately, seen = float(met.sum()), float(len(met))
        if moment < now and seen:
            shares.append(lately / seen)
    usual = float(np.mean(shares)) if shares else 0.0
    if usual == 0 or seen == 0:
        return 0.0
    expected = usual * seen
    return _LASTING * float(np.log((lately + _BELIEVED) / (expected + _BELIEVED)))


def _chance(log_odds: Floats) -> Floats:
    return 1 / (1 + np.exp(-np.clip(log_odds, -30, 30)))


def horizon_of(horizon: Any) -> float:
    if isinstance(horizon, bool) or not isinstance(horizon, (int, float, np.integer, np.floating)):
        raise InvalidProblem("horizon", None, "must be a number of days")
    if not 0 < horizon < np.inf:
        raise InvalidProblem("horizon", None, "must be finite and greater than 0")
    return float(horizon)
