"""Addresses outside any community: one’s own data; for who keeps the server, the record of processing."""

from reciproca.communities.policies import server_administrator, signed_in
from reciproca.core.permission import Limit, route

from . import views

app_name = "privacy"
FEW = Limit(per_account=30, per_address=60, seconds=600)
urlpatterns = [
    route("account/data/", views.own_data, policy=signed_in, name="own-data"),
    route("account/data/account/", views.own_place, policy=signed_in, name="own-account"),
    route("account/data/places/<uuid:public_id>/", views.own_place, policy=signed_in, name="own-place"),
    route("account/data/copies/new/", views.copy_new, policy=signed_in, name="copy-new", limit=FEW, fresh=True),
    route(
        "account/data/copies/<uuid:public_id>/file/", views.copy_file, policy=signed_in, name="copy-file", fresh=True
    ),
    route(
        "account/data/erasure/",
        views.own_account_erasure,
        policy=signed_in,
        name="own-account-erasure",
        limit=FEW,
        fresh=True,
    ),
    route(
        "account/data/places/<uuid:public_id>/erasure/",
        views.own_erasure,
        policy=signed_in,
        name="own-erasure",
        limit=FEW,
        fresh=True,
    ),
    route("account/data/erasures/<uuid:public_id>/end/", views.erasure_end, policy=signed_in, name="erasure-end"),
    route("server/processing/", views.processing, policy=server_administrator, name="processing"),
    route(
        "server/accounts/<int:pk>/data/",
        views.account_data,
        policy=server_administrator,
        name="account-data",
        limit=FEW,
        fresh=True,
    ),
    route(
        "server/accounts/<int:pk>/data/erasure/end/",
        views.account_erasure_end,
        policy=server_administrator,
        name="account-erasure-end",
        limit=FEW,
        fresh=True,
    ),
]
