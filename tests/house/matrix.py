"""The authorisation matrix: every address × method × principal × community, against what its policy promises."""

import re
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from cast import Cast, join
from reciproca.boundaries.actions import block_person
from reciproca.communities.actions import activate_membership, add_member, open_account
from reciproca.communities.choices import Role
from reciproca.communities.models import Account, Membership
from reciproca.core import clock
from reciproca.core.scope import within
from signing import signed_in_now

from .addresses import Address
from .places import EXAMPLES, EXAMPLES_OUTSIDE, Neighbourhood

__all__ = ["METHODS", "Cell", "Matrix"]

#: The others are refused before anything else is looked at: test_hardening.
METHODS = ("GET", "POST")
SIGN_IN = "/accounts/login/"
#: Addresses without arguments that are absent for who has no authenticator app, as the whole cast has none.
NEED_AN_APP = {"mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_download_recovery_codes"}

#: Who keeps the server opens them for any account, so that only the door is in the way of the others.
OF_ACCOUNTS = {"privacy:account-data", "privacy:account-erasure-end", "server:account-state"}


@dataclass(frozen=True)
class Principal:
    """Who asks: an account (or nobody), and what it is in each of the two communities."""

    name: str
    account: Account | None
    standing: dict[str, str]  # slug → "member", "coordinator"; absent: nothing there
    administers: bool = False


@dataclass(frozen=True)
class Cell:
    address: str
    method: str
    principal: str
    community: str
    expected: str
    answered: str


class Matrix:
    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        with within(cast.bellini):
            third = join("Leo", "Bassi")
        self.neighbourhoods = {
            "montefeltro": Neighbourhood(cast.montefeltro, cast.marta, cast.ada, cast.giulio),
            "bellini": Neighbourhood(cast.bellini, cast.irene, cast.ugo, third),
        }
        self.principals = list(self._principals())
        self._client = Client(raise_request_exception=False)
        self._cookies: dict[str, str] = {}
        self._examples: dict[tuple[str, str], dict[str, Any]] = {}

    def _principals(self) -> Iterator[Principal]:
        cast = self.cast
        here, there = "montefeltro", "bellini"
        yield Principal("nobody signed in", None, {})
        yield Principal("an account of no community", open_account("nowhere@example.org"), {})
        for name in ("ada", "giulio", "paola", "davide"):
            yield Principal(f"{name}, member", getattr(cast, name).account, {here: "member"})
        yield Principal("marta, coordinator", cast.marta.account, {here: "coordinator"})
        with within(cast.montefeltro):
            second = join("Sara", "Conti", role=Role.COORDINATOR)
            block_person(join("Bea", "Fabbri"), by=cast.ada)
            blocked = Membership.objects.get(given_name="Bea")
            outside = {state: _in_state(join(state.title(), "Rossi"), state) for state in ("suspended", "left")}
            invited = add_member(email="invited@example.org", given_name="Iris", by=None)
            Membership.objects.filter(pk=invited.pk).update(state="invited")
            gone = join("Dora", "Spenta")
            both = join("Pia", "Doppia")
        with within(cast.bellini):
            activate_membership(add_member(email="pia@example.org", given_name="Pia", by=None), account=both.account)
        yield Principal("sara, the other coordinator", second.account, {here: "coordinator"})
        yield Principal("bea, blocked by ada", blocked.account, {here: "member"})
        for state, person in outside.items():
            yield Principal(f"somebody {state}", person.account, {})
        yield Principal("somebody invited", open_account("invited@example.org"), {})
        Account.objects.filter(pk=gone.account_id).update(is_active=False)
        yield Principal("a deactivated account", Account.objects.get(pk=gone.account_id), {})
        yield Principal("pia, member of both", both.account, {here: "member", there: "member"})
        yield Principal("irene, coordinator elsewhere", cast.irene.account, {there: "coordinator"})
        yield Principal("ugo, member elsewhere", cast.ugo.account, {there: "member"})
        yield Principal("rosa, who keeps the server", cast.rosa, {}, administers=True)

    # ── what is promised ──

    @staticmethod
    def expected(address: Address, principal: Principal, slug: str) -> str:
        """ "through", "sign in" or "absent"."""
        assert address.declaration is not None
        signed_in = principal.account is not None and principal.account.is_active
        standing = principal.standing.get(slug, "")
        match address.declaration.policy.name:
            case "anyone" | "anyone, inside a community":
                return "through"
            case "anyone, on a demo server":
                return "absent"  # the tests are no demo
            case "signed in" | "signed in, inside a community":
                return "through" if signed_in else "sign in"
            case "server administrator":
                return "sign in" if not signed_in else "through" if principal.administers else "absent"
            case "member":
                return "sign in" if not signed_in else "through" if standing else "absent"
            case "coordinator":
                return "sign in" if not signed_in else "through" if standing == "coordinator" else "absent"
            case name if name.startswith("token"):
                return "sign in"  # with a cookie nobody gets in: tests/house/test_programs.py comes with keys
            case unknown:
                raise AssertionError(f"Say in tests/house/matrix.py what the policy “{unknown}” promises.")

    # ── what happens ──

    def unexpected(self, addresses: Iterable[Address], methods: Iterable[str] = METHODS) -> tuple[list[Cell], int]:
        """The cells whose answer is not the promised one, and how many were looked at."""
        wrong, looked_at = [], 0
        for address in addresses:
            for slug in self.neighbourhoods if address.inside else ("",):
                for principal in self.principals:
                    for method in methods:
                        looked_at += 1
                        expected = self.expected(address, principal, slug)
                        answered = self._answer(address, principal, slug, method)
                        if not _agrees(expected, answered, address):
                            wrong.append(Cell(str(address), method, principal.name, slug, expected, answered))
        return wrong, looked_at

    def lets_in(self, address: Address) -> bool:
        """Whether anybody who is promised nothing at this address, at home, gets in: asks up to the first."""
        slug = "montefeltro" if address.inside else ""
        strangers = [one for one in self.principals if self.expected(address, one, slug) != "through"]
        return any(
            not _agrees(self.expected(address, one, slug), self._answer(address, one, slug, method), address)
            for one in strangers
            for method in ("GET", "POST")
        )

    def told_apart(
        self, addresses: Iterable[Address], methods: Iterable[str] = ("GET", "POST")
    ) -> tuple[list[Cell], int]:
        """Where an id of the other community is answered otherwise than an id that does not exist."""
        wrong, looked_at = [], 0
        for address in addresses:
            if not (address.inside and "public_id" in address.own_arguments):
                continue
            foreign = self._example(address, "bellini")
            for principal in self.principals:
                for method in methods:
                    looked_at += 1
                    theirs = self._bytes(address, principal, method, foreign)
                    nobodys = self._bytes(address, principal, method, _nowhere(foreign))
                    if theirs != nobodys:
                        wrong.append(
                            Cell(str(address), method, principal.name, "montefeltro", "the same", "told apart")
                        )
        return wrong, looked_at

    def _answer(self, address: Address, principal: Principal, slug: str, method: str) -> str:
        arguments = self._example(address, slug)
        response = self._ask(_path(address, slug, arguments), principal, method)
        if response.status_code >= 500:
            return f"fault: {response.status_code} {getattr(response, 'fault', '')}"
        if response.status_code == 401:
            return "sign in"
        if response.status_code in (301, 302, 303) and response["Location"].startswith(SIGN_IN + "?"):
            return "sign in"
        if response.status_code in (301, 302) and response["Location"] in (SIGN_IN, "/"):
            return "elsewhere"
        if response.status_code == 404:
            return "absent"
        return "through"

    def _bytes(self, address: Address, principal: Principal, method: str, arguments: dict[str, Any]) -> tuple:
        path = _path(address, "montefeltro", arguments)
        response = self._ask(path, principal, method)
        location = response.get("Location", "").replace(path, "PATH")
        headers = sorted(
            (name, value) for name, value in response.items() if name not in ("Location", "Content-Length")
        )
        return response.status_code, location, headers, scrubbed(response, path, arguments)

    def _ask(self, path: str, principal: Principal, method: str) -> HttpResponse:
        client = self._client
        client.cookies.clear()
        if cookie := self._cookie(principal):
            client.cookies["sessionid"] = cookie
        mark = transaction.savepoint()
        try:
            return client.generic(method, path)
        finally:
            transaction.savepoint_rollback(mark)

    def _cookie(self, principal: Principal) -> str:
        if principal.account is None:
            return ""
        if principal.name not in self._cookies:
            client = signed_in_now(Client(), principal.account)  # a moment ago, so that it is looked behind every door
            self._cookies[principal.name] = client.cookies["sessionid"].value
        return self._cookies[principal.name]

    def _example(self, address: Address, slug: str) -> dict[str, Any]:
        if not address.own_arguments:
            return {}
        if not address.inside:
            assert address.name in EXAMPLES_OUTSIDE, f"{address.name}: give an example in tests/house/places.py."
            if address.name in OF_ACCOUNTS:
                return {"pk": self.cast.davide.account_id}
            return EXAMPLES_OUTSIDE[address.name]
        key = (address.name, slug)
        if key not in self._examples:
            assert address.name in EXAMPLES, f"{address.name}: give an example in tests/house/places.py."
            place = self.neighbourhoods[slug]
            with within(place.community), clock.at(clock.now() - timedelta(minutes=1)):
                self._examples[key] = EXAMPLES[address.name](place)
        return self._examples[key]


