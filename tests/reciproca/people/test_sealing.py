"""The secrets of second steps are of no use to who has the database without the key."""

import time

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from cast import Cast
from reciproca.people.sealing import opened, sealed
from signing import signed_in_now

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def test_what_is_sealed_opens_and_shows_nothing() -> None:
    assert opened(sealed(SECRET)) == SECRET
    assert SECRET not in sealed(SECRET)
    assert sealed(SECRET) != sealed(SECRET)


@pytest.mark.parametrize(
    "kept",
    ["", SECRET, "aes1:", "aes1:AAAA", sealed(SECRET)[:-8] + "AAAAAAA=", "aes1:è"],
    ids=["nothing", "in the clear", "only the mark", "too short", "changed at its end", "no base 64"],
)
def test_what_does_not_open_matches_nothing(kept: str) -> None:
    assert opened(kept) not in ("", kept, SECRET)
    assert opened(kept) != opened(kept)


def test_with_another_key_it_does_not_open(settings) -> None:  # type: ignore[no-untyped-def]
    kept = sealed(SECRET)

    settings.SECRET_KEY = "another key, as after a restore without the old one"

    assert opened(kept) != SECRET


def test_neither_secret_nor_seed_stands_in_the_database(people: Cast) -> None:
    account = people.ada.account
    app, codes = TOTP.activate(account, SECRET), RecoveryCodes.activate(account)

    kept = {one.type: one.data for one in Authenticator.objects.filter(user=account)}

    assert kept[Authenticator.Type.TOTP]["secret"].startswith("aes1:")
    assert kept[Authenticator.Type.RECOVERY_CODES]["seed"].startswith("aes1:")
    assert SECRET not in str(kept)
    now = format_hotp_value(hotp_value(SECRET, int(time.time()) // 30))
    assert app.validate_code(now)
    first = codes.get_unused_codes()[0]
    assert RecoveryCodes(Authenticator.objects.get(pk=codes.instance.pk)).validate_code(first)
    assert get_adapter().decrypt(kept[Authenticator.Type.TOTP]["secret"]) == SECRET


def test_another_second_step_ends_the_other_sessions(
    people: Cast, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    here, elsewhere = (signed_in_now(Client(), people.ada) for _ in range(2))
    for client in (here, elsewhere):
        UserSession.objects.create(
            user=people.ada.account, session_key=client.session.session_key, ip="192.0.2.1", user_agent="x"
        )
    assert elsewhere.get("/account/").status_code == 200
    here.get("/accounts/2fa/totp/activate/")
    secret = here.session["mfa.totp.secret"]

    digits = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    with django_capture_on_commit_callbacks(execute=True):
        done = here.post("/accounts/2fa/totp/activate/", {"code": digits})

    assert done.status_code == 302
    assert here.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302
