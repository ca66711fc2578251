from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "reciproca.pages"
    label = "pages"

    def ready(self) -> None:
        from reciproca.people.sections import add_section

        from .relationships import tie_with

        add_section(tie_with)
