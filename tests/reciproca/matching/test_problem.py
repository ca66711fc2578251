"""The bridge: people in, pairs with reasons and causes out."""

from __future__ import annotations

import pytest

from reciproca.matching.problem import Infeasible, Person, match, prepare, why_unplaced

ADA = Person("ada", "Ada", offers=("bilanci",), languages=frozenset({"it"}))
IVO = Person("ivo", "Ivo", offers=("export",), languages=frozenset({"en"}))
MARTA = Person("marta", "Marta", needs=("bilanci",), languages=frozenset({"it"}))
OMAR = Person("omar", "Omar", needs=("export",), languages=frozenset({"it"}))


def test_reasons_add_up_to_the_fit_and_the_answer_is_proven() -> None:
    matched = match(prepare([MARTA, OMAR], [ADA, Person("zoe", "Zoë", offers=("export",))]))

    assert [(pair.mentee, pair.mentor) for pair in matched.pairs] == [(0, 0), (1, 1)]
    for pair in matched.pairs:
        assert sum(reason.contribution for reason in pair.reasons) == pair.fit
    assert matched.report.optimal
    assert matched.places_left.tolist() == [0, 0]


def test_cause_is_the_language_when_nobody_with_room_shares_one() -> None:
    matched = match(prepare([MARTA, OMAR], [ADA, IVO]))

    cause = why_unplaced(matched, matched.unplaced[0])

    assert (cause.kind, dict(cause.subject), dict(cause.values)) == (
        "barrier", {"feature": "languages", "kind": "overlap"}, {"scope": "with_room"},
    )  # fmt: skip


def test_cause_is_room_when_every_place_is_taken() -> None:
    matched = match(prepare([MARTA, OMAR], [ADA]))

    (left,) = matched.unplaced
    cause = why_unplaced(matched, left)

    assert cause.kind == "no_room"
    assert dict(cause.values) == {"places": 1, "mentees": 2, "mentor": "Ada", "displaced": ("Marta",)}
    assert why_unplaced(matched, left, with_price=False).values == {"places": 1, "mentees": 2}


def test_cause_never_tells_a_private_choice() -> None:
    """What Marta's cause says is the same whether she avoids Zoë or Zoë avoids her, and names neither."""
    zoe = Person("zoe", "Zoë", offers=("bilanci",), languages=frozenset({"it"}))
    marta_avoids = Person("marta", "Marta", needs=("bilanci",), languages=frozenset({"it"}), avoid=frozenset({"zoe"}))
    zoe_avoids = Person("zoe", "Zoë", offers=("bilanci",), languages=frozenset({"it"}), avoid=frozenset({"marta"}))

    causes = [
        why_unplaced(match(prepare([mentee], [mentor])), 0)
        for mentee, mentor in ((marta_avoids, zoe), (MARTA, zoe_avoids))
    ]

    assert [(cause.kind, dict(cause.subject), dict(cause.values)) for cause in causes] == [
        ("nobody_possible", {}, {})
    ] * 2
    assert match(prepare([MARTA], [zoe])).result.placed == 1


def test_nobody_is_their_own_mentor() -> None:
    both = Person("ada", "Ada", offers=("bilanci",), needs=("bilanci",))

    assert match(prepare([both], [both])).result.placed == 0


def test_mentor_without_places_takes_nobody() -> None:
    matched = match(prepare([MARTA], [Person("ada", "Ada", capacity=0)]))

    assert why_unplaced(matched, 0).kind == "no_mentors"


def test_lock_and_ban_are_kept() -> None:
    zoe = Person("zoe", "Zoë", offers=("export",))

    banned = match(prepare([MARTA, OMAR], [ADA, zoe], bans=[(0, 0)]))
    locked = match(prepare([MARTA, OMAR], [ADA, zoe], locks=[(0, 1)]))

    assert [(pair.mentee, pair.mentor) for pair in banned.pairs] == [(0, 1), (1, 0)]
    assert [(pair.mentee, pair.mentor) for pair in locked.pairs] == [(0, 1), (1, 0)]
    with pytest.raises(Infeasible):
        match(prepare([MARTA, OMAR], [ADA, zoe], locks=[(0, 0), (1, 0)]))


def test_questionnaire_answer_comes_before_the_profile() -> None:
    mentee = Person("m", "M", place="Torino", answers={"place": "bari"})

    scores = prepare([mentee], [Person("a", "A", place="Bari")]).scores

    assert float(scores.fit[0, 0]) == 1.0
