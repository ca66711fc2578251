"""Make a key for a program, end it, and note that it was used."""

import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from reciproca.audit.actions import record
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.errors import Refusal
from reciproca.core.scope import within

from .choices import Lasts, Scope
from .models import Token
from .queries import digest_of, has_room, mark_of

__all__ = ["NothingAllowed", "OnlyForCoordinators", "TooManyTokens", "end_token", "make_token", "note_use"]

MOST = 20


class NothingAllowed(Refusal):
    sentence = _("Choose at least one thing it may do.")
    field = "scopes"


class OnlyForCoordinators(Refusal):
    sentence = _("Only who coordinates this community can allow that.")
    field = "scopes"


class TooManyTokens(Refusal):
    sentence = _("You have %(most)s keys here. End one that you no longer use first.")


@transaction.atomic
def make_token(name: str, *, scopes: Iterable[str], days: int, by: Membership) -> tuple[Token, str]:
    """A new key for one community. It is returned once, and kept nowhere."""
    allowed = [scope.value for scope in Scope if scope in set(scopes)]
    if not allowed:
        raise NothingAllowed
    if Scope.COORDINATION_READ in allowed and not by.is_coordinator:
        raise OnlyForCoordinators
    if not has_room(by, most=MOST):
        raise TooManyTokens(most=MOST)
    assert by.account is not None
    key = f"rcp_{secrets.token_urlsafe(32)}"  # 256 bits
    now = clock.now()
    token = Token.objects.create(
        membership=by,
        name=name.strip(),
        scopes=allowed,
        digest=digest_of(key),
        mark=mark_of(by.account),
        created_at=now,
        expires_at=now + timedelta(days=Lasts(days)),
    )
    record("make_token", by=by, on=token)
    return token, key


@transaction.atomic
def end_token(token: Token, *, by: Membership) -> None:
    """From the next request on it opens nothing. Doing it twice is the same as once."""
    if Token.objects.filter(pk=token.pk, membership=by).delete()[0]:
        record("end_token", by=by, on=token)


def note_use(token: Token) -> None:
    """The day on which it was last used, by the clock of its community; no more than that."""
    today = clock.today(token.membership.community.time_zone)
    if token.last_used_on != today:
        with within(token.membership.community):
            Token.objects.filter(pk=token.pk).update(last_used_on=today)
