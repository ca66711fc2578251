"""The figures of a network and of a log: seconds, and memory at its highest.

    PYTHONPATH=src python bench/engine/reciprocity.py [rounds]

A line of JSON for each call, median seconds over the rounds after one that compiles: a network of 90,000 ties among 10,000
people (weights as an exponential distribution gives them), and a log of a million events among 20,000 people in a year.
Both are drawn at random with seed 1. The goal is 5 seconds for all of the first kind, and for all of the second.
"""

import json
import resource
import statistics
import sys
import time

import numpy as np

from reciproca_engine import reciprocity


def measured(name, rounds, call):
    call()
    seconds = []
    for _ in range(rounds):
        before = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - before)
    print(json.dumps({"call": name, "seconds": round(statistics.median(seconds), 3)}), flush=True)
    return statistics.median(seconds)


def main(rounds: int = 5) -> None:
    rng = np.random.default_rng(1)
    ties = rng.integers(0, 10_000, 90_000), rng.integers(0, 10_000, 90_000), rng.exponential(size=90_000)
    log = rng.integers(0, 20_000, 1_000_000), rng.integers(0, 20_000, 1_000_000), rng.random(1_000_000) * 365
    network = [
        measured(name, rounds, lambda call=call: call(*ties))
        for name, call in (
            ("summary", reciprocity.summary),
            ("circulation", reciprocity.circulation),
            ("dyadic", reciprocity.dyadic),
            ("shape", reciprocity.shape),
        )
    ]
    events = [
        measured("balances", rounds, lambda: reciprocity.balances(*log)),
        measured("chains within 14 days", rounds, lambda: reciprocity.chains(*log, within=14)),
    ]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"network": round(sum(network), 2), "log": round(sum(events), 2), "peak_mib": round(peak)}))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
