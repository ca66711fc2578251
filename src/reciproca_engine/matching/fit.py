"""How well a mentee and a mentor would suit each other, in [0, 1], with reasons that add up to it.

Each side has its own fit: how well the mentor suits the mentee, and how well the mentee suits the mentor. Each is a
weighted mean of named features. The two are joined by the harmonic mean, which is high only when both are.

Where people have said yes or no to each other before, `learn` tells how probable it is that both would.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from numbers import Real
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reciproca_engine import text
from reciproca_engine.exceptions import InvalidProblem
from reciproca_engine.explain import Reason
from reciproca_engine.matching.held_out import HeldOut, held_out
from reciproca_engine.matching.learning import LearnedFit, Prediction, learn

__all__ = [
    "Feature",
    "HeldOut",
    "LearnedFit",
    "PairFit",
    "Prediction",
    "compose",
    "held_out",
    "learn",
    "overlap",
    "reciprocal",
]

Floats = NDArray[np.float64]
Kind = Literal["equal", "overlap", "complement", "distance", "forbid_equal", "prefer_different"]

# Contributions are rounded to multiples of 2**-40: sums of them are then exact, in whatever order they are added.
_STEPS = 2.0**40
_UNKNOWN = "nothing_known"


@dataclass(frozen=True, slots=True)
class Feature:
    """One question of the questionnaire, and how its two answers are compared.

    Parameters
    ----------
    name : str
        The question, by the name under which the answers are handed in.
    weight : float
        How much it counts among the features that both have answered; only proportions matter. 0 for a rule that
        only forbids.
    kind : str
        - ``"equal"``: 1 when the answers are equal, else 0;
        - ``"overlap"``: sets, or texts that list choices ("italiano, inglese"); which share of my answers you share,
          each side by its own (joined, the Dice coefficient);
        - ``"complement"``: each answer is ``{"needs": …, "offers": …}``; how much of what I need you offer. Needs and
          offers are texts, split into their points, or sets of points; points are compared by their words
          (see `reciproca_engine.text`);
        - ``"distance"``: numbers; 1 when equal, falling to 0 at `span`;
        - ``"prefer_different"``: 1 when the answers differ, else 0;
        - ``"forbid_equal"``: people with equal answers are never a pair (a reporting line, a team). Always hard.
    hard : bool
        Not only weighed: a pair whose answers do not fit at all (score 0; for a distance, beyond `limit`) is absent.
    mentor_weight : float or None
        How much it counts for the mentor, when that is not the same.
    span : float or None
        For a distance: the difference at which nothing is left. None: the range of all answers.
    limit : float or None
        For a hard distance: the largest difference that is possible. None: `span`.
    least : float
        For texts: the smallest closeness of a need and an offer that counts.

    Notes
    -----
    A missing answer (None, an empty set, an empty text, NaN) neither rewards nor punishes: the feature is left out for
    that pair and that side, and the others share its weight. It never forbids a pair.

    Examples
    --------
    >>> Feature("languages", 1, "overlap", hard=True).kind
    'overlap'
    """

    name: str
    weight: float
    kind: Kind
    hard: bool = False
    mentor_weight: float | None = None
    span: float | None = None
    limit: float | None = None
    least: float = 0.25

    def __post_init__(self) -> None:
        if self.kind not in get_args(Kind):
            raise InvalidProblem("kind", None, f"of the feature {self.name!r} must be one of {get_args(Kind)}")
        weights = (self.weight, self.weight if self.mentor_weight is None else self.mentor_weight)
        if not all(np.isfinite(weight) and weight >= 0 for weight in weights):
            raise InvalidProblem("weight", None, f"of the feature {self.name!r} must be finite and not negative")
        if self.span is not None and not self.span > 0:
            raise InvalidProblem("span", None, f"of the feature {self.name!r} must be positive")

    @property
    def weights(self) -> tuple[float, float]:
        """What it counts for the mentee, and for the mentor; a rule that forbids equals weighs nothing."""
        if self.kind == "forbid_equal":
            return 0.0, 0.0
        return self.weight, self.weight if self.mentor_weight is None else self.mentor_weight


@dataclass(frozen=True, eq=False)
class PairFit:
    """The fit of every pair, and the reasons of any one of them.

    Parameters
    ----------
    fit : float[mentees, mentors]
        The reciprocal fit, in [0, 1]: exactly the sum of the contributions of its reasons.
    mentee_view, mentor_view : float[mentees, mentors]
        How well the mentor suits the mentee; how well the mentee suits the mentor.
    allowed : bool[mentees, mentors]
        Which pairs no hard feature forbids.
    """

    features: tuple[Feature, ...]
    fit: Floats
    mentee_view: Floats
    mentor_view: Floats
    allowed: NDArray[np.bool_]
    unknown: float
    _comparisons: tuple[_Comparison, ...] = field(repr=False)

    def pairs(self) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
        """The allowed pairs as three arrays (mentee, mentor, fit), ready for a `MatchProblem`.

        Examples
        --------
        >>> scores = overlap([{"law"}, {"tax"}], [{"law", "tax"}])
        >>> [array.tolist() for array in scores.pairs()]
        [[0, 1], [0, 0], [1.0, 1.0]]
        """
        mentee, mentor = np.nonzero(self.allowed)
        return mentee.astype(np.int64), mentor.astype(np.int64), self.fit[mentee, mentor]

    def reasons(self, mentee: int, mentor: int) -> tuple[Reason, ...]:
        """Why this pair has its fit: the contributions add up to ``fit[mentee, mentor]`` exactly, in any order.

        Returns
        -------
        tuple of Reason
            One for each feature that both have answered, and for a complement one for each need that is met (on the
            mentee's and on the mentor's side). `kind` is the kind of the feature, `subject` names the feature and, for
            a complement, the side in need; `values` holds what they share. Largest contribution first.
        """
        block = _Block.of(self._comparisons, slice(mentee, mentee + 1), slice(mentor, mentor + 1), self.unknown)
        found: list[Reason] = []
        for comparison, parts in zip(self._comparisons, block.contributions, strict=True):
            known = [None if part is None else float(part[0, 0]) for part in parts]
            found += comparison.reasons(mentee, mentor, *known)
        if block.unexplained[0, 0]:
            found.append(Reason(_UNKNOWN, float(block.unexplained[0, 0])))
        return tuple(sorted(found, key=lambda reason: -reason.contribution))

    def scores(self, feature: str) -> tuple[Floats, Floats]:
        """How well one feature fits, in the eyes of the mentee and in those of the mentor: float[mentees, mentors] each.

        NaN where the two have not both answered.

        Examples
        --------
        >>> scores = compose([Feature("city", 1, "equal")], {"city": ["Torino", None]}, {"city": ["Torino", "Bari"]})
        >>> scores.scores("city")[0].tolist()
        [[1.0, 0.0], [nan, nan]]
        """
        comparison = next(each for each in self._comparisons if each.feature.name == feature)
        mentees, mentors = self.fit.shape
        of_mentee, of_mentor = (
            np.where(known > 0, score, np.nan)
            for score, known in comparison.scores(slice(0, mentees), slice(0, mentors))
        )
        return of_mentee, of_mentor

    def barriers(self, mentee: int, mentor: int) -> tuple[Reason, ...]:
        """Which hard features forbid this pair: Reasons of contribution 0, with the two answers as values.

        Examples
        --------
        >>> languages = Feature("languages", 1, "overlap", hard=True)
        >>> scores = compose([languages], {"languages": [{"it"}]}, {"languages": [{"en"}]})
        >>> scores.allowed.tolist(), scores.barriers(0, 0)[0].subject
        ([[False]], {'feature': 'languages'})
        """
        here = slice(mentee, mentee + 1), slice(mentor, mentor + 1)
        return tuple(
            Reason(
                comparison.feature.kind, 0.0, {"feature": comparison.feature.name}, comparison.answers(mentee, mentor)
            )
            for comparison in self._comparisons
            if comparison.is_hard and comparison.forbids(*here)[0, 0]
        )


def compose(
    features: Sequence[Feature],
    mentees: Mapping[str, Sequence[Any]],
    mentors: Mapping[str, Sequence[Any]],
    *,
    unknown: float = 0.5,
) -> PairFit:
    """The fit of every mentee with every mentor, from their answers.

    Let ``s_k`` in [0, 1] be how well feature k fits, in the eyes of one side. That side's fit is the weighted mean over
    the features that both have answered, ``p = sum w_k s_k / sum w_k``; the other side's is ``q``. The reciprocal fit
    is their harmonic mean ``f = 2 p q / (p + q)``.

    Parameters
    ----------
    features : sequence of Feature
        What is compared, and how.
    mentees, mentors : mappings
        For each feature's name, the answers of all mentees (mentors), in their order; None where there is none.
        A name that is missing on one side counts as unanswered by all of that side.
    unknown : float
        The fit of a pair of whom nothing comparable is known.

    Returns
    -------
    PairFit
        With `fit`, `allowed`, both sides' views, and the reasons of any pair on request.

    Raises
    ------
    InvalidProblem
        For answers of different length, or answers that the kind of a feature cannot compare.

    Notes
    -----
    *Contributions.* ``f`` is homogeneous of degree 1 in (p, q), so by Euler's theorem
    ``f = p ∂f/∂p + q ∂f/∂q`` with ``∂f/∂p = 2 q² / (p + q)²`` and ``∂f/∂q = 2 p² / (p + q)²``. Feature k therefore
    contributes ``w_k s_k / sum w · 2 q² / (p + q)²`` through the mentee's side and likewise through the mentor's; this
    is also its Aumann-Shapley share. What helps the side that gains less counts more.

    *Exactness.* Fit and contributions are multiples of 2**-40 (about 1e-12), so that the contributions add up to the
    fit to the last bit, in whatever order.

    *Missing answers* are described at `Feature`. When one side has nothing that can be compared, its view is taken to
    be the other's; when neither has, the fit is `unknown`.

    References
    ----------
    L. Pizzato et al., *RECON: a reciprocal recommender for online dating*, RecSys 2010 (harmonic mean of both sides).
    R. J. Aumann, L. S. Shapley, *Values of Non-Atomic Games*, 1974.

    Examples
    --------
    >>> features = [Feature("city", 1, "equal"), Feature("topics", 3, "complement")]
    >>> mentees = {"city": ["Torino"], "topics": [{"needs": "negoziazione", "offers": "social media"}]}
    >>> mentors = {"city": ["Torino"], "topics": [{"needs": "Instagram", "offers": "Negotiation"}]}
    >>> scores = compose(features, mentees, mentors)
    >>> float(scores.fit[0, 0])
    1.0
    >>> [(reason.kind, reason.subject["feature"], reason.contribution) for reason in scores.reasons(0, 0)]
    [('complement', 'topics', 0.375), ('complement', 'topics', 0.375), ('equal', 'city', 0.25)]
    """
    names = [feature.name for feature in features]
    for position, name in enumerate(names):
        if name in names[:position]:
            raise InvalidProblem("features", position, f"the feature {name!r} is given twice")
    if not 0 <= unknown <= 1:
        raise InvalidProblem("unknown", None, "must be between 0 and 1")
    sizes = _size("mentees", mentees), _size("mentors", mentors)
    comparisons = tuple(
        _comparison(feature, _answers(mentees, feature.name, sizes[0]), _answers(mentors, feature.name, sizes[1]))
        for feature in features
    )

    fit, mentee_view, mentor_view = (np.empty(sizes) for _ in range(3))
    allowed = np.ones(sizes, dtype=np.bool_)
    everybody = slice(0, sizes[1])
    rows_at_once = max(1, 2**16 // max(sizes[1], 1))
    for start in range(0, sizes[0], rows_at_once):
        rows = slice(start, min(start + rows_at_once, sizes[0]))
        block = _Block.of(comparisons, rows, everybody, unknown)
        fit[rows], mentee_view[rows], mentor_view[rows] = block.fit, block.mentee_view, block.mentor_view
        for comparison in comparisons:
            if comparison.is_hard:
                allowed[rows] &= ~comparison.forbids(rows, everybody)
    return PairFit(tuple(features), fit, mentee_view, mentor_view, allowed, unknown, comparisons)


def overlap(
    needs: Sequence[Any],
    offers: Sequence[Any],
    *,
    mentor_needs: Sequence[Any] | None = None,
    mentee_offers: Sequence[Any] | None = None,
    unknown: float = 0.5,
) -> PairFit:
    """The default fit when nothing has been asked or learned: how much of what one needs the other offers.

    Parameters
    ----------
    needs : sequence, one for each mentee
        A set of topics or a text (points separated by commas or lines); None or empty when unknown.
    offers : sequence, one for each mentor
        Likewise.
    mentor_needs, mentee_offers : sequences or None
        What the mentors hope for and the mentees can give, when it is known: then the fit is reciprocal.
    unknown : float
        The fit of a pair of whom one has no needs or the other no offers.

    Returns
    -------
    PairFit
        `fit` float[mentees, mentors] and the reasons of any pair; one reason for each need that is met.

    Examples
    --------
    >>> scores = overlap(["public speaking, leadership"], ["Parlare in pubblico", "giardinaggio"])
    >>> scores.fit.tolist()
    [[0.5, 0.0]]
    >>> scores.reasons(0, 0)[0].values["need"], scores.reasons(0, 0)[0].values["offer"]
    ('public speaking', 'Parlare in pubblico')
    """
    sides = (("needs", needs, "mentee_offers", mentee_offers), ("offers", offers, "mentor_needs", mentor_needs))
    for name, first, other_name, other in sides:
        if other is not None and len(other) != len(first):
            raise InvalidProblem(other_name, None, f"has {len(other)} entries, but {name} has {len(first)}")
    mentee_answers = [
        {"needs": need, "offers": offer}
        for need, offer in zip(needs, _or_nothing(mentee_offers, len(needs)), strict=True)
    ]
    mentor_answers = [
        {"needs": need, "offers": offer}
        for need, offer in zip(_or_nothing(mentor_needs, len(offers)), offers, strict=True)
    ]
    feature = Feature("needs and offers", 1.0, "complement")
    return compose([feature], {feature.name: mentee_answers}, {feature.name: mentor_answers}, unknown=unknown)


def reciprocal(mentee_view: ArrayLike, mentor_view: ArrayLike) -> Floats:
    """The harmonic mean of both sides' fit, ``2 p q / (p + q)``; 0 when either is 0.

    Examples
    --------
    >>> reciprocal([0.5, 1.0, 0.0], [0.5, 0.5, 0.0]).round(3).tolist()
    [0.5, 0.667, 0.0]
    """
    p, q = np.asarray(mentee_view, dtype=np.float64), np.asarray(mentor_view, dtype=np.float64)
    both = p + q
    return np.divide(2 * p * q, both, out=np.zeros(np.broadcast_shapes(p.shape, q.shape)), where=both > 0)


# ---------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class _Block:
    """Scores and contributions of some mentees with some mentors. Element by element, so any block gives the same.

    1. Each side's view: the weighted mean over the features known to both.
    2. How strongly each side's view pulls the joined fit (the partial derivatives of the harmonic mean).
    3. The contribution of each feature through each side, rounded to the grid on which sums are exact.
    4. What rounding has left over goes to the first contribution that can bear it, so that the sum is the rounded fit.
    """

    fit: Floats
    mentee_view: Floats
    mentor_view: Floats
    contributions: list[tuple[Floats | None, Floats | None]]  # of each feature, through each side; NaN: not known
    unexplained: Floats

    @classmethod
    def of(cls, comparisons: Sequence[_Comparison], rows: slice, columns: slice, unknown: float) -> _Block:
        shape = rows.stop - rows.start, columns.stop - columns.start
        weighed: list[tuple[int, int, Floats, Floats]] = []  # feature, side, weight x score, known
        views, weight_known = np.zeros((2, *shape)), np.zeros((2, *shape))
        for position, comparison in enumerate(comparisons):
            scores = comparison.scores(rows, columns)
            for side, weight in enumerate(comparison.feature.weights):
                if weight > 0:
                    score, known = scores[side]
                    weighed.append((position, side, weight * score, known))
                    views[side] += weighed[-1][2]
                    weight_known[side] += weight * known
        is_known = weight_known > 0
        np.divide(views, weight_known, out=views, where=is_known)
        for side, other in ((0, 1), (1, 0)):
            np.copyto(views[side], views[other], where=is_known[other] & ~is_known[side])
        nothing_known = ~is_known.any(axis=0)
        views[:, nothing_known] = unknown

        pull = _pull_of_each_side(views, is_known)
        np.divide(pull, weight_known, out=pull, where=is_known)
        parts = [_on_grid(share * pull[side]) for _, side, share, _ in weighed]
        unexplained = np.where(nothing_known, _on_grid(np.float64(unknown)), 0.0)

        left_over = _on_grid(reciprocal(views[0], views[1])) - unexplained
        for part in parts:
            left_over -= part
        fit = unexplained.copy()
        for part in parts:
            bears = part > np.abs(left_over)
            part += left_over * bears
            left_over *= ~bears
            fit += part

        contributions: list[list[Floats | None]] = [[None, None] for _ in comparisons]
        for (position, side, _, known), part in zip(weighed, parts, strict=True):
            contributions[position][side] = np.where(known > 0, part, np.nan)
        return cls(
            fit, views[0], views[1], [(of_mentee, of_mentor) for of_mentee, of_mentor in contributions], unexplained
        )


def _on_grid(amounts: Any) -> Any:
    return np.rint(amounts * _STEPS) / _STEPS


def _pull_of_each_side(views: Floats, is_known: NDArray[np.bool_]) -> Floats:
    """∂f/∂p and ∂f/∂q of the harmonic mean; 1 and 0 where only one side is known."""
    both = views[0] + views[1]
    pull = np.zeros_like(views)
    for side, other in ((0, 1), (1, 0)):
        np.divide(views[other], both, out=pull[side], where=both > 0)
        pull[side] *= 2 * pull[side]
        pull[side][is_known[side] & ~is_known[other]] = 1.0
        pull[side][~is_known[side]] = 0.0
    return pull


class _Comparison:
    """The answers of both sides to one question, made ready to be compared."""

    def __init__(self, feature: Feature, mentees: Sequence[Any], mentors: Sequence[Any]) -> None:
        self.feature = feature
        self.given = (mentees, mentors)

    @property
    def is_hard(self) -> bool:
        return self.feature.hard or self.feature.kind == "forbid_equal"

    def scores(self, rows: slice, columns: slice) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
        """In the eyes of the mentee, then of the mentor: how well it fits, 0 where not known, and whether it is known,
        as 1.0 or 0.0: each float[rows, columns]."""
        raise NotImplementedError

    def forbids(self, rows: slice, columns: slice) -> NDArray[np.bool_]:
        score, known = self.scores(rows, columns)[0]
        return (known > 0) & (score == 0)

    def answers(self, mentee: int, mentor: int) -> dict[str, Any]:
        return {"mentee": _plain(self.given[0][mentee]), "mentor": _plain(self.given[1][mentor])}

    def barrier(self, mentee: int, mentor: int) -> Reason:
        return Reason(self.feature.kind, 0.0, {"feature": self.feature.name}, self.answers(mentee, mentor))

    def shared(self, mentee: int, mentor: int) -> dict[str, Any]:
        return self.answers(mentee, mentor)

    def reasons(self, mentee: int, mentor: int, mentee_part: float | None, mentor_part: float | None) -> list[Reason]:
        parts = [part for part in (mentee_part, mentor_part) if part is not None and part == part]
        if not parts:
            return []
        subject = {"feature": self.feature.name}
        return [Reason(self.feature.kind, sum(parts), subject, self.shared(mentee, mentor))]


class _Choices(_Comparison):
    """equal, prefer_different, forbid_equal: answers as they are."""

    def __init__(self, feature: Feature, mentees: Sequence[Any], mentors: Sequence[Any]) -> None:
        super().__init__(feature, mentees, mentors)
        number_of: dict[Any, int] = {}
        self.codes = [
            np.array([_code(feature, answer, number_of, who, at) for at, answer in enumerate(answers)], dtype=np.int64)
            for who, answers in (("mentees", mentees), ("mentors", mentors))
        ]

    def scores(self, rows: slice, columns: slice) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
        mentee, mentor = self.codes[0][rows, None], self.codes[1][None, columns]
        known = (mentee >= 0) & (mentor >= 0)
        fits = (mentee == mentor) if self.feature.kind == "equal" else (mentee != mentor)
        both = (fits & known).astype(np.float64), known.astype(np.float64)
        return both, both


class _Sets(_Comparison):
    """overlap: which share of mine you share."""

    def __init__(self, feature: Feature, mentees: Sequence[Any], mentors: Sequence[Any]) -> None:
        super().__init__(feature, mentees, mentors)
        self.sets = [
            [_as_set(feature, answer, who, at) for at, answer in enumerate(answers)]
            for who, answers in (("mentees", mentees), ("mentors", mentors))
        ]
        number_of: dict[Any, int] = {}
        for chosen in (*self.sets[0], *self.sets[1]):
            for choice in chosen:
                number_of.setdefault(choice, len(number_of))
        self.has = [np.zeros((len(side), len(number_of)), dtype=np.float32) for side in self.sets]
        for has, side in zip(self.has, self.sets, strict=True):
            for row, chosen in zip(has, side, strict=True):
                row[[number_of[choice] for choice in chosen]] = 1

    def scores(self, rows: slice, columns: slice) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
        mentee, mentor = self.has[0][rows], self.has[1][columns]
        sizes = mentee.sum(axis=1)[:, None], mentor.sum(axis=1)[None, :]
        known = ((sizes[0] > 0) & (sizes[1] > 0)).astype(np.float64)
        shared = (mentee @ mentor.T).astype(np.float64)  # counts: exact in any order of summation
        return (shared / np.maximum(sizes[0], 1), known), (shared / np.maximum(sizes[1], 1), known)

    def shared(self, mentee: int, mentor: int) -> dict[str, Any]:
        theirs = self.sets[1][mentor]
        both = tuple(written for choice, written in self.sets[0][mentee].items() if choice in theirs)
        return {**self.answers(mentee, mentor), "shared": both}


class _Numbers(_Comparison):
    """distance: close on a scale."""

    def __init__(self, feature: Feature, mentees: Sequence[Any], mentors: Sequence[Any]) -> None:
        super().__init__(feature, mentees, mentors)
        self.numbers = [
            np.array([_as_number(feature, answer, who, at) for at, answer in enumerate(answers)], dtype=np.float64)
            for who, answers in (("mentees", mentees), ("mentors", mentors))
        ]
        answered = np.concatenate(self.numbers)
        answered = answered[~np.isnan(answered)]
        widest = float(np.ptp(answered)) if len(answered) else 0.0
        self.span = feature.span or widest or 1.0

    def distance(self, rows: slice, columns: slice) -> Floats:
        return np.abs(self.numbers[0][rows, None] - self.numbers[1][None, columns])

    def scores(self, rows: slice, columns: slice) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
        distance = self.distance(rows, columns)
        known = ~np.isnan(distance)
        both = np.where(known, np.maximum(1.0 - distance / self.span, 0.0), 0.0), known.astype(np.float64)
        return both, both

    def forbids(self, rows: slice, columns: slice) -> NDArray[np.bool_]:
        return self.distance(rows, columns) > (self.span if self.feature.limit is None else self.feature.limit)


class _NeedsAndOffers(_Comparison):
    """complement: what one needs, the other offers, in both directions."""

    def __init__(self, feature: Feature, mentees: Sequence[Any], mentors: Sequence[Any]) -> None:
        super().__init__(feature, mentees, mentors)
        asked, given = (
            [[_points(feature, answer, word, who, at) for at, answer in enumerate(answers)] for who, answers in sides]
            for word, sides in (
                ("needs", (("mentees", mentees), ("mentors", mentors))),
                ("offers", (("mentors", mentors), ("mentees", mentees))),
            )
        )
        self.met = [_MetNeeds(needs, offers, feature.least) for needs, offers in zip(asked, given, strict=True)]

    def scores(self, rows: slice, columns: slice) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
        score, known = self.met[1].score(columns, rows)
        return self.met[0].score(rows, columns), (score.T, known.T)

    def reasons(self, mentee: int, mentor: int, mentee_part: float | None, mentor_part: float | None) -> list[Reason]:
        found: list[Reason] = []
        people = ((mentee, mentor, "mentee", mentee_part), (mentor, mentee, "mentor", mentor_part))
        for met, (in_need, giver, side, part) in zip(self.met, people, strict=True):
            if part is None or part != part:
                continue
            subject = {"feature": self.feature.name, "side": side}
            each = met.needs_met(in_need, giver)
            if not each:
                found.append(Reason("complement", part, subject, {"needs": tuple(met.needs[in_need])}))
                continue
            closeness = [value for _, _, value in each]
            parts = [round(part * value / sum(closeness) * _STEPS) / _STEPS for value in closeness]
            parts[0] = part - sum(parts[1:])
            found += [
                Reason("complement", share, subject, {"need": need, "offer": offer, "closeness": value})
                for share, (need, offer, value) in zip(parts, each, strict=True)
            ]
        return found


class _MetNeeds:
    """How much of what some people need, others offer: the mean over a person's needs of the closest offer."""

    def __init__(self, needs: list[list[str]], offers: list[list[str]], least: float) -> None:
        self.needs, self.offers = needs, offers
        self.need_number = {need: number for number, need in enumerate(dict.fromkeys(n for own in needs for n in own))}
        offer_number = {offer: number for number, offer in enumerate(dict.fromkeys(o for own in offers for o in own))}
        closeness = text.closeness(list(self.need_number), list(offer_number))
        closeness[closeness < least] = 0.0
        self.closest = np.zeros((len(self.need_number), len(offers)))  # float[needs, givers]
        for giver, own in enumerate(offers):
            if own:
                self.closest[:, giver] = closeness[:, [offer_number[offer] for offer in own]].max(axis=1)
        self.mean = np.zeros((len(needs), len(offers)))
        for row, own in zip(self.mean, needs, strict=True):
            for need in own:
                row += self.closest[self.need_number[need]]
            row /= max(len(own), 1)
        has_needs, has_offers = (np.array([bool(own) for own in people], dtype=np.bool_) for people in (needs, offers))
        self.is_known = has_needs[:, None] & has_offers[None, :]

    def score(self, in_need: slice, givers: slice) -> tuple[Floats, Floats]:
        known = self.is_known[in_need, givers].astype(np.float64)
        return self.mean[in_need, givers] * known, known

    def needs_met(self, in_need: int, giver: int) -> list[tuple[str, str, float]]:
        """Each need that is met, the offer that meets it best, and how closely; the closest first."""
        found = []
        for need in self.needs[in_need]:
            value = float(self.closest[self.need_number[need], giver])
            if value > 0:
                best = int(np.argmax(text.closeness([need], self.offers[giver])[0]))
                found.append((need, self.offers[giver][best], value))
        return sorted(found, key=lambda met: -met[2])


