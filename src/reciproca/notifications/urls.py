"""Addresses of the room, inside a community."""

from reciproca.communities.policies import member
from reciproca.core.permission import route

from . import views

app_name = "notifications"

urlpatterns = [route("live/", views.live, policy=member, name="live")]
