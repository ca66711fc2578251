"""Reads: what somebody shared, and what was shared with them."""

from collections import Counter
from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet

from reciproca.communities.models import Membership
from reciproca.exchanges.choices import ReceptionState, ShareState
from reciproca.exchanges.models import Reception, Share
from reciproca.people.queries import people_visible_to

__all__ = [
    "reception_of", "receptions_to_look_at", "shares_of", "shares_visible_to", "thanked_receptions", "waiting_receptions",
]  # fmt: skip


def shares_visible_to(person: Membership) -> QuerySet[Share]:
    """One's own; of others', what is open and was sent to this person, and what they said thank you for; not what was taken
    away.

    Who shared it must be here, and neither may have blocked the other.
    """
    mine = Reception.objects.filter(share=OuterRef("pk"), person=person)
    here = Exists(mine.filter(state__in=[ReceptionState.WAITING, ReceptionState.PASSED]))
    rows = Share.objects.filter(
        Q(sharer=person) | Q(here, state=ShareState.OPEN) | Q(Exists(mine.filter(state=ReceptionState.THANKED)))
    )
    rows = rows.filter(Q(sharer=person) | ~Q(state=ShareState.TAKEN))
    return rows.filter(sharer__in=people_visible_to(person).values("pk")).select_related(
        "sharer__profile__photo", "community"
    )


def shares_of(person: Membership) -> QuerySet[Share]:
    """One's own, the latest first."""
    return shares_visible_to(person).filter(sharer=person).order_by("-written_at", "-pk")


def waiting_receptions(person: Membership) -> QuerySet[Reception]:
    """Shared with this person, who has not said anything to it; the oldest first."""
    rows = Reception.objects.filter(person=person, state=ReceptionState.WAITING, share__state=ShareState.OPEN)
    rows = rows.filter(share__sharer__in=people_visible_to(person).values("pk"))
    return rows.select_related("share__sharer__profile__photo", "share__community", "passed_by").order_by(
        "sent_at", "pk"
    )


def reception_of(share: Share, person: Membership) -> Reception | None:
    return Reception.objects.filter(share=share, person=person).select_related("passed_by", "share__sharer").first()


def thanked_receptions(person: Membership) -> QuerySet[Reception]:
    """Those between this person and others for which somebody said thank you."""
    here = people_visible_to(person).values("pk")
    rows = Reception.objects.filter(Q(person=person) | Q(share__sharer=person), state=ReceptionState.THANKED)
    rows = rows.filter(person__in=here, share__sharer__in=here)
    return rows.select_related("person__profile__photo", "share__sharer__profile__photo", "share__community")


def receptions_to_look_at(people: Collection[int]) -> Counter[int]:
    """How many open shares wait with each of these people, by key."""
    rows = Reception.objects.filter(person__in=people, state=ReceptionState.WAITING, share__state=ShareState.OPEN)
    return Counter(rows.values_list("person", flat=True))
