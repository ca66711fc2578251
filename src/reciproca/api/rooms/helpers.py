"""Who can help with what one sentence says."""

from dataclasses import dataclass
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from reciproca.api.choices import Scope
from reciproca.api.endpoints import Call, endpoint
from reciproca.api.kinds import Words
from reciproca.api.shapes import PersonNamed, named
from reciproca.core.permission import Limit
from reciproca.suggestions.who_can_help import LONGEST_SENTENCE, Helper, smaller_sentences
from reciproca.suggestions.who_can_help import who_can_help as find_helpers

__all__ = ["who_can_help"]


@dataclass(frozen=True, slots=True)
class SentenceAsked:
    q: Annotated[str, Words(LONGEST_SENTENCE)]


@dataclass(frozen=True, slots=True)
class HelperFound:
    """`answers` is the text of theirs that answers best, and `source` what it is; `common` is a thing you both name."""

    person: PersonNamed
    source: str
    answers: str
    common: str
    place: str
    has_room: bool


@dataclass(frozen=True, slots=True)
class HelpersFound:
    """The best first, twelve at most. `instead`: smaller sentences, where nobody was found."""

    people: list[HelperFound]
    instead: list[str]


@endpoint(
    "GET", "who-can-help/", scope=Scope.PEOPLE_READ, limit=Limit(per_account=60, per_address=300, reading=True),
    says=_("The few who can help with what one sentence says, each with what of theirs answers it. It is written down nowhere."),
)  # fmt: skip
def who_can_help(call: Call, query: SentenceAsked) -> HelpersFound:
    sentence = " ".join(query.q.split())
    found = find_helpers(call.person, sentence)
    return HelpersFound([_found(one) for one in found], [] if found else smaller_sentences(call.person, sentence))


def _found(one: Helper) -> HelperFound:
    return HelperFound(named(one.person), one.source.value, one.text, one.common, one.place, one.has_room)
