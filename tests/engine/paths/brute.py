"""Ways to somebody by trying them all: shares no line with the engine."""

from __future__ import annotations

from itertools import pairwise
from math import prod

import numpy as np


def ties_of(rows):
    """{(source, target): (acceptance, hidden)}; of repeated rows the largest acceptance, hidden if one of them is."""
    ties = {}
    for source, target, acceptance, hidden in rows:
        if source != target:
            before = ties.get((source, target), (0.0, False))
            ties[source, target] = (max(before[0], float(np.float32(acceptance))), before[1] or hidden)
    return ties


def seen_by(ties, asker):
    """What serves this asker: {(source, target): acceptance}."""
    return {pair: acceptance for pair, (acceptance, hidden) in ties.items() if not hidden or asker in pair}


def chains(ties, asker, person, hops):
    """Every way without a person twice."""

    def on(way):
        if way[-1] == person:
            yield way
        elif len(way) <= hops:
            for source, target in ties:
                if source == way[-1] and target not in way:
                    yield from on((*way, target))

    yield from on((asker,))


def introductions(ties, asker, person, k, hops, load=None):
    """(people, probability, worth) of the best ways with different first steps."""
    if asker == person:
        return []
    serving = seen_by(ties, asker)
    best = {}
    for way in chains(serving, asker, person, hops):
        steps = [serving[pair] for pair in pairwise(way)]
        free = [1 - load[introducer] for introducer in way[1:-1]] if load else []
        found = (-prod(steps) * prod(free), len(way), way, prod(steps))
        if found[0] < 0:
            best[way[1]] = min(best.get(way[1], found), found)
    return [(way, likely, -worth) for worth, _, way, likely in sorted(best.values())[:k]]


def distances(ties, asker):
    """How many ties away everybody is who can be reached."""
    serving = seen_by(ties, asker)
    far, level = {asker: 0}, {asker}
    while level:
        level = {target for source, target in serving if source in level and target not in far}
        far |= {person: max(far.values()) + 1 for person in level}
    return far


def within(ties, person, steps):
    return sorted(other for other, far in distances(ties, person).items() if 0 < far <= steps)


def mutual(ties, asker, person):
    serving = seen_by(ties, asker)
    return sorted({b for a, b in serving if a == asker} & {b for a, b in serving if a == person})
