"""Scores that two people would recognise, and reasons that add up to them."""

from __future__ import annotations

from math import fsum

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reciproca_engine.matching import InvalidProblem, MatchProblem, fit, solve
from reciproca_engine.matching.fit import Feature

TOPICS = ["negotiation", "public speaking", "fundraising", "CV", "orti urbani", "montaggio video"]
topics = st.lists(st.sampled_from(TOPICS), unique=True, max_size=3)
needs_and_offers = st.none() | st.fixed_dictionaries({"needs": topics, "offers": topics})
ANSWERS = {
    "equal": st.none() | st.sampled_from(["Torino", "Milano", "torino ", ""]),
    "prefer_different": st.none() | st.integers(1, 3),
    "forbid_equal": st.none() | st.integers(1, 6),
    "overlap": st.none() | st.frozensets(st.sampled_from("abcd")),
    "distance": st.none() | st.floats(0, 10),
    "complement": needs_and_offers,
}


@st.composite
def questionnaires(draw):
    kinds = draw(st.lists(st.sampled_from(sorted(ANSWERS)), min_size=1, max_size=6))
    weight = st.sampled_from([0, 1, 1 / 3, 0.7, 3])
    features = [
        Feature(
            f"{position} {kind}",
            draw(weight),
            kind,
            hard=draw(st.booleans()),
            mentor_weight=draw(st.none() | weight),
        )
        for position, kind in enumerate(kinds)
    ]
    sizes = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    sides = [
        {feature.name: draw(st.lists(ANSWERS[feature.kind], min_size=size, max_size=size)) for feature in features}
        for size in sizes
    ]
    return features, *sides


@settings(max_examples=80, deadline=None, derandomize=True)
@given(questionnaires())
def test_contributions_add_up_to_the_fit_exactly(questionnaire):
    scores = fit.compose(*questionnaire)

    for mentee, mentor in np.ndindex(scores.fit.shape):
        contributions = [reason.contribution for reason in scores.reasons(mentee, mentor)]
        assert fsum(contributions) == scores.fit[mentee, mentor]
        assert sum(reversed(contributions)) == scores.fit[mentee, mentor]
        assert all(contribution >= 0 for contribution in contributions)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(questionnaires())
def test_fit_is_the_harmonic_mean_of_both_views(questionnaire):
    scores = fit.compose(*questionnaire)

    assert scores.fit == pytest.approx(fit.reciprocal(scores.mentee_view, scores.mentor_view), abs=1e-11)
    assert ((scores.fit >= 0) & (scores.fit <= 1)).all()


@settings(max_examples=80, deadline=None, derandomize=True)
@given(questionnaires())
def test_a_pair_is_absent_exactly_when_a_barrier_is_named(questionnaire):
    scores = fit.compose(*questionnaire)

    for mentee, mentor in np.ndindex(scores.fit.shape):
        assert bool(scores.allowed[mentee, mentor]) == (scores.barriers(mentee, mentor) == ())


@settings(max_examples=80, deadline=None, derandomize=True)
@given(questionnaires())
def test_sides_are_treated_alike(questionnaire):
    features, mentees, mentors = questionnaire
    turned = [Feature(f.name, f.weights[1], f.kind, hard=f.hard, mentor_weight=f.weights[0]) for f in features]
    scores, mirror = fit.compose(features, mentees, mentors), fit.compose(turned, mentors, mentees)

    assert mirror.fit == pytest.approx(scores.fit.T, abs=1e-11)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(questionnaires(), st.sampled_from(sorted(ANSWERS)))
def test_a_question_nobody_answered_changes_nothing(questionnaire, kind):
    features, mentees, mentors = questionnaire

    more = fit.compose([*features, Feature("new", 5, kind, hard=True)], mentees, mentors)

    assert more.fit.tolist() == fit.compose(features, mentees, mentors).fit.tolist()
    assert more.allowed.tolist() == fit.compose(features, mentees, mentors).allowed.tolist()


def test_a_missing_answer_leaves_its_weight_to_the_others():
    features = [Feature("city", 1, "equal"), Feature("years", 3, "distance", span=10)]
    mentors = {"city": ["Bari"], "years": [20]}

    both = fit.compose(features, {"city": ["Bari"], "years": [15]}, mentors)
    without_years = fit.compose(features, {"city": ["Bari"], "years": [None]}, mentors)
    without_city = fit.compose(features, {"city": [None], "years": [15]}, mentors)

    assert both.fit[0, 0] == 0.625
    assert without_years.fit[0, 0] == 1.0
    assert without_city.fit[0, 0] == 0.5


def test_nothing_known_is_told_as_such():
    scores = fit.compose([Feature("city", 1, "equal")], {"city": [None]}, {"city": ["Bari"]}, unknown=0.25)

    assert scores.fit[0, 0] == 0.25
    assert [(reason.kind, reason.contribution) for reason in scores.reasons(0, 0)] == [("nothing_known", 0.25)]
    assert scores.allowed[0, 0]


