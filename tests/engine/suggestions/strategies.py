"""Small sets of candidates, for Hypothesis."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st

from reciproca_engine import suggestions

# The same examples in every run: a failure here is a failure everywhere.
thorough = settings(max_examples=100, deadline=None, derandomize=True)

people = st.integers(0, 4)
chances = st.sampled_from([0.0, 0.1, 0.25, 0.5, 0.5, 0.8, 1.0])


@st.composite
def candidates(draw, most_rows=9):
    """Rows of all kinds; also of a person with themselves, worth nothing, and of two kinds for the same two people."""
    rows = draw(st.lists(st.tuples(st.integers(0, 2), people, people, chances), max_size=most_rows))
    makers = (suggestions.help, suggestions.meet, suggestions.reconnect)
    return suggestions.joined(makers[kind]([person], [other], [fit]) for kind, person, other, fit in rows)
