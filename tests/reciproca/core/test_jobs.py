from datetime import timedelta

import pytest
from django.test import Client
from django_q.models import Failure, OrmQ, Schedule

from cast import Cast
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
        started=now, stopped=now, success=False, result="ConnectionError: the secret of Ada",
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
