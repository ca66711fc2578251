from django.apps import AppConfig


class IntroductionsConfig(AppConfig):
    name = "reciproca.introductions"
    label = "introductions"

    def ready(self) -> None:
        from reciproca.exchanges.evidence import tell_evidence
        from reciproca.people.sections import add_section

        from .evidence import told_introductions
        from .sections import way_to_them

        tell_evidence("introduction", told_introductions)
        add_section(way_to_them)
