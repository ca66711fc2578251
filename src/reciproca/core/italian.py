"""What Italian does to words that meet only when a sentence is put together."""

import re

from reciproca.core.days import is_italian

__all__ = ["elided", "euphonic"]

MONTHS = "gen|feb|mar|apr|mag|giu|lug|ago|set|ott|nov|dic"
BEFORE_A_VOWEL = re.compile(rf"\b([Ii]l|[Dd]el|[Dd]al|[Aa]l|[Nn]el|[Ss]ul) (?=(?:8|11) (?:{MONTHS}))")
ELIDED = {"il": "l’", "del": "dell’", "dal": "dall’", "al": "all’", "nel": "nell’", "sul": "sull’"}


def elided(text: str) -> str:
    """The article before a date, as it is said: «dal 7 marzo», but «dall’8 marzo» and «l’11 marzo».

    >>> elided("Dal 8 marzo al 11 aprile; il 18 maggio")
    'Dall’8 marzo all’11 aprile; il 18 maggio'
    """
    return BEFORE_A_VOWEL.sub(_elide, text)


def euphonic(text: str) -> str:
    """«Manda ad Ada», where a sentence with a name in it would say «a Ada»; other languages are left as they are."""
    return re.sub(r"\b([Aa]) (?=[AÀÁ])", r"\1d ", text) if is_italian() else text


def _elide(found: re.Match[str]) -> str:
    word = found[1]
    short = ELIDED[word.lower()]
    return short[0].upper() + short[1:] if word[0].isupper() else short
