"""Small networks and logs of every sort, for Hypothesis."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st

# The same examples in every run: a failure here is a failure everywhere.
thorough = settings(max_examples=100, deadline=None, derandomize=True)

people = st.integers(0, 6)
weights = st.one_of(st.integers(0, 9), st.floats(1e-3, 10))


@st.composite
def networks(draw, weights=weights, least=0):
    """source, target, weight; also rows of somebody with themselves, repeated rows, and rows that weigh nothing."""
    rows = draw(st.lists(st.tuples(people, people, weights), min_size=least, max_size=24))
    return [row[0] for row in rows], [row[1] for row in rows], [float(row[2]) for row in rows]


@st.composite
def logs(draw):
    """giver, receiver, time: many at the same time."""
    rows = draw(st.lists(st.tuples(people, people, st.integers(0, 12)), max_size=24))
    return [row[0] for row in rows], [row[1] for row in rows], [float(row[2]) for row in rows]


def ties_of(source, target, weight):
    """The network as a dictionary, made in the plainest way."""
    ties: dict[tuple[int, int], float] = {}
    for one, other, much in zip(source, target, weight, strict=True):
        if one != other:
            ties[one, other] = ties.get((one, other), 0.0) + much
    return {pair: much for pair, much in ties.items() if much > 0}
