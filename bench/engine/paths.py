"""Ways to other people in a network of a million, beside igraph, networkit, SciPy and SQLite.

    PYTHONPATH=src python bench/engine/paths.py [people] [ours,scipy,networkit,igraph,sqlite] [queries]

A network of Holme and Kim (ten ties for each newcomer, closure 0.4, seed 1) with an acceptance in each direction of each
tie; 1,000,000 people by default. Peers that are not installed are left out. Each contestant has a process of its own.
A line of JSON for each: seconds to build, megabytes added, and for each question the median and the 99th percentile in
milliseconds: everybody at two ties, ties in common, the shortest chain, five warmest ways of up to three ties (ours also
up to four), and one more or one fewer tie. Numbers named `sum_` must agree between contestants.
"""

import json
import multiprocessing
import os
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
from numba import njit


@njit(cache=True)
def _social(people, ties, closure, seed):
    np.random.seed(seed)
    ends, number = np.empty(2 * people * ties, np.int32), 0
    source, target, found = np.empty(people * ties, np.int32), np.empty(people * ties, np.int32), 0
    near = np.empty((people, ties), np.int32)
    for person in range(people):
        wanted, before, have, tries = min(person, ties), -1, 0, 0
        while have < wanted:
            tries += 1
            if person <= ties:
                other = have
            elif before >= ties and np.random.random() < closure and tries < 50:
                other = near[before, np.random.randint(ties)]
            else:
                other = ends[np.random.randint(number)]
                if tries > 200:
                    other = np.random.randint(person)
            is_new = other != person
            for at in range(have):
                is_new = is_new and near[person, at] != other
            if is_new:
                near[person, have] = other
                have, before = have + 1, other
                source[found], target[found] = person, other
                found += 1
        for at in range(wanted):
            ends[number], ends[number + 1] = person, near[person, at]
            number += 2
    return source[:found], target[:found]


def social(people: int):
    """source, target, acceptance: both directions of each tie, with acceptances of their own."""
    one, other = _social(people, 10, 0.4, 1)
    names = np.random.default_rng([1, 3]).permutation(people).astype(np.int32)
    there, back = ((1 - np.random.default_rng([1, seed]).random(len(one))) ** 2 for seed in (4, 5))
    acceptance = np.maximum(np.concatenate((there, back)), 1e-3).astype(np.float32)
    return names[np.concatenate((one, other))], names[np.concatenate((other, one))], acceptance


def far_pairs(people: int, number: int) -> list[tuple[int, int]]:
    return [tuple(pair) for pair in np.random.default_rng(11).integers(0, people, (number, 2)).tolist()]


