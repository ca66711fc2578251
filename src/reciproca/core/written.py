"""Pages of the documentation that a command writes from the code, and that a check finds stale."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

__all__ = ["WritesPage"]


class WritesPage(BaseCommand):
    """Writes `path` in English, from the folder of the clone; with --check it only says whether it is stale."""

    path: ClassVar[Path]
    requires_system_checks = []

    def page(self) -> str:
        """The document, in the language in force."""
        raise NotImplementedError

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; status 1 when the page is stale")

    def handle(self, *arguments: Any, check: bool, **options: Any) -> None:
        with translation.override("en"):
            text = self.page()
        if not check:
            self.path.write_text(text)
        elif not self.path.exists() or self.path.read_text() != text:
            command = type(self).__module__.rpartition(".")[2]
            raise CommandError(f"{self.path} is stale: run `{Path(sys.argv[0]).name} {command}`.")
