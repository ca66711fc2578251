from allauth.account.signals import authentication_step_completed
from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.utils.translation import gettext_lazy as _


class CommunitiesConfig(AppConfig):
    name = "reciproca.communities"
    label = "communities"
    verbose_name = _("Communities")

    def ready(self) -> None:
        from .middleware import note_failure, note_sign_in, note_sign_out, renew_key

        user_logged_in.connect(note_sign_in, dispatch_uid="reciproca.communities.sign_in")
        user_login_failed.connect(note_failure, dispatch_uid="reciproca.communities.failure")
        user_logged_out.connect(note_sign_out, dispatch_uid="reciproca.communities.sign_out")
        authentication_step_completed.connect(renew_key, dispatch_uid="reciproca.communities.asked_again")
