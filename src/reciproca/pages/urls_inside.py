"""Addresses of this room inside a community."""

from reciproca.communities.policies import member
from reciproca.core.permission import Limit, route

from . import views

app_name = "here"
urlpatterns = [
    route("", views.today, policy=member, name="today"),
    route("given-and-received/", views.given_and_received, policy=member, name="given-and-received"),
    route("relationships/", views.relationships, policy=member, name="relationships"),
    route("relationships/<uuid:public_id>/", views.relationship, policy=member, name="relationship"),
    route(
        "who-can-help/",
        views.who_can_help,
        policy=member,
        name="who-can-help",
        limit=Limit(per_account=60, per_address=300, reading=True),
    ),
]
