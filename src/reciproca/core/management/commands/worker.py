"""`reciproca worker`: runs background jobs and the schedule. `serve` starts one; more may run beside it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from reciproca.core.jobs import arrange_schedule
from reciproca.core.readiness import what_hinders

__all__ = ["Command"]


class Command(BaseCommand):
    help = "Run the background jobs: mails, match rounds, imports, clean-up."
    requires_system_checks = []

    def handle(self, *arguments: Any, **options: Any) -> None:
        from django_q.cluster import Cluster  # -- slow import

        for hindrance in what_hinders():
            raise CommandError(hindrance)
        arrange_schedule()
        connections.close_all()
        Cluster().start()
