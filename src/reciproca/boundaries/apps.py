from django.apps import AppConfig


class BoundariesConfig(AppConfig):
    name = "reciproca.boundaries"
    label = "boundaries"
