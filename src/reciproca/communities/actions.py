"""What happens to communities and memberships."""

from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from reciproca.audit.actions import record
from reciproca.core import clock
from reciproca.core.errors import Refusal
from reciproca.core.ids import new_public_id
from reciproca.core.scope import within

from .choices import MembershipState, Role
from .models import Account, Community, LedgerIdentity, Membership

__all__ = [
    "AccountBelongsAlready",
    "AddressTaken",
    "LastCoordinator",
    "MemberExists",
    "NotNow",
    "OwnAccount",
    "activate_membership",
    "add_member",
    "appoint_server_administrator",
    "change_role",
    "choose_language",
    "come_back",
    "correct_email",
    "deactivate_account",
    "found_community",
    "leave_community",
    "open_account",
    "open_membership",
    "reactivate_account",
    "reinstate_member",
    "rename_member",
    "reserved_slugs",
    "show_face",
    "suspend_member",
]

#: First parts of addresses that are not communities.
reserved_slugs = frozenset(
    [
        "account",
        "accounts",
        "admin",
        "api",
        "communities",
        "demo",
        "favicon",
        "healthz",
        "help",
        "invitations",
        "language",
        "media",
        "mentoring",
        "metrics",
        "openapi",
        "people",
        "programme",
        "programmes",
        "readyz",
        "reciproca",
        "robots",
        "server",
        "sign-in",
        "sign-out",
        "static",
        "theme",
        "well-known",
        "www",
    ]
)


class AddressTaken(Refusal):
    sentence = _("The address “%(slug)s” is taken. Choose another one.")
    field = "slug"


class MemberExists(Refusal):
    sentence = _("%(email)s already belongs to this community.")
    field = "email"


class AccountBelongsAlready(Refusal):
    sentence = _("This account already belongs to the community, as %(name)s.")


class LastCoordinator(Refusal):
    sentence = _("A community needs somebody who coordinates it. Name another coordinator first.")


class NotNow(Refusal):
    sentence = _("%(name)s’s place in the community has changed meanwhile. Look again, then decide.")


class OwnAccount(Refusal):
    sentence = _("This is your own account. Ask somebody else who runs the server.")


@transaction.atomic
@transaction.atomic
def open_account(email: str, *, language: str = "it", password: str | None = None, verified: bool = True) -> Account:
    """An account for somebody whose address is known to be theirs: they may sign in at once. Not `verified`: the page that
    is about to enter with it says so by itself."""
    account = Account.objects.create_user(email, password, language=language, created_at=clock.now())
    EmailAddress.objects.create(user=account, email=account.email, verified=verified, primary=True)
    return account


def choose_language(account: Account, language: str) -> Account:
    account.language = language
    account.save(update_fields=["language"])
    return account


@transaction.atomic
def found_community(
    *, slug: str, name: str, language: str = "it", time_zone: str = "Europe/Rome", **texts: str
) -> Community:
    """A new community, still empty. Raises `AddressTaken`."""
    if slug in reserved_slugs or Community.objects.filter(slug=slug).exists():
        raise AddressTaken(slug=slug)
    community = Community(slug=slug, name=name, language=language, time_zone=time_zone, created_at=clock.now(), **texts)
    community.full_clean(validate_unique=False)  # of two at the same moment the database refuses one
    community.save()
    with within(community):
        record("found_community", on=community)
    return community


@transaction.atomic
def add_member(
    *,
    email: str,
    given_name: str,
    family_name: str = "",
    by: Membership | None,
    language: str = "it",
    role: str = Role.MEMBER,
    external_id: str = "",
    provenance: str = "",
) -> Membership:
    """Write somebody into the community in force, as imported: nothing is sent to them. Raises `MemberExists`."""
    email = email.strip().lower()
    if Membership.objects.filter(email=email).exists():
        raise MemberExists(email=email)
    person = Membership.objects.create(
        email=email,
        given_name=given_name.strip(),
        family_name=family_name.strip(),
        language=language,
        role=role,
        external_id=external_id.strip(),
        provenance=provenance,
        created_at=clock.now(),
    )
    LedgerIdentity.objects.create(membership=person, ledger_id=new_public_id())
    record("add_member", by=by, on=person, provenance=provenance.partition(" ")[0])
    return person


@transaction.atomic
def open_membership(*, account: Account, given_name: str, family_name: str = "", provenance: str) -> Membership:
    """A place for somebody who is applying with their own account: theirs, and not active until they are let in.

    Who was already known to the community under the account's address (which they proved to be theirs) is found again.
    """
    person = Membership.objects.filter(account=account).first()
    if person is None:
        person = Membership.objects.filter(email=account.email, account=None).first()
        if person is None:
            person = add_member(
                email=account.email,
                given_name=given_name,
                family_name=family_name,
                by=None,
                language=account.language,
                provenance=provenance,
            )
        person.account = account
        person.save(update_fields=["account"])
        record("open_membership", by=person, on=person)
    return person


