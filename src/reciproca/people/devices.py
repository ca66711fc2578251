"""The devices an account knows: somebody signed in there before, so what strangers guess elsewhere locks nobody out there.

A signed cookie names the accounts, and is worth nothing else: it opens no door and spares nobody a question. Tries from
such a device are counted apart, and few are allowed there too. With another password every device is forgotten.
"""

from secrets import token_urlsafe

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import constant_time_compare, salted_hmac

from reciproca.communities.models import Account
from reciproca.core.limits import TooMany, count_try

__all__ = ["known_device", "may_try", "remember_device"]

SALT = "reciproca.people.devices"
A_YEAR = 365 * 24 * 3600
#: So many people may share a device; whoever has not come for longest gives way.
MOST_ACCOUNTS = 5
#: Passwords, and letters with a code.
MOST_IN_AN_HOUR = 20

#: Key of an account, a name of the device for this account alone, and a trace of its password.
Known = tuple[int, str, str]


def known_device(request: HttpRequest, email: str) -> str:
    """The name of this device for the account with this address; empty where it is not known."""
    known = _known(request)
    accounts = Account.objects.in_bulk([key for key, _name, _trace in known]) if known else {}
    for key, name, trace in known:
        account = accounts.get(key)
        if account and account.email.lower() == email.lower() and constant_time_compare(trace, _trace_of(account)):
            return name
    return ""


def may_try(what: str) -> bool:
    """Whether there is a try left in this hour, for a known device or for an account from all others; it is counted.

    In the database: allauth counts in memory, where whoever comes from many addresses pushes the counts out.
    """
    try:
        count_try(what, most=MOST_IN_AN_HOUR, seconds=3600)
    except TooMany:
        return False
    return True


def remember_device(request: HttpRequest, response: HttpResponseBase, account: Account) -> None:
    """From now on the account knows this device."""
    others = [one for one in _known(request) if one[0] != account.pk]
    known = [(account.pk, token_urlsafe(12), _trace_of(account)), *others][:MOST_ACCOUNTS]
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps(known, salt=SALT),
        max_age=A_YEAR,
        secure=settings.DEVICE_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _known(request: HttpRequest) -> list[Known]:
    cookie = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    try:
        return [(key, name, trace) for key, name, trace in signing.loads(cookie, salt=SALT, max_age=A_YEAR)]
    except signing.BadSignature:
        return []


def _trace_of(account: Account) -> str:
    return salted_hmac(SALT, account.password).hexdigest()[:32]  # 128 bits
