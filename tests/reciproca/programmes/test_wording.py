"""Reasons, causes and conflicts in words: in both languages, for the coordinator and for each of the two."""

from __future__ import annotations

import re
import string
from dataclasses import dataclass, field
from typing import Any

import pytest

from reciproca.programmes.wording import (
    MENTEE,
    MENTOR,
    SENTENCES,
    say_cause,
    say_conflict,
    say_reason,
    say_reasons,
    with_names,
)


@dataclass
class Said:
    """A reason as the engine hands it over."""

    kind: str
    contribution: float = 0.0
    subject: dict[str, Any] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)


NEED = Said(
    "complement",
    0.4,
    {"feature": "topics", "side": "mentee"},
    {"need": "bilanci", "offer": "Bilanci", "closeness": 1.0},
)
BACK = Said(
    "complement",
    0.2,
    {"feature": "topics", "side": "mentor"},
    {"need": "Instagram", "offer": "social", "closeness": 0.5},
)
PLACE = Said("equal", 0.1, {"feature": "place"}, {"mentee": "torino", "mentor": "torino", "shared": "Torino"})
TONGUES = Said("overlap", 0.1, {"feature": "languages"}, {"mentee": {"it", "en"}, "mentor": {"it"}, "shared": ("it",)})
NOTHING = Said("complement", 0.0, {"feature": "topics", "side": "mentee"}, {"needs": ("teatro", "canto")})


@pytest.mark.parametrize("code", SENTENCES)
def test_every_sentence_says_the_same_things_in_both_languages(code: str) -> None:
    said = SENTENCES[code]

    names = {
        language: {re.sub("^[aA]_", "", name) for _, name, _, _ in string.Formatter().parse(text) if name}
        for language, text in said.items()
    }

    assert names["it"] == names["en"]
    assert "'" not in said["it"]
    assert '"' not in said["it"]


@pytest.mark.parametrize(
    ("reason", "audience", "sentence"),
    [
        (NEED, "coordinator", "a Marta serve «bilanci», proprio quello che Ada offre"),
        (NEED, "mentee", "ti serve «bilanci», proprio quello che Ada offre"),
        (NEED, "mentor", "a Marta serve «bilanci», proprio quello che offri tu"),
        (BACK, "coordinator", "ad Ada serve «Instagram» e Marta offre «social»"),
        (BACK, "mentee", "ad Ada serve «Instagram» e tu offri «social»"),
        (BACK, "mentor", "ti serve «Instagram» e Marta offre «social»"),
        (PLACE, "coordinator", "stesso luogo: Torino"),
        (TONGUES, "mentor", "lingue in comune: italiano"),
        (NOTHING, "coordinator", "quello che serve a Marta (teatro e canto) non è fra le offerte di Ada"),
        (Said("equal", 0.1, {"feature": "q7"}, {"mentee": "mare", "mentor": "mare"}), "coordinator", "stessa risposta a «Mare o monti?»: mare"),
        (Said("distance", 0.1, {"feature": "q7"}, {"mentee": 3, "mentor": 4}), "coordinator", "risposte vicine a «Mare o monti?»: 3 e 4"),
        (Said("overlap", 0.0, {"feature": "languages"}, {"shared": ()}), "coordinator", "nessuna lingua in comune"),
        (Said("a kind of tomorrow", 0.1, {"feature": "q7"}), "coordinator", "risposte a «Mare o monti?»"),
    ],
)  # fmt: skip
def test_say_reason(reason: Said, audience: Any, sentence: str) -> None:
    labels = {"q7": "Mare o monti?"}

    assert say_reason(reason, "it", mentee="Marta", mentor="Ada", audience=audience, labels=labels) == sentence


@pytest.mark.parametrize("language", ["it", "en"])
@pytest.mark.parametrize(("mentee", "mentor"), [("Marta", "Ada"), ("Àlvaro", "Ugo"), ("anna", "Alba")])
@pytest.mark.parametrize("reason", [NEED, BACK, PLACE, TONGUES, NOTHING])
def test_names_put_in_later_read_as_if_they_had_been_there(
    reason: Said, mentee: str, mentor: str, language: str
) -> None:
    kept = say_reason(reason, language, mentee=MENTEE, mentor=MENTOR)

    assert with_names(kept, mentee=mentee, mentor=mentor) == say_reason(reason, language, mentee=mentee, mentor=mentor)


def test_only_the_preposition_grows_before_a_name() -> None:
    assert with_names(f"serve a {MENTEE}; lo cerca {MENTEE}", mentee="Ada", mentor="") == "serve ad Ada; lo cerca Ada"


def test_say_reasons_joins_what_weighs() -> None:
    said = say_reasons([NEED, PLACE, NOTHING], "en", mentee="Marta", mentor="Ada", with_numbers=True)

    assert said == "Marta needs “bilanci”, which is just what Ada offers (0.40); same place: Torino (0.10)"
    assert say_reasons([NOTHING], "it", mentee="Marta", mentor="Ada").startswith("Nessun punto in comune")


