"""`reciproca match` on two spreadsheets of 500 people each, start-up included, and `reciproca --version`.

    PYTHONPATH=src python bench/match.py [ROUNDS]

Each round is a process of its own; the first match of a fresh installation compiles once, and is told apart. Aim: five
seconds. Prints one line of JSON: medians of seconds by the clock and of processor time.
"""

import csv
import json
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

TOPICS = [f"tema {at}" for at in range(40)] + ["bilanci", "parlare in pubblico", "contratti", "marketing digitale"]
HEADER = ("Nome e cognome", "E-mail", "Città", "Lingue", "Cosa offro", "Cosa mi serve")


def sheet(path: Path, side: str, chance: random.Random, people: int = 500) -> Path:
    with open(path, "w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter=";")
        rows.writerow(HEADER)
        for at in range(people):
            offers, needs = (", ".join(chance.sample(TOPICS, n)) for n in (3, 2))
            place = chance.choice(["Roma", "Bari", "Torino"])
            rows.writerow((f"Persona {at}", f"{side}{at}@example.org", place, "italiano", offers, needs))
    return path


def run(*arguments: object) -> dict[str, float]:
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([sys.executable, "-m", "reciproca", *map(str, arguments)], check=True, capture_output=True)
    seconds, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    return {
        "seconds": seconds,
        "processor": after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
    }


def middle(measure: Callable[[], dict[str, float]], rounds: int) -> dict[str, float]:
    found = [measure() for _ in range(rounds)]
    return {name: round(statistics.median(one[name] for one in found), 3) for name in found[0]}


def main(rounds: int) -> None:
    chance = random.Random(7)
    with tempfile.TemporaryDirectory() as folder:
        mentors, mentees = (sheet(Path(folder) / f"{side}.csv", side, chance) for side in ("mentor", "mentee"))
        arguments = ("match", "--mentors", mentors, "--mentees", mentees, "--out", Path(folder) / "pairs.xlsx")
        first = run(*arguments)
        told = {
            "first_match": {name: round(value, 3) for name, value in first.items()},
            "match": middle(lambda: run(*arguments), rounds),
            "version": middle(lambda: run("--version"), rounds),
            "memory_mib": round(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024),
        }
    print(json.dumps(told))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
