"""What stands in a cell, cleaned: text, e-mails, names, dates, numbers, yes and no, choices, languages, hours.

Every reader returns a `Reading`: the value, or a `Problem` with the precise reason and, where there is one, the repair.
What can be put right without doubt (outer spaces, case, `mailto:`) is; what might be a guess is asked.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from difflib import get_close_matches
from typing import Any, Generic, Literal, TypeVar

from reciproca.core.tables.sentences import sentence
from reciproca.core.tables.words import (
    CONNECTING,
    DAYS,
    FAMILY_PARTICLES,
    GIVEN_NAMES,
    LANGUAGES,
    LEVELS,
    MAIL_SLIPS,
    MONTH_NAMES,
    NO,
    NOTHING,
    NUMBER_WORDS,
    PARTS_OF_DAY,
    YES,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a cell, or a whole row, cannot be taken as it is."""

    code: str
    values: dict[str, Any] = field(default_factory=dict)
    repair: Any = None  # what to put instead, if she agrees
    about: Literal["cell", "row"] = "cell"

    def sentence(self, language: str = "en") -> str:
        values = dict(self.values)
        if "order" in values:
            values["order"] = sentence(f"order.{values['order']}", language)
        return sentence(f"{self.about}.{self.code}", language, **values)


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    value: T | None = None
    problem: Problem | None = None

    @property
    def ok(self) -> bool:
        return self.problem is None


def _no(code: str, repair: Any = None, **values: Any) -> Reading[Any]:
    return Reading(None, Problem(code, values, repair))


# ------------------------------------------------------------------------------------------------------------ text

INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2069\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
SPACES = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
FORMULA_START = ("=", "+", "-", "@", "\t", "\r", "\0", "＝", "＋", "－", "＠")


def clean_text(value: object) -> str:
    """The text of a cell: composed, without invisible characters or direction tricks, spaces made single."""
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
    return " ".join(clean_text(value).split())


def is_nothing(value: object) -> bool:
    """Empty, or one of the ways people write "nothing" in a cell."""
    return value is None or clean_line(value).casefold() in NOTHING or clean_line(value) == ""


# --------------------------------------------------------------------------------------------------------- e-mails

LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]+")
DOMAIN_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
IN_BRACKETS = re.compile(r"<\s*(?:mailto:)?([^<>]*?@[^<>]*?)\s*>", re.IGNORECASE)
SPELLED_AT = re.compile(r"\s*[\[({]\s*(?:at|chiocciola|@)\s*[\])}]\s*|\s+(?:chiocciola|at)\s+", re.IGNORECASE)
SPELLED_DOT = re.compile(r"\s*[\[({]\s*(?:dot|punto)\s*[\])}]\s*|\s+(?:dot|punto)\s+", re.IGNORECASE)


def read_email(value: object) -> Reading[str]:
    """A normalised address (lower case, ASCII domain), or the precise reason why it is not one, with the repair.

    Taken without asking: outer spaces and punctuation, `mailto:`, `Name <a@b.it>`, case, an internationalised domain.
    Asked, with the repair ready: a space inside, a comma for a dot, two addresses, a spelled-out at-sign, a slip.
    """
    text = clean_line(value)
    if is_nothing(text):
        return Reading(None)
    text = text.replace("＠", "@").replace("﹫", "@")
    bracketed = IN_BRACKETS.search(text)
    if bracketed:
        text = bracketed[1]
    text = re.sub(r"^(e-?mail|mail|posta|mailto)\s*:\s*", "", text.strip(), flags=re.IGNORECASE)
    text = text.strip(" \t.,;:<>\"'«»“”‘’()[]|")
    if len(text) > 320:
        return _no("email_too_long")
    if not text:
        return _no("email_no_at")

    if "@" not in text:
        spelled = SPELLED_DOT.sub(".", SPELLED_AT.sub("@", text, count=1))
        return _no("email_spelled_at" if spelled.count("@") == 1 else "email_no_at", repair=_repaired(spelled))
    several = [
        piece for piece in re.split(r"\s*[,;/|]\s*|\s+(?:e|o|and|or|oppure)\s+|\s+", text) if piece.count("@") == 1
    ]
    whole = [piece for piece in several if _address_problem(piece.strip(" .,;<>")) is None]
    if text.count("@") > 1:
        if len(whole) > 1:
            return _no("email_several", repair=read_email(whole[0]).value, count=len(whole))
        if re.search(r"@\s*@", text):
            return _no("email_doubled_at", repair=_repaired(re.sub(r"@[\s@]*@", "@", text)))
        return _no("email_two_ats")
    if " " in text:
        joined = text.replace(" ", "")
        code = "email_space"
        if re.search(r"\s@", text):
            code = "email_space_before_at"
        elif re.search(r"@\s", text):
            code = "email_space_after_at"
        return _no(code, repair=_repaired(joined))
    problem = _address_problem(text)
    if problem is not None:
        return Reading(None, problem)

    address = _normal(text)
    domain = address.partition("@")[2]
    if domain in MAIL_SLIPS:
        better = address.partition("@")[0] + "@" + MAIL_SLIPS[domain]
        return _no("email_misspelled", repair=better, text=domain, suggestion=MAIL_SLIPS[domain])
    return Reading(address)


