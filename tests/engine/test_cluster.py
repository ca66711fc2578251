"""However a log is parted, and in however many parts: the answers of one machine, to the last bit."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reciproca_engine import cluster, reciprocity, ties
from reciproca_engine.exceptions import InvalidProblem
from reciproca_engine.logs import network_of

few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
#: Also ids far apart, rows of somebody with themselves, of one time, and after now.
logs = st.lists(
    st.tuples(
        st.sampled_from((0, 1, 2, 3, 5, 9)), st.sampled_from((0, 1, 2, 4, 9)), st.integers(0, 40).map(lambda n: n / 4),
        st.sampled_from((0.0, 0.1, 1 / 3, 1.0, 7.5)),
    ),
    max_size=60,
)  # fmt: skip
parts = st.integers(1, 7)
shifts = st.sampled_from((1, 3_000_000_000))


def columns(rows, shift=1):
    giver, receiver, time, weight = (
        (np.array(column) for column in zip(*rows, strict=True)) if rows else (np.empty(0),) * 4
    )
    return giver.astype(np.int64) * shift, receiver.astype(np.int64) * shift, time.astype(float), weight.astype(float)


def assert_equal(found, expected, *, but_for_rounding=()):
    for name in (one.name for one in fields(expected)):
        one, other = getattr(found, name), getattr(expected, name)
        if name in but_for_rounding:
            np.testing.assert_allclose(one, other, rtol=1e-12, atol=0, err_msg=name)
        else:
            np.testing.assert_array_equal(one, other, err_msg=name)


@few
@given(logs, parts, shifts, st.one_of(st.none(), st.floats(0, 12)), st.booleans())
def test_ties_and_sums_are_those_of_one_machine(rows, parts, shift, now, weighted):
    giver, receiver, time, weight = columns(rows, shift)
    weight = weight if weighted else None
    log = cluster.log(giver, receiver, time, weight, parts=parts)

    assert_equal(cluster.strengths(log, now=now), ties.strengths(giver, receiver, time, now=now, weight=weight))
    assert_equal(
        cluster.totals(log, now=now, half_life=3.0),
        ties.totals(giver, receiver, time, now=now, weight=weight, half_life=3.0),
        but_for_rounding=("given", "received"),
    )


@few
@given(logs, parts, st.one_of(st.none(), st.floats(0, 12)), st.booleans())
def test_balances_and_dyads_are_those_of_one_machine(rows, parts, now, weighted):
    giver, receiver, time, weight = columns(rows)
    weight = weight if weighted else None
    log = cluster.log(giver, receiver, time, weight, parts=parts)

    assert_equal(cluster.network(log), network_of(giver, receiver, weight))
    assert repr(cluster.summary(log)) == repr(reciprocity.summary(giver, receiver, weight))
    assert_equal(
        cluster.balances(log, now=now, half_life=5.0, people=12),
        reciprocity.balances(giver, receiver, time, now=now, weight=weight, half_life=5.0, people=12),
        but_for_rounding=("given_decayed", "received_decayed", "balance_decayed"),
    )


@pytest.mark.parametrize(("seed", "people", "many"), [(0, 2, 3), (1, 25, 300), (2, 60, 3_000), (3, 200, 12_000)])
@pytest.mark.parametrize("parts", [3, 16])
def test_what_is_learned_from_a_log_is_what_one_machine_learns(seed, people, many, parts):
    """Half-lives and chances of contact rest on all pairs at once."""
    chance = np.random.default_rng(seed)
    giver, receiver = (chance.integers(0, people, many) * chance.integers(1, 3, many) // 2 for _ in range(2))
    time, weight = np.round(chance.random(many) ** 0.7 * 300, 1), chance.random(many)
    log = cluster.log(giver, receiver, time, weight, parts=parts)

    assert_equal(cluster.strengths(log), ties.strengths(giver, receiver, time, weight=weight))
    assert_equal(
        cluster.contact_probability(log, horizon=20.0),
        ties.contact_probability(giver, receiver, time, horizon=20.0),
        but_for_rounding=("probability",),
    )


def test_a_log_without_rows_and_a_log_without_pairs():
    for people in ([], [3, 4]):
        log = cluster.log(people, people, [1.0] * len(people), parts=4)
        assert cluster.strengths(log).source.tolist() == cluster.contact_probability(log).source.tolist() == []
        assert cluster.totals(log).person.tolist() == []
        assert cluster.strengths(log).selfs == cluster.network(log).people == len(people)


def test_what_one_machine_refuses_is_refused():
    with pytest.raises(InvalidProblem, match="giver"):
        cluster.log([-1], [0], [0.0])
    log = cluster.log([0], [1], [0.0])
    with pytest.raises(InvalidProblem, match="half_lives"):
        cluster.strengths(log, half_lives=(3, 2))
    with pytest.raises(InvalidProblem, match="horizon"):
        cluster.contact_probability(log, horizon=0)
    with pytest.raises(InvalidProblem, match="half_life"):
        cluster.totals(log, half_life=-1)


@few
@given(logs, parts, st.sampled_from(("pair", "giver", "receiver")))
def test_what_belongs_together_is_in_one_part_and_nothing_is_lost(rows, parts, by):
    log = cluster.log(*columns(rows), parts=parts)
    piles = log.by(by).each(lambda part: part)
    keys = [
        {tuple(sorted(pair)) if by == "pair" else pair[by == "receiver"] for pair in zip(one.giver.tolist(), one.receiver.tolist(), strict=True)}
        for one in piles
    ]  # fmt: skip

    assert len(piles) == parts
    assert sum(map(len, keys)) == len(set().union(*keys))
    assert sorted(np.concatenate([one.row for one in piles]).tolist()) == list(range(len(rows)))
    assert all((np.diff(one.row) > 0).all() for one in piles)
