"""Chances learned from past answers: what they are, what they add up to, and what they find again."""

from __future__ import annotations

import uuid
from math import fsum

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.matching.strategies import thorough
from reciproca_engine.matching import InvalidProblem, MatchProblem, fit, solve

PEOPLE = ["anna", "bruno", "carla", "dario", "elena", "fabio"]
a_pair = st.permutations(PEOPLE).map(lambda order: order[:2])
STRANGERS = ["somebody new", "somebody else"]


@st.composite
def histories(draw, most=40):
    """Answers of anybody about anybody, with repetitions and contradictions, and sometimes features."""
    pairs = draw(st.lists(a_pair, max_size=most))
    yes = draw(st.lists(st.booleans(), min_size=len(pairs), max_size=len(pairs)))
    fact = st.one_of(st.just(np.nan), st.integers(-3, 3).map(float), st.floats(-1e6, 1e6))
    features = None
    if draw(st.booleans()):
        features = {
            name: draw(st.lists(fact, min_size=len(pairs), max_size=len(pairs))) for name in ("years apart", "city")
        }
    return [one for one, _ in pairs], [other for _, other in pairs], yes, features


asked = st.lists(st.permutations(PEOPLE + STRANGERS).map(lambda order: order[:2]), min_size=1, max_size=4)


@thorough
@given(histories(), asked)
def test_contributions_add_up_to_the_chance_of_both_exactly(history, pairs):
    chances = fit.learn(*history).predict(*zip(*pairs, strict=True), *facts_for(history, pairs))

    assert len(chances.reasons) == len(pairs)
    for both, reasons in zip(chances.both, chances.reasons, strict=True):
        contributions = [reason.contribution for reason in reasons]
        assert fsum(contributions) == both
        assert sum(reversed(contributions)) == both


@thorough
@given(histories(), asked)
def test_log_odds_of_each_side_add_up_to_its_chance(history, pairs):
    chances = fit.learn(*history).predict(*zip(*pairs, strict=True), *facts_for(history, pairs))

    for at, reasons in enumerate(chances.reasons):
        for side, chance in (("a", chances.a_says_yes[at]), ("b", chances.b_says_yes[at])):
            log_odds = reasons[0].values[f"{side}_log_odds"]
            log_odds += sum(r.values["log_odds"] for r in reasons[1:] if r.subject["side"] == side)
            assert 1 / (1 + np.exp(-log_odds)) == pytest.approx(chance, abs=1e-9)


@thorough
@given(histories(), asked)
def test_both_is_no_more_probable_than_either(history, pairs):
    chances = fit.learn(*history).predict(*zip(*pairs, strict=True))

    for chance in (chances.a_says_yes, chances.b_says_yes, chances.both):
        assert chance.shape == (len(pairs),)
        assert ((chance >= 0) & (chance <= 1)).all()
    assert (chances.both <= np.minimum(chances.a_says_yes, chances.b_says_yes)).all()
    assert (chances.both >= chances.a_says_yes + chances.b_says_yes - 1 - 1e-11).all()


@thorough
@given(histories(), asked)
def test_sides_are_treated_alike(history, pairs):
    model, (a, b) = fit.learn(*history), zip(*pairs, strict=True)
    facts = facts_for(history, pairs)

    one, other = model.predict(a, b, *facts), model.predict(b, a, *facts[::-1])

    assert one.both.tolist() == other.both.tolist()
    assert one.a_says_yes.tolist() == other.b_says_yes.tolist()
    assert sorted(r.contribution for r in one.reasons[0]) == pytest.approx(
        sorted(r.contribution for r in other.reasons[0]), abs=1e-9
    )


@thorough
@given(histories(), asked, st.randoms(use_true_random=False))
def test_order_of_the_answers_changes_nothing(history, pairs, chance):
    chooser, chosen, yes, features = history
    order = list(range(len(yes)))
    chance.shuffle(order)
    shuffled = [[array[at] for at in order] for array in (chooser, chosen, yes)]
    facts = features and {name: [values[at] for at in order] for name, values in features.items()}

    one = fit.learn(*history).predict(*zip(*pairs, strict=True))
    other = fit.learn(*shuffled, facts).predict(*zip(*pairs, strict=True))

    assert one.both.tobytes() == other.both.tobytes()
    assert list(one.reasons) == list(other.reasons)


