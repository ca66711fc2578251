"""Somebody who was blocked sees nothing that tells them so: what they see is what they would see had the other left."""

from collections.abc import Callable

import pytest
from django.db import transaction

from cast import Cast
from giving import tell
from reciproca.boundaries.actions import block_person
from reciproca.communities.choices import MembershipState
from reciproca.communities.models import Membership
from reciproca.core.prepared import forget
from reciproca.people.actions import begin_profile, edit_profile
from reciproca.people.queries import needs_of

from .addresses import every_address
from .matrix import Matrix, Principal, _path, scrubbed

SEARCHES = ("", "?q=Ada", "?q=Carta", "?q=fornitori", "?q=budget", "?page=2")

Seen = dict[str, tuple[int, str, bytes]]


def everything(people: Cast, matrix: Matrix, principal: Principal, ids: dict[str, list[str]]) -> Seen:
    """Every page inside the community that this person can open: the lists, searched too, and all that has one of `ids`."""
    seen: Seen = {}
    for address in every_address():
        if not address.inside or address.name.startswith("demo:") or address.name == "notifications:live":
            continue
        if not address.own_arguments:
            paths = [_path(address, "montefeltro", {}) + query for query in SEARCHES]
        elif address.own_arguments == ("public_id",):
            paths = [_path(address, "montefeltro", {"public_id": one}) for found in ids.values() for one in found]
        else:
            continue
        for path in paths:
            response = matrix._ask(path, principal, "GET")
            seen[path] = (response.status_code, response.get("Location", ""), scrubbed(response, path, {}))
    return seen


@pytest.fixture
def look(people: Cast) -> Callable[..., Seen]:
    matrix = Matrix(people)
    principal = next(one for one in matrix.principals if one.name == "giulio, member")
    matrix._cookie(principal)

    def look(ids: dict[str, list[str]], before: Callable[[], object] = lambda: None) -> Seen:
        mark = transaction.savepoint()
        try:
            before()
            return everything(people, matrix, principal, ids)
        finally:
            transaction.savepoint_rollback(mark)

    return look


def strangers(people: Cast) -> dict[str, list[str]]:
    """Ada and Giulio have never met; she offers and needs something, as Paola does."""
    tell(people.giulio, offers=["Preparare un budget"], needs=["Trattare con i fornitori"])
    tell(people.ada, offers=["Trattare con i fornitori"], needs=["Il budget del mio reparto"])
    tell(people.paola, offers=["Trattare con i fornitori esteri"], needs=["Il mio primo budget"])
    profile = begin_profile(people.ada)
    edit_profile(profile, by=people.ada, version=profile.version, story="Vent’anni di acquisti.")
    return {
        "people": [str(people.ada.public_id), str(people.paola.public_id)],
        "needs": [str(need.public_id) for one in (people.ada, people.paola) for need in needs_of(one)],
    }


def absent(person: Membership) -> None:
    Membership.objects.filter(pk=person.pk).update(state=MembershipState.LEFT)


def apart(one: Seen, other: Seen) -> list[str]:
    return [path for path in one if one[path] != other[path]]


def test_a_block_looks_like_an_absence(people: Cast, look: Callable[..., Seen]) -> None:
    ids = strangers(people)
    as_ever = look(ids)

    blocked = look(ids, lambda: block_person(people.giulio, by=people.ada))
    gone = look(ids, lambda: absent(people.ada))

    assert apart(blocked, gone) == []
    assert len(blocked) > 200
    assert f"/montefeltro/people/{people.ada.public_id}/" in apart(as_ever, blocked)


@pytest.mark.usefixtures("prepared_anew")
def test_a_list_that_forgets_blocks_is_found(
    people: Cast, look: Callable[..., Seen], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control."""
    ids = strangers(people)
    gone = look(ids, lambda: absent(people.ada))
    monkeypatch.setattr("reciproca.people.queries.visible_among", lambda them, viewer: them)
    forget()

    blocked = look(ids, lambda: block_person(people.giulio, by=people.ada))

    assert apart(blocked, gone) != []
