"""How long a message takes to reach the pages that are open: seconds from its commit to the sign at each of 400 pages.

    PYTHONPATH=src python bench/conversations.py [messages]

A real server (`reciproca serve`, SQLite) in a folder of its own; 50 people with eight pages each, in five conversations of
ten. Each message (default 20, a quarter of a second apart) goes to one of the conversations, so to eighty pages; one line of JSON at the end.
The goal is a 95th percentile of 2.5 s at most, and no page left out.
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

DATA = os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="reciproca-bench-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reciproca.config.settings")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the pages' loop runs beside the ORM

import django

django.setup()

from django.core.management import call_command
from django.test import Client

from reciproca.communities.actions import activate_membership, add_member, found_community, open_account
from reciproca.communities.models import Community, Membership
from reciproca.conversations.actions import open_conversation, send_message
from reciproca.conversations.models import Conversation
from reciproca.core.scope import within

PEOPLE, TOGETHER, PAGES = 50, 10, 8
GOAL = 2.5  # seconds


def fill() -> tuple[Community, list[Conversation], list[str]]:
    """The place, its conversations, and the cookie of each person."""
    call_command("migrate", verbosity=0)
    community = found_community(slug="bench", name="Bench")
    people: list[Membership] = []
    cookies = []
    with within(community):
        for number in range(PEOPLE):
            email = f"person{number}@example.org"
            person = add_member(email=email, given_name=f"Persona {number}", by=None)
            people.append(activate_membership(person, account=open_account(email)))
            client = Client()
            client.force_login(people[-1].account, backend="reciproca.communities.backends.AccountBackend")
            cookies.append("; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items()))
        groups = [people[first : first + TOGETHER] for first in range(0, PEOPLE, TOGETHER)]
        talks = [open_conversation(group, by=group[0]) for group in groups]
    return community, talks, cookies


async def listen(port: int, cookie: str, heard: list[float], ready: asyncio.Semaphore) -> None:
    """One open page: when it hears of a conversation is noted."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        f"GET /bench/live/ HTTP/1.1\r\nHost: localhost:{port}\r\nAccept: text/event-stream\r\nCookie: {cookie}\r\n\r\n".encode()
    )
    status = await reader.readline()
    assert b" 200 " in status, status
    ready.release()
    while line := await reader.readline():
        if line.startswith(b"event: conversation"):
            heard.append(time.time())


async def measured(
    port: int, community: Community, talks: list[Conversation], cookies: list[str], messages: int
) -> dict:
    heard: list[list[float]] = [[] for _ in range(PEOPLE * PAGES)]
    ready = asyncio.Semaphore(0)
    pages = [
        asyncio.create_task(listen(port, cookies[number // PAGES], heard[number], ready))
        for number in range(len(heard))
    ]
    for _page in heard:
        await asyncio.wait_for(ready.acquire(), 60)
    await asyncio.sleep(2)
    sent: list[list[float]] = [[] for _ in talks]
    for number in range(messages):
        place = number % len(talks)
        await asyncio.to_thread(send, community, talks[place], f"Messaggio {number}")
        sent[place].append(time.time())
        await asyncio.sleep(0.25)
    await asyncio.sleep(6)
    for page in pages:
        page.cancel()
    waits = [
        at - begun
        for number, times in enumerate(heard)
        for begun, at in zip(sent[number // (PAGES * TOGETHER)], times, strict=False)
    ]
    wanted = sum(len(times) for times in sent) * PAGES * TOGETHER
    waits.sort()
    return {
        "pages": len(heard),
        "messages": messages,
        "signs": len(waits),
        "of": wanted,
        "p50_s": round(waits[len(waits) // 2], 2),
        "p95_s": round(waits[int(len(waits) * 0.95)], 2),
        "most_s": round(waits[-1], 2),
        "holds": waits[int(len(waits) * 0.95)] <= GOAL and len(waits) == wanted,
    }


def send(community: Community, talk: Conversation, text: str) -> None:
    with within(community):
        author = talk.seats.select_related("person__community").order_by("pk")[0].person
        send_message(talk, by=author, text=text)


def main() -> None:
    messages = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    community, talks, cookies = fill()
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
        print(json.dumps(asyncio.run(measured(port, community, talks, cookies, messages))))
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)


if __name__ == "__main__":
    main()