@pytest.mark.parametrize(
    ("feature", "mentee", "mentor", "score"),
    [
        (Feature("x", 1, "equal"), "Torino", " torino", 1.0),
        (Feature("x", 1, "equal"), "Torino", "Milano", 0.0),
        (Feature("x", 1, "prefer_different"), "finance", "sales", 1.0),
        (Feature("x", 1, "prefer_different"), "finance", "finance", 0.0),
        (Feature("x", 1, "overlap"), {"it", "en"}, {"it", "en"}, 1.0),
        (Feature("x", 1, "overlap"), {"it"}, {"it", "en", "fr"}, 0.5),  # 1 of 1 and 1 of 3: Dice 2 / 4
        (Feature("x", 1, "overlap"), {"it"}, {"en"}, 0.0),
        (Feature("x", 1, "overlap"), "Italiano, inglese", ["inglese", "italiano "], 1.0),
        (Feature("x", 1, "distance", span=10), 30, 35, 0.5),
        (Feature("x", 1, "distance", span=10), 30, 55, 0.0),
        (Feature("x", 1, "complement"), {"needs": "CV"}, {"offers": "curriculum"}, 1.0),
        (Feature("x", 1, "complement"), {"needs": "CV, Excel"}, {"offers": "curriculum"}, 0.5),
    ],
)
def test_each_kind_of_feature_compares_as_it_says(feature, mentee, mentor, score):
    assert fit.compose([feature], {"x": [mentee]}, {"x": [mentor]}).fit[0, 0] == pytest.approx(score)


@pytest.mark.parametrize(
    ("feature", "mentee", "mentor", "allowed"),
    [
        (Feature("x", 0, "overlap", hard=True), {"it"}, {"en"}, False),
        (Feature("x", 0, "overlap", hard=True), {"it"}, {"en", "it"}, True),
        (Feature("x", 0, "overlap", hard=True), set(), {"en"}, True),
        (Feature("x", 0, "equal", hard=True), "remote", "in person", False),
        (Feature("x", 0, "forbid_equal"), "team 4", "team 4", False),
        (Feature("x", 0, "forbid_equal"), "team 4", "team 5", True),
        (Feature("x", 0, "forbid_equal"), None, None, True),
        (Feature("x", 0, "distance", hard=True, limit=10), 30, 41, False),
        (Feature("x", 0, "distance", hard=True, limit=10), 30, 40, True),
        (Feature("x", 0, "complement", hard=True), {"needs": "law"}, {"offers": "music"}, False),
    ],
)
def test_hard_features_forbid(feature, mentee, mentor, allowed):
    scores = fit.compose([feature], {"x": [mentee]}, {"x": [mentor]})

    assert scores.allowed[0, 0] == allowed
    assert [barrier.kind for barrier in scores.barriers(0, 0)] == [] if allowed else [feature.kind]


def test_both_sides_hear_what_is_in_it_for_them():
    anna = {"needs": "parlare in pubblico", "offers": "montaggio video"}
    bruno = {"needs": "Video editing", "offers": "Public speaking, leadership"}

    reasons = fit.compose([Feature("exchange", 1, "complement")], {"exchange": [anna]}, {"exchange": [bruno]}).reasons(
        0, 0
    )

    told = {reason.subject["side"]: (reason.values["need"], reason.values["offer"]) for reason in reasons}
    assert told == {
        "mentee": ("parlare in pubblico", "Public speaking"),
        "mentor": ("Video editing", "montaggio video"),
    }


def test_one_sided_enthusiasm_counts_little():
    """What helps the side that gains less counts more: the harmonic mean is pulled by the smaller view."""
    assert fit.reciprocal(1.0, 0.1) == pytest.approx(0.2 / 1.1)
    assert fit.reciprocal(0.55, 0.55) == pytest.approx(0.55)


def test_overlap_without_mentors_needs_is_one_sided():
    scores = fit.overlap([{"law", "tax"}], [{"law"}, {"music"}, set()])

    assert scores.fit.tolist() == [[0.5, 0.0, 0.5]]
    assert scores.reasons(0, 0)[0].values == {"need": "law", "offer": "law", "closeness": 1.0}
    assert [reason.kind for reason in scores.reasons(0, 2)] == ["nothing_known"]


def test_overlap_is_reciprocal_when_both_needs_are_known():
    scores = fit.overlap(["law"], ["law", "law"], mentor_needs=["excel", "music"], mentee_offers=["Excel"])

    assert scores.mentee_view.tolist() == [[1.0, 1.0]]
    assert scores.mentor_view.tolist() == [[1.0, 0.0]]
    assert scores.fit.tolist() == [[1.0, 0.0]]


def test_pairs_go_straight_into_a_problem():
    features = [Feature("languages", 1, "overlap", hard=True)]
    scores = fit.compose(features, {"languages": [{"it"}, {"de"}]}, {"languages": [{"it", "en"}]})
    mentee, mentor, value = scores.pairs()

    result = solve(MatchProblem(2, 1, mentee, mentor, value))

    assert result.pairs.tolist() == [[0, 0]]
    assert result.unplaced.tolist() == [1]
    assert scores.barriers(1, 0)[0].values == {"mentee": ("de",), "mentor": ("en", "it")}


@pytest.mark.parametrize(
    ("kind", "answer"),
    [("equal", [1, 2]), ("overlap", object()), ("distance", "far"), ("distance", float("inf")), ("complement", "law")],
)
def test_answers_that_cannot_be_compared_are_refused(kind, answer):
    with pytest.raises(InvalidProblem) as refusal:
        fit.compose([Feature("x", 1, kind)], {"x": [None, answer]}, {"x": [None]})

    assert (refusal.value.array, refusal.value.position) == ("mentees", 1)


def test_what_is_not_a_questionnaire_is_refused():
    with pytest.raises(InvalidProblem, match="twice"):
        fit.compose([Feature("x", 1, "equal"), Feature("x", 2, "equal")], {"x": []}, {"x": []})
    with pytest.raises(InvalidProblem, match="answers"):
        fit.compose([], {"x": [1], "y": [1, 2]}, {"x": [1]})
    with pytest.raises(InvalidProblem, match="weight"):
        Feature("x", -1, "equal")
    with pytest.raises(InvalidProblem, match="kind"):
        Feature("x", 1, "similar")
