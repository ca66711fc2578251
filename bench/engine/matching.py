"""Matching beside its peers in the same rounds: exact assignment, edits, the best within some seconds.

    PYTHONPATH=src python bench/engine/matching.py [dense|sparse|edits|anytime|growth|all] [rounds]

    dense    n mentees, n / 5 mentors with five places, every pair allowed; peers: scipy.optimize.linear_sum_assignment
             on one column for each place, OR-Tools SimpleMinCostFlow where it is installed
    sparse   n mentees, n / 5 mentors, 50 possible mentors each; loose: 5 to 8 places each, tight: 4, so that one mentee
             in five stays out; peers: scipy.sparse.csgraph.min_weight_full_bipartite_matching on places and slack,
             OR-Tools
    edits    one change of a solved problem, beside solving it again
    anytime  the best after 10 ms, 100 ms, 1 s, beside greedy
    growth   the sparse solve at 12,500 to 100,000 mentees: the exponent

Each contestant runs in a process of its own, once to warm up and compile, then once a round, the rounds interleaved; a
line of JSON for each size: median seconds, peak memory above that of the loaded problem in MiB, and the median over the rounds of
ours / peer. Totals must be equal and proven before any time is printed. People are drawn with seed 1: a hidden vector of
eight traits each, the fit is their closeness in thousandths, so that the same mentors are wanted by many.
"""

import json
import re
import statistics
import sys
import time
from multiprocessing import get_context
from pathlib import Path

import numpy as np

from reciproca_engine.matching import Infeasible, MatchProblem, solve, verify

PEER_PAIRS = {"scipy": 2_500_000, "scipy_sparse": 600_000}  # beyond these a peer takes minutes or all of the memory


def people(mentees: int, mentors: int, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    chance = np.random.default_rng(seed)
    return chance.normal(size=(mentees, 8)).astype(np.float32), chance.normal(size=(mentors, 8)).astype(np.float32)


def dense(size: int) -> MatchProblem:
    wants, offers = people(size, size // 5)
    fit = np.rint(np.clip(wants @ offers.T / 8 + 0.5, 0, 1) * 1000) / 1000
    mentee, mentor = np.divmod(np.arange(fit.size), size // 5)
    return MatchProblem(size, size // 5, mentee, mentor, fit.ravel(), capacity=5)


def sparse(size: int, tight: bool, mentors: int | None = None, places: int | None = None) -> MatchProblem:
    mentors = size // 5 if mentors is None else mentors
    each = min(50, mentors)
    wants, offers = people(size, mentors)
    chosen, fit = np.empty((size, each), np.int64), np.empty((size, each))
    for row in range(0, size, 1024):
        block = wants[row : row + 1024] @ offers.T / 8 + 0.5
        best = np.argpartition(-block, each - 1, axis=1)[:, :each]
        chosen[row : row + 1024], fit[row : row + 1024] = best, np.take_along_axis(block, best, axis=1)
    fit = np.rint(np.clip(fit, 0, None) * 1000) / 1000
    chance = np.random.default_rng([1, 8])
    capacity = np.full(mentors, places or 4) if tight or places else chance.integers(5, 9, mentors)
    return MatchProblem(size, mentors, np.repeat(np.arange(size), each), chosen.ravel(), fit.ravel(), capacity=capacity)


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


CONTESTANTS = {"ours": ours, "scipy": scipy, "scipy_sparse": scipy_sparse, "ortools": ortools}
MAKERS = {"dense": dense, "loose": lambda size: sparse(size, False), "tight": lambda size: sparse(size, True)}


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
    peer = "scipy" if kind == "dense" else "scipy_sparse"
    work = len(problem.fit) * (5 if kind == "dense" else 1)
    if work <= (PEER_PAIRS[peer] if kind != "dense" else 5 * PEER_PAIRS[peer]):
        names.append(peer)
    if has_ortools():
        names.append("ortools")
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
    print(json.dumps(line), flush=True)


def has_ortools() -> bool:
    try:
        import ortools  # noqa: F401
    except ImportError:
        return False
    return True


def edits(mentees: int, mentors: int, rounds: int, places: int | None = None) -> None:
    """Each sort of change, in turn, at random people; the last state is compared with a solve of it."""
    problem = sparse(mentees, False, mentors, places)
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
    print(json.dumps({
        "what": "edits", "mentees": mentees, "mentors": mentors, "pairs": len(problem.fit), "solve_s": round(batch, 4),
        "edit_opens_s": round(opening, 4), "edits": len(everything), "median_ms": round(median * 1000, 4),
        "p99_ms": round(everything[int(len(everything) * 0.99)] * 1000, 3), "median/solve": round(median / batch, 6),
        **{f"{name}_ms": round(statistics.median(some) * 1000, 4) for name, some in each.items()},
    }), flush=True)  # fmt: skip


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


def anytime(size: int, tight: bool) -> None:
    problem = sparse(size, tight)
    best, simple = solve(problem, "fit"), greedy(problem)
    for deadline in (0.01, 0.1, 1.0):
        began = time.perf_counter()
        result = solve(problem, "fit", deadline=deadline)
        seconds = time.perf_counter() - began
        report = verify(problem, result)
        assert report.feasible
        assert result.total >= simple - 1e-6
        print(json.dumps({
            "what": "anytime, tight" if tight else "anytime, loose", "mentees": size, "deadline_s": deadline, "took_s": round(seconds, 3),
            "of_the_best": round(result.total / best.total, 5), "greedy": round(simple / best.total, 5),
            "proven_gap": round(result.upper_bound / result.total - 1, 5),
        }), flush=True)  # fmt: skip


def growth(rounds: int) -> None:
    sizes, seconds = (12_500, 25_000, 50_000, 100_000), []
    for size in sizes:
        problem, times = sparse(size, False), []
        solve(sparse(200, False), "fit")
        for _ in range(rounds):
            began = time.perf_counter()
            solve(problem, "fit")
            times.append(time.perf_counter() - began)
        seconds.append(statistics.median(times))
    exponent = np.polyfit(np.log(sizes), np.log(seconds), 1)[0]
    print(
        json.dumps(
            {
                "what": "growth",
                "mentees": sizes,
                "seconds": [round(s, 3) for s in seconds],
                "exponent": round(exponent, 2),
            }
        )
    )


def main(what: str, rounds: int) -> None:
    if what in ("dense", "all"):
        for size in (100, 500, 1_000, 2_000, 5_000):
            compare("dense", size, rounds)
    if what in ("sparse", "all"):
        for kind in ("loose", "tight"):
            for size in (1_000, 5_000, 20_000) + ((100_000,) if kind == "loose" else ()):
                compare(kind, size, rounds)
    if what in ("edits", "all"):
        for mentees, mentors, places in ((2_000, 2_000, 1), (20_000, 4_000, None), (100_000, 20_000, None)):
            edits(mentees, mentors, rounds, places)
    if what in ("anytime", "all"):
        anytime(20_000, False)
        anytime(20_000, True)
    if what in ("growth", "all"):
        growth(rounds)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "all", int(sys.argv[2]) if len(sys.argv) > 2 else 5)
