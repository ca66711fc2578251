"""Pages of who keeps the server, and one's own account."""

import pytest
from django.test import Client

from cast import Cast
from reciproca.communities.models import Account, Community, Membership
from reciproca.notifications.choices import MailState
from reciproca.notifications.models import OutboxMail
from reciproca.people.actions import invite_people
from signing import signed_in_now


@pytest.mark.parametrize("address", ["", "communities/new/", "accounts/", "mails/", "jobs/"])
def test_server_pages_are_for_who_keeps_it(people: Cast, as_, address: str) -> None:
    assert as_(people.rosa).get(f"/server/{address}").status_code == 200
    assert as_(people.marta).get(f"/server/{address}").status_code == 404


def test_founding_a_community_invites_its_coordinator(people: Cast, as_) -> None:
    data = {"name": "Il Ponte", "slug": "ponte", "language": "it", "given_name": "Sara", "email": "sara@example.org"}

    answer = as_(people.rosa).post("/server/communities/new/", data)

    assert answer["Location"] == "/server/"
    assert Membership.unscoped.get(community__slug="ponte").role == "coordinator"


def test_a_taken_address_is_refused_beside_the_field(people: Cast, as_) -> None:
    data = {"name": "M", "slug": "montefeltro", "language": "it", "given_name": "S", "email": "s@example.org"}

    answer = as_(people.rosa).post("/server/communities/new/", data)

    assert answer.status_code == 422
    assert Community.objects.count() == 2


def test_a_closed_account_is_out_at_once(people: Cast, as_) -> None:
    ada = as_(people.ada)
    assert ada.get("/montefeltro/people/").status_code == 200
    session = ada.cookies["sessionid"].value

    as_(people.rosa).post(f"/server/accounts/{people.ada.account_id}/state/", {"active": "no"})

    ada.cookies["sessionid"] = session
    assert ada.get("/montefeltro/people/")["Location"].startswith("/accounts/login/")
    assert Account.objects.get(pk=people.ada.account_id).is_active is False


def test_a_parked_mail_is_tried_again(people: Cast, as_) -> None:
    invite_people([people.nora], by=people.marta)
    OutboxMail.objects.update(state=MailState.PARKED, tries=5, trouble="SMTPServerDisconnected")
    client = as_(people.rosa)
    assert "nora.vitali@example.org" in client.get("/server/mails/").content.decode()

    client.post(f"/server/mails/{OutboxMail.objects.get().public_id}/retry/")

    assert OutboxMail.objects.get().state == MailState.WAITING


def test_leaving_a_community_keeps_the_account(people: Cast, as_) -> None:
    as_(people.ada).post(f"/account/communities/{people.ada.public_id}/departure/")

    assert Membership.objects.get(pk=people.ada.pk).state == "left"
    assert Account.objects.get(pk=people.ada.account_id).is_active


def test_nobody_ends_the_session_or_the_membership_of_others(people: Cast, as_) -> None:
    assert as_(people.ada).post(f"/account/communities/{people.giulio.public_id}/departure/").status_code == 404
    assert signed_in_now(Client(), people.ada).post("/account/sessions/999/end/").status_code == 404