def near_pairs(source, target, number: int) -> list[tuple[int, int]]:
    """Two people with a tie to the same third; the other is older than both, and often known to very many."""
    source, target = source[: len(source) // 2], target[: len(target) // 2]
    chance, order = np.random.default_rng(12), np.argsort(source, kind="stable")
    by_source, pairs = source[order], []
    while len(pairs) < number:
        one, middle = (int(ends[tie]) for tie in [chance.integers(len(source))] for ends in (source, target))
        first, last = np.searchsorted(by_source, [middle, middle + 1])
        if first < last:
            other = int(target[order[chance.integers(first, last)]])
            pairs += [(one, other)] if other != one else []
    return pairs


def resident() -> float:
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024


def ours(network, people):
    from reciproca_engine.paths import Graph

    Graph(*(part[:50] for part in network), people=people).introductions(0, 1, hops=4)  # loads the kernels
    before, began = resident(), time.perf_counter()
    graph = Graph(*network, people=people)
    yield time.perf_counter() - began, resident() - before
    yield {
        "two_ties": lambda one, _: len(graph.within(one, 2)),
        "in_common": lambda one, other: len(graph.mutual(one, other)),
        "chain": lambda one, other: len(graph.path(one, other)) - 1,
        "warmest_3": lambda one, other: sum(way.probability for way in graph.introductions(one, other, 5, 3)),
        "warmest_4": lambda one, other: sum(way.probability for way in graph.introductions(one, other, 5, 4)),
        "one_more": lambda one, other: graph.add(one, other, 0.5),
        "one_fewer": lambda one, other: graph.remove(one, other),
    }
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "graph"
        graph.save(file)
        began = time.perf_counter()
        Graph.open(file).introductions(1, 2)
        yield {"open_and_answer_s": round(time.perf_counter() - began, 4), "file_mb": file.stat().st_size >> 20}


def scipy(network, people):
    from scipy import sparse

    source, target, acceptance = network
    before, began = resident(), time.perf_counter()
    matrix = sparse.coo_array((acceptance, (source, target)), shape=(people, people)).tocsr()
    matrix.sort_indices()
    yield time.perf_counter() - began, resident() - before
    began = time.perf_counter()
    inward = matrix.T.tocsr()  # acceptances towards somebody
    begin, near, outward = matrix.indptr, matrix.indices, matrix.data

    def row(one):
        return near[begin[one] : begin[one + 1]]

    def rows(of):
        length = begin[of + 1] - begin[of]
        at = np.repeat(begin[of] - (np.cumsum(length) - length), length) + np.arange(length.sum())
        return near[at], outward[at], np.repeat(np.arange(len(of)), length)

    def two_ties(one, _):
        reached = np.unique(np.concatenate((rows(row(one))[0], row(one))))
        return len(reached) - int(one in reached)

    def warmest(one, other):
        """Best ways by any first step: fewer rules than ours."""
        last = np.zeros(people, np.float32)
        last[inward.indices[inward.indptr[other] : inward.indptr[other + 1]]] = inward.data[inward.indptr[other] : inward.indptr[other + 1]]  # fmt: skip
        last[one] = 0
        near_one, gives = row(one), outward[begin[one] : begin[one + 1]].astype(np.float64)
        on = near_one != other
        through, between, place = rows(near_one[on])
        best = gives[on] * last[near_one[on]]
        np.maximum.at(best, place, gives[on][place] * between * last[through])
        best = np.concatenate((gives[~on], best))
        return float(np.sort(best)[-5:].sum())

    yield {
        "two_ties": two_ties,
        "in_common": lambda one, other: len(np.intersect1d(row(one), row(other), assume_unique=True)),
        "warmest_3": warmest,
    }
    yield {}


def igraph(network, people):
    import igraph

    ties = len(network[0]) // 2
    source, target, acceptance = (part[:ties] for part in network)
    back = network[2][ties:]
    before, began = resident(), time.perf_counter()
    graph = igraph.Graph(n=people, edges=np.column_stack([source, target]), directed=False)
    graph.es["acceptance"] = acceptance.tolist()
    graph.es["acceptance_back"] = back.tolist()
    yield time.perf_counter() - began, resident() - before
    yield {
        "two_ties": lambda one, _: len(graph.neighborhood(one, order=2)) - 1,
        "in_common": lambda one, other: len(set(graph.neighbors(one)) & set(graph.neighbors(other))),
        "chain": lambda one, other: len(graph.get_shortest_path(one, other)) - 1,
    }
    yield {}


def networkit(network, people):
    import networkit

    networkit.setNumberOfThreads(1)
    source, target, acceptance = (part[: len(network[0]) // 2] for part in network)
    before, began = resident(), time.perf_counter()
    rows = (acceptance.astype(float), (source.astype(np.uint64), target.astype(np.uint64)))
    graph = networkit.GraphFromCoo(rows, n=people, weighted=True, directed=False)
    yield time.perf_counter() - began, resident() - before

    def distance(one, other):
        """The distance only, not the chain."""
        search = networkit.distance.BidirectionalBFS(graph, one, other, False)
        search.run()
        return int(search.getDistance())

    yield {
        "in_common": lambda one, other: len(set(graph.iterNeighbors(one)) & set(graph.iterNeighbors(other))),
        "chain": distance,
    }
    yield {}


def sqlite(network, people):
    source, target, acceptance = network
    before, began = resident(), time.perf_counter()
    base = sqlite3.connect(":memory:")
    base.execute("create table tie(source integer, target integer, p real, primary key(source, target)) without rowid")
    order = np.lexsort((target, source))
    rows = zip(*(part[order].tolist() for part in (source, target, acceptance)), strict=True)
    base.executemany("insert into tie values (?, ?, ?)", rows)
    base.execute("create index inward on tie(target, source, p)")
    yield time.perf_counter() - began, resident() - before
    warmest = """with o as (select target, p from tie where source = :one), i as (select source, p from tie where target = :other)
        select sum(p) from (select max(p) p from (
          select :other first, p from o where target = :other
          union all select o.target, o.p * i.p from o join i on o.target = i.source
          union all select o.target, o.p * m.p * i.p from o join tie m on m.source = o.target join i on i.source = m.target
            where o.target <> :other and i.source <> :one) group by first order by p desc limit 5)"""
    two = """select count(*) from (select target from tie where source = :one union select b.target from tie a join tie b
        on b.source = a.target where a.source = :one) where target <> :one"""
    common = "select count(*) from tie a join tie b on a.target = b.target where a.source = :one and b.source = :other"

    def asked(query):
        return lambda one, other: base.execute(query, {"one": one, "other": other}).fetchone()[0] or 0

    yield {"two_ties": asked(two), "in_common": asked(common), "warmest_3": asked(warmest)}
    yield {}


def compete(name: str, network, people: int, queries: int) -> None:
    far, close = far_pairs(people, queries), near_pairs(*network[:2], queries)
    stages = globals()[name](network, people)
    try:
        build, memory = next(stages)
    except ImportError:
        print(f"{name} is not installed", file=sys.stderr)
        return
    line = {"who": name, "people": people, "build_s": round(build, 2), "memory_mb": round(memory)}
    for question, ask in next(stages).items():
        pairs = far if question in ("two_ties", "chain", "one_more", "one_fewer") else close
        ask(*pairs[-1])
        took, answers, ends = [], [], time.perf_counter() + 60
        for pair in pairs:
            tries = []
            for _ in range(
                1 if question in ("one_more", "one_fewer") else 3
            ):  # the best of three: a neighbour's work is not ours
                began = time.perf_counter()
                answer = ask(*pair)
                tries.append(1_000 * (time.perf_counter() - began))
            took.append(min(tries))
            answers.append(answer)
            if time.perf_counter() > ends:
                break
        line[question] = [round(float(np.median(took)), 4), round(float(np.percentile(took, 99)), 4)]
        if answers[0] is not None:
            line[f"sum_{question}"] = round(float(sum(answers[:40])), 3)
    print(json.dumps(line | next(stages)), flush=True)


def main(people: int, contestants: list[str], queries: int) -> None:
    network = social(people)
    for name in contestants:
        process = multiprocessing.get_context("fork").Process(target=compete, args=(name, network, people, queries))
        process.start()
        process.join()


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000,
        (sys.argv[2] if len(sys.argv) > 2 else "ours,scipy,networkit,igraph,sqlite").split(","),
        int(sys.argv[3]) if len(sys.argv) > 3 else 200,
    )
