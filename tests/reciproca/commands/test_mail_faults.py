"""The real worker killed with -9 wherever a mail stands: each arrives, and at worst once more under the same Message-ID.

Thirty kills at every change, on each database; with EVERY_CYCLE=1 two hundred.
"""

import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path

import pytest

from browsing import Server, fresh_database, wait_until
from dying import POINTS
from mailroom import Relay, relay
from reciproca.core.jobs import MOST_TRIES
from writers import desks_in, pass_time, rows_of

pytestmark = pytest.mark.xdist_group("kills")

#: How often the worker is killed.
KILLS = 200 if os.environ.get("EVERY_CYCLE") == "1" else 30


@pytest.fixture
def post_office() -> Iterator[Relay]:
    with relay() as running:
        yield running


@pytest.fixture
def place(_prepared: tuple[Path, str], tmp_path: Path, post_office: Relay) -> Iterator[Server]:
    """A server of which only the worker will run, with the letters of six new pairs in its outbox."""
    folder, template_url = _prepared
    shutil.copytree(folder, tmp_path / "data")
    with fresh_database(template_url) as database_url:
        server = Server(
            tmp_path / "data",
            database_url,
            {"DJANGO_SETTINGS_MODULE": "faulty_settings", "EMAIL_URL": f"smtp://127.0.0.1:{post_office.port}"},
        )
        desks_in(server)
        yield server


@contextmanager
def worker(server: Server) -> Iterator[subprocess.Popen]:
    with open(server.data_dir / "server.log", "ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "reciproca", "worker"],
            env=server.environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        yield process
    finally:
        process.terminate()
        process.wait(20)


def post_again(server: Server) -> None:
    """Both of each pair tell one more session."""
    server.python(
        "from reciproca.core import clock\n"
        "from reciproca.mentoring.actions import log_session\n"
        "from reciproca.mentoring.models import Mentorship\n"
        "with within(Community.objects.get(slug='montefeltro')):\n"
        "    for pair in Mentorship.objects.all():\n"
        "        for person in (pair.mentor, pair.mentee):\n"
        "            log_session(pair, by=person, starts_at=clock.now(), minutes=45)\n"
    )


def letters(server: Server, *states: str) -> set[str]:
    """The Message-IDs of those in these states."""
    ids = rows_of(server, "SELECT CAST(public_id AS text), state FROM notifications_outboxmail")
    return {f"<{str(public_id).replace('-', '')}@reciproca.invalid>" for public_id, state in ids if state in states}


def arrived(post_office: Relay) -> Counter[str]:
    return Counter(str(mail["Message-ID"]).replace("-", "") for mail in post_office.taken)


def test_killed_wherever_a_mail_stands_every_mail_arrives(place: Server, post_office: Relay) -> None:
    written, kills = letters(place, "waiting"), 0
    for point in islice(cycle(POINTS), KILLS):
        (place.data_dir / "dies").write_text(f"2 {point}")
        with worker(place) as process:
            assert process.wait(60) == -9, point
        kills += 1
        pass_time(place, minutes=12)  # until whoever died has lost its lease, and its job its place
        if kills % len(POINTS) == 0 and kills < KILLS:
            post_again(place)
            written |= letters(place, "waiting")
    with worker(place):
        assert wait_until(lambda: not letters(place, "waiting"), 60), place.log

    assert kills == KILLS
    assert len(written) > KILLS
    assert letters(place, "parked") == set()
    assert set(arrived(post_office)) == letters(place, "sent")
    assert letters(place, "sent", "dropped") == written
    repeated = arrived(post_office).total() - len(arrived(post_office))
    assert 1 <= repeated <= kills  # what was said to have been taken and could not be noted


def test_sent_without_an_outbox_a_mail_is_lost(place: Server, post_office: Relay) -> None:
    """The negative control: who sends while they write loses the mail with the process."""
    (place.data_dir / "dies").write_text("1 before DATA")
    with pytest.raises(AssertionError, match="-9"):
        place.python(
            "from datetime import date\n"
            "from django.db import transaction\n"
            "from reciproca.notifications.mail import build_message, renderer_of\n"
            "from reciproca.notifications.models import OutboxMail\n"
            "from reciproca.mentoring import actions\n"
            "from reciproca.mentoring.models import Mentorship\n"
            "def send(renderer, *, to, language, key, **what):\n"
            "    mail = OutboxMail(renderer=renderer, recipient=to, language=language, **what)\n"
            "    transaction.on_commit(lambda: build_message(mail, renderer_of(mail)(mail)).send())\n"
            "actions.post_mail = send\n"
            "import os; os.setpgid(0, 0)\n"
            "with within(Community.objects.get(slug='montefeltro')):\n"
            "    pair = Mentorship.objects.first()\n"
            "    actions.pause_mentorship(pair, by=pair.mentor, until=date(2100, 1, 1))\n"
        )

    assert rows_of(place, "SELECT count(*) FROM mentoring_mentorship WHERE state = 'paused'") == [(1,)]
    assert rows_of(place, "SELECT count(*) FROM notifications_outboxmail WHERE renderer LIKE '%mentorship_paused'") == [
        (0,)
    ]
    assert post_office.taken == []


def test_a_job_that_kills_its_worker_is_given_up_and_keeps_nothing_waiting(place: Server, post_office: Relay) -> None:
    """It reports nothing, so the queue by itself would begin it again for ever."""
    if place.database_url:
        pytest.skip("It is given up in the same way whatever the database.")
    written = letters(place, "waiting")
    place.python("from reciproca.core.jobs import enqueue; enqueue('reciproca.network.tasks.keep_circle', -1)")

    def given_up() -> bool:
        pass_time(place, minutes=12)
        return rows_of(place, "SELECT count(*) FROM django_q_task WHERE name = 'keep_circle'") == [(1,)]

    with worker(place):
        assert wait_until(given_up, 90, every=1), place.log
        assert wait_until(lambda: not letters(place, "waiting"), 60), place.log

    assert (place.data_dir / "poison").read_text().splitlines() == ["swallowed"] * MOST_TRIES
    assert set(arrived(post_office)) == letters(place, "sent")
    assert letters(place, "sent", "dropped") == written
    said = place.python("from reciproca.core.jobs import failed_jobs; print([job['trouble'] for job in failed_jobs()])")
    assert said.strip() == "['GaveUp']"
