"""The coordinator's register and the letters."""

import pytest
from django.conf import settings
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cast import Cast
from reciproca.communities.actions import add_member
from reciproca.communities.choices import MembershipState, Role
from reciproca.communities.models import Account, Membership
from reciproca.notifications.actions import deliver_mail
from reciproca.notifications.models import OutboxMail
from reciproca.people.actions import invite_people
from reciproca.people.models import Invitation
from signing import signed_in_now

HOME = "/montefeltro"


LETTER = "/invitations/letter/"


def link_of(invitation: Invitation) -> str:
    return OutboxMail.objects.get(key=f"invitation {invitation.public_id}").about["url"]


def with_letter(client: Client, invitation: Invitation) -> Client:
    """The client, with the letter in hand: its browser has sent what stands after the # of the link."""
    answer = client.post("/invitations/", {"key": link_of(invitation)})
    assert answer["Location"] == LETTER
    return client


def test_register_asks_as_often_for_three_rows_as_for_one(people: Cast, as_) -> None:
    client = as_(people.marta)

    def count() -> int:
        client.get(f"{HOME}/members/?state=imported")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{HOME}/members/?state=imported").status_code == 200
        return len(queries)

    assert count() == 6
    for name in ("Olga", "Pino"):
        add_member(email=f"{name}@example.org", given_name=name, by=people.marta)
    assert count() == 6


@pytest.mark.parametrize("address", ["members/", "members/new/", "members/invitations/"])
def test_register_is_for_coordinators(people: Cast, as_, address: str) -> None:
    assert as_(people.marta).get(f"{HOME}/{address}").status_code == 200
    assert as_(people.ada).get(f"{HOME}/{address}").status_code == 404
    assert as_(people.irene).get(f"{HOME}/{address}").status_code == 404


def test_coordinator_chooses_writes_and_the_letter_leaves(people: Cast, as_) -> None:
    client = as_(people.marta)
    data = {"who": [str(people.nora.public_id), str(people.ada.public_id)], "note": "Ci manchi."}
    page = client.get(f"{HOME}/members/invitations/", data).content.decode()
    assert "Nora Vitali" in page

    client.post(f"{HOME}/members/invitations/", data)
    waiting = OutboxMail.objects.get()
    deliver_mail(waiting.pk)

    [letter] = mail.outbox
    assert (letter.to, letter.subject) == (["nora.vitali@example.org"], "Marta Ferri ti invita in Alumni Montefeltro")
    assert "Ci manchi." in letter.body
    assert waiting.about["url"] in letter.body
    assert "url" not in OutboxMail.objects.get().about


def test_an_id_that_is_none_is_nobody(people: Cast, as_) -> None:
    assert as_(people.marta).get(f"{HOME}/members/invitations/?who=nobody").status_code == 404


def test_a_withdrawn_letter_is_never_sent(people: Cast, as_) -> None:
    invite_people([people.nora], by=people.marta)

    as_(people.marta).post(f"{HOME}/members/{people.nora.public_id}/invitation/end/")
    deliver_mail(OutboxMail.objects.get().pk)

    assert mail.outbox == []


def test_new_member_with_a_known_address_is_refused_beside_the_field(people: Cast, as_) -> None:
    people.marta.account.language = "en"
    people.marta.account.save()
    data = {"given_name": "Ada", "email": "ada.carta@example.org", "language": "it", "role": "member"}

    answer = as_(people.marta).post(f"{HOME}/members/new/", data)

    assert answer.status_code == 422
    assert "ada.carta@example.org already belongs to this community." in answer.content.decode()


def test_role_and_state_of_a_person(people: Cast, as_) -> None:
    client = signed_in_now(as_(people.marta), people.marta)

    client.post(f"{HOME}/members/{people.ada.public_id}/role/", {"role": "coordinator"})
    client.post(f"{HOME}/members/{people.giulio.public_id}/state/", {"state": "suspended"})

    assert Membership.objects.get(pk=people.ada.pk).role == Role.COORDINATOR
    assert Membership.objects.get(pk=people.giulio.pk).state == MembershipState.SUSPENDED
    assert as_(people.giulio).get(f"{HOME}/people/").status_code == 404


