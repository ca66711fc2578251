"""Answers to a questionnaire: checked with sentences, and read back as people say them.

The same function checks what a page sends and what a cell of a spreadsheet holds:

    answers, problems = check_answers(questions, "mentor", {"languages": "italiano C2; inglese B2", …})
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext_lazy

from reciproca.people.choices import DAY_PARTS, DAYS

from .questionnaire import LEVELS, Option, Question, QuestionSet, Words

__all__ = [
    "DAY_NAMES",
    "LANGUAGE_NAMES",
    "PART_NAMES",
    "SLOTS",
    "as_people_say",
    "check_answer",
    "check_answers",
    "is_empty",
    "slot_name",
]

SLOTS = tuple(f"{day}-{part}" for day in DAYS for part in DAY_PARTS)
#: A short list that covers who meets here; by code, with the name in both languages.
LANGUAGE_NAMES = {
    "it": Words("italiano", "Italian"),
    "en": Words("inglese", "English"),
    "fr": Words("francese", "French"),
    "de": Words("tedesco", "German"),
    "es": Words("spagnolo", "Spanish"),
    "pt": Words("portoghese", "Portuguese"),
    "ro": Words("romeno", "Romanian"),
    "sq": Words("albanese", "Albanian"),
    "uk": Words("ucraino", "Ukrainian"),
    "ru": Words("russo", "Russian"),
    "pl": Words("polacco", "Polish"),
    "nl": Words("olandese", "Dutch"),
    "sl": Words("sloveno", "Slovene"),
    "hr": Words("croato", "Croatian"),
    "el": Words("greco", "Greek"),
    "ar": Words("arabo", "Arabic"),
    "zh": Words("cinese", "Chinese"),
    "ja": Words("giapponese", "Japanese"),
    "hi": Words("hindi", "Hindi"),
    "lis": Words("lingua dei segni italiana", "Italian sign language"),
}
DAY_NAMES = {
    "mon": pgettext_lazy("day", "Monday"),
    "tue": pgettext_lazy("day", "Tuesday"),
    "wed": pgettext_lazy("day", "Wednesday"),
    "thu": pgettext_lazy("day", "Thursday"),
    "fri": pgettext_lazy("day", "Friday"),
    "sat": pgettext_lazy("day", "Saturday"),
    "sun": pgettext_lazy("day", "Sunday"),
}
PART_NAMES = {
    "morning": pgettext_lazy("part of a day", "morning"),
    "lunch": pgettext_lazy("part of a day", "lunchtime"),
    "afternoon": pgettext_lazy("part of a day", "afternoon"),
    "evening": pgettext_lazy("part of a day", "evening"),
}
_DAY_WORDS = {
    "mon": ("mon", "monday", "lun", "lunedi"),
    "tue": ("tue", "tuesday", "mar", "martedi"),
    "wed": ("wed", "wednesday", "mer", "mercoledi"),
    "thu": ("thu", "thursday", "gio", "giovedi"),
    "fri": ("fri", "friday", "ven", "venerdi"),
    "sat": ("sat", "saturday", "sab", "sabato"),
    "sun": ("sun", "sunday", "dom", "domenica"),
}
_PART_WORDS = {
    "morning": ("morning", "mattina", "mattino"),
    "lunch": ("lunch", "lunchtime", "pranzo", "pausa pranzo"),
    "afternoon": ("afternoon", "pomeriggio"),
    "evening": ("evening", "sera"),
}
_YES = {"1", "x", "y", "yes", "s", "si", "true", "vero", "on", "ok", "accetto", "acconsento", "i agree", "i consent"}
_NO = {"", "0", "n", "no", "false", "falso", "off"}
_LEVEL_WORDS = {
    "madrelingua": "C2", "native": "C2", "mother tongue": "C2", "bilingue": "C2", "bilingual": "C2",
    "fluente": "C1", "fluent": "C1", "ottimo": "C1", "buono": "B2", "good": "B2", "intermedio": "B1",
    "intermediate": "B1", "base": "A2", "basic": "A2", "scolastico": "A2",
}  # fmt: skip
SHORT, LONG, LINE = 300, 3000, 200


class Unfit(Exception):
    """An answer that cannot be taken; the sentence says what would help."""


def check_answers(
    questions: QuestionSet,
    role: str,
    raw: Mapping[str, Any],
    *,
    complete: bool = True,
    only: Iterable[Question] | None = None,
) -> tuple[dict[str, Any], dict[str, str]]:
    """The answers in `raw` that can be kept, and a sentence for each question whose answer cannot.

    raw: by question id; values as a page sends them (text, lists) or as a cell holds them (“italiano C2, inglese B2”).
    complete: also say what is required and missing. Leave it out while somebody is still writing.
    only: the questions to look at, when it is one part of the form; else all that are asked of the role.
    """
    answers: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for question in questions.asked_of(role) if only is None else only:
        try:
            value = check_answer(question, raw.get(question.id))
        except Unfit as unfit:
            problems[question.id] = str(unfit)
            continue
        if question.sensitive and not is_empty(value):
            if not _yes(raw.get(question.consent_id)):
                problems[question.id] = _(
                    "We keep this answer only with your consent: tick it, or leave the answer empty."
                )
                continue
            answers[question.consent_id] = True
        if not is_empty(value):
            answers[question.id] = value
        elif complete and question.required:
            problems[question.id] = _missing(question)
    return answers, problems


def check_answer(question: Question, raw: Any) -> Any:
    """One answer as it is stored, or None when nothing was said. Raises `Unfit` with a sentence."""
    if raw is None or raw == "":
        return None
    return _READERS[question.kind](question, raw)


def is_empty(value: Any) -> bool:
    return value is None or value is False or value == "" or value == [] or value == {}


def as_people_say(question: Question, value: Any) -> list[str]:
    """An answer in words, one item for each thing said; empty when there is none."""
    if is_empty(value):
        return [_("Consent not given")] if question.kind == "consent" else []
    match question.kind:
        case "single":
            return [_label(question, value)]
        case "multi":
            return [_label(question, option_id) for option_id in value]
        case "ranking":
            return [f"{place}. {_label(question, option_id)}" for place, option_id in enumerate(value, 1)]
        case "scale":
            return [_("%(value)s out of %(most)s") % {"value": value, "most": question.most or 5}]
        case "availability":
            return [slot_name(slot) for slot in value]
        case "languages":
            return [f"{language_name(row['code'])} {row.get('level', '')}".strip() for row in value]
        case "lines":
            return list(value)
        case "consent":
            return [_("Consent given")]
        case _:
            return [str(value)]


def slot_name(slot: str) -> str:
    day, _dash, part = slot.partition("-")
    return str(format_lazy("{day} {part}", day=DAY_NAMES.get(day, day), part=PART_NAMES.get(part, part)))


def language_name(code: str) -> str:
    return str(LANGUAGE_NAMES[code]) if code in LANGUAGE_NAMES else code


# ── one reader for each kind ─────────────────────────────────────────────────


def _read_text(question: Question, raw: Any) -> str | None:
    return _text(" ".join(str(raw).split()), SHORT)


def _read_long_text(question: Question, raw: Any) -> str | None:
    return _text(str(raw).replace("\r\n", "\n").strip(), LONG)


def _text(text: str, most: int) -> str | None:
    if len(text) > most:
        raise Unfit(
            _("This is %(length)s characters long, and there is room for %(most)s. What you wrote is still here.")
            % {"length": len(text), "most": most}
        )
    return text or None


def _read_lines(question: Question, raw: Any) -> list[str] | None:
    parts = raw if isinstance(raw, list | tuple) else re.split(r"[\r\n;•]+", str(raw))
    lines = list(dict.fromkeys(" ".join(str(part).strip(" -–·\t").split()) for part in parts))
    lines = [line for line in lines if line]
    if too_long := next((line for line in lines if len(line) > LINE), None):
        raise Unfit(
            _("The line that begins “%(start)s…” is longer than %(most)s characters: shorten it, or make two of it.")
            % {"start": too_long[:30], "most": LINE}
        )
    _at_most(question, lines)
    return lines or None


def _read_single(question: Question, raw: Any) -> str | None:
    if isinstance(raw, list | tuple):
        raw = raw[0] if len(raw) == 1 else ", ".join(map(str, raw))
    if not str(raw).strip():
        return None
    option = _find(question.options, str(raw))
    if option is None:
        raise Unfit(_not_offered(question, [str(raw)]))
    return option.id


def _read_multi(question: Question, raw: Any) -> list[str] | None:
    chosen = _chosen(question, raw)
    _at_most(question, chosen)
    order = {option.id: place for place, option in enumerate(question.options)}
    return sorted(chosen, key=order.__getitem__) or None


def _read_ranking(question: Question, raw: Any) -> list[str] | None:
    chosen = _chosen(question, raw)
    _at_most(question, chosen)
    return chosen or None


def _read_scale(question: Question, raw: Any) -> int | None:
    most = question.most or 5
    found = re.match(r"\s*(\d{1,3})(?:[.,]0+)?(?:\D.*)?$", str(raw))
    if not str(raw).strip():
        return None
    if not found or not 1 <= int(found[1]) <= most:
        raise Unfit(_("Choose a number from 1 to %(most)s.") % {"most": most})
    return int(found[1])


def _read_availability(question: Question, raw: Any) -> list[str] | None:
    parts = raw if isinstance(raw, list | tuple) else re.split(r"[,;\r\n]+", str(raw))
    slots: set[str] = set()
    strange = []
    for part in map(str, parts):
        if found := _slots_in(part):
            slots |= found
        elif part.strip():
            strange.append(part.strip())
    if strange:
        raise Unfit(_("“%(what)s” is not a moment of the week we know.") % {"what": strange[0][:60]})
    return [slot for slot in SLOTS if slot in slots] or None


def _read_languages(question: Question, raw: Any) -> list[dict[str, str]] | None:
    parts: Sequence[Any] = raw if isinstance(raw, list | tuple) else re.split(r"[,;/\r\n]+|\s+e\s+|\s+and\s+", str(raw))
    levels: dict[str, str] = {}
    for part in parts:
        if isinstance(part, Mapping):
            code, level = str(part.get("code", "")), str(part.get("level", ""))
            if not code:
                continue
        else:
            if not str(part).strip():
                continue
            code, level = _language_in(str(part))
        if code not in LANGUAGE_NAMES:
            raise Unfit(_("“%(what)s” is not a language we know.") % {"what": (code or str(part))[:60]})
        levels.setdefault(code, level if level in LEVELS else "")
    return [{"code": code, "level": level} for code, level in levels.items()] or None


def _read_consent(question: Question, raw: Any) -> bool | None:
    return _yes(raw) or None


_READERS: dict[str, Callable[[Question, Any], Any]] = {
    "text": _read_text,
    "long_text": _read_long_text,
    "lines": _read_lines,
    "single": _read_single,
    "multi": _read_multi,
    "scale": _read_scale,
    "ranking": _read_ranking,
    "availability": _read_availability,
    "languages": _read_languages,
    "consent": _read_consent,
}


# ── words in cells ───────────────────────────────────────────────────────────


def _plain(text: str) -> str:
    """For comparing: no accents, no case, one kind of apostrophe, single spaces."""
    text = unicodedata.normalize("NFKD", text.casefold().replace("’", "'"))
    return " ".join("".join(letter for letter in text if not unicodedata.combining(letter)).split())


def _find(options: Iterable[Option], text: str) -> Option | None:
    wanted = _plain(text)
    for option in options:
        if text.strip() == option.id or wanted in (_plain(option.id), _plain(option.label.it), _plain(option.label.en)):
            return option
    return None


def _chosen(question: Question, raw: Any) -> list[str]:
    """The ids chosen; a cell is read against the options, longest first, because an option may contain a comma."""
    if isinstance(raw, list | tuple):
        found = [(str(text), _find(question.options, str(text))) for text in raw if str(text).strip()]
        if strange := [text for text, option in found if option is None]:
            raise Unfit(_not_offered(question, strange))
        return list(dict.fromkeys(option.id for _text, option in found if option))
    if (option := _find(question.options, str(raw))) is not None:
        return [option.id]
    return _split_cell(question, str(raw))


def _split_cell(question: Question, cell: str) -> list[str]:
    labels = sorted(
        ((words, option.id) for option in question.options for words in {_plain(option.label.it), _plain(option.label.en), _plain(option.id)} if words),
        key=lambda pair: -len(pair[0]),
    )  # fmt: skip
    rest, chosen, strange = _plain(cell), [], []
    while rest := rest.strip(" ,;|/\n"):
        for words, option_id in labels:
            if rest.startswith(words) and (len(rest) == len(words) or rest[len(words)] in ",;|/ \n"):
                chosen.append(option_id)
                rest = rest[len(words) :]
                break
        else:
            unknown, _comma, rest = re.sub(r"[;|]", ",", rest).partition(",")
            strange.append(unknown.strip())
    if strange:
        raise Unfit(_not_offered(question, strange))
    return list(dict.fromkeys(chosen))


def _slots_in(text: str) -> set[str]:
    """“lunedì sera”, “mon-evening”, “sera” (every day), “sabato” (all day)."""
    if text in SLOTS:
        return {text}
    words = set(re.split(r"[\s\-–]+", _plain(text)))
    days = [day for day, names in _DAY_WORDS.items() if words & set(names)]
    parts = [part for part, names in _PART_WORDS.items() if words & set(names)]
    known = {name for names in (*_DAY_WORDS.values(), *_PART_WORDS.values()) for name in names}
    if not (days or parts) or words - known - {"", "di", "la", "il", "on", "at", "in", "the", "pausa"}:
        return set()
    return {f"{day}-{part}" for day in days or DAYS[:5] for part in parts or DAY_PARTS}


def _language_in(text: str) -> tuple[str, str]:
    plain = _plain(text)
    level = next((found.upper() for found in re.findall(r"\b[abc][12]\b", plain)), "")
    if not level:
        level = next((given for word, given in _LEVEL_WORDS.items() if word in plain), "")
    plain = re.sub(r"\b[abc][12]\b", " ", plain)
    for word in _LEVEL_WORDS:
        plain = plain.replace(word, " ")
    plain = re.sub(r"[()\-–:.]", " ", plain).strip()
    for code, words in LANGUAGE_NAMES.items():
        if plain in (code, _plain(words.it), _plain(words.en)):
            return code, level
    return "", level


def _yes(raw: Any) -> bool:
    if isinstance(raw, bool):
        return raw
    plain = _plain(str(raw or ""))
    if plain in _YES:
        return True
    if plain in _NO:
        return False
    return plain.split(",")[0].split(" ")[0] in _YES


# ── sentences ────────────────────────────────────────────────────────────────


def _label(question: Question, option_id: str) -> str:
    option = question.option(option_id)
    return str(option) if option else option_id


def _missing(question: Question) -> str:
    if question.feeds == "offers":
        return _("Write at least one thing, however small: nobody only receives here.")
    if question.feeds == "needs":
        return _("Write at least one thing, however small: nobody only gives here.")
    match question.kind:
        case "consent":
            return _("Without this consent we cannot take your application.")
        case "multi" | "ranking" | "single" | "scale":
            return _("Choose an answer.")
        case "availability":
            return _("Mark the moments when you could meet.")
        case "languages":
            return _("Choose at least one language.")
        case _:
            return _("Write a line or two.")


def _at_most(question: Question, given: Sequence[Any]) -> None:
    if question.most and len(given) > question.most:
        raise Unfit(
            ngettext(
                "Only %(most)s here: you gave %(given)s. Take some away.",
                "Up to %(most)s here: you gave %(given)s. Take some away.",
                question.most,
            )
            % {"most": question.most, "given": len(given)}
        )


def _not_offered(question: Question, strange: Sequence[str]) -> str:
    return _("“%(what)s” is not among the answers: %(options)s.") % {
        "what": strange[0][:60],
        "options": ", ".join(str(option) for option in question.options[:8])
        + ("…" if len(question.options) > 8 else ""),
    }
