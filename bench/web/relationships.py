"""The pages of relationships among 10,000 members with 200,000 ties and a million lines of the ledger.

    PYTHONPATH=src python bench/web/relationships.py [rounds]

Prints one line for each: the pages Today, a person, the directory, my relationships, a conversation (requests per second under
wrk, processor time of the server for each, and their ratio to a community forum where PEER names one, see lists.py); ways of
introduction, one after the other (p50, p95); the ties of everybody worked out anew from the whole ledger; and how long until
400 open pages have heard of a letter. BENCH_DATA names a folder that is filled once; MEMBERS, TIES and LINES make it smaller.
SQLite, seed 1. The load of the machine stands in each line: with others at work compare processor times, not rates.
"""

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
import uuid
from datetime import timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
DATA = Path(os.environ.get("BENCH_DATA") or tempfile.mkdtemp(prefix="reciproca-bench-"))
os.environ["DATA_DIR"] = str(DATA)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reciproca.config.settings")
sys.path.insert(0, str(HERE))

import django

django.setup()

import lists
import seed
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from reciproca.communities.models import Account, Community, LedgerIdentity, Membership
from reciproca.conversations.actions import write_to
from reciproca.core.chain import append_many
from reciproca.core.scope import within
from reciproca.network.actions import mend_ties
from reciproca.network.graph import ties_from_ledger
from reciproca.network.models import Connection, Interaction, LedgerHead, Tie
from reciproca.notifications.choices import MailState
from reciproca.notifications.models import OutboxMail

TIES = int(os.environ.get("TIES", "200000"))
LINES = int(os.environ.get("LINES", "1000000"))
OPEN_PAGES = 400
A_PERSON = 8  # so many pages may one person keep open
KINDS = [("session", 4.0), ("answer", 3.0), ("message", 1.0), ("encounter", 4.0), ("recognition", 2.0)]


# ── the community ────────────────────────────────────────────────────────────


