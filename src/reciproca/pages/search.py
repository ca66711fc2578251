"""Who can help me with…: the few people a sentence finds, each with a reason in words and the way to reach them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import npgettext

from reciproca.communities.models import Membership
from reciproca.core.urls import reverse_in
from reciproca.people.choices import SPOKEN
from reciproca.people.models import Profile
from reciproca.people.queries import Narrowing, needs_of, profile_of
from reciproca.suggestions.who_can_help import Helper, smaller_sentences, who_can_help
from reciproca.suggestions.words import praise_said, skill_said

from .navigation import address_in
from .reaching import Reach, ways_to_reach
from .words import capital, in_words

__all__ = ["page_of_wish", "wish_address"]

#: Where a need is posted for all to read: the first of these pages that is there.
ASKING = ("exchanges:ask-new", "people:own-profile")


@dataclass(frozen=True, slots=True)
class Finding:
    """Somebody who can help, as the page shows them."""

    helper: Helper
    reach: Reach
    evidence: list[str]

    @property
    def person(self) -> Membership:
        return self.helper.person

    @property
    def url(self) -> str:
        return reverse_in(self.person.community, "people:person-detail", public_id=self.person.public_id)

    @property
    def source_said(self) -> str:
        return str(self.helper.source.label)

    @property
    def says_it_otherwise(self) -> bool:
        """Whether the two say the same thing in other words."""
        return bool(self.helper.asked) and self.helper.asked != self.helper.answered


@dataclass(frozen=True, slots=True)
class Way:
    """Something to do instead."""

    title: str
    text: str
    action: str
    url: str


def wish_address(person: Membership, sentence: str) -> str:
    """The address that asks who can help with this sentence."""
    return f"{reverse_in(person.community, 'here:who-can-help')}?{urlencode({'q': sentence})}"


def page_of_wish(person: Membership, wanted: Mapping[str, Any]) -> dict[str, Any]:
    """What the page shows for what was asked; without a sentence, one's own needs to begin with."""
    sentence = " ".join(wanted["q"].split())
    mine = (profile_of(person) if wanted["free"] else None) or Profile()
    narrowing = Narrowing(city=wanted["city"], language=wanted["language"], free=tuple(mine.availability))
    findings = _findings(person, sentence, narrowing) if sentence else []
    return {
        "sentence": sentence,
        "wanted": wanted,
        "findings": findings,
        "said": _how_many(findings),
        "ways": _ways_left(person, sentence, narrowing) if sentence and not findings else [],
        "asking_url": _asking_url(person),
        "needs": [] if sentence else [(need.text, wish_address(person, need.text)) for need in needs_of(person)],
        "languages": [(code, str(name)) for code, name in SPOKEN],
        "free_unknown": bool(wanted["free"]) and not mine.availability,
    }


def _findings(person: Membership, sentence: str, narrowing: Narrowing) -> list[Finding]:
    helpers = who_can_help(person, sentence, narrowing)
    reach = ways_to_reach(person, [one.person for one in helpers]) if helpers else {}
    return [Finding(one, reach[one.person.pk], _evidence(one, person)) for one in helpers]


def _evidence(helper: Helper, reader: Membership) -> list[str]:
    """What others saw of it, each in a line."""
    told = [skill_said(helper.at_work, reader)] if helper.at_work else []
    return told + ([praise_said(helper.seen, helper.person.given_name, reader)] if helper.seen else [])


def _how_many(findings: list[Finding]) -> str:
    number = len(findings)
    return (
        capital(npgettext("who can help", "One person", "%(number)s people", number) % in_words(number))
        if findings
        else ""
    )


def _ways_left(person: Membership, sentence: str, narrowing: Narrowing) -> list[Way]:
    """What can be done when nobody was found, the shortest first."""
    found = []
    if narrowing:
        without = _("Without the city, the language and the hours.")
        found.append(
            Way(_("Look in the whole community"), without, _("Search like this"), wish_address(person, sentence))
        )
    for part in smaller_sentences(person, sentence):
        title = _("Only “%(words)s”") % {"words": part}
        found.append(Way(title, _("There is somebody near it."), _("Search like this"), wish_address(person, part)))
    told = _("Whoever can help sees it, or knows who can.")
    return [*found, Way(_("Say it to everyone"), told, _("Write it down"), _asking_url(person))]


def _asking_url(person: Membership) -> str:
    return next(filter(None, (address_in(person.community, name) for name in ASKING)), "")
