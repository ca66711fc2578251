from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "reciproca.conversations"
    label = "conversations"

    def ready(self) -> None:
        from reciproca.communities.queries import know_of_person

        from .queries import may_have_unread

        know_of_person("may_have_unread", may_have_unread)
