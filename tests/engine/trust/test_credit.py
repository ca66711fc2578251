"""Recognition under attack: rings gain nothing by size, friends who praise one another gain little."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.trust.worlds import PEOPLE, columns, fooled, people, ring, seeds, small_world, thorough, ties
from reciproca_engine.trust import InvalidProblem, credit

MEMBERS = 1_000
DRAWS = 20


def of(rows, known, people):
    return credit(*columns(rows), known, people=people).score


@thorough
@given(ties, seeds, st.lists(st.tuples(st.integers(PEOPLE, PEOPLE + 4), st.integers(0, PEOPLE + 4)), max_size=30))
def test_fakes_whom_nobody_real_recognises_change_nothing(honest, known, fakes):
    after = of(honest + fakes, known, PEOPLE + 5)

    assert after[:PEOPLE].tolist() == of(honest, known, PEOPLE).tolist()
    assert (after[PEOPLE:] == 0).all()


@thorough
@given(ties, seeds, st.integers(2, 5), st.randoms(use_true_random=False))
def test_how_often_and_in_which_order_changes_nothing(rows, known, times, chance):
    again = [*rows * times, *((one, one) for one in range(PEOPLE))]
    chance.shuffle(again)

    assert of(again, known, PEOPLE).tolist() == of(rows, known, PEOPLE).tolist()


@thorough
@given(ties, seeds.filter(bool), st.data())
def test_revoking_a_seed_raises_nobody(rows, known, data):
    gone = data.draw(st.sampled_from(sorted(known)))

    assert (of(rows, known - {gone}, PEOPLE) <= of(rows, known, PEOPLE) * (1 + 1e-12)).all()


@thorough
@given(ties, seeds)
def test_no_seed_makes_a_reputation_alone(rows, known):
    assert (of(rows, known, PEOPLE) <= 0.05 * len(known) + 1e-12).all()


@thorough
@given(ties, people)
def test_one_seed_by_hand(rows, seed):
    assert of(rows, {seed}, PEOPLE) == pytest.approx(by_hand(rows, seed))


def by_hand(rows, seed):
    """The same, person by person and step by step."""
    pairs = {(a, b) for a, b in rows if a != b}
    mutual = {(a, b) for a, b in pairs if (b, a) in pairs}
    score, seen, now = [0.0] * PEOPLE, {seed}, {seed: 1.0}
    while now:
        later = {}
        for a, has in now.items():
            mine = [b for one, b in pairs if one == a]
            for b in mine:
                if b not in seen:
                    thirds = (
                        sum((a, w) in mutual and (b, w) in mutual for w in range(PEOPLE)) if (a, b) in mutual else 0
                    )
                    later[b] = later.get(b, 0.0) + 0.95 * has / len(mine) / max(thirds, 1)
        seen |= set(later)
        for b, has in later.items():
            score[b] += min(has, 0.05)
        now = {b: has for b, has in later.items() if has >= 1e-6}
    return score


def draws(number=DRAWS):
    for draw in range(number):
        chance = np.random.default_rng(draw)
        yield chance, small_world(chance), {int(seed) for seed in chance.choice(MEMBERS, 100, replace=False)}


def test_a_ring_that_nobody_recognises_gets_nothing_whatever_its_size():
    for _, honest, known in draws():
        before = of(honest, known, MEMBERS)
        for fakes in (10, 50, 200):
            after = of(honest + ring(fakes, MEMBERS), known, MEMBERS + fakes)
            assert (after[:MEMBERS] == before).all()
            assert (after[MEMBERS:] == 0).all()


def test_five_fooled_members_buy_less_than_one_member_has():
    best, share = {10: [], 200: []}, {10: [], 200: []}
    for chance, honest, known in draws():
        for fakes in (10, 200):
            rows = honest + ring(fakes, MEMBERS) + fooled(chance, 5, fakes, MEMBERS)
            score = of(rows, known, MEMBERS + fakes)
            best[fakes].append(score[MEMBERS:].max() / np.median(score[:MEMBERS]))
            share[fakes].append(score[MEMBERS:].sum() / score.sum())

    for fakes in (10, 200):
        assert np.mean(best[fakes]) <= 0.75
        assert max(best[fakes]) <= 1.5
        assert np.mean(share[fakes]) <= 0.0015 * 5
        assert max(share[fakes]) <= 0.004 * 5
    assert np.mean(best[200]) <= np.mean(best[10])


def test_the_attack_would_have_worked_on_counts():
    """What the harness is worth: with raw counts a fake is first by far."""
    _, honest, _ = next(draws(1))
    rows = honest + ring(50, MEMBERS, times=2)

    counts = np.bincount(columns(rows)[1])

    assert counts.argmax() >= MEMBERS


@pytest.mark.parametrize("clique", [2, 4, 6, 10])
def test_real_members_who_praise_one_another_gain_little(clique):
    gains = []
    for chance, honest, known in draws():
        friends = chance.choice(MEMBERS, clique, replace=False).tolist()
        praise = [(one, other) for one in friends for other in friends if one != other]
        before, after = of(honest, known, MEMBERS), of(honest + praise * 3, known, MEMBERS)
        gains.append(after[friends].sum() / before[friends].sum())

    assert np.mean(gains) <= 1.3
    assert max(gains) <= 1.75


def test_refusals():
    with pytest.raises(InvalidProblem) as refused:
        credit([0], [1], [5])

    assert (refused.value.array, refused.value.position) == ("seeds", 0)
    with pytest.raises(InvalidProblem) as refused:
        credit([0, -1], [1, 1], [0])
    assert (refused.value.array, refused.value.position) == ("giver", 1)


def test_nobody():
    assert credit([], [], []).score.tolist() == []
