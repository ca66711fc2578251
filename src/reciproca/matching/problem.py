"""The bridge to the engine: people become a matching problem, and its answer becomes pairs, reasons and causes.

Knows nothing of rows, pages or files: people come as `Person`, whether they were read from a table of the database or
from a spreadsheet. Imports no Django, so that the command line runs the same code.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from reciproca_engine import matching
from reciproca_engine.exceptions import Infeasible, InvalidProblem
from reciproca_engine.explain import Reason
from reciproca_engine.matching import MatchProblem, MatchResult, Report, fit, solve, verify
from reciproca_engine.matching.fit import Feature

__all__ = [
    "DEFAULT_FEATURES",
    "Feature",
    "Infeasible",
    "InvalidProblem",
    "MadePair",
    "Matched",
    "Person",
    "Prefer",
    "Prepared",
    "Reason",
    "Scores",
    "Solved",
    "Way",
    "check_stored",
    "folded",
    "is_possible",
    "match",
    "match_table",
    "prepare",
    "reasons_of",
    "ways_for",
    "why_mentor_unmatched",
    "why_nobody",
    "why_unplaced",
    "with_scores",
]

Prefer = Literal["participation", "fit"]

# Without a questionnaire: what one needs and the other offers, then profession, place, languages.
DEFAULT_FEATURES: tuple[Feature, ...] = (
    Feature("topics", 0.6, "complement"),
    Feature("profession", 0.2, "complement"),
    Feature("place", 0.1, "equal"),
    Feature("languages", 0.1, "overlap", hard=True),
)


@dataclass(frozen=True, slots=True)
class Person:
    """What matching knows about someone. `key` tells people apart; `avoid` holds keys of people they must not meet.

    `priority` is added to the fit of every pair of a mentee: a small head start for who was left out last time.
    """

    key: str
    name: str
    offers: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    profession: str = ""
    place: str = ""
    languages: frozenset[str] = frozenset()
    availability: frozenset[str] = frozenset()
    capacity: int = 1
    demand: int = 1
    avoid: frozenset[str] = frozenset()
    priority: float = 0.0
    answers: Mapping[str, Any] = field(default_factory=dict)


class Scores(Protocol):
    """The fit of every pair with what explains it: composed from answers (`fit.PairFit`), or learned from meetings."""

    @property
    def features(self) -> tuple[Feature, ...]: ...
    @property
    def fit(self) -> NDArray[np.float64]: ...
    @property
    def mentee_view(self) -> NDArray[np.float64]: ...
    @property
    def mentor_view(self) -> NDArray[np.float64]: ...
    def reasons(self, mentee: int, mentor: int) -> tuple[Reason, ...]: ...
    def barriers(self, mentee: int, mentor: int) -> tuple[Reason, ...]: ...


@dataclass(frozen=True, eq=False)
class Prepared:
    """A problem ready to be solved, with the scores that explain it."""

    mentees: tuple[Person, ...]
    mentors: tuple[Person, ...]
    scores: Scores
    allowed: NDArray[np.bool_]  # bool[mentees, mentors], after exclusions
    problem: MatchProblem


@dataclass(frozen=True, slots=True)
class MadePair:
    """A pair of the answer; the contributions of its reasons add up to its fit."""

    mentee: int
    mentor: int
    fit: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, eq=False)
class Matched:
    """An answer with its proof, checked by the verifier."""

    prepared: Prepared
    result: MatchResult
    report: Report
    pairs: tuple[MadePair, ...]

    @property
    def unplaced(self) -> tuple[int, ...]:
        return tuple(int(one) for one in self.result.unplaced)

    @property
    def places_left(self) -> NDArray[np.int64]:
        """How many mentees each mentor could still take."""
        taken = np.bincount(self.result.pairs[:, 1], minlength=len(self.prepared.mentors))
        return self.prepared.problem.capacity - taken


def prepare(
    mentees: Sequence[Person],
    mentors: Sequence[Person],
    *,
    features: Sequence[Feature] = DEFAULT_FEATURES,
    bans: Iterable[tuple[int, int]] = (),
    locks: Iterable[tuple[int, int]] = (),
    minimum: int | Sequence[int] = 0,
) -> Prepared:
    """Make the problem: every pair that nothing forbids, with its fit.

    A pair is forbidden by a hard feature, a ban, one of the two avoiding the other, or being one and the same person.
    """
    mentees, mentors = tuple(mentees), tuple(mentors)
    names = [feature.name for feature in features]
    scores = fit.compose(
        features,
        {name: [_answer(person, name) for person in mentees] for name in names},
        {name: [_answer(person, name) for person in mentors] for name in names},
    )
    allowed = scores.allowed & ~_kept_apart(mentees, mentors, bans)
    return with_scores(mentees, mentors, scores, allowed, locks=locks, minimum=minimum)


def with_scores(
    mentees: tuple[Person, ...],
    mentors: tuple[Person, ...],
    scores: Scores,
    allowed: NDArray[np.bool_],
    *,
    locks: Iterable[tuple[int, int]] = (),
    minimum: int | Sequence[int] = 0,
) -> Prepared:
    """The problem of these people with the scores that are given, among the pairs that are allowed."""
    mentee, mentor = np.nonzero(allowed)
    problem = MatchProblem(
        mentees=len(mentees),
        mentors=len(mentors),
        mentee=mentee,
        mentor=mentor,
        fit=scores.fit[mentee, mentor] + _priorities(mentees)[mentee],
        capacity=[person.capacity for person in mentors],
        demand=[person.demand for person in mentees],
        minimum=minimum,
        mentee_view=scores.mentee_view[mentee, mentor],
        mentor_view=scores.mentor_view[mentee, mentor],
        locks=locks,
    )
    return Prepared(mentees, mentors, scores, allowed, problem)


def match(prepared: Prepared, *, prefer: Prefer = "participation", floor: bool = False) -> Matched:
    """Solve, check the answer against the problem alone, and explain each pair."""
    result = solve(prepared.problem, prefer=prefer, floor=floor)
    report = verify(prepared.problem, result)
    pairs = tuple(
        MadePair(
            int(mentee),
            int(mentor),
            float(prepared.scores.fit[mentee, mentor]) + prepared.mentees[mentee].priority,
            reasons_of(prepared, int(mentee), int(mentor)),
        )
        for mentee, mentor in result.pairs
    )
    return Matched(prepared, result, report, pairs)


def reasons_of(prepared: Prepared, mentee: int, mentor: int) -> tuple[Reason, ...]:
    """Why this pair has its fit; places as people wrote them, not as they were compared; a head start is a reason too."""
    reasons = tuple(
        Reason(
            reason.kind,
            reason.contribution,
            reason.subject,
            {**reason.values, "shared": prepared.mentors[mentor].place},
        )
        if reason.kind == "equal"
        and reason.subject.get("feature") == "place"
        and "place" not in prepared.mentors[mentor].answers
        else reason
        for reason in prepared.scores.reasons(mentee, mentor)
    )
    priority = prepared.mentees[mentee].priority
    return (*reasons, Reason("priority", priority)) if priority else reasons


@dataclass(frozen=True, eq=False)
class Solved:
    """The answer to a table of fits, checked: pairs (mentee, mentor), and why each of the others has nobody."""

    pairs: tuple[tuple[int, int], ...]
    unplaced: tuple[tuple[int, Reason], ...]
    report: Report
    places: int


def match_table(
    mentees: int,
    mentors: int,
    fit: Mapping[tuple[int, int], float],
    *,
    capacity: Sequence[int],
    prefer: Prefer = "participation",
) -> Solved:
    """Solve a problem given as fits alone, and check the answer against it; a pair without a fit is no possible pair."""
    pairs = sorted(fit)
    problem = MatchProblem(
        mentees=mentees,
        mentors=mentors,
        mentee=[mentee for mentee, _mentor in pairs],
        mentor=[mentor for _mentee, mentor in pairs],
        fit=[fit[pair] for pair in pairs],
        capacity=list(capacity),
    )
    result = solve(problem, prefer=prefer)
    report = verify(problem, result)
    places = int(problem.capacity.sum())
    possible = {mentee for mentee, mentor in pairs if capacity[mentor] > 0}
    unplaced = []
    for one in map(int, result.unplaced):
        if one not in possible:
            cause = Reason("nobody_possible")
        elif places <= len(result.pairs):
            cause = Reason("no_room", values={"places": places, "mentees": mentees})
        else:
            cause = Reason("table.taken")
        unplaced.append((one, cause))
    made = tuple((int(mentee), int(mentor)) for mentee, mentor in result.pairs)
    return Solved(made, tuple(unplaced), report, places)


@dataclass(frozen=True, slots=True)
class Way:
    """What it would cost to put a mentee with another mentor; `displaced` would have nobody then."""

    mentor: int
    fit: float
    cost: float
    displaced: tuple[int, ...]


def ways_for(matched: Matched, mentee: int, most: int = 3) -> list[Way]:
    """The cheapest other mentors for one mentee. Only possible pairs are among them."""
    prepared = matched.prepared
    head_start = prepared.mentees[mentee].priority
    return [
        Way(way.mentor, float(prepared.scores.fit[mentee, way.mentor]) + head_start, float(way.cost), way.displaced)
        for way in matched.result.alternatives(mentee, most)
    ]


@dataclass(frozen=True)
class StoredResult:
    """An answer as it was written down; the verifier needs no more."""

    pairs: NDArray[np.int64]
    prefer: str
    floor: bool
    total: float
    prices: NDArray[np.float64]
    floor_prices: NDArray[np.float64] | None


def check_stored(
    prepared: Prepared, pairs: Iterable[tuple[int, int]], *, total: float, proof: Mapping[str, Any]
) -> Report:
    """Verify an answer that was stored, against the problem as it is now."""
    stored = StoredResult(
        pairs=np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2),
        prefer=proof["prefer"],
        floor=proof["floor"],
        total=total,
        prices=np.array(proof["prices"], dtype=np.float64).reshape(len(prepared.mentors), -1),
        floor_prices=None if proof.get("floor_prices") is None else np.array(proof["floor_prices"], dtype=np.float64),
    )
    return verify(prepared.problem, stored)


def is_possible(mentee: Person, mentor: Person, features: Sequence[Feature]) -> bool:
    """Whether no rule keeps these two apart."""
    return bool(prepare([mentee], [mentor], features=features).allowed[0, 0])


def why_unplaced(matched: Matched, mentee: int, *, with_price: bool = True) -> Reason:
    """The cause for which a mentee has no mentor, as data, in terms of people and of the rules they know.

    - `no_mentors`: there is no mentor who takes anybody;
    - `barrier`: the same rule (`subject["feature"]`) stands between this person and every mentor who still has room,
      or every mentor at all (`values["scope"]`);
    - `no_room`: every place is taken (`values["places"]`), and making room with `values["mentor"]` would leave
      `values["displaced"]` with nobody;
    - `lost_by_total`: room could be made with `values["mentor"]`, but the total would fall by `values["cost"]`;
    - `nobody_possible`: anything else. Who avoids whom ends here, together with mixed rules, so that this cause never
      tells a private choice.

    `with_price=False` leaves out who would have to give way, which takes a search for each person.
    """
    prepared = matched.prepared
    capacity = prepared.problem.capacity
    taking = np.flatnonzero(capacity > 0)
    if not len(taking):
        return Reason("no_mentors")
    with_room = np.flatnonzero(matched.places_left > 0)
    for scope, mentors in (("any", taking), ("with_room", with_room)):
        feature = _shared_barrier(prepared, mentee, mentors)
        if feature is not None:
            return Reason("barrier", subject={"feature": feature.name, "kind": feature.kind}, values={"scope": scope})
    full = not len(with_room) and matched.result.prefer == "participation"
    places = {"places": int(capacity.sum()), "mentees": len(prepared.mentees)}
    if full and not with_price:
        return Reason("no_room", values=places)
    cause = matching.why_unplaced(prepared.problem, matched.result, mentee)
    if cause.kind == "lost_by_total":
        mentor, cost = prepared.mentors[cause.values["mentor"]].name, cause.values["cost"]
        return Reason("lost_by_total", values={"mentor": mentor, "cost": cost})
    if cause.kind == "mentors_full" and not len(with_room):
        price = {}
        if cause.values.get("displaced"):
            displaced = tuple(prepared.mentees[one].name for one in cause.values["displaced"])
            price = {"mentor": prepared.mentors[cause.values["mentor"]].name, "displaced": displaced}
        return Reason("no_room", values={**places, **price})
    if not len(with_room):
        return Reason("no_room", values=places)
    return Reason("nobody_possible")


def why_nobody(prepared: Prepared, mentee: int) -> Reason | None:
    """The same before anything is computed: why no mentor at all is possible for a mentee; None when one is."""
    taking = np.flatnonzero(prepared.problem.capacity > 0)
    if not len(taking):
        return Reason("no_mentors")
    if prepared.allowed[mentee, taking].any():
        return None
    feature = _shared_barrier(prepared, mentee, taking)
    if feature is None:
        return Reason("nobody_possible")
    return Reason("barrier", subject={"feature": feature.name, "kind": feature.kind}, values={"scope": "any"})


def why_mentor_unmatched(matched: Matched, mentor: int) -> Reason:
    """Why a mentor has nobody: no places, nobody possible, or the mentees found theirs elsewhere."""
    prepared = matched.prepared
    if prepared.problem.capacity[mentor] == 0:
        return Reason("mentor.no_places")
    return Reason("mentor.spare" if prepared.allowed[:, mentor].any() else "mentor.nobody_possible")


def _shared_barrier(prepared: Prepared, mentee: int, mentors: NDArray[np.int64]) -> Feature | None:
    """The first rule that stands between a mentee and every one of these mentors."""
    shared: set[str] | None = None
    for mentor in mentors:
        names = {barrier.subject["feature"] for barrier in prepared.scores.barriers(mentee, int(mentor))}
        shared = names if shared is None else shared & names
        if not shared:
            return None
    return next((feature for feature in prepared.scores.features if shared and feature.name in shared), None)


# ---------------------------------------------------------------------------------------------------------------------


def _answer(person: Person, name: str) -> Any:
    """The answer of a person to a feature; questionnaire answers come before what the profile says."""
    if name in person.answers:
        return person.answers[name]
    match name:
        case "topics":
            return {"needs": list(person.needs), "offers": list(person.offers)}
        case "profession":
            said = [person.profession] if person.profession else []
            return {"needs": said, "offers": said}
        case "place":
            return folded(person.place) or None
        case "languages":
            return person.languages or None
        case "availability":
            return person.availability or None
    return None


def _priorities(mentees: Sequence[Person]) -> NDArray[np.float64]:
    return np.array([person.priority for person in mentees], dtype=np.float64)


def _kept_apart(
    mentees: Sequence[Person], mentors: Sequence[Person], bans: Iterable[tuple[int, int]]
) -> NDArray[np.bool_]:
    apart = np.zeros((len(mentees), len(mentors)), dtype=np.bool_)
    for mentee, mentor in bans:
        apart[mentee, mentor] = True
    mentors_by_key: dict[str, list[int]] = {}
    for at, person in enumerate(mentors):
        mentors_by_key.setdefault(person.key, []).append(at)
    for at, person in enumerate(mentees):
        for key in (person.key, *person.avoid):
            apart[at, mentors_by_key.get(key, [])] = True
    mentees_by_key: dict[str, list[int]] = {}
    for at, person in enumerate(mentees):
        mentees_by_key.setdefault(person.key, []).append(at)
    for at, person in enumerate(mentors):
        for key in person.avoid:
            apart[mentees_by_key.get(key, []), at] = True
    return apart


def folded(text: str) -> str:
    """A text without case, accents and doubled spaces, to compare names and places."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return " ".join("".join(one for one in decomposed if not unicodedata.combining(one)).split())
