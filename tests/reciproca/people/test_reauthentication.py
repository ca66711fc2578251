"""Is it you? Asked before what keeps an account safe, also of those who have nothing but a mailbox."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.test import Client
from django.urls import reverse

from cast import Cast
from house.addresses import every_address
from reciproca.communities.models import Membership
from reciproca.notifications.models import OutboxMail
from reciproca.people.doors import ASKED_AGAIN
from signing import ask_anew, signed_in_now

HERE = "/account/confirmation/"


def code_sent() -> str:
    return OutboxMail.objects.filter(about__template="account/email/confirmation_code").latest("pk").about["code"]


def test_what_is_asked_about_twice() -> None:
    """The list itself, so that nothing leaves it unnoticed."""
    fresh = {address.name for address in every_address() if address.declaration and address.declaration.fresh}

    assert fresh == ASKED_AGAIN | {
        "account:session-end", "people:member-role", "privacy:copy-new", "privacy:copy-file", "privacy:own-erasure", "privacy:own-account-erasure",
        "privacy:account-data", "privacy:account-erasure-end", "requests:member-data", "requests:member-copy",
        "requests:member-erasure-end", "api:token-new",
    }  # fmt: skip


@pytest.mark.parametrize("name", sorted(ASKED_AGAIN - {"mfa_remove_webauthn"}))
@pytest.mark.parametrize("method", ["get", "post"])
def test_after_a_while_one_is_asked_again(people: Cast, client: Client, name: str, method: str) -> None:
    ask_anew(client, people.ada)

    answer = getattr(client, method)(reverse(name))

    assert answer.status_code == 302
    assert answer["Location"].startswith(HERE)


def test_who_has_just_signed_in_is_not_asked(people: Cast, client: Client) -> None:
    assert signed_in_now(client, people.ada).get(reverse("account_email")).status_code == 200


def test_with_the_code_one_goes_on(people: Cast, client: Client) -> None:
    ask_anew(client, people.ada)
    onward = reverse("account_email")
    page = client.get(client.get(onward)["Location"])
    assert "ada.carta@example.org" in page.content.decode()
    assert not OutboxMail.objects.exists()  # looking at a page sends nothing

    client.post(HERE, {"next": onward})
    answer = client.post(HERE, {"next": onward, "code": f" {code_sent()[:3]} {code_sent()[3:]}"})

    assert (answer.status_code, answer["Location"]) == (302, onward)
    assert client.get(onward).status_code == 200


def test_a_wrong_code_says_so_and_the_fifth_ends_it(people: Cast, client: Client) -> None:
    ask_anew(client, people.ada)
    client.post(HERE)
    right = code_sent()
    wrong = f"{(int(right) + 1) % 1_000_000:06}"

    answers = [client.post(HERE, {"code": wrong}) for _try in range(5)]
    late = client.post(HERE, {"code": right})

    assert [answer.status_code for answer in answers] == [422] * 5
    assert "Non è il codice" in answers[0].content.decode()
    assert late.status_code != 302
    assert client.get(reverse("account_email")).status_code == 302


@pytest.mark.parametrize("how", ["code", "password"])
def test_who_was_asked_again_has_a_new_key(people: Cast, client: Client, how: str) -> None:
    """With the old one nobody gets in, and the list of sessions knows the new one."""
    account = people.ada.account
    assert account is not None
    if how == "password":
        account.set_password("una frase mia, lunga")
        account.save(update_fields=["password"])
    ask_anew(client, people.ada)
    old = client.session.session_key
    UserSession.objects.create(user=account, session_key=old, ip="192.0.2.7", user_agent="loom")

    if how == "code":
        client.post(HERE)
        client.post(HERE, {"code": code_sent()})
    else:
        client.post(reverse("account_reauthenticate"), {"password": "una frase mia, lunga"})

    new, late = client.session.session_key, Client()
    late.cookies[settings.SESSION_COOKIE_NAME] = old
    assert new != old
    assert client.get(reverse("account_email")).status_code == 200
    assert late.get("/account/").status_code == 302
    assert list(UserSession.objects.values_list("session_key", flat=True)) == [new]


def test_a_code_is_good_once_and_for_one_session(people: Cast, client: Client) -> None:
    ask_anew(client, people.ada)
    client.post(HERE)
    code = code_sent()
    elsewhere = ask_anew(Client(), people.ada)

    assert elsewhere.post(HERE, {"code": code}).status_code != 302
    assert client.post(HERE, {"code": code}).status_code == 302
    assert client.post(HERE, {"code": code}).status_code != 302


def test_a_code_asked_for_three_times_stays_the_last_one(people: Cast, client: Client) -> None:
    ask_anew(client, people.ada)

    for _press in range(5):
        client.post(HERE)

    assert OutboxMail.objects.count() == 3


def test_the_mail_says_what_it_is_for(people: Cast, client: Client, mailoutbox: list) -> None:
    from reciproca.notifications.actions import deliver_mail

    ask_anew(client, people.ada)
    client.post(HERE)
    code = code_sent()

    deliver_mail(OutboxMail.objects.get().pk)

    assert mailoutbox[0].subject == "Il tuo codice: sei tu?"
    assert code in mailoutbox[0].body
    assert code not in mailoutbox[0].subject
    assert "code" not in OutboxMail.objects.get().about


def test_with_a_second_step_the_mailbox_is_not_enough(people: Cast, client: Client) -> None:
    Authenticator.objects.create(user=people.ada.account, type=Authenticator.Type.TOTP, data={"secret": "x"})
    ask_anew(client, people.ada)

    asked = client.get(reverse("account_email"))
    forced = client.get(HERE)

    assert asked["Location"].startswith(reverse("mfa_reauthenticate"))
    assert forced.status_code == 302
    assert forced["Location"].startswith(reverse("mfa_reauthenticate"))


def test_with_a_password_it_is_asked_for_and_the_code_is_the_other_way(people: Cast, client: Client) -> None:
    assert people.ada.account is not None
    people.ada.account.set_password("una frase mia, lunga")
    people.ada.account.save()
    ask_anew(client, people.ada)

    location = client.get(reverse("account_email"))["Location"]
    page = client.get(location).content.decode()

    assert location.startswith(reverse("account_reauthenticate"))
    assert re.search(rf'href="{HERE}\?next=', page)


def test_a_role_is_given_only_by_who_has_just_shown_that_it_is_them(people: Cast, client: Client) -> None:
    ask_anew(client, people.marta)
    page = f"/montefeltro/members/{people.ada.public_id}/"

    answer = client.post(f"{page}role/", {"role": "coordinator"}, headers={"referer": f"http://testserver{page}"})

    assert Membership.objects.get(pk=people.ada.pk).role == "member"
    assert answer["Location"].startswith(HERE)
    assert "members" in answer["Location"]


@pytest.mark.parametrize("onward", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)"])
def test_the_way_on_stays_here(people: Cast, client: Client, onward: Any) -> None:
    ask_anew(client, people.ada)
    client.post(HERE, {"next": onward})

    answer = client.post(HERE, {"next": onward, "code": code_sent()})

    assert answer["Location"] == "/account/"


def test_a_broken_question_lets_nobody_through(people: Cast, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(request: object) -> None:
        raise RuntimeError("the question is broken")

    monkeypatch.setattr("reciproca.people.reauthentication.is_fresh", fail)

    with pytest.raises(RuntimeError):
        signed_in_now(client, people.ada).get(reverse("account_email"))
