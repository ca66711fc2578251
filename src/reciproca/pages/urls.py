"""Addresses outside any community."""

from reciproca.communities.policies import anyone, signed_in
from reciproca.core.permission import route

from . import views

app_name = "pages"
urlpatterns = [
    route("", views.front, policy=anyone, name="front"),
    route("communities/", views.communities, policy=signed_in, name="communities"),
    route("healthz", views.healthz, policy=anyone, name="healthz"),
    route("readyz", views.readyz, policy=anyone, name="readyz"),
]
