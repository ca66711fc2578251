from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in


class PrivacyConfig(AppConfig):
    name = "reciproca.privacy"
    label = "privacy"

    def ready(self) -> None:
        from .reminders import say_what_waits  # -- models are there from now on

        user_logged_in.connect(say_what_waits, dispatch_uid="privacy.say_what_waits")
