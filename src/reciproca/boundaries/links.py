"""Links in what somebody writes: spam is worth its trouble only where a link of it is read. While nobody knows somebody yet
their words go without, wherever others read them. The room that knows how long that is says so (`ask_first`)."""

import re
from collections.abc import Callable, Iterable

from django.utils.translation import gettext_lazy as _

from reciproca.communities.models import Membership
from reciproca.core.errors import Refusal

__all__ = ["LinksAtFirst", "ask_first", "has_link", "may_link", "refuse_early_links"]

LINK = re.compile(r"https?://|www\.", re.IGNORECASE)
RULES: list[Callable[[Membership], bool]] = []


class LinksAtFirst(Refusal):
    sentence = _(
        "For the first days, words are enough: take the link out, and this can go. Links are possible as soon as somebody who knows you answers for you or meets you in person, or a help of yours is confirmed."
    )
    status = 422

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field


def ask_first(rule: Callable[[Membership], bool]) -> None:
    """Have a rule of a room above asked whether somebody may put links in what they write. In AppConfig.ready."""
    if rule not in RULES:
        RULES.append(rule)


def has_link(text: str) -> bool:
    return LINK.search(text) is not None


def may_link(person: Membership) -> bool:
    return all(rule(person) for rule in RULES)


def refuse_early_links(by: Membership, **texts: str | Iterable[str]) -> None:
    """By name of field, what others are going to read of this person. Raises `LinksAtFirst` with the first field that has a link;
    where none has, nothing is looked up."""
    for field, said in texts.items():
        if any(map(has_link, [said] if isinstance(said, str) else said)):
            if not may_link(by):
                raise LinksAtFirst(field)
            return
