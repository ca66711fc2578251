"""How long “Who can help me with…” takes among 10,000 members: the whole page, in a server, p50 and p95; and its index.

    PYTHONPATH=src python bench/who_can_help.py [searches]

Fills a database of its own as bench/web/seed.py does (seed 1), gives every offer a text of its own from the topics of the
engine (Italian and English), writes the index, and asks one server process for so many different sentences (default
50; sixty in ten minutes is all that one person may ask), one after the other, signed in as a member. `cpu_ms` is the server's
own processor time for a page, which what else the machine does troubles less.
"""

import json
import os
import random
import statistics
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from pathlib import Path

DATA = os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="reciproca-bench-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reciproca.config.settings")
sys.path.insert(0, str(Path(__file__).parent / "web"))

import django

django.setup()

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import transaction

from reciproca.communities.models import Community, Membership
from reciproca.core.scope import within
from reciproca.people.actions import write_whole_index
from reciproca.people.models import FoundWord, Offer
from reciproca_engine.text.topics import TOPICS

SENTENCES = ["Mi serve una mano con {}", "Capire meglio {} prima di giugno", "Somebody to talk to about {}", "{} e {} in cooperativa",
             "Cerco chi sa di {} nelle piccole imprese"]  # fmt: skip
OFFERS = ["Una mano con {}", "{} in una piccola impresa", "A first look at {}", "Parlare di {} davanti a un caffè"]


def fill() -> str:
    """The session key of a member who is signed in."""
    call_command("migrate", verbosity=0)
    import seed  # bench/web/seed.py

    seed.fill()
    chance, sayings = random.Random(1), [saying for group in TOPICS.values() for saying in group]
    with within(Community.objects.get(slug="bench")), transaction.atomic():
        offers = list(Offer.objects.all())
        for offer in offers:
            offer.text = chance.choice(OFFERS).format(chance.choice(sayings))[:200]
        Offer.objects.bulk_update(offers, ["text"], batch_size=500)
        began = time.perf_counter()
        rows = write_whole_index()
        print(json.dumps({"what": "writing the index", "rows": rows, "words": FoundWord.objects.values("word").distinct().count(),
                          "seconds": round(time.perf_counter() - began, 2)}))  # fmt: skip
        account = Membership.objects.order_by("pk")[500].account
    session = SessionStore()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = "reciproca.communities.backends.AccountBackend"
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session.save()
    return session.session_key or ""


def sentences(number: int) -> list[str]:
    chance, sayings = random.Random(2), [saying for group in TOPICS.values() for saying in group]
    return [chance.choice(SENTENCES).format(*chance.sample(sayings, 2)) for _ in range(number)]


def main(number: int) -> None:
    key = fill()
    import lists  # bench/web/lists.py

    cookie, path = f"sessionid={key}; django_language=en", "/bench/who-can-help/"
    server = lists.serve(
        [str(lists.BIN / "granian"), "--interface", "asginl", *lists.GRANIAN, "reciproca.config.asgi:application"],
        path, {"DATA_DIR": DATA, "PYTHONPATH": str(lists.ROOT / "src")}, lists.ROOT, cookie,
    )  # fmt: skip
    try:
        _ask(f"{path}?q=budget", cookie, lists.PORT)
        times, found, before = [], 0, lists.processor_seconds(server.pid)
        for sentence in sentences(number):
            began = time.perf_counter()
            page = _ask(f"{path}?{urllib.parse.urlencode({'q': sentence})}", cookie, lists.PORT)
            times.append((time.perf_counter() - began) * 1000)
            found += page.count('class="finding"')
        busy = (lists.processor_seconds(server.pid) - before) / number * 1000
    finally:
        lists.stop(server)
    times.sort()
    print(json.dumps({"what": "one sentence", "searches": number, "p50_ms": round(statistics.median(times), 1),
                      "p95_ms": round(times[int(0.95 * number)], 1), "cpu_ms": round(busy, 1),
                      "people_a_page": round(found / number, 1)}))  # fmt: skip


def _ask(path: str, cookie: str, port: int) -> str:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers={"Cookie": cookie})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.read().decode()


if __name__ == "__main__":
    main(min(int(sys.argv[1]) if len(sys.argv) > 1 else 50, 58))
