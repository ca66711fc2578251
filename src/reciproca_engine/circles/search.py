"""The search for circles: first any that break no rule, then fewer moves, then a larger total."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

import numpy as np
from numpy.typing import NDArray

from reciproca_engine.circles.conflict import Undecided, any_composition, conflict_by_search
from reciproca_engine.circles.plans import Plan, fewest_moves, plans
from reciproca_engine.circles.problem import CircleProblem
from reciproca_engine.circles.units import Units
from reciproca_engine.deadline import Deadline
from reciproca_engine.exceptions import Infeasible, NotSupported

__all__ = ["Search"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_FEWEST_STEPS, _MOST_STEPS = 5_000, 30_000_000
_FEW_STEPS, _RESTARTS = 100_000, 8  # so few are tried several times
_SHORT, _SHORTEST = 25, 40_000  # a first try takes so many times fewer steps, but not fewer than that
# Temperatures, in terms of the spread of the worth; slots are harder to get round, and need more.
_COOL, _WARM, _HOT = 0.03, 0.4, 3.0
_PIECE = 30_000  # steps between two looks at the stopwatch
_LONGER = 8  # a deadline may be used for so many times as many steps; slots are worth as many
_TRIES = 12  # plans with the fewest moves that are looked at
_REPAIRS = 4  # beginnings of each; one alone where the number of circles is far from the best so far
_NEAR = 20


class Search:
    """The best composition so far, in units, and the ways to a better one."""

    circle: Ints
    plan: Plan
    total: float

    def __init__(self, problem: CircleProblem, units: Units, seed: int, until: Deadline, is_timed: bool) -> None:
        self._problem, self._units, self._until, self._is_timed = problem, units, until, is_timed
        number = len(units.people)
        self._random = np.array([(seed * 2 + 88172645463325253) % 2**62 | 1], dtype=np.int64)
        self._chance = np.random.default_rng([abs(seed), int(seed < 0)])
        free = units.worth[~units.parted]
        self._spread = float(free.std()) if len(free) else 0.0
        self._spread = self._spread or 1.0
        self._worth = np.where(units.parted, -1e6 * self._heaviest(), units.worth)
        np.fill_diagonal(self._worth, 0.0)
        self._broken = np.where(units.parted, -1.0, 0.0)
        np.fill_diagonal(self._broken, 0.0)
        self._members = _by_unit(units)
        self._were = 0 if problem.previous is None else int((problem.previous >= 0).sum())
        self.near = _worth_most(self._worth, min(_NEAR, number - 1)) if number > 1 else np.zeros((number, 1), np.int64)
        self._steps = int(np.clip(min(60 * number**2, 400_000 + 600 * number), _FEWEST_STEPS, _MOST_STEPS))
        self._begin()

    @property
    def moves(self) -> int:
        """How many people leave their circle in the best composition so far."""
        return self._were - self._stay

    def at_length(self, upper_bound: float) -> None:
        """Anneal in full, with a deadline so slowly that it takes all the time, or many times as long as without."""
        if upper_bound - self.total <= 1e-9 * abs(self.total):
            return
        is_hard = self._problem.slots is not None
        warmth, longer = _HOT if is_hard else _WARM, _LONGER if is_hard or self._is_timed else 1
        self._try(self.plan, self.circle.copy(), self._steps * longer, warmth)
        for _ in range(min(_FEW_STEPS // self._steps, _RESTARTS)):  # where it costs little, from elsewhere
            if self._until.has_passed or upper_bound - self.total <= 1e-9 * abs(self.total):
                return
            circle = self._unbroken(self.plan)
            if circle is not None:
                self._try(self.plan, self._least_moved(self.plan, circle), self._steps, warmth)

    def _begin(self) -> None:
        """Find compositions that break no rule; keep the best."""
        short = max(self._steps // _SHORT, min(_SHORTEST, self._steps))
        fewest = self.fewest_moves = fewest_moves(self._problem)
        self.total, self._stay, tried = -inf, -1, 0
        soon = Deadline(self._until.left / 4) if self._is_timed else self._until
        for plan in self._plans_to_try():
            enough = tried >= _TRIES and self.moves == fewest
            if tried and (enough or plan.moves > self.moves or soon.has_passed):
                break
            circle = self._unbroken(plan)
            if circle is not None:
                tried += 1
                self._try(plan, self._least_moved(plan, circle), short, _WARM)
        if tried == 0:
            self._by_complete_search()

    def _plans_to_try(self) -> Iterator[Plan]:
        """With previous circles, the plans in their order; without, those around the best number so far."""
        if self._problem.previous is not None:
            yield from plans(self._problem)
            return
        possible = list(plans(self._problem))
        step = max(-(-len(possible) // 5), 1)
        seen: set[int] = set()
        while True:  # ever closer to the best number of circles so far
            best = getattr(self, "plan", possible[0]).circles - possible[0].circles
            width = len(possible) if not seen else 2 * step
            for at in range(0, len(possible), step):
                if at not in seen and abs(at - best) <= width:
                    seen.add(at)
                    yield possible[at]
            last = len(possible) - 1
            if last not in seen:
                seen.add(last)
                yield possible[last]
            if step == 1:
                return
            step = max(step // 3, 1)

    def _unbroken(self, plan: Plan) -> Ints | None:
        """A composition after this plan that breaks no rule; None if none is found."""
        is_far = not plan.kept and self._stay >= 0 and abs(plan.circles - self.plan.circles) * 10 > self.plan.circles
        for again in range(1 if is_far else _REPAIRS):
            circle = self._placed(plan)
            if self._is_unbroken(plan, circle):
                return circle
            steps = min(self._steps, 100_000) * (1 + again)
            best = self._anneal(self._broken, plan, circle, 1.0, 0.0, 0.7, 0.1, steps, enough=0.0)
            if best >= 0.0 and self._is_unbroken(plan, circle):
                return circle
        return None

    def _placed(self, plan: Plan) -> Ints:
        """Everybody who can stay stays; the others go where they break fewest rules, small circles first."""
        units, problem = self._units, self._problem
        circle = np.full(len(units.people), -1, dtype=np.int64)
        size = np.zeros(plan.circles, dtype=np.int64)
        common = np.full((plan.circles, units.can.shape[1]), (1 << 62) - 1, dtype=np.int64)
        shuffled = self._chance.permutation(len(units.people))
        homes = self._homes(plan)
        stays_first = homes.max(axis=1, initial=-1)[shuffled] < 0
        order = shuffled[np.lexsort((stays_first, -units.people[shuffled]))]
        for unit in order:
            broken = np.bincount(circle[units.parted[unit] & (circle >= 0)], minlength=plan.circles)
            after = size + units.people[unit]
            broken = broken + np.maximum(after - problem.most, 0) * 4
            if common.shape[1]:
                broken = broken + 2 * ((common & units.can[unit]) == 0).all(axis=1)
            stays = (homes[unit][:, None] == np.arange(plan.circles)).sum(axis=0)
            g = int(np.lexsort((size, np.minimum(size, problem.least), -stays, broken))[0])
            circle[unit] = g
            size[g] += units.people[unit]
            common[g] &= units.can[unit]
        return circle

    def _least_moved(self, plan: Plan, circle: Ints) -> Ints:
        """The same plan with as few moves as annealing finds; without previous circles, as it is."""
        homes, enough = self._homes(plan), self._were - plan.moves
        best, most = circle, int((homes == circle[:, None]).sum())
        for again in range(2 * _REPAIRS):
            if most >= enough or (again and self._until.has_passed):
                break
            # a broken rule may be worth a move or two on the way, ever less so
            rule = 1.5 * 2.0 ** (again // 2)
            one = best.copy() if again % 2 == 0 else self._renamed(plan, self._unbroken(plan), best)
            steps = min(self._steps, 100_000) * (1 + again // 2)
            self._anneal(self._broken * rule, plan, one, rule, 1.0, 0.7, 0.1, steps, enough=float(enough))
            stay = int((homes == one[:, None]).sum())
            if stay > most and self._is_unbroken(plan, one):
                best, most = one, stay
        return best

    def _renamed(self, plan: Plan, circle: Ints | None, otherwise: Ints) -> Ints:
        """The same circles, named one after the other so that most people stay."""
        if circle is None:
            return otherwise.copy()
        homes = self._homes(plan)
        here, _ = np.nonzero(homes >= 0)
        shared = np.zeros((plan.circles, plan.circles), dtype=np.int64)
        np.add.at(shared, (circle[here], homes[homes >= 0]), 1)
        name = np.empty(plan.circles, dtype=np.int64)
        for _ in range(plan.circles):
            g, home = np.divmod(int(shared.argmax()), plan.circles)
            name[g] = home
            shared[g], shared[:, home] = -1, -1
        return name[circle]

    def _try(self, plan: Plan, circle: Ints, steps: int, warmth: float) -> None:
        """Anneal on the total from here; keep the result if it is better."""
        self._keep(plan, circle)
        warm, ratio, done, begun, at = warmth * self._spread, _COOL / warmth, 0, self._until.left, 0.0
        while at < 1.0:
            piece = min(steps - done, _PIECE) if self._is_timed else steps - done
            stay = 0.0
            if self._were:  # at first others may move instead; then nobody more may
                stay = self._heaviest() if done else 4.0 * self._spread
                piece = piece if done else min(piece, steps // 2)
            then = min(at + (at / done if done else 1.0 / steps) * piece, 1.0)
            self._anneal(
                self._worth, plan, circle, 1e6 * self._heaviest(), stay, warm * ratio**at, warm * ratio**then, piece
            )
            self._keep(plan, circle)
            done += piece
            at = done / steps
            if self._is_timed:
                at = 1.0 if self._until.has_passed else max(at, 1.0 - self._until.left / begun)

    def _keep(self, plan: Plan, circle: Ints) -> None:
        """Remember this composition if more people stay than in the best so far, or as many and it is worth more."""
        same = circle[:, None] == circle
        total = float(np.where(same, self._worth, 0.0).sum() / 2 + self._units.within)
        stay = int((self._homes(plan) == circle[:, None]).sum())
        if (stay, total) > (self._stay, self.total):
            self.plan, self.circle, self.total, self._stay = plan, circle.copy(), total, stay

    def _anneal(
        self, worth: Floats, plan: Plan, circle: Ints, fault_price: float, stay_price: float, warm: float, cool: float,
        steps: int, enough: float = inf,
    ) -> float:  # fmt: skip
        from reciproca_engine.circles.annealing import anneal

        problem, units = self._problem, self._units
        if not len(circle):
            return 0.0
        return float(
            anneal(
                worth, units.people, units.can, self._homes(plan), self.near, circle, plan.circles, problem.least,
                problem.most, fault_price, stay_price, warm, cool, steps, self._random, enough,
            )
        )  # fmt: skip

    def _homes(self, plan: Plan) -> Ints:
        """Where the people of each unit were, as circles of this plan: int[units, most people of a unit], -1 for none."""
        if self._problem.previous is None or not plan.kept:
            return np.full((len(self._units.people), 1), -1, dtype=np.int64)
        kept = np.array(plan.kept)
        at = np.minimum(np.searchsorted(kept, self._problem.previous), len(kept) - 1)
        home = np.where(kept[at] == self._problem.previous, at, -1)
        return np.where(self._members >= 0, home[self._members], -1)

    def _is_unbroken(self, plan: Plan, circle: Ints) -> bool:
        units, problem = self._units, self._problem
        size = np.bincount(circle, units.people, minlength=plan.circles)
        if (size < problem.least).any() or (size > problem.most).any():
            return False
        same = circle[:, None] == circle
        np.fill_diagonal(same, False)
        if (same & units.parted).any():
            return False
        common = np.full((plan.circles, units.can.shape[1]), (1 << 62) - 1, dtype=np.int64)
        np.bitwise_and.at(common, circle, units.can)
        return not common.shape[1] or bool((common != 0).any(axis=1).all())

    def _by_complete_search(self) -> None:
        """What annealing did not find: a composition, or a contradiction."""
        try:
            circle = any_composition(self._problem)
        except Undecided as undecided:
            raise NotSupported("compose", "no composition found, and no contradiction either") from undecided
        if circle is None:
            raise Infeasible(conflict_by_search(self._problem))
        plan = Plan(int(circle.max(initial=-1)) + 1)
        if self._problem.previous is not None:
            plan, circle = _keeping_labels(circle, self._problem.previous[self._units.first])
        self._try(plan, self._least_moved(plan, circle), _FEWEST_STEPS, _WARM)

    def _heaviest(self) -> float:
        """More than all that one person can be worth to the others of a circle, many times over."""
        return 1.0 + 8.0 * float(np.abs(self._units.worth).max(initial=0.0)) * min(
            self._problem.most, self._problem.people
        )


def _by_unit(units: Units) -> Ints:
    """The people of each unit: int[units, most people of a unit], -1 where there are fewer."""
    order = np.argsort(units.of_person, kind="stable")
    first = np.concatenate([[0], np.cumsum(units.people)[:-1]]) if len(units.people) else np.zeros(0, np.int64)
    members = np.full((len(units.people), int(units.people.max(initial=1))), -1, dtype=np.int64)
    members[units.of_person[order], np.arange(len(order)) - first[units.of_person[order]]] = order
    return members


def _worth_most(worth: Floats, number: int) -> Ints:
    """For each unit, so many others worth most to it, best first: int[units, number]."""
    nearest = np.empty((len(worth), number), dtype=np.int64)
    for unit, row in enumerate(worth):
        others = np.delete(np.arange(len(row)), unit)
        least = np.partition(row[others], len(others) - number)[len(others) - number]
        among = others[row[others] >= least]
        nearest[unit] = among[np.argsort(-row[among], kind="stable")[:number]]
    return nearest


def _keeping_labels(circle: Ints, previous: Ints) -> tuple[Plan, Ints]:
    """Each circle goes on as the previous one it shares most people with, as far as these are free."""
    number = int(circle.max(initial=-1)) + 1
    shared = [
        (int(((circle == g) & (previous == label)).sum()), g, int(label))
        for g in range(number)
        for label in np.unique(previous[previous >= 0])
    ]
    label_of: dict[int, int] = {}
    for people, g, label in sorted(shared, key=lambda one: (-one[0], one[1], one[2])):
        if people and g not in label_of and label not in label_of.values():
            label_of[g] = label
    order = sorted(label_of, key=lambda g: label_of[g]) + [g for g in range(number) if g not in label_of]
    place = np.empty(number, dtype=np.int64)
    place[order] = np.arange(number)
    return Plan(number, tuple(sorted(label_of.values()))), place[circle]