def test_say_cause_in_the_words_of_the_rule() -> None:
    languages = Said("barrier", 0.0, {"feature": "languages"}, {"scope": "with_room"})

    assert say_cause(languages, "en", name="Marta") == (
        "Marta has no language in common with any mentor who still has room."
    )
    assert say_cause(languages, "it", name="Marta") == (
        "Marta non ha lingue in comune con nessun mentor che abbia ancora posto."
    )
    assert say_cause(
        Said("barrier", 0.0, {"feature": "team"}, {"scope": "any"}), "it", name="Marta", labels={"team": "Squadra"}
    ) == ("La risposta di Marta a «Squadra» non va con quella di nessun mentor.")
    assert say_cause(Said("something new"), "en", name="Marta") == (
        "Among the mentors who still have room there is nobody to propose to Marta."
    )


def test_say_conflict_names_the_people() -> None:
    conflict = [
        {"kind": "lock", "mentee": 0, "mentor": 0},
        {"kind": "lock", "mentee": 1, "mentor": 0},
        {"kind": "capacity", "mentor": 0, "value": 1},
    ]

    assert say_conflict(conflict, "it", mentees=["Marta", "Omar"], mentors=["Ada"]) == [
        "Marta con Ada è una coppia fissa.",
        "Omar con Ada è una coppia fissa.",
        "Ada può seguire una persona sola.",
    ]


# ------------------------------------------------------------------------------------------- a fit learned from answers


@pytest.mark.parametrize(
    ("reason", "audience", "sentence"),
    [
        (Said("base_rate", 0.3), "coordinator", "la probabilità da cui parte ogni coppia"),
        (Said("leaning", 0.1, {"side": "a", "person": 1}), "coordinator", "quello che Marta ha risposto degli altri mentor"),
        (Said("leaning", 0.1, {"side": "a", "person": 1}), "mentee", "quello che hai risposto degli altri mentor"),
        (Said("leaning", -0.1, {"side": "b", "person": 1}), "mentor", "quello che hai risposto degli altri mentee"),
        (Said("appeal", 0.1, {"side": "a", "person": 1}), "coordinator", "quello che altri mentee hanno risposto di Ada"),
        (Said("appeal", 0.1, {"side": "b", "person": 1}), "coordinator", "quello che altri mentor hanno risposto di Marta"),
        (Said("alike", -0.1, {"side": "b"}), "coordinator", "quanto si somigliano le risposte che i due hanno ricevuto"),
        (Said("taste", 0.1, {"side": "a"}), "mentee", "quello che Ada ha in comune con chi ha avuto un sì da te"),
        (Said("feature", 0.1, {"side": "a", "feature": "place"}), "coordinator", "a favore del sì di Marta: luogo"),
        (Said("feature", -0.1, {"side": "b", "feature": "fit"}), "coordinator", "contro il sì di Ada: affinità dei due fogli"),
        (Said("feature", -0.1, {"feature": "q7"}), "coordinator", "contro: Mare o monti?"),
        (Said("evening", -0.1), "coordinator", "le risposte che i due hanno dato e ricevuto negli altri incontri"),
        (Said("small", 0.01), "coordinator", "altro, ogni cosa di poco peso"),
        (Said("met", 0.4, {"side": "both"}), "mentee", "vi siete già incontrati e volete continuare tutti e due"),
        (Said("met", 0.4, {"side": "mentor"}), "coordinator", "si sono già incontrati e Ada vuole continuare"),
    ],
)  # fmt: skip
def test_learned_reasons_are_said(reason: Said, audience: Any, sentence: str) -> None:
    said = say_reason(reason, "it", mentee="Marta", mentor="Ada", audience=audience, labels={"q7": "Mare o monti?"})

    assert said == sentence


@pytest.mark.parametrize("language", ["it", "en"])
def test_every_kind_that_learning_gives_has_its_words(language: str) -> None:
    from reciproca_engine.matching.calibration import TERMS

    for kind in (*TERMS, "feature"):
        for side in ("a", "b"):
            reason = Said(kind, 0.1, {"side": side, "feature": "topics"})
            assert say_reason(reason, language, mentee="Marta", mentor="Ada") != say_reason(
                Said("a kind of tomorrow", 0.1, {"feature": "topics"}), language, mentee="Marta", mentor="Ada"
            )


def test_what_weighs_against_is_told_with_its_number_and_not_without() -> None:
    reasons = [Said("base_rate", 0.3), Said("feature", -0.124, {"feature": "place"}), Said("small", -0.001)]

    with_numbers = say_reasons(reasons, "it", mentee="Marta", mentor="Ada", with_numbers=True)
    without = say_reasons(reasons, "it", mentee="Marta", mentor="Ada")

    assert (
        with_numbers
        == "La probabilità da cui parte ogni coppia (0,30); contro: luogo (−0,12); altro, ogni cosa di poco peso (0,00)"
    )
    assert without == "La probabilità da cui parte ogni coppia"
