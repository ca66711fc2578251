"""A network of ties, kept so that ways to other people are found at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path
from threading import local
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from reciproca_engine.exceptions import InvalidProblem
from reciproca_engine.paths import file as files
from reciproca_engine.paths.rows import Layout, Rows, laid_out, room_for

__all__ = ["Graph", "Introduction"]

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Introduction:
    """One way to somebody.

    Parameters
    ----------
    people : tuple of int
        asker, introducers, person. Two people only: they have a tie already.
    probability : float
        That it works: the product of the acceptances of all ties on the way.
    worth : float
        By what ways are put in order: the probability times what each introducer has free. Without loads the same.
    """

    people: tuple[int, ...]
    probability: float
    worth: float


class Graph:
    """Directed ties with the probability that a request is passed on along each.

    Parameters
    ----------
    source, target : int[rows]
        A tie goes out from the source. Rows of somebody with themselves are left out. Repeated rows are one tie: the
        largest acceptance counts, and the tie is hidden if one of them is.
    acceptance : float[rows] or float
        From 0 to 1, kept in single precision. A tie of 0 is a tie, but nothing is passed on along it.
    people : int or None
        How many people there are; None: the largest id + 1.
    hidden : bool[rows] or None
        Such a tie serves its source only: nobody else's answer holds it or depends on it. Its target sees it when the
        source asks for the way to her.

    Raises
    ------
    InvalidProblem
        Naming the argument and the position at fault.

    Notes
    -----
    Everybody has one row: those she has a tie to or from, sorted, with the acceptance in both directions; 24 bytes for each
    two people with ties in both directions, 8 for each person. A change moves only the two rows it concerns.

    Examples
    --------
    >>> graph = Graph([0, 1, 0, 2], [1, 3, 2, 3], [0.5, 0.5, 1, 0.125])
    >>> [(way.people, way.probability) for way in graph.introductions(0, 3)]
    [((0, 1, 3), 0.25), ((0, 2, 3), 0.125)]
    >>> graph.within(0, 2).tolist(), graph.mutual(1, 2).tolist(), graph.distance(0, 3), graph.distance(3, 0)
    ([1, 2, 3], [3], 2, -1)
    """

    def __init__(
        self,
        source: ArrayLike,
        target: ArrayLike,
        acceptance: ArrayLike,
        people: int | None = None,
        hidden: ArrayLike | None = None,
    ) -> None:
        self._layout = laid_out(Rows.of(source, target, acceptance, people, hidden))
        self._scratch = local()

    @property
    def people(self) -> int:
        """How many people there are."""
        return len(self._layout.begin)

    def save(self, file: str | PathLike[str]) -> None:
        """Write everything into one file, for `Graph.open`. Whoever reads a file of this name meanwhile is not disturbed."""
        self._compact()
        files.written(self._layout, Path(file))

    @classmethod
    def open(cls, file: str | PathLike[str]) -> Graph:
        """The graph in a file, without reading it: what is asked for is read. Several processes share the memory.

        Ties can be added and removed; that changes this graph, not the file.
        """
        graph = cls.__new__(cls)
        graph._layout = files.read(Path(file))
        graph._scratch = local()
        return graph

    def add(self, source: ArrayLike, target: ArrayLike, acceptance: ArrayLike, hidden: ArrayLike | None = None) -> None:
        """Add ties, or give those that are there another acceptance (and hide them, or show them again).

        One tie, or arrays of them; of rows repeated here, the last counts. Nothing is changed if any row is refused.
        """
        from reciproca_engine.paths.layout import add_tie

        if _is_one(source, target, acceptance, hidden):
            one, other = self._person("source", source), self._person("target", target)  # type: ignore[arg-type]
            changes = [(one, other, -abs(acceptance) if hidden else abs(acceptance))]  # type: ignore[arg-type]
        else:
            rows = Rows.of(np.atleast_1d(source), np.atleast_1d(target), acceptance, self.people, hidden)
            signs = np.where(rows.hidden, -1.0, 1.0) if len(rows.hidden) else 1.0
            changes = list(zip(*(part.tolist() for part in (rows.source, rows.target, np.abs(rows.acceptance) * signs)), strict=True))  # fmt: skip
        self._part_directions()
        layout = self._layout
        for one, other, accepts in changes:
            if one == other:
                continue
            used = add_tie(*layout.arrays, layout.used, layout.settled, one, other, accepts)
            if used < 0:
                self._compact(room=room_for(layout.used) + 4 * self._longest(one, other))
                layout = self._layout
                used = add_tie(*layout.arrays, layout.used, layout.settled, one, other, accepts)
            if used != layout.used:
                self._layout = layout = replace(layout, used=used)

    def remove(self, source: ArrayLike, target: ArrayLike) -> int:
        """Take ties out, one or arrays of them; how many there were. What is not there is no error."""
        from reciproca_engine.paths.layout import remove_tie

        if _is_one(source, target, 0.0, None):
            pairs = [(self._person("source", source), self._person("target", target))]  # type: ignore[arg-type]
        else:
            rows = Rows.of(np.atleast_1d(source), np.atleast_1d(target), 0.0, self.people, None)
            pairs = list(zip(rows.source.tolist(), rows.target.tolist(), strict=True))
        self._part_directions()
        return sum(remove_tie(*self._layout.arrays, one, other) for one, other in pairs)

    def introductions(
        self, asker: int, person: int, k: int = 3, hops: int = 3, load: ArrayLike | None = None
    ) -> list[Introduction]:
        """The k best ways from asker to person with different first steps, of at most so many ties.

        Parameters
        ----------
        asker, person : int
        k, hops : int
            At least 1.
        load : float[people] or None
            From 0 to 1: how much of what each can introduce is taken already. Ways are put in order by their
            probability times 1 − load of each introducer, so that those asked often are spared; who has nothing left
            is not proposed. Without it one reads what the best way would be.

        Returns
        -------
        list of Introduction
            Best first; among equals the shorter one, then the one with lower ids. A tie there is already counts as a
            way of one step.

        Notes
        -----
        Exact. Up to three ties: those who have a tie to the person are marked, ways through one introducer set the bar,
        and only from ties that can still reach it does the search go on, from the side with fewer of them. More ties: best
        ways to the person layer by layer, of those above the bar, met by the asker's first two steps.
        """
        from reciproca_engine.paths.warmest import warmest

        one, other = self._person("asker", asker), self._person("person", person)
        steps, scratch = _at_least_one("hops", hops), self._space()
        if steps > 3 and not hasattr(scratch, "value"):
            scratch.value, scratch.latest = np.zeros(self.people), np.zeros(self.people, dtype=np.int32)
        people, probability, worth = warmest(
            *self._layout.arrays,
            self._free(load),
            one,
            other,
            _at_least_one("k", k),
            min(steps, self.people),
            scratch.seen,
            scratch.seen_back,
            scratch.value if steps > 3 else _NOBODY,
            scratch.latest if steps > 3 else _NO_LABELS,
        )
        return [
            Introduction(tuple(step for step in way if step >= 0), likely, value)
            for way, likely, value in zip(people.tolist(), probability.tolist(), worth.tolist(), strict=True)
        ]

    def within(self, person: int, steps: int = 2) -> Ints:
        """Whom one reaches in at most so many ties, without oneself; sorted."""
        from reciproca_engine.paths.search import near_by

        scratch = self._space()
        who, far = self._person("person", person), _at_least_one("steps", steps)
        return near_by(*self._layout.arrays, who, far, scratch.seen, scratch.queue)

    def mutual(self, asker: int, person: int) -> Ints:
        """To whom both have a tie; sorted. The asker's hidden ties count, the other's do not."""
        from reciproca_engine.paths.search import mutual

        return mutual(*self._layout.arrays, self._person("asker", asker), self._person("person", person))

    def distance(self, asker: int, person: int) -> int:
        """How many ties the shortest chain has; −1 if there is none, 0 to oneself."""
        return len(self._chain(asker, person)) - 1

    def path(self, asker: int, person: int) -> tuple[int, ...]:
        """A chain with as few ties as there are, asker … person, however long; empty if there is none."""
        return tuple(self._chain(asker, person).tolist())

    def _chain(self, asker: int, person: int) -> Ints:
        from reciproca_engine.paths.search import shortest

        scratch = self._space()
        return shortest(
            *self._layout.arrays,
            self._person("asker", asker),
            self._person("person", person),
            scratch.seen,
            scratch.seen_back,
            scratch.queue,
            scratch.before,
            scratch.queue_back,
            scratch.after,
        )

    def _person(self, name: str, person: int) -> int:
        if isinstance(person, (bool, np.bool_)) or not isinstance(person, (int, np.integer)):
            raise InvalidProblem(name, None, "must be a whole number")
        if not 0 <= person < len(self._layout.begin):
            raise InvalidProblem(name, None, "is somebody who is not there")
        return int(person)

    def _free(self, load: ArrayLike | None) -> NDArray[np.float64]:
        if load is None:
            return _NOBODY
        taken = np.asarray(load)
        if taken.shape != (self.people,) or taken.dtype.kind not in "iufb":
            raise InvalidProblem("load", None, "must be a number for each person")
        wrong = ~((taken >= 0) & (taken <= 1))
        if wrong.any():
            raise InvalidProblem("load", int(wrong.argmax()), "must be from 0 to 1")
        return 1.0 - taken.astype(np.float64)

    def _space(self) -> Any:
        """Empty sets and queues to search with; each thread has its own, and every search leaves them empty."""
        scratch = self._scratch
        if not hasattr(scratch, "seen"):
            people = self.people
            scratch.seen, scratch.seen_back = (np.zeros(people // 64 + 1, dtype=np.uint64) for _ in range(2))
            scratch.queue, scratch.before, scratch.queue_back, scratch.after = (
                np.empty(people, dtype=np.int32) for _ in range(4)
            )
        return scratch

    def _longest(self, one: int, other: int) -> int:
        return max(int(count) if count >= 0 else ~int(count) for count in self._layout.count[[one, other]])

    def _compact(self, room: int = 0) -> None:
        """Close the gaps that moved rows have left, and make at least so much room at the end."""
        from reciproca_engine.paths.layout import compacted

        layout = self._layout
        if layout.used == layout.settled and len(layout.near) - layout.used >= room:
            return
        used = int(np.where(layout.count < 0, ~layout.count, layout.count).sum(dtype=np.int64))
        length = used + max(room_for(used), room)
        begin, near = np.empty(self.people, dtype=np.int32), np.empty(length, dtype=np.int32)
        outward, inward = np.empty(length, dtype=np.float32), np.empty(length, dtype=np.float32)
        compacted(*layout.arrays, begin, near, outward, inward)
        self._layout = Layout(begin, layout.count, near, outward, inward, used, used)

    def _part_directions(self) -> None:
        """Before a change: the two directions of a tie need no longer be the same."""
        if self._layout.is_even:
            self._layout = replace(self._layout, inward=self._layout.outward.copy())


_NOBODY, _NO_LABELS = np.zeros(0), np.zeros(0, dtype=np.int32)


def _is_one(source: Any, target: Any, acceptance: Any, hidden: Any) -> bool:
    """Whether this is one tie, said in plain numbers: by far the most frequent change."""
    return (
        isinstance(source, int)
        and isinstance(target, int)
        and isinstance(acceptance, float)
        and 0 <= acceptance <= 1
        and (hidden is None or isinstance(hidden, bool))
    )


def _at_least_one(name: str, number: int) -> int:
    if isinstance(number, bool) or not isinstance(number, (int, np.integer)) or number < 1:
        raise InvalidProblem(name, None, "must be a whole number, at least 1")
    return int(number)
