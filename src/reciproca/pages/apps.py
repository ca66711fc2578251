from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "reciproca.pages"
    label = "pages"

    def ready(self) -> None:
        from reciproca.people.sections import add_section

        from .meeting import between_the_two
        from .relationships import tie_with

        add_section(between_the_two)
        add_section(tie_with)
