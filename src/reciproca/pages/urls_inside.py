"""Addresses of this room inside a community."""

app_name = "here"
urlpatterns: list = []
