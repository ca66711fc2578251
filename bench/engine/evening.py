"""How many answers an evening of short meetings needs before anything is learned from it.

    RECIPROCA_DATA=… PYTHONPATH=src python bench/engine/evening.py [lots]

The speed-dating data in the folder named by RECIPROCA_DATA: in each wave all men met all women. Here they meet for two to ten
rounds only, dealt out by lot; what is learned from their answers, with two facts about each pair, foretells the answers of
those who then have not met. A line of JSON for each size of evening:

    evenings   how many there were
    gain       how much more probable an answer is than under the base rate of its side: mean log-likelihood
    worse      in what share of the evenings it is less probable
    area       under the curve of a mutual yes; `beside`, that of the better of the two facts alone
    used       in what share hidden answers were foretold better than by the base rate, so that the product would use it
    worse_used the same as `worse`, among those

And for evenings in which everybody tosses a coin, with two facts that say nothing: `used`, which should be small.
"""

import csv
import gzip
import json
import os
import sys
from pathlib import Path

import numpy as np
from fit import area_under_curve

from reciproca_engine.matching import fit
from reciproca_engine.matching.rotations import speed

FACTS = ("int_corr", "samerace")
SIZES = (30, 50, 80, 120, 200, 300, 500)


def waves():  # type: ignore[no-untyped-def]
    """For each wave: its men, its women, what was said, and the facts of each pair."""
    file = Path(os.environ["RECIPROCA_DATA"]) / "speed-dating" / "speed_dating_waves_01_14.csv.gz"
    with gzip.open(file, "rt", newline="") as opened:
        rows = [row for row in csv.DictReader(opened) if row["pid"]]
    for wave in sorted({row["wave"] for row in rows}, key=int):
        here = [row for row in rows if row["wave"] == wave]
        pair_of = [(int(float(row["iid"])), int(float(row["pid"]))) for row in here]
        said = {pair: int(float(row["dec"])) for pair, row in zip(pair_of, here, strict=True)}
        facts = {pair: [float(row[name] or "nan") for name in FACTS] for pair, row in zip(pair_of, here, strict=True)}
        men, women = (
            sorted({pair[0] for pair, row in zip(pair_of, here, strict=True) if row["gender"] == sex}) for sex in "10"
        )
        yield men, women, said, facts


def evening(men, women, said, facts, rounds, lot):  # type: ignore[no-untyped-def]
    """What this evening teaches about those who have not met; None where nearly all have."""
    both = [
        (i, j)
        for i, man in enumerate(men)
        for j, woman in enumerate(women)
        if {(man, woman), (woman, man)} <= said.keys()
    ]
    one, other = np.array(both).T
    plan = speed(len(men), len(women), rounds, one, other, np.random.default_rng(lot).random(len(both)))
    met = {(men[i], women[j]) for pairs in plan.rounds for i, j in pairs.tolist()}
    rest = [(men[i], women[j]) for i, j in both if (men[i], women[j]) not in met]
    if len(rest) < 8:
        return None
    answers = sorted(way for man, woman in met for way in ((man, woman), (woman, man)))
    known = {name: [facts[pair][at] for pair in answers] for at, name in enumerate(FACTS)}
    given = [way[0] for way in answers], [way[1] for way in answers], [said[way] for way in answers], known
    asked, back = (
        {name: [facts[way][at] for way in ways] for at, name in enumerate(FACTS)}
        for ways in (rest, [pair[::-1] for pair in rest])
    )
    told = fit.learn(*given).predict([man for man, _ in rest], [woman for _, woman in rest], asked, back)
    yes = np.array([[said[pair], said[pair[::-1]]] for pair in rest], dtype=float)
    base = [np.mean([said[way] for way in answers if way[0] in side] + [1, 0]) for side in (set(men), set(women))]
    chances = np.column_stack([told.a_says_yes, told.b_says_yes])
    gain = likelihood(chances, yes) - likelihood(np.tile(base, (len(yes), 1)), yes)
    mutual = yes.prod(axis=1)
    if 0 < mutual.sum() < len(mutual):
        area = area_under_curve(told.both, mutual)
        beside = max(area_under_curve(np.nan_to_num(np.array(asked[name])), mutual) for name in FACTS)
    else:
        area = beside = np.nan
    return len(answers), gain, area, beside, fit.held_out(*given).gain > 0


def likelihood(chance, yes):  # type: ignore[no-untyped-def]
    return float(np.log(np.clip(np.where(yes > 0, chance, 1 - chance), 1e-6, 1)).mean())


def tossed(people, rounds, lot):  # type: ignore[no-untyped-def]
    """Whether anything is learned where there is nothing."""
    chance = np.random.default_rng(lot)
    plan = speed(people, people, rounds, *np.divmod(np.arange(people**2), people), chance.random(people**2))
    one, other = np.concatenate(plan.rounds).T
    chooser, chosen = np.concatenate([one, other + people]), np.concatenate([other + people, one])
    facts = {name: chance.normal(size=len(chooser)) for name in FACTS}
    return fit.held_out(chooser, chosen, chance.random(len(chooser)) < 0.5, facts).gain > 0


def main(lots: int) -> None:
    found = [
        seen
        for men, women, said, facts in waves()
        for rounds in (2, 3, 4, 6, 8, 10)
        for lot in range(lots)
        if (seen := evening(men, women, said, facts, rounds, lot))
    ]
    table = np.array(found, dtype=float)
    for low, high in zip((0, *SIZES), SIZES, strict=False):
        answers, gain, area, beside, used = table[(table[:, 0] >= low) & (table[:, 0] < high)].T
        line: dict[str, object] = {"answers": f"{low}-{high - 1}", "evenings": len(answers)}
        line |= {"gain": round(float(gain.mean()), 3), "worse": round(float((gain < 0).mean()), 2)}
        line |= {"area": round(float(np.nanmean(area)), 3), "beside": round(float(np.nanmean(beside)), 3)}
        line |= {"used": round(float(used.mean()), 2)}
        if used.any():
            line["worse_used"] = round(float((gain[used > 0] < 0).mean()), 2)
        print(json.dumps(line), flush=True)
    for people, rounds in ((8, 5), (10, 6), (20, 5)):
        used = float(np.mean([tossed(people, rounds, lot) for lot in range(20 * lots)]))
        line = {"answers": 2 * people * rounds, "evenings": 20 * lots, "tossed": True, "used": round(used, 2)}
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
