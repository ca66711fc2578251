"""Addresses of this room inside a community."""

app_name = "imports"
urlpatterns: list = []
