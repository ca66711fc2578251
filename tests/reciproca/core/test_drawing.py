"""The pictures, as geometry. Expected numbers were read off the design reference or computed by hand."""

import re
from itertools import pairwise

import pytest

from reciproca.core.drawing import (
    TIES,
    Drawing,
    MapPerson,
    Moment,
    Place,
    against,
    course,
    coverage,
    funnel,
    heap,
    rhythm,
    ring,
    shares,
    smooth,
    stitches,
    strand,
    tally,
    threadmap,
    weave,
)


def numbers(drawing: Drawing) -> list[float]:
    return [float(n) for line in drawing.lines for n in re.findall(r"-?\d+(?:\.\d+)?", line.path)]


# ── threads ──────────────────────────────────────────────────────────────────


def test_strand_of_an_active_tie_is_that_of_the_reference() -> None:
    it = strand("active")

    assert (it.view_box, it.lines[0].path, [knot.x for knot in it.knots]) == ("0 0 84 28", "M4 13Q42 16 80 13", [4, 80])


def test_strand_hangs_lower_the_longer_the_silence() -> None:
    drops = [max(numbers(strand(tie))[1::2]) - 13 for tie in ("new", "active", "cooling", "dormant")]

    assert drops == [2, 3, 10, 14]


def test_strand_of_allies_is_two_that_meet_at_both_ends() -> None:
    mine, theirs = strand("ally").lines

    assert (mine.path[:5], theirs.path[:5]) == ("M4 13", "M4 13")
    assert (mine.path[-5:], theirs.path[-5:]) == ("80 13", "80 13")
    assert theirs.classes == "thread thread--theirs"


@pytest.mark.parametrize("shape", ["", "long", "path", "key"])
@pytest.mark.parametrize("tie", TIES)
def test_strand_lies_within_its_box(tie: str, shape: str) -> None:
    it = strand(tie, shape)
    values = numbers(it)

    assert all(0 <= x <= it.width for x in values[0::2])
    assert all(0 <= y <= it.height for y in values[1::2])


def test_strand_refuses_an_unknown_tie() -> None:
    with pytest.raises(ValueError, match="A tie is one of"):
        strand("broken")


def test_smooth_passes_through_its_points() -> None:
    assert smooth([(0, 0), (6, 6), (12, 0)]) == "M0 0C1 1 4 6 6 6C8 6 11 1 12 0"


# ── rhythm ───────────────────────────────────────────────────────────────────


def test_rhythm_has_three_heights_and_dots_after_four_silent_weeks() -> None:
    it = rhythm([1, 0, 0, 0, 2, 3, 4, 9, 0, 0, 0, 0])

    assert {line.classes: line.path for line in it.drawing.lines} == {
        "silence": "M40 16H60",
        "alive": "M0 16H5M5 16H20M20 16H40",
        "stitch": "M2.5 13V19M22.5 9V23M27.5 9V23M32.5 4V28M37.5 4V28",
    }
    assert (it.active_weeks, it.longest_silence) == (5, 4)


def test_rhythm_of_a_year_is_as_wide_as_the_reference() -> None:
    assert rhythm([0] * 52).drawing.view_box == "0 0 260 32"


def test_rhythm_of_nothing_draws_nothing() -> None:
    assert rhythm([]).drawing.lines == ()


# ── course ───────────────────────────────────────────────────────────────────


def test_course_crosses_at_every_session_and_is_loose_to_the_end() -> None:
    moments = [Moment(when) for when in ("1 dic", "15 dic", "12 gen", "26 gen")]
    moments += [Moment("9 feb", "waiting", "da confermare"), Moment("23 feb", "next", "il prossimo")]

    it = course(moments, ends="30 giugno")

    assert [(knot.x, knot.classes) for knot in it.knots] == [
        (200, "knot"),
        (310, "knot"),
        (420, "knot"),
        (530, "knot"),
        (640, "knot--wait"),
        (750, "knot--open"),
        (1120, "knot knot--quiet"),
    ]
    assert [line.classes for line in it.lines].count("thread thread--dormant") == 2
    assert [label.text for label in it.labels if label.classes == "when end"] == ["30 giugno"]


def test_course_with_many_sessions_writes_only_dates_that_do_not_touch() -> None:
    it = course([Moment(f"{n} mar") for n in range(1, 40)] + [Moment("40 mar", "next")], ends="giugno")
    xs = sorted(label.x for label in it.labels if label.classes != "when end")

    assert max(xs) <= it.width
    assert all(there - here >= 74 for here, there in pairwise(xs))
    assert "40 mar" in [label.text for label in it.labels]


