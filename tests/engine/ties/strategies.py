"""Small logs of every sort, for Hypothesis."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st

# The same examples in every run: a failure here is a failure everywhere.
thorough = settings(max_examples=80, deadline=None, derandomize=True)

days = st.one_of(
    st.integers(0, 400).map(float),  # many equal times
    st.floats(0, 400),
    st.just(200.0),
)
weights = st.one_of(st.just(1.0), st.just(0.0), st.floats(0.01, 6))
half_lives = st.tuples(st.floats(0.5, 30), st.floats(1, 10)).map(lambda lives: (lives[0], lives[0] * lives[1]))
people = st.integers(0, 5)
events = st.tuples(people, people, days, weights)


def logs(least=0, most=40):
    """Rows of giver, receiver, time, weight; with rows of somebody with themselves."""
    return st.lists(events, min_size=least, max_size=most)


def columns(rows):
    """The arguments of `strengths`."""
    giver, receiver, time, weight = ([row[place] for row in rows] for place in range(4))
    return {"giver": giver, "receiver": receiver, "time": time, "weight": weight}
