"""The ready sign-ins of a demo server: who one may come in as, and what one sees as them."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reciproca.communities.models import Membership

__all__ = ["DOMAIN", "ENTRANCES", "Entrance", "entrance_of", "open_entrances"]

#: Every invented person has an address in a domain that is nobody's (RFC 2606).
DOMAIN = "montefeltro.example"


@dataclass(frozen=True, slots=True)
class Entrance:
    key: str
    email: str
    role: str | Promise
    line: str | Promise


ENTRANCES: tuple[Entrance, ...] = (
    Entrance(
        "coordinator",
        f"marta.ferri@{DOMAIN}",
        pgettext_lazy("what one does", "coordinates"),
        _("Has a cohort to match and some applications still to read."),
    ),
    Entrance(
        "mentor",
        f"ada.carta@{DOMAIN}",
        pgettext_lazy("what one does", "is a mentor"),
        _("Thirty years of buying for others. Took part twice, and is back."),
    ),
    Entrance(
        "mentee",
        f"giulio.serra@{DOMAIN}",
        pgettext_lazy("what one does", "is a mentee"),
        _("Wants to sell abroad what his valley grows. Rehearses with Ada how to name a price."),
    ),
    Entrance(
        "newcomer",
        f"nora.vitali@{DOMAIN}",
        pgettext_lazy("what one does", "came yesterday"),
        _("Knows nobody, and her profile is still a blank page."),
    ),
)


def entrance_of(key: str) -> Entrance | None:
    return next((entrance for entrance in ENTRANCES if entrance.key == key), None)


def membership_behind(entrance: Entrance) -> Membership | None:
    """The active membership of the demo community whose sign-in this is; None before the demo was seeded."""
    found = Membership.unscoped.filter(email=entrance.email, state="active", community__slug="montefeltro")
    return found.select_related("community", "account").first()


def open_entrances() -> list[dict]:
    """What the front page shows: entrance and person, in order, of those that exist."""
    found = ((entrance, membership_behind(entrance)) for entrance in ENTRANCES)
    return [{"entrance": entrance, "person": person} for entrance, person in found if person is not None]
