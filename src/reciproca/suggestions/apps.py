from django.apps import AppConfig


class SuggestionsConfig(AppConfig):
    name = "reciproca.suggestions"
    label = "suggestions"
