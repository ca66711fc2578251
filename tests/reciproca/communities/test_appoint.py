"""Somebody keeps the server: named on its command line, by address."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from cast import Cast
from reciproca.communities.actions import appoint_server_administrator
from reciproca.communities.models import Account
from signing import signed_in_now


def test_who_is_appointed_sees_the_server_from_the_next_request_on(people: Cast) -> None:
    client = signed_in_now(Client(), people.ada)
    assert client.get("/server/").status_code == 404

    appoint_server_administrator(people.ada.account)

    assert client.get("/server/").status_code == 200
    assert client.get("/bellini/members/").status_code == 404  # the server, and no community on it


def test_the_command_appoints_an_account_that_is_there(people: Cast) -> None:
    accounts = Account.objects.count()

    call_command("appoint", " Ada.Carta@example.org".strip())

    assert Account.objects.get(email="ada.carta@example.org").is_server_administrator
    assert Account.objects.count() == accounts


def test_the_command_opens_an_account_without_a_password(db: None) -> None:
    call_command("appoint", "nuova@example.org", language="en")

    account = Account.objects.get(email="nuova@example.org")
    assert (account.is_server_administrator, account.language) == (True, "en")
    assert not account.has_usable_password()


def test_the_command_refuses_what_is_no_address(db: None) -> None:
    with pytest.raises(CommandError, match="is not an e-mail address"):
        call_command("appoint", "nessuna")

    assert not Account.objects.exists()
