"""Input without meaning is refused, by the name of the argument and the position in it."""

from __future__ import annotations

import numpy as np
import pytest

from reciproca_engine.circles import Attribute, InvalidProblem, compose
from reciproca_engine.circles.attributes import worth_of

GOOD = {"fit": np.ones((4, 4)), "sizes": (2, 2)}


@pytest.mark.parametrize(
    ("changes", "array", "position"),
    [
        ({"fit": np.ones((4, 3))}, "fit", None),
        ({"fit": [1.0, 2.0]}, "fit", None),
        ({"fit": [[1.0, 2.0], [1.0]]}, "fit", None),
        ({"fit": [["a", "b"], ["c", "d"]]}, "fit", None),
        ({"fit": [[0.0, 1.0], [np.nan, 0.0]]}, "fit", 1),
        ({"fit": [[0.0, np.inf], [1.0, 0.0]]}, "fit", 0),
        ({"sizes": (0, 3)}, "sizes", 0),
        ({"sizes": (4, 3)}, "sizes", 1),
        ({"sizes": (1, 2, 3)}, "sizes", None),
        ({"sizes": (1.5, 2)}, "sizes", None),
        ({"attributes": {"team": ["a", "b"]}}, "attributes", None),
        ({"attributes": {"talks": [0.5, 1.0, "much", 0.0]}}, "attributes", 2),
        ({"attributes": {"talks": [0.5, 1.0, float("inf"), 0.0]}}, "attributes", 2),
        ({"attributes": {"topics": [{1}, [[2]], {3}, {4}]}}, "attributes", 1),
        ({"attributes": {"team": 3}}, "attributes", None),
        ({"attributes": np.zeros((4, 2, 2))}, "attributes", None),
        ({"slots": [["mon"]]}, "slots", None),
        ({"slots": [["mon"], ["mon"], 3, ["tue"]]}, "slots", 2),
        ({"slots": [[True], [True], [True], [True, False]]}, "slots", None),
        ({"slots": np.array([[0, 1], [0, 1], [0, 2], [1, 1]])}, "slots", 2),
        ({"slots": 7}, "slots", None),
        ({"apart": [(0, 1), (0, 4)]}, "apart", 1),
        ({"apart": [(0, -1)]}, "apart", 0),
        ({"apart": [(0, 1), (2, 2)]}, "apart", 1),
        ({"apart": [(0, 1), (2,)]}, "apart", 1),
        ({"apart": [(0, 1), 2]}, "apart", 1),
        ({"apart": 3}, "apart", None),
        ({"together": [(0, 1.5)]}, "together", 0),
        ({"together": [(0, 9)]}, "together", 0),
        ({"previous": [0, 0, 1]}, "previous", None),
        ({"previous": [0, 0, 1, 1.5]}, "previous", 3),
        ({"previous": [0, "b", 1, 1]}, "previous", 1),
        ({"deadline": -1}, "deadline", None),
    ],
    ids=lambda value: str(value)[:40].replace("\n", " ") if isinstance(value, dict) else None,
)
def test_compose_names_what_is_wrong(changes, array, position):
    with pytest.raises(InvalidProblem) as refusal:
        compose(**GOOD | changes)

    assert (refusal.value.array, refusal.value.position) == (array, position)


def test_an_attribute_has_an_aim_and_a_weight():
    with pytest.raises(InvalidProblem):
        Attribute([1], aim="sameness")
    with pytest.raises(InvalidProblem):
        Attribute([1], weight=-1)


def test_numbers_differ_by_the_square_of_their_distance():
    """Anticlustering: over a circle, the sum of the squares is its size squared times the variance."""
    talks = np.array([0.0, 1.0, 3.0, 4.0])

    worth = worth_of(Attribute(talks), 4)

    assert np.triu(worth).sum() == pytest.approx(len(talks) ** 2 * np.var(talks / 4))


def test_whole_numbers_and_words_differ_or_do_not():
    assert worth_of(Attribute([1, 1, 9], weight=0.5), 3).tolist() == [[0, 0, 0.5], [0, 0, 0.5], [0.5, 0.5, 0]]
    assert worth_of(Attribute(["a", "a", "b"], aim="common"), 3).tolist() == [[0, 1, 0], [1, 0, 0], [0, 0, 0]]


def test_sets_differ_by_what_they_do_not_share():
    topics = [{"law", "tax"}, ["tax"], {"art"}]

    assert worth_of(Attribute(topics), 3).tolist() == [[0, 0.5, 1], [0.5, 0, 1], [1, 1, 0]]
    assert worth_of(Attribute(topics, aim="common"), 3).tolist() == [[0, 0.5, 0], [0.5, 0, 0], [0, 0, 0]]


@pytest.mark.parametrize("blank", [None, float("nan")])
def test_a_blank_neither_rewards_nor_punishes(blank):
    for aim in ("difference", "common"):
        worth = worth_of(Attribute([0.0, blank, 1.0], aim=aim), 3)
        assert worth[1].tolist() == [0, 0, 0]
