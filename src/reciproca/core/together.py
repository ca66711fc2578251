"""Reads that each asks for itself, answered for many at once.

A rule about one person reads as it goes: what it asks next depends on what it found before. Followed for ten thousand people
one after the other that is half a million queries. Here a rule is written once, for one person, and its reads for many:

    @for_many
    def needs_of(people: Sequence[int]) -> list[list[Need]]:          # an answer to each question, in their order
        ...

    @asking
    def oldest_need(person: Membership) -> Asks[Need | None]:
        needs = yield from needs_of.ask(person.pk)
        return min(needs, key=_age, default=None)

    oldest_need(person)                                                # for one
    answered([oldest_need.ask(person) for person in people])           # for many: one read for all who ask the same

Whoever asks the same question twice, and whoever asks what somebody else asked before, gets the answer that was read the first
time: answers are for reading.
"""

from collections import defaultdict
from collections.abc import Callable, Generator, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import update_wrapper
from typing import Any, Generic, ParamSpec, TypeVar

from .memory import uncollected

__all__ = ["Asking", "Asks", "Fault", "Together", "answered", "asking", "for_many", "in_parts"]

#: So many keys stand in one query: each is a mark of its own, and databases count them.
AT_ONCE = 2000

#: From so many on.
MANY = 100

P = ParamSpec("P")
T = TypeVar("T")
Q = TypeVar("Q", bound=Hashable)
A = TypeVar("A")
K = TypeVar("K")


class Together(Generic[Q, A]):
    """A read of many answers. Called with one question, it reads that one."""

    def __init__(self, read: Callable[[Sequence[Q]], Sequence[A]]) -> None:
        self.read = read
        update_wrapper(self, read)

    def __call__(self, question: Q) -> A:
        return self.read([question])[0]

    def ask(self, question: Q) -> "Asks[A]":
        answer: A = yield Asked(self, question)
        return answer


@dataclass(frozen=True, slots=True)
class Asked:
    read: Together[Any, Any]
    question: Any


Asks = Generator[Asked, Any, T]


class Asking(Generic[P, T]):
    """A rule that asks. Called, it is followed for one."""

    def __init__(self, rule: Callable[P, Asks[T]]) -> None:
        self.ask = rule
        update_wrapper(self, rule)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> T:
        (found,) = answered([self.ask(*args, **kwargs)])
        if isinstance(found, Fault):
            raise found.fault
        return found


for_many = Together
asking = Asking


@dataclass(frozen=True, slots=True)
class Fault:
    """What became of a rule that did not come to its end."""

    fault: Exception


def answered(rules: Sequence[Asks[T]]) -> list[T | Fault]:
    """What each of the rules finds, in their order. A fault in one of them stops no other; one of a read stops all."""
    if len(rules) < MANY:
        return _answered(rules)
    with uncollected():
        return _answered(rules)


def _answered(rules: Sequence[Asks[T]]) -> list[T | Fault]:
    known: dict[Together[Any, Any], dict[Any, Any]] = defaultdict(dict)
    found: dict[int, T | Fault] = {}
    waiting: dict[int, Asked] = {}

    def go_on(place: int, answer: Any) -> None:
        """Until it asks what is not known."""
        waiting.pop(place, None)
        try:
            asked = rules[place].send(answer)
            while asked.question in known[asked.read]:
                asked = rules[place].send(known[asked.read][asked.question])
            waiting[place] = asked
        except StopIteration as end:
            found[place] = end.value
        except Exception as fault:
            found[place] = Fault(fault)

    for place in range(len(rules)):
        go_on(place, None)
    while waiting:
        by_read: dict[Together[Any, Any], dict[int, Any]] = defaultdict(dict)
        for place, asked in waiting.items():
            by_read[asked.read][place] = asked.question
        # What most wait for: who is behind catches up meanwhile, and asks the rest with the others.
        read, asking_it = max(by_read.items(), key=lambda one: len(one[1]))
        answers = known[read]
        questions = list(dict.fromkeys(asking_it.values()))
        answers.update(zip(questions, read.read(questions), strict=True))
        for place, question in asking_it.items():
            go_on(place, answers[question])
    return [found[place] for place in range(len(rules))]


def in_parts(keys: Iterable[K], size: int = AT_ONCE) -> Iterator[tuple[K, ...]]:
    """All of them once, in an order that is always the same, as many at a time as a query takes."""
    every = sorted(set(keys))  # type: ignore[type-var]
    for at in range(0, len(every), size):
        yield tuple(every[at : at + size])
