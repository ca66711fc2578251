"""Invented people, from a seed: who they are and what they say of themselves. No database, no clock."""

import random
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["Invented", "Said", "address_of", "invent", "invent_pupil", "words"]

WORDS = Path(__file__).parent / "words"
EVENINGS = ("mon-evening", "tue-evening", "wed-evening", "thu-evening")
OTHER_TIMES = (
    "mon-lunch", "tue-lunch", "wed-lunch", "thu-lunch", "fri-lunch", "mon-morning", "tue-afternoon", "fri-afternoon",
    "sat-morning", "sun-morning", "sat-afternoon", "sun-evening",
)  # fmt: skip
STYLES = ("questions", "stories", "plans")


@dataclass(frozen=True, slots=True)
class Said:
    """An offer or a need, and the topic of the questionnaire it belongs to."""

    text: str
    topic: str


@dataclass(slots=True)
class Invented:
    """A person as the words make them; `role` is what they will mostly be: coordinator, mentor, mentee, newcomer, member."""

    given_name: str
    family_name: str
    email: str
    language: str
    role: str = "member"
    young: bool = False
    headline: str = ""
    story: str = ""
    city: str = ""
    aims: str = ""
    worthwhile: str = ""
    goals: str = ""
    trade: str = ""
    offers: list[Said] = field(default_factory=list)
    needs: list[Said] = field(default_factory=list)
    skills: list[str] = field(default_factory=list)
    interests: list[str] = field(default_factory=list)
    loves: list[str] = field(default_factory=list)
    curious_about: list[str] = field(default_factory=list)
    languages: list[tuple[str, str]] = field(default_factory=list)  # code and level, A1 to C2
    slots: list[str] = field(default_factory=list)
    capacity: int = 1
    experience: str = "3-7"
    style: str = "questions"
    organisation: str = ""
    face: tuple[int, int] | None = None  # tone and chord of the generated avatar, when it is known from a picture
    path: list[dict[str, Any]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    def speaks(self, code: str) -> bool:
        return any(spoken == code for spoken, _ in self.languages)


@cache
def words(name: str) -> dict[str, Any]:
    """A file of words: ``words("trades.it")``."""
    return tomllib.loads((WORDS / f"{name}.toml").read_text(encoding="utf-8"))


def invent(rng: random.Random, *, domain: str, year: int, italians: int = 112) -> list[Invented]:
    """The named people first, then those who came from elsewhere, then `italians` more. The same `rng`, the same people."""
    names = words("names")
    people = [_named(row, rng, domain, year) for row in words("cast")["person"]]
    taken = {person.name for person in people}
    decks = {language: _Decks(language, rng) for language in ("it", "en")}
    for given, family, tongue in names["elsewhere"]:
        people.append(_drawn(given, family, "it", tongue, decks["it"], rng, domain, year))
    for given, family, tongue in names["english"]:
        people.append(_drawn(given, family, "en", tongue, decks["en"], rng, domain, year))
    taken |= {person.name for person in people}
    for given, family in _new_names(rng, names, taken, italians):
        people.append(_drawn(given, family, "it", "it", decks["it"], rng, domain, year))
    return people


def invent_pupil(*, domain: str, year: int) -> Invented:
    """Somebody still at school, with dice of their own: nobody else becomes another for it."""
    [row] = words("pupil")["person"]
    return _named(row, random.Random(row["given_name"]), domain, year)


def address_of(name: str, domain: str) -> str:
    """
    >>> address_of("Leïla D’Angelo", "montefeltro.example")
    'leila.dangelo@montefeltro.example'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    given, _, family = plain.partition(" ")
    return f"{given}.{''.join(letter for letter in family if letter.isalnum())}@{domain}"


class _Decks:
    """Words are dealt like cards: a whole deck before the first comes again, so that neighbours differ."""

    def __init__(self, language: str, rng: random.Random) -> None:
        self.rng = rng
        self.common = words(f"common.{language}")
        self.trades = words(f"trades.{language}")["trade"]
        self.hands: dict[str, list] = {}

    def deal(self, name: str, cards: list, number: int = 1) -> list:
        """`number` cards, no two alike (at most all there are)."""
        dealt: list = []
        while len(dealt) < min(number, len(cards)):
            if not self.hands.get(name):
                self.hands[name] = list(cards)
                self.rng.shuffle(self.hands[name])
            card = self.hands[name].pop()
            if card not in dealt:
                dealt.append(card)
        return dealt

    def trade(self) -> dict[str, Any]:
        return self.deal("trade", self.trades)[0]

    def of_trade(self, trade: dict[str, Any], what: str, number: int = 1) -> list:
        return self.deal(f"{trade['key']} {what}", trade[what], number)

    def of_all(self, what: str, number: int = 1) -> list:
        return self.deal(what, self.common[what], number)


def _drawn(
    given: str, family: str, language: str, tongue: str, decks: _Decks, rng: random.Random, domain: str, year: int
) -> Invented:
    trade = decks.trade()
    young = bool(trade.get("young")) or rng.random() < 0.22
    title, place = decks.of_trade(trade, "titles")[0], decks.of_trade(trade, "places")[0]
    opening, closing = decks.of_trade(trade, "stories")[0], decks.of_all("closings")[0]
    city = decks.of_all("cities")[0]
    person = Invented(
        given_name=given,
        family_name=family,
        email=address_of(f"{given} {family}", domain),
        language=language,
        role="mentee" if young else "mentor",
        young=young,
        headline=f"{title} {place}",
        story=f"{opening} {closing}".strip(),
        city=city,
        aims=decks.of_all("aims")[0],
        worthwhile=decks.of_all("worthwhile")[0],
        goals=decks.of_all("goals")[0],
        trade=trade["key"],
        offers=_said(
            decks.of_trade(trade, "offers", 1 if young else 2), decks.of_all("offers") if rng.random() < 0.4 else []
        ),
        needs=_said(decks.of_trade(trade, "needs", 1), decks.of_all("needs") if rng.random() < 0.35 else []),
        skills=decks.of_trade(trade, "skills", rng.choice((2, 3, 3, 4))),
        interests=decks.of_all("interests", 2),
        loves=decks.of_all("loves", rng.choice((1, 2))),
        curious_about=decks.of_all("curious_about", rng.choice((1, 1, 2))),
        languages=_languages(language, tongue, young, rng),
        slots=_slots(rng),
        capacity=rng.choice((1, 1, 2, 2, 3)),
        experience=rng.choice(("0-2", "3-7")) if young else rng.choice(("8-15", "16+")),
        style=rng.choice(STYLES),
    )
    person.path = _path(person, title, place, decks.of_trade(trade, "studies")[0], rng, year)
    return person


def _said(*lists: list) -> list[Said]:
    return [Said(text, topic) for rows in lists for text, topic in rows]


def _languages(language: str, tongue: str, young: bool, rng: random.Random) -> list[tuple[str, str]]:
    """English is scarce among those who have worked longest: that is what makes pairs hard to find."""
    if language == "en":
        spoken = [("en", "C2" if not tongue else "C1")]
        if tongue:
            spoken.insert(0, (tongue, "C2"))
        if rng.random() < 0.35:
            spoken.append(("it", "B1"))
        return spoken
    spoken = [("it", "C2" if tongue == "it" else "C1")]
    if tongue != "it":
        spoken.append((tongue, "C2"))
    if rng.random() < (0.5 if young else 0.18):
        spoken.append(("en", rng.choice(("B1", "B2", "B2", "C1"))))
    if rng.random() < 0.08:
        spoken.append((rng.choice(("es", "de")), "B1"))
    return spoken


def _slots(rng: random.Random) -> list[str]:
    """Two to four moments, and at least one is an evening for most."""
    chosen = set(rng.sample(EVENINGS, rng.choice((1, 1, 2))) if rng.random() < 0.8 else [])
    chosen |= set(rng.sample(OTHER_TIMES, rng.choice((1, 2, 2))))
    return sorted(chosen)


def _path(person: Invented, title: str, place: str, study: str, rng: random.Random, year: int) -> list[dict[str, Any]]:
    worked = {
        "0-2": rng.randint(0, 2),
        "3-7": rng.randint(3, 7),
        "8-15": rng.randint(8, 15),
        "16+": rng.randint(16, 31),
    }
    since = year - worked[person.experience]
    school = "Università di Urbino" if person.language == "it" or rng.random() < 0.5 else "Erasmus, Urbino"
    steps = [{"kind": "study", "title": study, "organisation": school, "from_year": since - 4, "to_year": since}]
    if person.experience in ("8-15", "16+"):
        middle = since + worked[person.experience] // 2
        first = "I primi anni di mestiere" if person.language == "it" else "The first years of the trade"
        steps.append({"kind": "work", "title": first, "organisation": "", "from_year": since, "to_year": middle})
        since = middle
    return [{"kind": "work", "title": title, "organisation": place, "from_year": since, "to_year": None}, *steps]


def _new_names(rng: random.Random, names: dict, taken: set[str], number: int) -> Iterator[tuple[str, str]]:
    """Given and family names, each dealt as a deck."""
    given, family = list(names["given"]), list(names["family"])
    rng.shuffle(given)
    rng.shuffle(family)
    found = 0
    for turn in range(number * 2):
        pair = (given[turn % len(given)], family[(turn * 7) % len(family)])
        if " ".join(pair) not in taken and found < number:
            taken.add(" ".join(pair))
            found += 1
            yield pair


def _named(row: dict[str, Any], rng: random.Random, domain: str, year: int) -> Invented:
    """A person of cast.toml. Offers and needs without a topic get the first of all."""
    said = {
        name: [Said(*one) if isinstance(one, list) else Said(one, "leading") for one in row.get(name, [])]
        for name in ("offers", "needs")
    }
    path = [
        {
            "kind": kind,
            "title": row[name][0],
            "organisation": row[name][1],
            "from_year": row[name][2],
            "to_year": row[name][3] or None,
        }
        for kind, name in (("work", "work"), ("study", "studies"))
        if name in row
    ]
    plain = (
        "headline",
        "story",
        "city",
        "aims",
        "worthwhile",
        "goals",
        "skills",
        "interests",
        "loves",
        "curious_about",
    )
    told: dict[str, Any] = {name: row[name] for name in plain if name in row}
    return Invented(
        given_name=row["given_name"],
        family_name=row["family_name"],
        email=address_of(f"{row['given_name']} {row['family_name']}", domain),
        language=row["language"],
        role=row["as"],
        young=row["as"] == "mentee",
        languages=[(code, level) for code, level in row.get("languages", [])],
        slots=row.get("slots") or _slots(rng),
        capacity=row.get("capacity", 1),
        experience=row.get("experience", "8-15"),
        style=rng.choice(STYLES),
        path=path,
        face=tuple(row["face"]) if "face" in row else None,
        offers=said["offers"],
        needs=said["needs"],
        **told,
    )
