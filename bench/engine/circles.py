"""Circles beside what is usually done: totals, proven gaps, seconds.

    PYTHONPATH=src python bench/engine/circles.py [people|deadlines|published|all] [rounds]

    people     circles of 5 to 8 among 50 to 2,000 people
    deadlines  the best after 0.1 s, 0.5 s, 2 s among 1,000 people
    published  circles of 6 among the 1,005 people of email-Eu-core, where RECIPROCA_DATA names the folder of data sets;
               the fit is half the Jaccard coefficient of neighbours over its maximum, and half for another department

A line of JSON for each: median seconds over the rounds, the total beside that of two peers (greedy: the fullest circle
takes whoever is worth most to it; random exchanges for as many seconds as ours took), and the gap to our bound beside
the gap to half the sum of everybody's best partners. Every result is verified before any time is printed. People are
drawn with seed 1: a hidden vector of six traits each, the fit is a logistic function of their closeness.
"""

import gzip
import json
import os
import statistics
import sys
import time
from pathlib import Path

import numpy as np

from reciproca_engine.circles import compose, verify


def closeness(people: int, seed: int = 1) -> np.ndarray:
    traits = np.random.default_rng(seed).normal(size=(people, 6))
    fit = 1 / (1 + np.exp(-traits @ traits.T / 2))
    np.fill_diagonal(fit, 0)
    return fit


def institution(folder: Path) -> np.ndarray:
    ties, departments = (
        np.array([line.split() for line in gzip.decompress((folder / name).read_bytes()).splitlines()], dtype=np.int64)
        for name in ("email-Eu-core.txt.gz", "email-Eu-core-department-labels.txt.gz")
    )
    linked = np.zeros((len(departments), len(departments)))
    linked[ties[:, 0], ties[:, 1]] = linked[ties[:, 1], ties[:, 0]] = 1
    np.fill_diagonal(linked, 0)
    both = linked @ linked
    likeness = both / np.maximum(linked.sum(axis=1)[:, None] + linked.sum(axis=1) - both, 1)
    np.fill_diagonal(likeness, 0)
    department = departments[departments[:, 0].argsort(), 1]
    return likeness / likeness.max() / 2 + (department[:, None] != department) / 2


def total(fit: np.ndarray, circle: np.ndarray) -> float:
    return float(fit[circle[:, None] == circle].sum() / 2)


def greedy(fit: np.ndarray, size: np.ndarray) -> np.ndarray:
    """One circle after the other: begin with whoever is left first, add whoever is worth most to those in it."""
    circle = np.full(len(fit), -1)
    for one, places in enumerate(size):
        worth = np.where(circle < 0, 0.0, -np.inf)
        for _ in range(places):
            joins = int(np.argmax(worth))
            circle[joins] = one
            worth = np.where(circle < 0, worth + fit[joins], -np.inf)
    return circle


def exchanges(fit: np.ndarray, circle: np.ndarray, seconds: float) -> np.ndarray:
    """Exchange two people at random wherever that gains, as long as ours took."""
    circle, chance, ends = circle.copy(), np.random.default_rng(1), time.perf_counter() + seconds
    while time.perf_counter() < ends:
        i, j = chance.integers(len(fit), size=2)
        if circle[i] != circle[j]:
            mine, yours = circle == circle[i], circle == circle[j]
            if fit[i, yours].sum() + fit[j, mine].sum() - 2 * fit[i, j] > fit[i, mine].sum() + fit[j, yours].sum():
                circle[i], circle[j] = circle[j], circle[i]
    return circle


def compare(what: str, fit: np.ndarray, sizes: tuple[int, int], rounds: int) -> None:
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        circles = compose(fit, sizes)
        times.append(time.perf_counter() - began)
    report = verify(fit, circles, sizes)
    assert report.feasible
    assert abs(report.upper_bound - circles.upper_bound) < 1e-6 * circles.upper_bound
    seconds = statistics.median(times)
    simple = greedy(fit, np.bincount(circles.circle))
    better = exchanges(fit, simple, seconds)
    most = min(sizes[1], len(fit)) - 1
    half_sum = np.sort(fit, axis=1)[:, -most:].sum() / 2
    print(json.dumps({
        "what": what, "people": len(fit), "sizes": sizes, "seconds": round(seconds, 3), "total": round(report.total, 3),
        "greedy/ours": round(total(fit, simple) / report.total, 4), "exchanges/ours": round(total(fit, better) / report.total, 4),
        "proven_gap": round(report.gap, 4), "gap_to_half_sum": round(half_sum / report.total - 1, 4),
    }), flush=True)  # fmt: skip


def deadlines(people: int) -> None:
    fit = closeness(people)
    for deadline in (0.1, 0.5, 2.0):
        began = time.perf_counter()
        circles = compose(fit, (5, 8), deadline=deadline)
        seconds = time.perf_counter() - began
        report = verify(fit, circles, (5, 8))
        assert report.feasible
        print(json.dumps({
            "what": "deadline", "people": people, "deadline_s": deadline, "took_s": round(seconds, 3),
            "total": round(report.total, 3), "proven_gap": round(report.gap, 4),
        }), flush=True)  # fmt: skip


def main(what: str, rounds: int) -> None:
    compose(closeness(30), (5, 8))  # compiles
    if what in ("people", "all"):
        for people in (50, 200, 1_000, 2_000):
            compare("people", closeness(people), (5, 8), rounds)
    if what in ("deadlines", "all"):
        deadlines(1_000)
    if what in ("published", "all"):
        data = Path(os.environ.get("RECIPROCA_DATA", "")) / "email-eu-core"
        if data.is_dir() and "RECIPROCA_DATA" in os.environ:
            compare("email-Eu-core", institution(data), (5, 6), rounds)
        else:
            print("RECIPROCA_DATA names no folder with email-eu-core", file=sys.stderr)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "all", int(sys.argv[2]) if len(sys.argv) > 2 else 3)
