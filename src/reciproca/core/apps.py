from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoreConfig(AppConfig):
    name = "reciproca.core"
    label = "core"

    def ready(self) -> None:
        from .guards import install_guards

        post_migrate.connect(install_guards, dispatch_uid="reciproca.core.guards")
