"""What a night takes among 10,000 members with 200,000 ties and a million lines of the ledger: ties, and everybody's next steps.

    PYTHONPATH=src python bench/nightly.py [sample]

Fills a database of its own as bench/web/relationships.py does (BENCH_DATA names a folder that is filled once; MEMBERS, TIES and
LINES make it smaller). Prints one line for each: all ties held against the ledger; the next steps of a sample (default 100), one
by one as a page works them out; and those of everybody, as the job works them out and keeps them. The sample is worked out
both ways, and must come out the same. SQLite, seed 1. The load of the machine stands in each line: with others at work, compare
processor times.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "web"))

import relationships  # sets Django up
from django.db import connection
from django.utils import timezone

from reciproca.communities.models import Community, Membership
from reciproca.core import clock
from reciproca.core.scope import within
from reciproca.core.together import answered
from reciproca.suggestions.actions import read_needs
from reciproca.suggestions.kept import renew_next_steps
from reciproca.suggestions.models import KeptReading, KeptWay
from reciproca.suggestions.next_steps import work_out


def measured(what: str, act: Callable[[], object], people: int) -> object:
    queries = 0

    def counted(execute: Callable, *what: object) -> object:
        nonlocal queries
        queries += 1
        return execute(*what)

    began, used = time.perf_counter(), time.process_time()
    with connection.execute_wrapper(counted):
        found = act()
    used = time.process_time() - used
    relationships.say(
        what, people=people, seconds=round(time.perf_counter() - began, 1), processor_seconds=round(used, 1),
        processor_ms_each=round(used / people * 1000, 2), queries_each=round(queries / people, 2),
    )  # fmt: skip
    return found


def next_steps(sample: int) -> None:
    read_needs(most=1_000_000)
    KeptReading.objects.all().delete()
    people = list(Membership.objects.filter(state="active").select_related("community").order_by("pk"))
    some = people[300 : 300 + sample]
    work_out(some[0])  # queries are put together once in a process
    with clock.at(timezone.now()):
        alone = measured("next steps, one by one", lambda: [work_out(person) for person in some], len(some))
        together = answered([work_out.ask(person) for person in some])
    assert alone == together, "the job finds other next steps than a page"
    number = len(people)
    measured("next steps of everybody, worked out and kept", lambda: renew_next_steps(most=number), number)
    print(json.dumps({"what": "kept", "people": KeptReading.objects.count(), "steps": KeptWay.objects.count(),
                      "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)}))  # fmt: skip


def main(sample: int) -> None:
    if not (relationships.DATA / "other").exists():
        relationships.fill()
    relationships.nightly()
    with within(Community.objects.get(slug="bench")):
        next_steps(sample)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
