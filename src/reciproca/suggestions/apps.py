from django.apps import AppConfig


class SuggestionsConfig(AppConfig):
    name = "reciproca.suggestions"
    label = "suggestions"

    def ready(self) -> None:
        from reciproca.exchanges.evidence import tell_evidence

        from .evidence import told_helps

        tell_evidence("helpoffer", told_helps)
