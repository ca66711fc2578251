"""Names of people: given name and surname, however the two stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from reciproca.core.tables.values.text import clean_line
from reciproca.core.tables.words import FAMILY_PARTICLES, GIVEN_NAMES

NameOrder = Literal["given_first", "family_first"]
TITLES = re.compile(
    r"^(?:(?:dott|dr|prof|ing|avv|arch|geom|rag|sig|on|mr|mrs|ms|miss|sir|phd)(?:\.?\s?(?:ssa|ra|na))?\.?\s+)+"
    r"(?=\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Name:
    first: str
    last: str
    sure: bool = True

    @property
    def full(self) -> str:
        return f"{self.first} {self.last}".strip()


def tidy_name(value: object) -> str:
    """Single spaces, no title, and ordinary capitals where everything was upper or lower case."""
    text = clean_line(value).strip(" ,;.")
    text = re.sub(r"\s*\([^)]*\)\s*$", "", text)
    text = TITLES.sub("", text)
    letters = [character for character in text if character.isalpha()]
    if (
        letters
        and (all(one.isupper() for one in letters) or all(one.islower() for one in letters))
        and len(letters) > 1
    ):
        text = _capitals(text)
    return text


def _capitals(text: str) -> str:
    def word(match: re.Match[str]) -> str:
        return match[0][:1].upper() + match[0][1:].lower()

    return re.sub(r"[^\W\d_]+", word, text)


def decide_name_order(values: Iterable[object]) -> NameOrder:
    """Whether a column of full names puts the given name first, from the given names we know."""
    given_first = family_first = 0
    for value in values:
        words = clean_line(value).casefold().split()
        if len(words) < 2 or "," in clean_line(value):
            continue
        starts, ends = words[0] in GIVEN_NAMES, words[-1] in GIVEN_NAMES
        given_first += starts and not ends
        family_first += ends and not starts
    return "family_first" if family_first > given_first else "given_first"


def split_name(value: object, *, order: NameOrder = "given_first") -> Name:
    """«ROSSI Mario», «Rossi, Mario», «Maria Grazia De Luca»: first and last name.

    Signs in the cell itself (a comma, one part in capitals) win over the order of the column; particles stay with the
    surname; of three or more words, known given names settle which part is which, and otherwise we are not sure.
    """
    text = re.sub(r"\s*\([^)]*\)\s*$", "", TITLES.sub("", clean_line(value).strip(" ;.")))
    if "," in text:
        last, _, first = (part.strip() for part in text.partition(","))
        if first and last:
            return Name(tidy_name(first), tidy_name(last))
        text = (first or last).strip()
    words = text.split()
    if not words:
        return Name("", "", sure=False)
    if len(words) == 1:
        return Name(tidy_name(words[0]), "", sure=False)

    shouted = [len(word) > 1 and word.isupper() for word in words]
    if any(shouted) and not all(shouted):
        if shouted[0] and not shouted[-1]:
            cut = next(at for at, loud in enumerate(shouted) if not loud)
            return Name(tidy_name(" ".join(words[cut:])), tidy_name(" ".join(words[:cut])))
        if shouted[-1] and not shouted[0]:
            cut = len(words) - next(at for at, loud in enumerate(reversed(shouted)) if not loud)
            return Name(tidy_name(" ".join(words[:cut])), tidy_name(" ".join(words[cut:])))

    low = [word.casefold() for word in words]
    if len(words) == 2:
        first_known, last_known = low[0] in GIVEN_NAMES, low[1] in GIVEN_NAMES
        if first_known != last_known and order == "given_first" and last_known and not first_known:
            return Name(tidy_name(words[0]), tidy_name(words[1]), sure=False)
        first, last = (words[0], words[1]) if order == "given_first" else (words[1], words[0])
        return Name(tidy_name(first), tidy_name(last))
    return _split_long(words, low, order)


def _split_long(words: Sequence[str], low: Sequence[str], order: NameOrder) -> Name:
    if order == "family_first":
        cut = 1
        while cut < len(words) - 1 and low[cut - 1] in FAMILY_PARTICLES:
            cut += 1
        sure = cut > 1 or low[cut] in GIVEN_NAMES
        if not sure and low[-1] in GIVEN_NAMES:  # a double surname before one given name
            cut, sure = len(words) - 1, low[-2] not in GIVEN_NAMES
        return Name(tidy_name(" ".join(words[cut:])), tidy_name(" ".join(words[:cut])), sure)
    particle = next((at for at, word in enumerate(low) if at and word in FAMILY_PARTICLES), None)
    if particle is not None:
        return Name(tidy_name(" ".join(words[:particle])), tidy_name(" ".join(words[particle:])))
    given = 1
    while given < len(words) - 1 and low[given] in GIVEN_NAMES:
        given += 1
    return Name(
        tidy_name(" ".join(words[:given])), tidy_name(" ".join(words[given:])), sure=given > 1 or low[0] in GIVEN_NAMES
    )
