from django.apps import AppConfig


class MentoringConfig(AppConfig):
    name = "reciproca.mentoring"
    label = "mentoring"

    def ready(self) -> None:
        from reciproca.conversations.starters import add_starters
        from reciproca.exchanges.evidence import tell_evidence

        from .evidence import told_sessions
        from .starters import last_session

        tell_evidence("mentoringsession", told_sessions)
        add_starters(last_session)
