"""Passwords that somebody who guesses tries first: the commonest, and what is made of the words of this place.

No rule asks for kinds of signs. The list is in docs/decisions/0001-foundations.md, the words are in docs/rooms/people.md.
"""

import gzip
import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from reciproca.communities.queries import communities_of

__all__ = ["OURS", "CommonValidator", "WordsOfThePlaceValidator", "common_passwords"]

#: What everybody knows who sees one of our pages, in both languages.
OURS = (
    "reciproca", "reciprocity", "reciprocita", "mentor", "mentee", "mentoring", "mentorship", "percorso", "circle", "cerchio",
    "community", "comunita", "programme", "programma", "coordinator", "coordinatore", "coordinatrice", "member", "password",
)  # fmt: skip
#: So many letters and figures must be left when those words are taken away.
LEAST_OF_ONES_OWN = 6
#: Shorter words stand within others by chance.
SHORTEST_WORD = 4


@cache
def common_passwords() -> frozenset[str]:
    """The 5,000 commonest that have ten signs or more, from passwords that became public."""
    file = Path(__file__).parent / "common_passwords.txt.gz"
    return frozenset(gzip.decompress(file.read_bytes()).decode().splitlines())


class CommonValidator:
    """Beside Django's own, which knows few that are as long as ours must be."""

    def validate(self, password: str, user: Any = None) -> None:
        if password.strip().lower() in common_passwords():
            raise ValidationError(_("Many people use this password: it is tried first."), code="password_too_common")

    def get_help_text(self) -> str:
        return _("Not one that many people use.")


class WordsOfThePlaceValidator:
    """Refuses what is hardly more than words of this product, this server and the communities of the account."""

    def validate(self, password: str, user: Any = None) -> None:
        if is_made_of(password, [*OURS, *_words_of(_names_around(user))]):
            raise ValidationError(
                _("This is hardly more than the name of this place. Add words that only you would put there."),
                code="password_of_the_place",
            )

    def get_help_text(self) -> str:
        return _("Not just the name of this place.")


def is_made_of(password: str, words: Iterable[str]) -> bool:
    """Whether little is left of a password without these words."""
    whole = rest = _plain(password)
    for word in sorted(words, key=len, reverse=True):
        rest = rest.replace(word, "")
    return rest != whole and len(rest) < LEAST_OF_ONES_OWN


def _names_around(user: Any) -> Iterable[str]:
    """The host of the server, and the communities of the account, also while it has none."""
    yield urlsplit(settings.SITE_URL).hostname or ""
    if getattr(user, "pk", None):
        for community in communities_of(user):
            yield f"{community.name} {community.slug}"


def _words_of(names: Iterable[str]) -> list[str]:
    found = {_plain(word) for name in names for word in re.split(r"[\W_]+", name)}
    return [word for word in found if len(word) >= SHORTEST_WORD]


def _plain(text: str) -> str:
    """Letters and figures alone, small, without accents: “Comunità” is “comunita”."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text).lower() if sign.isalnum())
