"""What this room sees that makes one look twice: ties that lead nowhere, requests that nobody answers, thanks that only go round."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import timedelta

from reciproca.communities.queries import members
from reciproca.core import clock
from reciproca.safeguarding.choices import DoubtKind
from reciproca.safeguarding.doubting import Seen
from reciproca.safeguarding.queries import known_among

from .choices import RequestState
from .graph import acquaintances, praise
from .models import ConnectionRequest

__all__ = ["groups_apart", "rings_of_thanks", "unanswered_requests"]

#: Who has come within a week has no ties yet, and one tie or two say nothing.
A_WEEK, ENOUGH_TIES = timedelta(days=7), 3
#: So many requests within thirty days, those of the last days left out, of which four in five led to nothing.
LATELY, TIME_TO_ANSWER, MANY_REQUESTS, MOST_OF_THEM = timedelta(days=30), timedelta(days=3), 6, 0.8
ENOUGH_THANKS = 4


def groups_apart() -> Iterator[Seen]:
    """People with ties, most of which lead to nobody whom a chain of acquaintances joins to those who are known."""
    known = acquaintances()
    apart = {key for key, joined in known.is_joined.items() if not joined}
    long_here = set(members().filter(joined_at__lt=clock.now() - A_WEEK, pk__in=apart).values_list("pk", flat=True))
    for key in sorted(long_here - known_among(long_here)):
        ties = known.neighbours[key]
        if len(ties & apart) >= max(ENOUGH_TIES, 2 * len(ties - apart)):
            yield Seen(key, DoubtKind.APART, {"number": len(_group(key, known.neighbours, apart))})


def unanswered_requests() -> Iterator[Seen]:
    """Requests to be connected that were declined, laid aside, or never answered: which of these is not told apart."""
    now = clock.now()
    rows = ConnectionRequest.objects.filter(sent_at__gt=now - LATELY, sent_at__lt=now - TIME_TO_ANSWER)
    sent: Counter[int] = Counter()
    in_vain: Counter[int] = Counter()
    for asker, state in rows.values_list("asker_id", "state"):
        sent[asker] += 1
        in_vain[asker] += state not in (RequestState.ACCEPTED, RequestState.QUESTIONED)
    for asker, number in sorted(sent.items()):
        if number >= MANY_REQUESTS and in_vain[asker] >= MOST_OF_THEM * number:
            yield Seen(asker, DoubtKind.UNANSWERED, {"number": in_vain[asker], "of": number})


def rings_of_thanks() -> Iterator[Seen]:
    """Many thanks, most of them returned, and none that comes by any way from somebody who is known."""
    found = praise()
    for key, givers in sorted(found.givers.items()):
        returned = {giver for giver in givers if key in found.givers.get(giver, set())}
        if len(givers) >= ENOUGH_THANKS and 2 * len(returned) > len(givers) and not found.is_credited[key]:
            yield Seen(key, DoubtKind.RING, {"number": len(givers)})


def _group(key: int, neighbours: Mapping[int, set[int]], apart: set[int]) -> set[int]:
    """Everybody apart who hangs together with this one."""
    group, waiting = {key}, [key]
    while waiting:
        for other in (neighbours[waiting.pop()] & apart) - group:
            group.add(other)
            waiting.append(other)
    return group