def test_history_names_who_did_what(people: Cast, as_) -> None:
    invite_people([people.nora], by=people.marta)

    page = as_(people.marta).get(f"{HOME}/members/{people.nora.public_id}/").content.decode()

    assert "Invito scritto." in page
    assert "Marta Ferri" in page[page.index("Invito scritto.") :]


# ── the other side of the letter ──


def test_opening_the_link_changes_nothing(people: Cast, client) -> None:
    [invitation] = invite_people([people.nora], by=people.marta)

    page = with_letter(client, invitation).get(LETTER).content.decode()

    assert "Nora, c’è un posto per te." in page
    assert Membership.objects.get(pk=people.nora.pk).state == MembershipState.INVITED
    assert not Account.objects.filter(email=people.nora.email).exists()


def test_the_key_of_a_letter_is_in_no_address_that_is_asked_for(people: Cast, client) -> None:
    """It stands after the #, which browsers keep to themselves, and is sent in a form."""
    [invitation] = invite_people([people.nora], by=people.marta)
    place, key = link_of(invitation).split("#")

    answer = client.post("/invitations/", {"key": key})

    assert place.endswith("/invitations/")
    assert len(key) >= 43
    assert client.get("/invitations/").status_code == 200
    assert (answer["Location"], key in str(answer.cookies)) == (LETTER, False)
    page = client.get(LETTER).content.decode()
    assert key not in page


def test_without_a_letter_in_hand_its_key_is_asked_for(people: Cast, client) -> None:
    [invitation] = invite_people([people.nora], by=people.marta)

    assert client.get(LETTER)["Location"] == client.post(LETTER)["Location"] == "/invitations/"
    assert client.post("/invitations/", {"key": ""}).status_code == 422
    client.cookies[settings.LETTER_COOKIE_NAME] = invitation.digest  # not signed
    assert client.get(LETTER)["Location"] == "/invitations/"


def test_taking_the_place_opens_the_account_and_signs_in(people: Cast, client) -> None:
    [invitation] = invite_people([people.nora], by=people.marta)

    answer = with_letter(client, invitation).post(LETTER)

    nora = Membership.objects.get(pk=people.nora.pk)
    assert answer["Location"] == f"{HOME}/welcome/"
    assert (nora.state, nora.account.email) == (MembershipState.ACTIVE, "nora.vitali@example.org")
    assert client.get(f"{HOME}/people/").status_code == 200
    assert with_letter(client, invitation).get(LETTER).status_code == 410


def test_who_is_signed_in_with_another_account_is_asked_first(people: Cast, as_) -> None:
    [invitation] = invite_people([people.nora], by=people.marta)
    client = as_(people.ugo)

    page = with_letter(client, invitation).get(LETTER).content.decode()
    assert "ugo.pace@example.org" in page

    with_letter(client, invitation).post(LETTER)
    assert Membership.objects.get(pk=people.nora.pk).account == people.ugo.account


def test_who_has_a_place_already_is_told_so(people: Cast, as_) -> None:
    [invitation] = invite_people([people.nora], by=people.marta)

    answer = with_letter(as_(people.davide), invitation).post(LETTER)

    assert answer.status_code == 409
    assert "Davide Longo" in answer.content.decode()


def test_a_replaced_letter_says_so(people: Cast, client) -> None:
    [first] = invite_people([people.nora], by=people.marta)
    invite_people([people.nora], by=people.marta)

    answer = with_letter(client, first).get(LETTER, headers={"accept-language": "it"})

    assert answer.status_code == 410
    assert "C’è una lettera più recente." in answer.content.decode()