def fill() -> None:
    call_command("migrate", verbosity=0)
    seed.fill()
    chance = random.Random(1)
    with within(Community.objects.get(slug="bench")):
        people = dict(LedgerIdentity.objects.order_by("pk").values_list("membership_id", "ledger_id"))
        pairs = write_lines(people, chance)
        Tie.objects.bulk_create(ties_from_ledger(), 1000)
        now = timezone.now()
        connected = sorted({tuple(sorted(pair)) for pair in pairs[:: max(len(pairs) // 50_000, 1)]})
        Connection.objects.bulk_create(
            [
                Connection(first_id=one, second_id=other, origin_kind="encounter", origin_id=str(uuid.uuid4()), at=now)
                for one, other in connected
            ],
            1000,
        )
        me = reader()
        other = Tie.objects.filter(first=me).select_related("second").order_by("pk")[0].second
        for number in range(40):
            one, two = (me, other) if number % 2 else (other, me)
            write_to(
                two, by=one, text=f"Message number {number}: what we said about a first budget, in two lines or so."
            )
    (DATA / "other").write_text(f"{other.public_id}")


def write_lines(people: dict, chance: random.Random) -> list[tuple[int, int]]:
    """So many ties, with so many confirmed lines in all over three years, in the order of time."""
    keys = list(people)
    met: set[tuple[int, int]] = set()
    while len(met) < TIES:
        one, other = chance.sample(keys, 2)
        met.add((min(one, other), max(one, other)))
    pairs = sorted(met)
    now = timezone.now()
    moments = sorted(chance.random() * 1095 for _ in range(LINES))
    which = [*range(len(pairs)), *(chance.randrange(len(pairs)) for _ in range(LINES - len(pairs)))]
    chance.shuffle(which)
    lines: list[Interaction] = []
    with transaction.atomic():
        for day, place in zip(moments, which, strict=True):
            giver, receiver = pairs[place] if chance.random() < 0.5 else reversed(pairs[place])
            kind, weight = chance.choice(KINDS)
            lines.append(
                Interaction(
                    giver=people[giver], receiver=people[receiver], kind=kind, weight=weight, confirmed=True,
                    mutual=kind in ("message", "encounter"), object_kind="session", object_id=str(uuid.UUID(int=chance.getrandbits(128))),
                    at=now - timedelta(days=1095 - day),
                )
            )  # fmt: skip
            if len(lines) == 20_000:
                append_many(lines, LedgerHead)
                lines = []
        append_many(lines, LedgerHead)
    return pairs


def reader() -> Membership:
    return Membership.objects.order_by("pk")[500]


def sign_in(account: Account) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "reciproca.communities.backends.AccountBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    return f"sessionid={session.session_key}; django_language=en"


# ── what is measured ─────────────────────────────────────────────────────────


def say(what: str, **found: object) -> None:
    print(json.dumps({"what": what, **found, "load": round(os.getloadavg()[0], 1)}), flush=True)


def pages(rounds: int) -> None:
    with within(Community.objects.get(slug="bench")):
        cookie, other = sign_in(reader().account), (DATA / "other").read_text()
    paths = {
        "Today": "/bench/",
        "a person": f"/bench/people/{other}/",
        "the directory": "/bench/people/",
        "my relationships": "/bench/relationships/",
        "a conversation": f"/bench/conversations/with/{other}/",
    }
    paths["a conversation"] = _end_of(paths["a conversation"], cookie)
    peer = os.environ.get("PEER", "").split("|") if os.environ.get("PEER") else None
    found: dict[str, list[tuple[float, float]]] = {}
    for _ in range(rounds):
        server = _serve(cookie)
        for name, path in paths.items():
            found.setdefault(name, []).append(lists.measured(server, path, cookie))
        lists.stop(server)
        if peer:
            folder, project, target, settings, path = peer
            theirs = lists.serve(
                [f"{folder}/granian", "--interface", "wsgi", *lists.GRANIAN, target],
                path, {"DJANGO_SETTINGS_MODULE": settings, "PYTHONPATH": project}, Path(project),
            )  # fmt: skip
            found.setdefault("peer", []).append(lists.measured(theirs, path))
            lists.stop(theirs)
    for name, rows in found.items():
        line: dict[str, float] = {
            "requests_per_second": round(statistics.median(rate for rate, _ in rows), 1),
            "processor_ms": round(statistics.median(cost for _, cost in rows), 1),
        }
        if peer and name != "peer":
            both = list(zip(rows, found["peer"], strict=True))
            line["ratio_to_peer"] = round(statistics.median(ours[0] / theirs[0] for ours, theirs in both), 2)
            line["ratio_of_processor_time"] = round(statistics.median(theirs[1] / ours[1] for ours, theirs in both), 2)
        say(name, **line)


def introductions(number: int = 50) -> None:
    """The page that shows through whom somebody could be reached: fifty people at two ties from the reader."""
    with within(Community.objects.get(slug="bench")):
        me = reader()
        cookie = sign_in(me.account)
        near = set(Connection.objects.filter(first=me).values_list("second_id", flat=True))
        near |= set(Connection.objects.filter(second=me).values_list("first_id", flat=True))
        far = Connection.objects.filter(first__in=near).exclude(second__in=[me.pk, *near])
        wanted = list(dict.fromkeys(far.order_by("pk").values_list("second__public_id", flat=True)))[:number]
    server = _serve(cookie)
    try:
        times = []
        before = lists.processor_seconds(server.pid)
        for key in wanted:
            began = time.perf_counter()
            _read(f"/bench/people/{key}/introduction/", cookie)
            times.append((time.perf_counter() - began) * 1000)
        busy = (lists.processor_seconds(server.pid) - before) / max(len(wanted), 1) * 1000
    finally:
        lists.stop(server)
    times.sort()
    if times:
        say("ways of introduction", people=len(times), p50_ms=round(statistics.median(times), 1),
            p95_ms=round(times[int(0.95 * len(times))], 1), processor_ms=round(busy, 1))  # fmt: skip


def nightly() -> None:
    with within(Community.objects.get(slug="bench")):
        began, used = time.perf_counter(), time.process_time()
        mended = mend_ties()
        say("all ties held against the ledger", seconds=round(time.perf_counter() - began, 1),
            processor_seconds=round(time.process_time() - used, 1), mended=mended)  # fmt: skip


def open_pages() -> None:
    """Seconds from the moment letters to fifty people have left until all their open pages have heard of it."""
    with within(Community.objects.get(slug="bench")):
        community = Community.objects.get(slug="bench")
        people = list(Membership.objects.order_by("pk")[1000 : 1000 + OPEN_PAGES // A_PERSON].select_related("account"))
        cookies = [sign_in(person.account) for person in people]
    server = _serve(cookies[0])
    heard: list[float] = []
    opened = threading.Barrier(OPEN_PAGES + 1, timeout=120)

    def listen(cookie: str) -> None:
        request = urllib.request.Request(f"http://127.0.0.1:{lists.PORT}/bench/live/", headers={"Cookie": cookie})
        with urllib.request.urlopen(request, timeout=120) as stream:
            opened.wait()
            for line in stream:
                if line.startswith(b"event: news"):
                    heard.append(time.perf_counter())
                    return

    threads = [
        threading.Thread(target=listen, args=(cookie,), daemon=True) for cookie in cookies for _ in range(A_PERSON)
    ]
    try:
        for thread in threads:
            thread.start()
        opened.wait()
        time.sleep(3)
        began, used = time.perf_counter(), lists.processor_seconds(server.pid)
        now = timezone.now()
        OutboxMail.objects.bulk_create(
            [
                OutboxMail(renderer="reciproca.people.mails.account_mail", key=f"bench {began} {person.pk}", language="en",
                           recipient=person.email, community=community, state=MailState.SENT, sent_at=now)
                for person in people
            ]
        )  # fmt: skip
        for thread in threads:
            thread.join(60)
        say("open pages that heard of a letter", pages=len(heard), of=OPEN_PAGES,
            last_after_seconds=round(max(heard) - began, 2) if heard else None,
            processor_seconds=round(lists.processor_seconds(server.pid) - used, 2))  # fmt: skip
    finally:
        lists.stop(server)


def _serve(cookie: str) -> subprocess.Popen:
    return lists.serve(
        [str(lists.BIN / "granian"), "--interface", "asginl", *lists.GRANIAN, "reciproca.config.asgi:application"],
        "/bench/people/", {"DATA_DIR": str(DATA), "PYTHONPATH": str(lists.ROOT / "src")}, lists.ROOT, cookie,
    )  # fmt: skip


def _read(path: str, cookie: str) -> str:
    request = urllib.request.Request(f"http://127.0.0.1:{lists.PORT}{path}", headers={"Cookie": cookie})
    with urllib.request.urlopen(request, timeout=60) as answer:
        answer.read()
        return answer.url


def _end_of(path: str, cookie: str) -> str:
    """Where an address leads to."""
    server = _serve(cookie)
    try:
        return "/" + _read(path, cookie).split("/", 3)[3].partition("#")[0]
    finally:
        lists.stop(server)


if __name__ == "__main__":
    if not (DATA / "other").exists():
        fill()
    pages(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
    introductions()
    nightly()
    open_pages()
