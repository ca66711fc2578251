"""Learning from past answers, beside what one would write by hand: seconds, and how well hidden answers are foretold.

    PYTHONPATH=src python bench/engine/fit.py [planted|dating|all] [rounds]

    planted  answers of two sides drawn from known chances (seed 1): leaning, appeal, and in half of the cases two directions
             of taste; 25 % of the pairs are hidden
    dating   the speed-dating data in the folder named by RECIPROCA_DATA, 25 % of the pairs of each wave hidden, one lot a
             round

Peers, in the same rounds: `ridge`, one logistic regression with an unknown for each chooser and each chosen (SciPy's L-BFGS), both
chances multiplied; `means`, the share of yes given and received, drawn to the average as by three answers, both chances
joined by the harmonic mean. A line of JSON for each case: median seconds, the median of ours / peer, the area under the
curve of a mutual yes, the error of calibration in ten classes; `best`: the area that the true chances reach.
"""

import csv
import gzip
import json
import os
import statistics
import sys
import time
from pathlib import Path

import numpy as np

from reciproca_engine.matching import fit


def ours(chooser, chosen, yes, a, b):  # type: ignore[no-untyped-def]
    return fit.learn(chooser, chosen, yes).predict(a, b).both


def ridge(chooser, chosen, yes, a, b):  # type: ignore[no-untyped-def]
    from scipy.optimize import minimize

    size = int(max(chooser.max(), chosen.max(), a.max(), b.max())) + 1

    def loss(unknown):  # type: ignore[no-untyped-def]
        score = unknown[0] + unknown[1 : size + 1][chooser] + unknown[size + 1 :][chosen]
        left = 1 / (1 + np.exp(-score)) - yes
        slope = np.concatenate([[left.sum()], np.bincount(chooser, left, size), np.bincount(chosen, left, size)])
        slope[1:] += unknown[1:]
        return np.logaddexp(0, score).sum() - score @ yes + 0.5 * unknown[1:] @ unknown[1:], slope

    found = minimize(loss, np.zeros(2 * size + 1), jac=True, method="L-BFGS-B", options={"maxiter": 200}).x
    leaning, appeal = found[1 : size + 1], found[size + 1 :]
    one, other = found[0] + leaning[a] + appeal[b], found[0] + leaning[b] + appeal[a]
    return 1 / (1 + np.exp(-one)) / (1 + np.exp(-other))


def means(chooser, chosen, yes, a, b):  # type: ignore[no-untyped-def]
    size, rate = int(max(chooser.max(), chosen.max(), a.max(), b.max())) + 1, yes.mean()
    given, received = (
        (np.bincount(who, yes, size) + 3 * rate) / (np.bincount(who, minlength=size) + 3) for who in (chooser, chosen)
    )
    return fit.reciprocal((given[a] + received[b]) / 2, (given[b] + received[a]) / 2)


CONTESTANTS = {"ours": ours, "ridge": ridge, "means": means}


def planted(people: int, each: int, tastes: int, seed: int = 1):  # type: ignore[no-untyped-def]
    """Half of the people on each side; each of the first side meets `each` of the other."""
    chance, half = np.random.default_rng(seed), people // 2
    leaning, appeal = chance.normal(size=(2, people))
    wants, is_like = chance.normal(size=(2, people, tastes))
    pairs = np.unique(np.repeat(np.arange(half), each) * half + chance.integers(half, size=half * each))
    a, b = pairs // half, pairs % half + half
    one, other = (
        1 / (1 + np.exp(0.5 - leaning[i] - appeal[j] - (wants[i] * is_like[j]).sum(axis=1)))
        for i, j in ((a, b), (b, a))
    )
    lot = chance.random((3, len(a)))
    return a, b, (lot[0] < one) * 1.0, (lot[1] < other) * 1.0, lot[2] < 0.25, one * other


