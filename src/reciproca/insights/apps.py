from django.apps import AppConfig


class InsightsConfig(AppConfig):
    name = "reciproca.insights"
    label = "insights"
