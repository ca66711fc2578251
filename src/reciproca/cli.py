"""The command `reciproca`."""

import os
import sys

__all__ = ["main"]


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reciproca.config.settings")
    if sys.argv[1:2] == ["demo"]:  # before the settings are read: a demo never touches the data of a real server
        os.environ["DEMO"] = "true"
        os.environ.setdefault("DATA_DIR", "data/demo")
    from django.core.management import execute_from_command_line  # -- slow import

    execute_from_command_line(sys.argv)
