from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "reciproca.library"
    label = "library"

    def ready(self) -> None:
        from reciproca.safeguarding.reportable import make_reportable

        from .told import remove_note, told_note

        make_reportable("note", told_note, take_away=remove_note)
