"""Ties beside DuckDB and Polars; one streamed interaction; who will be in touch.

    PYTHONPATH=src PEERS=<a Python with numpy, duckdb, polars, pandas, pyarrow> \
        python bench/engine/ties.py [batch|growth|stream|contact|replay|all] [rounds]

    batch    ten million interactions of 200,000 people: one decayed sum for each ordered pair and two sums for each person,
             from `totals` (ours) and from the peers; and all that `strengths` tells: two memories, the highest strength,
             the rhythm and the state of each tie. Each contestant has a process of its own, in turn; both cores allowed.
    growth   `strengths` alone, at a quarter, a half, once and twice as many
    stream   a million events one by one, in batches of 1,000, with corrections and erasures; the largest difference to a
             rebuild
    contact  the area under the curve on CollegeMsg at 70 % of the messages, where RECIPROCA_DATA names the folder
    replay   the five likeliest of each one's ties at ten moments of CollegeMsg, beside the five latest: how many people really
             write to one of them within two weeks, and how many write to anybody they know, which no list can exceed; of all
             ties, and of those silent for a week or two

A line of JSON for each: median seconds over the rounds, median of the ratios within a round, peak memory above what
the data take. Answers are compared before any time is printed.
"""

import gzip
import json
import math
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

PEOPLE, YEARS = 200_000, 3
LIVES = (14.0, 180.0)
MANY = 10_000_000
WEIGHT = np.array([1, 2, 5, 0.5, 3, 8])


def events(many: int, seed: int = 1):
    """Giver, receiver, kind and time in seconds: uneven activity, givers come back to some twenty partners."""
    chance = np.random.default_rng([seed, 5])
    giver = (PEOPLE * chance.random(many) ** 2).astype(np.int32)
    partner = (20 * chance.random(many) ** 2).astype(np.int64)
    receiver = ((giver.astype(np.int64) * 7919 + partner * 104729 + 1) % PEOPLE).astype(np.int32)
    kind = chance.integers(0, 6, many).astype(np.int8)
    return giver, receiver, kind, np.sort(chance.integers(0, YEARS * 365 * 86400, many)).astype(np.int64)


def memory(field: str) -> float:
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith(field)) / 1024


def measured(work):
    """Seconds, seconds of processor, and the peak above what was there before; and the answer."""
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")
    base, began, busy = memory("VmRSS"), time.perf_counter(), time.process_time()
    answer = work()
    return {
        "seconds": time.perf_counter() - began,
        "processor": time.process_time() - busy,
        "peak_mb": memory("VmHWM") - base,
    }, answer


def ours(giver, receiver, kind, seconds):
    from reciproca_engine.ties import totals

    days, weight = seconds / 86400.0, WEIGHT[kind]
    totals(giver[:100], receiver[:100], days[:100], weight=weight[:100])  # compiles

    def work():
        found = totals(giver, receiver, days, now=YEARS * 365.0, weight=weight, half_life=90.0)
        return len(found.source), float(found.given.sum())

    return work


def histories(giver, receiver, kind, seconds):
    from reciproca_engine.ties import strengths

    days, weight = seconds / 86400.0, WEIGHT[kind]
    strengths(giver[:100], receiver[:100], days[:100], weight=weight[:100], half_lives=LIVES)  # compiles

    def work():
        ties = strengths(giver, receiver, days, now=YEARS * 365.0, weight=weight, half_lives=LIVES)
        balances = [np.bincount(who, ties.given, PEOPLE) for who in (ties.source, ties.target)]
        return len(ties.source), float(balances[0].sum())

    return work


def polars(giver, receiver, kind, seconds):
    import polars as pl

    frame = pl.DataFrame({"g": giver, "r": receiver, "k": kind, "t": seconds})
    now, rate = YEARS * 365 * 86400, math.log(2) / (90 * 86400)

    def work():
        weighed = frame.lazy().with_columns(
            w=pl.col("k").replace_strict(dict(enumerate(WEIGHT.tolist())), return_dtype=pl.Float64)
        )
        weighed = weighed.with_columns(d=pl.col("w") * ((pl.col("t") - now) * rate).exp())
        ties, gave, _ = pl.collect_all(
            [
                weighed.group_by("g", "r").agg(pl.col("d").sum()),
                weighed.group_by("g").agg(pl.col("w").sum()),
                weighed.group_by("r").agg(pl.col("w").sum()),
            ]
        )
        return len(ties), float(gave["w"].sum())

    return work


