"""Plans of short meetings, and fits learned from what was answered afterwards."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reciproca.matching import problem as bridge
from reciproca.matching.meetings import ENOUGH_ANSWERS, Answer, learn_from, plan_meetings

TOPICS = ["bilanci", "marketing", "negoziazione", "export", "teatro", "contratti", "ricerca", "scrittura"]
TONGUES = ["it", "en", "fr"]


def people(mentees: int, mentors: int, seed: int, tongues: int = 1) -> bridge.Prepared:
    chance = np.random.default_rng(seed)

    def person(role: str, at: int) -> bridge.Person:
        topics = tuple(chance.choice(TOPICS, 2, replace=False).tolist())
        return bridge.Person(
            key=f"{role} {at}",
            name=f"{role} {at}",
            offers=topics if role == "mentor" else (),
            needs=topics if role == "mentee" else (),
            place=str(chance.choice(["Roma", "Bari", "Torino"])),
            languages=frozenset({TONGUES[chance.integers(tongues)]}),
            capacity=int(chance.integers(1, 3)),
        )

    return bridge.prepare(
        [person("mentee", at) for at in range(mentees)], [person("mentor", at) for at in range(mentors)]
    )


# ------------------------------------------------------------------------------------------------------------ the plan


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(1, 9), st.integers(1, 9), st.integers(1, 7), st.integers(0, 10**6), st.integers(1, 2))
def test_nobody_meets_twice_and_nobody_sits_at_two_tables(
    mentees: int, mentors: int, rounds: int, seed: int, tongues: int
) -> None:
    prepared = people(mentees, mentors, seed, tongues)
    before = {(0, 0)} if seed % 2 else set()

    plan = plan_meetings(prepared, rounds, met=before)

    made = [pair for pairs in plan.rounds for pair in pairs]
    assert len(set(made)) == len(made)
    assert not before & set(made)
    assert all(prepared.allowed[pair] for pair in made)
    assert len(plan.rounds) <= rounds
    for pairs in plan.rounds:
        assert pairs
        assert max(Counter(mentee for mentee, _ in pairs).values()) == 1
        assert max(Counter(mentor for _, mentor in pairs).values()) == 1


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.integers(1, 9), st.integers(1, 9), st.integers(1, 6), st.integers(0, 10**6))
def test_where_all_may_meet_meetings_are_spread_evenly_and_proven(
    mentees: int, mentors: int, rounds: int, seed: int
) -> None:
    prepared = people(mentees, mentors, seed)

    plan = plan_meetings(prepared, rounds)

    assert len(plan.rounds) == min(rounds, max(mentees, mentors))
    assert [len(pairs) for pairs in plan.rounds] == [min(mentees, mentors)] * len(plan.rounds)
    larger = 0 if mentees >= mentors else 1
    had = Counter(pair[larger] for pairs in plan.rounds for pair in pairs)
    sizes = [had[at] for at in range(max(mentees, mentors))]
    assert max(sizes) - min(sizes) <= 1
    assert plan.is_proven
    assert plan.mean_fit == pytest.approx(np.mean([prepared.scores.fit[p] for pairs in plan.rounds for p in pairs]))
    assert plan.by_chance - 1e-9 <= plan.mean_fit <= plan.bound + 1e-9


def test_who_had_fewest_meetings_comes_first() -> None:
    prepared = people(5, 2, seed=3)

    plan = plan_meetings(prepared, 1, met=[(0, 0), (1, 1), (2, 0)], before=([1, 1, 1, 0, 0], [2, 1]))

    assert {mentee for mentee, _ in plan.rounds[0]} == {3, 4}


def test_who_takes_nobody_meets_nobody() -> None:
    prepared = bridge.prepare(
        [bridge.Person("a", "a"), bridge.Person("b", "b")],
        [bridge.Person("c", "c", capacity=0), bridge.Person("d", "d")],
    )

    assert sorted(plan_meetings(prepared, 6).rounds) == [((0, 1),), ((1, 1),)]


def test_few_wait_twice_running() -> None:
    plan = plan_meetings(people(6, 3, seed=1), 6)

    waiting = [set(range(6)) - {mentee for mentee, _ in pairs} for pairs in plan.rounds]

    assert [len(one) for one in waiting] == [3] * 6
    assert sum(len(one & other) for one, other in pairwise(waiting)) <= 5


# -------------------------------------------------------------------------------------------------------- the learning


class World:
    """People with a hidden taste: the place counts for everybody, and some are said yes to more readily."""

    def __init__(self, seed: int, mentees: int = 14, mentors: int = 10, rounds: int = 6, taste: float = 2.0) -> None:
        chance = np.random.default_rng(seed)
        self.prepared = people(mentees, mentors, seed)
        same = np.nan_to_num(self.prepared.scores.scores("place")[0])  # type: ignore[attr-defined]
        readily, wanted = chance.normal(0, 0.7, (2, mentees)), chance.normal(0, 0.7, (2, mentors))
        log_odds = -0.8 + taste * same
        one = 1 / (1 + np.exp(-(log_odds + readily[0][:, None] + wanted[0][None, :])))
        other = 1 / (1 + np.exp(-(log_odds + readily[1][:, None] + wanted[1][None, :])))
        self.both = one * other
        plan = plan_meetings(self.prepared, rounds)
        self.answers = [
            Answer(*pair, bool(chance.random() < one[pair]), bool(chance.random() < other[pair]))
            for pairs in plan.rounds
            for pair in pairs
        ]
        self.unmet = np.ones((mentees, mentors), dtype=np.bool_)
        for answer in self.answers:
            self.unmet[answer.mentee, answer.mentor] = False


def test_learned_order_beats_the_fit_of_the_sheets_where_there_is_a_hidden_taste() -> None:
    """Over six evenings: how well those who have not met are put in order, and how many of the pairs made would go on."""
    in_order, would_go_on = [], []
    for seed in range(6):
        world = World(seed)

        learned, lesson = learn_from(world.prepared, world.answers)

        assert lesson.is_used
        sheets = world.prepared.scores.fit
        in_order.append(
            [np.corrcoef(f[world.unmet], world.both[world.unmet])[0, 1] for f in (learned.scores.fit, sheets)]
        )
        would_go_on.append(
            [
                np.mean([world.both[pair.mentee, pair.mentor] for pair in bridge.match(each, prefer="fit").pairs])
                for each in (learned, world.prepared)
            ]
        )
    ours, sheets = np.mean(in_order, axis=0)
    assert ours > sheets + 0.3
    ours, sheets = np.mean(would_go_on, axis=0)
    assert ours > sheets


@pytest.mark.parametrize("heed_no", [True, False])
@pytest.mark.parametrize("count", [10, 120])
def test_reasons_add_up_to_the_fit_of_every_pair(heed_no: bool, count: int) -> None:
    world = World(2)

    learned, lesson = learn_from(world.prepared, world.answers[: count // 2], heed_no=heed_no)

    assert lesson.is_used == (count >= ENOUGH_ANSWERS)
    for mentee, mentor in np.ndindex(*learned.scores.fit.shape):
        reasons = bridge.reasons_of(learned, mentee, mentor)
        assert sum(reason.contribution for reason in reasons) == learned.scores.fit[mentee, mentor]


def test_numbers_about_one_person_alone_are_not_told() -> None:
    world = World(1)

    learned, _ = learn_from(world.prepared, world.answers)

    told = {reason.kind for pair in np.ndindex(*learned.scores.fit.shape) for reason in learned.scores.reasons(*pair)}
    assert {"base_rate", "evening"} <= told
    assert not told & {"leaning", "appeal", "alike", "taste"}


def test_two_yes_are_one_and_a_no_keeps_apart() -> None:
    world = World(1)
    said = {(a.mentee, a.mentor): (a.mentee_yes, a.mentor_yes) for a in world.answers}

    heeded, _ = learn_from(world.prepared, world.answers)
    lifted, _ = learn_from(world.prepared, world.answers, heed_no=False)

    assert {pair for pair, both in said.items() if both == (True, True)} == set(
        zip(*map(list, np.nonzero(heeded.scores.fit == 1)), strict=True)
    )
    assert {pair for pair in np.ndindex(*heeded.allowed.shape) if not heeded.allowed[pair]} == {
        pair for pair, both in said.items() if False in both
    }
    assert lifted.allowed.all()


def test_one_yes_makes_the_chance_of_the_other_ones() -> None:
    world = World(1)
    first, *others = world.answers
    without, _ = learn_from(world.prepared, [Answer(first.mentee, first.mentor, None, None), *others])

    with_yes, _ = learn_from(world.prepared, [Answer(first.mentee, first.mentor, True, None), *others])

    at = first.mentee, first.mentor
    assert with_yes.scores.mentee_view[at] == 1
    assert with_yes.scores.fit[at] == with_yes.scores.mentor_view[at] > without.scores.fit[at]
    assert with_yes.scores.reasons(*at)[0].kind == "met"


def test_few_answers_leave_the_fit_as_it_is() -> None:
    world = World(1)
    few = [answer for answer in world.answers if not (answer.mentee_yes and answer.mentor_yes)][
        : ENOUGH_ANSWERS // 2 - 1
    ]

    learned, lesson = learn_from(world.prepared, few)

    assert (lesson.is_used, lesson.held_out) == (False, None)
    assert learned.scores.fit.tolist() == world.prepared.scores.fit.tolist()


def test_answers_that_foretell_nothing_leave_the_fit_as_it_is() -> None:
    world = World(3)
    chance = np.random.default_rng(5)
    tossed = [Answer(a.mentee, a.mentor, bool(chance.random() < 0.5), False) for a in world.answers]

    learned, lesson = learn_from(world.prepared, tossed)

    assert lesson.held_out is not None
    assert lesson.held_out.gain <= 0
    assert not lesson.is_used
    assert learned.scores.fit.tolist() == world.prepared.scores.fit.tolist()