def test_course_before_the_first_session_is_all_loose() -> None:
    it = course([], ends="giugno")

    assert {line.classes for line in it.lines} == {"thread thread--dormant"}
    assert len(it.faces) == 2


def test_course_refuses_an_unknown_state() -> None:
    with pytest.raises(ValueError, match="A session is one of"):
        course([Moment("1 dic", "lost")])


# ── counts ───────────────────────────────────────────────────────────────────


def test_coverage_is_one_stitch_a_person_in_the_order_given() -> None:
    it = coverage({"locked": 2, "in": 36, "out": 3})

    assert [stitch.classes for stitch in it.stitches] == ["locked"] * 2 + ["in"] * 36 + ["out"] * 3
    assert round(it.stitches[0].x1, 1) == 7.3


def test_coverage_of_more_than_a_hundred_is_bars() -> None:
    it = coverage({"locked": 0, "in": 300, "out": 100})

    assert [(stitch.classes, stitch.x1, stitch.x2) for stitch in it.stitches] == [("in", 3, 447), ("out", 453, 597)]


def test_coverage_of_nobody_is_empty() -> None:
    assert coverage({"in": 0}).stitches == ()


def test_tally_grows_with_its_rows() -> None:
    assert (tally({"new": 118}).width, len(tally({"new": 118}).stitches)) == (1180, 118)


def test_stitches_can_grow_leftwards_on_a_shared_scale() -> None:
    assert [stitch.x1 for stitch in stitches(3, most=10, from_end=True).stitches] == [95, 85, 75]


def test_stitches_never_leave_their_box() -> None:
    assert len(stitches(1000, most=20).stitches) == 20


def test_heap_is_six_a_row_from_the_ground() -> None:
    it = heap(9)

    assert [(stitch.x1, stitch.y1) for stitch in it.stitches] == [(4 + 10 * i, 38) for i in range(6)] + [
        (4, 25),
        (14, 25),
        (24, 25),
    ]


def test_heap_of_many_stays_within_its_box() -> None:
    assert min(stitch.y2 for stitch in heap(60).stitches) >= 0


def test_against_is_on_the_scale_of_the_most() -> None:
    hoped, done = against(52, 68, 68).stitches

    assert (hoped.x2, round(done.x2, 1)) == (100, 76.5)


def test_against_nothing_hoped_for_draws_nothing() -> None:
    assert [stitch.x2 for stitch in against(0, 0, 0).stitches] == [0, 0]


def test_shares_fill_the_bar_with_paper_between() -> None:
    found = shares([0.34, 0.21, 0.16, 0.15])

    assert len(found) == 4
    assert round(sum(width for _, width in found) + 3 * 0.5) == 100
    assert shares([]) == []


# ── funnel ───────────────────────────────────────────────────────────────────


def test_funnel_of_the_reference_has_one_thread_for_every_four_people() -> None:
    it = funnel([112, 79, 67, 62, 56, 51, 2])

    assert it.people_per_thread == 4
    assert len([line for line in it.drawing.lines if line.classes == "thread thread--dormant"]) == 28 - 13
    assert [knot.r for knot in it.drawing.knots].count(5) == 1
    assert it.stages[0] == (112, 1.0)


def test_funnel_keeps_a_thread_for_any_stage_with_somebody_in_it() -> None:
    it = funnel([500, 3, 1])

    assert [knot.r for knot in it.drawing.knots] == [5]


def test_funnel_of_a_few_has_a_thread_each() -> None:
    it = funnel([5, 4, 4, 0])

    assert it.people_per_thread == 1
    assert [knot.r for knot in it.drawing.knots] == [2.6] * 4


def test_funnel_of_nobody_draws_nothing() -> None:
    assert funnel([0, 0]).drawing.lines == ()
    assert funnel([]).stages == ()


def test_funnel_whose_later_stage_is_larger_never_grows() -> None:
    assert len(funnel([10, 4, 9]).drawing.knots) == 4


# ── circle ───────────────────────────────────────────────────────────────────


def test_ring_seats_everybody_at_the_same_distance_from_the_middle() -> None:
    it = ring(["Samira", "Elena", "Omar", "Marta", "Beatrice", "Giulio", "Chiara"], ["ci vediamo", "mer 25 nov"])

    assert {round(((face.x - 260) ** 2 + (face.y - 222) ** 2) ** 0.5) for face in it.faces} == {148}
    assert (it.faces[0].x, it.faces[0].y) == (260, 74)
    assert [label.text for label in it.labels][-2:] == ["ci vediamo", "mer 25 nov"]


def test_ring_of_many_makes_faces_smaller() -> None:
    assert ring([f"P{n}" for n in range(20)]).faces[0].size < ring(["A", "B"]).faces[0].size


