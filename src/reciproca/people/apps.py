from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "reciproca.people"
    label = "people"

    def ready(self) -> None:
        from .noticing import listen

        listen()
