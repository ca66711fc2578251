"""E-mail addresses: normalised, or the precise reason why not."""

from __future__ import annotations

import re
import unicodedata

from reciproca.core.tables.values.readings import Problem, Reading, no
from reciproca.core.tables.values.text import clean_line, is_nothing
from reciproca.core.tables.words import MAIL_SLIPS

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
        return no("email_too_long")
    if not text:
        return no("email_no_at")

    if "@" not in text:
        spelled = SPELLED_DOT.sub(".", SPELLED_AT.sub("@", text, count=1))
        return no("email_spelled_at" if spelled.count("@") == 1 else "email_no_at", repair=_repaired(spelled))
    several = [
        piece for piece in re.split(r"\s*[,;/|]\s*|\s+(?:e|o|and|or|oppure)\s+|\s+", text) if piece.count("@") == 1
    ]
    whole = [piece for piece in several if _address_problem(piece.strip(" .,;<>")) is None]
    if text.count("@") > 1:
        if len(whole) > 1:
            return no("email_several", repair=read_email(whole[0]).value, count=len(whole))
        if re.search(r"@\s*@", text):
            return no("email_doubled_at", repair=_repaired(re.sub(r"@[\s@]*@", "@", text)))
        return no("email_two_ats")
    if " " in text:
        joined = text.replace(" ", "")
        code = "email_space"
        if re.search(r"\s@", text):
            code = "email_space_before_at"
        elif re.search(r"@\s", text):
            code = "email_space_after_at"
        return no(code, repair=_repaired(joined))
    problem = _address_problem(text)
    if problem is not None:
        return Reading(None, problem)

    address = _normal(text)
    domain = address.partition("@")[2]
    if domain in MAIL_SLIPS:
        better = address.partition("@")[0] + "@" + MAIL_SLIPS[domain]
        return no("email_misspelled", repair=better, text=domain, suggestion=MAIL_SLIPS[domain])
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