def dating(seed: int):  # type: ignore[no-untyped-def]
    file = Path(os.environ["RECIPROCA_DATA"]) / "speed-dating" / "speed_dating_waves_01_14.csv.gz"
    with gzip.open(file, "rt", newline="") as opened:
        rows = [row for row in csv.DictReader(opened) if row["pid"]]
    said = {(int(float(row["iid"])), int(float(row["pid"]))): float(row["dec"]) for row in rows}
    wave = {int(float(row["iid"])): int(row["wave"]) for row in rows}
    pairs = np.array(sorted((i, j) for i, j in said if i < j and (j, i) in said))
    a, b = pairs.T
    lot, here = np.random.default_rng(seed).random(len(a)), np.array([wave[i] for i in a.tolist()])
    hidden = np.zeros(len(a), dtype=bool)
    for each in np.unique(here):
        hidden |= (here == each) & (lot <= np.quantile(lot[here == each], 0.25))
    one, other = (np.array([said[pair] for pair in zip(*ends, strict=True)]) for ends in ((a, b), (b, a)))
    return a, b, one, other, hidden, None


def compare(name: str, cases) -> None:  # type: ignore[no-untyped-def]
    seconds: dict[str, list[float]] = {contestant: [] for contestant in CONTESTANTS}
    areas: dict[str, list[float]] = {contestant: [] for contestant in (*CONTESTANTS, "best")}
    foretold = []
    for a, b, one, other, hidden, best in cases:
        i, j = np.concatenate([a[~hidden], b[~hidden]]), np.concatenate([b[~hidden], a[~hidden]])
        yes, both = np.concatenate([one[~hidden], other[~hidden]]), (one * other)[hidden]
        for contestant, act in CONTESTANTS.items():
            began = time.perf_counter()
            chances = act(i, j, yes, a[hidden], b[hidden])
            seconds[contestant].append(time.perf_counter() - began)
            areas[contestant].append(area_under_curve(chances, both))
            if contestant == "ours":
                foretold.append((chances, both))
        if best is not None:
            areas["best"].append(area_under_curve(best[hidden], both))
    line: dict[str, object] = {"what": name, "answers": len(i), "rounds": len(foretold)}
    for contestant, took in seconds.items():
        line[f"{contestant}_s"] = round(statistics.median(took), 3)
    ratios = [ours / ridge for ours, ridge in zip(seconds["ours"], seconds["ridge"], strict=True)]
    line["ours/ridge"] = round(statistics.median(ratios), 2)
    line["area"] = {each: round(statistics.mean(found), 4) for each, found in areas.items() if found}
    line["calibration"] = round(statistics.mean(calibration_error(*each) for each in foretold), 4)
    line["calibration_pooled"] = round(calibration_error(*map(np.concatenate, zip(*foretold, strict=True))), 4)
    print(json.dumps(line), flush=True)


def area_under_curve(score, yes) -> float:  # type: ignore[no-untyped-def]
    _, level, count = np.unique(score, return_inverse=True, return_counts=True)
    rank, positives = (np.cumsum(count) - (count - 1) / 2)[level], yes.sum()
    return float((rank[yes == 1].sum() - positives * (positives + 1) / 2) / (positives * (len(yes) - positives)))


def calibration_error(chance, yes) -> float:  # type: ignore[no-untyped-def]
    where = np.minimum((chance * 10).astype(int), 9)
    return float(np.abs(np.bincount(where, chance - yes, 10)).sum() / len(yes))


def main(what: str, rounds: int) -> None:
    fit.learn([0, 1], [1, 0], [1, 0])  # compiles
    if what in ("dating", "all") and "RECIPROCA_DATA" in os.environ:
        compare("speed dating", [dating(seed) for seed in range(rounds)])
    elif what == "dating":
        print("RECIPROCA_DATA is not set: it names the folder of published data sets")
    if what in ("planted", "all"):
        for people, each in ((400, 17), (4_000, 34), (40_000, 34)):
            for tastes in (0, 2):
                compare(f"planted, {tastes} tastes", [planted(people, each, tastes)] * rounds)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "all", int(sys.argv[2]) if len(sys.argv) > 2 else 5)