def _comparison(feature: Feature, mentees: Sequence[Any], mentors: Sequence[Any]) -> _Comparison:
    kinds: dict[str, type[_Comparison]] = {"overlap": _Sets, "distance": _Numbers, "complement": _NeedsAndOffers}
    return kinds.get(feature.kind, _Choices)(feature, mentees, mentors)


def _size(side: str, answers: Mapping[str, Sequence[Any]]) -> int:
    sizes = {name: len(given) for name, given in answers.items()}
    if not sizes:
        raise InvalidProblem(side, None, "has no answers, so it cannot be told how many people there are")
    first = next(iter(sizes))
    for position, (name, size) in enumerate(sizes.items()):
        if size != sizes[first]:
            raise InvalidProblem(side, position, f"{name!r} has {size} answers, but {first!r} has {sizes[first]}")
    return sizes[first]


def _or_nothing(given: Sequence[Any] | None, size: int) -> Sequence[Any]:
    return [None] * size if given is None else given


def _answers(side: Mapping[str, Sequence[Any]], name: str, size: int) -> Sequence[Any]:
    return side.get(name, [None] * size)


def _is_missing(answer: Any) -> bool:
    if answer is None or (isinstance(answer, (str, AbstractSet, Sequence)) and len(answer) == 0):
        return True
    return isinstance(answer, Real) and float(answer) != float(answer)


