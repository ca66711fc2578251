from django.apps import AppConfig


class SuggestionsConfig(AppConfig):
    name = "reciproca.suggestions"
    label = "suggestions"

    def ready(self) -> None:
        from reciproca.conversations.starters import add_starters
        from reciproca.exchanges.evidence import tell_evidence

        from .evidence import told_helps
        from .starters import pick_up

        add_starters(pick_up)
        tell_evidence("helpoffer", told_helps)
