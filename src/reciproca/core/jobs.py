"""Work that is done later. `enqueue` writes the job in the transaction of what asks for it; a worker runs it.

At least once: every task may be run twice. Only ids travel, never objects.
"""

import importlib
import logging
import random
from datetime import timedelta
from typing import Any

from . import clock

__all__ = ["backoff", "enqueue", "run"]

logger = logging.getLogger("reciproca.jobs")


def enqueue(task: str, *arguments: str | int | None) -> None:
    """Queue ``task`` (dotted path of a function in a room's tasks.py) with plain arguments."""
    from django_q.tasks import async_task  # -- slow import

    async_task("reciproca.core.jobs.run", task, *arguments, task_name=task.rpartition(".")[2][:100])


def run(task: str, *arguments: Any) -> Any:
    """What the worker calls: the task, and only one of ours."""
    module, _, name = task.rpartition(".")
    if not (module.startswith("reciproca.") and module.endswith(".tasks")):
        raise ValueError("Only functions of a room's tasks.py are run.")
    return getattr(importlib.import_module(module), name)(*arguments)


def backoff(tries: int) -> timedelta:
    """How long to wait after so many failed tries: 30 s, 2 min, 8 min, 32 min …, with a fifth of jitter."""
    seconds = min(30 * 4 ** max(tries - 1, 0), 6 * 3600)
    return timedelta(seconds=seconds * random.uniform(0.9, 1.1))


def later(delay: timedelta) -> Any:
    """The moment after `delay`."""
    return clock.now() + delay