def scrubbed(response: HttpResponse, path: str, arguments: dict[str, Any]) -> bytes:
    """The page without what differs from one request to the next: tokens, keys, and the address itself."""
    text = b"".join(response) if response.streaming else response.content
    text = text.replace(path.encode(), b"PATH")
    for value in arguments.values():
        if len(str(value)) >= 8:  # an “it” or a “text” is also a part of other words
            text = text.replace(str(value).encode(), b"ARGUMENT")
    text = re.sub(rb'(name="(?:csrfmiddlewaretoken|idempotency_key)" value=")[^"]*', rb"\1", text)
    return re.sub(rb"(X-CSRFToken[^:]*:[^A-Za-z0-9]*)[A-Za-z0-9]+", rb"\1", text)


def _agrees(expected: str, answered: str, address: Address) -> bool:
    if answered.startswith("fault"):
        return False
    if expected == "through":
        # Behind the door a query decides: an object may be invisible to this person. An address without arguments is there.
        return answered != "absent" or bool(address.own_arguments) or address.name in NEED_AN_APP
    return answered == expected or (expected == "sign in" and answered == "elsewhere")


def _path(address: Address, slug: str, arguments: dict[str, Any]) -> str:
    return reverse(address.name, kwargs={**({"community": slug} if address.inside else {}), **arguments})


def _nowhere(arguments: dict[str, Any]) -> dict[str, Any]:
    """The same arguments, with an id that belongs to nothing."""
    return arguments | {"public_id": uuid.uuid4()}


def _in_state(person: Membership, state: str) -> Membership:
    Membership.objects.filter(pk=person.pk).update(state=state)
    return person
