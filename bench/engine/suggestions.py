"""Lists for everybody: seconds, the proven gap, and how evenly people are named beside plain best lists.

    PYTHONPATH=src python bench/engine/suggestions.py [people] [rounds]

Each of 100,000 people has 20 candidates: three of ten drawn evenly, the others by popularity (rank to the power
of −1.5); fits are uniform. Lists of three, nobody named more than five times. Seed 1. The goal is 120 seconds for
everybody and 50 milliseconds for one person.
"""

import json
import resource
import statistics
import sys
import time

import numpy as np

from reciproca_engine import suggestions


def drawn(people: int) -> suggestions.Candidates:
    rng = np.random.default_rng(1)
    person = np.repeat(np.arange(people), 20)
    popular = np.minimum(rng.zipf(1.5, len(person)) - 1, people - 1)
    other = np.where(rng.random(len(person)) < 0.7, popular, rng.integers(0, people, len(person)))
    fit, of_help = rng.random(len(person)), rng.random(len(person)) < 0.5
    return suggestions.joined(
        [
            suggestions.help(person[of_help], other[of_help], fit[of_help]),
            suggestions.meet(person[~of_help], other[~of_help], fit[~of_help]),
        ]
    )


def gini(counts: np.ndarray) -> float:
    ordered, many = np.sort(counts), len(counts)
    return float((2 * np.arange(1, many + 1) - many - 1) @ ordered / (many * ordered.sum()))


def main(people: int = 100_000, rounds: int = 5) -> None:
    rows = drawn(people)
    suggestions.for_everyone(rows.take(slice(0, 1000)))
    everybody, one = [], []
    for _ in range(rounds):
        before = time.perf_counter()
        lists = suggestions.for_everyone(rows, most=3, budget=5)
        everybody.append(time.perf_counter() - before)
        before = time.perf_counter()
        suggestions.for_person(rows, people // 2, most=3)
        one.append(time.perf_counter() - before)
    plain = suggestions.for_everyone(rows, most=3, budget=people).exposure
    print(
        json.dumps(
            {
                "people": people,
                "rows": len(rows),
                "everybody_s": round(statistics.median(everybody), 2),
                "one_ms": round(statistics.median(one) * 1000, 1),
                "gap": lists.gap,
                "gini": round(gini(lists.exposure), 3),
                "gini_of_plain_best_lists": round(gini(plain), 3),
                "peak_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
            }
        )
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
