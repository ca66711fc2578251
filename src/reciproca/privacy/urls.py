"""Addresses inside a community: requests that came in writing."""

from reciproca.communities.policies import coordinator
from reciproca.core.permission import Limit, route

from . import views

app_name = "requests"
FEW = Limit(per_account=30, per_address=60, seconds=600)
urlpatterns = [
    route(
        "members/<uuid:public_id>/data/",
        views.member_data,
        policy=coordinator,
        name="member-data",
        limit=FEW,
        fresh=True,
    ),
    route(
        "members/<uuid:public_id>/data/copy/",
        views.member_copy,
        policy=coordinator,
        name="member-copy",
        limit=FEW,
        fresh=True,
    ),
    route(
        "members/<uuid:public_id>/data/erasure/end/",
        views.member_erasure_end,
        policy=coordinator,
        name="member-erasure-end",
        limit=FEW,
        fresh=True,
    ),
]
