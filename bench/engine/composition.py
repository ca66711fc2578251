"""Composing 1,000 sign-ups: from what people wrote to circles, with slots, places, teams and exclusions, and the gap.

    PYTHONPATH=src python bench/engine/composition.py [people] [rounds]

Everybody wrote a wish, two needs, three offers, three interests, a trade and years (drawn with seed 1 from lists of words), chose
five of ten times of the week (evenings and lunches, the evenings more often), one in four in one of three towns; one in five names a
team of five; as many pairs as a third of the people keep apart. A line of JSON: median seconds over the rounds (and of the processor alone) for all that the page
waits for (reading texts, worth, search, proof, verification), how many have a circle, and the gap to the proven bound. Every answer
is verified before any time is printed.
"""

import json
import statistics
import sys
import time

import numpy as np

from reciproca.circles.composition import Sitter, Table, arrange, is_possible

WORDS = ["prezzi", "export", "contratti", "vigneti", "musei", "software", "design", "cucina", "tedesco", "inglese", "negoziare", "vendere", "comprare", "assumere", "delegare", "parlare", "scrivere", "bilanci", "tasse", "marketing", "formazione", "ricerca", "turismo", "logistica", "sanità", "scuola", "teatro", "editoria"]
TIMES = ("mon-evening", "tue-evening", "wed-evening", "thu-evening", "fri-evening", "mon-lunch", "tue-lunch",
         "wed-lunch", "thu-lunch", "sat-morning")  # fmt: skip
TOWNS = ("urbino", "pesaro", "ancona")


def table_of(people: int, seed: int = 1) -> Table:
    chance = np.random.default_rng(seed)

    def drawn(number: int) -> list[str]:
        return [WORDS[at] for at in chance.choice(len(WORDS), number, replace=False)]

    likely = np.array([2.0] * 5 + [1.0] * 5)
    sitters = []
    for key in range(people):
        times = [TIMES[at] for at in chance.choice(len(TIMES), 5, replace=False, p=likely / likely.sum())]
        town = TOWNS[chance.integers(3)] if chance.random() < 0.25 else ""
        sitters.append(
            Sitter(
                key=key, wish=f"vorrei {drawn(1)[0]}", interests=frozenset(drawn(3)), needs=tuple(drawn(2)),
                offers=tuple(drawn(3)), trade=drawn(1)[0], place=TOWNS[chance.integers(3)],
                years=float(chance.integers(1, 35)), slots=frozenset(f"{town}|{one}" for one in times),
                rather=("", "same", "other")[chance.integers(3)],
                team=f"team {chance.integers(max(people // 25, 1))}" if chance.random() < 0.2 else "",
            )
        )  # fmt: skip
    apart = frozenset(
        frozenset(map(int, chance.choice(people, 2, replace=False))) for _ in range(people // 3)
    )
    return Table(tuple(sitters), 5, 8, apart)


def main(people: int, rounds: int) -> None:
    arrange(table_of(30))  # compiles
    times, busy = [], []
    for _ in range(rounds):
        table = table_of(people)
        began, worked = time.perf_counter(), time.process_time()
        composed = arrange(table)
        times.append(time.perf_counter() - began)
        busy.append(time.process_time() - worked)
    assert composed.is_sound
    assert is_possible(Table(table.sitters, 5, 8, table.apart, group=composed.group))
    print(json.dumps({
        "what": "composition", "people": people, "seconds": round(statistics.median(times), 2),
        "processor_s": round(statistics.median(busy), 2),
        "circles": len(set(composed.group.values())), "placed": len(composed.group), "total": round(composed.total, 2),
        "proven_gap": round(composed.upper_bound / composed.total - 1, 4),
    }), flush=True)  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000, int(sys.argv[2]) if len(sys.argv) > 2 else 3)
