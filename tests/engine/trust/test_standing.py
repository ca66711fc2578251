"""Fakes gain nothing without a tie from somebody real, and no more than the bound with one."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse
from scipy.sparse import csgraph

from engine.trust.worlds import PEOPLE, auc, columns, people, seeds, thorough, ties
from reciproca_engine.trust import InvalidProblem, standing

capacities = st.lists(st.integers(1, 5), min_size=1, max_size=4).map(lambda given: sorted(given, reverse=True))
fake_ties = st.lists(st.tuples(st.integers(PEOPLE, PEOPLE + 4), st.integers(0, PEOPLE + 4)), max_size=30)


@thorough
@given(ties, seeds, fake_ties)
def test_fakes_whom_nobody_real_knows_change_nothing(honest, known, fakes):
    """Whatever they claim, also of honest people: to the last bit."""
    before = standing(*columns(honest), known, people=PEOPLE)

    after = standing(*columns(honest + fakes), known, people=PEOPLE + 5)

    assert after.score[:PEOPLE].tolist() == before.score.tolist()
    assert after.member[:PEOPLE].tolist() == before.member.tolist()
    assert (after.score[PEOPLE:] == 0).all()
    assert not after.member[PEOPLE:].any()
    assert after.bound == before.bound


@thorough
@given(
    ties,
    seeds,
    fake_ties,
    st.lists(st.tuples(people, st.integers(PEOPLE, PEOPLE + 4)), max_size=3, unique=True),
    capacities,
)
def test_each_attack_edge_brings_in_no_more_than_the_bound(honest, known, fakes, attack, capacities):
    known = standing(*columns(honest + fakes + attack), known, people=PEOPLE + 5, capacities=capacities)

    assert known.member[PEOPLE:].sum() <= sum(known.bound_at[one] for one, _ in attack) <= known.bound * len(attack)


@thorough
@given(ties, seeds, capacities)
def test_as_many_members_as_the_largest_flow(rows, known, capacities):
    found = standing(*columns(rows), known, people=PEOPLE, capacities=capacities)

    assert found.member.sum() == largest_flow(rows, known, found.distance, [*capacities, 1])
    assert found.member[sorted(known)].all()


def largest_flow(rows, known, far, capacities):
    """By SciPy: source, people as an entrance and an exit each, sink."""
    many = 1_000
    table = np.zeros((2 * PEOPLE + 2, 2 * PEOPLE + 2), dtype=np.int32)
    for person in range(PEOPLE):
        if far[person] >= 0:
            table[2 * person, 2 * person + 1] = capacities[min(far[person], len(capacities) - 1)] - 1
            table[2 * person, -1] = 1
    for one, other in rows:
        table[2 * one + 1, 2 * other] = many if one != other else 0
    for seed in known:
        table[-2, 2 * seed] = many
    return csgraph.maximum_flow(sparse.csr_array(table), 2 * PEOPLE, 2 * PEOPLE + 1).flow_value


@thorough
@given(ties, seeds)
def test_who_is_reached_has_a_score_and_nobody_else(rows, known):
    found = standing(*columns(rows), known, people=PEOPLE)
    reached, more = set(known), True
    while more:
        more = {other for one, other in rows if one in reached} - reached
        reached |= more

    assert np.flatnonzero(found.score > 0).tolist() == sorted(reached)
    assert np.flatnonzero(found.distance >= 0).tolist() == sorted(reached)
    assert np.isfinite(found.score).all()


@thorough
@given(ties, seeds.filter(bool), st.data())
def test_the_score_is_the_walk_that_the_documentation_tells(rows, known, data):
    weight = data.draw(st.lists(st.integers(0, 3), min_size=len(rows), max_size=len(rows)))

    found = standing(*columns(rows), known, people=PEOPLE, weight=weight)

    weights = np.zeros((PEOPLE, PEOPLE))
    for (one, other), much in zip(rows, weight, strict=True):
        weights[one, other] += much
    np.fill_diagonal(weights, 0)
    friends = (weights > 0).astype(int)
    many = friends.sum(axis=1)
    fewer = np.maximum(np.minimum(many[:, None], many[None, :]), 1)
    carries = weights * (0.001 + friends @ friends / fewer)
    passes = carries.sum(axis=1)
    onwards = np.divide(carries, passes[:, None], out=np.zeros_like(carries), where=passes[:, None] > 0)
    starts = np.isin(np.arange(PEOPLE), list(known)).astype(float)
    here = starts
    for _ in range(40):
        here = 0.02 * starts + 0.98 * here @ onwards
    assert found.score == pytest.approx(here / np.maximum(passes, 0.001), rel=1e-9)


@thorough
@given(ties, seeds.filter(bool), st.data())
def test_removing_a_seed_raises_nobody(rows, known, data):
    gone = data.draw(st.sampled_from(sorted(known)))

    with_all = standing(*columns(rows), known, people=PEOPLE)
    without = standing(*columns(rows), known - {gone}, people=PEOPLE)

    assert (without.score <= with_all.score * (1 + 1e-12)).all()
    assert without.member.sum() <= with_all.member.sum()


@thorough
@given(ties, seeds, st.permutations(range(PEOPLE)))
def test_other_names_change_no_score(rows, known, names):
    renamed = standing(*columns([(names[a], names[b]) for a, b in rows]), {names[a] for a in known}, people=PEOPLE)

    assert renamed.score[list(names)] == pytest.approx(standing(*columns(rows), known, people=PEOPLE).score)


def test_more_members_when_more_may_be_brought_in():
    """A chain and a star: what is a member depends on how much can be passed on."""
    chain, star = [(0, 1), (1, 2), (2, 3)], [(0, 4), (0, 5), (0, 6)]

    few = standing(*columns(chain + star), {0}, people=7, capacities=(4, 2, 2))

    assert (few.member.sum(), few.bound) == (4, 2)
    assert standing(*columns(chain + star), {0}, people=7, capacities=(8, 4, 4, 4)).member.all()


def test_seeds_in_any_form():
    expected = standing([0, 1], [1, 2], [1]).score.tolist()

    assert standing([0, 1], [1, 2], {1}).score.tolist() == expected
    assert standing([0, 1], [1, 2], [False, True, False]).score.tolist() == expected
    assert standing([0, 1], [1, 2], [1, 1]).score.tolist() == expected


def test_nobody_and_without_seeds():
    nobody = standing([], [], [])
    without = standing([0], [1], [])

    assert (nobody.score.tolist(), nobody.bound) == ([], 0)
    assert (without.score.tolist(), without.member.tolist(), without.bound) == ([0, 0], [False, False], 0)


@pytest.mark.parametrize(
    ("arguments", "options", "array"),
    [
        (([0, -1], [1, 1], [0]), {}, "source"),
        (([0], [1, 2], [0]), {}, "target"),
        (([0], [1], [2]), {}, "seeds"),
        (([0], [1], [0]), {"people": 1}, "people"),
        (([0], [1], [0]), {"weight": [np.nan]}, "weight"),
        (([0], [1], [0]), {"capacities": (2, 3)}, "capacities"),
        (([0], [1], [0]), {"capacities": ()}, "capacities"),
    ],
)
def test_refusals(arguments, options, array):
    with pytest.raises(InvalidProblem) as refused:
        standing(*arguments, **options)

    assert refused.value.array == array


@pytest.mark.skipif("RECIPROCA_DATA" not in os.environ, reason="RECIPROCA_DATA is not set: it names the folder of published data sets")  # fmt: skip
@pytest.mark.parametrize("fakes", [1_000, 4_000])
@pytest.mark.parametrize(("edges", "least"), [(100, 0.999), (1_000, 0.995), (5_000, 0.90)])
def test_an_attack_on_a_published_network(fakes, edges, least):
    """McAuley and Leskovec (2012); fakes are wired as some of its people are, and have talked real ones into ties."""
    path = Path(os.environ["RECIPROCA_DATA"]) / "ego-facebook" / "facebook_combined.txt.gz"
    if not path.is_file():
        pytest.skip("RECIPROCA_DATA has no folder ego-facebook")
    with gzip.open(path, "rt") as file:
        real = np.array([line.split() for line in file], dtype=np.int64)
    people, found = 4_039, []
    for draw in (1, 2, 3):
        chance = np.random.default_rng(draw)
        copied = np.full(people, -1)
        copied[_some_who_hang_together(real, fakes, chance)] = np.arange(people, people + fakes)
        among = copied[real]
        attack = np.column_stack((chance.integers(0, people, edges), chance.integers(people, people + fakes, edges)))
        rows = np.concatenate((real, among[(among >= 0).all(axis=1)], attack))
        known = standing(*np.concatenate((rows, rows[:, ::-1])).T, chance.permutation(people)[:100])
        found.append(auc(known.score, np.arange(people + fakes) < people))
        assert known.member[people:].sum() <= known.bound_at[attack[:, 0]].sum()

    assert np.median(found) >= least  # where all fakes are wired around one of them, it can be less


def _some_who_hang_together(rows, number, chance):
    """Breadth first from somebody, until there are so many."""
    near = {}
    for one, other in rows.tolist():
        near.setdefault(one, []).append(other)
        near.setdefault(other, []).append(one)
    found = [int(chance.integers(rows.max()))]
    seen, at = set(found), 0
    while len(found) < number:
        for other in near[found[at]]:
            if other not in seen and len(found) < number:
                seen.add(other)
                found.append(other)
        at += 1
    return found
