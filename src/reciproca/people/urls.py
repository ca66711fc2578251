"""Addresses of this room inside a community."""

app_name = "people"
urlpatterns: list = []
