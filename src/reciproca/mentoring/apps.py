from django.apps import AppConfig


class MentoringConfig(AppConfig):
    name = "reciproca.mentoring"
    label = "mentoring"

    def ready(self) -> None:
        from reciproca.exchanges.evidence import tell_evidence

        from .evidence import told_sessions

        tell_evidence("mentoringsession", told_sessions)
