"""Few pairs of each person, and the proof over all of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.matching.strategies import prefers
from reciproca_engine.exceptions import InvalidProblem
from reciproca_engine.matching import MatchProblem, candidates, solve, verify
from reciproca_engine.matching.candidates import Person, Profiles


def in_blocks(table):
    return lambda rows: table[rows.start : rows.stop]


def everything(table, **limits):
    mentee, mentor = np.nonzero(table >= 0)
    return MatchProblem(*table.shape, mentee, mentor, table[mentee, mentor].astype(float), **limits)


@st.composite
def tables(draw):
    mentees, mentors = draw(st.integers(1, 14)), draw(st.integers(1, 9))
    chance = np.random.default_rng(draw(st.integers(0, 2**32)))
    table = chance.random((mentees, mentors)) + 0.5 * chance.random(mentors)  # some are wanted by all
    if draw(st.booleans()):
        table = np.rint(table * 8) / 8
    table[chance.random(table.shape) < draw(st.sampled_from([0, 0.2, 0.6]))] = -1
    return table.astype(np.float32), chance.integers(0, 4, mentors)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(tables(), prefers, st.integers(1, 3), st.integers(1, 3), st.integers(1, 2))
def test_few_candidates_reach_the_optimum_of_all_pairs(drawn, prefer, per_mentee, per_mentor, demand):
    table, capacity = drawn
    limits = {"capacity": capacity, "demand": demand}

    found = candidates.solve_everything(
        in_blocks(table), *table.shape, **limits, prefer=prefer, per_mentee=per_mentee, per_mentor=per_mentor
    )

    problem = everything(np.where(capacity > 0, table, -1), **limits)
    whole = solve(problem, prefer)
    assert found.is_proven
    assert found.result.aims == pytest.approx(whole.aims, abs=1e-6)
    report = verify(problem, replace(found.result, problem=problem))
    assert report.optimal
    assert report.total == pytest.approx(whole.total, abs=1e-6)


@settings(max_examples=50, deadline=None, derandomize=True)
@given(tables(), st.integers(0, 5), st.integers(0, 5))
def test_the_best_of_everybody_are_among_the_candidates(drawn, per_mentee, per_mentor):
    table, _ = drawn

    mentee, mentor, fit = candidates.best(in_blocks(table), *table.shape, per_mentee, per_mentor)

    is_candidate = np.zeros(table.shape, dtype=bool)
    is_candidate[mentee, mentor] = True
    assert is_candidate.sum() == len(mentee)
    assert (fit == table[mentee, mentor]).all()
    assert (fit >= 0).all()
    for people, kept, most in ((table, is_candidate, per_mentee), (table.T, is_candidate.T, per_mentor)):
        for hers, taken in zip(people, kept, strict=True):
            possible = np.sort(hers[hers >= 0])[::-1]
            assert np.sort(hers[taken])[::-1][:most].tolist() == possible[:most].tolist()


def test_many_blocks_are_as_good_as_one(monkeypatch):
    chance = np.random.default_rng(3)
    table = chance.random((40, 6)).astype(np.float32)

    one = candidates.best(in_blocks(table), 40, 6, 2, 3)
    monkeypatch.setattr(candidates, "_BLOCK", 13)

    assert [some.tolist() for some in one] == [some.tolist() for some in candidates.best(in_blocks(table), 40, 6, 2, 3)]
    found = candidates.solve_everything(in_blocks(table), 40, 6, capacity=4, per_mentee=1, per_mentor=1)
    assert found.is_proven
    assert found.added > 0
    assert verify(everything(table, capacity=4), found.result).optimal


@settings(max_examples=60, deadline=None, derandomize=True)
@given(tables(), st.integers(1, 4), st.integers(1, 4), st.integers(1, 40), st.integers(1, 4))
def test_of_equal_fits_those_who_come_first_are_kept_however_it_is_worked_out(drawn, hers, his, block, threads):
    table = np.rint(drawn[0] * 3).astype(np.float32) / 3
    first = np.where(table >= 0, np.argsort(np.argsort(-table, axis=1, kind="stable"), axis=1) < hers, False)
    first |= np.where(table >= 0, np.argsort(np.argsort(-table, axis=0, kind="stable"), axis=0) < his, False)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(candidates, "_BLOCK", block)
        patch.setattr(candidates, "processors", lambda: threads)
        mentee, mentor, fit = candidates.best(in_blocks(table), *table.shape, hers, his)

    assert np.column_stack([mentee, mentor]).tolist() == np.argwhere(first).tolist()
    assert fit.tolist() == table[first].tolist()


def test_a_row_whose_sample_promises_too_much_is_looked_at_again():
    table = np.zeros((3, 400), dtype=np.float32)
    table[:, ::16] = 1  # just those that are looked at first

    mentee, mentor, _ = candidates.best(in_blocks(table), 3, 400, 30, 0)

    wanted = [*range(0, 400, 16), *(j for j in range(400) if j % 16)][:30]
    assert mentor.reshape(3, 30).tolist() == [sorted(wanted)] * 3
    assert np.bincount(mentee).tolist() == [30] * 3


profiles = st.lists(
    st.builds(Person, st.sets(st.integers(0, 5)), st.sets(st.sampled_from([0, 1, 63])), st.integers(0, 23)),
    min_size=1,
    max_size=6,
)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(profiles, profiles, st.booleans(), st.booleans())
def test_fits_of_profiles_by_their_definition(mentees, mentors, has_vectors, needs_language):
    chance = np.random.default_rng(len(mentees))
    vectors = [chance.normal(size=(len(side), 3)) for side in (mentees, mentors)]
    vectors = [some / np.linalg.norm(some, axis=1, keepdims=True) for some in vectors]

    fits = Profiles(mentees, mentors, *(vectors if has_vectors else ()), needs_language=needs_language)

    for i, mentee in enumerate(mentees):
        for j, mentor in enumerate(mentors):
            shares_language = bool(mentee.languages & mentor.languages)
            apart = abs(mentee.hour - mentor.hour)
            expected = 0.2 * shares_language + 0.1 * (1 - min(apart, 24 - apart) / 12)
            if mentee.topics:
                expected += 0.5 * len(mentee.topics & mentor.topics) / len(mentee.topics)
            if has_vectors:
                expected += 0.2 * (1 + vectors[0][i] @ vectors[1][j]) / 2
            if needs_language and not shares_language:
                expected = -1
            assert fits(range(len(mentees)))[i, j] == pytest.approx(expected, abs=1e-6)
            assert fits(range(i, i + 1))[0, j] == pytest.approx(expected, abs=1e-6)


def test_as_many_topics_as_there_may_be_are_counted_all():
    fits = Profiles([Person(range(255))], [Person(range(255)), Person(range(0, 255, 5))], topics=1, hours=0, language=0)

    assert fits(range(1))[0].tolist() == pytest.approx([1, 0.2], abs=1e-6)


@pytest.mark.parametrize(
    "make",
    [
        lambda: Profiles([Person({-1})], [Person()]),
        lambda: Profiles([Person(range(256))], [Person()]),
        lambda: Profiles([Person(languages={64})], [Person()]),
        lambda: Profiles([Person(hour=24)], [Person()]),
        lambda: Profiles([Person()], [Person()], topics=-1),
        lambda: Profiles([Person()], [Person()], [[1.0]]),
        lambda: candidates.best(lambda rows: np.zeros((1, 1)), 2, 2),
        lambda: candidates.best(lambda rows: np.full((len(rows), 2), np.nan), 2, 2),
    ],
)
def test_what_has_no_meaning_is_refused(make):
    with pytest.raises(InvalidProblem):
        make()


def test_nobody_is_matched_with_nobody():
    assert candidates.solve_everything(in_blocks(np.zeros((0, 2), np.float32)), 0, 2).is_proven
    assert candidates.solve_everything(in_blocks(np.zeros((2, 0), np.float32)), 2, 0).is_proven


def test_without_time_nothing_is_proven():
    table = np.random.default_rng(4).random((200, 20)).astype(np.float32)

    found = candidates.solve_everything(in_blocks(table), 200, 20, capacity=5, deadline=0.0)

    assert not found.is_proven
    assert verify(found.result.problem, found.result).feasible
