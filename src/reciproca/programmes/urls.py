"""Addresses of this room inside a community."""

app_name = "programmes"
urlpatterns: list = []
