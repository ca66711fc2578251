"""The `reciproca` command.

`--version` and `match` answer without loading Django; every other sub-command is a Django management command.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from reciproca import __version__

DONE, REFUSED, INTERRUPTED = 0, 1, 130


def main(arguments: Sequence[str] | None = None) -> int:
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    first = arguments[0] if arguments else ""
    if first in ("--version", "-V"):
        print(f"reciproca {__version__}")
        return DONE
    if first == "match":
        return match(arguments[1:])
    return manage(arguments)


def match(arguments: Sequence[str]) -> int:
    """Two spreadsheets in, a workbook out."""
    options = match_parser().parse_args(arguments)

    from reciproca.matching.standalone import CannotMatch, match_files
    from reciproca.programmes.wording import say

    try:
        outcome = match_files(
            options.mentors,
            options.mentees,
            options.out,
            mapping=options.mapping,
            language=options.lang,
            prefer=options.prefer,
        )
    except CannotMatch as refusal:
        print(f"reciproca match: {refusal}", file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        print(f"reciproca match: {say('error.interrupted', options.lang)}", file=sys.stderr)
        return INTERRUPTED
    for sentence in outcome.sentences(options.lang):
        print(sentence)
    return DONE


def match_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="reciproca match",
        description="Match the people of two spreadsheets (XLSX, XLS, ODS, CSV, TSV) and write a workbook with the "
        "pairs, the unmatched and the proof. Needs no server and no database.",
        allow_abbrev=False,
    )
    parser.add_argument("--mentors", required=True, metavar="FILE", help="the spreadsheet with the mentors")
    parser.add_argument(
        "--mentees", required=True, metavar="FILE", help="the spreadsheet with the mentees; may be the same"
    )
    parser.add_argument("--out", required=True, metavar="FILE.xlsx", help="the workbook to write")
    parser.add_argument("--mapping", metavar="FILE.toml", help="which column is what, where the names do not say it")
    parser.add_argument("--lang", choices=("it", "en"), default="en", help="language of the workbook and of messages")
    parser.add_argument(
        "--prefer",
        choices=("participation", "fit"),
        default="participation",
        help="leave nobody out (participation, the default), or the best total fit (fit)",
    )
    return parser


def manage(arguments: Sequence[str]) -> int:
    """Hand over to Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "reciproca.config.settings")
    if list(arguments[:1]) == ["demo"]:  # before the settings are read: a demo never touches the data of a real server
        os.environ["DEMO"] = "true"
        os.environ.setdefault("DATA_DIR", "data/demo")
    from django.core.management import execute_from_command_line  # -- slow import

    execute_from_command_line(["reciproca", *arguments])
    return DONE


if __name__ == "__main__":
    sys.exit(main())
