from django.apps import AppConfig


class SuggestionsConfig(AppConfig):
    name = "reciproca.suggestions"
    label = "suggestions"

    def ready(self) -> None:
        from reciproca.conversations.starters import add_starters
        from reciproca.exchanges.evidence import tell_evidence
        from reciproca.people.evidence import tell_in_directory

        from .evidence import told_helps
        from .seen import told_in_directory
        from .starters import pick_up

        add_starters(pick_up)
        tell_evidence("helpoffer", told_helps)
        tell_in_directory(told_in_directory)
