"""The bridge from something to share to the few whom it concerns. Texts go to the engine; people come back, each with a reason
that is shown to the sharer before anything is sent, and to the receiver with it.

1. Who could: active, may be met and written to by the sharer, with room to look at one more.
2. Why: an open need, or something they are curious about or interested in, as far as it is shown to everyone, by the words
   of the engine, in either language.
3. The order: how well it fits, more for an ally or somebody with whom there is a tie, divided by what waits with them.

The order depends on what people wrote and on the sharer's own ties, never on keys or ids.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from reciproca.communities.models import Membership
from reciproca.conversations.queries import near
from reciproca.network.queries import allies_of
from reciproca.people.choices import ProfileField, Sight
from reciproca.people.models import Need, Profile
from reciproca.people.queries import folded
from reciproca_engine import text

from .choices import ShareReason
from .models import Reception, Share
from .queries import receptions_to_look_at
from .routing import ENOUGH, people_around

__all__ = ["MOST_LOOKED_AT", "MOST_PROPOSED", "Concerned", "people_it_concerns"]

MOST_PROPOSED = 6
#: So many shares wait with one person at a time.
MOST_LOOKED_AT = 3
MOST_POINTS = 8
OF_STORY = 0.6
CLOSER = {"ally": 1.5, "near": 1.25, "": 1.0}


@dataclass(frozen=True, slots=True)
class Concerned:
    """Somebody whom it concerns, and why: what of theirs it answers, in their words."""

    person: Membership
    reason: ShareReason
    theirs: str = ""


def people_it_concerns(share: Share) -> list[Concerned]:
    """At most six, the best first; nobody who has it already."""
    sharer = share.sharer
    had = set(Reception.objects.filter(share=share).values_list("person", flat=True))
    around = people_around(sharer) - had - {sharer.pk}
    waiting = receptions_to_look_at(around)
    around = {key for key in around if waiting[key] < MOST_LOOKED_AT}
    best = _fits(share, around)
    allies = set(allies_of(sharer).values_list("pk", flat=True))
    close = set(Membership.objects.filter(near(sharer), pk__in=best).values_list("pk", flat=True))
    people = Membership.objects.select_related("profile__photo", "community").in_bulk(list(best))

    def worth(key: int) -> float:
        tie = "ally" if key in allies else "near" if key in close else ""
        return best[key][0] * CLOSER[tie] / (1 + waiting[key])

    order = sorted(best, key=lambda key: (-worth(key), best[key][2], folded(people[key].name)))
    return [Concerned(people[key], best[key][1], best[key][2]) for key in order[:MOST_PROPOSED]]


def _fits(share: Share, around: Collection[int]) -> dict[int, tuple[float, ShareReason, str]]:
    """By key, of each whose need or curiosity it answers, the one that it answers best."""
    points = [(point, 1.0) for point in [share.title, *map(str, share.topics)]]
    points += [(point, OF_STORY) for point in text.phrases(share.words)[:MOST_POINTS]]
    sought = list(_what_they_seek(around))
    score = text.closeness([theirs for _key, _reason, theirs in sought], [point for point, _weight in points])
    best: dict[int, tuple[float, ShareReason, str]] = {}
    for row, (key, reason, theirs) in enumerate(sought):
        for place in (score[row] >= ENOUGH).nonzero()[0].tolist():
            point, weight = points[place]
            worth = float(score[row, place]) * weight
            if (key not in best or worth > best[key][0]) and text.is_about(theirs, point):
                best[key] = (worth, reason, theirs)
    return best


def _what_they_seek(around: Collection[int]) -> Iterator[tuple[int, ShareReason, str]]:
    """Needs, curiosities and interests that are shown to everyone, in the order in which they were written."""
    profiles = {one.membership_id: one for one in Profile.objects.filter(membership__in=around).order_by("pk")}

    def shown(key: int, field: ProfileField) -> bool:
        return key not in profiles or profiles[key].sight_of(field) == Sight.COMMUNITY

    needs = Need.objects.filter(membership__in=around, closed_at=None).order_by("stated_at", "text")
    for key, wanted in needs.values_list("membership_id", "text"):
        if shown(key, ProfileField.NEEDS):
            yield key, ShareReason.NEED, wanted
    for key, profile in profiles.items():
        if shown(key, ProfileField.CURIOUS_ABOUT):
            yield from ((key, ShareReason.CURIOUS, str(word)) for word in profile.curious_about)
        if shown(key, ProfileField.INTERESTS):
            yield from ((key, ShareReason.CURIOUS, str(word)) for word in profile.interests)
