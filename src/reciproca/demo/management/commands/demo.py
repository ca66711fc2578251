"""`reciproca demo`: the product with a believable community, ready to be looked at."""

import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from reciproca.communities.models import Community
from reciproca.core.management.commands.serve import serve
from reciproca.core.texts import compile_all
from reciproca.demo.entrances import ENTRANCES

__all__ = ["Command"]


class Command(BaseCommand):
    help = "Make a demo community in DATA_DIR (./data/demo) if there is none, and serve it."
    requires_system_checks = []

    def handle(self, *arguments: Any, **options: Any) -> None:
        if not settings.DEMO:  # the command line sets it before the settings are read
            raise CommandError("Run it as `reciproca demo`, or set DEMO=true and a DATA_DIR of its own.")
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        compile_all()
        call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
        if not Community.objects.exists():
            self.stdout.write("Making the demo community: about half a minute, once.")
            self.stdout.flush()
            began = time.monotonic()
            call_command("seed_demo", stdout=self.stdout)
            self.stdout.write(f"Ready after {time.monotonic() - began:.0f} seconds.")
        serve(self.stdout.write, announcement=self._announcement())

    @staticmethod
    def _announcement() -> str:
        with translation.override("en"):
            lines = [f"  {entrance.email:34} {entrance.role}" for entrance in ENTRANCES]
        return "\n".join(
            [
                "",
                f"Open {settings.SITE_URL}/ and choose on the front page whom to come in as:",
                *lines,
                "No password: one click. Nobody gets mail; what would have been sent is at /demo/mail/.",
                "Stop with Ctrl-C. To start over, delete " + str(settings.DATA_DIR),
            ]
        )
