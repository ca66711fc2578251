from django.apps import AppConfig


class CirclesConfig(AppConfig):
    name = "reciproca.circles"
    label = "circles"

    def ready(self) -> None:
        from reciproca.exchanges.evidence import tell_evidence
        from reciproca.notifications.live import look_for
        from reciproca.people.sections import add_section
        from reciproca.safeguarding.reportable import make_reportable

        from .evidence import told_meetings
        from .queries import cases_moved_since, check_in_rounds_moved_since
        from .reported import remove_win, told_win
        from .rings import rings_moved_since
        from .sections import wins_of_person

        tell_evidence("meeting", told_meetings)
        add_section(wins_of_person)
        look_for(cases_moved_since)
        look_for(rings_moved_since)
        look_for(check_in_rounds_moved_since)
        make_reportable("win", told_win, take_away=remove_win)
