"""Two at the same moment: one effect, and the other hears no."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import OperationalError, connection

from cast import Cast
from pairs import agree, pair, plan
from reciproca.core import clock
from reciproca.core.errors import Refusal
from reciproca.core.scope import within
from reciproca.mentoring import actions
from reciproca.mentoring.models import Agreement, FeedbackWindow, MentoringSession, Mentorship
from reciproca.mentoring.queries import confirmed_sessions_of
from reciproca.network.models import Interaction

TIMES = 3


def at_once(people: Cast, *acts: Callable[[], object]) -> list[object]:
    """Each act in its own thread and connection; what each came to."""
    start = threading.Barrier(len(acts))
    results: list[object] = [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            with within(people.montefeltro), clock.at(now):
                start.wait(10)
                act()
                results[place] = "done"
        except Refusal as refusal:
            results[place] = refusal.code
        except OperationalError:  # the database let somebody else go first
            results[place] = "busy"
        finally:
            connection.close()

    now = clock.now()
    threads = [threading.Thread(target=run, args=each) for each in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


@pytest.fixture
def mentorship(committed: Cast) -> Mentorship:
    return agree(committed, pair(committed))


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def test_confirmed_twice_at_once_counts_once(committed: Cast, mentorship: Mentorship) -> None:
    session = actions.log_session(mentorship, by=committed.ada, starts_at=clock.now() - timedelta(days=1), minutes=45)

    results = at_once(
        committed, *[lambda: actions.confirm_session(fresh(session), by=committed.giulio) for _ in range(TIMES)]
    )

    assert results.count("done") == 1, results
    assert Interaction.objects.filter(confirms__isnull=False).count() == 1
    assert confirmed_sessions_of(mentorship).count() == 1


def test_told_anew_and_confirmed_at_once_leave_one_story(committed: Cast, mentorship: Mentorship) -> None:
    session = actions.log_session(mentorship, by=committed.ada, starts_at=clock.now() - timedelta(days=1), minutes=45)
    read = session.version

    results = at_once(
        committed,
        lambda: actions.tell_session(fresh(session), by=committed.ada, minutes=400),
        lambda: actions.confirm_session(fresh(session), by=committed.giulio, told=read),
    )

    found = fresh(session)
    assert results.count("done") == 1, results
    assert (found.state, found.minutes) in [("confirmed", 45), ("told", 45)]
    lines = Interaction.objects.filter(cancels=None, confirms=None)
    cancelled = set(Interaction.objects.exclude(cancels=None).values_list("cancels", flat=True))
    assert [line.seq for line in lines if line.seq not in cancelled] == [found.ledger_seq]


def test_planned_while_somebody_ends_it_stays_in_no_calendar(committed: Cast, mentorship: Mentorship) -> None:
    results = at_once(
        committed,
        lambda: plan(committed, fresh(mentorship)),
        lambda: actions.end_mentorship(fresh(mentorship), by=committed.ada),
        lambda: plan(committed, fresh(mentorship)),
    )

    assert results[1] == "done", results
    assert fresh(mentorship).state == "ended"
    assert not MentoringSession.objects.filter(state="planned").exists()


def test_two_answers_at_once_are_revealed_once(committed: Cast, mentorship: Mentorship) -> None:
    window = FeedbackWindow.objects.create(
        mentorship=mentorship, occasion="midway", closes_at=clock.now() + timedelta(days=14)
    )

    results = at_once(
        committed,
        lambda: actions.write_feedback(fresh(window), by=committed.ada, helped="uno"),
        lambda: actions.write_feedback(fresh(window), by=committed.giulio, helped="due"),
    )

    assert results == ["done", "done"]
    assert fresh(window).revealed_at is not None
    assert Interaction.objects.filter(kind="feedback").count() == 2


def test_two_proposals_at_once_leave_one_waiting(committed: Cast, mentorship: Mentorship) -> None:
    at_once(
        committed,
        lambda: actions.propose_agreement(fresh(mentorship), by=committed.ada, cadence_days=7, minutes=30),
        lambda: actions.propose_agreement(fresh(mentorship), by=committed.giulio, cadence_days=21, minutes=30),
    )
    assert Agreement.objects.filter(state="proposed").count() == 1
    assert Agreement.objects.filter(state="in_force").count() == 1
