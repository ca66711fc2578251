"""The command `reciproca`."""

import os
import sys

__all__ = ["main"]


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reciproca.config.settings")
    from django.core.management import execute_from_command_line  # -- slow import

    execute_from_command_line(sys.argv)
