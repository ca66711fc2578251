"""Named cases: what a reader of the page would try first, and what once went wrong."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from reciproca_engine.paths import Graph, InvalidProblem

ADA, BEA, CIRO, DINO, EVA = range(5)


def test_a_tie_there_is_already_is_the_way_of_one_step():
    graph = Graph([ADA, ADA, BEA], [CIRO, BEA, CIRO], [0.25, 1.0, 1.0])

    ways = graph.introductions(ADA, CIRO)

    assert [(way.people, way.probability) for way in ways] == [((ADA, BEA, CIRO), 1.0), ((ADA, CIRO), 0.25)]


def test_one_way_for_each_first_step():
    """Through Bea there are two ways; Ciro, who is worse than both, is still told apart from them."""
    graph = Graph([ADA, BEA, BEA, DINO, ADA, CIRO], [BEA, EVA, DINO, EVA, CIRO, EVA], [1, 0.75, 1, 0.5, 0.25, 1])

    assert [way.people for way in graph.introductions(ADA, EVA)] == [(ADA, BEA, EVA), (ADA, CIRO, EVA)]


def test_acceptance_is_directed():
    graph = Graph([ADA, BEA, BEA, CIRO], [BEA, ADA, CIRO, BEA], [0.5, 0.125, 0.5, 1.0])

    assert graph.introductions(ADA, CIRO)[0].probability == 0.25
    assert graph.introductions(CIRO, ADA)[0].probability == 0.125


def test_acceptances_are_kept_in_single_precision():
    graph = Graph([ADA, BEA], [BEA, CIRO], [0.1, 0.3])

    assert graph.introductions(ADA, CIRO)[0].probability == float(np.float32(0.1)) * float(np.float32(0.3))


def test_nothing_is_passed_on_along_a_tie_of_nothing():
    graph = Graph([ADA, BEA], [BEA, CIRO], [0.0, 1.0])

    assert graph.introductions(ADA, CIRO) == []
    assert graph.distance(ADA, CIRO) == 2


def test_who_is_asked_often_is_spared():
    graph = Graph([ADA, BEA, ADA, CIRO], [BEA, DINO, CIRO, DINO], [1.0, 1.0, 0.75, 1.0])

    ways = graph.introductions(ADA, DINO, load=[0, 0.5, 0, 1])

    assert [(way.people, way.probability, way.worth) for way in ways] == [
        ((ADA, CIRO, DINO), 0.75, 0.75),
        ((ADA, BEA, DINO), 1.0, 0.5),
    ]
    assert [way.people[1] for way in graph.introductions(ADA, DINO, load=[0, 1, 0, 1])] == [CIRO]


def test_a_hidden_tie_serves_its_own_two_only():
    graph = Graph([ADA, BEA, BEA], [BEA, CIRO, DINO], 1.0, hidden=[False, True, False])

    assert graph.introductions(ADA, CIRO) == []
    assert graph.distance(ADA, CIRO) == -1
    assert graph.within(ADA, 2).tolist() == [BEA, DINO]
    assert graph.introductions(BEA, CIRO)[0].people == (BEA, CIRO)
    assert graph.within(BEA, 1).tolist() == [CIRO, DINO]


def test_a_hidden_tie_of_acceptance_nought_stays_hidden():
    """Once: the sign of nought was lost, and the tie shown."""
    graph = Graph([ADA, BEA], [BEA, CIRO], [1.0, 0.0], people=4, hidden=[False, True])
    graph.add(BEA, DINO, 0.0, hidden=True)

    assert graph.within(ADA, 2).tolist() == [BEA]
    assert graph.within(BEA, 2).tolist() == [CIRO, DINO]
    assert graph.distance(BEA, CIRO) == 1


def test_the_next_question_sees_a_change():
    graph = Graph([ADA, BEA], [BEA, CIRO], 1.0, people=4)

    graph.add(CIRO, DINO, 0.5)
    assert graph.introductions(ADA, DINO)[0].people == (ADA, BEA, CIRO, DINO)
    graph.add([ADA, ADA], [DINO, CIRO], [0.25, 0.125], hidden=[True, False])
    assert graph.distance(ADA, DINO) == 1
    assert graph.remove([ADA, BEA, BEA], [DINO, CIRO, CIRO]) == 2
    assert graph.introductions(ADA, DINO)[0].people == (ADA, CIRO, DINO)


def test_somebody_whom_suddenly_everybody_knows():
    """Once: a row longer than all the room at the end could not be moved."""
    people = 40_000
    graph = Graph([], [], [], people=people)
    everybody = np.arange(1, people)

    graph.add(everybody, np.zeros(people - 1, dtype=int), 0.5)
    graph.add(np.zeros(people - 1, dtype=int), everybody, 0.5)

    assert len(graph.within(1, 2)) == people - 1
    assert graph.introductions(1, people - 1)[0].people == (1, 0, people - 1)
    assert graph.remove(everybody, np.zeros(people - 1, dtype=int)) == people - 1
    assert graph.distance(1, 2) == -1
    assert graph.within(0, 2).tolist() == everybody.tolist()


def test_a_change_in_a_network_of_even_ties():
    """Where all is the same in both directions, it is kept once; a change in one direction is none in the other."""
    graph = Graph([ADA, BEA], [BEA, ADA], 0.5)

    graph.add(ADA, BEA, 1.0)

    assert [graph.introductions(one, 1 - one)[0].probability for one in (ADA, BEA)] == [1.0, 0.5]


def test_rows_of_oneself_repeated_rows_and_gaps_in_ids():
    graph = Graph([7, 3, 3, 7, 3], [7, 7, 7, 3, 7], [1.0, 0.25, 0.75, 0.5, 0.5])

    assert graph.people == 8
    assert graph.introductions(3, 7)[0].probability == 0.75
    assert graph.introductions(0, 7) == []
    assert graph.within(7, 2).tolist() == [3]


def test_nobody_is_introduced_to_herself():
    graph = Graph([ADA, BEA], [BEA, ADA], 1.0)

    assert graph.introductions(ADA, ADA, hops=5) == []
    assert (graph.distance(ADA, ADA), graph.path(ADA, ADA)) == (0, (ADA,))


def test_without_anybody_there_is_nobody_to_ask():
    graph = Graph([], [], [])

    assert graph.people == 0
    with pytest.raises(InvalidProblem) as refused:
        graph.within(0)
    assert refused.value.array == "person"


def test_one_person():
    graph = Graph([0], [0], [1.0])

    assert (graph.within(0).tolist(), graph.mutual(0, 0).tolist(), graph.introductions(0, 0)) == ([], [], [])


@pytest.mark.parametrize(
    ("arguments", "array", "position"),
    [
        (([0, -1], [1, 1], 1.0), "source", 1),
        (([0, 1], [1, 0.5], 1.0), "target", 1),
        (([0, np.nan], [1, 1], 1.0), "source", 1),
        ((["a"], [1], 1.0), "source", None),
        (([2**40], [1], 1.0), "source", 0),
        (([[0]], [[1]], 1.0), "source", None),
        (([0, 1], [1], 1.0), "target", None),
        (([0, 1], [1, 0], [1.0, 1.5]), "acceptance", 1),
        (([0, 1], [1, 0], [np.nan, 1.0]), "acceptance", 0),
        (([0, 1], [1, 0], [1.0]), "acceptance", None),
        (([0], [1], ["yes"]), "acceptance", None),
        (([0], [1], 1.0, 1), "people", None),
        (([0], [1], 1.0, True), "people", None),
        (([0], [1], 1.0, None, [2]), "hidden", 0),
        (([0], [1], 1.0, None, [True, False]), "hidden", None),
    ],
)
def test_refusals_name_the_argument_and_the_position(arguments, array, position):
    with pytest.raises(InvalidProblem) as refused:
        Graph(*arguments)

    assert (refused.value.array, refused.value.position) == (array, position)


@pytest.mark.parametrize(
    ("question", "array"),
    [
        (lambda graph: graph.introductions(5, 0), "asker"),
        (lambda graph: graph.introductions(0, -1), "person"),
        (lambda graph: graph.introductions(0, 1.0), "person"),
        (lambda graph: graph.introductions(0, 1, k=0), "k"),
        (lambda graph: graph.introductions(0, 1, hops=0), "hops"),
        (lambda graph: graph.introductions(0, 1, load=[0.5]), "load"),
        (lambda graph: graph.introductions(0, 1, load=[0.5, 2.0]), "load"),
        (lambda graph: graph.within(0, 0), "steps"),
        (lambda graph: graph.mutual(True, 0), "asker"),
        (lambda graph: graph.distance(0, 2), "person"),
        (lambda graph: graph.add(0, 2, 0.5), "target"),
        (lambda graph: graph.add([0, 1], [1, 2], 0.5), "people"),
        (lambda graph: graph.add(0, 1, 1.5), "acceptance"),
        (lambda graph: graph.remove(0, 2), "target"),
    ],
)
def test_refusals_of_questions(question, array):
    graph = Graph([0, 1], [1, 0], 0.5)

    with pytest.raises(InvalidProblem) as refused:
        question(graph)

    assert refused.value.array == array
    assert graph.introductions(0, 1)[0].probability == 0.5


def test_many_threads_ask_one_graph():
    chance = np.random.default_rng(1)
    graph = Graph(chance.integers(0, 500, 5_000), chance.integers(0, 500, 5_000), chance.random(5_000))
    expected = [graph.introductions(asker, 499 - asker, hops=4) for asker in range(100)]
    answers = {}

    def ask(thread):
        answers[thread] = [graph.introductions(asker, 499 - asker, hops=4) for asker in range(100)]

    threads = [threading.Thread(target=ask, args=(thread,)) for thread in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert list(answers.values()) == [expected] * 4
