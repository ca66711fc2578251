from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "reciproca.network"
    label = "network"

    def ready(self) -> None:
        from reciproca.people.sections import add_section

        from .sections import connection_with

        add_section(connection_with)
