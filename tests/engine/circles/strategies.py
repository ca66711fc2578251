"""Small questions about circles of every sort, for Hypothesis."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st

# The same examples in every run: a failure here is a failure everywhere.
thorough = settings(max_examples=60, deadline=None, derandomize=True)

SLOTS = ("mon", "tue", "wed")
worths = st.one_of(
    st.integers(0, 1000).map(lambda thousandths: thousandths / 1000),  # many equal sums
    st.floats(1e-3, 1),
    st.floats(-0.5, 0),
)


@st.composite
def questions(draw, *, previous=True, rules=True, most_people=7):
    """The arguments of compose, as (fit, a dictionary); not always feasible."""
    people = draw(st.integers(1, most_people))
    fit = draw(st.lists(st.lists(worths, min_size=people, max_size=people), min_size=people, max_size=people))
    least = draw(st.integers(1, 3))
    pairs = st.lists(st.integers(0, people - 1), min_size=2, max_size=2, unique=True)
    some_pairs = st.lists(pairs, max_size=2) if people > 1 and rules else st.just([])
    hers = st.lists(st.sampled_from(SLOTS), min_size=1, max_size=3, unique=True)
    slots = st.lists(hers, min_size=people, max_size=people)
    before = st.lists(st.integers(-1, 2), min_size=people, max_size=people)
    return fit, {
        "sizes": (least, draw(st.integers(least, 4))),
        "slots": draw(st.one_of(st.none(), slots)) if rules else None,
        "apart": draw(some_pairs),
        "together": draw(some_pairs),
        "previous": draw(st.one_of(st.none(), before)) if previous else None,
    }
