"""Who holds a network together, beside following every shortest way."""

from __future__ import annotations

import sys
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given

from engine.reciprocity.strategies import networks, thorough, ties_of
from reciproca_engine.reciprocity import between


def shortest_ways(contacts, start, end):
    """All the shortest ways from start to end, found by going on from every one that is not yet too long."""
    ways = [[start]]
    while ways and not any(way[-1] == end for way in ways):
        ways = [[*way, other] for way in ways for other in contacts[way[-1]] if other not in way]
    return [way for way in ways if way[-1] == end]


@thorough
@given(networks())
def test_shares_are_what_following_every_way_gives(network):
    ties, people = ties_of(*network), 7
    contacts = {one: {b for a, b in ties if a == one} | {a for a, b in ties if b == one} for one in range(people)}
    expected = np.zeros(people)
    for start, end in permutations(range(people), 2):
        ways = shortest_ways(contacts, start, end)
        for way in ways:
            expected[way[1:-1]] += 1 / len(ways)
    assert between(*network, people=people) == pytest.approx(expected / ((people - 1) * (people - 2)))


def test_everything_leads_through_the_middle_of_a_star():
    assert between([0, 0, 0, 0], [1, 2, 3, 4]).tolist() == [1, 0, 0, 0, 0]


def test_in_a_large_network_some_ways_are_followed(monkeypatch):
    """The same people come out first."""
    rng = np.random.default_rng(6)
    source, target = rng.zipf(1.6, 4000) % 300, rng.integers(0, 300, 4000)
    whole = between(source, target)
    monkeypatch.setattr(sys.modules[between.__module__], "MOST_STEPS", 80 * 4000)
    some = between(source, target)
    assert not np.array_equal(whole, some)
    assert some.argmax() == whole.argmax()
    assert some.sum() == pytest.approx(whole.sum(), rel=0.2)
