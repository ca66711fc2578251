"""Allies, named by both; and what somebody keeps of a relationship for themselves."""

from datetime import date, time, timedelta

import pytest

from cast import Cast
from ledger import give
from reciproca.audit.models import Entry
from reciproca.boundaries.actions import block_person, unblock_person
from reciproca.core import clock
from reciproca.network import actions
from reciproca.network.models import Alliance, Care, TimeForTies
from reciproca.network.queries import allies_of, care_of, due_reminders, named_by, time_of
from reciproca.notifications.models import OutboxMail


@pytest.fixture
def tied(people: Cast) -> Cast:
    give(people.ada, people.giulio, confirmed=True)
    return people


def letters() -> list[str]:
    found = OutboxMail.objects.filter(renderer="reciproca.network.mails.allied")
    return list(found.values_list("recipient", flat=True))


def test_an_ally_is_named_by_both_and_then_both_are_told(tied: Cast) -> None:
    actions.name_ally(tied.ada, by=tied.giulio)
    assert (list(named_by(tied.giulio)), list(allies_of(tied.giulio)), list(allies_of(tied.ada))) == (
        [tied.ada],
        [],
        [],
    )
    assert letters() == []

    actions.name_ally(tied.giulio, by=tied.ada)

    assert (list(allies_of(tied.giulio)), list(allies_of(tied.ada))) == ([tied.ada], [tied.giulio])
    assert letters() == ["giulio.serra@example.org"]
    assert not Entry.objects.filter(deed__contains="ally").exists()


def test_taking_back_is_quiet_and_leaves_the_other_their_own(tied: Cast) -> None:
    actions.name_ally(tied.ada, by=tied.giulio)
    actions.name_ally(tied.giulio, by=tied.ada)
    actions.mark_close(tied.ada, by=tied.giulio, close=True)
    assert list(Alliance.objects.order_by("pk").values_list("is_close", flat=True)) == [True, False]

    actions.take_back_ally(tied.ada, by=tied.giulio)

    assert (list(allies_of(tied.ada)), list(named_by(tied.ada))) == ([], [tied.giulio])
    for _again in range(3):
        actions.name_ally(tied.ada, by=tied.giulio)
        assert list(allies_of(tied.ada)) == [tied.giulio]
        actions.take_back_ally(tied.ada, by=tied.giulio)
    assert letters() == [
        "giulio.serra@example.org",
        "ada.carta@example.org",
    ]  # each once, however often it is done again


def test_an_ally_is_somebody_one_has_met(people: Cast) -> None:
    with pytest.raises(actions.NotMetYet):
        actions.name_ally(people.ada, by=people.giulio)


def test_a_block_hides_allies_at_once_and_ends_them_for_good(tied: Cast) -> None:
    actions.name_ally(tied.ada, by=tied.giulio)
    actions.name_ally(tied.giulio, by=tied.ada)

    block_person(tied.giulio, by=tied.ada)
    assert not allies_of(tied.giulio).exists()
    with pytest.raises(actions.NotYours):
        actions.name_ally(tied.ada, by=tied.giulio)
    assert actions.end_alliances_under_blocks() == 2
    unblock_person(tied.giulio, by=tied.ada)

    assert not allies_of(tied.giulio).exists()


def test_a_note_and_a_rhythm_are_kept_for_oneself(people: Cast) -> None:
    actions.care_for(people.ada, by=people.giulio, note=" Sua figlia studia a Lione. ", rhythm=30)
    wished = care_of(people.giulio, people.ada)
    with clock.at(clock.now() + timedelta(days=3)):
        actions.care_for(people.ada, by=people.giulio, note="Lione, al secondo anno.", rhythm=30)
    later = care_of(people.giulio, people.ada)

    assert (wished.note, later.note) == ("Sua figlia studia a Lione.", "Lione, al secondo anno.")
    assert later.wished_at == wished.wished_at
    assert care_of(people.ada, people.giulio) is None
    actions.care_for(people.ada, by=people.giulio, note="", rhythm=0)
    assert Care.objects.get().wished_at is None


def test_a_reminder_comes_on_its_day_and_is_settled_once(people: Cast) -> None:
    today = clock.today("Europe/Rome")
    soon = actions.remind(people.ada, by=people.giulio, on=today + timedelta(days=2), words="La sua fiera")
    with pytest.raises(actions.PastDay):
        actions.remind(people.ada, by=people.giulio, on=today - timedelta(days=1), words="Tardi")

    assert list(due_reminders(people.giulio, until=today)) == []
    assert list(due_reminders(people.giulio, until=today + timedelta(days=2))) == [soon]
    with pytest.raises(actions.NotYours):
        actions.settle_reminder(soon, by=people.ada)
    actions.settle_reminder(soon, by=people.giulio)
    with pytest.raises(actions.MovedOn):
        actions.settle_reminder(soon, by=people.giulio)
    assert list(due_reminders(people.giulio, until=date(2030, 1, 1))) == []


def test_a_reminder_about_somebody_one_must_not_meet_is_silent(people: Cast) -> None:
    actions.remind(people.ada, by=people.giulio, on=clock.today("Europe/Rome"), words="La sua fiera")

    block_person(people.giulio, by=people.ada)

    assert not due_reminders(people.giulio, until=date(2030, 1, 1)).exists()


def test_one_hour_of_the_week_is_kept(people: Cast) -> None:
    actions.keep_time(by=people.giulio, weekday=3, starts_at=time(18), minutes=30)
    actions.keep_time(by=people.giulio, weekday=4, starts_at=time(8, 30), minutes=45)

    kept = time_of(people.giulio)
    assert (kept.weekday, kept.starts_at, kept.minutes, kept.version) == (4, time(8, 30), 45, 2)
    actions.give_up_time(by=people.giulio)
    assert not TimeForTies.objects.exists()
