from django.apps import AppConfig


class CirclesConfig(AppConfig):
    name = "reciproca.circles"
    label = "circles"

    def ready(self) -> None:
        from reciproca.safeguarding.reportable import make_reportable

        from .reported import remove_win, told_win

        make_reportable("win", told_win, take_away=remove_win)
