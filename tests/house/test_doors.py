"""Who may: every address declares it, and every address keeps it."""

import logging

import pytest
from django.http import HttpRequest

from cast import Cast
from reciproca.communities import policies
from reciproca.core.permission import Policy, Verdict

from .addresses import Address, every_address
from .matrix import Matrix
from .places import EXAMPLES, EXAMPLES_OUTSIDE

pytestmark = pytest.mark.sweep

PARTS = 4
#: For each policy those that let more people in.
LOOSER = {
    "coordinator": (policies.member, policies.signed_in_inside, policies.anyone_inside),
    "member": (policies.signed_in_inside, policies.anyone_inside),
    "signed in, inside a community": (policies.anyone_inside,),
    "signed in": (policies.anyone,),
    "server administrator": (policies.signed_in, policies.anyone),
}


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


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
def test_the_matrix(people: Cast, part: int) -> None:
    """In parts, so that several processes may share the work; together they are every address."""
    addresses = every_address()[part::PARTS]
    matrix = Matrix(people)
    assert len(matrix.principals) >= 14

    wrong, looked_at = matrix.unexpected(addresses)

    assert wrong == []
    assert looked_at == sum(4 if address.inside else 2 for address in addresses) * len(matrix.principals)


@pytest.mark.long
@pytest.mark.parametrize("part", range(PARTS))
def test_what_belongs_to_another_community_is_what_does_not_exist(people: Cast, part: int) -> None:
    addresses = every_address()[part::PARTS]
    matrix = Matrix(people)

    wrong, looked_at = matrix.told_apart(addresses)

    assert wrong == []
    named = [address for address in addresses if address.inside and "public_id" in address.own_arguments]
    assert looked_at == len(named) * len(matrix.principals) * 2 > 0


@pytest.mark.long
def test_a_looser_policy_is_found_at_every_door(
    people: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The negative control: every policy of ours is replaced by every looser one, one at a time.

    Who comes in one step too far may still find nothing, where the query behind the door looks for what is theirs: a
    second lock, and no leak. Nearly all of this is found, and whatever opens to everybody is found without exception.
    """
    caplog.set_level(logging.CRITICAL, "django.request")  # views that trust their door break behind a looser one
    matrix = Matrix(people)
    mutants = [
        (address, looser)
        for address in every_address()
        if ":" in address.name and address.declaration  # ours: the pages of allauth have a lock of their own
        for looser in LOOSER.get(address.declaration.policy.name, ())
    ]

    survived = [(address, looser) for address, looser in mutants if not found_at(matrix, address, looser, monkeypatch)]

    assert len(mutants) > 400
    assert len(survived) <= len(mutants) * 0.1
    assert {looser for _address, looser in survived} <= {policies.member, policies.signed_in_inside}
    assert all(address.own_arguments for address, _looser in survived)


def found_at(matrix: Matrix, address: Address, looser: Policy, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether somebody who is promised nothing here is let in once this door keeps the looser policy."""
    decide = Policy.__call__

    def with_one_looser(policy: Policy, request: HttpRequest) -> Verdict:
        return decide(looser if request.resolver_match.route == address.route else policy, request)

    with monkeypatch.context() as mutant:
        mutant.setattr(Policy, "__call__", with_one_looser)
        return matrix.lets_in(address)


def test_a_policy_that_fails_closes_every_door(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(policy: Policy, request: object) -> str:
        raise RuntimeError("the policy is broken")

    monkeypatch.setattr(Policy, "__call__", fail)
    matrix = Matrix(people)

    for address in every_address():
        answer = matrix._answer(address, matrix.principals[6], "montefeltro" if address.inside else "", "GET")
        assert answer.startswith("fault"), f"{address} answered {answer}"
