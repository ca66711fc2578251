from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "reciproca.network"
    label = "network"

    def ready(self) -> None:
        from reciproca.boundaries.links import ask_first
        from reciproca.people.sections import add_section
        from reciproca.safeguarding.doubting import look_for

        from .rules import may_link
        from .sections import connection_with
        from .seen import groups_apart, rings_of_thanks, unanswered_requests

        add_section(connection_with)
        ask_first(may_link)
        for looker in (groups_apart, unanswered_requests, rings_of_thanks):
            look_for(looker)
