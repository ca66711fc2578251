"""Many at the same moment, over real connections to the real server: one effect, and nobody reads a fault.

The races are in tests/racing.py and tests/racing_ties.py. Those of `FLOWS` are run 20 times by 32 clients, the others twice
by ten; with EVERY_ROUND=1 all of them as those.
"""

import http.client
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from browsing import ROOT, Server, fresh_database
from racing_stage import ONCE, RACES, TIES

pytestmark = pytest.mark.xdist_group("races")

#: What must have one outcome whatever happens, and the race that tries it.
FLOWS = {
    "accept an application": "AcceptTwice",
    "accept while blocking": "BlockWhileAnswered",
    "take the last place": "FourthGoal",
    "take the last seat of a circle": "LastSeat",
    "take the last place at a meet-up": "LastPlace",
    "publish a round": "PublishTwice",
    "publish composed circles": "PublishCirclesTwice",
    "become one circle": "BecomeOneTogether",
    "withdraw while publishing": "WithdrawWhilePublished",
    "open feedback": "AnswerTogether",
    "edit a profile": "EditTwice",
    "change an address": "NewCalendarAddress",
    "import people": "ImportTwice",
    "be erased while planning": "LeaveWhilePlanned",
    "accept an invitation": "AcceptInvitation",
    "step down": "StepDown",
}
OTHERS = [name for name in RACES | ONCE if name not in {*FLOWS.values(), *TIES}]
ROUNDS, CLIENTS = 20, 32
OTHER_ROUNDS, OTHER_CLIENTS = (ROUNDS, CLIENTS) if os.environ.get("EVERY_ROUND") else (2, 10)
TOKEN = "r" * 32  # the form’s and the cookie’s: the two must agree, and here nobody forges anything

#: Without conditions and locks these show it, on every database; the others are held by constraints as well.
HELD_BY_CONDITIONS = {"AcceptTwice", "EditTwice", "RefreshWhileClosed"}
HELD_BY_KEYS = {"OnceANeed", "OnceASignal"}


@pytest.fixture
def started(_prepared: tuple[Path, str], tmp_path: Path) -> Iterator[Callable[..., Server]]:
    """Starts a server that believes a proxy from where each client comes, so that no address presses too often."""
    folder, template_url = _prepared
    shutil.copytree(folder, tmp_path / "data")
    with fresh_database(template_url) as database_url, ExitStack() as at_the_end:

        def start(**environment: str) -> Server:
            server = Server(tmp_path / "data", database_url, {"TRUSTED_PROXIES": "1"} | environment)
            at_the_end.callback(server.stop)
            server.start()
            return server

        yield start


def test_every_race_has_one_outcome(started: Callable[..., Server]) -> None:
    """And what many press with one key has one effect."""
    server = started()

    faults = run_races(server, *FLOWS.values(), rounds=ROUNDS, clients=CLIENTS)
    faults |= run_races(server, *OTHERS, rounds=OTHER_ROUNDS, clients=OTHER_CLIENTS)

    assert faults == {}, faults
    assert "Traceback" not in server.log, server.log[-3000:]


def test_every_race_between_people_has_one_outcome(started: Callable[..., Server]) -> None:
    server = started()

    faults = run_races(server, *TIES, rounds=OTHER_ROUNDS, clients=OTHER_CLIENTS)

    assert faults == {}, faults
    assert "Traceback" not in server.log, server.log[-3000:]


def test_without_conditions_and_keys_races_are_lost(started: Callable[..., Server]) -> None:
    """The negative control: it is the condition of the update, and the key of the form, that keep the second effect away."""
    server = started(DJANGO_SETTINGS_MODULE="unlocked_settings")

    faults = run_races(server, *HELD_BY_CONDITIONS, *HELD_BY_KEYS, rounds=1, clients=OTHER_CLIENTS)

    assert faults.keys() == HELD_BY_CONDITIONS | HELD_BY_KEYS, faults


# ── below: how ───────────────────────────────────────────────────────────────


def run_races(server: Server, *names: str, rounds: int, clients: int) -> dict[str, list[str]]:
    """Each of them so many times, by so many clients at once; what is wrong afterwards, by the name of the race."""
    prepared = stage(server, "prepare", str(rounds), *names)
    with connected(server.port, clients) as connections:
        for one in prepared:
            one["answers"] = press_at_once(connections, one["presses"])
    return stage(server, "judge", sent=prepared)


def stage(server: Server, *command: str, sent: Any = None) -> Any:
    """A command of tests/racing_stage.py in the environment of the server."""
    environment = server.environment | {"DJANGO_SETTINGS_MODULE": "reciproca.config.settings"}
    script = [sys.executable, str(ROOT / "tests/racing_stage.py"), *command]
    done = subprocess.run(script, env=environment, input=json.dumps(sent), capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


@contextmanager
def connected(port: int, clients: int) -> Iterator[list[http.client.HTTPConnection]]:
    connections = [http.client.HTTPConnection("localhost", port, timeout=120) for _ in range(clients)]
    try:
        yield connections
    finally:
        for connection in connections:
            connection.close()


def press_at_once(
    connections: list[http.client.HTTPConnection], presses: list[dict[str, Any]]
) -> list[tuple[str, int]]:
    """Client n presses the nth button, in turn; the name of each, and what it was answered."""
    start = threading.Barrier(len(connections))
    answers = [("nothing", 599)] * len(connections)

    def press(number: int, connection: http.client.HTTPConnection) -> None:
        button = presses[number % len(presses)]
        request = written(button, number)
        start.wait(60)
        connection.request("POST", button["path"], *request)
        with closing(connection.getresponse()) as response:
            response.read()
            answers[number] = (button["name"], response.status)

    threads = [threading.Thread(target=press, args=each) for each in enumerate(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(180)
    return answers


def written(button: dict[str, Any], number: int) -> tuple[str, dict[str, str]]:
    """Body and headers. Every other pair of clients sends no key, as nothing makes it: they meet the rules bare."""
    own_key = "" if number % 4 > 1 else uuid4().hex
    fields = {name: filled(value, number) for name, value in button["fields"].items()}
    fields |= {"csrfmiddlewaretoken": TOKEN, "idempotency_key": button["key"] or own_key}
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"csrftoken={TOKEN}; sessionid={button['who']}; {button['holds']}",
        "X-Forwarded-For": f"10.{uuid4().int % 250}.{uuid4().int % 250}.{uuid4().int % 250}",
    }
    return urlencode(fields, doseq=True), headers


def filled(value: Any, number: int) -> Any:
    return value if isinstance(value, list) else value.replace("{n}", str(number % 10))
