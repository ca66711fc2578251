"""Who may: every address declares it, and every address keeps it."""

import random

import pytest

from cast import Cast
from reciproca.core.permission import Policy

from .addresses import Address, every_address
from .matrix import Matrix
from .places import EXAMPLES, EXAMPLES_OUTSIDE

PARTS = 8
CLOSED = {"signed in", "server administrator", "member", "coordinator"}


def test_every_address_declares_its_policy() -> None:
    assert [str(address) for address in every_address() if address.declaration is None] == []


def test_an_address_without_policy_is_found() -> None:
    """The negative control."""
    found = [str(a) for a in every_address("tests.reciproca.core.seam_urls") if a.declaration is None]

    assert found == ["bare"]


def test_every_address_has_a_name_of_its_own() -> None:
    names = [address.name for address in every_address()]

    assert sorted(names) == sorted(set(names))
    assert "" not in names


def test_every_address_with_arguments_has_an_example_and_no_example_is_left_over() -> None:
    wanted = {address.name for address in every_address() if address.own_arguments}

    assert wanted - EXAMPLES.keys() - EXAMPLES_OUTSIDE.keys() == set(), "Add them to tests/house/places.py."
    assert (EXAMPLES.keys() | EXAMPLES_OUTSIDE.keys()) - wanted == set(), "Nothing has these addresses any more."


def test_what_needs_a_community_is_inside_one() -> None:
    misplaced = [
        str(address)
        for address in every_address()
        if address.declaration and address.declaration.policy.inside is not address.inside
    ]

    assert misplaced == []


@pytest.mark.parametrize("part", range(PARTS))
def test_the_matrix(people: Cast, part: int) -> None:
    """In parts, so that several processes may share the work; together they are every address."""
    addresses = every_address()[part::PARTS]
    matrix = Matrix(people)
    assert len(matrix.principals) >= 14

    wrong, looked_at = matrix.unexpected(addresses)

    assert wrong == []
    assert looked_at == sum(6 if address.inside else 4 for address in addresses) * len(matrix.principals)


def test_what_belongs_to_another_community_is_what_does_not_exist(people: Cast) -> None:
    wrong, _ = Matrix(people).told_apart(every_address())

    assert wrong == []


def test_a_door_left_open_is_found(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: each policy that closes a door is switched to “allow”, one at a time."""
    # Ours only: the pages of allauth have a second lock of their own, so that opening ours does not show.
    closed = [a for a in every_address() if ":" in a.name and a.declaration and a.declaration.policy.name in CLOSED]
    sample = random.Random(25).sample(closed, min(len(closed), 40))
    matrix, decide = Matrix(people), Policy.__call__
    survived: list[Address] = []

    for address in sample:

        def open_one(policy: Policy, request, route: str = address.route):  # type: ignore[no-untyped-def]
            return "allow" if request.resolver_match.route == route else decide(policy, request)

        monkeypatch.setattr(Policy, "__call__", open_one)
        if not matrix.unexpected([address], ["GET"])[0]:
            survived.append(address)

    assert [str(address) for address in survived] == []


def test_a_policy_that_fails_closes_every_door(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(policy: Policy, request: object) -> str:
        raise RuntimeError("the policy is broken")

    monkeypatch.setattr(Policy, "__call__", fail)
    matrix = Matrix(people)

    for address in every_address():
        answer = matrix._answer(address, matrix.principals[6], "montefeltro" if address.inside else "", "GET")
        assert answer.startswith("fault"), f"{address} answered {answer}"
