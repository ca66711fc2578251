"""Addresses of this room outside any community: accepting an invitation, one's own account."""

from reciproca.communities.policies import anyone
from reciproca.core.permission import route

from . import views

app_name = "account"
urlpatterns = [
    route("invitations/<str:token>/", views.invitation, policy=anyone, name="invitation"),
]
