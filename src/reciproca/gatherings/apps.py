from django.apps import AppConfig


class GatheringsConfig(AppConfig):
    name = "reciproca.gatherings"
    label = "gatherings"
