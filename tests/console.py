"""Runs snippets in the environment of a server, each in a process of its own, forked from one that has loaded Django once.

One line of JSON in, the snippet; one line of JSON out: its status, and what it printed and complained about. Ends with its input.
"""

import json
import os
import sys
import tempfile
import traceback
from typing import IO

import django

django.setup()

# isort: split
from django.db import connections

import reciproca.config.urls  # noqa: F401 -- what most snippets load
from reciproca.communities.models import Account, Community, Membership
from reciproca.core.scope import within

__all__: list[str] = []

AT_HAND = {"Account": Account, "Community": Community, "Membership": Membership, "within": within}


def told(snippet: str) -> tuple[int, str, str]:
    """Status, output, complaints."""
    with tempfile.TemporaryFile("w+") as printed, tempfile.TemporaryFile("w+") as complained:
        if (child := os.fork()) == 0:
            run(snippet, printed, complained)
        _, status = os.waitpid(child, 0)
        printed.seek(0)
        complained.seek(0)
        return os.waitstatus_to_exitcode(status), printed.read(), complained.read()


def run(snippet: str, printed: IO[str], complained: IO[str]) -> None:
    """In the child, which does not come back from here."""
    status = 1
    try:
        os.dup2(printed.fileno(), 1)
        os.dup2(complained.fileno(), 2)
        exec(compile(snippet, "snippet", "exec"), {"__name__": "__main__", **AT_HAND})
        status = 0
    except BaseException:  # whatever it was is told, and ends the child alone
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


if __name__ == "__main__":
    connections.close_all()
    answers = os.fdopen(os.dup(1), "w")
    for line in sys.stdin:
        answers.write(json.dumps(told(json.loads(line))) + "\n")
        answers.flush()
