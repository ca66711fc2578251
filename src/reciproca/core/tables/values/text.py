"""The text of a cell, without what cannot be seen."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time

from reciproca.core.tables.words import NOTHING

INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2069\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
SPACES = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
FORMULA_START = ("=", "+", "-", "@", "\t", "\r", "\0", "＝", "＋", "－", "＠")
CLEAN = re.compile("[!-&(-~À-ÿ][!-~À-ÿ’]*(?: [!-~À-ÿ’]+)*")  # what needs no cleaning: most cells


def clean_text(value: object) -> str:
    """The text of a cell: composed, without invisible characters or direction tricks, spaces made single."""
    if type(value) is str and CLEAN.fullmatch(value):
        return value
    if value is None or (value is False and not isinstance(value, bool)):
        return ""
    if isinstance(value, bool):
        return "sì" if value else "no"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime):
        value = value.strftime("%d/%m/%Y") if value.time() == time(0) else value.strftime("%d/%m/%Y %H:%M")
    elif isinstance(value, date):
        value = value.strftime("%d/%m/%Y")
    elif isinstance(value, time):
        value = value.strftime("%H:%M")
    text = unicodedata.normalize("NFC", str(value))
    text = "".join(character for character in text if not "\ud800" <= character <= "\udfff")
    text = INVISIBLE.sub("", text).replace("\u0085", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    lines = [SPACES.sub(" ", line).strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    text = "\n".join(lines).strip()
    if text.startswith("'") and text[1:].startswith(FORMULA_START):
        text = text[1:]  # the quote our own exports put before what a program might take for a formula
    return text


def clean_line(value: object) -> str:
    """The text of a cell on one line."""
    text = clean_text(value)
    return " ".join(text.split()) if "\n" in text else text


def is_nothing(value: object) -> bool:
    """Empty, or one of the ways people write "nothing" in a cell."""
    text = clean_line(value)
    return not text or (len(text) <= LONGEST_NOTHING and text.casefold() in NOTHING)


LONGEST_NOTHING = max(map(len, NOTHING))
