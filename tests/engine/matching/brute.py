"""Every matching of a tiny problem, one by one, and the aims by their definitions: slow, and hard to get wrong."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

Pair = tuple[int, int]


class Everything:
    """All matchings of a MatchProblem, with what each is worth."""

    def __init__(self, problem) -> None:
        self.problem = problem
        rows = list(zip(problem.mentee.tolist(), problem.mentor.tolist(), strict=True))
        self.fit = dict(zip(rows, problem.fit.tolist(), strict=True))
        views = [problem.fit if view is None else view for view in (problem.mentee_view, problem.mentor_view)]
        self.hers, self.his = (dict(zip(rows, view.tolist(), strict=True)) for view in views)
        self.matchings = [pairs for pairs in self._choices(0) if self._is_feasible(pairs)]

    def _choices(self, i: int) -> Iterator[tuple[Pair, ...]]:
        if i == self.problem.mentees:
            yield ()
            return
        hers = [pair for pair in self.fit if pair[0] == i]
        for rest in self._choices(i + 1):
            for number in range(min(len(hers), int(self.problem.demand[i])) + 1):
                for some in combinations(hers, number):
                    yield some + rest

    def _is_feasible(self, pairs: tuple[Pair, ...]) -> bool:
        held = [sum(j == mentor for _, j in pairs) for mentor in range(self.problem.mentors)]
        limits = zip(self.problem.minimum.tolist(), held, self.problem.capacity.tolist(), strict=True)
        return all(least <= h <= most for least, h, most in limits) and all(
            tuple(lock) in pairs for lock in self.problem.locks.tolist()
        )

    def placed(self, pairs) -> int:
        return len({i for i, _ in pairs})

    def total(self, pairs) -> float:
        return sum(self.fit[pair] for pair in pairs)

    def worst(self, pairs) -> float:
        return min((sum(self.fit[p] for p in pairs if p[0] == i) for i in {i for i, _ in pairs}), default=0.0)

    def blocking(self, pairs) -> list[Pair]:
        found = []
        for i, j in self.fit:
            hers = [self.hers[p] for p in pairs if p[0] == i]
            his = [self.his[p] for p in pairs if p[1] == j]
            she_would = len(hers) < self.problem.demand[i] or any(self.hers[i, j] > view for view in hers)
            he_would = len(his) < self.problem.capacity[j] or any(self.his[i, j] > view for view in his)
            if (i, j) not in pairs and she_would and he_would:
                found.append((i, j))
        return sorted(found)

    def value(self, pairs, price: float) -> float:
        number = len(self.blocking(pairs)) if price else 0
        return self.total(pairs) - price * number if number else self.total(pairs)

    def best(self, prefer: str, *, floor: bool = False, price: float = 0.0) -> tuple[float, ...]:
        """The aims that can be reached, in their order; rounded, so that equal sums are equal."""

        def aims(pairs) -> tuple[float, ...]:
            value = round(self.value(pairs, price), 9)
            if prefer == "fit":
                return (value, len(pairs))
            worst = (round(self.worst(pairs), 9),) if floor else ()
            return (self.placed(pairs), len(pairs), *worst, value)

        return max(map(aims, self.matchings))
