from django.apps import AppConfig


class ExchangesConfig(AppConfig):
    name = "reciproca.exchanges"
    label = "exchanges"

    def ready(self) -> None:
        from reciproca.people.sections import add_section

        from .sections import thanks_and_recommendations

        add_section(thanks_and_recommendations)
