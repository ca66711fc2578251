"""Addresses that exist only on a demo server."""

app_name = "demo"
urlpatterns: list = []
