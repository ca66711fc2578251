"""Reads the drawing of a code as a telephone does: squares, mask, bytes, words. It mends nothing, because nothing is blurred here."""

import base64
import re
from collections.abc import Iterator
from itertools import product

from qrcode.base import rs_blocks
from qrcode.util import length_in_bits, mask_func, pattern_position

QUIET = 4  #: squares that must stay empty on every side


def words_in(source: str) -> str:
    """What stands in the drawing that a page carries as `data:`."""
    kind, _, drawn = source.partition(";base64,")
    assert kind == "data:image/svg+xml"
    squares = _squares_of(base64.b64decode(drawn).decode())
    size = len(squares)
    version = (size - 17) // 4
    how = _bits(squares[8][x] for x in (0, 1, 2, 3, 4)) ^ 0b10101
    level, masked = how >> 3, mask_func(how & 7)
    bits = [squares[y][x] ^ masked(y, x) for y, x in _path(size) if not _is_fixed(y, x, version)]
    whole = [_bits(bits[start : start + 8]) for start in range(0, len(bits) - 7, 8)]
    return _text_of(_in_order(whole, [block.data_count for block in rs_blocks(version, level)]), version)


def _squares_of(svg: str) -> list[list[bool]]:
    (side,) = {int(n) for pair in re.findall(r'viewBox="0 0 (\d+) (\d+)"', svg) for n in pair}
    dark = {(int(y) - QUIET, int(x) - QUIET) for x, y in re.findall(r"M(\d+),(\d+)H", svg)}
    inside = range(side - 2 * QUIET)
    assert all(y in inside and x in inside for y, x in dark)
    squares = [[(y, x) in dark for x in inside] for y in inside]
    eye = [[max(abs(y - 3), abs(x - 3)) != 2 for x in range(7)] for y in range(7)]
    assert [row[:7] for row in squares[:7]] == [row[-7:] for row in squares[:7]] == eye
    assert [row[:7] for row in squares[-7:]] == eye
    return squares


def _path(size: int) -> Iterator[tuple[int, int]]:
    """Two columns at a time from the right, up and down in turn, past the column of the clock."""
    rights = [*list(range(size - 1, 6, -2)), 5, 3, 1]
    for turn, right in enumerate(rights):
        rows = range(size) if turn % 2 else range(size - 1, -1, -1)
        yield from product(rows, (right, right - 1))


def _is_fixed(y: int, x: int, version: int) -> bool:
    size, marks = 17 + 4 * version, pattern_position(version)
    corners = (y < 9 and (x < 9 or x >= size - 8)) or (x < 9 and y >= size - 8)
    ends = {(marks[0], marks[0]), (marks[0], marks[-1]), (marks[-1], marks[0])} if marks else set()
    beside = any(max(abs(y - a), abs(x - b)) <= 2 for a, b in product(marks, marks) if (a, b) not in ends)
    of_version = version >= 7 and ((y < 6 and x >= size - 11) or (x < 6 and y >= size - 11))
    return corners or beside or of_version or y == 6 or x == 6


def _in_order(whole: list[int], counts: list[int]) -> list[int]:
    """The bytes of the blocks, which are drawn in turns, the longer blocks last."""
    blocks: list[list[int]] = [[] for _ in counts]
    drawn = iter(whole)
    for turn in range(max(counts)):
        for block, count in zip(blocks, counts, strict=True):
            if turn < count:
                block.append(next(drawn))
    return [byte for block in blocks for byte in block]


def _text_of(drawn: list[int], version: int) -> str:
    bits = "".join(f"{byte:08b}" for byte in drawn)
    assert bits[:4] == "0100"  # bytes, no other kind of letters
    start = 4 + length_in_bits(0b0100, version)
    length = int(bits[4:start], 2)
    return int(bits[start : start + 8 * length], 2).to_bytes(length, "big").decode()


def _bits(several: Iterator[bool] | list[bool]) -> int:
    return int("".join("1" if bit else "0" for bit in several), 2)
