"""The bridge for short meetings: a plan of who meets whom, and a fit learned from what they answered afterwards.

Like `problem`, it knows nothing of files and imports no Django.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from reciproca.matching.problem import Feature, Prepared, Reason, Scores, with_scores
from reciproca_engine.matching import fit as engine_fit
from reciproca_engine.matching import verify
from reciproca_engine.matching.fit import HeldOut, LearnedFit, PairFit, Prediction
from reciproca_engine.matching.rotations import speed

__all__ = ["ENOUGH_ANSWERS", "Answer", "Lesson", "Plan", "learn_from", "plan_meetings"]

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Pairs = tuple[tuple[int, int], ...]

ENOUGH_ANSWERS = 80  # where this comes from: docs/reference/matching.md
LEAST_PART = 0.005  # what would be shown as 0,00 is told in one with its like
OF_THE_EVENING = ("leaning", "appeal", "alike", "taste")  # numbers about a person: told of the pair, all in one

_STEPS = 2.0**40  # the grid of the engine, on which sums are exact


# ------------------------------------------------------------------------------------------------------------ planning


@dataclass(frozen=True)
class Plan:
    """Who meets whom in each round, as (mentee, mentor); nobody meets twice.

    `staying` tells who keeps a table while the others go round: 0 mentees, 1 mentors, whoever are fewer.
    `mean_fit` of the meetings stands between `by_chance`, the mean of all possible pairs, and `bound`, which no plan with
    as many meetings, spread as evenly, can pass.
    """

    rounds: tuple[Pairs, ...]
    staying: int
    mean_fit: float
    bound: float
    by_chance: float
    is_proven: bool

    @property
    def meetings(self) -> int:
        return sum(map(len, self.rounds))


def plan_meetings(
    prepared: Prepared,
    rounds: int,
    *,
    met: Iterable[tuple[int, int]] = (),
    before: Sequence[Sequence[int]] | None = None,
) -> Plan:
    """The best fits first, among what is possible.

    1. Whoever is on the larger side waits by turns: meetings are spread evenly there, everybody of the smaller side
       has somebody in each round. Mentors who take nobody stay out, and so does who can meet nobody.
    2. `before` holds how many meetings each mentee, and each mentor, has had: who had fewest comes first for one more.
    3. There are never more rounds than people of the larger side; rounds in which nobody could meet are left out.
    4. The rounds follow one another so that few wait twice running.
    """
    possible = prepared.allowed & (prepared.problem.capacity > 0)[None, :]
    possible[tuple(np.array(list(met), dtype=np.int64).reshape(-1, 2).T)] = False
    mentees, mentors = (np.flatnonzero(possible.any(axis=other_side)) for other_side in (1, 0))
    is_turned = len(mentors) > len(mentees)
    waiting, staying = (mentors, mentees) if is_turned else (mentees, mentors)
    here = np.ix_(mentees, mentors)
    allowed, worth = (table[here].T if is_turned else table[here] for table in (possible, prepared.scores.fit))
    had = np.array(before[is_turned])[waiting].tolist() if before else []
    one, other = np.nonzero(allowed)
    turns = min(rounds, len(waiting))
    rotation = speed(len(waiting), len(staying), turns, one, other, worth[allowed], left_out=_fewest_first(had))
    result = rotation.result
    assert result is not None
    report = verify(result.problem, result)
    named = [np.column_stack([waiting[pairs[:, 0]], staying[pairs[:, 1]]]) for pairs in rotation.rounds if len(pairs)]
    made = [pairs[:, ::-1] if is_turned else pairs for pairs in named]
    meetings = max(sum(map(len, made)), 1)
    return Plan(
        rounds=_few_wait_twice_running(tuple(tuple(sorted((int(i), int(j)) for i, j in pairs)) for pairs in made)),
        staying=0 if is_turned else 1,
        mean_fit=report.total / meetings,
        bound=report.upper_bound / meetings,
        by_chance=float(prepared.scores.fit[possible].mean()) if possible.any() else 0.0,
        is_proven=report.optimal,
    )


def _fewest_first(had: Sequence[int]) -> list[int]:
    """Those who had fewer meetings than somebody else."""
    return [at for at in sorted(range(len(had)), key=lambda at: had[at]) if had[at] < max(had)]


def _few_wait_twice_running(rounds: tuple[Pairs, ...]) -> tuple[Pairs, ...]:
    """From each round as the first, go on with the one in which fewest wait again; the best of these orders."""
    there = [{("mentee", i) for i, _ in pairs} | {("mentor", j) for _, j in pairs} for pairs in rounds]
    everybody = set().union(*there)
    wait_again = [[len(everybody - one - other) for other in there] for one in there]

    def order_from(first: int) -> tuple[int, list[int]]:
        order, again = [first], 0
        while len(order) < len(rounds):
            left = (number for number in range(len(rounds)) if number not in order)
            following = min(left, key=lambda number: wait_again[order[-1]][number])
            again += wait_again[order[-1]][following]
            order.append(following)
        return again, order

    return tuple(rounds[number] for number in min(map(order_from, range(len(rounds))), default=(0, []))[1])


# ------------------------------------------------------------------------------------------------------------ learning


@dataclass(frozen=True, slots=True)
class Answer:
    """What two people said of each other after a short meeting; None: not answered."""

    mentee: int
    mentor: int
    mentee_yes: bool | None
    mentor_yes: bool | None

    @property
    def has_no(self) -> bool:
        return self.mentee_yes is False or self.mentor_yes is False


@dataclass(frozen=True)
class Lesson:
    """What the answers have taught.

    Parameters
    ----------
    asked, yes : (int, int)
        Answers, and those among them that were a yes: of mentees, of mentors.
    refused : int
        Pairs in which one of the two would not go on.
    held_out : HeldOut or None
        How well hidden answers were foretold; None where there were too few to try.
    weights : mapping
        What one deviation of each feature adds to the log-odds of a yes; empty where nothing was learned.
    """

    asked: tuple[int, int]
    yes: tuple[int, int]
    refused: int
    held_out: HeldOut | None
    weights: dict[str, float]

    @property
    def is_used(self) -> bool:
        return bool(self.weights)


def learn_from(prepared: Prepared, answers: Sequence[Answer], *, heed_no: bool = True) -> tuple[Prepared, Lesson]:
    """The same people with the fit that their answers have taught, and what was learned.

    1. The chance that two would both say yes takes the place of the fit: learned from all answers, with the fit and each
       of its features, in the eyes of whoever answers, as what is known beside them.
    2. It is used only when there are `ENOUGH_ANSWERS`, and when hidden answers are foretold better than by saying of
       everybody what most of their side say. Else the fit stays as it was.
    3. What two have said of each other counts as said: two yes make 1, one yes makes the chance of the other's. A no keeps
       the two apart, unless `heed_no` is False.
    """
    composed = prepared.scores
    assert isinstance(composed, PairFit)
    said = _Said.of(prepared, answers)
    facts = _facts(composed)
    columns = {name: said.in_their_eyes(*views) for name, views in facts.items()}
    held = engine_fit.held_out(said.chooser, said.chosen, said.yes, columns) if _is_enough(said) else None
    model = (
        engine_fit.learn(said.chooser, said.chosen, said.yes, columns) if held is not None and held.gain > 0 else None
    )
    lesson = Lesson(
        asked=said.asked,
        yes=said.said_yes,
        refused=sum(answer.has_no for answer in answers),
        held_out=held,
        weights=model.weights if model else {},
    )
    scores: Scores = LearnedScores.of(composed, answers, model, facts)
    allowed = prepared.allowed.copy()
    for answer in answers:
        if heed_no and answer.has_no:
            allowed[answer.mentee, answer.mentor] = False
    return with_scores(prepared.mentees, prepared.mentors, scores, allowed), lesson


def _is_enough(said: _Said) -> bool:
    """Enough answers, and not all of them alike."""
    return len(said.yes) >= ENOUGH_ANSWERS and 0 < sum(said.yes) < len(said.yes)


def _facts(composed: PairFit) -> dict[str, tuple[Floats, Floats]]:
    """What is known of each pair, in the eyes of the mentee and of the mentor: the fit, and each of its features."""
    return {"fit": (composed.fit, composed.fit)} | {
        feature.name: composed.scores(feature.name) for feature in composed.features if any(feature.weights)
    }


@dataclass(frozen=True)
class _Said:
    """The answers one by one: who answered about whom, and what. The same person on both sides is two."""

    chooser: list[tuple[str, int]]
    chosen: list[tuple[str, int]]
    yes: list[bool]

    @classmethod
    def of(cls, prepared: Prepared, answers: Sequence[Answer]) -> _Said:
        given = [
            (way, said)
            for answer in answers
            for way, said in (
                ((("mentee", answer.mentee), ("mentor", answer.mentor)), answer.mentee_yes),
                ((("mentor", answer.mentor), ("mentee", answer.mentee)), answer.mentor_yes),
            )
            if said is not None
        ]
        return cls([way[0] for way, _ in given], [way[1] for way, _ in given], [said for _, said in given])

    @property
    def asked(self) -> tuple[int, int]:
        of_mentees = sum(role == "mentee" for role, _ in self.chooser)
        return of_mentees, len(self.yes) - of_mentees

    @property
    def said_yes(self) -> tuple[int, int]:
        of_mentees = sum(yes for (role, _), yes in zip(self.chooser, self.yes, strict=True) if role == "mentee")
        return of_mentees, sum(self.yes) - of_mentees

    def in_their_eyes(self, of_mentee: Floats, of_mentor: Floats) -> list[float]:
        return [
            float(of_mentee[one, other] if role == "mentee" else of_mentor[other, one])
            for (role, one), (_, other) in zip(self.chooser, self.chosen, strict=True)
        ]


@dataclass(frozen=True, eq=False)
class LearnedScores:
    """The chance of a yes of both in the place of the fit; each side's own chance in the place of its view."""

    features: tuple[Feature, ...]
    fit: Floats
    mentee_view: Floats
    mentor_view: Floats
    _composed: PairFit
    _learned: Prediction | None
    _weights: dict[str, float]
    _answers: dict[tuple[int, int], Answer]

    @classmethod
    def of(
        cls,
        composed: PairFit,
        answers: Sequence[Answer],
        model: LearnedFit | None,
        facts: dict[str, tuple[Floats, Floats]],
    ) -> LearnedScores:
        learned = _everybody(composed, model, facts) if model else None
        shape = composed.fit.shape
        views = (composed.fit, composed.mentee_view, composed.mentor_view)
        if learned:
            views = (learned.both, learned.a_says_yes, learned.b_says_yes)
        both, mentee_view, mentor_view = (view.reshape(shape).copy() for view in views)
        _heed(answers, both, mentee_view, mentor_view, is_chance=learned is not None)
        by_pair = {(answer.mentee, answer.mentor): answer for answer in answers}
        weights = model.weights if model else {}
        return cls(composed.features, both, mentee_view, mentor_view, composed, learned, weights, by_pair)

    def barriers(self, mentee: int, mentor: int) -> tuple[Reason, ...]:
        return self._composed.barriers(mentee, mentor)

    def reasons(self, mentee: int, mentor: int) -> tuple[Reason, ...]:
        """They add up to the fit exactly; what concerns one person alone is told of the pair, all in one."""
        answer = self._answers.get((mentee, mentor))
        composed = self._composed.reasons(mentee, mentor)
        if self._learned is None or (answer and answer.mentee_yes and answer.mentor_yes):
            found = list(composed)
        else:
            found = _told(self._learned.reasons[mentee * self.fit.shape[1] + mentor], composed, self._weights)
        rest = float(self.fit[mentee, mentor]) - sum(reason.contribution for reason in found)
        if rest and answer:
            who = "both" if answer.mentee_yes and answer.mentor_yes else "mentee" if answer.mentee_yes else "mentor"
            found.insert(0, Reason("met", rest, {"side": who}))
        return tuple(found)


