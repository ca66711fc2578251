"""Dies with -9 where it is told to: an app that a test puts into a real worker (see faulty_settings.py).

The file `dies` in DATA_DIR says where and at which time ("3 after 250"); it is taken away first, so that whoever comes
next lives. Everything around it is the real thing.
"""

import os
import signal
import smtplib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings

__all__ = ["POINTS", "Dying"]

POINTS = ("before the claim", "after the claim", "before DATA", "after 250", "before the mark")


class Dying(AppConfig):
    name = "dying"

    def ready(self) -> None:
        from reciproca.network import tasks
        from reciproca.notifications import actions

        actions.deliver_mail = dies("before the claim", actions.deliver_mail)
        actions.renderer_of = dies("after the claim", actions.renderer_of)
        smtplib.SMTP.data = dies("after 250", dies("before DATA", smtplib.SMTP.data), afterwards=True)  # type: ignore[method-assign]
        actions._settle = dies("before the mark", actions._settle)
        tasks.keep_circle = poisoned(tasks.keep_circle)


def dies(point: str, work: Callable[..., Any], *, afterwards: bool = False) -> Callable[..., Any]:
    passed = 0

    def wrapped(*arguments: Any, **options: Any) -> Any:
        nonlocal passed
        passed += 1
        told = Path(settings.DATA_DIR, "dies")
        now_is_the_time = told.exists() and told.read_text() == f"{passed} {point}"
        result = work(*arguments, **options) if afterwards or not now_is_the_time else None
        if now_is_the_time:
            told.unlink()
            os.killpg(0, signal.SIGKILL)
        return result

    return wrapped


def poisoned(work: Callable[[int], bool]) -> Callable[[int], bool]:
    """Of the community -1 whoever runs this is killed, as by a system short of memory; each leaves a line in `poison`."""

    def wrapped(community: int) -> bool:
        if community == -1:
            with open(Path(settings.DATA_DIR, "poison"), "a") as file:
                file.write("swallowed\n")
            os.kill(os.getpid(), signal.SIGKILL)
        return work(community)

    return wrapped
