"""Who is real: as far as people whom verified members know vouch for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reciproca_engine.exceptions import InvalidProblem
from reciproca_engine.trust.rows import seeds_of, ties_of

__all__ = ["ALONE", "GOES_ON", "STEPS", "Standing", "standing"]

ALONE = 0.001
GOES_ON = 0.98
STEPS = 40


@dataclass(frozen=True, eq=False, slots=True)
class Standing:
    """What is known about who is real; made by `standing`.

    Parameters
    ----------
    score : float[people]
        For ranking: at least 0, and 0 for whom no path of ties from a seed reaches.
    member : bool[people]
        Who gets a unit of the flow from the seeds.
    bound : int
        The largest number of fakes that one tie from an honest person to a fake can bring in, whatever the fakes do.
    distance : int[people]
        Ties from the nearest seed; −1 for whom no path reaches.
    bound_at : int[people]
        How many fakes a tie that goes out from this person can bring in: those near a seed weigh more.
    """

    score: NDArray[np.float64]
    member: NDArray[np.bool_]
    bound: int
    distance: NDArray[np.int64]
    bound_at: NDArray[np.int64]


def standing(
    source: ArrayLike,
    target: ArrayLike,
    seeds: Any,
    people: int | None = None,
    weight: ArrayLike | None = None,
    *,
    capacities: Sequence[int] = (800, 200, 50, 12, 4, 2, 1),
) -> Standing:
    """How sure it is that each person is real, from ties in a network and a few who are known to be.

    Parameters
    ----------
    source, target : int[rows]
        The source vouches for the target; a tie both stand by is two rows. Rows of oneself are ignored, weights of repeated
        rows added.
    seeds : int[seeds], a set of them, or bool[people]
        Who is known to be real: verified members.
    people : int or None
        How many people there are; None: the largest id + 1.
    weight : float[rows] or None
        How much a tie counts for the score; a tie of 0 is none.
    capacities : sequence of int
        How many members a seed can bring in, itself included; somebody one tie away from a seed, two, …; 1 for all who are
        farther. Not increasing. The default is Advogato's.

    Raises
    ------
    InvalidProblem
        Naming the argument and the position at fault.

    Notes
    -----
    *Score.* A tie i → j carries weight · (0.001 + common / fewer): `common` counts the friends w with i → w → j, `fewer`
    is the smaller number of friends of the two. Friends of real people share friends; a fake has talked somebody into a tie,
    not all of that one's friends. A walk of 40 steps goes out from every seed, along ties in proportion to what they carry, and begins
    anew with probability 0.02 a step; what has arrived at each is divided by what their own ties carry, at least 0.001. All of
    it is computed from ties that go *out* from the people a walk has reached: fakes to whom no path leads change no bit of
    anybody's score and have 0.

    *Membership.* Units flow from the seeds along ties. Each person keeps one, and can get c(d), d ties away from a seed. The
    flow is integer and the largest there is, found by augmenting paths, the nearest asked first. All units of fakes come along
    ties from honest people: at most c(d) − 1 along one, which are what such a person can pass on, and at most c(1), which is what
    anybody but a seed can get. That is `bound_at`, and its largest value `bound`.

    References
    ----------
    R. Levien, *Attack-resistant trust metrics* (Advogato), 2004. Q. Cao, M. Sirivianos, X. Yang, T. Pregueiro, *Aiding
    the detection of fake accounts in large scale social online services*, NSDI 2012.

    Examples
    --------
    >>> ada, bea, ciro, fake, twin = range(5)
    >>> known = standing([ada, bea, bea, ciro, fake, twin], [bea, ada, ciro, bea, twin, fake], seeds=[ada])
    >>> known.member.tolist(), (known.score > 0).tolist()
    ([True, True, True, False, False], [True, True, True, False, False])
    """
    from reciproca_engine.trust import membership, walks

    ties = ties_of(("source", "target"), source, target, weight, people)
    real = seeds_of(seeds, ties.people)
    reach = _checked(capacities)
    first, sources, tie_of = walks.incoming(ties.begin, ties.target)
    common = walks.in_between(ties.begin, ties.target, first, sources, tie_of)
    carries = walks.shared(ties.begin, ties.target, ties.weight, common, ALONE)
    score = walks.spread(first, sources, carries[tie_of], real, GOES_ON, STEPS, ALONE)
    far = membership.distances(ties.begin, ties.target, real)
    score[far < 0] = 0.0
    capacity = reach[np.minimum(np.maximum(far, 0), len(reach) - 1)]
    bound_at = np.where(far < 0, 0, np.minimum(capacity - 1, reach[1]))
    return Standing(
        score=score,
        member=membership.members(ties.begin, ties.target, first, sources, tie_of, far, capacity),
        bound=int(bound_at.max(initial=0)),
        distance=far,
        bound_at=bound_at,
    )


def _checked(capacities: Sequence[int]) -> NDArray[np.int64]:
    given = np.asarray(capacities)
    if given.ndim != 1 or not len(given) or given.dtype.kind not in "iu":
        raise InvalidProblem("capacities", None, "must be whole numbers, one for each distance")
    wrong = (given < 1) | (np.diff(given, prepend=given[0]) > 0)
    if wrong.any():
        raise InvalidProblem("capacities", int(wrong.argmax()), "must be at least 1 and not larger than the one before")
    return np.append(given, 1).astype(np.int64)