@thorough
@given(histories(), asked)
def test_strangers_know_nothing_of_one_another(history, pairs):
    chances = fit.learn(*history).predict(STRANGERS, STRANGERS[::-1])

    assert chances.a_says_yes[0] == chances.b_says_yes[0]
    assert [[reason.kind for reason in reasons] for reasons in chances.reasons] == [["base_rate"], ["base_rate"]]


def test_without_history_everything_is_open():
    chances = fit.learn([], [], []).predict(["anna"], ["bruno"])

    assert (chances.a_says_yes[0], chances.b_says_yes[0], chances.both[0]) == (0.5, 0.5, 0.25)


@pytest.mark.parametrize("rate", [0.05, 0.3, 0.9])
def test_strangers_have_the_base_rate(rate):
    world = Planted(50, 50, each=20, spread=1.0, base=np.log(rate / (1 - rate)))

    chances = world.learn(slice(None)).predict(["new"], ["newer"])

    assert chances.a_says_yes[0] == pytest.approx(world.yes.mean(), abs=0.03)


@pytest.mark.parametrize(("yes", "low", "high"), [(1, 0.95, 1.0), (0, 0.0, 0.05)])
def test_all_alike_is_believed_with_time(yes, low, high):
    """Where nobody has ever said no, a few answers prove little."""
    few = fit.learn(["a"], ["b"], [yes]).predict(["a"], ["b"]).a_says_yes[0]
    chooser, chosen = np.divmod(np.arange(400), 20)

    many = fit.learn(chooser, chosen + 20, np.full(400, yes)).predict([0], [20]).a_says_yes[0]

    assert low < many < high
    assert abs(few - 0.5) < abs(many - 0.5) - 0.05


def test_answers_of_one_side_only_leave_the_other_at_the_base_rate():
    world = Planted(40, 40, each=15, spread=1.5)
    asked_only = world.chooser < 40

    model = fit.learn(world.chooser[asked_only], world.chosen[asked_only], world.yes[asked_only])
    chances = model.predict(np.arange(40), np.arange(40) + 40)

    assert np.ptp(chances.a_says_yes) > 0.3
    assert np.ptp(chances.b_says_yes) < 1e-9
    assert chances.b_says_yes[0] == pytest.approx(world.yes[asked_only].mean(), abs=0.05)
    assert model.dependence == 1.0


def test_each_side_has_its_own_base_rate():
    """Mentees who say yes to almost anybody, mentors to hardly anybody: also of somebody new the side shows."""
    world = Planted(60, 60, each=10, spread=0.3, base=1.5, base_back=-1.5)

    chances = world.learn(slice(None)).predict(["new", 0], [60, "new"])

    assert chances.a_says_yes == pytest.approx([0.82, 0.82], abs=0.1)
    assert chances.b_says_yes == pytest.approx([0.18, 0.18], abs=0.1)


@pytest.mark.parametrize("tastes", [0, 2])
def test_planted_chances_are_found_again(tastes):
    world = Planted(120, 120, each=60, spread=1.0, tastes=tastes)
    kept, hidden = world.hide(0.25)

    chances = world.learn(kept).predict(world.chooser[hidden], world.chosen[hidden])

    loss = cross_entropy(chances.a_says_yes, world.yes[hidden])
    base, best = (
        cross_entropy(np.full(hidden.sum(), world.yes[kept].mean()), world.yes[hidden]),
        cross_entropy(world.chance[hidden], world.yes[hidden]),
    )
    assert loss < best + (0.35 if tastes else 0.2) * (base - best)
    assert np.corrcoef(chances.a_says_yes, world.chance[hidden])[0, 1] > 0.85
    assert ("taste" in {reason.kind for reasons in chances.reasons[:20] for reason in reasons}) == (tastes > 0)


