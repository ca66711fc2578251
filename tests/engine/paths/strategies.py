"""Small networks of every sort, for Hypothesis."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st

from reciproca_engine.paths import Graph

# The same examples in every run: a failure here is a failure everywhere.
thorough = settings(max_examples=250, deadline=None, derandomize=True)

PEOPLE = 8
people = st.integers(0, PEOPLE - 1)
acceptances = st.one_of(
    st.sampled_from([0.0, 0.25, 0.5, 1.0]),  # many equal ways
    st.floats(0, 1, width=32),
)


def rows(least=0, most=40):
    """(source, target, acceptance, hidden): also repeated, also of somebody with themselves."""
    return st.lists(st.tuples(people, people, acceptances, st.booleans()), min_size=least, max_size=most)


def visible_rows(least=0, most=40):
    """The same without hidden ties."""
    return st.lists(st.tuples(people, people, acceptances, st.just(False)), min_size=least, max_size=most)


def graph_of(rows, people=PEOPLE):
    source, target, acceptance, hidden = zip(*rows, strict=True) if rows else ((), (), (), ())
    return Graph(source, target, acceptance, people=people, hidden=hidden)
