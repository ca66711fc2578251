"""`reciproca seed_demo`: an invented community into an empty database."""

import time
from argparse import ArgumentParser
from datetime import date, datetime
from datetime import time as hour
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError

from reciproca.communities.models import Account, Community
from reciproca.core import clock
from reciproca.demo.story import tell


class Command(BaseCommand):
    help = "Fill an empty database with Alumni Montefeltro: invented people, eighteen months of history."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=1, help="Other dice, other people. Default: 1.")
        parser.add_argument("--today", type=date.fromisoformat, help="The day it is told on. Default: today.")
        parser.add_argument("--if-empty", action="store_true", help="Say nothing when somebody is there already.")

    def handle(self, *args: Any, seed: int, today: date | None, if_empty: bool, **options: Any) -> None:
        if Community.objects.exists() or Account.objects.exists():
            if if_empty:
                return
            raise CommandError(
                "There are people in this database already, and the demo is only for an empty one. "
                "To start over, stop the server, remove its DATA_DIR and start again."
            )
        moment = datetime.combine(today, hour(9, 30), ZoneInfo("Europe/Rome")) if today else clock.now()
        began = time.monotonic()
        tale = tell(seed, moment)
        self.stdout.write(f"{len(tale.people)} people in Alumni Montefeltro, in {time.monotonic() - began:.0f} s.")