def _everybody(composed: PairFit, model: LearnedFit, facts: dict[str, tuple[Floats, Floats]]) -> Prediction:
    mentees, mentors = composed.fit.shape
    one, other = np.divmod(np.arange(mentees * mentors), max(mentors, 1))
    return model.predict(
        [("mentee", int(at)) for at in one],
        [("mentor", int(at)) for at in other],
        {name: of_mentee.ravel() for name, (of_mentee, _) in facts.items()},
        {name: of_mentor.ravel() for name, (_, of_mentor) in facts.items()},
    )


def _heed(
    answers: Sequence[Answer], both: Floats, mentee_view: Floats, mentor_view: Floats, *, is_chance: bool
) -> None:
    """What was said is no longer a chance: two yes are 1; with one yes, `both` becomes the chance of the other's."""
    for answer in answers:
        at = answer.mentee, answer.mentor
        if answer.has_no:
            continue
        if answer.mentee_yes and answer.mentor_yes:
            both[at] = mentee_view[at] = mentor_view[at] = 1.0
        elif is_chance and answer.mentee_yes:
            mentee_view[at], mentor_view[at] = 1.0, _given(both[at], mentee_view[at])
            both[at] = mentor_view[at]
        elif is_chance and answer.mentor_yes:
            mentor_view[at], mentee_view[at] = 1.0, _given(both[at], mentor_view[at])
            both[at] = mentee_view[at]


