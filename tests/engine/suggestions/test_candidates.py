"""What could be suggested, kind by kind."""

from __future__ import annotations

import numpy as np
import pytest

from reciproca_engine import suggestions
from reciproca_engine.exceptions import InvalidProblem


def test_gratitude_fades_and_what_was_thanked_for_is_done():
    rows = suggestions.thank(
        [0, 0, 0, 0, 0], [1, 2, 3, 4, 0], [100.0, 70.0, 100.0, 101.0, 100.0], now=100.0, value=[2, 2, 1, 1, 1],
        thanked=[False, False, True, False, False],
    )  # fmt: skip
    assert rows.other.tolist() == [1, 2]  # not yet for 4, which is to come; never for oneself
    assert rows.score.tolist() == [2.0, 1.0]
    assert rows.subject.tolist() == [0, 1]


def test_dates_are_times():
    day = np.array(["2026-03-01"], dtype="datetime64[D]")
    assert suggestions.thank([0], [1], day, now=np.datetime64("2026-03-31")).score.tolist() == [0.5]


def test_of_two_acts_of_one_person_the_better_one_is_suggested():
    rows = suggestions.thank([0, 0], [1, 1], [0.0, 29.0], now=30.0)
    assert suggestions.for_person(rows, 0).subject.tolist() == [1]


def test_who_waits_longer_comes_first():
    rows = suggestions.help([0, 0, 0], [1, 2, 3], [0.8, 0.8, 0.8], waiting=[0, 14, 90], subject=[7, 8, 9])
    assert suggestions.for_person(rows, 0).subject.tolist() == [9, 8, 7]
    assert rows.score[0] == pytest.approx(0.4)
    assert rows.score[2] < 0.8


def test_probabilities_multiply():
    assert suggestions.help([0], [1], [0.5], yes=[0.5], solves=[0.5], waiting=[1e6]).score[0] == pytest.approx(0.125)
    assert suggestions.meet([0], [1], [0.5], novelty=[0.5], introduction=[0.5]).score[0] == pytest.approx(0.125)
    assert suggestions.reconnect([0], [1], [0.5], [0.5]).score[0] == pytest.approx(0.25)


@pytest.mark.parametrize(
    ("make", "refusal"),
    [
        (lambda: suggestions.meet([0, 0], [1, 2], [0.5, 1.5]), "fit[1]: must not be above 1"),
        (lambda: suggestions.meet([0], [1], [-0.5]), "fit[0]: must not be negative"),
        (lambda: suggestions.help([0], [1, 2], [0.5]), "asker: has 2 values for 1 of person"),
        (lambda: suggestions.help([0], [1], [0.5], subject=[1, 2]), "subject: has 2 values for 1 of person"),
        (lambda: suggestions.thank([0], [1], [0.0], now=None), "now: must be one time"),
        (lambda: suggestions.reconnect([0], [1], [float("nan")]), "probability[0]: must be finite"),
    ],
)
def test_what_is_wrong_is_named(make, refusal):
    with pytest.raises(InvalidProblem) as refused:
        make()
    assert str(refused.value) == refusal
