"""Reads: meetings in person, and the code by which one is found."""

import base64
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.network.models import Encounter
from reciproca.people.queries import people_visible_to

__all__ = [
    "code_from", "code_of", "digest_of_code", "encounter_by_code", "encounter_days", "encounters_visible_to",
    "encounters_waiting_for", "plain_code",
]  # fmt: skip

LETTERS = 8


def code_of(encounter: Encounter) -> str:
    """Eight letters and figures, worked out from the row and the key of the server: it stands in no table."""
    return code_from("reciproca.network.encounters", str(encounter.public_id))


def code_from(purpose: str, words: str) -> str:
    """A code for these words, good for one purpose."""
    return base64.b32encode(salted_hmac(purpose, words, algorithm="sha256").digest()).decode()[:LETTERS]


def plain_code(code: str) -> str:
    """However it was typed."""
    return "".join(letter for letter in code.upper() if letter.isalnum())


def digest_of_code(code: str) -> str:
    """What a code is found by."""
    return salted_hmac("reciproca.network.encounter-codes", plain_code(code), algorithm="sha256").hexdigest()


def encounter_by_code(code: str, *, reader: Membership) -> Encounter | None:
    """The meeting somebody shows this code for, while it can be read, to whom the reader may meet; never one's own."""
    shown = Encounter.objects.filter(digest=digest_of_code(code), guest=None, refused_at=None)
    shown = shown.filter(closes_at__gt=clock.now(), host__in=people_visible_to(reader)).exclude(host=reader)
    return shown.select_related("host__profile__photo").first()


def encounters_visible_to(person: Membership) -> QuerySet[Encounter]:
    """Those of which somebody is one of the two; one whose other must not be met, or left, is absent."""
    people = people_visible_to(person)
    mine = Encounter.objects.filter(Q(host=person) | Q(guest=person), host__in=people)
    return mine.filter(Q(guest=None) | Q(guest__in=people)).select_related("host", "guest__profile__photo")


def encounters_waiting_for(person: Membership) -> QuerySet[Encounter]:
    """Those whose guest says that they met, and whose host has not yet."""
    read = encounters_visible_to(person).filter(host=person, confirmed_at=None, refused_at=None)
    return read.exclude(read_at=None).order_by("read_at", "pk")


def encounter_days(one: Membership, other: Membership, *, zone: str) -> set[date]:
    """On which days the two have a confirmed meeting."""
    both = Q(host=one, guest=other) | Q(host=other, guest=one)
    met = Encounter.objects.filter(both).exclude(confirmed_at=None).values_list("confirmed_at", flat=True)
    return {at.astimezone(ZoneInfo(zone)).date() for at in met if at is not None}
