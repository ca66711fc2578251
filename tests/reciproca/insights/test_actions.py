"""The reminder, and the trace of an export."""

from datetime import timedelta

import pytest

from autumn import Autumn
from cast import Cast
from reciproca.audit.models import Entry
from reciproca.boundaries.actions import block_person
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.insights.actions import AlreadyReminded, NothingToRemindOf, record_export, remind_pair
from reciproca.insights.mails import first_date
from reciproca.insights.queries import reminded_at
from reciproca.mentoring.actions import (
    accept_agreement,
    confirm_session,
    log_session,
    pause_mentorship,
    propose_agreement,
)
from reciproca.notifications.models import OutboxMail


def letters() -> list[OutboxMail]:
    return list(OutboxMail.objects.filter(renderer="reciproca.insights.mails.first_date").order_by("pk"))


def test_both_are_written_to_once(people: Cast, autumn: Autumn) -> None:
    remind_pair(autumn.late, by=people.marta)

    assert {mail.recipient for mail in letters()} == {people.paola.email, autumn.luca.email}
    assert Entry.objects.filter(deed="remind_pair", object_id=str(autumn.late.public_id)).count() == 1
    assert reminded_at([autumn.late, autumn.met]) == {str(autumn.late.public_id): clock.now()}


def test_nobody_is_pressed_twice_in_a_week(people: Cast, autumn: Autumn) -> None:
    remind_pair(autumn.late, by=people.marta)
    with clock.at(clock.now() + timedelta(days=6, hours=23)), pytest.raises(AlreadyReminded):
        remind_pair(autumn.late, by=people.marta)
    assert len(letters()) == 2
    with clock.at(clock.now() + timedelta(days=7)):
        remind_pair(autumn.late, by=people.marta)
    assert len(letters()) == 4


def test_who_has_met_or_stopped_or_paused_is_not_reminded(people: Cast, autumn: Autumn) -> None:
    agreement = propose_agreement(autumn.late, by=people.paola, cadence_days=14, minutes=45)
    accept_agreement(agreement, by=autumn.luca)
    autumn.late.refresh_from_db()
    pause_mentorship(autumn.late, by=people.paola, until=clock.today() + timedelta(days=20))

    for mentorship in (autumn.met, autumn.stopped, autumn.late):
        with pytest.raises(NothingToRemindOf):
            remind_pair(mentorship, by=people.marta)
    assert letters() == []


def test_only_who_coordinates_reminds(people: Cast, autumn: Autumn) -> None:
    with pytest.raises(NothingToRemindOf):
        remind_pair(autumn.late, by=people.paola)


def test_the_letter_names_the_other_and_who_asked(people: Cast, autumn: Autumn) -> None:
    remind_pair(autumn.late, by=people.marta)

    for mail in letters():
        content = first_date(mail)
        assert content is not None
        other = "Luca" if mail.recipient == people.paola.email else "Paola"
        assert other in content.subject
        assert "Marta" in content.text
        assert f"/montefeltro/mentorships/{autumn.late.public_id}/" in content.text


def told_and_confirmed(people: Cast, autumn: Autumn) -> None:
    session = log_session(
        autumn.late, by=people.paola, starts_at=clock.now() - timedelta(hours=2), minutes=30, topics="", next_step=""
    )
    confirm_session(session, by=autumn.luca)


@pytest.mark.parametrize(
    "since",
    [
        told_and_confirmed,
        lambda people, autumn: block_person(people.paola, by=autumn.luca),
        lambda people, autumn: Membership.objects.filter(pk__in=[people.paola.pk, autumn.luca.pk]).update(state="left"),
    ],
    ids=["they met", "one blocked the other", "they left"],
)
def test_a_letter_that_is_no_longer_true_is_not_sent(people: Cast, autumn: Autumn, since) -> None:
    remind_pair(autumn.late, by=people.marta)
    since(people, autumn)

    assert [first_date(mail) for mail in letters()] == [None, None]


def test_an_export_leaves_its_line_though_no_transaction_is_open(committed: Cast) -> None:
    """A GET runs in none: the line must bring its own, as the chain demands."""
    record_export("pairs", by=committed.marta, rows=3, ending="csv")

    assert Entry.objects.filter(deed="export_overview", details__rows=3).count() == 1
