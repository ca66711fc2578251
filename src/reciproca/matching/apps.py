from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "reciproca.matching"
    label = "matching"
