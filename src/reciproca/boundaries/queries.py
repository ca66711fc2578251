"""Who may not meet whom."""

from django.db.models import Q, QuerySet

from reciproca.communities.models import Membership

from .models import Block

__all__ = ["barred_pairs", "blocks_of", "may_meet", "without_blocked"]


def blocks_of(person: Membership) -> QuerySet[Block]:
    """The blocks this person made: the only ones they may see."""
    return Block.objects.filter(blocker=person).select_related("blocked").order_by("-at")


def may_meet(one: Membership, other: Membership) -> bool:
    """Whether neither has blocked the other."""
    return not Block.objects.filter(Q(blocker=one, blocked=other) | Q(blocker=other, blocked=one)).exists()


def barred_pairs() -> set[frozenset[int]]:
    """All pairs of memberships (by key) that must not meet, in the community in force; who barred whom is not told."""
    return {frozenset(pair) for pair in Block.objects.values_list("blocker_id", "blocked_id")}


def without_blocked(people: QuerySet[Membership], viewer: Membership) -> QuerySet[Membership]:
    """`people` less those who and whom the viewer must not meet, in either direction."""
    made = Block.objects.filter(blocker=viewer).values_list("blocked")
    received = Block.objects.filter(blocked=viewer).values_list("blocker")
    return people.exclude(pk__in=made.union(received, all=True))
