"""Matching beside its peers in the same rounds: exact assignment, edits, the best within some seconds, candidates.

    PYTHONPATH=src python bench/engine/matching.py [goals|dense|sparse|edits|anytime|growth|candidates|all] [rounds]

    goals       everything at the sizes for which there is a goal, and the table of goals at the end
    dense       n mentees, n / 5 mentors with five places, 2 % of the pairs not allowed; peers: POT `ot.emd`,
                scipy.optimize.linear_sum_assignment on one column for each place, OR-Tools SimpleMinCostFlow
    sparse      n mentees, n / 5 mentors, the best 50 mentors of each; loose: 5 to 8 places each, tight: 4, so that one
                mentee in five stays out, crowded: 5 to 8, but the same few mentors are among the best of nearly all;
                peers: OR-Tools, scipy.sparse.csgraph.min_weight_full_bipartite_matching on places and slack
    edits       one change of a solved problem, beside solving it again
    anytime     the best after 10 ms, 100 ms, 1 s, beside greedy
    growth      the sparse solve at 12,500 to 100,000 mentees: the exponent
    candidates  the best 50 of everybody among n x n / 5 pairs, beside the matrix product of the vectors alone

Peers take part where they are installed. Each contestant runs in a process of its own, once to warm up and compile, then once a round, the
rounds interleaved; a line of JSON for each size: median seconds, peak memory above that of the loaded problem in MiB, and the
median over the rounds of ours / peer. Totals must be equal and proven before any time is printed. People are drawn with
seed 1: eight topics of 300, some far more common than others, languages, an hour, a vector of 64 numbers near one of a
hundred centres (`candidates.Profiles`). The crowded ones have a hidden vector of eight traits whose length differs.
"""

import json
import re
import statistics
import sys
import time
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from reciproca_engine.matching import Infeasible, MatchProblem, candidates, solve, verify
from reciproca_engine.matching.candidates import Person

PEER_PAIRS = {"scipy": 5_100_000, "scipy_sparse": 600_000}  # beyond these a peer takes minutes or all of the memory


