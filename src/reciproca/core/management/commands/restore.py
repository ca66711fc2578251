"""`reciproca restore FILE.tar.gz`"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reciproca.core.backups import CannotBackUp, restore_backup

__all__ = ["Command"]


class Command(BaseCommand):
    help = "Put a backup into an empty place, and verify every file, every table and every chain."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="a file that `reciproca backup` wrote")

    def handle(self, *arguments: Any, file: Path, **options: Any) -> None:
        try:
            manifest = restore_backup(file.resolve())
        except CannotBackUp as trouble:
            raise CommandError(str(trouble)) from trouble
        self.stdout.write(
            f"Restored as of {manifest['made_at']}. Every hash is right; ledger and audit trail are whole."
        )
        self.stdout.write("Mails that were waiting are held: the server's outbox page sends them again if you want it.")
        self.stdout.write("Next: reciproca migrate, then reciproca serve")
