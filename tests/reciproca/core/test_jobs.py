from datetime import timedelta

import pytest
from django_q.models import OrmQ, Schedule

from reciproca.core import jobs


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