def crowd(number: int, side: int) -> tuple[list[Person], np.ndarray]:
    """People of one side: what they want or offer, and their vectors."""
    chance = np.random.default_rng([1, side])
    common = 1 / np.arange(1, 301) ** 0.7
    topics = chance.choice(300, size=(number, 8), p=common / common.sum())
    centres = np.random.default_rng([1, 99]).normal(size=(100, 64))
    vectors = centres[chance.integers(0, 100, number)] + 1.2 * chance.normal(size=(number, 64))
    first, second, hours = (chance.integers(0, most, number) for most in (30, 30, 24))
    languages = np.column_stack(
        [first, np.where(chance.random(number) < 0.6, 0, first), np.where(chance.random(number) < 0.3, second, first)]
    )
    persons = [
        Person(set(t), set(s), h) for t, s, h in zip(topics.tolist(), languages.tolist(), hours.tolist(), strict=True)
    ]
    return persons, (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def profiles(mentees: int, mentors: int) -> candidates.Profiles:
    (hers, her_vectors), (his, his_vectors) = crowd(mentees, 0), crowd(mentors, 1)
    return candidates.Profiles(hers, his, her_vectors, his_vectors, topics=3, language=1, hours=1.2, vectors=4)


def dense(size: int) -> MatchProblem:
    fit = np.rint(profiles(size, size // 5)(range(size)).astype(float) * 1000) / 1000
    mentee, mentor = np.nonzero(np.random.default_rng([1, 7]).random(fit.shape) >= 0.02)
    return MatchProblem(size, size // 5, mentee, mentor, fit[mentee, mentor], capacity=5)


def sparse(size: int, places: int | None = None, mentors: int | None = None) -> MatchProblem:
    mentors = size // 5 if mentors is None else mentors
    each = min(50, mentors)
    mentee, mentor, fit = candidates.best(profiles(size, mentors), size, mentors, each, 0)
    chance = np.random.default_rng([1, 8])
    kept = chance.random(len(fit)) >= 0.02
    locked = chance.random(size) < 0.01
    kept[locked[mentee]] = False
    kept[np.arange(size)[locked] * each + chance.integers(0, each, locked.sum())] = True
    capacity = np.full(mentors, places) if places else chance.integers(5, 9, mentors)
    fit = np.rint(fit * 1000) / 1000
    return MatchProblem(size, mentors, mentee[kept], mentor[kept], fit[kept], capacity=capacity)


def crowded(size: int) -> MatchProblem:
    mentors = size // 5
    each, chance = min(50, mentors), np.random.default_rng(1)
    wants, offers = (chance.normal(size=(number, 8)).astype(np.float32) for number in (size, mentors))
    mentee, mentor, fit = candidates.best(
        lambda rows: np.maximum(wants[rows.start : rows.stop] @ offers.T / 8 + 0.5, 0), size, mentors, each, 0
    )
    capacity = np.random.default_rng([1, 8]).integers(5, 9, mentors)
    return MatchProblem(size, mentors, mentee, mentor, np.rint(fit * 1000) / 1000, capacity=capacity)


def ours(problem: MatchProblem) -> float:
    return solve(problem, "fit").total


def scipy(problem: MatchProblem) -> float:
    from scipy.optimize import linear_sum_assignment

    table = np.zeros((problem.mentees, problem.mentors))
    table[problem.mentee, problem.mentor] = problem.fit
    places = np.repeat(np.arange(problem.mentors), problem.capacity)
    rows, columns = linear_sum_assignment(table[:, places], maximize=True)
    return float(table[rows, places[columns]].sum())


def scipy_sparse(problem: MatchProblem) -> float:
    """One column for each place, and one of her own for each mentee who stays out."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    first = np.concatenate([[0], np.cumsum(problem.capacity)])
    repeated = problem.capacity[problem.mentor]
    row = np.repeat(problem.mentee, repeated)
    offset = np.arange(len(row)) - np.repeat(np.cumsum(repeated) - repeated, repeated)
    column = first[np.repeat(problem.mentor, repeated)] + offset
    stays = np.arange(problem.mentees)
    weight = np.concatenate([np.repeat(problem.fit, repeated) + 1, np.ones(problem.mentees)])  # zeros would vanish
    shape = (problem.mentees, first[-1] + problem.mentees)
    table = csr_array(
        (weight, (np.concatenate([row, stays]), np.concatenate([column, first[-1] + stays]))), shape=shape
    )
    rows, columns = min_weight_full_bipartite_matching(table, maximize=True)
    return float((table[rows, columns] - 1).sum())


def ortools(problem: MatchProblem) -> float:
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    flow, out = SimpleMinCostFlow(), problem.mentees + problem.mentors
    mentees, mentors = np.arange(problem.mentees), np.arange(problem.mentors) + problem.mentees
    cost = -np.rint(problem.fit * 1000).astype(np.int64)
    pairs = flow.add_arcs_with_capacity_and_unit_cost(
        problem.mentee, problem.mentor + problem.mentees, np.ones(len(cost), np.int64), cost
    )
    flow.add_arcs_with_capacity_and_unit_cost(mentors, np.full(len(mentors), out), problem.capacity, 0 * mentors)
    flow.add_arcs_with_capacity_and_unit_cost(mentees, np.full(len(mentees), out), 0 * mentees + 1, 0 * mentees)
    flow.set_nodes_supplies(mentees, 0 * mentees + 1)
    flow.set_node_supply(out, -problem.mentees)
    assert flow.solve() == flow.OPTIMAL
    return float(problem.fit[flow.flows(pairs) > 0].sum())


def pot(problem: MatchProblem) -> float:
    import ot

    cost = np.full((problem.mentees, problem.mentors), 1e6)
    cost[problem.mentee, problem.mentor] = -problem.fit
    plan = ot.emd(np.ones(problem.mentees), problem.capacity.astype(float), cost, numItermax=10**9)
    return float(problem.fit[plan[problem.mentee, problem.mentor] > 0.5].sum())


CONTESTANTS = {"ours": ours, "scipy": scipy, "scipy_sparse": scipy_sparse, "ortools": ortools, "pot": pot}
MAKERS = {"dense": dense, "loose": sparse, "tight": lambda size: sparse(size, 4), "crowded": crowded}
PACKAGES = {"scipy": "scipy", "scipy_sparse": "scipy", "ortools": "ortools", "pot": "ot"}
LINES: list[dict] = []


def say(line: dict) -> None:
    LINES.append(line)
    print(json.dumps(line), flush=True)


def contestant(connection, name: str, kind: str, size: int) -> None:  # type: ignore[no-untyped-def]
    problem, act = MAKERS[kind](size), CONTESTANTS[name]
    act(MAKERS[kind](100))  # compiles and imports
    before = peak(begin=True)
    while connection.recv():
        began = time.perf_counter()
        total = act(problem)
        seconds = time.perf_counter() - began
        connection.send((seconds, total, peak() - before))


def peak(*, begin: bool = False) -> float:
    """The most memory held since the last beginning, in MiB (Linux: the kernel's high-water mark)."""
    if begin:
        Path("/proc/self/clear_refs").write_text("5")
    return int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) / 1024  # type: ignore[index]


def compare(kind: str, size: int, rounds: int) -> None:
    problem = MAKERS[kind](size)
    report = verify(problem, solve(problem, "fit"))
    assert report.optimal
    names = ["ours"]
    for peer in ("pot", "scipy", "ortools") if kind == "dense" else ("ortools", "scipy_sparse"):
        if len(problem.fit) <= PEER_PAIRS.get(peer, 10**9) and find_spec(PACKAGES[peer]) is not None:
            names.append(peer)
    context, started = get_context("spawn"), []
    for name in names:
        near, far = context.Pipe()
        process = context.Process(target=contestant, args=(far, name, kind, size))
        process.start()
        started.append((name, near, process))
    seen: dict[str, list] = {name: [] for name in names}
    for _ in range(rounds):
        for name, connection, _process in started:
            connection.send(True)
            seen[name].append(connection.recv())
    for _name, connection, process in started:
        connection.send(False)
        process.join()
    line: dict[str, object] = {
        "what": kind,
        "mentees": problem.mentees,
        "mentors": problem.mentors,
        "pairs": len(problem.fit),
    }
    for name in names:
        assert all(abs(total - report.total) < 1e-6 * report.total for _, total, _ in seen[name]), name
        line[f"{name}_s"] = round(statistics.median(seconds for seconds, _, _ in seen[name]), 4)
        line[f"{name}_mib"] = round(max(memory for _, _, memory in seen[name]))
        if name != "ours":
            ratios = [a[0] / b[0] for a, b in zip(seen["ours"], seen[name], strict=True)]
            line[f"ours/{name}"] = round(statistics.median(ratios), 3)
    say(line)


def edits(mentees: int, mentors: int, rounds: int, places: int | None = None) -> None:
    """Each sort of change, in turn, at random people; the last state is compared with a solve of it."""
    problem = sparse(mentees, places, mentors)
    chance = np.random.default_rng(1)
    solve(problem)
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        result = solve(problem)
        times.append(time.perf_counter() - began)
    batch = statistics.median(times)
    began = time.perf_counter()
    edit = result.edit()
    opening = time.perf_counter() - began
    each: dict[str, list[float]] = {}

    def timed(name: str, act, *arguments) -> None:  # type: ignore[no-untyped-def]
        began = time.perf_counter()
        act(*arguments)
        each.setdefault(name, []).append(time.perf_counter() - began)

    gone: set[int] = set()
    for turn in range(201):
        if turn == 1:
            each.clear()  # the first of each compiles
        others = chance.choice(problem.mentors, 50, replace=False)
        timed("add_mentee", edit.add_mentee, others, np.rint(chance.random(50) * 1000) / 1000)
        leaves = int(chance.integers(problem.mentees))
        if leaves not in gone:
            timed("remove_mentee", edit.remove_mentee, leaves)
            gone.add(leaves)
        j = int(chance.integers(problem.mentors))
        timed("set_capacity", edit.set_capacity, j, int(problem.capacity[j]) + 3)
        timed("set_capacity", edit.set_capacity, j, int(problem.capacity[j]))
        pair = pair_of(problem, chance, gone)
        if pair is not None:
            try:
                timed("lock", edit.lock, *pair)
            except Infeasible:  # his places are all taken by locks
                continue
            timed("unlock", edit.unlock, *pair)
            timed("block", edit.block, *pair)
    everything = sorted(seconds for some in each.values() for seconds in some)
    again, kept = solve(edit.problem), edit.result()
    assert (again.placed, len(again.pairs)) == (kept.placed, len(kept.pairs))
    assert abs(again.total - kept.total) < 1e-6
    assert verify(edit.problem, kept).optimal
    median = statistics.median(everything)
    say({
        "what": "edits", "mentees": mentees, "mentors": mentors, "pairs": len(problem.fit), "solve_s": round(batch, 4),
        "edit_opens_s": round(opening, 4), "edits": len(everything), "median_ms": round(median * 1000, 4),
        "p99_ms": round(everything[int(len(everything) * 0.99)] * 1000, 3), "median/solve": round(median / batch, 6),
        **{f"{name}_ms": round(statistics.median(some) * 1000, 4) for name, some in each.items()},
    })  # fmt: skip


def pair_of(problem: MatchProblem, chance: np.random.Generator, gone: set[int]):  # type: ignore[no-untyped-def]
    at = int(chance.integers(len(problem.fit)))
    pair = int(problem.mentee[at]), int(problem.mentor[at])
    return None if pair[0] in gone else pair


def greedy(problem: MatchProblem) -> float:
    spare, free, total = [1] * problem.mentees, problem.capacity.tolist(), 0.0
    for pair in np.argsort(-problem.fit, kind="stable").tolist():
        i, j = int(problem.mentee[pair]), int(problem.mentor[pair])
        if spare[i] and free[j]:
            spare[i], free[j], total = 0, free[j] - 1, total + float(problem.fit[pair])
    return total


def anytime(size: int, places: int | None = None) -> None:
    solve(sparse(200, places), "fit", deadline=0.0)  # compiles
    problem = sparse(size, places)
    best, simple = solve(problem, "fit"), greedy(problem)
    for deadline in (0.01, 0.1, 1.0):
        began = time.perf_counter()
        result = solve(problem, "fit", deadline=deadline)
        seconds = time.perf_counter() - began
        report = verify(problem, result)
        assert report.feasible
        assert result.total >= simple - 1e-6
        say({
            "what": "anytime, tight" if places else "anytime, loose", "mentees": size, "pairs": len(problem.fit), "deadline_s": deadline,
            "took_s": round(seconds, 3), "over_ms": round(max(seconds - deadline, 0) * 1000, 1),
            "of_the_best": round(result.total / best.total, 5), "greedy": round(simple / best.total, 5),
            "proven_gap": round(result.upper_bound / result.total - 1, 5),
        })  # fmt: skip


def growth(rounds: int) -> None:
    sizes, seconds = (12_500, 25_000, 50_000, 100_000), []
    solve(sparse(200), "fit")
    for size in sizes:
        problem, times = sparse(size), []
        for _ in range(rounds):
            began = time.perf_counter()
            solve(problem, "fit")
            times.append(time.perf_counter() - began)
        seconds.append(statistics.median(times))
    exponent = np.polyfit(np.log(sizes), np.log(seconds), 1)[0]
    times = [round(each, 3) for each in seconds]
    say({"what": "growth", "mentees": sizes, "seconds": times, "exponent": round(exponent, 2)})


def clocks() -> np.ndarray:
    """The time, and the time the processors worked for this process, in seconds."""
    return np.array([time.perf_counter(), time.process_time()])


def best_of_everybody(rows: int, mentors: int, rounds: int) -> None:
    fits, (_, hers), (_, his) = profiles(rows, mentors), crowd(rows, 0), crowd(mentors, 1)
    candidates.best(profiles(100, 20), 100, 20)
    height, times = max(2**20 // mentors, 1), []
    for _ in range(rounds):
        began = clocks()
        for row in range(0, rows, height):
            hers[row : row + height] @ his.T
        middle = clocks()
        mentee, mentor, _ = candidates.best(fits, rows, mentors)
        times.append((clocks() - middle, middle - began))
    ratio, work = np.median([a / b for a, b in times], axis=0).round(2).tolist()
    found = set(zip(mentee.tolist(), mentor.tolist(), strict=True))
    some = range(0, min(rows, 200))
    wanted = [(i, int(j)) for i, row in enumerate(fits(some)) for j in np.argsort(-row, kind="stable")[:50]]
    say({
        "what": "candidates", "mentees": rows, "mentors": mentors, "ours_s": round(statistics.median(a[0] for a, _ in times), 2),
        "product_s": round(statistics.median(b[0] for _, b in times), 2), "recall": sum(pair in found for pair in wanted) / len(wanted),
        "ours/product": ratio, "processor ours/product": work,
    })  # fmt: skip


def goals(rounds: int) -> None:
    compare("loose", 100_000, rounds)
    for kind, size in (("tight", 20_000), ("tight", 100_000), ("crowded", 20_000), ("dense", 5_000)):
        compare(kind, size, rounds)
    edits(100_000, 20_000, rounds)
    best_of_everybody(100_000, 20_000, max(rounds // 3, 1))
    anytime(20_000)
    anytime(20_000, 4)
    growth(rounds)
    reached = {
        "loose": ("≤ 0.20 x OR-Tools, ≤ 0.6 x its memory", ("ours_s", "ours/ortools", "ours_mib", "ortools_mib")),
        "tight": ("≤ 1.0 x OR-Tools", ("mentees", "ours_s", "ours/ortools")),
        "crowded": ("none", ("ours_s", "ours/ortools")),
        "dense": ("≤ 0.35 x POT, ≤ 0.1 x SciPy", ("ours_s", "ours/pot", "ours/scipy", "ours/ortools")),
        "edits": ("median ≤ 0.2 ms, 99 % ≤ 5 ms", ("median_ms", "p99_ms")),
        "candidates": ("≤ 2 x the product, recall 1", ("ours_s", "ours/product", "processor ours/product", "recall")),
        "anytime, loose": (
            "never below greedy, ≤ 80 ms over for a million pairs",
            ("deadline_s", "over_ms", "of_the_best", "greedy", "proven_gap"),
        ),
        "anytime, tight": (
            "never below greedy, ≤ 80 ms over for a million pairs",
            ("deadline_s", "over_ms", "of_the_best", "greedy", "proven_gap"),
        ),
        "growth": ("≤ 1.2", ("exponent",)),
    }
    print("\n| what | goal | measured |\n|---|---|---|")
    for line in LINES:
        goal, names = reached[str(line["what"])]
        print(f"| {line['what']} | {goal} | {', '.join(f'{name} {line[name]}' for name in names if name in line)} |")


def main(what: str, rounds: int) -> None:
    if what == "goals":
        goals(rounds)
    if what in ("dense", "all"):
        for size in (100, 500, 1_000, 2_000, 5_000):
            compare("dense", size, rounds)
    if what in ("sparse", "all"):
        for kind in ("loose", "tight", "crowded"):
            for size in (1_000, 5_000, 20_000, 100_000):
                compare(kind, size, rounds)
    if what in ("edits", "all"):
        for mentees, mentors, places in ((2_000, 2_000, 1), (20_000, 4_000, None), (100_000, 20_000, None)):
            edits(mentees, mentors, rounds, places)
    if what in ("anytime", "all"):
        anytime(20_000)
        anytime(20_000, 4)
    if what in ("growth", "all"):
        growth(rounds)
    if what in ("candidates", "all"):
        best_of_everybody(20_000, 20_000, rounds)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "all", int(sys.argv[2]) if len(sys.argv) > 2 else 5)