def test_taste_is_not_seen_where_there_is_none():
    world = Planted(100, 100, each=20, spread=0.0)

    chances = world.learn(slice(None)).predict(np.arange(100), np.arange(100) + 100)

    assert np.ptp(chances.a_says_yes) < 0.15


def test_who_likes_is_liked():
    """Where one yes goes with the other beyond what the two people explain, both is more probable than the product."""
    together = Planted(100, 100, each=30, spread=0.7, shared=2.0)
    apart = Planted(100, 100, each=30, spread=0.7, shared=0.0)

    models = together.learn(slice(None)), apart.learn(slice(None))

    assert models[0].dependence > 2.5
    assert 0.7 < models[1].dependence < 1.4
    rows = together.chooser < 100
    chances = models[0].predict(together.chooser[rows], together.chosen[rows])
    assert chances.both.mean() == pytest.approx((together.yes[rows] * together.yes_back[rows]).mean(), abs=0.02)


def test_features_are_reasons():
    world = Planted(60, 60, each=20, spread=0.3, feature=1.5)

    model = world.learn(slice(None), {"same goal": world.fact})
    chances = model.predict([0, 0, 0], [60, 60, 60], {"same goal": [2.0, -2.0, np.nan]})

    assert chances.a_says_yes[0] - 0.4 > chances.a_says_yes[2] - 0.2 > chances.a_says_yes[1]
    assert chances.b_says_yes[0] == chances.b_says_yes[1] == chances.b_says_yes[2]
    told = [[r.subject for r in reasons if r.kind == "feature"] for reasons in chances.reasons]
    assert told == [[{"side": "a", "feature": "same goal"}], [{"side": "a", "feature": "same goal"}], []]


def test_features_far_out_or_alike_for_all_do_no_harm():
    world = Planted(30, 30, each=10, spread=0.5, feature=1.0)
    facts = {
        "same goal": world.fact,
        "year": np.full(len(world.yes), 2026.1),
        "unknown": np.full(len(world.yes), np.nan),
    }

    model = world.learn(slice(None), facts)
    far = model.predict([0], [30], {"same goal": [1e90], "year": [0], "unknown": [1]})

    assert 0.9 < far.a_says_yes[0] <= 1
    assert {reason.subject["feature"] for reason in far.reasons[0] if reason.kind == "feature"} == {"same goal"}


def test_features_asked_of_a_function_need_not_be_given_again():
    world = Planted(60, 60, each=20, spread=0.3, feature=1.5)
    fact_of = dict(zip(zip(world.chooser.tolist(), world.chosen.tolist(), strict=True), world.fact, strict=True))

    def facts(chooser, chosen):
        return {"same goal": [fact_of.get(pair, np.nan) for pair in zip(chooser, chosen, strict=True)]}

    asking, given = world.learn(slice(None), facts), world.learn(slice(None), {"same goal": world.fact})
    a, b = world.chooser[:5], world.chosen[:5]

    assert asking.predict(a, b).both.tolist() == given.predict(a, b, facts(a, b), facts(b, a)).both.tolist()


def test_any_sort_of_id():
    world = Planted(20, 20, each=5, spread=1.0)
    numbered = world.learn(slice(None)).predict([0, 1], [20, 21])
    ids = sorted(uuid.uuid5(uuid.NAMESPACE_DNS, str(number)) for number in range(40))

    model = fit.learn([ids[i] for i in world.chooser], [ids[j] for j in world.chosen], world.yes)
    mixed = fit.learn([("person", 1), "bruno", 3], ["bruno", 3, ("person", 1)], [1, 0, 1])

    assert model.predict(ids[:2], ids[20:22]).both.tolist() == numbered.both.tolist()
    assert mixed.people == 3
    assert mixed.predict([("person", 1)], ["bruno"]).reasons[0][1].subject["person"] in (("person", 1), "bruno")


def test_chances_go_straight_into_a_problem():
    world = Planted(20, 20, each=10, spread=1.0)
    mentee, mentor = np.divmod(np.arange(400), 20)

    chances = world.learn(slice(None)).predict(mentee, mentor + 20)
    result = solve(
        MatchProblem(
            20, 20, mentee, mentor, chances.both, mentee_view=chances.a_says_yes, mentor_view=chances.b_says_yes
        )
    )

    assert result.placed == 20