@transaction.atomic
def activate_membership(person: Membership, *, account: Account) -> Membership:
    """The person joins: from now on they sign in with this account. Raises `AccountBelongsAlready`."""
    other = Membership.objects.filter(account=account).exclude(pk=person.pk).first()
    if other is not None:
        raise AccountBelongsAlready(name=other.name)
    person.account = account
    person.state = MembershipState.ACTIVE
    person.joined_at = person.joined_at or clock.now()
    person.left_at = None
    person.save(update_fields=["account", "state", "joined_at", "left_at"])
    record("activate_membership", by=person, on=person)
    return person


def _who_coordinates(*, beside: Membership) -> set[int]:
    """Their rows are held, so that of two who step down at once one stays; and that of `beside`, who is about to change,
    with them and in one order, or two would wait for one another for ever."""
    held = Membership.objects.filter(Q(role=Role.COORDINATOR, state=MembershipState.ACTIVE) | Q(pk=beside.pk))
    return {person.pk for person in held.select_for_update(no_key=True).order_by("pk") if person.is_coordinator}


@transaction.atomic
def change_role(person: Membership, role: str, *, by: Membership) -> Membership:
    """Name a coordinator, or take the role back. Raises `LastCoordinator`."""
    if role != Role.COORDINATOR and _who_coordinates(beside=person) == {person.pk}:
        raise LastCoordinator
    before, person.role = person.role, role
    person.save(update_fields=["role"])
    record("change_role", by=by, on=person, before=before, after=role)
    return person


@transaction.atomic
def rename_member(person: Membership, *, given_name: str, family_name: str, by: Membership) -> Membership:
    person.given_name, person.family_name = given_name.strip(), family_name.strip()
    person.save(update_fields=["given_name", "family_name"])
    record("rename_member", by=by, on=person)
    return person


def show_face(person: Membership, photo: UUID | None) -> Membership:
    """Beside their name stands this photo, or the generated face: for the room that keeps photos, in its transaction."""
    Membership.objects.filter(pk=person.pk).update(face=photo)
    person.face = photo
    return person


@transaction.atomic
def correct_email(person: Membership, email: str, *, by: Membership) -> Membership:
    """Mend the address of somebody who has not joined yet. Raises `MemberExists`, `NotNow`."""
    email = email.strip().lower()
    if Membership.objects.filter(email=email).exclude(pk=person.pk).exists():
        raise MemberExists(email=email)
    waiting = [MembershipState.IMPORTED, MembershipState.INVITED]
    if not Membership.objects.filter(pk=person.pk, state__in=waiting).update(email=email):
        raise NotNow(name=person.name)
    person.email = email
    record("correct_email", by=by, on=person)
    return person


@transaction.atomic
def suspend_member(person: Membership, *, by: Membership) -> Membership:
    """Close the community to somebody for now: they see nothing of it, and nobody sees them. Raises `LastCoordinator`."""
    if _who_coordinates(beside=person) == {person.pk}:
        raise LastCoordinator
    _move(person, MembershipState.ACTIVE, MembershipState.SUSPENDED)
    record("suspend_member", by=by, on=person)
    return person


@transaction.atomic
def reinstate_member(person: Membership, *, by: Membership) -> Membership:
    _move(person, MembershipState.SUSPENDED, MembershipState.ACTIVE)
    record("reinstate_member", by=by, on=person)
    return person


@transaction.atomic
def leave_community(person: Membership, *, by: Membership) -> Membership:
    """The person leaves; what they wrote is erased separately, by their own request. Raises `LastCoordinator`."""
    if _who_coordinates(beside=person) == {person.pk}:
        raise LastCoordinator
    person.state = MembershipState.LEFT
    person.left_at = clock.now()
    person.save(update_fields=["state", "left_at"])
    record("leave_community", by=by, on=person)
    return person


@transaction.atomic
def come_back(person: Membership, *, state: str, by: Membership) -> Membership:
    """Somebody who left has thought again: their place is as it was, in the state it had. Raises `NotNow`."""
    if not Membership.objects.filter(pk=person.pk, state=MembershipState.LEFT, erased_at=None).update(
        state=state, left_at=None
    ):
        raise NotNow(name=person.name)
    person.state, person.left_at = state, None
    record("come_back", by=by, on=person)
    return person


@transaction.atomic
def appoint_server_administrator(account: Account) -> Account:
    account.is_server_administrator = True
    account.save(update_fields=["is_server_administrator"])
    return account


@transaction.atomic
def deactivate_account(account: Account, *, by: Account) -> Account:
    """The account can no longer sign in, anywhere on this server; what it has open ends at once. Raises `OwnAccount`."""
    if account.pk == by.pk:
        raise OwnAccount
    return _switch_account(account, active=False)


@transaction.atomic
def reactivate_account(account: Account, *, by: Account) -> Account:
    return _switch_account(account, active=True)


def _switch_account(account: Account, *, active: bool) -> Account:
    """Told in the audit trail of each community of theirs: a server has no trail of its own."""
    account.is_active = active
    account.save(update_fields=["is_active"])
    for membership in Membership.unscoped.filter(account=account):
        with within(membership.community_id):
            record("reactivate_account" if active else "deactivate_account", on=membership)
    return account


def _move(person: Membership, before: str, after: str) -> None:
    if not Membership.objects.filter(pk=person.pk, state=before).update(state=after):
        raise NotNow(name=person.name)
    person.state = after
