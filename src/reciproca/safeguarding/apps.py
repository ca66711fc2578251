from django.apps import AppConfig


class SafeguardingConfig(AppConfig):
    name = "reciproca.safeguarding"
    label = "safeguarding"

    def ready(self) -> None:
        from reciproca.people.sections import add_section

        from .doubting import look_for
        from .reportable import make_reportable
        from .sections import how_they_are_known
        from .seen import addresses_in_a_row, copied_photos, copied_stories
        from .told import remove_profile, told_page, told_profile

        add_section(how_they_are_known)
        for looker in (copied_photos, copied_stories, addresses_in_a_row):
            look_for(looker)
        make_reportable("membership", told_page)
        make_reportable("profile", told_profile, take_away=remove_profile)