@pytest.mark.parametrize(
    ("arguments", "array", "position"),
    [
        ((["a"], ["b", "c"], [1]), "chosen", None),
        ((["a", "b"], ["b", "b"], [1, 1]), "chosen", 1),
        ((["a", None], ["b", "c"], [1, 1]), "chooser", 1),
        ((["a", "b"], ["b", ["c"]], [1, 1]), "chosen", 1),
        (("ab", "cd", [1, 1]), "chooser", None),
        ((np.zeros((1, 1)), ["b"], [1]), "chooser", None),
        ((["a"], ["b"], [1, 0]), "yes", None),
        ((["a", "c"], ["b", "b"], [1, 0.5]), "yes", 1),
        ((["a", "c"], ["b", "b"], [1, np.nan]), "yes", 1),
        ((["a"], ["b"], ["maybe"]), "yes", None),
        ((["a"], ["b"], [1], {"x": [1, 2]}), "features", 0),
        ((["a", "c"], ["b", "b"], [1, 0], {"x": [1, np.inf]}), "features", 1),
        ((["a"], ["b"], [1], {"x": ["far"]}), "features", None),
    ],
)
def test_what_is_no_history_is_refused(arguments, array, position):
    with pytest.raises(InvalidProblem) as refusal:
        fit.learn(*arguments)

    assert (refusal.value.array, refusal.value.position) == (array, position)


def test_what_cannot_be_asked_is_refused():
    model = fit.learn(["a", "b"], ["b", "a"], [1, 0], {"years": [1, 2]})

    with pytest.raises(InvalidProblem, match="b: has 2 entries"):
        model.predict(["a"], ["b", "c"])
    with pytest.raises(InvalidProblem, match=r"b\[0\]"):
        model.predict(["a"], ["a"])
    with pytest.raises(InvalidProblem, match="features: must be"):
        model.predict(["a"], ["b"], {"miles": [1]})


# ---------------------------------------------------------------------------------------------------------------------


class Planted:
    """Two sides that have met and answered, with chances that are known: `chance` of each answer."""

    def __init__(
        self, one, other, *, each, spread, base=0.0, base_back=None, tastes=0, shared=0.0, feature=0.0, seed=1
    ):
        rng = np.random.default_rng(seed)
        leaning, appeal = rng.normal(size=(2, one + other)) * spread
        wants, is_like = rng.normal(size=(2, one + other, tastes))
        a = np.repeat(np.arange(one), each)
        b = np.concatenate([rng.permutation(other)[:each] for _ in range(one)]) + one
        self.chooser, self.chosen = np.concatenate([a, b]), np.concatenate([b, a])
        self.fact = rng.normal(size=2 * len(a))
        base_of_each = np.repeat([base, base if base_back is None else base_back], len(a))
        log_odds = base_of_each + leaning[self.chooser] + appeal[self.chosen]
        log_odds += (wants[self.chooser] * is_like[self.chosen]).sum(axis=1)
        log_odds += np.tile(rng.normal(size=len(a)) * shared, 2) + feature * self.fact
        self.chance = 1 / (1 + np.exp(-log_odds))
        self.yes = (rng.random(2 * len(a)) < self.chance).astype(int)
        self.yes_back = np.roll(self.yes, len(a))
        self.lot = np.tile(rng.random(len(a)), 2)

    def hide(self, share):
        return self.lot >= share, self.lot < share

    def learn(self, rows, features=None):
        return fit.learn(self.chooser[rows], self.chosen[rows], self.yes[rows], features)


def facts_for(history, pairs):
    """Two tables of facts for the pairs, when the history has any."""
    if history[3] is None:
        return None, None
    values = np.linspace(-2.0, 2.0, len(pairs))
    return {"years apart": values, "city": values * 0}, {"years apart": values * 0 + np.nan, "city": -values}


def cross_entropy(chance, yes):
    return -np.mean(np.where(yes == 1, np.log(chance), np.log1p(-chance)))
