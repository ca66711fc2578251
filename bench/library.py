"""How long a search of the library takes among 20,000 notes: p50 and p95 of what the page asks of the database.

    PYTHONPATH=src python bench/library.py [notes] [searches]

Fills a database of its own (seed 1): 60 members, notes of about 120 words from the topics of the engine in Italian and English,
published and written into the index by the room's own functions. Each search is `find_notes` and the names of who wrote what
was found, as a member with a block made and one received. `cpu_ms` is processor time, which what else the machine does troubles less.
"""

import json
import os
import random
import statistics
import sys
import tempfile
import time

DATA = os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="reciproca-bench-"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reciproca.config.settings")

import django

django.setup()

from django.core.management import call_command
from django.db import connection, transaction

from reciproca.boundaries.actions import block_person
from reciproca.communities.actions import activate_membership, add_member, found_community, open_account
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.scope import within
from reciproca.library.choices import NoteState, PartState, Role
from reciproca.library.models import Note, NoteWord, Part, Version
from reciproca.library.queries import Wanted, authors_of, find_notes, related_notes
from reciproca.people.finding import found_under
from reciproca_engine.text.topics import TOPICS

SENTENCES = [
    "La prima volta che ho provato {} è andata male.", "Di {} si parla poco, e quasi sempre tardi.", "What I learned about {} I learned from somebody else.",
    "Per {} tengo un foglio con quattro righe.", "When {} comes up, I ask one question first.", "Senza {} non si va da nessuna parte.",
]  # fmt: skip
MEMBERS = 60


def fill(number: int) -> Membership:
    call_command("migrate", verbosity=0)
    chance, sayings = random.Random(1), [saying for group in TOPICS.values() for saying in group]
    community = found_community(slug="bench", name="Bench")
    began = time.perf_counter()
    with within(community), transaction.atomic():
        people = []
        for place in range(MEMBERS):
            email = f"{place}@example.org"
            person = add_member(email=email, given_name=f"P{place}", family_name="Q", by=None)
            people.append(activate_membership(person, account=open_account(email)))
        block_person(people[1], by=people[0])
        block_person(people[0], by=people[2])
        words = 0
        for start in range(0, number, 1000):
            words += _write(chance, sayings, people, min(1000, number - start))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(
        json.dumps(
            {"what": "filling", "notes": number, "words": words, "seconds": round(time.perf_counter() - began, 1)}
        )
    )
    return people[0]


def _write(chance: random.Random, sayings: list[str], people: list[Membership], number: int) -> int:
    now, told = clock.now(), []
    for _ in range(number):
        about = chance.sample(sayings, 3)
        text = " ".join(chance.choice(SENTENCES).format(chance.choice(sayings)) for _ in range(14))
        told.append(
            {
                "title": f"{about[0]} e {about[1]}"[:120],
                "text": text,
                "topics": about[:2],
                "language": chance.choice(["it", "en"]),
            }
        )
    notes = Note.objects.bulk_create([Note(published_at=now, **words) for words in told])
    versions = Version.objects.bulk_create(
        [
            Version(note=note, number=1, revision=1, published_at=now, **words)
            for note, words in zip(notes, told, strict=True)
        ]
    )
    rows = []
    for note, version, words in zip(notes, versions, told, strict=True):
        note.current, note.state = version, NoteState.PUBLISHED
        weights = dict.fromkeys(found_under([words["text"]]), 1)
        weights |= dict.fromkeys(found_under([words["title"]]), 4) | dict.fromkeys(found_under(words["topics"]), 6)
        rows += [NoteWord(note=note, word=word, weight=weight) for word, weight in sorted(weights.items())]
    Note.objects.bulk_update(notes, ["current", "state"], batch_size=400)
    parts = [Part(note=note, person=chance.choice(people), role=Role.AUTHOR, state=PartState.TAKEN) for note in notes]
    Part.objects.bulk_create(parts)
    NoteWord.objects.bulk_create(rows, batch_size=2000)
    return len(rows)


def main(number: int, searches: int) -> None:
    reader = fill(number)
    chance, sayings = random.Random(2), [saying for group in TOPICS.values() for saying in group]
    with within(reader.community):
        _measure("search by one topic", searches, lambda: _search(reader, Wanted(chance.choice(sayings))))
        _measure("search by two", searches, lambda: _search(reader, Wanted(" ".join(chance.sample(sayings, 2)))))
        _measure(
            "search in one language", searches, lambda: _search(reader, Wanted(chance.choice(sayings), language="it"))
        )
        _measure("the front", searches, lambda: _search(reader, Wanted()))
        notes = find_notes(reader, Wanted()).notes
        _measure("notes nearby", searches, lambda: related_notes(chance.choice(notes), reader))


def _search(reader: Membership, wanted: Wanted) -> None:
    authors_of(find_notes(reader, wanted).notes, reader)


def _measure(what: str, times: int, act: object) -> None:
    assert callable(act)
    act()
    took, cpu = [], []
    for _ in range(times):
        began, before = time.perf_counter(), time.process_time()
        act()
        took.append(1000 * (time.perf_counter() - began))
        cpu.append(1000 * (time.process_time() - before))
    p95 = lambda row: round(statistics.quantiles(row, n=20)[-1], 1)  # noqa: E731
    print(json.dumps({
        "what": what, "p50_ms": round(statistics.median(took), 1), "p95_ms": p95(took), "cpu_p50_ms": round(statistics.median(cpu), 1),
        "cpu_p95_ms": p95(cpu), "load": round(os.getloadavg()[0], 1),
    }))  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000, int(sys.argv[2]) if len(sys.argv) > 2 else 100)
