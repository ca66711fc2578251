"""What holds for every network: compared with trying all ways, and with the same network told otherwise."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.paths import brute
from engine.paths.strategies import PEOPLE, acceptances, graph_of, people, rows, thorough, visible_rows
from reciproca_engine.paths import Graph

loads = st.one_of(st.none(), st.lists(st.sampled_from([0.0, 0.25, 0.5, 1.0]), min_size=PEOPLE, max_size=PEOPLE))
hops = st.integers(1, 6)


def found(graph, asker, person, k, hops, load=None):
    ways = graph.introductions(asker, person, k, hops, load)
    return [(way.people, pytest.approx(way.probability), pytest.approx(way.worth)) for way in ways]


@thorough
@given(rows(), people, people, st.integers(1, 4), hops, loads)
def test_introductions_equal_trying_all_ways(given_rows, asker, person, k, hops, load):
    expected = brute.introductions(brute.ties_of(given_rows), asker, person, k, hops, load)

    ways = graph_of(given_rows).introductions(asker, person, k, hops, load)

    assert [way.worth for way in ways] == pytest.approx([worth for _, _, worth in expected], rel=1e-12)
    assert len({way.people[1] for way in ways}) == len(ways)
    serving = brute.seen_by(brute.ties_of(given_rows), asker)
    for way in ways:
        assert (way.people[0], way.people[-1]) == (asker, person)
        assert len(set(way.people)) == len(way.people) <= hops + 1
        steps = [serving[pair] for pair in pairwise(way.people)]
        assert way.probability == pytest.approx(np.prod(steps), rel=1e-12)


@thorough
@given(
    st.lists(st.tuples(people, people, st.sampled_from([0.0, 0.25, 0.5, 1.0]), st.booleans()), max_size=40),
    people,
    people,
    st.integers(1, 4),
    hops,
    loads,
)
def test_among_equals_the_shorter_way_then_lower_ids(given_rows, asker, person, k, hops, load):
    """Products of these acceptances are exact, so that equal ways are equal to the last bit."""
    expected = brute.introductions(brute.ties_of(given_rows), asker, person, k, hops, load)

    assert found(graph_of(given_rows), asker, person, k, hops, load) == expected


@thorough
@example([(1, 0, 0.0, True)], 1, 1)  # whom oneself knows in secret
@given(rows(), people, people)
def test_nearness_equals_breadth_first(given_rows, asker, person):
    ties, graph = brute.ties_of(given_rows), graph_of(given_rows)
    far = brute.distances(ties, asker)

    assert graph.distance(asker, person) == far.get(person, -1)
    assert graph.mutual(asker, person).tolist() == brute.mutual(ties, asker, person)
    for steps in (1, 2, 3):
        assert graph.within(asker, steps).tolist() == brute.within(ties, asker, steps)


@thorough
@given(rows(), people, people)
def test_a_path_is_a_chain_of_ties_that_serve_the_asker(given_rows, asker, person):
    graph, serving = graph_of(given_rows), brute.seen_by(brute.ties_of(given_rows), asker)

    chain = graph.path(asker, person)

    assert len(chain) == graph.distance(asker, person) + 1
    if chain:
        assert (chain[0], chain[-1]) == (asker, person)
    assert all(pair in serving for pair in pairwise(chain))


@thorough
@given(rows(most=20), st.lists(st.tuples(st.booleans(), people, people, acceptances, st.booleans()), max_size=60))
def test_adding_and_removing_equals_building_anew(given_rows, changes):
    graph, ties = graph_of(given_rows), brute.ties_of(given_rows)

    for adds, source, target, acceptance, hidden in changes:
        if adds and source != target:
            graph.add(source, target, acceptance, hidden)
            ties[source, target] = (float(np.float32(acceptance)), hidden)
        elif not adds:
            assert graph.remove(source, target) == (ties.pop((source, target), None) is not None)

    assert everything(graph) == everything(graph_of([(*pair, *tie) for pair, tie in ties.items()]))


def everything(graph):
    """All that a graph answers."""
    everybody = range(graph.people)
    return [
        (
            graph.within(one, 2).tolist(),
            [graph.distance(one, other) for other in everybody],
            [graph.mutual(one, other).tolist() for other in everybody],
            [graph.introductions(one, other) for other in everybody],
        )
        for one in everybody
    ]


@thorough
@given(rows(most=25))
def test_hidden_ties_change_no_answer_of_others(given_rows):
    """As if they were not there, for everybody who is at neither end."""
    graph = graph_of(given_rows)

    for asker in range(PEOPLE):
        as_seen = [row for row in brute_rows(given_rows) if not row[3] or asker in row[:2]]
        assert everything_of(graph, asker) == everything_of(graph_of(as_seen), asker)


def brute_rows(given_rows):
    return [(*pair, *tie) for pair, tie in brute.ties_of(given_rows).items()]


def everything_of(graph, asker):
    return [
        (graph.introductions(asker, person), graph.distance(asker, person), graph.mutual(asker, person).tolist())
        for person in range(graph.people)
    ], graph.within(asker, 2).tolist()


@thorough
@given(visible_rows(least=1), st.data(), people, people)
def test_raising_an_acceptance_never_worsens_the_best_way(given_rows, data, asker, person):
    at = data.draw(st.integers(0, len(given_rows) - 1))
    source, target, acceptance, hidden = given_rows[at]
    raised = [*given_rows[:at], (source, target, min(1.0, acceptance + 0.25), hidden), *given_rows[at + 1 :]]

    assert best(graph_of(raised), asker, person) >= best(graph_of(given_rows), asker, person)


@thorough
@given(visible_rows(), people, people, people)
def test_removing_a_person_never_improves_the_best_way(given_rows, asker, person, gone):
    without = [row for row in given_rows if gone not in row[:2]]

    assert best(graph_of(without), asker, person) <= best(graph_of(given_rows), asker, person)


@thorough
@given(visible_rows(), people, people, st.integers(1, 5))
def test_more_ties_on_the_way_never_worsen_the_best(given_rows, asker, person, hops):
    graph = graph_of(given_rows)

    assert best(graph, asker, person, hops + 1) >= best(graph, asker, person, hops)


@thorough
@given(visible_rows(), people, people)
def test_with_ties_in_both_directions_ways_back_are_worth_the_same(given_rows, asker, person):
    both = graph_of([*given_rows, *((target, source, *rest) for source, target, *rest in given_rows)])

    assert best(both, asker, person) == pytest.approx(best(both, person, asker), rel=1e-12)
    assert both.distance(asker, person) == both.distance(person, asker)


@thorough
@given(visible_rows(), people, people)
def test_without_a_limit_the_rest_of_a_best_way_is_best(given_rows, asker, person):
    graph = graph_of(given_rows)

    for way in graph.introductions(asker, person, k=1, hops=PEOPLE):
        first = brute.ties_of(given_rows)[way.people[0], way.people[1]][0]
        rest = best(graph, way.people[1], person, PEOPLE) if way.people[1] != person else 1.0
        assert way.probability == pytest.approx(first * rest, rel=1e-12)


@thorough
@given(rows(), st.permutations(range(PEOPLE)), people, people)
def test_other_names_for_people_change_no_worth(given_rows, names, asker, person):
    renamed = graph_of([(names[source], names[target], *rest) for source, target, *rest in given_rows])

    assert worths(renamed, names[asker], names[person]) == pytest.approx(
        worths(graph_of(given_rows), asker, person), rel=1e-12
    )
    assert renamed.distance(names[asker], names[person]) == graph_of(given_rows).distance(asker, person)


@thorough
@given(rows(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(given_rows, chance):
    shuffled = list(given_rows)
    chance.shuffle(shuffled)

    assert everything(graph_of(shuffled)) == everything(graph_of(given_rows))


def test_where_every_tie_is_returned_all_is_as_when_one_was_not():
    chance = np.random.default_rng(1)
    one, other = chance.integers(0, 499, (2, 3000))
    source, target = np.concatenate((one, other)), np.concatenate((other, one))
    acceptance, hidden = chance.random(6000), chance.random(6000) < 0.1
    returned = Graph(source, target, acceptance, people=500, hidden=hidden)
    with_one_more = Graph(
        [*source, 499], [*target, 0], [*acceptance, 0.5], people=500, hidden=[*hidden, False]
    )  # fmt: skip

    with_one_more.remove(499, 0)

    for asker, person in chance.integers(0, 499, (100, 2)).tolist():
        assert returned.introductions(asker, person) == with_one_more.introductions(asker, person)
        assert returned.within(asker).tolist() == with_one_more.within(asker).tolist()
        assert returned.mutual(asker, person).tolist() == with_one_more.mutual(asker, person).tolist()
        assert returned.distance(asker, person) == with_one_more.distance(asker, person)


def best(graph, asker, person, hops=3):
    return next(iter(worths(graph, asker, person, hops)), 0.0)


def worths(graph, asker, person, hops=3):
    return [way.worth for way in graph.introductions(asker, person, hops=hops)]
