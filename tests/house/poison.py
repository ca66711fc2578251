"""Words that want to be code: sixty of them, and how they get into every text that people write."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.apps import apps
from django.db import models

__all__ = ["PAYLOADS", "poison_everything", "with_words"]

#: What would run. Whatever becomes part of a page carries `data-pwn`, so that it is found even where nothing ran.
VECTORS = (
    "<script data-pwn>pwned=1</script>",
    "<img data-pwn src=x onerror=pwned=1>",
    "<svg data-pwn onload=pwned=1>",
    "<a data-pwn href=javascript:pwned=1>x</a>",
    "<form data-pwn action=javascript:pwned=1>",
    "<p data-pwn hx-get=/ hx-trigger=load hx-on::load=pwned=1>",
    "<details data-pwn open ontoggle=pwned=1>",
    " data-pwn autofocus onfocus=pwned=1 x=",
)
#: What they may stand in: text, an attribute in either quotes, a text area, a script, a style or a comment.
BREAKOUTS = ("", '">', "'>", "</textarea></title>", "</script>", "--></style>")
OTHERS = (
    '" data-pwn onmouseover=pwned=1 "', "' data-pwn onclick=pwned=1 '", "javascript:pwned=1", "JaVaScRiPt:pwned=1//",
    "data:text/html,<script data-pwn>pwned=1</script>", "[x](javascript:pwned=1)", '![x](x "onerror=pwned=1")',
    "<style data-pwn>*{background:url(//evil.example)}</style>", "<base data-pwn href=//evil.example>",
    "<iframe data-pwn srcdoc='<script>parent.pwned=1</script>'>", "</script><script data-pwn>pwned=1//",
    "\\u003cscript data-pwn\\u003epwned=1\\u003c/script\\u003e",
)  # fmt: skip
PAYLOADS = (*(breakout + vector for breakout in BREAKOUTS for vector in VECTORS), *OTHERS)

#: Text columns that hold no words: codes, addresses, hashes, names of tables; and what only ever is compared.
NO_WORDS = re.compile(
    r"(password|email|slug|time_zone|country|language|content_type|(source|object)_(kind|id)|digest|sha256|token_hash"
    r"|scope|key|fingerprint|location|bucket|renderer|trouble|provenance|upload_key|signature|word_index|deed|actor"
    r"|previous|input_digest|undo_refused|question|found_by|recipient|state)$"
)
#: Documents of codes and numbers: what stands in them was not written by people, or (told) is read anew once what was written changes.
NO_DOCUMENTS = re.compile(
    r"(languages|availability|sight|settings|proof|figures|counts|details|about|places|options|told)$"
)

#: Lists in which every text is somebody’s, however short; headers of a sheet are too.
RAW = ("cells", "goals", "skills", "interests", "loves", "curious_about", "topics")


def poison_everything() -> tuple[set[str], set[str]]:
    """Put payloads into every text of every row; which columns took them, and which found no row or no words."""
    taken, seen, turn = set(), set(), 0
    for model in apps.get_models():
        if not model.__module__.startswith("reciproca.") or getattr(model, "append_only", False):
            continue
        fields = list(_texts_of(model))
        seen |= {f"{model.__name__}.{field.name}" for field in fields}
        for row in with_words(model._base_manager.all()) if fields else ():
            changes: dict[str, Any] = {}
            for field in fields:
                before, turn = getattr(row, field.attname), turn + 7
                is_document = isinstance(field, models.JSONField)
                after = _poisoned(before, turn, raw=field.name in RAW) if is_document else _words(field, turn)
                if after != before:
                    changes[field.attname] = after
                    taken.add(f"{model.__name__}.{field.name}")
            if changes:
                model._base_manager.filter(pk=row.pk).update(**changes)
    return taken, seen - taken


def with_words(rows: models.QuerySet) -> models.QuerySet:
    """Without what was taken back, which has none: the database refuses to give it some."""
    return rows.filter(deleted_at=None) if hasattr(rows.model, "deleted_at") else rows


def _texts_of(model: type[models.Model]) -> Iterator[models.Field]:
    for field in model._meta.concrete_fields:
        is_text = isinstance(field, models.CharField | models.TextField) and not field.choices
        is_code = NO_WORDS.match(field.name) or isinstance(field, models.EmailField | models.SlugField)
        is_document = isinstance(field, models.JSONField) and not NO_DOCUMENTS.match(field.name)
        if (is_text and not is_code) or is_document:
            yield field


def _words(field: models.Field, turn: int) -> str:
    return filled(turn, field.max_length or 4000)


def filled(turn: int, most: int) -> str:
    """As many payloads as fit, beginning with another one each time."""
    said = ""
    for payload in islice([*PAYLOADS, *PAYLOADS], turn % len(PAYLOADS), turn % len(PAYLOADS) + len(PAYLOADS)):
        if len(said) + len(payload) <= most:
            said += payload
    return said


def _poisoned(value: Any, turn: int, *, raw: bool = False) -> Any:
    """A document with other words in it: a text with a space was written by somebody, one without is a code."""
    if isinstance(value, dict):
        return {
            name: _poisoned(each, turn + 5 * at, raw=raw or name == "header")
            for at, (name, each) in enumerate(value.items())
        }
    if isinstance(value, list):
        return [_poisoned(each, turn + 5 * at, raw=raw) for at, each in enumerate(value)]
    if isinstance(value, str) and (raw or (" " in value and "%(" not in value and "{" not in value)):
        return filled(turn, 180)
    return value
