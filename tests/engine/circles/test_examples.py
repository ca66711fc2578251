"""Named cases, worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from reciproca_engine.circles import Attribute, Infeasible, compose, verify

ADA, BEA, CIRO, DINO, EVA, FABIO = range(6)


def groups(circles):
    return sorted(np.flatnonzero(circles.circle == one).tolist() for one in set(circles.circle.tolist()))


def test_example_on_the_page_for_coordinators():
    """docs/explanation/how-circles-are-composed.md, section 2."""
    fit = np.zeros((4, 4))
    fit[ADA, BEA], fit[ADA, CIRO], fit[BEA, DINO], fit[CIRO, DINO] = 0.9, 0.7, 0.8, 0.1
    fit = fit + fit.T

    circles = compose(fit, sizes=(2, 2))

    assert (groups(circles), circles.total) == ([[ADA, CIRO], [BEA, DINO]], 1.5)
    assert verify(fit, circles, sizes=(2, 2)).optimal


def test_talkative_and_quiet_are_mixed():
    talks = [0.9, 0.8, 1.0, 0.1, 0.0, 0.2]

    circles = compose(np.zeros((6, 6)), sizes=(2, 2), attributes={"talks": talks})

    for pair in groups(circles):
        assert sorted(talks[person] > 0.5 for person in pair) == [False, True]


def test_common_ground_and_difference_are_named_among_the_reasons():
    attributes = {
        "interest": Attribute(["art", "art", "law", "law"], weight=2, aim="common"),
        "team": Attribute(["x", "y", "x", "y"], weight=1),
    }

    circles = compose(np.ones((4, 4)), sizes=2, attributes=attributes)

    assert groups(circles) == [[0, 1], [2, 3]]
    assert circles.total == 2 * (1 + 2 + 1)
    told = [(reason.kind, reason.subject.get("attribute"), reason.contribution) for reason in circles.reasons[0]]
    assert told == [("fit", None, 1.0), ("common", "interest", 2.0), ("difference", "team", 1.0)]


def test_every_circle_has_a_slot_at_which_all_can_come():
    slots = [["mon"], ["mon", "tue"], ["tue"], ["tue", "wed"], ["wed"], ["mon", "wed"]]

    circles = compose(np.eye(6), sizes=(2, 3), slots=slots)

    for one, reasons in circles.reasons.items():
        members = np.flatnonzero(circles.circle == one)
        common = set.intersection(*(set(slots[person]) for person in members))
        assert set(reasons[-1].values["slots"]) == common != set()


def test_no_reporting_line_and_no_past_circle():
    past = [[ADA, BEA, CIRO], [DINO, EVA, FABIO]]

    circles = compose(np.ones((6, 6)), sizes=(2, 2), apart=[*past, (ADA, DINO)])

    assert all(len(set(group) & set(pair)) <= 1 for group in past for pair in groups(circles))
    assert [ADA, DINO] not in groups(circles)


def test_a_past_circle_may_be_avoided_without_being_forbidden():
    past = Attribute([0, 0, 0, 1, 1, 1], weight=0.5)

    circles = compose(np.zeros((6, 6)), sizes=(3, 3), attributes={"past": past})

    assert circles.total == 2 * 2 * 0.5  # in each circle two of one and one of the other: two pairs that are new


def test_who_stays_keeps_the_circle_and_its_number():
    """Three circles of four lost five people; sizes 3 to 4 allow one circle to end and both others to fill up."""
    previous = [7, 7, 7, 3, 3, 3, 5]
    fit = np.ones((7, 7))

    circles = compose(fit, sizes=(3, 4), previous=previous)

    assert (circles.moves, circles.fewest_moves) == (1, 1)
    assert circles.circle[:6].tolist() == previous[:6]
    assert circles.circle[6] in (3, 7)


def test_nobody_moves_when_nobody_has_to_whatever_would_be_gained():
    fit = np.zeros((6, 6))
    fit[0, 3] = fit[1, 4] = fit[2, 5] = 9

    circles = compose(fit, sizes=(2, 4), previous=[0, 0, 0, 1, 1, 1])

    assert (circles.moves, circles.circle.tolist(), circles.gap) == (0, [0, 0, 0, 1, 1, 1], pytest.approx(0, abs=1e-6))


def test_newcomers_join_and_a_new_circle_takes_a_number_nobody_had():
    circles = compose(np.ones((7, 7)), sizes=(3, 4), previous=[0, 0, 0, 0, None, -1, None])

    assert circles.circle.tolist() == [0, 0, 0, 0, 1, 1, 1]
    assert circles.moves == 0


def test_a_block_within_a_circle_moves_one_person():
    circles = compose(np.ones((8, 8)), sizes=(3, 5), previous=[0] * 4 + [1] * 4, apart=[(0, 1)])

    assert (circles.moves, circles.fewest_moves) == (1, 1)
    assert circles.circle[0] != circles.circle[1]


def test_people_who_belong_together_move_together():
    fit = np.ones((6, 6))
    fit[ADA, FABIO] = fit[FABIO, ADA] = -1

    circles = compose(fit, sizes=(3, 3), together=[(ADA, FABIO), (FABIO, EVA)])

    assert groups(circles) == [[ADA, EVA, FABIO], [BEA, CIRO, DINO]]


@pytest.mark.parametrize(
    ("people", "rules", "conflict"),
    [
        (3, {"sizes": (4, 5)}, [{"kind": "least", "value": 4}]),
        (11, {"sizes": (4, 5)}, [{"kind": "least", "value": 4}, {"kind": "most", "value": 5}]),
        (
            4,
            {"sizes": (1, 3), "together": [(0, 1), (1, 2)], "apart": [(0, 2), (0, 3)]},
            [
                {"kind": "apart", "people": (0, 2)},
                {"kind": "together", "people": (0, 1)},
                {"kind": "together", "people": (1, 2)},
            ],
        ),
        (2, {"sizes": (1, 2), "slots": [["mon"], []]}, [{"kind": "slots", "person": 1}]),
        (
            2,
            {"sizes": (1, 2), "slots": [["mon"], ["tue"]], "together": [(0, 1)]},
            [
                {"kind": "slots", "person": 0},
                {"kind": "slots", "person": 1},
                {"kind": "together", "people": (0, 1)},
            ],
        ),
        (
            4,
            {"sizes": (2, 2), "apart": [(0, 1), (0, 2), (0, 3)]},
            [
                {"kind": "apart", "people": (0, 1)},
                {"kind": "apart", "people": (0, 2)},
                {"kind": "apart", "people": (0, 3)},
                {"kind": "least", "value": 2},
            ],
        ),
    ],
)
def test_what_cannot_be_is_refused_with_its_cause(people, rules, conflict):
    with pytest.raises(Infeasible) as refusal:
        compose(np.ones((people, people)), **rules)

    assert list(refusal.value.conflict) == conflict


def test_nobody_needs_no_circle():
    circles = compose(np.zeros((0, 0)))

    assert (circles.circle.tolist(), circles.total, circles.upper_bound, circles.reasons) == ([], 0, 0, {})


def test_more_people_apart_than_circles_is_refused_with_a_minimal_cause():
    with pytest.raises(Infeasible) as refusal:
        compose(np.ones((66, 66)), sizes=(5, 6), apart=[range(20)])

    kinds = [constraint["kind"] for constraint in refusal.value.conflict]
    assert kinds == ["apart"] * (14 * 13 // 2) + ["least"]  # at most 13 circles of at least 5


def test_more_slots_than_circles_is_refused():
    """Seven people who can come at seven different times need seven circles; forty people make six of six or more."""
    slots = [[person % 8] for person in range(40)]

    with pytest.raises(Infeasible) as refusal:
        compose(np.ones((40, 40)), sizes=(6, 8), slots=slots)

    *people, least = refusal.value.conflict
    assert least == {"kind": "least", "value": 6}
    assert len({slots[one["person"]][0] for one in people}) == len(people) == 7


def test_people_all_apart_are_alone():
    circles = compose(np.ones((3, 3)), sizes=(1, 3), apart=[(0, 1, 2)])

    assert (circles.circle.tolist(), circles.total, circles.gap) == ([0, 1, 2], 0, 0)
