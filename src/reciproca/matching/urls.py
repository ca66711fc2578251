"""Addresses of this room inside a community."""

app_name = "matching"
urlpatterns: list = []
