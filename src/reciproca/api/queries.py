"""Reads: what a key opens, and the keys somebody made."""

import hashlib

from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from reciproca.communities.choices import MembershipState
from reciproca.communities.models import Account, Membership

from .models import Token

__all__ = ["digest_of", "has_room", "mark_of", "token_by_key", "tokens_of"]


def digest_of(key: str) -> str:
    """What is kept of a key: good for the API and nothing else."""
    return hashlib.sha256(f"api token {key}".encode()).hexdigest()


def mark_of(account: Account) -> str:
    """Changes with the password and with the address of an account."""
    now = f"{account.get_session_auth_hash()} {account.email}"
    return salted_hmac("reciproca.api.token", now, algorithm="sha256").hexdigest()


def token_by_key(key: str) -> Token | None:
    """What this key opens: while it lasts, and its maker is here with the password and the address of that day."""
    found = (
        Token.unscoped.filter(digest=digest_of(key), membership__state=MembershipState.ACTIVE)
        .select_related("membership__account", "membership__community")
        .first()
    )
    account = found.membership.account if found else None
    if found is None or account is None or found.is_over or not account.is_active:
        return None
    return found if found.mark == mark_of(account) else None


def tokens_of(account: Account) -> QuerySet[Token]:
    """The keys an account made, over all its communities; those that have ended stand last."""
    return (
        Token.unscoped.filter(membership__account=account, membership__state=MembershipState.ACTIVE)
        .select_related("membership__account", "membership__community")
        .order_by("-expires_at", "-pk")
    )


def has_room(person: Membership, *, most: int) -> bool:
    """Whether they may make one more key in this community."""
    return Token.objects.filter(membership=person).count() < most
