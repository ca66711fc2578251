"""`reciproca check`: Django's own checks, and whether this server could serve real people."""

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.core.management.commands.check import Command as DjangosCheck

from reciproca.core.backups import tampered_chains
from reciproca.core.readiness import what_hinders, what_worries

__all__ = ["Command"]


class Command(DjangosCheck):
    help = "Look at settings, folders, database, mail and time zones, and say in sentences what is not right."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--mail", action="store_true", help="also try to reach the mail relay")
        parser.add_argument(
            "--chains", action="store_true", help="also verify the ledger and the audit trail, line by line"
        )

    # The stubs take every label for a list of them.
    def handle(  # type: ignore[override]
        self, *app_labels: str, mail: bool = False, chains: bool = False, **options: Any
    ) -> None:
        super().handle(*app_labels, **options)  # type: ignore[arg-type]
        if app_labels or options.get("tags") or options.get("list_tags"):
            return
        hindrances = list(what_hinders())
        if not hindrances:
            for worry in what_worries(reach_mail=mail):
                self.stdout.write(f"Worth a look: {worry}")
            if chains:
                hindrances += [f"A chain does not hold: {sentence}." for sentence in tampered_chains()]
        if hindrances:
            raise CommandError("\n".join(hindrances))
        self.stdout.write(self.style.SUCCESS("The server can start."))