def _repaired(text: str) -> str | None:
    return read_email(text).value if "@" in text and " " not in text else None


def _address_problem(text: str) -> Problem | None:
    local, at, domain = text.rpartition("@")
    if not at:
        return Problem("email_no_at")
    if not local:
        return Problem("email_nothing_before_at")
    if not domain:
        return Problem("email_nothing_after_at")
    if "," in text:
        return Problem("email_comma", repair=_repaired(text.replace(",", ".")))
    if ".." in text:
        return Problem("email_double_dot", repair=_repaired(re.sub(r"\.{2,}", ".", text)))
    if local.startswith(".") or local.endswith(".") or domain.startswith("."):
        better = f"{local.strip('.')}@{domain.strip('.')}" if local.strip(".") and domain.strip(".") else ""
        return Problem("email_dot_at_edge", repair=_repaired(better))
    if not local.isascii():
        odd = next(character for character in local if ord(character) > 127)
        plain = "".join(one for one in unicodedata.normalize("NFKD", local) if not unicodedata.combining(one))
        if plain.isascii() and odd.isalpha():
            return Problem("email_accent", {"text": odd}, _repaired(f"{plain}@{domain}"))
        return Problem("email_character", {"text": odd})
    if not LOCAL.fullmatch(local):
        odd = next(character for character in local if not LOCAL.fullmatch(character))
        return Problem("email_character", {"text": odd})
    if len(local) > 64 or len(text) > 254:
        return Problem("email_too_long")
    ascii_domain = _ascii_domain(domain)
    if ascii_domain is None:
        return Problem("email_domain", {"text": domain})
    if "." not in ascii_domain:
        return Problem("email_no_ending")
    labels = ascii_domain.split(".")
    if not all(DOMAIN_LABEL.fullmatch(label) for label in labels):
        return Problem("email_domain", {"text": domain})
    if len(labels[-1]) < 2 or labels[-1].isdigit():
        return Problem("email_no_ending")
    return None


def _ascii_domain(domain: str) -> str | None:
    domain = unicodedata.normalize("NFC", domain.casefold() if domain.isascii() else domain.lower())
    if domain.isascii():
        return domain
    try:
        return domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None


def _normal(text: str) -> str:
    local, _, domain = text.rpartition("@")
    return f"{local.lower()}@{_ascii_domain(domain)}"


# ----------------------------------------------------------------------------------------------------------- names

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


# ----------------------------------------------------------------------------------------------------------- dates

