"""`reciproca check`: Django's own checks, and whether this server could serve real people."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.core.management.commands.check import Command as DjangosCheck

from reciproca.core import anchors
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
        parser.add_argument(
            "--anchor",
            type=Path,
            metavar="FILE",
            help="compare their ends with what was kept in this file, or in a backup",
        )
        parser.add_argument(
            "--drop-anchor", type=Path, metavar="FILE", help="write their ends into this file, to be kept elsewhere"
        )

    # The stubs take every label for a list of them.
    def handle(  # type: ignore[override]
        self,
        *app_labels: str,
        mail: bool = False,
        chains: bool = False,
        anchor: Path | None = None,
        drop_anchor: Path | None = None,
        **options: Any,
    ) -> None:
        super().handle(*app_labels, **options)  # type: ignore[arg-type]
        if app_labels or options.get("tags") or options.get("list_tags"):
            return
        hindrances = list(what_hinders())
        if not hindrances:
            for worry in what_worries(reach_mail=mail):
                self.stdout.write(f"Worth a look: {worry}")
            if chains or drop_anchor:
                hindrances += [f"A chain does not hold: {sentence}." for sentence in tampered_chains()]
            if anchor:
                hindrances += _what_contradicts(anchor)
        if hindrances:
            raise CommandError("\n".join(hindrances))
        if drop_anchor:
            anchors.drop_anchor(drop_anchor)
            self.stdout.write(
                f"The ends of ledger and audit trail are in {drop_anchor}: keep it away from this server."
            )
        self.stdout.write(self.style.SUCCESS("The server can start."))


def _what_contradicts(file: Path) -> list[str]:
    try:
        return [
            f"What was kept outside says otherwise: {one}." for one in anchors.contradicted(anchors.read_anchor(file))
        ]
    except anchors.AnchorUnreadable as trouble:
        return [str(trouble)]
