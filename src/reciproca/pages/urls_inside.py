"""Addresses of this room inside a community."""

from reciproca.communities.policies import member
from reciproca.core.permission import route

from . import views

app_name = "here"
urlpatterns = [
    route("", views.today, policy=member, name="today"),
    route("given-and-received/", views.given_and_received, policy=member, name="given-and-received"),
    route("relationships/", views.relationships, policy=member, name="relationships"),
    route("relationships/<uuid:public_id>/", views.relationship, policy=member, name="relationship"),
]