def _plain(answer: Any) -> Any:
    """An answer as data that can be stored: sets in a fixed order."""
    return tuple(sorted(answer, key=repr)) if isinstance(answer, AbstractSet) else answer


def _code(feature: Feature, answer: Any, number_of: dict[Any, int], side: str, at: int) -> int:
    """Equal answers get equal numbers; -1 for a missing one. Texts are equal regardless of case and outer spaces."""
    compared_by = _comparable(answer)
    if _is_missing(compared_by):
        return -1
    try:
        return number_of.setdefault(compared_by, len(number_of))
    except TypeError as error:
        raise _cannot_compare(feature, side, at, "one value") from error


def _as_set(feature: Feature, answer: Any, side: str, at: int) -> dict[Any, Any]:
    """The choices of an answer, in a fixed order: under what they are compared by, as they were written."""
    if _is_missing(answer):
        return {}
    if isinstance(answer, str):
        choices: list[Any] = text.phrases(answer)
    elif isinstance(answer, Real):
        choices = [answer]
    else:
        try:
            choices = sorted(answer, key=repr)
        except TypeError as error:
            raise _cannot_compare(feature, side, at, "a set") from error
    return {_comparable(choice): choice for choice in choices if not _is_missing(choice)}


def _comparable(answer: Any) -> Any:
    return answer.strip().casefold() if isinstance(answer, str) else answer


def _as_number(feature: Feature, answer: Any, side: str, at: int) -> float:
    if _is_missing(answer):
        return np.nan
    try:
        number = float(answer)
    except (TypeError, ValueError) as error:
        raise _cannot_compare(feature, side, at, "a number") from error
    if np.isinf(number):
        raise _cannot_compare(feature, side, at, "a finite number")
    return number


def _points(feature: Feature, answer: Any, word: str, side: str, at: int) -> list[str]:
    if answer is None:
        return []
    if not isinstance(answer, Mapping):
        raise _cannot_compare(feature, side, at, "a mapping with 'needs' and 'offers'")
    said = answer.get(word)
    if said is None:
        return []
    if isinstance(said, str):
        return list(dict.fromkeys(text.phrases(said)))
    in_order = sorted(map(str, said)) if isinstance(said, AbstractSet) else map(str, said)
    return list(dict.fromkeys(point for point in in_order if point.strip()))


def _cannot_compare(feature: Feature, side: str, at: int, expected: str) -> InvalidProblem:
    return InvalidProblem(
        side, at, f"the answer to {feature.name!r} must be {expected} for a feature of kind {feature.kind!r}"
    )