def _given(both: float, single: float) -> float:
    return float(np.rint(min(both / single, 1.0) * _STEPS) / _STEPS) if single > 0 else 0.0


def _told(learned: Iterable[Reason], composed: Sequence[Reason], weights: dict[str, float]) -> list[Reason]:
    """The reasons of a chance as they are told: the start, each feature once, the answers of the evening, the rest.

    A feature that counts for a pair is told by what the two have written, where that is why it counts.
    """
    base, features, evening, small = 0.0, dict.fromkeys(weights, 0.0), 0.0, 0.0
    for reason in learned:
        if reason.kind == "base_rate":
            base += reason.contribution
        elif reason.kind in OF_THE_EVENING:
            evening += reason.contribution
        else:
            features[reason.subject["feature"]] += reason.contribution
    told = []
    for name, part in features.items():
        if abs(part) < LEAST_PART:
            small += part
            continue
        written = [reason for reason in composed if reason.subject.get("feature") == name and reason.contribution > 0]
        if written and part > 0 and weights[name] > 0:
            told += _shared_out(part, written)
        else:
            told.append(Reason("feature", part, {"feature": name}))
    if abs(evening) < LEAST_PART:
        small += evening
    else:
        told.append(Reason("evening", evening))
    told.sort(key=lambda reason: -abs(reason.contribution))
    rest = [Reason("small", small)] if small else []
    return [Reason("base_rate", base), *told, *rest]


def _shared_out(part: float, written: Sequence[Reason]) -> list[Reason]:
    """One contribution over the sentences that tell it, in proportion; exactly that much in all."""
    whole = sum(reason.contribution for reason in written)
    shares = [float(np.rint(part * reason.contribution / whole * _STEPS) / _STEPS) for reason in written]
    shares[0] = part - sum(shares[1:])
    return [replace(reason, contribution=share) for reason, share in zip(written, shares, strict=True)]
