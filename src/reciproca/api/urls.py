"""Addresses of the API, from what its rooms declare; its documentation; and the page of one's keys."""

from collections.abc import Iterator
from itertools import groupby

from django.urls import URLPattern, path

from reciproca.communities.policies import anyone, signed_in
from reciproca.core.permission import Limit, declare, route

from . import views
from .endpoints import Endpoint, door_of, policy_of
from .rooms import every_endpoint

app_name = "api"
MAKING = Limit(per_account=20, per_address=60, seconds=600)


def of_rooms() -> Iterator[URLPattern]:
    """One address for each path, whatever can be done there."""
    ordered = sorted(every_endpoint(), key=lambda one: (one.path, one.method))
    for where, found in groupby(ordered, key=lambda one: one.path):
        methods: dict[str, Endpoint] = {one.method: one for one in found}
        first = next(iter(methods.values()))
        limit = next((one.limit for one in methods.values() if one.limit), None)
        view = declare(door_of(methods), policy=policy_of(methods), limit=limit, whole=False)
        yield path(f"api/v1/{'<slug:community>/' if first.is_inside else ''}{where}", view, name=first.name)


urlpatterns = [
    route("api/openapi.json", views.schema, policy=anyone, name="schema"),
    route("api/docs/", views.docs, policy=anyone, name="docs"),
    *of_rooms(),
    route("account/keys/", views.token_list, policy=signed_in, name="token-list"),
    route("account/keys/new/", views.token_new, policy=signed_in, name="token-new", limit=MAKING, fresh=True),
    route("account/keys/<uuid:public_id>/end/", views.token_end, policy=signed_in, name="token-end"),
]
