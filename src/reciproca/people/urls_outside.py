"""Addresses of this room outside any community: accepting an invitation, one's own account."""

from reciproca.communities.policies import anyone, signed_in
from reciproca.core.permission import Limit, route

from .doors import GUESSING
from .views import account, invitations

OPENING = Limit(per_account=20, per_address=60, seconds=600)

app_name = "account"
urlpatterns = [
    route("account/", account.account, policy=signed_in, name="account"),
    route(
        "account/confirmation/",
        account.confirmation,
        policy=signed_in,
        name="confirmation",
        limit=Limit(per_account=30, per_address=60, seconds=600),
        whole=False,
    ),
    route(  # before allauth's own pages of the same addresses, as the next
        "accounts/confirm-email/", account.address_code, policy=anyone, name="address-code", limit=GUESSING, whole=False
    ),
    route(
        "accounts/login/code/confirm/",
        account.sign_in_code,
        policy=anyone,
        name="sign-in-code",
        limit=GUESSING,
        whole=False,
    ),
    route("account/sessions/<int:pk>/end/", account.session_end, policy=signed_in, name="session-end", fresh=True),
    route("account/communities/<uuid:public_id>/departure/", account.departure, policy=signed_in, name="departure"),
    route("invitations/", invitations.key, policy=anyone, name="invitation-key", limit=OPENING),
    route("invitations/letter/", invitations.invitation, policy=anyone, name="invitation", limit=OPENING),
]
