"""`reciproca backup FILE.tar.gz`"""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reciproca.core.backups import CannotBackUp, make_backup

__all__ = ["Command"]


class Command(BaseCommand):
    help = "Write everything into one file: database, uploads, secret key. The server may keep running."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="where to write, for example backup-2026-11-19.tar.gz")

    def handle(self, *arguments: Any, file: Path, **options: Any) -> None:
        try:
            manifest = make_backup(file.resolve())
        except CannotBackUp as trouble:
            raise CommandError(str(trouble)) from trouble
        rows = sum(manifest["database"]["rows"].values())
        uploads = sum(name.startswith("files/") for name in manifest["contents"])
        self.stdout.write(f"{file}: {rows} rows, {uploads} uploads, {file.stat().st_size / 1e6:.1f} MB.")
        if not manifest["has_secret_key"]:
            self.stdout.write("The secret key comes from SECRET_KEY and is not in the file: keep it beside.")
