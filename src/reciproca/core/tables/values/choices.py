"""Yes and no, roles, ticked options and topics written by hand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

from reciproca.core.tables.values.readings import Reading, no
from reciproca.core.tables.values.text import clean_line, clean_text, is_nothing
from reciproca.core.tables.words import NO, YES


def read_yes_no(value: object) -> Reading[bool]:
    """`sì`, `si`, `SI'`, `x`, `yes`, `1`; `no`, `0`; an empty cell says nothing."""
    if isinstance(value, bool):
        return Reading(value)
    text = clean_line(value).casefold().rstrip(".!,;").replace("’", "'")
    if not text or text in ("-", "–", "?", "n/a"):
        return Reading(None)
    if text in YES or text in ("x", "xx"):
        return Reading(True)
    if text in NO or text.startswith("non "):
        return Reading(False)
    first = re.match(r"[^\s,.;:!(]+", text)
    if first and first[0] in YES | {"i"}:
        if first[0] == "i":
            return (
                Reading(True)
                if re.match(r"i (agree|consent|accept|do\b(?! not)|have read|understand)", text)
                else (
                    Reading(False)
                    if re.match(r"i (do not|don't|disagree|decline|refuse)", text)
                    else no("yes_no_unclear", text=text[:60])
                )
            )
        return Reading(True)
    if first and first[0] in NO:
        return Reading(False)
    return no("yes_no_unclear", text=clean_line(value)[:60])


SEEKS_MENTOR = re.compile(r"\b(cerc\w+|vorrei|avere|want|need|looking for|find)\b[^.;]{0,20}\bmentor")


def read_roles(value: object) -> Reading[frozenset[str]]:
    """`mentor`, `mentee`, or both."""
    text = clean_line(value).casefold()
    if not text:
        return Reading(None)
    roles = set()
    if re.search(r"\b(entramb\w+|both|tutti e due|tutte e due|ambedue|sia .* (sia|che) )", text):
        roles = {"mentor", "mentee"}
    acts = re.search(r"\b(fare|essere|diventare|be|become|being|act as|sono|as|come)\b[^.;]{0,12}\bmentor", text)
    seeks = not acts and SEEKS_MENTOR.search(text)
    if re.search(r"\bmentor(e|i|s|a|ing)?\b|\btutor\b|\baccompagna", text) and not seeks:
        roles.add("mentor")
    if re.search(r"\bmentees?\b|\bmentoree\b|\bprot[eé]g|\ballie[vi]\w+\b|\bapprendist\w+", text) or seeks:
        roles.add("mentee")
    if not roles:
        return no("role_unclear", text=clean_line(value)[:60])
    return Reading(frozenset(roles))


def split_options(value: object, options: Sequence[str]) -> tuple[list[str], list[str]]:
    """The options a multi-choice cell holds, and what is left over (an "other" answer, or a word not foreseen).

    Forms join the ticked options with ", " (Google) or ";" (Microsoft), and options may hold commas themselves: at each
    place the longest option that fits is taken, and only where none fits is the text cut at the next separator.
    """
    text = clean_text(value)
    ordered = sorted({option for option in options if clean_text(option)}, key=lambda option: (-len(option), option))
    patterns = [(option, _loose(option)) for option in ordered]
    chosen: list[str] = []
    left: list[str] = []
    at = 0
    while at < len(text):
        gap = re.compile(r"[\s,;|]+").match(text, at)
        if gap:
            at = gap.end()
            continue
        for option, pattern in patterns:
            match = pattern.match(text, at)
            if match:
                if option not in chosen:
                    chosen.append(option)
                at = match.end()
                break
        else:
            end = re.compile(r"\s*(?:[,;|](?=\s|$|\S)|\n)").search(text, at)
            stop = end.start() if end and end.start() > at else len(text)
            piece = text[at:stop].strip()
            if piece:
                left.append(piece)
            at = max(stop, at + 1)
    return chosen, left


def _loose(option: str) -> re.Pattern[str]:
    words = re.split(r"\s+", clean_text(option))
    return re.compile(r"\s+".join(re.escape(word) for word in words) + r"(?=\s*(?:[,;|\n]|$))", re.IGNORECASE)


def infer_options(values: Iterable[object]) -> list[str]:
    """The options of a multi-choice column with commas in some of them, found from the answers alone.

    A piece that begins in lower case and always follows the same piece belongs to it: «Finanza, controllo e budget».
    """
    followed: dict[str, Counter[str]] = {}
    preceded: dict[str, Counter[str]] = {}
    times: Counter[str] = Counter()
    for value in values:
        text = clean_text(value)
        if ";" in text or "\n" in text or len(text) > 2000:
            continue
        pieces = [piece.strip() for piece in text.split(",") if piece.strip()]
        times.update(pieces)
        for before, after in zip(["", *pieces], pieces, strict=False):
            preceded.setdefault(after, Counter())[before] += 1
            followed.setdefault(before, Counter())[after] += 1
    if not any(piece[:1].isupper() for piece in times):
        return sorted(times)
    joined: dict[str, str] = {}
    for piece, count in times.items():
        if not piece[:1].islower() or count < 2:
            continue
        (before, together), *others = preceded[piece].most_common()
        if before and not others and together == times[before]:
            joined[before] = piece
    options = []
    for piece in times:
        if piece in joined.values():
            continue
        whole = piece
        tail = piece
        while tail in joined:
            tail = joined[tail]
            whole += f", {tail}"
        options.append(whole)
    return sorted(options)


def split_free(value: object) -> list[str]:
    """Topics written by hand: by line, semicolon, bullet, or comma outside brackets."""
    text = clean_text(value)
    if is_nothing(text):
        return []
    if ";" in text or "\n" in text or "|" in text or "•" in text:
        pieces = re.split(r"[;\n|•]+", text)
    elif _is_prose(text):
        pieces = [text]
    else:
        pieces = [part for piece in text.split(" / ") for part in _by_commas(piece)]
    seen: dict[str, str] = {}
    for piece in pieces:
        tidy = piece.strip(" .-–—*·\t").strip()
        if tidy and not is_nothing(tidy):
            seen.setdefault(tidy.casefold(), tidy)
    return list(seen.values())


def _by_commas(text: str) -> list[str]:
    """Cut at commas, but not inside brackets nor inside a number (one pass, however long the text)."""
    pieces: list[str] = []
    depth = start = 0
    closings = text.count(")")
    for at, character in enumerate(text):
        if character == "(":
            depth += 1 if closings > 0 else 0
        elif character == ")":
            depth = max(0, depth - 1)
            closings -= 1
            if not closings:
                depth = 0
        elif character == "," and not depth and not text[at + 1 : at + 2].isdigit():
            pieces.append(text[start:at])
            start = at + 1
    return [*pieces, text[start:]]


def _is_prose(text: str) -> bool:
    """A sentence rather than a list: few commas for many words, or a full stop inside."""
    return len(text.split()) > 10 * (text.count(",") + 1) or re.search(r"[a-zàèéìòù]\.\s+[A-ZÀÈÉÌÒÙ]", text) is not None


def closest(text: str, options: Sequence[str]) -> str | None:
    """The option someone probably meant."""
    by_low = {option.casefold(): option for option in options}
    found = get_close_matches(clean_line(text).casefold()[:200], list(by_low), n=1, cutoff=0.75)
    return by_low[found[0]] if found else None
