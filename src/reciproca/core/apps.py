from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    name = "reciproca.core"
    label = "core"

    def ready(self) -> None:
        from django_q.signals import pre_execute

        from .guards import install_guards
        from .jobs import count_try

        post_migrate.connect(install_guards, dispatch_uid="reciproca.core.guards")
        pre_execute.connect(count_try, dispatch_uid="reciproca.core.jobs")
