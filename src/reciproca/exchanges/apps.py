from django.apps import AppConfig


class ExchangesConfig(AppConfig):
    name = "reciproca.exchanges"
    label = "exchanges"

    def ready(self) -> None:
        from reciproca.people.sections import add_section

        from .evidence import tell_evidence
        from .sections import asks_and_leads, thanks_and_recommendations
        from .told import told_answers, told_leads, told_receptions

        add_section(asks_and_leads)
        add_section(thanks_and_recommendations)
        tell_evidence("answer", told_answers)
        tell_evidence("lead", told_leads)
        tell_evidence("reception", told_receptions)
