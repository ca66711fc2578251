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


@settings(max_examples=100, deadline=None, derandomize=True)
@given(some_texts, some_texts)
def test_the_score_is_the_mean_of_what_two_ranks_are_worth(needs, offers):
    found = text.match(needs, offers, encoder=Sounds())

    by_words = text.closeness(needs, offers)
    vectors = [np.array(Sounds().encode(some), dtype=float).reshape(len(some), 20) for some in (needs, offers)]
    hers, theirs = (some / np.linalg.norm(some, axis=1, keepdims=True) for some in vectors)
    expected = {}
    for need, (words, cosines) in enumerate(zip(by_words, np.round(hers @ theirs.T, 9), strict=True)):
        for offer in range(len(offers)):
            score = sum(
                6 / (6 + sum(values > values[offer]) + (sum(values == values[offer]) - 1) / 2) / 2
                for values in (words, cosines)
                if values[offer] > 0
            )
            if score:
                expected[need, offer] = score
    scores = {(need, offer): score for need, offer, score, _ in found}
    assert scores == pytest.approx(expected)
    assert found.need.tolist() == sorted(found.need.tolist())
    assert all(reason.contribution == score <= 1 for _, _, score, reason in found)


@settings(max_examples=50, deadline=None, derandomize=True)
@given(some_texts)
def test_an_encoder_that_sees_nothing_leaves_the_order_of_words(texts):
    found = text.match(texts, texts, encoder=Stubborn([[0.0]] * len(texts)))

    plain = text.match(texts, texts)

    assert (found.need.tolist(), found.offer.tolist()) == (plain.need.tolist(), plain.offer.tolist())
    assert (found.score <= 0.5).all()


def test_an_offer_found_by_meaning_alone_says_so():
    found = text.match(["dogs"], ["cani e gatti", "dogs"], encoder=Meanings())

    assert [(offer, reason.kind) for _, offer, _, reason in found] == [(1, "shared_words"), (0, "close_in_meaning")]
    assert found.score.tolist() == [1.0, pytest.approx(6 / 7 / 2)]


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
