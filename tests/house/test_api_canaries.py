"""What must not be seen is not seen through the API either: another community, who is blocked, what was said in confidence."""

from collections.abc import Mapping, Sequence

import pytest
from django.db import transaction

from cast import Cast, join
from programs import Program
from reciproca.api.rooms import every_endpoint
from reciproca.api.rooms import people as rooms_people
from reciproca.boundaries.actions import block_person
from reciproca.communities.models import Membership
from reciproca.core.scope import within

from .addresses import every_address
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
#: For each endpoint that wants an id those it is asked with.
Ids = Mapping[str, Sequence[object]]


def paths() -> list[str]:
    return [one.path for one in every_endpoint() if one.is_safe and one.is_inside]


def read_by(program: Program, ids: Ids) -> Seen:
    """Every endpoint that reads, with each of its ids where it wants one."""
    found: Seen = {}
    for path in paths():
        for named in ids[path] if "<uuid:public_id>" in path else ("",):
            answer = program.get(path.replace("<uuid:public_id>", str(named)))
            found[f"{path} {named}"] = (answer.status_code, answer.content)
    return found


def ids_of(place: Neighbourhood) -> Ids:
    """What each endpoint is about, of its own kind; where that is a person, the other one too."""
    start = "api/v1/<slug:community>/"
    found = {}
    with within(place.community):
        for address in every_address():
            if address.route.startswith(start) and address.name in EXAMPLES:
                named = EXAMPLES[address.name](place)["public_id"]
                others = [place.other.public_id] if named == place.one.public_id else []
                found[address.route.removeprefix(start)] = [named, *others]
    return found


def test_no_canary_of_another_community_is_seen(people: Cast) -> None:
    here = Neighbourhood(people.montefeltro, people.marta, people.ada, people.giulio)
    with within(people.bellini):
        there = Neighbourhood(people.bellini, people.irene, people.ugo, join("Leo", "Bassi"))
    of_here, of_there = ids_of(here), ids_of(there)
    ids = {path: [*of_here[path], *of_there[path]] for path in of_here}
    _put_canaries(people.bellini)

    seen = [read_by(Program(person), ids) for person in (people.ada, people.marta)]
    own = read_by(Program(people.irene), ids)

    assert [path for one in seen for path, (_status, body) in one.items() if CANARY.encode() in body] == []
    assert sum(status == 200 for one in seen for status, _body in one.values()) > 25
    assert any(CANARY.encode() in body for _status, body in own.values())  # there is something to be found


def blocked_and_gone(people: Cast) -> list[str]:
    """Where Giulio is answered otherwise when Ada blocked him than when she is not there."""
    found = strangers(people)
    ids = {path: found["people" if path.startswith("people/") else "needs"] for path in paths()}
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
