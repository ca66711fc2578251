"""Standing, credit and risk: seconds for a large network, and how well they hold under attack.

    PYTHONPATH=src python bench/engine/trust.py [standing|tie|attack|published|all] [people]

    standing   score, membership and bound in the network of bench/engine/paths.py (1,000,000 people by default), one
               person in a hundred a seed
    tie        the score after one tie more and one fewer in the same network, by time of the processor
    attack     G13: twenty small worlds of 1,000 members with rings of fakes and with cliques of members, beside raw
               counts and a seeded walk (PageRank)
    published  ego-Facebook under attack beside SybilRank, Bitcoin Alpha, where RECIPROCA_DATA names the folder of data sets

A line of JSON for each.
"""

import gzip
import json
import os
import sys
import time
from pathlib import Path

import numpy as np

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2] / "tests")]

from paths import social

from engine.trust.test_standing import _some_who_hang_together as some_who_hang_together
from engine.trust.worlds import auc, columns, fooled, ring, small_world
from reciproca_engine.trust import State, credit, membership, rating_risk, standing, walks
from reciproca_engine.trust.rows import ties_of


def say(**line) -> None:
    print(json.dumps(line), flush=True)


def of_many(people: int) -> None:
    source, target, weight = social(people)
    seeds = np.random.default_rng(1).choice(people, people // 100, replace=False)
    standing(source[:10], target[:10], [0], people=people)
    began = time.perf_counter()
    ties = ties_of(("source", "target"), source, target, weight, people)
    first, sources, tie_of = walks.incoming(ties.begin, ties.target)
    sorted_after = time.perf_counter()
    common = walks.in_between(ties.begin, ties.target, first, sources, tie_of)
    carries = walks.shared(ties.begin, ties.target, ties.weight, common, 0.001)
    shared_after = time.perf_counter()
    walks.spread(first, sources, carries[tie_of], np.sort(seeds), 0.98, 40, 0.001)
    scored = time.perf_counter()
    far = membership.distances(ties.begin, ties.target, np.sort(seeds))
    capacity = np.array([800, 200, 50, 12, 4, 2, 1])[np.minimum(np.maximum(far, 0), 6)]
    members = membership.members(ties.begin, ties.target, first, sources, tie_of, far, capacity)
    say(
        what="standing", people=people, ties=len(source), sort_s=round(sorted_after - began, 2),
        friends_in_common_s=round(shared_after - sorted_after, 2), walk_s=round(scored - shared_after, 2),
        score_s=round(scored - began, 2), membership_s=round(time.perf_counter() - scored, 2), members=round(float(members.mean()), 4),
    )  # fmt: skip


def one_more(people: int, ties: int = 30) -> None:
    """One tie more and one fewer, by time of the processor: of the median, of the worst; and how far from a new run."""
    source, target, weight = social(people)
    chance = np.random.default_rng(1)
    seeds = chance.choice(people, people // 100, replace=False)
    small = State(source[:10], target[:10], [0], people=max(int(source[:10].max()), int(target[:10].max())) + 2)
    small.add(0, 1)
    small.remove(0, 1)
    state = State(source, target, seeds, people=people, weight=weight)
    new, taken = chance.integers(0, people, (ties, 2)), chance.integers(0, len(source), ties)
    figures: dict[str, list[float]] = {"more": [], "fewer": []}
    for (one, other), tie in zip(new.tolist(), taken.tolist(), strict=True):
        for what, change in (
            ("more", lambda a=one, b=other: state.add(a, b)),
            ("fewer", lambda t=tie: state.remove(source[t], target[t])),
        ):
            began = time.process_time()
            change()
            figures[what].append(1000 * (time.process_time() - began))
    ends = source.astype(np.int64) * people + target
    kept = ~np.isin(ends, ends[taken])
    rows = np.concatenate((source[kept], new[:, 0])), np.concatenate((target[kept], new[:, 1]))
    again = standing(*rows, seeds, people, np.concatenate((weight[kept], np.ones(ties))))
    say(
        what="one tie", people=people, ties=len(source), tolerance=state.tolerance, left_out=state.left_out,
        more_ms=round(float(np.median(figures["more"])), 1), fewer_ms=round(float(np.median(figures["fewer"])), 1),
        worst_ms=round(max(map(max, figures.values())), 1), median_score=float(np.median(again.score)),
        largest_difference=float(np.abs(state.score - again.score).max()),
    )  # fmt: skip


def walked(rows, seeds, people: int) -> np.ndarray:
    """Seeded PageRank, each pair once."""
    one, other = np.unique(columns(rows), axis=1)
    out = np.maximum(np.bincount(one, minlength=people), 1)
    start = np.bincount(seeds, minlength=people) / len(seeds)
    here = start
    for _ in range(60):
        here = 0.15 * start + 0.85 * np.bincount(other, weights=(here / out)[one], minlength=people)
    return here


def attacked(members: int = 1_000) -> None:
    rules = {
        "ours": lambda rows, seeds, people: credit(*columns(rows), seeds, people=people).score,
        "seeded walk": walked,
        "raw counts": lambda rows, seeds, people: np.bincount(columns(rows)[1], minlength=people).astype(float),
    }
    found: dict = {}
    for draw in range(20):
        chance = np.random.default_rng(draw)
        honest, seeds = small_world(chance), chance.choice(members, 100, replace=False)
        for edges in (0, 5, 20):
            for fakes in (10, 200):
                rows = honest + ring(fakes, members, times=5) + fooled(chance, edges, fakes, members)
                for rule, score_of in rules.items():
                    score = score_of(rows, seeds, members + fakes)
                    found.setdefault((rule, f"{edges} fooled, {fakes} fakes"), []).append(
                        (score[members:].max() / np.median(score[:members]), score[members:].sum() / score.sum())
                    )
        for size in (2, 6, 10):
            clique = chance.choice(members, size, replace=False).tolist()
            praise = [(one, other) for one in clique for other in clique if one != other]
            for rule, score_of in rules.items():
                gain = (
                    score_of(honest + praise * 5, seeds, members)[clique].sum()
                    / score_of(honest, seeds, members)[clique].sum()
                )
                found.setdefault((rule, f"clique of {size}"), []).append((gain, np.nan))
    for (rule, what), figures in found.items():
        best, share = np.array(figures).T
        say(
            rule=rule, what=what, mean=round(float(best.mean()), 3), worst=round(float(best.max()), 3),
            share_mean=round(float(share.mean()), 5), share_worst=round(float(share.max()), 5),
        )  # fmt: skip


def sybil_rank(rows, seeds, people: int) -> np.ndarray:
    """Cao and others (2012): as many steps as the logarithm of people, over degrees; ties in both directions."""
    one, other = rows
    degree = np.maximum(np.bincount(one, minlength=people), 1)
    here = np.bincount(seeds, minlength=people).astype(float)
    for _ in range(int(np.ceil(np.log2(people)))):
        here = np.bincount(other, weights=(here / degree)[one], minlength=people)
    return here / degree


def published(data: Path) -> None:
    with gzip.open(data / "ego-facebook" / "facebook_combined.txt.gz", "rt") as file:
        real = np.array([line.split() for line in file], dtype=np.int64)
    people = 4_039
    for fakes in (1_000, 4_000):
        for edges in (100, 1_000, 5_000):
            figures = []
            for draw in range(1, 4):
                chance = np.random.default_rng(draw)
                copied = np.full(people, -1)
                copied[some_who_hang_together(real, fakes, chance)] = np.arange(people, people + fakes)
                among = copied[real]
                attack = np.column_stack(
                    (chance.integers(0, people, edges), chance.integers(people, people + fakes, edges))
                )
                rows = np.concatenate((real, among[(among >= 0).all(axis=1)], attack))
                both, seeds = np.concatenate((rows, rows[:, ::-1])).T, chance.permutation(people)[:100]
                is_real = np.arange(people + fakes) < people
                score = standing(*both, seeds).score
                figures.append((auc(score, is_real), auc(sybil_rank(both, seeds, people + fakes), is_real)))
            ours, theirs = np.round(np.array(figures).T, 4).tolist()
            say(what="ego-Facebook", fakes=fakes, attack_edges=edges, auc=ours, sybilrank=theirs)
    with gzip.open(data / "bitcoin-alpha" / "soc-sign-bitcoinalpha.csv.gz", "rt") as file:
        rows = np.array([line.split(",") for line in file if line[0].isdigit()], dtype=float)
    began = time.perf_counter()
    risk = rating_risk(rows[:, 0].astype(int), rows[:, 1].astype(int), rows[:, 2], rows[:, 3] / 86_400)
    say(what="Bitcoin Alpha", auc=round(auc(risk, rows[:, 2] < 0), 4), seconds=round(time.perf_counter() - began, 2))


if __name__ == "__main__":
    which = sys.argv[1] if len(sys.argv) > 1 else "all"
    if which in ("standing", "all"):
        of_many(int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000)
    if which in ("tie", "all"):
        one_more(int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000)
    if which in ("attack", "all"):
        attacked()
    if which in ("published", "all"):
        if "RECIPROCA_DATA" in os.environ:
            published(Path(os.environ["RECIPROCA_DATA"]))
        else:
            print("RECIPROCA_DATA names no folder of data sets", file=sys.stderr)
