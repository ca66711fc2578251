"""When one wants letters that nobody’s act brings."""

from dataclasses import dataclass
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from reciproca.api.choices import Scope
from reciproca.api.endpoints import Call, endpoint
from reciproca.api.kinds import Whole
from reciproca.notifications.actions import choose_letters
from reciproca.notifications.choices import Every
from reciproca.notifications.models import LetterWishes
from reciproca.notifications.queries import wishes_of

__all__ = ["letters", "letters_choosing"]

Hour = Annotated[int, Whole(0, 23)]


@dataclass(frozen=True, slots=True)
class LettersWished:
    """`weekday`: 0 is Monday. Between `quiet_from` and `quiet_until` none comes; the same hour twice: no quiet."""

    every: str
    weekday: int
    hour: int
    quiet_from: int
    quiet_until: int


@dataclass(frozen=True, slots=True)
class LettersToWish:
    every: Every
    weekday: Annotated[int, Whole(0, 6)]
    hour: Hour
    quiet_from: Hour
    quiet_until: Hour


@endpoint(
    "GET", "letters/", scope=Scope.TODAY_READ, says=_("When you want the weekly letter, and the hours without any.")
)
def letters(call: Call) -> LettersWished:
    return _wished(wishes_of(call.person))


@endpoint(
    "POST", "letters/", scope=Scope.TODAY_WRITE, leads_to="letters",
    says=_("Choose when the weekly letter comes, or that it does not. A pause is chosen on the page, and stays."),
)  # fmt: skip
def letters_choosing(call: Call, body: LettersToWish) -> LettersWished:
    wished = {name: getattr(body, name) for name in ("every", "weekday", "hour", "quiet_from", "quiet_until")}
    return _wished(choose_letters(by=call.person, paused_until=wishes_of(call.person).paused_until, **wished))


def _wished(row: LetterWishes) -> LettersWished:
    return LettersWished(row.every, row.weekday, row.hour, row.quiet_from, row.quiet_until)
