"""Who may, with a key: every address of the API × method × key, against what its declaration promises."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from cast import Cast, join
from programs import ALL_OF_A_MEMBER, key_of
from reciproca.api import endpoints
from reciproca.api.actions import end_token
from reciproca.api.choices import Scope, allows
from reciproca.api.endpoints import Endpoint
from reciproca.api.models import Token
from reciproca.api.rooms import every_endpoint
from reciproca.boundaries.actions import block_person
from reciproca.communities.models import Account, Membership
from reciproca.core import clock
from reciproca.core.idempotency import new_key
from reciproca.core.scope import within

from .places import EXAMPLES, Neighbourhood

pytestmark = pytest.mark.sweep

HERE, THERE = "montefeltro", "bellini"


@dataclass(frozen=True)
class Holder:
    """Who asks: a key or none, where it opens, what for, and whether its maker coordinates there."""

    name: str
    key: str = ""
    opens: str = ""
    scopes: tuple[str, ...] = ()
    coordinates: bool = False


class Doors:
    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.client = Client(raise_request_exception=False)
        with within(cast.bellini):
            third = join("Leo", "Bassi")
        self.places = {
            HERE: Neighbourhood(cast.montefeltro, cast.marta, cast.ada, cast.giulio),
            THERE: Neighbourhood(cast.bellini, cast.irene, cast.ugo, third),
        }
        self.holders = [*self._with_good_keys(), *self._with_others()]

    def _with_good_keys(self) -> Iterator[Holder]:
        cast, everything = self.cast, tuple(Scope)
        with within(cast.montefeltro):
            bea = join("Bea", "Fabbri")
            block_person(bea, by=cast.ada)
        for person in (cast.ada, cast.giulio, cast.paola, bea):
            yield Holder(f"{person.given_name}, all of it", key_of(person), HERE, ALL_OF_A_MEMBER)
        for scope in ALL_OF_A_MEMBER:
            person = cast.ada if scope.endswith(":read") else cast.giulio  # more keys than one may have
            yield Holder(f"{person.given_name}, {scope}", key_of(person, scope), HERE, (scope,))
        yield Holder("Marta, all of it", key_of(cast.marta), HERE, everything, coordinates=True)
        yield Holder(
            "Marta, as a member", key_of(cast.marta, *ALL_OF_A_MEMBER), HERE, ALL_OF_A_MEMBER, coordinates=True
        )
        yield Holder("Irene, who coordinates elsewhere", key_of(cast.irene), THERE, everything, coordinates=True)
        yield Holder("Ugo, of elsewhere", key_of(cast.ugo), THERE, ALL_OF_A_MEMBER)
        demoted = join_in(cast, "Dario", role="coordinator")
        key = key_of(demoted)
        Membership.unscoped.filter(pk=demoted.pk).update(role="member")
        yield Holder("somebody who coordinated", key, HERE, everything)

    def _with_others(self) -> Iterator[Holder]:
        cast = self.cast
        yield Holder("nobody")
        yield Holder("a key of nobody", "rcp_" + "a" * 43)
        with clock.at(clock.now() - timedelta(days=100)):
            yield Holder("a key of long ago", key_of(cast.ada))
        ended = key_of(cast.ada)
        with within(cast.montefeltro):
            end_token(Token.objects.latest("pk"), by=cast.ada)
        yield Holder("a key that was ended", ended)
        for state in ("suspended", "left"):
            person = join_in(cast, state.title())
            key = key_of(person)
            Membership.unscoped.filter(pk=person.pk).update(state=state)
            yield Holder(f"somebody {state}", key)
        for change in ({"is_active": False}, {"email": "new@example.org"}, {"password": "!another"}):
            person = join_in(cast, f"Nina{len(str(change))}")
            key = key_of(person)
            Account.objects.filter(pk=person.account_id).update(**change)
            yield Holder(f"an account with another {next(iter(change))}", key)

    def unexpected(self, holders: Sequence[Holder] = ()) -> tuple[list[str], int]:
        """Where the answer is not the promised one, and how many were looked at."""
        wrong, looked_at = [], 0
        for one in every_endpoint():
            for slug in (HERE, THERE) if one.is_inside else ("",):
                path = self.address(one, slug)
                for holder in holders or self.holders:
                    looked_at += 1
                    status = self.ask(one.method, path, holder.key)
                    if not agrees(expected(one, holder, slug), status):
                        wrong.append(f"{one.method} {path}, {holder.name}: {status}")
        return wrong, looked_at

    def address(self, one: Endpoint, slug: str) -> str:
        first = min((other for other in every_endpoint() if other.path == one.path), key=lambda other: other.method)
        name = f"api:{first.name}"
        if not one.is_inside:
            return reverse(name)
        with within(self.places[slug].community), clock.at(clock.now() - timedelta(minutes=1)):
            ids = EXAMPLES[name](self.places[slug]) if name in EXAMPLES else {}
        return reverse(name, kwargs={"community": slug, **ids})

    def ask(self, method: str, path: str, key: str) -> int:
        headers = {"Idempotency-Key": new_key()} | ({"Authorization": f"Bearer {key}"} if key else {})
        mark = transaction.savepoint()
        try:
            return self.client.generic(method, path, headers=headers).status_code
        finally:
            transaction.savepoint_rollback(mark)


def join_in(cast: Cast, name: str, *, role: str = "member") -> Membership:
    with within(cast.montefeltro):
        return join(name, "Provato", role=role)


def expected(one: Endpoint, holder: Holder, slug: str) -> str:
    if not holder.opens:
        return "unknown"
    if one.scope is None:
        return "through"
    if slug != holder.opens or (one.scope == Scope.COORDINATION_READ and not holder.coordinates):
        return "absent"
    return "through" if allows(list(holder.scopes), one.scope) else "refused"


def agrees(promised: str, status: int) -> bool:
    """Behind the door something may be absent, or the body is missing: what counts is that it was opened."""
    if promised == "through":
        return status < 500 and status not in (401, 403, 405)
    return status == {"unknown": 401, "absent": 404, "refused": 403}[promised]


@pytest.mark.long
def test_every_key_opens_what_it_was_made_for_and_nothing_else(people: Cast) -> None:
    doors = Doors(people)

    wrong, looked_at = doors.unexpected()

    assert wrong == []
    assert looked_at == (2 * len(every_endpoint()) - 1) * len(doors.holders) > 1_500


def test_a_door_that_forgets_the_scope_is_found(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control."""
    doors = Doors(people)
    monkeypatch.setattr(endpoints, "allows", lambda granted, wanted: True)

    wrong, _looked_at = doors.unexpected([one for one in doors.holders if one.scopes == (Scope.TODAY_READ,)])

    assert len(wrong) > 20
