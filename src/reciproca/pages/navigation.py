"""The places of the product, in order, for who looks. A place shows as soon as its address exists."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any, Literal

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from reciproca.conversations.queries import has_unread
from reciproca.core.urls import reverse_in

__all__ = ["MENU", "PLACES", "address", "address_in", "colophon_links", "menu_of", "places_of"]

Who = Literal["member", "coordinator"]


@dataclass(frozen=True, slots=True)
class Place:
    """A main place. It is the current one when the name of the address in use begins with one of `here`."""

    label: str | Promise
    icon: str
    name: str
    here: tuple[str, ...]
    who: Who = "member"


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the menu under one's own face."""

    label: str | Promise
    icon: str
    name: str
    post: bool = False


PLACES: tuple[Place, ...] = (
    Place(pgettext_lazy("place", "Today"), "today", "here:today", ("here:today",)),
    Place(
        pgettext_lazy("place", "Relationships"),
        "relationships",
        "here:relationships",
        ("here:relationship", "introductions:"),
    ),
    Place(
        pgettext_lazy("place", "Conversations"), "conversations", "conversations:conversation-list", ("conversations:",)
    ),
    Place(
        pgettext_lazy("place", "Circles"), "circles", "circles:circle-list", ("circles:", "gatherings:", "projects:")
    ),
    Place(pgettext_lazy("place", "People"), "people", "people:directory", ("people:directory", "people:person")),
    Place(pgettext_lazy("place", "Mentorships"), "listen", "mentoring:mentorship-list", ("mentoring:",)),
    Place(pgettext_lazy("place", "Programmes"), "programmes", "programmes:programme-list", ("programmes:",)),
    Place(pgettext_lazy("place", "Asks"), "listen", "exchanges:ask-list", ("exchanges:",)),
    Place(pgettext_lazy("place", "Library"), "library", "library:note-list", ("library:",)),
    Place(pgettext_lazy("place", "Overview"), "look", "insights:overview", ("insights:",), "coordinator"),
    Place(pgettext_lazy("place", "Rounds"), "swap", "matching:round-list", ("matching:",), "coordinator"),
    Place(
        pgettext_lazy("place", "Register"),
        "file",
        "people:member-list",
        ("people:member", "people:invitation"),
        "coordinator",
    ),
    Place(pgettext_lazy("place", "Import"), "upload", "imports:import-list", ("imports:",), "coordinator"),
)

#: The places that show news, and which.
SIGNS = {"here:today": "news", "conversations:conversation-list": "conversation"}

MENU: tuple[Item, ...] = (
    Item(_("Your profile"), "person", "people:own-profile"),
    Item(pgettext_lazy("place", "Given and received"), "again", "here:given-and-received"),
    Item(_("Giving back"), "again", "suggestions:giving-back"),
    Item(pgettext_lazy("place", "Thanks"), "thanks", "exchanges:thanks"),
    Item(pgettext_lazy("place", "Introductions"), "relationships", "introductions:introduction-list"),
    Item(pgettext_lazy("page", "Letters"), "mail", "here:letters"),
    Item(_("Your account"), "settings", "account:account"),
    Item(_("Your communities"), "community", "pages:communities"),
    Item(_("The server"), "key", "server:communities"),
    Item(_("Sign out"), "out", "account_logout", post=True),
)


def places_of(request: HttpRequest) -> list[dict[str, Any]]:
    """The places of the community in the address, for the person who looks; those of coordinators come last."""
    community, person = request.community, request.person  # type: ignore[attr-defined]
    if community is None or person is None or not person.is_active:
        return []
    here = request.resolver_match.view_name if request.resolver_match else ""
    known = _places(community.slug, person.is_coordinator, here, get_language() or "", get_urlconf())
    unread = getattr(person, "may_have_unread", False) and (
        getattr(person, "is_written_to", False) or has_unread(person)
    )
    return [dict(place) | ({"waiting": unread} if place["sign"] == "conversation" else {}) for place in known]


@lru_cache(1024)
def _places(
    slug: str, coordinates: bool, here: str, _language: str, _urlconf: str | None
) -> tuple[dict[str, Any], ...]:
    """Whatever the places depend on is an argument: they are the same on page after page."""
    return tuple(
        {
            "label": str(place.label),
            "url": url,
            "icon": place.icon,
            "current": here.startswith(place.here),
            "waiting": False if place.name in SIGNS else None,
            "sign": SIGNS.get(place.name, "news"),
            "coordinates": place.who == "coordinator",
        }
        for place in PLACES
        if (place.who == "member" or coordinates) and (url := address_in(slug, place.name))
    )


def menu_of(request: HttpRequest) -> Iterator[dict[str, Any]]:
    """What hangs under one's own face. Read when it is drawn, so that a page without the menu asks nothing."""
    person = request.person  # type: ignore[attr-defined]
    if not request.user.is_authenticated:
        return
    labels = _labels_of_menu(get_language() or "")
    for item, label in zip(MENU, labels, strict=True):
        if item.name == "server:communities" and not request.user.is_server_administrator:
            continue
        if item.name == "pages:communities" and not getattr(person, "belongs_elsewhere", True):
            continue
        url = address(item.name) or (person and address_in(request.community, item.name))  # type: ignore[attr-defined]
        if url:
            yield {"label": label, "url": url, "icon": item.icon, "post": item.post}


@lru_cache(16)
def _labels_of_menu(_language: str) -> tuple[str, ...]:
    return tuple(str(item.label) for item in MENU)


def colophon_links() -> list[dict[str, Any]]:
    """At the foot of the page; on a demo server, the letters that it would have sent."""
    letters = address("demo:mails") if settings.DEMO else None
    return [{"label": _("The mails of this demo"), "url": letters}] if letters else []


def address(name: str) -> str | None:
    """The address outside any community, or None when there is no such page."""
    return _outside(name, get_urlconf() or settings.ROOT_URLCONF)


@lru_cache(256)
def _outside(name: str, urlconf: str) -> str | None:
    try:
        return reverse(name, urlconf)
    except NoReverseMatch:
        return None


def address_in(community: Any, name: str, **arguments: Any) -> str | None:
    """The address inside a community, or None when there is no such page."""
    if not _exists(name, tuple(sorted(arguments))):
        return None
    if arguments:
        return reverse_in(community, name, **arguments)
    return _plain(getattr(community, "slug", community), name, get_urlconf())


@lru_cache(1024)
def _plain(slug: str, name: str, urlconf: str | None) -> str:
    return reverse_in(slug, name)


@cache
def _exists(name: str, arguments: tuple[str, ...]) -> bool:
    example = dict.fromkeys(arguments, "00000000-0000-4000-8000-000000000000")
    try:
        reverse_in("example", name, **example)
    except NoReverseMatch:
        return False
    return True
