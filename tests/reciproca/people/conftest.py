from collections.abc import Callable

import pytest
from django.test import Client

from reciproca.communities.models import Account, Membership

BACKEND = "reciproca.communities.backends.AccountBackend"


@pytest.fixture
def as_(client: Client) -> Callable[[Membership | Account], Client]:
    """`as_(people.marta)`: the client, signed in as somebody."""

    def sign_in(who: Membership | Account) -> Client:
        client.logout()
        client.force_login(who if isinstance(who, Account) else who.account, backend=BACKEND)
        return client

    return sign_in
