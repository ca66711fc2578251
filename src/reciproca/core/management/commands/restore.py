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
        parser.add_argument(
            "--tombstones",
            type=Path,
            metavar="FOLDER",
            help="the folder DATA_DIR/tombstones of the place the backup is from: who was erased since stays erased",
        )

    def handle(self, *arguments: Any, file: Path, tombstones: Path | None, **options: Any) -> None:
        try:
            if tombstones is not None and not tombstones.exists():
                raise CannotBackUp(f"{tombstones} is not there. It is the folder tombstones in the DATA_DIR of before.")
            manifest = restore_backup(file.resolve(), tombstones=tombstones.resolve() if tombstones else None)
        except CannotBackUp as trouble:
            raise CommandError(str(trouble)) from trouble
        self.stdout.write(
            f"Restored as of {manifest['made_at']}. Every hash is right; ledger and audit trail are whole."
        )
        if manifest["erased_again"]:
            self.stdout.write(f"{manifest['erased_again']} places and accounts erased since then were erased again.")
        self.stdout.write("Mails that were waiting are held: the server's outbox page sends them again if you want it.")
        self.stdout.write("Next: reciproca migrate, then reciproca serve")
