"""How long the next turn takes to stand on the pages of all eight: seconds from its commit to the page with who is next. Of a ring,
and of the round of check-ins at a meeting.

    PYTHONPATH=src python bench/live_round.py [rounds]

A real server (`reciproca serve`, SQLite) in a folder of its own; one circle of eight, each with the page open: a stream of events,
and the page asked for anew with each of them, as the script of the page does. So many (default 3) rings of eight asks and rounds in
which eight speak, a turn every three seconds; a line of JSON for each of the two. The goal is a 95th percentile of 2 s at most, and no
page left out.
"""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from datetime import timedelta

DATA = os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="reciproca-bench-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reciproca.config.settings")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the pages' loop runs beside the ORM

import django

django.setup()

from django.core.management import call_command
from django.test import Client

from reciproca.circles import actions
from reciproca.circles.models import Circle, Meeting, Ring
from reciproca.circles.queries import template_of
from reciproca.circles.rules import moderator_of
from reciproca.communities.actions import activate_membership, add_member, found_community, open_account
from reciproca.communities.models import Community, Membership
from reciproca.core import clock
from reciproca.core.scope import within

PEOPLE, BETWEEN = 8, 3.0
GOAL = 2.0  # seconds


def fill() -> tuple[Community, Circle, list[Membership], list[str]]:
    """The circle, who sits there, and the cookie of each."""
    call_command("migrate", verbosity=0)
    community = found_community(slug="bench", name="Bench")
    people, cookies = [], []
    with within(community):
        for number in range(PEOPLE):
            email = f"person{number}@example.org"
            person = add_member(email=email, given_name=f"Persona {number}", by=None)
            people.append(activate_membership(person, account=open_account(email)))
            client = Client()
            client.force_login(people[-1].account, backend="reciproca.communities.backends.AccountBackend")
            cookies.append("; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items()))
        circle = actions.start_circle(by=people[0], name="Otto", about="Otto.", entry="open", most=PEOPLE)
        for person in people[1:]:
            actions.join_circle(circle, by=person)
        charter = actions.propose_charter(circle, by=people[0], **template_of("it"))
        for person in people[1:]:
            actions.agree_to_charter(charter, by=person)
        circle.refresh_from_db()
    return community, circle, people, cookies


def gather(community: Community, circle: Circle, people: list[Membership]) -> Ring:
    with within(community):
        ring = actions.call_ring(circle, by=people[0])
        for number, person in enumerate(people):
            actions.bring_ask(ring, by=person, title=f"Richiesta {number}")
        return ring


def call(community: Community, circle: Circle, people: list[Membership]) -> Meeting:
    """A meeting that has begun."""
    with within(community):
        now = clock.now()
        with clock.at(now - timedelta(minutes=10)):
            planned = actions.plan_meetings(circle, by=people[0], starts_at=now - timedelta(minutes=6), minutes=60)
        return planned[0]


def step(community: Community, one: Ring | Meeting, by: Membership) -> str:
    """On to the next turn; what then stands on each page."""
    with within(community):
        one.refresh_from_db()
        if isinstance(one, Meeting):
            return step_of_meeting(one, by)
        ring = one
        ring = actions.begin_round(ring, by=by) if ring.turn is None else actions.move_on(ring, by=by, turn=ring.turn)
        return f'data-board-step="{ring.state} {ring.turn if ring.turn is not None else ""}"'


def step_of_meeting(meeting: Meeting, by: Membership) -> str:
    by = moderator_of(meeting, by) or by
    if meeting.round_turn is None:
        meeting = actions.begin_check_ins(meeting, by=by)
    else:
        meeting = actions.move_check_ins_on(meeting, by=by, turn=meeting.round_turn)
    return f'data-board-step="{"" if meeting.round_turn is None else f"round {meeting.round_turn}"}"'


async def fetch(port: int, path: str, cookie: str) -> str:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n".encode()
    )
    text = (await reader.read()).decode(errors="replace")
    writer.close()
    return text


async def look(port: int, path: str, cookie: str, shown: list[tuple[float, str]], ready: asyncio.Semaphore) -> None:
    """One open page: what it shows, and since when."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        f"GET /bench/live/ HTTP/1.1\r\nHost: localhost:{port}\r\nAccept: text/event-stream\r\nCookie: {cookie}\r\n\r\n".encode()
    )
    status = await reader.readline()
    assert b" 200 " in status, status
    ready.release()
    while line := await reader.readline():
        if line.startswith(b"event: ring"):
            page = await fetch(port, path, cookie)
            shown.append((time.time(), page))


async def measured(port: int, place: tuple, rounds: int, what: str) -> dict:
    community, circle, people, cookies = place
    waits: list[float] = []
    wanted = 0
    for _each in range(rounds):
        one = await asyncio.to_thread(gather if what == "rings" else call, community, circle, people)
        path = f"/bench/circles/{what}/{one.public_id}/"
        shown: list[list[tuple[float, str]]] = [[] for _ in people]
        ready = asyncio.Semaphore(0)
        pages = [
            asyncio.create_task(look(port, path, cookie, shown[number], ready)) for number, cookie in enumerate(cookies)
        ]
        for _page in pages:
            await asyncio.wait_for(ready.acquire(), 60)
        await asyncio.sleep(2)
        steps: list[tuple[float, str]] = []
        for _turn in range(PEOPLE + 1):
            text = await asyncio.to_thread(step, community, one, people[0])
            steps.append((time.time(), text))
            await asyncio.sleep(BETWEEN)
        await asyncio.sleep(4)
        for page in pages:
            page.cancel()
        for begun, text in steps:
            for seen in shown:
                wanted += 1
                waits += (
                    [min(at for at, page in seen if text in page) - begun] if any(text in p for _, p in seen) else []
                )
    waits.sort()
    return {
        "what": what,
        "pages": PEOPLE,
        "turns": wanted // PEOPLE,
        "shown": len(waits),
        "of": wanted,
        "p50_s": round(waits[len(waits) // 2], 2),
        "p95_s": round(waits[int(len(waits) * 0.95)], 2),
        "most_s": round(waits[-1], 2),
        "load": round(os.getloadavg()[0], 1),
        "holds": waits[int(len(waits) * 0.95)] <= GOAL and len(waits) == wanted,
    }


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    place = fill()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"HOST": "127.0.0.1", "PORT": str(port)}
    with open(os.path.join(DATA, "server.log"), "wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "reciproca", "serve"], env=environment, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        for _try in range(300):
            try:
                urllib.request.urlopen(f"http://localhost:{port}/healthz", timeout=2)
                break
            except OSError:
                time.sleep(0.2)
        for what in ("rings", "meetings"):
            print(json.dumps(asyncio.run(measured(port, place, rounds, what))), flush=True)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)


if __name__ == "__main__":
    main()