DateOrder = Literal["dmy", "mdy", "ymd"]
NUMERIC_DATE = re.compile(r"^(\d{1,4})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{1,4})(?:[\sT,]+(.*))?$")
WORD_DATE = re.compile(
    r"^(?:[^\W\d_]+,?\s+)?(\d{1,2})(?:°|º|st|nd|rd|th)?[\s./-]+(?:di\s+|of\s+)?([^\W\d_]{3,10})\.?,?[\s./-]+(\d{4}|\d{2})(?:[\s,]+(.*))?$"
)
WORD_DATE_US = re.compile(
    r"^(?:[^\W\d_]+,\s+)?([^\W\d_]{3,10})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?:[\s,]+(.*))?$"
)
CLOCK = re.compile(
    r"^(?:alle\s+|at\s+|ore\s+|h\s*)?(\d{1,2})[.:](\d{2})(?:[.:](\d{2})(?:[.,]\d+)?)?\s*([ap])?\.?(?:m\.?)?\s*(.*)$",
    re.IGNORECASE,
)
OFFSET = re.compile(
    r"^(?:utc|gmt|cet|cest|z|[a-z]{2,5}/[a-z_]+)?\s*(?:[+-]\s?\d{1,2}(?::?\d{2})?)?\s*(?:oec|oeca|est)?$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class DateEvidence:
    """How a column writes its dates, and how we know."""

    order: DateOrder
    sure: bool
    example: str = ""  # a date that can be read in two ways, when we are not sure


def decide_date_order(values: Iterable[object], *, hint: DateOrder = "dmy") -> DateEvidence:
    """dd/mm or mm/dd for a whole column: a 13 or more in one place settles it; with no such date we say so.

    Where the evidence contradicts itself, the majority wins and the others become problems of their own cells.
    """
    day_first = month_first = year_first = unclear = 0
    example = ""
    backwards = {"dmy": 0, "mdy": 0}
    previous: dict[str, date] = {}
    for value in values:
        if isinstance(value, date):
            continue
        text = clean_line(value)
        match = NUMERIC_DATE.match(text) if len(text) < 60 else None
        if not match:
            continue
        one, two = int(match[1]), int(match[2])
        if len(match[1]) >= 3:
            year_first += 1
        elif one > 12 >= two:
            day_first += 1
        elif two > 12 >= one:
            month_first += 1
        elif one <= 12 and two <= 12 and one != two:
            unclear += 1
            example = example or text
        for order in ("dmy", "mdy"):  # stamps of a form come in order of time
            read = _date_from(text, order)
            if read is not None:
                if order in previous and read < previous[order]:
                    backwards[order] += 1
                previous[order] = read
    if year_first > day_first + month_first:
        return DateEvidence("ymd", True)
    if day_first or month_first:
        return DateEvidence("dmy" if day_first >= month_first else "mdy", day_first != month_first)
    if not unclear:
        return DateEvidence(hint, True)
    if unclear >= 6 and min(backwards.values()) == 0 < max(backwards.values()):
        return DateEvidence("dmy" if backwards["dmy"] == 0 else "mdy", True)
    return DateEvidence(hint, False, example)


def _date_from(text: str, order: str) -> date | None:
    reading = read_moment(text, order=order)  # type: ignore[arg-type]
    return reading.value.date() if reading.value else None


def read_date(value: object, *, order: DateOrder = "dmy") -> Reading[date]:
    reading = read_moment(value, order=order)
    if reading.value is not None:
        return Reading(reading.value.date())
    return Reading(None, reading.problem)


def read_moment(value: object, *, order: DateOrder = "dmy") -> Reading[datetime]:
    """A date with its time, without zone: `12/02/2026 19.07.17`, `2026-02-12`, `12 febbraio 2026`, `05 Mar 2024`."""
    if isinstance(value, datetime):
        return Reading(value.replace(tzinfo=None))
    if isinstance(value, date):
        return Reading(datetime.combine(value, time(0)))
    if isinstance(value, bool):
        return _no("date_unclear", text=clean_line(value))
    if isinstance(value, int | float):
        return _from_serial(value)
    text = clean_line(value)
    if is_nothing(text):
        return Reading(None)
    shown = text if len(text) <= 60 else text[:57] + "…"
    if len(text) > 60:
        return _no("date_unclear", text=shown)

    numeric = NUMERIC_DATE.match(text)
    if numeric:
        return _from_numbers(numeric, order, shown)
    for pattern, positions in ((WORD_DATE, (1, 2, 3)), (WORD_DATE_US, (2, 1, 3))):
        worded = pattern.match(text)
        if worded:
            day, month_name, year = (worded[position] for position in positions)
            month = MONTH_NAMES.get(month_name.casefold())
            if month:
                return _moment(_year(year), month, int(day), worded[4], shown)
    if re.fullmatch(r"\d{5}([.,]\d+)?", text):
        return _from_serial(float(text.replace(",", ".")))
    return _no("date_unclear", text=shown)


def _from_numbers(match: re.Match[str], order: DateOrder, shown: str) -> Reading[datetime]:
    one, two, three, rest = match[1], match[2], match[3], match[4]
    if len(one) >= 3:
        return _moment(int(one), int(two), int(three), rest, shown)
    if order == "ymd" and len(three) <= 2:
        return _moment(_year(one), int(two), int(three), rest, shown)
    day, month = (int(two), int(one)) if order == "mdy" else (int(one), int(two))
    if month > 12 >= day:
        other = _moment(_year(three), day, month, rest, shown)
        if other.value is not None:
            suggestion = other.value.date()
            return _no("date_other_order", repair=suggestion, text=shown, order=order, suggestion=suggestion)
    return _moment(_year(three), month, day, rest, shown)


def _year(text: str) -> int:
    year = int(text)
    if len(text) <= 2:
        return year + (2000 if year < 70 else 1900)
    return year


def _moment(year: int, month: int, day: int, rest: str | None, shown: str) -> Reading[datetime]:
    try:
        moment = datetime(year, month, day)
    except (ValueError, OverflowError):
        return _no("date_impossible", text=shown)
    if not 1900 <= year <= 2200:
        return _no("date_impossible", text=shown)
    if rest and rest.strip():
        clock = CLOCK.match(rest.strip())
        if not clock or not OFFSET.match(clock[5].strip()):
            return _no("date_unclear", text=shown)
        hour, minute, second = int(clock[1]), int(clock[2]), int(clock[3] or 0)
        if clock[4]:
            hour = hour % 12 + (12 if clock[4].lower() == "p" else 0)
        try:
            moment = moment.replace(hour=hour, minute=minute, second=second)
        except ValueError:
            return _no("date_impossible", text=shown)
    return Reading(moment)


def _from_serial(number: float) -> Reading[datetime]:
    """Excel counts days from 30 December 1899; only years a programme could mean are taken for dates."""
    if 20_000 <= number <= 80_000:
        return Reading(datetime(1899, 12, 30) + timedelta(seconds=round(number * 86_400)))
    return _no("date_unclear", text=clean_line(number))


# --------------------------------------------------------------------------------------------------------- numbers

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
        return _no("number_unclear", text=clean_line(value))
    if isinstance(value, int | float):
        return (
            Reading(float(value))
            if value == value and abs(value) != float("inf")
            else _no("number_unclear", text=str(value))
        )
    if is_nothing(value):
        return Reading(None)
    shown = clean_line(value)[:60]
    if isinstance(value, date | time):
        return _no("number_unclear", text=shown)
    text = _digits(value)
    if not re.fullmatch(r"[+-]?\d[\d.,]{0,40}", text) or not text.isascii():
        return _no("number_unclear", text=shown)
    three = THREE_DIGITS.match(text)
    if three:
        if decimal is None:
            sign = three[1]
            thousands, decimals = float(text.replace(sign, "")), float(text.replace(sign, "."))
            if text.lstrip("+-").startswith("0"):
                return Reading(decimals)
            return _no("number_ambiguous", text=shown, thousands=thousands, decimal=decimals)
        return Reading(float(text.replace(three[1], "." if three[1] == decimal else "")))
    if re.fullmatch(r"[+-]?\d+", text):
        return Reading(float(text))
    if re.fullmatch(r"[+-]?\d+[.,]\d*", text):
        return Reading(float(text.replace(",", ".")))
    if re.fullmatch(r"[+-]?\d{1,3}(\.\d{3})+(,\d*)?", text):
        return Reading(float(text.replace(".", "").replace(",", ".")))
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?", text):
        return Reading(float(text.replace(",", "")))
    return _no("number_unclear", text=shown)


def read_count(value: object, *, least: int = 0, most: int = 50) -> Reading[int]:
    """How many people someone can follow: `2`, `due`, `fino a 3`, `1-2` (the larger), `max 2`, `nessuno` (0)."""
    if isinstance(value, datetime | date):
        shown = f"{value.day}/{value.month}"
        larger = max(value.day, value.month)
        return _no("count_is_date", repair=larger if least <= larger <= most else None, text=shown)
    if value is None or clean_line(value) in ("", "-", "–", "—", "/", "?", "n/a", "n.d."):
        return Reading(None)
    shown = clean_line(value)[:60]
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = float(value)
        numbers = [int(number)] if number.is_integer() and abs(number) < 1e9 else []
    else:
        numbers = _numbers_in(shown)
    if not numbers:
        return _no("count_unclear", text=shown, least=least, most=most)
    count = max(numbers)
    if not least <= count <= most:
        return _no("count_unclear", text=shown, least=least, most=most, repair=None)
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


# --------------------------------------------------------------------------------------------------------- choices


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
                    else _no("yes_no_unclear", text=text[:60])
                )
            )
        return Reading(True)
    if first and first[0] in NO:
        return Reading(False)
    return _no("yes_no_unclear", text=clean_line(value)[:60])


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
        return _no("role_unclear", text=clean_line(value)[:60])
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


# ------------------------------------------------------------------------------------------------------- languages


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
        return _no("language_unknown", text=unknown[0][:60])
    return Reading(found)


# ---------------------------------------------------------------------------------------------------- availability


def read_availability(value: object) -> Reading[frozenset[str]]:
    """Half-days of the week, as `mon-evening`: «lunedì sera», «weekdays after 18:00», «mar/gio pomeriggio»."""
    text = clean_text(value).casefold()
    if is_nothing(text):
        return Reading(None)
    slots: set[str] = set()
    for piece in re.split(r"[;\n|,]+|\s+(?:oppure|or)\s+", text):
        slots |= _slots(piece)
    if not slots:
        return _no("availability_unclear", text=clean_line(value)[:60])
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
