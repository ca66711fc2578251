"""The API keeps what its description says, whatever it is sent: schemathesis with all its checks, in the roles of three keys.

At every change a bounded number of cases; EVERY_CASE=1 runs 50,000.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import Any
from uuid import UUID

import pytest
import schemathesis
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.core.failures import FailureGroup

from cast import Cast
from examples import CASES, EVERY_CASE
from programs import ALL_OF_A_MEMBER, key_of
from reciproca.api import middleware
from reciproca.api.endpoints import Endpoint
from reciproca.api.openapi import path_of, schema
from reciproca.api.rooms import every_endpoint
from reciproca.api.rooms import people as rooms_people
from reciproca.core.scope import within

from .places import EXAMPLES, Neighbourhood

pytestmark = pytest.mark.sweep

#: Cases that are drawn for each endpoint and role, as described and not as described.
DRAWN = 300 if EVERY_CASE else 3
#: Cases for each endpoint and role that walk along the borders of the description.
AT_BORDERS = 300 if EVERY_CASE else 12
ROLES = ("member", "coordinator", "reader")
AS_DESCRIBED, OTHERWISE = GenerationMode.POSITIVE, GenerationMode.NEGATIVE
#: What may be answered to what is as described: done, not yours, not there, changed or already so; or a cursor of nowhere.
ANSWERED = ["2xx", "303", "400", "403", "404", "409", "412"]
drawing = settings(
    max_examples=DRAWN,
    deadline=None,
    database=None,
    derandomize=not EVERY_CASE,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


class Contract:
    """The description, the application, and a community in which there is something behind every address."""

    def __init__(self, cast: Cast) -> None:
        place = Neighbourhood(cast.montefeltro, cast.marta, cast.ada, cast.giulio)
        examples = {name: example for name, example in EXAMPLES.items() if name.startswith("api:")}
        with within(cast.montefeltro):
            self.ids = {name: str(example(place)["public_id"]) for name, example in examples.items()}
        self.cases = 0

    def keep(self, case: Case, key: str) -> None:
        """Send it, look at the answer with every check, and undo what it did."""
        self.cases += 1
        drawn = case.path_parameters or {}
        if _is_id(drawn.get("public_id")):  # what stands nowhere is soon answered: it becomes something there is
            drawn["public_id"] = self.ids[f"api:{_first_at(case.operation.path).name}"]
        cache.clear()
        mark = transaction.savepoint()
        try:
            case.call_and_validate(headers={"Authorization": f"Bearer {key}"})
        finally:
            transaction.savepoint_rollback(mark)

    def keep_all(self, key: str, *, modes: Sequence[GenerationMode] = (AS_DESCRIBED,), only: str = "") -> None:
        """Every endpoint, or those with this in their address."""
        for mode in modes:
            described = _described(names_key=mode == AS_DESCRIBED)  # else leaving out the key is one of the faults
            for operation in (found.ok() for found in described.get_all_operations()):
                if only in operation.path:
                    drawn = given(case=operation.as_strategy(generation_mode=mode))
                    with suppress(Unsatisfiable):  # nothing can be wrong with an address that takes nothing
                        drawing(drawn(lambda case: self.keep(case, key)))()
                    self._walk_borders(described, operation, mode, key)

    def _walk_borders(self, described: Any, operation: Any, mode: GenerationMode, key: str) -> None:
        config = described.config.generation_for(operation=operation)
        cases = described.iter_coverage_cases(operation, generation_modes=[mode], generation_config=config)
        for case in islice(cases, AT_BORDERS // 2):
            self.keep(case, key)


def _described(*, names_key: bool = True) -> Any:
    """As it is, of the one community: that a community is another or none, the matrix tries."""
    whole = schema()
    whole["paths"] = {path.replace("{community}", "montefeltro"): found for path, found in whole["paths"].items()}
    for operation in (operation for found in whole["paths"].values() for operation in found.values()):
        operation["parameters"] = [one for one in operation["parameters"] if one["name"] != "community"]
    if not names_key:
        del whole["security"], whole["components"]["securitySchemes"]
    described = schemathesis.openapi.from_dict(whole)
    described.app = get_wsgi_application()
    described.config.checks.positive_data_acceptance.expected_statuses = ANSWERED
    return described


def _first_at(path: str) -> Endpoint:
    """What gives its name to the address."""
    there = [one for one in every_endpoint() if path_of(one).replace("{community}", "montefeltro") == path]
    return min(there, key=lambda one: one.method)


def _is_id(value: object) -> bool:
    try:
        return bool(UUID(str(value)))
    except ValueError:
        return False


def key_for(role: str, people: Cast) -> str:
    if role == "reader":
        return key_of(people.ada, *[scope for scope in ALL_OF_A_MEMBER if scope.endswith(":read")])
    return key_of(people.marta if role == "coordinator" else people.ada)


@pytest.fixture
def contract(people: Cast) -> Iterator[Contract]:
    """With the connection of the test, which the application would put away after each request."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield Contract(people)
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.long
@pytest.mark.parametrize("role", ROLES)
def test_every_endpoint_keeps_its_description(people: Cast, contract: Contract, role: str) -> None:
    # What is not as described is refused before anybody's role is looked at: once is enough at every change.
    both = EVERY_CASE or role == "member"
    contract.keep_all(key_for(role, people), modes=(AS_DESCRIBED, OTHERWISE) if both else (AS_DESCRIBED,))

    assert contract.cases >= CASES * (0.5 if role == "member" else 0.25)


def test_a_door_that_does_not_ask_for_the_key_is_found(
    people: Cast, contract: Contract, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: whoever comes is taken for Ada."""
    key = key_for("member", people)
    monkeypatch.setattr(middleware, "_token_of", lambda request: middleware.token_by_key(key))

    with pytest.raises(FailureGroup) as found:
        contract.keep_all(key, only="/today/")

    assert "without authentication" in str(found.value.exceptions[0])


def test_an_answer_that_is_not_as_described_is_found(
    people: Cast, contract: Contract, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control: a page of the directory with a field too many."""
    make = rooms_people._listed
    monkeypatch.setattr(rooms_people, "_listed", lambda *arguments: [{"weight": 7} for _ in make(*arguments)])

    with pytest.raises(FailureGroup) as found:
        contract.keep_all(key_for("member", people), only="/people/")

    assert "violates schema" in str(found.value.exceptions[0])
