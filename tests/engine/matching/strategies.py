"""Small matching problems of every sort, for Hypothesis."""

from __future__ import annotations

from hypothesis import settings
from hypothesis import strategies as st

from reciproca_engine.matching import MatchProblem

# The same examples in every run: a failure here is a failure everywhere.
thorough = settings(max_examples=60, deadline=None, derandomize=True)

decimals = st.integers(0, 1000).map(lambda thousandths: thousandths / 1000)  # many equal sums
reals = st.one_of(st.just(0.0), st.floats(1e-3, 1))  # not on any decimal grid


@st.composite
def parts(draw, *, several=True, minima=True, locks=True, fits=None, most=30):
    """The arguments of a MatchProblem, as a dictionary; not always feasible."""
    mentees, mentors = draw(st.integers(1, 6)), draw(st.integers(1, 5))
    every_pair = [(i, j) for i in range(mentees) for j in range(mentors)]
    pairs = draw(st.lists(st.sampled_from(every_pair), unique=True, max_size=min(len(every_pair), most)))
    fit = draw(st.lists(st.one_of(decimals, reals) if fits is None else fits, min_size=len(pairs), max_size=len(pairs)))
    capacity = draw(st.lists(st.integers(0, 3), min_size=mentors, max_size=mentors))
    demand = draw(st.lists(st.integers(1, 3 if several else 1), min_size=mentees, max_size=mentees))
    minimum = [draw(st.integers(0, min(1, limit))) if minima else 0 for limit in capacity]
    locked = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=2)) if locks and pairs else []
    return {
        "mentees": mentees,
        "mentors": mentors,
        "mentee": [i for i, _ in pairs],
        "mentor": [j for _, j in pairs],
        "fit": fit,
        "capacity": capacity,
        "demand": demand,
        "minimum": minimum,
        "locks": locked,
    }


@st.composite
def with_views(draw, **options):
    """A problem small enough to look at every matching, each side ranking its pairs in its own way or by the fit."""
    arguments = draw(parts(most=9, **options))
    ranks = st.lists(st.integers(0, 3), min_size=len(arguments["fit"]), max_size=len(arguments["fit"]))
    views = {name: draw(st.one_of(st.none(), ranks)) for name in ("mentee_view", "mentor_view")}
    return MatchProblem(**arguments, **views)


def problems(**options):
    return parts(**options).map(lambda arguments: MatchProblem(**arguments))


prefers = st.sampled_from(["participation", "fit"])
