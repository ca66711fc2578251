"""Addresses of this room outside any community: accepting an invitation, one's own account."""

app_name = "account"
urlpatterns: list = []
