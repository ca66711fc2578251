"""From where two people could pick up: what they share, what one of them needs now, what they did last.

A room above adds what it knows, in `AppConfig.ready`:

add_starters(last_session)     # from who writes and to whom, to starters
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain, islice

from django.utils.translation import gettext as _

from reciproca.communities.models import Membership
from reciproca.people.queries import in_common, profile_of, seen_profile

__all__ = ["Starter", "add_starters", "starters_for"]

MOST = 3


@dataclass(frozen=True, slots=True)
class Starter:
    """`text` may be sent as it is, or changed first; `why` says where it comes from."""

    text: str
    why: str


Provider = Callable[[Membership, Membership], Iterable[Starter]]


def add_starters(provider: Provider) -> None:
    if provider not in _providers:
        _providers.append(provider)


def starters_for(person: Membership, other: Membership) -> list[Starter]:
    """A few, the nearest to what happened first. Only what who writes may see of the other."""
    return list(islice(chain.from_iterable(provider(person, other) for provider in reversed(_providers)), MOST))


def _from_profiles(person: Membership, other: Membership) -> Iterable[Starter]:
    profiles = profile_of(person), profile_of(other)
    if profiles[1] is None:
        return
    theirs = seen_profile(profiles[1], person)
    for need in theirs.needs[:1]:
        yield Starter(
            _("About “%(need)s”: I have an idea. Shall we talk?") % {"need": need.text}, _("from what they need now")
        )
    if profiles[0] is not None:
        for word in in_common(profiles[0], theirs)[:1]:
            yield Starter(
                _("How did you come to “%(interest)s”?") % {"interest": word}, _("from what you have in common")
            )


_providers: list[Provider] = [_from_profiles]
