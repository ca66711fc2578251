"""How long it takes to find two ways to give back among 10,000 members: milliseconds, queries, and what reading everything would cost.

    PYTHONPATH=src python bench/giving_back.py [runs]

Fills a database of its own as bench/web/seed.py does (seed 1), gives every open need a text of its own from the topics
of the engine (Italian and English), and lets one member, who was helped once, offer three things. Each figure is the
median of so many runs (default 30) in one process, SQLite, after one run to warm up. `indexed` is what a page does;
`unread` the same while 300 needs are newer than the index; `whole` reads every open need of the community instead.
"""

import json
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

DATA = os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="reciproca-bench-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reciproca.config.settings")
sys.path.insert(0, str(Path(__file__).parent / "web"))

import django

django.setup()

from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from reciproca.communities.models import Community, Membership
from reciproca.core.scope import within
from reciproca.network.actions import confirm_interaction, record_interaction
from reciproca.people.actions import set_offers
from reciproca.people.models import Need
from reciproca.suggestions import queries
from reciproca.suggestions.actions import read_needs
from reciproca.suggestions.candidates import best_meetings
from reciproca.suggestions.giving_back import ways_to_give_back
from reciproca.suggestions.models import NeedWord, ReadingMark
from reciproca_engine.text.topics import TOPICS

OPENINGS = ["Una mano con {}", "Capire meglio {} prima di giugno", "Somebody to talk to about {}", "{} in una piccola impresa",
            "A first look at {}", "Il primo passo: {}"]  # fmt: skip
OFFERS = ["Leggere un bilancio insieme", "Public speaking, rehearsals", "Negoziare con i fornitori"]


def fill() -> Membership:
    call_command("migrate", verbosity=0)
    import seed  # bench/web/seed.py

    seed.fill()
    chance, sayings = random.Random(1), [saying for group in TOPICS.values() for saying in group]
    with within(Community.objects.get(slug="bench")), transaction.atomic():
        needs = list(Need.objects.all())
        for need in needs:
            need.text = chance.choice(OPENINGS).format(chance.choice(sayings))[:200]
        Need.objects.bulk_update(needs, ["text"], batch_size=500)
        me, giver = Membership.objects.order_by("pk")[10:12]
        set_offers(me, OFFERS, by=me)
        confirm_interaction(record_interaction("answer", giver=giver, receiver=me, source=needs[0]))
    return me


def measured(name: str, act: Callable[[], object], runs: int) -> None:
    act()
    with CaptureQueriesContext(connection) as asked:
        found = act()
    times, busy = [], []
    for _ in range(runs):
        began, worked = time.perf_counter(), time.process_time()
        act()
        times.append((time.perf_counter() - began) * 1000)
        busy.append((time.process_time() - worked) * 1000)
    line = {
        "what": name, "median_ms": round(statistics.median(times), 1),
        "median_cpu_ms": round(statistics.median(busy), 1), "worst_ms": round(max(times), 1),
        "queries": len(asked), "found": len(found) if isinstance(found, list) else found,
    }  # fmt: skip
    print(json.dumps(line))


def whole(me: Membership) -> list:
    """The same question without an index: every open need of the community is read and compared."""
    needs = list(queries.needs_visible_to(me))
    mine = [one.text for one in queries.what_i_have(me).mine]
    return best_meetings([need.text for need in needs], mine)


def main(runs: int) -> None:
    me = fill()
    with within(Community.objects.get(slug="bench")):
        began = time.perf_counter()
        number = read_needs(most=1_000_000)
        print(json.dumps({"what": "reading the index", "needs": number, "words": NeedWord.objects.count(),
                          "seconds": round(time.perf_counter() - began, 2)}))  # fmt: skip
        measured("indexed", lambda: ways_to_give_back(Membership.objects.get(pk=me.pk)), runs)
        newest = list(Need.objects.order_by("-pk").values_list("pk", flat=True)[:300])
        NeedWord.objects.filter(need__in=newest).delete()
        ReadingMark.objects.update(need_pk=min(newest) - 1)
        measured("unread", lambda: ways_to_give_back(Membership.objects.get(pk=me.pk)), runs)
        measured("whole", lambda: whole(me), max(runs // 10, 3))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 30)
