"""A graph in a file answers as it did before, and takes changes that the file does not."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from engine.paths.strategies import graph_of, rows, thorough
from reciproca_engine.paths import Graph, InvalidProblem


def answers(graph):
    everybody = range(graph.people)
    return [
        (graph.within(one, 2).tolist(), [graph.introductions(one, other, hops=4) for other in everybody])
        for one in everybody
    ]


@thorough
@given(rows())
def test_opened_as_saved(tmp_path_factory, given_rows):
    file = tmp_path_factory.mktemp("graphs") / "graph"
    graph = graph_of(given_rows)

    graph.save(file)

    assert answers(Graph.open(file)) == answers(graph)


@pytest.mark.parametrize("back", [0.5, 0.25])  # the same in both directions, or not
def test_a_change_is_not_in_the_file_until_it_is_saved(tmp_path, back):
    graph = Graph([0, 1, 1], [1, 0, 2], [0.5, back, 1.0])
    graph.save(tmp_path / "graph")
    opened = Graph.open(tmp_path / "graph")

    opened.add(2, 0, 1.0)
    opened.remove(0, 1)

    assert answers(Graph.open(tmp_path / "graph")) == answers(graph)
    assert opened.distance(2, 0) == 1
    opened.save(tmp_path / "graph")
    assert (
        answers(Graph.open(tmp_path / "graph")) == answers(opened) == answers(Graph([1, 1, 2], [0, 2, 0], [back, 1, 1]))
    )
    assert [path.name for path in tmp_path.iterdir()] == ["graph"]


def test_who_has_opened_the_file_keeps_what_was_in_it(tmp_path):
    Graph([0, 1], [1, 2], 0.5).save(tmp_path / "graph")
    before = Graph.open(tmp_path / "graph")

    Graph([0], [1], 1.0).save(tmp_path / "graph")

    assert before.introductions(0, 2)[0].probability == 0.25


def test_a_graph_of_nobody(tmp_path):
    Graph([], [], []).save(tmp_path / "graph")

    assert Graph.open(tmp_path / "graph").people == 0


@pytest.mark.parametrize("damage", [lambda whole: b"", lambda whole: b"x" * 64, lambda whole: whole[:-1]])
def test_what_is_no_graph_is_refused(tmp_path, damage):
    file = tmp_path / "graph"
    Graph([0, 1], [1, 2], 0.5).save(file)
    file.write_bytes(damage(file.read_bytes()))

    with pytest.raises(InvalidProblem) as refused:
        Graph.open(file)

    assert refused.value.array == "file"


def test_a_file_with_more_ties_than_fit_grows_in_memory(tmp_path):
    people = 3_000
    Graph([0], [1], 1.0, people=people).save(tmp_path / "graph")
    graph = Graph.open(tmp_path / "graph")
    chance = np.random.default_rng(2)
    source, target, acceptance = (
        chance.integers(0, people, 60_000),
        chance.integers(0, people, 60_000),
        chance.random(60_000),
    )

    graph.add(source, target, acceptance)

    last = {(0, 1): 1.0} | dict(zip(zip(source, target, strict=True), acceptance, strict=True))
    anew = Graph(*zip(*last, strict=True), list(last.values()), people=people)
    for one, other in chance.integers(0, people, (200, 2)).tolist():
        assert graph.introductions(one, other) == anew.introductions(one, other)
        assert graph.within(one).tolist() == anew.within(one).tolist()
