"""Reads: who belongs where."""

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest

from .choices import MembershipState, Role
from .models import Account, Community, Membership

__all__ = [
    "communities_of",
    "community_by_slug",
    "coordinates_anywhere",
    "coordinators_of_community",
    "members",
    "membership_in",
    "memberships_of",
    "person_by_ledger_id",
]


def community_by_slug(slug: str) -> Community | None:
    return Community.objects.filter(slug=slug).first()


def membership_in(community: Community, account: Account) -> Membership | None:
    """The membership of an account in a community, whatever its state; read at every request.

    `belongs_elsewhere` says whether the account has other communities on this server.
    """
    elsewhere = Membership.unscoped.filter(account=OuterRef("account"), state=MembershipState.ACTIVE).exclude(
        community=community
    )
    return (
        Membership.unscoped.filter(community=community, account=account)
        .select_related("community")
        .annotate(belongs_elsewhere=Exists(elsewhere))
        .first()
    )


def memberships_of(account: Account) -> QuerySet[Membership]:
    """The active memberships of an account, over all communities: for choosing where to go after signing in."""
    return (
        Membership.unscoped.filter(account=account, state=MembershipState.ACTIVE)
        .select_related("community")
        .order_by("community__name")
    )


def communities_of(account: Account) -> list[Community]:
    return [membership.community for membership in memberships_of(account)]


def coordinates_anywhere(account: Account) -> bool:
    return memberships_of(account).filter(role=Role.COORDINATOR).exists()


def members() -> QuerySet[Membership]:
    """Everyone who belongs to the community in force now."""
    return Membership.objects.filter(state=MembershipState.ACTIVE)


def coordinators_of_community() -> QuerySet[Membership]:
    return members().filter(role=Role.COORDINATOR)


def person_by_ledger_id(ledger_id: str) -> Membership | None:
    """Who a ledger line speaks of; None when they were erased."""
    return Membership.objects.filter(ledger_identity__ledger_id=ledger_id).first()


def current_person(request: HttpRequest) -> Membership | None:
    return getattr(request, "person", None)
