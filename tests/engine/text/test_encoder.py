"""Words and meaning, joined by rank; the encoders here are toys whose meanings are known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reciproca_engine import text
from reciproca_engine.exceptions import InvalidProblem


class Sounds:
    """Texts are close when they have letters in common."""

    def encode(self, texts):
        return [[word.count(letter) for letter in "abcdefghilmnoprstuvz"] for word in texts]


class Meanings:
    """Knows one animal in two languages."""

    def encode(self, texts):
        meanings = {"dogs": [1, 0], "cani e gatti": [1, 1]}
        return [meanings[word] for word in texts]


class Stubborn:
    """Gives whatever it was told to, asked or not."""

    def __init__(self, vectors):
        self.vectors = vectors

    def encode(self, texts):
        return self.vectors


some_texts = st.lists(
    st.sampled_from(
        ["negoziazione", "negotiation", "potare le rose", "rose garden", "bilanci", "grand opera", "operai"]
    ),
    max_size=6,
)


def nearness(needs, offers):
    """As the documentation says it, one pair and one point at a time: each text here makes one point."""
    vectors = [[np.array(vector, dtype=float) for vector in Sounds().encode(some)] for some in (needs, offers)]
    cosine = [[round(a @ b / np.sqrt((a @ a) * (b @ b)), 9) for b in vectors[1]] for a in vectors[0]]

    def crowd(values):
        return np.mean(sorted(values)[-5:])

    return [
        [
            round(2 * value - crowd(of_need) - crowd([other[at] for other in cosine]), 9) if value > 0 else -np.inf
            for at, value in enumerate(of_need)
        ]
        for of_need in cosine
    ]


@settings(max_examples=100, deadline=None, derandomize=True)
@given(some_texts, some_texts)
def test_the_score_is_the_mean_of_what_two_ranks_are_worth(needs, offers):
    found = text.match(needs, offers, encoder=Sounds())

    by_words = np.where(text.closeness(needs, offers) > 0, text.closeness(needs, offers), -np.inf)
    expected = {}
    for need, tables in enumerate(zip(by_words, nearness(needs, offers), strict=True)):
        for offer in range(len(offers)):
            score = sum(
                part * 6 / (6 + sum(np.array(values) > values[offer]) + (values_equal(values, offer) - 1) / 2)
                for part, values in zip((0.25, 0.75), tables, strict=True)
                if values[offer] > -np.inf
            )
            if score:
                expected[need, offer] = score
    scores = {(need, offer): score for need, offer, score, _ in found}
    assert scores == pytest.approx(expected)
    assert found.need.tolist() == sorted(found.need.tolist())
    assert all(reason.contribution == score <= 1 for _, _, score, reason in found)


def values_equal(values, offer):
    return sum(value == values[offer] for value in values)


@settings(max_examples=50, deadline=None, derandomize=True)
@given(some_texts)
def test_an_encoder_that_sees_nothing_leaves_the_order_of_words(texts):
    found = text.match(texts, texts, encoder=Stubborn([[0.0]] * len(texts)))

    plain = text.match(texts, texts)

    assert (found.need.tolist(), found.offer.tolist()) == (plain.need.tolist(), plain.offer.tolist())
    assert (found.score <= 0.25).all()


def test_an_offer_found_by_meaning_alone_says_so():
    found = text.match(["dogs"], ["cani e gatti", "dogs"], encoder=Meanings())

    assert [(offer, reason.kind) for _, offer, _, reason in found] == [(1, "shared_words"), (0, "close_in_meaning")]
    assert found.score.tolist() == [1.0, pytest.approx(0.75 * 6 / 7)]


def test_each_point_of_a_text_looks_for_its_own_neighbour():
    class Topics:
        def encode(self, texts):
            return [[text == topic for topic in ("x", "y", "z")] for text in texts]

    offers = ["x\ny", "x", "x\ny\nz", "z"]

    found = text.match(["x, y"], offers, languages=[], encoder=Topics())

    assert found.offer.tolist() == [0, 2, 1]


def test_a_text_that_is_near_to_everything_is_near_to_nobody():
    class Plane:
        angles = {"needs a": 0.0, "needs b": 1.2, "offers a": 0.45, "offers b": 1.25, "offers anything": 0.42}

        def encode(self, texts):
            return [[np.cos(self.angles[text]), np.sin(self.angles[text])] for text in texts]

    needs, offers = ["needs a", "needs b"], ["offers a", "offers b", "offers anything"]

    found = text.match(needs, offers, languages=[], encoder=Plane())

    assert found.offer[found.need == 1].tolist()[0] == 1
    assert found.offer[found.need == 0].tolist()[0] != 1


def test_a_gendered_form_is_read_once():
    read = []

    class Reader:
        def encode(self, texts):
            read.extend(texts)
            return [[1.0]] * len(texts)

    text.match(["direttore tecnico/direttrice tecnica"], ["Ricercatore/trice; TCP/IP"], encoder=Reader())

    assert read == ["direttore tecnico", "Ricercatore", "TCP/IP"]


def test_only_the_ten_nearest_are_looked_at():
    needs, offers = ["aaa"], ["a" + "b" * at for at in range(30)]

    found = text.match(needs, offers, encoder=Sounds())

    assert found.offer.tolist() == list(range(10))


@pytest.mark.parametrize("vectors", [[[1.0]], [1.0, 2.0], [[np.nan], [1.0]]], ids=["too few", "flat", "not a number"])
def test_vectors_without_meaning_are_refused(vectors):
    with pytest.raises(InvalidProblem):
        text.match(["a", "b"], ["c", "d"], encoder=Stubborn(vectors))


def test_nobody_needs_anything():
    assert len(text.match([], ["a"], encoder=Sounds())) == 0
    assert len(text.match(["a"], [], encoder=Sounds())) == 0
