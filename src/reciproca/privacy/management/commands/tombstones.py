"""`reciproca tombstones [--replay]`"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from reciproca.privacy.actions import replay_tombstones
from reciproca.privacy.tombstones import bring_along, tombstones

__all__ = ["Command"]


class Command(BaseCommand):
    help = "Say how many people were erased here; with --replay, erase again whoever a backup has brought back."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="source", type=Path, help="first take over the tombstones of another place")
        parser.add_argument("--replay", action="store_true", help="erase again whoever is found here")

    def handle(self, *arguments: Any, source: Path | None, replay: bool, **options: Any) -> None:
        if source is not None:
            self.stdout.write(f"{bring_along(source)} new tombstones.")
        kinds = list(tombstones().values())
        self.stdout.write(f"{kinds.count('membership')} memberships and {kinds.count('account')} accounts were erased.")
        if replay:
            self.stdout.write(f"{replay_tombstones()} erased again.")
