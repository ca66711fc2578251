from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "reciproca.conversations"
    label = "conversations"

    def ready(self) -> None:
        from reciproca.communities.queries import know_of_person
        from reciproca.notifications.live import look_for
        from reciproca.people.sections import add_section
        from reciproca.safeguarding.doubting import look_for as look_twice_for
        from reciproca.safeguarding.reportable import make_reportable

        from .queries import may_have_unread, messages_touched_since
        from .sections import write_to_them
        from .seen import same_words
        from .told import remove_message, told_message

        know_of_person("may_have_unread", may_have_unread)
        look_for(messages_touched_since)
        add_section(write_to_them)
        make_reportable("message", told_message, take_away=remove_message)
        look_twice_for(same_words)
