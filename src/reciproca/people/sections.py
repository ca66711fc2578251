"""What rooms above add to a person's page: each brings a template, and what it shows to whoever looks.

add_section(thanks_and_recommendations)     # in AppConfig.ready
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from reciproca.communities.models import Membership

__all__ = ["Section", "add_section", "sections_of"]


@dataclass(frozen=True, slots=True)
class Section:
    """`template` finds `found` in its context, beside what the page has. `is_first`: it stands beside the name.

    `deeds` is a template, too: of items of a list, what whoever looks could do with the person. The page gathers those of
    all rooms in one place, so that a section is there for what it tells, and not for a link alone.
    """

    template: str
    found: Any
    is_first: bool = False
    deeds: str = ""


#: From the person of the page and who looks at it to a section; None when there is nothing to show.
Provider = Callable[[Membership, Membership], Section | None]
_providers: list[Provider] = []


def add_section(provider: Provider) -> None:
    if provider not in _providers:
        _providers.append(provider)


def sections_of(person: Membership, viewer: Membership) -> list[Section]:
    """What there is to show, in the order of the rooms."""
    return [section for provider in _providers if (section := provider(person, viewer))]
