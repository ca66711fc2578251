"""Names side by side, pages of notes, and how long one reads, in words."""

from collections.abc import Sequence

from django.utils.translation import gettext, ngettext

from reciproca.communities.models import Membership
from reciproca.core.urls import reverse_in

from .models import Note

__all__ = ["by_said", "minutes_of", "names_said", "page_of", "reading_said"]

WORDS_A_MINUTE = 200


def names_said(people: Sequence[Membership]) -> str:
    """“Ada Carta and Giulio Serra”."""
    names = [person.name for person in people]
    if len(names) < 2:
        return "".join(names)
    return gettext("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def by_said(people: Sequence[Membership]) -> str:
    """Who wrote it; where nobody of them is here any more, that."""
    return names_said(people) or gettext("somebody who is no longer here")


def minutes_of(text: str) -> int:
    return max(1, round(len(text.split()) / WORDS_A_MINUTE))


def reading_said(text: str) -> str:
    minutes = minutes_of(text)
    return ngettext("one minute to read", "%(n)s minutes to read", minutes) % {"n": minutes}


def page_of(note: Note, part: str = "") -> str:
    address = reverse_in(note.community, "library:note-detail", public_id=note.public_id)
    return f"{address}#{part}" if part else address