def test_ring_strands_close() -> None:
    for line in ring(["A", "B", "C"]).lines:
        start = re.match(r"M(\S+ [\d.]+)", line.path)
        assert start is not None
        assert line.path.endswith(start[1])


# ── map ──────────────────────────────────────────────────────────────────────

PEOPLE = [
    MapPerson("Ada Colombo", "martedì", "ally", 0.95, 0),
    MapPerson("Giulio Serra", "la settimana scorsa", "active", 0.6, 0),
    MapPerson("Davide Lombardi", "un anno fa", "dormant", 0.1, 0),
    MapPerson("Omar Diallo", "3 settimane fa", "active", 0.5, 1),
    MapPerson("Samira Haddad", "ieri", "ally", 0.9, 1),
    MapPerson("Beatrice Villa", "2 mesi fa", "cooling", 0.2, 1),
    MapPerson("Elena Marchetti", "10 giorni fa", "active", 0.6, 1),
    MapPerson("Luca Moretti", "9 mesi fa", "dormant", 0.1, 2),
    MapPerson("Nadia Petrova", "nuovo", "new", 0.4, 2),
    MapPerson("Chiara Fontana", "2 settimane fa", "active", 0.5, 3),
    MapPerson("Matteo De Luca", "3 mesi fa", "cooling", 0.2, 3),
    MapPerson("Tommaso Greco", "7 mesi fa", "dormant", 0.4, 3),
]


def distance_between_faces(drawing: Drawing) -> float:
    faces = drawing.faces
    return min(
        ((a.x - b.x) ** 2 + (a.y - b.y) ** 2) ** 0.5 - (a.size + b.size) / 2
        for i, a in enumerate(faces)
        for b in faces[i + 1 :]
    )


@pytest.mark.parametrize("tall", [False, True])
@pytest.mark.parametrize("count", [0, 1, 2, 5, 9, 12])
def test_threadmap_keeps_faces_apart_and_inside(count: int, tall: bool) -> None:
    it = threadmap(PEOPLE[:count], [Place("a"), Place("b")], tall=tall)

    assert len(it.faces) == count + 1
    assert all(face.size / 2 <= face.x <= it.width - face.size / 2 for face in it.faces)
    assert all(face.size / 2 <= face.y <= it.height - face.size / 2 for face in it.faces)
    if count:
        assert distance_between_faces(it) > 0


def test_threadmap_draws_stronger_ties_nearer_and_larger() -> None:
    near, far = (threadmap([MapPerson("Ada", "", "active", strength)]).faces[0] for strength in (0.9, 0.1))

    assert near.size > far.size
    assert abs(near.x - 560) < abs(far.x - 560)


def test_threadmap_keeps_the_sixteen_strongest() -> None:
    people = [MapPerson(f"P{n}", "", "active", n / 40) for n in range(40)]

    assert {face.who for face in threadmap(people).faces} == {-1, *range(24, 40)}


def test_threadmap_is_the_same_every_time() -> None:
    assert threadmap(PEOPLE) == threadmap(PEOPLE)


# ── a year ───────────────────────────────────────────────────────────────────

MONTHS = [str(month) for month in range(1, 13)]


def test_a_year_has_a_knot_in_each_month_in_which_threads_crossed() -> None:
    it = weave([[0, 2], [2, 9]], MONTHS)

    assert sorted(knot.x for knot in it.knots) == [112, 112 + 2 * 91, 112 + 9 * 91]
    assert [face.who for face in it.faces] == [0, 1, 2]
    assert [label.text for label in it.labels] == MONTHS


def test_a_thread_of_the_year_sleeps_through_long_silences_and_crosses_to_the_other_side() -> None:
    mine, down, near, far = weave([[0, 3, 8]], MONTHS).lines

    assert (mine.classes, down.classes, near.classes, far.classes) == (
        "thread", "thread thread--theirs", "thread thread--theirs", "thread thread--dormant",
    )  # fmt: skip
    middle = weave([[0]], MONTHS).knots[0].y
    bends = [[float(n) for n in re.findall(r"-?\d+(?:\.\d+)?", line.path)][3] - middle for line in (near, far)]
    assert bends[0] * bends[1] < 0


@pytest.mark.parametrize("small", [False, True])
def test_a_year_stays_within_its_box_whoever_comes_when(small: bool) -> None:
    for threads in ([[n] for n in range(4)], [[11]] * 5, [[0, 11]] * 4, [[]], []):
        it = weave(threads, MONTHS, small=small)

        assert all(face.size / 2 <= face.x <= it.width - face.size / 2 for face in it.faces)
        assert all(face.size / 2 <= face.y <= it.height - face.size / 2 for face in it.faces)
        assert len(it.faces) <= 5
