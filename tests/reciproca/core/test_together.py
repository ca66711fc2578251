"""Rules that are followed for one ask one by one; for many, each read is made once for all who wait for it."""

from collections.abc import Sequence

import pytest

from reciproca.core.together import Asks, Fault, answered, asking, for_many, in_parts

ASKED: list[tuple[str, list[int]]] = []


@for_many
def doubled(numbers: Sequence[int]) -> list[int]:
    ASKED.append(("doubled", list(numbers)))
    return [2 * number for number in numbers]


@for_many
def said(numbers: Sequence[int]) -> list[str]:
    ASKED.append(("said", list(numbers)))
    return [str(number) for number in numbers]


@asking
def small(number: int) -> Asks[bool]:
    return (yield from doubled.ask(number)) < 10


@asking
def told(number: int, *, end: str = "!") -> Asks[str]:
    if (yield from small.ask(number)):
        number = yield from doubled.ask(number)
    return (yield from said.ask(number)) + end


@asking
def refused(number: int) -> Asks[int]:
    if (yield from doubled.ask(number)) == 4:
        raise ValueError("four")
    return number


@pytest.fixture(autouse=True)
def _nothing_asked() -> None:
    ASKED.clear()


def test_a_rule_is_followed_for_one_with_what_it_is_called_with() -> None:
    assert told(3, end="?") == "6?"


def test_who_asks_the_same_twice_gets_the_answer_of_the_first_time() -> None:
    told(3)

    assert ASKED == [("doubled", [3]), ("said", [6])]


def test_many_ask_together_and_each_gets_its_own_answer() -> None:
    assert answered([told.ask(number) for number in (7, 3, 1, 7)]) == ["7!", "6!", "2!", "7!"]
    assert ASKED == [("doubled", [7, 3, 1]), ("said", [7, 6, 2])]


def test_many_find_what_each_finds_alone() -> None:
    numbers = range(20)

    assert answered([told.ask(number) for number in numbers]) == [told(number) for number in numbers]


def test_the_fault_of_one_stops_no_other() -> None:
    first, second, third = answered([refused.ask(number) for number in (1, 2, 3)])

    assert (first, third) == (1, 3)
    assert isinstance(second, Fault)
    assert str(second.fault) == "four"


def test_alone_the_fault_is_raised_as_it_is() -> None:
    with pytest.raises(ValueError, match="four"):
        refused(2)


def test_a_read_without_an_answer_for_each_is_a_fault() -> None:
    @for_many
    def forgetful(numbers: Sequence[int]) -> list[int]:
        return list(numbers)[1:]

    with pytest.raises(ValueError, match="shorter"):
        answered([forgetful.ask(number) for number in (1, 2)])


def test_nobody_asks_nothing() -> None:
    assert answered([]) == []


def test_parts_have_each_key_once_and_always_in_the_same_order() -> None:
    assert list(in_parts([3, 1, 2, 3, 5], size=2)) == [(1, 2), (3, 5)]
    assert list(in_parts([])) == []
