"""Work that is done later. `enqueue` writes the job in the transaction of what asks for it; a worker runs it.

At least once: every task may be run twice. Only ids travel, never objects.
"""

import importlib
import logging
import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from itertools import pairwise
from typing import Any

from django.db import transaction

from . import clock
from .limits import count_up

__all__ = [
    "SCHEDULE",
    "arrange_schedule",
    "backoff",
    "count_try",
    "enqueue",
    "failed_jobs",
    "held",
    "later",
    "retry_job",
    "run",
]

logger = logging.getLogger("reciproca.jobs")

#: How often a job is begun. The queue itself counts those tries that came to an end (MAX_ATTEMPTS).
MOST_TRIES = 5
COUNTED_FOR = 14 * 24 * 3600

_held: ContextVar[bool] = ContextVar("held", default=False)
_hopeless: ContextVar[bool] = ContextVar("hopeless", default=False)


@contextmanager
def held() -> Iterator[None]:
    """Within the block nothing is queued: the invented past of a demo leaves no work for a worker."""
    token = _held.set(True)
    try:
        yield
    finally:
        _held.reset(token)


def enqueue(task: str, *arguments: str | int | None) -> None:
    """Queue ``task`` (dotted path of a function in a room's tasks.py) with plain arguments."""
    if _held.get():
        return
    from django_q.tasks import async_task  # -- slow import

    async_task("reciproca.core.jobs.run", task, *arguments, task_name=task.rpartition(".")[2][:100])


class GaveUp(Exception):
    """It has ended its worker at each try, and is not tried again by itself."""


def run(task: str, *arguments: Any) -> Any:
    """What the worker calls: the task, and only one of ours."""
    if _hopeless.get():
        raise GaveUp
    module, _, name = task.rpartition(".")
    if not (module.startswith("reciproca.") and module.endswith(".tasks")):
        raise ValueError("Only functions of a room's tasks.py are run.")
    return getattr(importlib.import_module(module), name)(*arguments)


def count_try(sender: object, task: dict[str, Any], **signal: Any) -> None:
    """Before each try: a job that kills its worker (too large for the memory) reports nothing, and came back for ever."""
    tries = count_up(f"job {task['id']}", seconds=COUNTED_FOR)
    _hopeless.set(tries > MOST_TRIES)
    if tries > MOST_TRIES:
        task["ack_failure"] = True


#: What is done by itself: task → minutes between two runs.
SCHEDULE = {
    "reciproca.notifications.tasks.deliver_due_mails": 1,
    "reciproca.notifications.tasks.forget_old_mails": 24 * 60,
    "reciproca.imports.tasks.forget_old_imports": 24 * 60,
    "reciproca.boundaries.tasks.look_after_minors": 24 * 60,
    "reciproca.core.tasks.tidy_up": 60,
    "reciproca.mentoring.tasks.look_after_mentorships": 60,
    "reciproca.privacy.tasks.look_after_requests": 60,
    "reciproca.privacy.tasks.forget_due_data": 24 * 60,
    "reciproca.library.tasks.look_after_library": 24 * 60,
    "reciproca.exchanges.tasks.look_after_asks": 60,
    "reciproca.suggestions.tasks.look_after_giving_back": 10,
    "reciproca.suggestions.tasks.renew_next_steps": 10,
    "reciproca.conversations.tasks.tell_unread": 30,
    "reciproca.network.tasks.keep_circles": 24 * 60,
    "reciproca.network.tasks.mend_ties": 24 * 60,
    "reciproca.network.tasks.look_after_connections": 60,
    "reciproca.introductions.tasks.look_after_introductions": 10,
    "reciproca.circles.tasks.look_after_circles": 10,
    "reciproca.gatherings.tasks.look_after_gatherings": 10,
    "reciproca.projects.tasks.look_after_projects": 10,
    "reciproca.people.tasks.read_everyone_again": 24 * 60,
    "reciproca.pages.tasks.post_weekly_letters": 15,
    "reciproca.safeguarding.tasks.look_after_safety": 60,
    "reciproca.safeguarding.tasks.look_for_doubts": 24 * 60,
}


def arrange_schedule() -> None:
    """Write the schedule into the database; as often as one likes, from as many processes as one likes."""
    from django_q.models import Schedule  # -- slow import

    with transaction.atomic():
        names = {task.removeprefix("reciproca.") for task in SCHEDULE}
        Schedule.objects.filter(func="reciproca.core.jobs.run").exclude(name__in=names).delete()
        for task, minutes in SCHEDULE.items():
            name = task.removeprefix("reciproca.")
            kept = Schedule.objects.select_for_update().filter(name=name).order_by("pk")
            entry = {"func": "reciproca.core.jobs.run", "args": repr((task,)), "schedule_type": "I", "minutes": minutes}
            if (known := kept.first()) is None:
                Schedule.objects.create(name=name, **entry)
            else:
                kept.filter(pk=known.pk).update(**entry)
                now = clock.now()  # further away than its own pace: the clock was put back since
                kept.filter(pk=known.pk, next_run__gt=now + timedelta(minutes=minutes)).update(next_run=now)
                kept.exclude(pk=known.pk).delete()


def backoff(tries: int) -> timedelta:
    """How long to wait after so many failed tries: 30 s, 2 min, 8 min, 32 min …, with a fifth of jitter."""
    seconds = min(30 * 4 ** max(tries - 1, 0), 6 * 3600)
    return timedelta(seconds=seconds * random.uniform(0.9, 1.1))


def later(delay: timedelta) -> Any:
    """The moment after `delay`."""
    return clock.now() + delay


def failed_jobs() -> list[dict[str, Any]]:
    """The jobs that failed at their last try, newest first: when, which task, and the kind of trouble."""
    from django_q.models import Failure  # -- slow import

    return [
        {
            "key": failure.id,
            "task": failure.name,
            "stopped": failure.stopped,
            "trouble": _kind_of(str(failure.result or "")),
        }
        for failure in Failure.objects.order_by("-stopped")[:100]
    ]


def _kind_of(result: str) -> str:
    """The name of the exception at the end of a traceback. What it says may hold what somebody wrote, and the queue puts
    that first."""
    lines = ["  ", *result.splitlines()]
    after_code = [line for before, line in pairwise(lines) if before.startswith("  ")]
    kinds = [found[0] for line in after_code if (found := re.match(r"[A-Za-z_][\w.]*(?=:|$)", line))]
    return kinds[-1].rpartition(".")[2] if kinds else ""


def retry_job(key: str) -> None:
    """Queue a failed job again. Doing it twice is the same as once."""
    from django_q.models import Failure  # -- slow import

    with transaction.atomic():
        failure = Failure.objects.select_for_update().filter(id=key).first()
        if failure is not None and failure.args:
            task, *arguments = failure.args
            Failure.objects.filter(id=key).delete()
            enqueue(task, *arguments)
