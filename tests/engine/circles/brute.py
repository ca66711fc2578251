"""Every composition of a few people, one by one, and the aims by their definitions: slow, and hard to get wrong."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

Composition = list[tuple[int, ...]]


class Everything:
    """All feasible compositions of the people of a question, with what each is worth."""

    def __init__(self, worth, sizes, slots=None, apart=(), together=(), previous=None) -> None:
        self.worth, self.slots = worth, slots
        self.sizes = range(sizes[0], sizes[1] + 1)
        self.apart = {frozenset(pair) for group in apart for pair in combinations(group, 2)}
        self.together = [set(group) for group in together]
        self.previous = previous
        self.all = list(self._cut(tuple(range(len(worth)))))

    def total(self, composition: Composition) -> float:
        return sum(
            (self.worth[i][j] + self.worth[j][i]) / 2 for circle in composition for i, j in combinations(circle, 2)
        )

    def moves(self, composition: Composition) -> int:
        """People who leave, with the circles named so that fewest do."""
        if self.previous is None:
            return 0
        return sum(old >= 0 for old in self.previous) - self._most_staying(composition, set())

    def best(self) -> tuple[int, float]:
        """The fewest moves, and the largest total with so few."""
        fewest = min(self.moves(composition) for composition in self.all)
        return fewest, max(self.total(one) for one in self.all if self.moves(one) == fewest)

    def _most_staying(self, composition: Composition, taken: set[int]) -> int:
        if not composition:
            return 0
        first, rest = composition[0], composition[1:]
        most = self._most_staying(rest, taken)
        for label in {self.previous[person] for person in first} - taken - {-1}:
            staying = sum(self.previous[person] == label for person in first)
            most = max(most, staying + self._most_staying(rest, taken | {label}))
        return most

    def _cut(self, people: tuple[int, ...]) -> Iterator[Composition]:
        if not people:
            yield []
            return
        for size in self.sizes:
            for others in combinations(people[1:], size - 1):
                circle = (people[0], *others)
                if self._may_be(circle):
                    for rest in self._cut(tuple(person for person in people if person not in circle)):
                        yield [circle, *rest]

    def _may_be(self, circle: tuple[int, ...]) -> bool:
        members = set(circle)
        return (
            not any(frozenset(pair) in self.apart for pair in combinations(circle, 2))
            and all(group <= members or not group & members for group in self.together)
            and (self.slots is None or bool(set.intersection(*(set(self.slots[person]) for person in circle))))
        )
