"""Signed in a moment ago, as the addresses want it that ask again whether it is you."""

import time

from django.test import Client

from reciproca.communities.models import Account, Membership

__all__ = ["ask_anew", "signed_in_now"]

BACKEND = "reciproca.communities.backends.AccountBackend"


def signed_in_now(client: Client, who: Membership | Account) -> Client:
    """The client, signed in as somebody who has just shown that it is them; so it stays for as long as a test looks."""
    account = who if isinstance(who, Account) else who.account
    assert account is not None
    client.logout()
    client.force_login(account, backend=BACKEND)
    _record(client, account, ago=-3600)  # five minutes are soon over where a machine has much to do
    return client


def ask_anew(client: Client, who: Membership | Account, *, ago: int = 301) -> Client:
    """The same, `ago` seconds later: long enough ago to be asked again."""
    account = who if isinstance(who, Account) else who.account
    assert account is not None
    signed_in_now(client, account)
    _record(client, account, ago=ago)
    return client


def _record(client: Client, account: Account, *, ago: int) -> None:
    session = client.session
    session["account_authentication_methods"] = [{"method": "code", "at": time.time() - ago}]
    session["account_authentication_methods_user"] = str(account.pk)
    session.save()
