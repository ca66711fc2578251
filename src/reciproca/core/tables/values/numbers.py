"""Numbers with either decimal sign, and how many people someone can follow."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Literal

from reciproca.core.tables.values.readings import Reading, no
from reciproca.core.tables.values.text import clean_line, is_nothing
from reciproca.core.tables.words import NUMBER_WORDS

Decimal = Literal[",", "."]
THREE_DIGITS = re.compile(r"^[+-]?\d{1,3}([.,])\d{3}$")


def decide_decimal(values: Iterable[object]) -> Decimal | None:
    """The decimal sign of a column, when some cell shows it beyond doubt."""
    votes: Counter[str] = Counter()
    for value in values:
        if not isinstance(value, str):
            continue
        text = _digits(value)
        if re.fullmatch(r"[+-]?\d{1,3}(\.\d{3})+,\d+", text) or re.fullmatch(r"[+-]?\d{1,3}(\.\d{3}){2,}", text):
            votes[","] += 1
        elif re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+\.\d+", text) or re.fullmatch(r"[+-]?\d{1,3}(,\d{3}){2,}", text):
            votes["."] += 1
        else:
            plain = re.fullmatch(r"[+-]?\d+([.,])(\d+)", text)
            if plain and not THREE_DIGITS.match(text):
                votes[plain[1]] += 1
    if not votes or votes[","] == votes["."]:
        return None
    return "," if votes[","] > votes["."] else "."


def _digits(text: object) -> str:
    return re.sub(r"[\s'’€$£%]|eur(o|os)?$", "", clean_line(text), flags=re.IGNORECASE)


def read_number(value: object, *, decimal: Decimal | None = None) -> Reading[float]:
    """`3,5` `3.5` `1.234,50` `1,234.50`; `1.234` alone is a question unless the column has answered it."""
    if isinstance(value, bool):
        return no("number_unclear", text=clean_line(value))
    if isinstance(value, int | float):
        return (
            Reading(float(value))
            if value == value and abs(value) != float("inf")
            else no("number_unclear", text=str(value))
        )
    if is_nothing(value):
        return Reading(None)
    shown = clean_line(value)[:60]
    if isinstance(value, date | time):
        return no("number_unclear", text=shown)
    text = _digits(value)
    if not re.fullmatch(r"[+-]?\d[\d.,]{0,40}", text) or not text.isascii():
        return no("number_unclear", text=shown)
    three = THREE_DIGITS.match(text)
    if three:
        if decimal is None:
            sign = three[1]
            thousands, decimals = float(text.replace(sign, "")), float(text.replace(sign, "."))
            if text.lstrip("+-").startswith("0"):
                return Reading(decimals)
            return no("number_ambiguous", text=shown, thousands=thousands, decimal=decimals)
        return Reading(float(text.replace(three[1], "." if three[1] == decimal else "")))
    if re.fullmatch(r"[+-]?\d+", text):
        return Reading(float(text))
    if re.fullmatch(r"[+-]?\d+[.,]\d*", text):
        return Reading(float(text.replace(",", ".")))
    if re.fullmatch(r"[+-]?\d{1,3}(\.\d{3})+(,\d*)?", text):
        return Reading(float(text.replace(".", "").replace(",", ".")))
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?", text):
        return Reading(float(text.replace(",", "")))
    return no("number_unclear", text=shown)


def read_count(value: object, *, least: int = 0, most: int = 50) -> Reading[int]:
    """How many people someone can follow: `2`, `due`, `fino a 3`, `1-2` (the larger), `max 2`, `nessuno` (0)."""
    if isinstance(value, datetime | date):
        shown = f"{value.day}/{value.month}"
        larger = max(value.day, value.month)
        return no("count_is_date", repair=larger if least <= larger <= most else None, text=shown)
    if value is None or clean_line(value) in ("", "-", "–", "—", "/", "?", "n/a", "n.d."):
        return Reading(None)
    shown = clean_line(value)[:60]
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = float(value)
        numbers = [int(number)] if number.is_integer() and abs(number) < 1e9 else []
    else:
        numbers = _numbers_in(shown)
    if not numbers:
        return no("count_unclear", text=shown, least=least, most=most)
    count = max(numbers)
    if not least <= count <= most:
        return no("count_unclear", text=shown, least=least, most=most, repair=None)
    return Reading(count)


def _numbers_in(text: str) -> list[int]:
    low = text.casefold()
    whole = re.fullmatch(r"[+]?(\d{1,6})[.,]0+", low)
    if whole:
        return [int(whole[1])]
    if re.search(r"\d[.,]\d|-\s*\d+\s*$", low) and not re.search(r"\d\s*-\s*\d", low):
        return []
    numbers = [int(digits) for digits in re.findall(r"\d{1,6}", low)]
    words = re.findall(r"[a-zàèéìòù]+", low)
    numbers += [
        NUMBER_WORDS[word] for word in words if word in NUMBER_WORDS and not (numbers and NUMBER_WORDS[word] <= 1)
    ]
    if len(words) > 12 or len(numbers) > 3:
        return []
    return numbers
