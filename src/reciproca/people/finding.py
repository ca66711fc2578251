"""The bridge: under which words the engine finds what people write, in Italian and in English."""

from collections.abc import Iterable

from reciproca_engine import text

__all__ = ["LONGEST_KEY", "each_word", "found_under"]

LONGEST_KEY = 60


def found_under(texts: Iterable[str]) -> set[str]:
    """Every key under which one of these texts may be found again."""
    return {key for one in texts for word in each_word(one) for key in word}


def each_word(written: str) -> list[set[str]]:
    """For each word that counts the keys it is known by: whoever has one of them has the word."""
    return [{key[:LONGEST_KEY] for key in word.keys} for word in text.words(written)]
