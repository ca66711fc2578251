"""`reciproca retention [--dry-run]`"""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from reciproca.privacy.actions import due_data, forget_due_data

__all__ = ["Command"]


class Command(BaseCommand):
    help = "Let go what has been kept long enough, as the data registers say. The server does it once a day by itself."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say what would go")

    def handle(self, *arguments: Any, dry_run: bool, **options: Any) -> None:
        if dry_run:
            found = False
            for due in due_data():
                found = True
                what = f"{', '.join(due.fields)} of " if due.fields else ""
                place = due.community.slug if due.community else "the server"
                self.stdout.write(f"{place}: {what}{due.rows.count()} {due.label} ({due.retention})")
            if not found:
                self.stdout.write("Nothing is due.")
            return
        counts = forget_due_data()
        for label, number in counts.items():
            self.stdout.write(f"{number} {label}")
        self.stdout.write("Done." if counts else "Nothing was due.")
