"""What is different between two texts, word by word: first line against line, then within the lines that changed."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

__all__ = ["Piece", "differences", "is_same"]

Sort = Literal["same", "added", "taken"]
WORD = re.compile(r"\s+|\w+|[^\w\s]")
#: Of lines longer than this together nobody reads a comparison by words: they are shown whole.
MOST_WORDS = 4000


@dataclass(frozen=True, slots=True)
class Piece:
    sort: Sort
    text: str


def differences(before: str, after: str) -> list[Piece]:
    """Pieces that are the same, were added or taken out; read one after the other they hold both texts whole."""
    one, other = (text.replace("\r\n", "\n").splitlines(keepends=True) for text in (before, after))
    return _joined(_by_lines(one, other))


def is_same(pieces: Sequence[Piece]) -> bool:
    return all(piece.sort == "same" for piece in pieces)


def _by_lines(one: list[str], other: list[str]) -> Iterator[Piece]:
    for what, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        before, after = "".join(one[a:b]), "".join(other[c:d])
        if what == "equal":
            yield Piece("same", before)
        else:
            yield from _by_words(before, after)


def _by_words(before: str, after: str) -> Iterator[Piece]:
    one, other = WORD.findall(before), WORD.findall(after)
    if len(one) + len(other) > MOST_WORDS:
        yield from (Piece("taken", before), Piece("added", after))
        return
    for what, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if what == "equal":
            yield Piece("same", "".join(one[a:b]))
        else:
            yield Piece("taken", "".join(one[a:b]))
            yield Piece("added", "".join(other[c:d]))


def _joined(pieces: Iterator[Piece]) -> list[Piece]:
    """Neighbours of one sort are one piece; between two changes a lone space belongs to both of them."""
    found: list[Piece] = []
    taken = added = ""

    def settle() -> None:
        nonlocal taken, added
        found.extend(piece for piece in (Piece("taken", taken), Piece("added", added)) if piece.text)
        taken = added = ""

    for piece in pieces:
        if piece.sort == "taken":
            taken += piece.text
        elif piece.sort == "added":
            added += piece.text
        elif (taken or added) and piece.text.isspace() and "\n" not in piece.text:
            taken, added = taken + piece.text, added + piece.text
        elif piece.text:
            settle()
            found.append(piece)
    settle()
    return found
