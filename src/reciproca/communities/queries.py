"""Reads: who belongs where."""

from collections.abc import Callable, Iterable

from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from reciproca.core import clock
from reciproca.core.prepared import prepared

from .choices import MembershipState, Role
from .models import Account, Community, LedgerIdentity, Membership

__all__ = [
    "account_of",
    "accounts_by_address",
    "accounts_matching",
    "communities_of",
    "communities_with_counts",
    "community_by_slug",
    "coordinates_anywhere",
    "coordinators_of_community",
    "has_account",
    "is_still_welcome",
    "know_of_person",
    "members",
    "membership_by_slug",
    "memberships_of",
    "names_by_ledger_id",
    "person_by_ledger_id",
]


def account_of(request: HttpRequest) -> Account:
    """Who is signed in, on a page that only those who are can open."""
    assert isinstance(request.user, Account)
    return request.user


def accounts_by_address(email: str) -> list[Account]:
    """Who signs in with this address: those who have shown that it is theirs, else those who say so. One question, whether
    or not anybody has it: a second one could be told by its time."""
    found = _by_address(email.lower())
    if not found:
        Account()  # for nothing: to make one of what was read takes its time
    return [account for account in found if account.has_shown] or found


@prepared()
def _by_address(email: str) -> QuerySet:
    theirs = EmailAddress.objects.filter(user=OuterRef("pk"), email=email)
    found = Account.objects.filter(Q(email=email) | Q(pk__in=EmailAddress.objects.filter(email=email).values("user")))
    return found.annotate(has_shown=Exists(theirs.filter(verified=True))).order_by("-has_shown", "pk")


def has_account(email: str) -> bool:
    addresses = EmailAddress.objects.filter(email=email.lower())
    return Account.objects.filter(Q(email=email.lower()) | Q(pk__in=addresses.values("user"))).exists()


def community_by_slug(slug: str) -> Community | None:
    found = _community(slug)
    return found[0] if found else None


@prepared()
def _community(slug: str) -> QuerySet:
    return Community.objects.filter(slug=slug)


def membership_by_slug(slug: str, account: Account) -> Membership | None:
    """The membership of an account in the community of this address, with the community; read at every request.

    `belongs_elsewhere` says whether the account has other communities on this server; what rooms above want to know of
    who looks comes with it (`know_of_person`).
    """
    found = _membership(slug, account.pk)
    if not found:
        return None
    person = Membership.from_db("default", OF_MEMBERSHIP, found[0][: len(OF_MEMBERSHIP)])
    rest = found[0][len(OF_MEMBERSHIP) :]
    person.community = Community.from_db("default", OF_COMMUNITY, rest[: len(OF_COMMUNITY)])
    for name, value in zip(("belongs_elsewhere", *_known), rest[len(OF_COMMUNITY) :], strict=True):
        setattr(person, name, value)
    return person


#: What else is read with the membership at every request: name, and what makes the expression.
_known: dict[str, Callable[[], Exists]] = {}


def know_of_person(name: str, make: Callable[[], Exists]) -> None:
    """Read something more with the membership of whoever asks for a page, instead of with a query of its own.

    know_of_person("may_have_unread", may_have_unread)     # in AppConfig.ready; OuterRef("pk") is the membership
    """
    _known[name] = make


OF_MEMBERSHIP, OF_COMMUNITY = (
    [field.attname for field in model._meta.concrete_fields] for model in (Membership, Community)
)


@prepared()
def _membership(slug: str, account: int) -> QuerySet:
    elsewhere = Membership.unscoped.filter(account=account, state=MembershipState.ACTIVE).exclude(pk=OuterRef("pk"))
    columns = [*OF_MEMBERSHIP, *(f"community__{name}" for name in OF_COMMUNITY)]
    return Membership.unscoped.filter(community__slug=slug, account=account).values_list(
        *columns, Exists(elsewhere), *(make() for make in _known.values())
    )


def is_still_welcome(session_key: str, person: int) -> bool:
    """Whether this session still stands and this membership is still active: for pages that stay open."""
    stands = Session.objects.filter(session_key=session_key, expire_date__gt=clock.now()).exists()
    return stands and Membership.unscoped.filter(pk=person, state=MembershipState.ACTIVE).exists()


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


def names_by_ledger_id(ledger_ids: Iterable[str]) -> dict[str, str]:
    """Who some lines of the audit trail speak of; those who were erased are not among them."""
    rows = LedgerIdentity.objects.filter(ledger_id__in=list(ledger_ids)).select_related("membership")
    return {str(row.ledger_id): row.membership.name for row in rows}


def accounts_matching(words: str) -> QuerySet[Account]:
    """For who keeps the server: accounts by a part of their address, with how many communities each belongs to."""
    return (
        Account.objects.filter(email__icontains=words.strip())
        .annotate(places=Count("memberships", filter=Q(memberships__state=MembershipState.ACTIVE)))
        .order_by("email")
    )


def communities_with_counts() -> QuerySet[Community]:
    """For who keeps the server: every community, with how many people are in it and on the way, and no names."""
    people = Membership.unscoped.filter(community=OuterRef("pk")).order_by().values("community")
    active = people.filter(state=MembershipState.ACTIVE).annotate(number=Count("pk")).values("number")
    coming = people.filter(state=MembershipState.INVITED).annotate(number=Count("pk")).values("number")
    return Community.objects.annotate(
        people_count=Coalesce(Subquery(active), 0), coming_count=Coalesce(Subquery(coming), 0)
    ).order_by("name")