def duckdb(giver, receiver, kind, seconds):
    import duckdb as db
    import pandas as pd

    base = db.connect()
    base.register("frame", pd.DataFrame({"g": giver, "r": receiver, "k": kind, "t": seconds}))
    base.execute("create table e as select * from frame")
    base.execute("create table kinds(k tinyint, w double)")
    base.executemany("insert into kinds values (?, ?)", list(enumerate(WEIGHT.tolist())))

    def work():
        decayed = f"w * pow(2, (t - {YEARS * 365 * 86400}) / {90 * 86400.0})"
        base.execute(f"create table ties as select g, r, sum({decayed}) s from e join kinds using(k) group by g, r")
        base.execute("create table gave as select g, sum(w) s from e join kinds using(k) group by g")
        base.execute("create table got as select r, sum(w) s from e join kinds using(k) group by r")
        return base.execute("select (select count(*) from ties), (select sum(s) from gave)").fetchone()

    return work


CONTESTANTS = {"ours": ours, "histories": histories, "polars": polars, "duckdb": duckdb}


OURS = ("ours", "histories")


def run(name: str, many: int) -> dict:
    program = sys.executable if name in OURS else os.environ.get("PEERS", sys.executable)
    done = subprocess.run(
        [program, __file__, "one", name, str(many)], capture_output=True, text=True, timeout=300, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


def one(name: str, many: int) -> None:
    figures, (ties, given) = measured(CONTESTANTS[name](*events(many)))
    print(json.dumps(figures | {"ties": ties, "given": given}))


def batch(rounds: int) -> None:
    names = [*CONTESTANTS] if "PEERS" in os.environ else [*OURS]
    runs = [{name: run(name, MANY) for name in names} for _ in range(rounds)]
    peers = [name for name in names if name not in OURS]
    for row in runs:
        # The generator makes some hundred rows of somebody with themselves; they are no ties.
        assert all(abs(row[name]["ties"] - row["ours"]["ties"]) <= 100 for name in peers)
        assert all(math.isclose(row[name]["given"], row["ours"]["given"], rel_tol=1e-4) for name in peers)
    print(json.dumps({"what": "batch", "events": MANY, "ties": runs[0]["ours"]["ties"]} | {
        f"{name}_{figure}": round(statistics.median(row[name][figure] for row in runs), 3)
        for name in names for figure in ("seconds", "processor", "peak_mb")
    } | {
        f"{who}/best_{figure}": round(statistics.median(
            row[who][figure] / min(row[name][figure] for name in peers) for row in runs), 3)
        for who in OURS for figure in ("seconds", "processor", "peak_mb") if peers
    }), flush=True)  # fmt: skip


def growth(rounds: int) -> None:
    sizes = [MANY // 4, MANY // 2, MANY, 2 * MANY]
    busy = [statistics.median(run("histories", many)["processor"] for _ in range(rounds)) for many in sizes]
    exponent = np.polyfit(np.log(sizes), np.log(busy), 1)[0]
    print(
        json.dumps({"what": "growth", "events": sizes, "processor": busy, "exponent": round(exponent, 3)}), flush=True
    )


def stream(rounds: int) -> None:
    from reciproca_engine.ties import State, strengths

    many = 1_000_000
    giver, receiver, kind, seconds = events(many)
    chance = np.random.default_rng(2)
    days, weight = chance.permutation(seconds / 86400.0), WEIGHT[kind]
    in_batches, single, corrected, erased = [], [], [], []
    for _ in range(rounds):
        state, kept, when = State(people=PEOPLE, half_lives=LIVES), np.ones(many, np.bool_), days.copy()
        began = time.perf_counter()
        for at in range(0, many - 20_000, 1000):
            rows = slice(at, at + 1000)
            state.add(giver[rows], receiver[rows], when[rows], weight[rows], event=np.arange(at, at + 1000))
        in_batches.append((time.perf_counter() - began) / (many - 20_000) * 1e6)
        last = [column[-20_000:].tolist() for column in (giver, receiver, when, weight)]
        began = time.perf_counter()
        for at, row in enumerate(zip(*last, strict=True), many - 20_000):
            state.add(*row, event=at)
        single.append((time.perf_counter() - began) / 20_000 * 1e6)
        some = chance.choice(many, 20_000, replace=False)
        when[some] = days[chance.choice(many, 20_000)]
        began = time.perf_counter()
        for event, moment in zip(some.tolist(), when[some].tolist(), strict=True):
            state.correct(event, time=moment)
        corrected.append((time.perf_counter() - began) / 20_000 * 1e6)
        people = chance.choice(PEOPLE, 200, replace=False)
        began = time.perf_counter()
        for person in people.tolist():
            state.remove(person)
        erased.append((time.perf_counter() - began) / 200 * 1e6)
        kept &= ~np.isin(giver, people) & ~np.isin(receiver, people)
        now = YEARS * 365.0
        ties, whole = (
            state.snapshot(now),
            strengths(giver[kept], receiver[kept], when[kept], weight=weight[kept], now=now, half_lives=LIVES),
        )
        assert np.array_equal(ties.source, whole.source)
        assert np.array_equal(ties.state, whole.state)
        difference = float(np.max(np.abs(ties.strength / whole.strength - 1)))
    print(json.dumps({
        "what": "stream", "events": many, "batches_of_1000_us": round(statistics.median(in_batches), 2),
        "single_us": round(statistics.median(single), 2), "correction_us": round(statistics.median(corrected), 2),
        "erasure_us": round(statistics.median(erased), 1), "largest_relative_difference": difference,
    }), flush=True)  # fmt: skip


def messages() -> tuple[np.ndarray, np.ndarray, np.ndarray] | None:
    """CollegeMsg: from whom, to whom, and when in days."""
    path = Path(os.environ.get("RECIPROCA_DATA", "")) / "college-msg" / "CollegeMsg.txt.gz"
    if "RECIPROCA_DATA" not in os.environ or not path.is_file():
        print("RECIPROCA_DATA names no folder with college-msg", file=sys.stderr)
        return None
    rows = np.array([line.split() for line in gzip.decompress(path.read_bytes()).splitlines()], dtype=np.int64)
    return rows[:, 0], rows[:, 1], rows[:, 2] / 86400


def contact() -> None:
    from reciproca_engine.ties import contact_probability
    from reciproca_engine.ties.half_lives import separation

    log = messages()
    if log is None:
        return
    giver, receiver, days = log
    now = float(np.quantile(days, 0.7))
    began = time.perf_counter()
    found = contact_probability(giver, receiver, days, now=now, horizon=14)
    seconds = time.perf_counter() - began
    most = int(max(giver.max(), receiver.max())) + 1
    lower, upper = np.minimum(found.source, found.target), np.maximum(found.source, found.target)
    pairs, first = np.unique(lower * most + upper, return_index=True)
    met = (days > now) & (days <= now + 14)
    truth = np.isin(pairs, np.minimum(giver, receiver)[met] * most + np.maximum(giver, receiver)[met])
    chance = found.probability[first]
    print(json.dumps({
        "what": "contact", "pairs": len(pairs), "in_touch": int(truth.sum()), "area": round(separation(chance, truth), 4),
        "mean_chance": round(float(chance.mean()), 4), "share": round(float(truth.mean()), 4), "seconds": round(seconds, 2),
    }), flush=True)  # fmt: skip


def replay() -> None:
    from reciproca_engine.ties import contact_probability

    log = messages()
    if log is None:
        return
    giver, receiver, days = log
    most = int(max(giver.max(), receiver.max())) + 1
    hits = {silent: np.zeros(3, np.int64) for silent in (0, 7, 14)}
    for share in np.linspace(0.4, 0.9, 10):
        now = float(np.quantile(days, share))
        past, soon = days <= now, (days > now) & (days <= now + 14)
        found = contact_probability(giver, receiver, days, now=now, horizon=14)
        ways = np.unique(np.concatenate((found.source * most + found.target, found.target * most + found.source)))
        one = ways // most
        chance, latest = np.zeros(len(ways)), np.full(len(ways), -np.inf)
        for ends in ((found.source, found.target), (found.target, found.source)):
            chance[np.searchsorted(ways, ends[0] * most + ends[1])] = found.probability
        for ends in ((giver, receiver), (receiver, giver)):
            np.maximum.at(latest, np.searchsorted(ways, (ends[0] * most + ends[1])[past]), days[past])
        writes = np.isin(ways, (giver * most + receiver)[soon])
        for silent, counts in hits.items():
            some = np.flatnonzero(latest <= now - silent)
            lists = (some, some[first_five(one[some], chance[some])], some[first_five(one[some], latest[some])])
            counts += [len(np.unique(one[rows][writes[rows]])) for rows in lists]
    for silent, (anybody, likeliest, by_recency) in hits.items():
        print(json.dumps({
            "what": "replay", "silent_days": silent, "write_to_a_tie": int(anybody), "likeliest": int(likeliest),
            "latest": int(by_recency), "likeliest/latest": round(likeliest / by_recency, 3),
            "at_best/latest": round(anybody / by_recency, 3),
        }), flush=True)  # fmt: skip


def first_five(person: np.ndarray, score: np.ndarray) -> np.ndarray:
    """Where the five highest scores of each person are; people stand together."""
    order = np.lexsort((-score, person))
    return order[np.arange(len(order)) - np.searchsorted(person[order], person[order]) < 5]


def main(what: str, rounds: int) -> None:
    if what in ("batch", "all"):
        batch(rounds)
    if what in ("growth", "all"):
        growth(rounds)
    if what in ("stream", "all"):
        stream(rounds)
    if what in ("contact", "all"):
        contact()
    if what in ("replay", "all"):
        replay()


if __name__ == "__main__":
    if sys.argv[1:2] == ["one"]:
        one(sys.argv[2], int(sys.argv[3]))
    else:
        main(sys.argv[1] if len(sys.argv) > 1 else "all", int(sys.argv[2]) if len(sys.argv) > 2 else 3)
