from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    name = "reciproca.core"
    label = "core"

    def ready(self) -> None:
        from django.forms import Field
        from django.utils.translation import gettext_lazy
        from django_q.signals import pre_execute

        from .guards import install_guards
        from .jobs import count_try

        # Django’s “This field is required.” says neither what to do nor to whom it speaks.
        Field.default_error_messages["required"] = gettext_lazy("Still to be filled in.")
        post_migrate.connect(install_guards, dispatch_uid="reciproca.core.guards")
        pre_execute.connect(count_try, dispatch_uid="reciproca.core.jobs")
