import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext, suppress
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connections
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone
from django_q.models import Failure, OrmQ, Schedule
from django_q.scheduler import scheduler

from cast import Cast
from examples import TIMES
from reciproca.core import clock, jobs
from signing import signed_in_now


def test_the_schedule_is_the_same_however_often_it_is_arranged(db: None) -> None:
    Schedule.objects.create(name="old.tasks.gone", func="reciproca.core.jobs.run", args="('reciproca.old.tasks.gone',)")

    for _ in range(3):
        jobs.arrange_schedule()

    assert set(Schedule.objects.values_list("name", "minutes")) == {
        (task.removeprefix("reciproca."), minutes) for task, minutes in jobs.SCHEDULE.items()
    }


def test_every_scheduled_task_can_be_run(db: None) -> None:
    for task in jobs.SCHEDULE:
        assert jobs.run(task) == 0


def test_only_tasks_of_a_room_are_run() -> None:
    for foreign in ("os.system", "reciproca.core.guards.remove_guards", "reciproca.core.tasks.__import__"):
        with pytest.raises((ValueError, AttributeError)):
            jobs.run(foreign, "true")


def test_a_job_is_written_in_the_transaction_that_asks_for_it(db: None) -> None:
    from django.db import transaction

    with transaction.atomic():
        jobs.enqueue("reciproca.core.tasks.tidy_up")
        assert OrmQ.objects.count() == 1
        transaction.set_rollback(True)

    assert OrmQ.objects.count() == 0


def test_the_wait_grows_with_the_tries_and_has_an_end() -> None:
    waits = [jobs.backoff(tries) for tries in (1, 2, 3, 4, 50)]

    assert waits == sorted(waits)
    assert timedelta(seconds=27) <= waits[0] <= timedelta(seconds=33)
    assert waits[-1] <= timedelta(hours=6.6)


def test_a_job_that_failed_is_seen_by_who_keeps_the_server_and_tried_again_once(people: Cast, client: Client) -> None:
    now = clock.now()
    Failure.objects.create(
        id="f" * 32, name="tidy_up", func="reciproca.core.jobs.run", args=("reciproca.core.tasks.tidy_up",),
        started=now, stopped=now, success=False, result=(
            "the secret of Ada : Traceback (most recent call last):\n  File \"tasks.py\", line 1, in run\n    connect()\n"
            "builtins.ConnectionError: the secret of Ada\nDETAIL: the secret of Ada"
        ),
    )  # fmt: skip
    signed_in_now(client, people.marta)
    assert client.get("/server/jobs/").status_code == 404
    assert client.post(f"/server/jobs/{'f' * 32}/retry/").status_code == 404
    assert Failure.objects.count() == 1

    signed_in_now(client, people.rosa)
    page = client.get("/server/jobs/").content.decode()
    assert "ConnectionError" in page
    assert "secret of Ada" not in page  # what went wrong may hold what somebody wrote
    for _ in range(2):
        assert client.post(f"/server/jobs/{'f' * 32}/retry/").status_code == 302

    assert (Failure.objects.count(), OrmQ.objects.count()) == (0, 1)


def test_two_schedulers_at_once_queue_what_is_due_once(committed: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both stand between reading what is due and writing when it is due next. Unlocked, the negative control, both queue it."""

    def queued(*, locked: bool) -> int:
        jobs.arrange_schedule()
        OrmQ.objects.all().delete()
        Schedule.objects.exclude(name="core.tasks.tidy_up").delete()
        Schedule.objects.update(next_run=timezone.now() - timedelta(minutes=1))
        both = threading.Barrier(2)
        work_out = Schedule.calculate_next_run

        def meeting(*arguments: Any, **options: Any) -> Any:
            with suppress(threading.BrokenBarrierError):  # the other one is not let in
                both.wait(1)
            return work_out(*arguments, **options)

        def one() -> None:
            scheduler()
            connections.close_all()

        with monkeypatch.context() as changed, ThreadPoolExecutor(2) as two:
            changed.setattr(Schedule, "calculate_next_run", meeting)
            if not locked:
                changed.setattr("django_q.scheduler.db.transaction.atomic", lambda **options: nullcontext())
                changed.setattr(QuerySet, "select_for_update", lambda query: query)
            for each in [two.submit(one) for _ in range(2)]:
                each.result()
        return OrmQ.objects.count()

    assert [queued(locked=True) for _ in range(TIMES)] == [1] * TIMES
    assert queued(locked=False) == 2


def evening_before_clocks_change(year: int, month: int) -> datetime:
    """In Rome that is on the last Sunday of March and of October."""
    last = date(year, month, 31)
    return datetime.combine(last - timedelta(days=(last.weekday() + 1) % 7 + 1), time(20), UTC)


NIGHTS = [evening_before_clocks_change(2026 + year, month) for year in range(TIMES) for month in (3, 10)]


@pytest.mark.parametrize("night", NIGHTS, ids=lambda night: f"{night:%Y-%m}")
def test_through_the_night_when_clocks_change_nothing_is_left_out_or_done_twice(
    db: None, night: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looked at every ten minutes for a day."""
    monkeypatch.setattr("django_q.scheduler.close_old_django_connections", lambda: None)  # this one is the test's own
    with time_machine.travel(night, tick=False) as machine:
        jobs.arrange_schedule()
        machine.shift(timedelta(minutes=1))
        for _ in range(24 * 6):
            scheduler()
            machine.shift(timedelta(minutes=10))

    queued = Counter(job.task["args"][0] for job in OrmQ.objects.all())
    assert queued == {task: 24 * 60 // max(minutes, 10) for task, minutes in jobs.SCHEDULE.items()}


@pytest.mark.parametrize("hours", range(1, TIMES + 1))
def test_a_clock_put_back_holds_nothing_up_after_a_start(db: None, hours: int) -> None:
    """Some hours back, everything would have been due in so many hours only."""
    morning = datetime(2026, 11, 19, 9, tzinfo=UTC)
    with time_machine.travel(morning, tick=False):
        jobs.arrange_schedule()
        Schedule.objects.update(next_run=timezone.now() + timedelta(minutes=1))
    with time_machine.travel(morning - timedelta(hours=hours), tick=False):
        jobs.arrange_schedule()

        late = [
            one.name for one in Schedule.objects.all() if one.next_run > timezone.now() + timedelta(minutes=one.minutes)
        ]

    assert late == []


@pytest.mark.parametrize("days", range(30, 30 + TIMES))
def test_a_clock_put_on_makes_everything_due_once(db: None, days: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A month on, and nothing is made up for: each task is queued once, and then at its hours again."""
    monkeypatch.setattr("django_q.scheduler.close_old_django_connections", lambda: None)
    with time_machine.travel(datetime(2026, 11, 19, 9, tzinfo=UTC), tick=False) as machine:
        jobs.arrange_schedule()
        machine.shift(timedelta(days=days))
        for _ in range(2):
            scheduler()

        queued = Counter(job.task["args"][0] for job in OrmQ.objects.all())
        assert queued == dict.fromkeys(jobs.SCHEDULE, 1)
        assert all(
            timezone.now() < one.next_run <= timezone.now() + timedelta(minutes=one.minutes)
            for one in Schedule.objects.all()
        )
