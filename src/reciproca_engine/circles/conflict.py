"""Whether any composition exists, and if not, which constraints contradict one another: a minimal set."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import inf
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reciproca_engine.circles.problem import CircleProblem
from reciproca_engine.circles.units import Units, hanging_together

__all__ = ["Undecided", "any_composition", "conflict_at_sight", "conflict_by_search"]

Constraint = dict[str, Any]
Ints = NDArray[np.int64]

_LOOKS = 200_000  # places tried by a search before it gives up
_MOST_UNITS = 400  # beyond, no search is tried
_FEW, _SEARCHES = 60, 100  # with more people, a contradiction is narrowed down by so many searches, each shorter


class Undecided(Exception):
    """The search was given up."""


def any_composition(problem: CircleProblem, looks: int = _LOOKS) -> Ints | None:
    """A composition that obeys every rule, None if there is none: int[units], by complete search.

    Raises
    ------
    Undecided
        When that many places were tried without an answer.
    """
    units = Units.of(problem)
    number, everybody = len(units.people), (1 << 62) - 1
    if number > _MOST_UNITS:
        raise Undecided
    if (units.people > problem.most).any() or (units.can.shape[1] and (units.can == 0).all(axis=1).any()):
        return None
    if _apart_within(units, problem):
        return None
    companions = (~units.parted).sum(axis=1)
    order = sorted(range(number), key=lambda unit: (-units.people[unit], companions[unit], unit))
    words = range(units.can.shape[1])
    can, people = units.can.tolist(), units.people.tolist()
    parted = [set(np.flatnonzero(row).tolist()) for row in units.parted]
    most_circles = problem.people // problem.least
    members: list[list[int]] = []
    sizes: list[int] = []
    common: list[list[int]] = []
    tried = 0

    def place(at: int, left: int) -> bool:
        nonlocal tried
        short = sum(max(problem.least - size, 0) for size in sizes)
        room = (most_circles - len(sizes)) * problem.most + sum(problem.most - size for size in sizes)
        if short > left or room < left:
            return False
        if at == number:
            return True
        unit = order[at]
        for g in range(min(len(sizes) + 1, most_circles)):
            tried += 1
            if tried > looks:
                raise Undecided
            if g == len(sizes):
                members.append([])
                sizes.append(0)
                common.append([everybody for _ in words])
            before = common[g]
            common[g] = [slots & can[unit][word] for word, slots in enumerate(before)]
            fits = sizes[g] + people[unit] <= problem.most and not parted[unit].intersection(members[g])
            if fits and (not words or any(common[g])):
                members[g].append(unit)
                sizes[g] += people[unit]
                if place(at + 1, left - people[unit]):
                    return True
                members[g].pop()
                sizes[g] -= people[unit]
            common[g] = before
            if not members[g]:
                members.pop()
                sizes.pop()
                common.pop()
        return False

    if not place(0, problem.people):
        return None
    circle = np.zeros(number, dtype=np.int64)
    for g, together in enumerate(members):
        circle[together] = g
    return circle


def _apart_within(units: Units, problem: CircleProblem) -> bool:
    return bool((units.of_person[problem.apart[:, 0]] == units.of_person[problem.apart[:, 1]]).any())


def conflict_at_sight(problem: CircleProblem) -> list[Constraint]:
    """The contradictions that need no search: sizes, people who must be together and cannot, people with nobody.

    Returns
    -------
    list of constraints
        A minimal set, as far as search can tell; empty when none is seen.

    Examples
    --------
    >>> problem = CircleProblem.of(np.zeros((4, 4)), (2, 4), apart=[(0, 2)], together=[(0, 1), (1, 2), (2, 3)])
    >>> [(constraint["kind"], constraint["people"]) for constraint in conflict_at_sight(problem)]
    [('apart', (0, 2)), ('together', (0, 1)), ('together', (1, 2))]
    """
    least, most = _least(problem), _most(problem)
    if 0 < problem.people < problem.least:
        return [least]
    if -(-problem.people // problem.most) > problem.people // problem.least:
        return [least, most]
    seen = _together_in_vain(problem) or _somebody_alone(problem) or _too_many_apart(problem)
    return _narrowed(problem, seen)


def conflict_by_search(problem: CircleProblem) -> list[Constraint]:
    """The contradiction of a problem that complete search has refuted, narrowed down by searching again and again.

    Returns
    -------
    list of constraints
        From which none can be left out, as far as search can tell.
    """
    constraints = [*_slots(problem), *_apart(problem), *_together(problem), _most(problem), _least(problem)]
    return _narrowed(problem, constraints)


def _narrowed(problem: CircleProblem, constraints: list[Constraint]) -> list[Constraint]:
    """Leave out whatever a contradiction does not need, by complete search; with many people, by so many searches."""
    looks, searches = (_LOOKS // 10, inf) if problem.people <= _FEW else (_LOOKS // 50, _SEARCHES)

    def contradicts(some: Sequence[Constraint]) -> bool:
        nonlocal searches
        searches -= 1
        try:
            return searches >= 0 and any_composition(_under(problem, some), looks) is None
        except Undecided:
            return False

    return _shrunk(constraints, contradicts)


def _together_in_vain(problem: CircleProblem) -> list[Constraint]:
    root = hanging_together(problem.people, problem.together)

    def contradicts(constraints: Sequence[Constraint]) -> bool:
        return _unit_in_vain(problem, constraints)

    in_question = np.bincount(root, minlength=problem.people) > 1
    if problem.slots is not None:
        in_question |= ~problem.slots.any(axis=1)
    for first in np.flatnonzero(in_question):
        members = set(np.flatnonzero(root == root[first]).tolist())
        constraints = [
            *(slot for slot in _slots(problem) if slot["person"] in members),
            *(pair for pair in _apart(problem) if members.issuperset(pair["people"])),
            *(pair for pair in _together(problem) if members.issuperset(pair["people"])),
            _most(problem),
        ]
        if contradicts(constraints):
            return _shrunk(constraints, contradicts)
    return []


def _unit_in_vain(problem: CircleProblem, constraints: Sequence[Constraint]) -> bool:
    """Whether people who must be together are too many, apart, or without a common slot."""
    by_kind = _by_kind(constraints)
    root = hanging_together(problem.people, _array(by_kind["together"]))
    apart = _array(by_kind["apart"])
    if (root[apart[:, 0]] == root[apart[:, 1]]).any():
        return True
    if by_kind["most"] and np.bincount(root).max(initial=0) > problem.most:
        return True
    if problem.slots is None or not by_kind["slots"]:
        return False
    here = np.array([constraint["person"] for constraint in by_kind["slots"]], dtype=np.int64)
    units, unit = np.unique(root[here], return_inverse=True)
    can = np.ones((len(units), problem.slots.shape[1]), dtype=np.bool_)
    np.logical_and.at(can, unit, problem.slots[here])
    return bool((~can.any(axis=1)).any())


def _somebody_alone(problem: CircleProblem) -> list[Constraint]:
    """Somebody who, at each of her slots, finds fewer than a circle needs."""
    if problem.slots is None and not len(problem.apart):
        return []
    can = np.ones((problem.people, 1), dtype=np.bool_) if problem.slots is None else problem.slots
    apart = np.zeros((problem.people, problem.people), dtype=np.bool_)
    apart[problem.apart[:, 0], problem.apart[:, 1]] = True
    apart |= apart.T
    found = can.sum(axis=0) - np.rint(apart.astype(np.float32) @ can.astype(np.float32))
    is_alone = np.where(can, found, 0).max(axis=1, initial=0) < problem.least
    for person in np.flatnonzero(is_alone).tolist():

        def contradicts(constraints: Sequence[Constraint], person: int = person) -> bool:
            by_kind = _by_kind(constraints)
            pairs = _array(by_kind["apart"])
            away = np.zeros(problem.people, dtype=np.bool_)
            away[pairs[pairs[:, 0] == person, 1]] = True
            away[pairs[pairs[:, 1] == person, 0]] = True
            bound = np.zeros(problem.people, dtype=np.bool_)
            bound[[constraint["person"] for constraint in by_kind["slots"]]] = True
            comes = (can | ~bound[:, None]) & ~away[:, None]
            least = problem.least if by_kind["least"] else 1
            return bool(comes.sum(axis=0)[comes[person]].max(initial=0) < least)

        hers = [pair for pair in _apart(problem) if person in pair["people"]]
        return _shrunk([*_slots(problem), *hers, _least(problem)], contradicts)
    return []


def _too_many_apart(problem: CircleProblem) -> list[Constraint]:
    """More people, each two of them apart, than there can be circles; found greedily."""
    most_circles = problem.people // problem.least
    apart = np.zeros((problem.people, problem.people), dtype=np.bool_)
    apart[problem.apart[:, 0], problem.apart[:, 1]] = True
    apart |= apart.T
    degree = apart.sum(axis=1)
    for person in np.flatnonzero(degree >= most_circles):
        chosen, possible = [int(person)], apart[person].copy()
        while possible.any() and len(chosen) <= most_circles:
            chosen.append(int(np.argmax(np.where(possible, degree, -1))))
            possible &= apart[chosen[-1]]
        if len(chosen) > most_circles:
            return [*(pair for pair in _apart(problem) if set(pair["people"]) <= set(chosen)), _least(problem)]
    return []


def _shrunk(constraints: list[Constraint], contradicts: Callable[[Sequence[Constraint]], bool]) -> list[Constraint]:
    """Leave out whatever the contradiction does not need: many at once, then fewer, in the end one after the other."""
    kept, width = list(constraints), max(len(constraints) // 2, 1)
    while True:
        at = 0
        while at < len(kept):
            without = kept[:at] + kept[at + width :]
            if contradicts(without):
                kept = without
            else:
                at += width
        if width == 1:
            return kept
        width //= 2


def _under(problem: CircleProblem, constraints: Sequence[Constraint]) -> CircleProblem:
    """The same people with only these constraints."""
    by_kind = _by_kind(constraints)
    slots = None
    if problem.slots is not None and by_kind["slots"]:
        here = [constraint["person"] for constraint in by_kind["slots"]]
        slots = np.ones_like(problem.slots)
        slots[here] = problem.slots[here]
    return CircleProblem(
        people=problem.people,
        least=problem.least if by_kind["least"] else 1,
        most=problem.most if by_kind["most"] else max(problem.people, 1),
        worth=problem.worth,
        parts=problem.parts,
        slots=slots,
        slot_names=problem.slot_names,
        apart=_array(by_kind["apart"]),
        together=_array(by_kind["together"]),
        previous=None,
    )


def _by_kind(constraints: Iterable[Constraint]) -> dict[str, list[Constraint]]:
    by_kind: dict[str, list[Constraint]] = {kind: [] for kind in ("least", "most", "apart", "together", "slots")}
    for constraint in constraints:
        by_kind[constraint["kind"]].append(constraint)
    return by_kind


def _array(pairs: list[Constraint]) -> Ints:
    return np.array([constraint["people"] for constraint in pairs], dtype=np.int64).reshape(-1, 2)


def _least(problem: CircleProblem) -> Constraint:
    return {"kind": "least", "value": problem.least}


def _most(problem: CircleProblem) -> Constraint:
    return {"kind": "most", "value": problem.most}


def _apart(problem: CircleProblem) -> list[Constraint]:
    return [{"kind": "apart", "people": (int(a), int(b))} for a, b in problem.apart]


def _together(problem: CircleProblem) -> list[Constraint]:
    return [{"kind": "together", "people": (int(a), int(b))} for a, b in problem.together]


def _slots(problem: CircleProblem) -> list[Constraint]:
    if problem.slots is None:
        return []
    return [{"kind": "slots", "person": person} for person in range(problem.people)]
