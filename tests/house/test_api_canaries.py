"""What must not be seen is not seen through the API either: another community, who is blocked, what was said in confidence."""

from collections.abc import Iterable

import pytest
from django.db import transaction

from cast import Cast, join
from programs import Program
from reciproca.api.rooms import every_endpoint
from reciproca.api.rooms import people as rooms_people
from reciproca.boundaries.actions import block_person
from reciproca.communities.models import Membership
from reciproca.core.scope import within

from .places import EXAMPLES, Neighbourhood
from .test_blocks import absent, strangers
from .test_confidences import Village
from .test_scope import CANARY, _put_canaries

pytestmark = pytest.mark.sweep


class Quiet(Village):
    """With nothing in it but what somebody confides."""

    def __post_init__(self) -> None:
        people = self.people
        self.place = Neighbourhood(people.montefeltro, people.marta, people.ada, people.giulio)
        self.neighbour, *self.neighbours = (join("Vicina", word) for word in ("Uno", "Due", "Tre"))
        self.seat([people.ada, *self.neighbours])


Seen = dict[str, tuple[int, bytes]]


def read_by(program: Program, ids: Iterable[object]) -> Seen:
    """Every endpoint that reads, with each of these ids where it wants one."""
    paths = [one.path for one in every_endpoint() if one.is_safe and one.is_inside]
    found: Seen = {}
    for path in paths:
        for named in ids if "<uuid:public_id>" in path else ("",):
            answer = program.get(path.replace("<uuid:public_id>", str(named)))
            found[f"{path} {named}"] = (answer.status_code, answer.content)
    return found


def ids_of(place: Neighbourhood) -> list[object]:
    with within(place.community):
        found = [example(place)["public_id"] for name, example in EXAMPLES.items() if name.startswith("api:")]
        return [*dict.fromkeys(found), place.other.public_id]


def test_no_canary_of_another_community_is_seen(people: Cast) -> None:
    here = Neighbourhood(people.montefeltro, people.marta, people.ada, people.giulio)
    there = Neighbourhood(people.bellini, people.irene, people.ugo, people.irene)
    with within(people.bellini):
        ids = [*ids_of(here), there.need.public_id, people.ugo.public_id]
    _put_canaries(people.bellini)

    seen = [read_by(Program(person), ids) for person in (people.ada, people.marta)]
    own = read_by(Program(people.irene), ids)

    assert [path for one in seen for path, (_status, body) in one.items() if CANARY.encode() in body] == []
    assert sum(status == 200 for one in seen for status, _body in one.values()) > 25
    assert any(CANARY.encode() in body for _status, body in own.values())  # there is something to be found


def blocked_and_gone(people: Cast) -> list[str]:
    """Where Giulio is answered otherwise when Ada blocked him than when she is not there."""
    ids = [one for found in strangers(people).values() for one in found]
    program, looks = Program(people.giulio), []
    for deed in (lambda: block_person(people.giulio, by=people.ada), lambda: absent(people.ada)):
        mark = transaction.savepoint()
        deed()
        looks.append(read_by(program, ids))
        transaction.savepoint_rollback(mark)
    blocked, gone = looks
    return [path for path in blocked if blocked[path] != gone[path]]


def test_a_block_looks_like_an_absence(people: Cast) -> None:
    assert blocked_and_gone(people) == []


def test_an_endpoint_that_forgets_blocks_is_found(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control."""
    monkeypatch.setattr(rooms_people, "people_visible_to", lambda viewer: Membership.objects.filter(state="active"))

    assert blocked_and_gone(people) == [f"people/<uuid:public_id>/ {people.ada.public_id}"]


def test_nothing_of_a_confidence_changes_an_answer(people: Cast) -> None:
    village = Quiet(people)
    place = village.place
    assert place.closed_mentorship
    assert place.feedback
    ids = ids_of(place)
    readers = [Program(person) for person in (people.marta, people.giulio, people.paola)]

    before = [read_by(reader, ids) for reader in readers]
    village.confide()
    after = [read_by(reader, ids) for reader in readers]

    assert [path for one, other in zip(before, after, strict=True) for path in one if one[path] != other[path]] == []
