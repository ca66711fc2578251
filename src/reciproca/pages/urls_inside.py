"""Addresses of this room inside a community."""

from reciproca.communities.policies import member
from reciproca.core.permission import route

from . import views

app_name = "here"
urlpatterns = [
    route("", views.today, policy=member, name="today"),
]
