"""Languages spoken, and the half-days someone is free."""

from __future__ import annotations

import re

from reciproca.core.tables.values.readings import Reading, no
from reciproca.core.tables.values.text import clean_line, clean_text, is_nothing
from reciproca.core.tables.words import CONNECTING, DAYS, LANGUAGES, LEVELS, PARTS_OF_DAY


def read_languages(value: object) -> Reading[dict[str, str | None]]:
    """Languages by ISO code with the level where it is said: «Italiano, inglese (B2), francese base»."""
    text = clean_text(value)
    if is_nothing(text):
        return Reading(None)
    found: dict[str, str | None] = {}
    unknown: list[str] = []
    for piece in re.split(r"[,;/\n|+&•]+|\s+(?:e|ed|and|y|et|und)\s+", re.sub(r"[()\[\]:]", " ", text)):
        words = re.findall(r"[^\W_]+[’']?", piece.casefold())
        words = [word.rstrip("’'") for word in words]
        if not words:
            continue
        named = [LANGUAGES[word] for word in words if word in LANGUAGES and not (len(word) == 2 and len(words) > 2)]
        level = next((LEVELS[word] for word in words if word in LEVELS), None)
        if named:
            for code in named:
                found[code] = level or found.get(code)
        elif level and found:
            last = next(reversed(found))
            found[last] = found[last] or level
        elif any(word not in LEVELS and word not in CONNECTING for word in words):
            unknown.append(piece.strip())
    if not found and unknown:
        return no("language_unknown", text=unknown[0][:60])
    return Reading(found)


def read_availability(value: object) -> Reading[frozenset[str]]:
    """Half-days of the week, as `mon-evening`: «lunedì sera», «weekdays after 18:00», «mar/gio pomeriggio»."""
    text = clean_text(value).casefold()
    if is_nothing(text):
        return Reading(None)
    slots: set[str] = set()
    for piece in re.split(r"[;\n|,]+|\s+(?:oppure|or)\s+", text):
        slots |= _slots(piece)
    if not slots:
        return no("availability_unclear", text=clean_line(value)[:60])
    return Reading(frozenset(slots))


WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PARTS = ("morning", "midday", "afternoon", "evening")


def _slots(piece: str) -> set[str]:
    words = re.findall(r"[^\W\d_]+|\d{1,2}(?:[:.]\d{2})?", piece.replace("’", "'"))
    days: list[str] = []
    parts: list[str] = []
    for position, word in enumerate(words):
        if word in DAYS:
            named = DAYS[word]
            span = (
                position >= 2
                and words[position - 1] in ("al", "alla", "a", "to", "through", "until")
                and len(named) == 1
            )
            if span and days:
                first, last = WEEK.index(days[-1]), WEEK.index(named[0])
                days.extend(WEEK[at % 7] for at in range(first, last + 1 if last >= first else last + 8))
            else:
                days.extend(named)
        if word in PARTS_OF_DAY:
            parts.extend(PARTS_OF_DAY[word])
    parts.extend(_parts_by_clock(piece))
    if re.search(
        r"\b(sempre|any ?time|always|qualsiasi|qualunque|flessibil\w+|flexible|tutti i giorni|every day|ogni giorno)\b",
        piece,
    ):
        days = days or list(WEEK)
    if not days and parts:
        days = list(WEEK[:5])
    return {f"{day}-{part}" for day in days for part in (parts or PARTS)}


def _parts_by_clock(piece: str) -> list[str]:
    span = re.search(
        r"(\d{1,2})(?:[:.]\d{2})?\s*(?:-|–|alle|alla|to|until|e le|fino alle)\s*(?:le\s*)?(\d{1,2})(?:[:.]\d{2})?\b",
        piece,
    )
    after = re.search(r"\b(?:dopo le|dalle|after|from|since)\s*(\d{1,2})", piece)
    before = re.search(r"\b(?:prima delle|fino alle|before|until)\s*(\d{1,2})", piece)
    evening = re.search(r"\b\d{1,2}\s*p\.?m", piece) is not None
    if span:
        start, end = int(span[1]), int(span[2])
    elif after:
        start, end = int(after[1]), 23
    elif before:
        start, end = 8, int(before[1])
    else:
        return []
    if evening:
        start, end = (start + 12 if start < 8 else start), (end + 12 if end < 12 else end)
    if not 0 <= start < 24 or not start < end <= 24:
        return []
    borders = {"morning": (7, 12), "midday": (12, 14), "afternoon": (14, 18), "evening": (18, 23)}
    return [part for part, (opens, closes) in borders.items() if start < closes and end > opens]
