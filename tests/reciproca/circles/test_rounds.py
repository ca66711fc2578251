"""The round of check-ins at a meeting: who moderates begins it, one speaks after the other on the pages of all, and nothing is written."""

from datetime import timedelta

import pytest
from django.test import Client

from cast import Cast, join
from circling import meet, under_way
from reciproca.audit.models import Entry
from reciproca.circles import actions
from reciproca.circles.models import Circle, Meeting
from reciproca.circles.queries import check_in_rounds_moved_since
from reciproca.circles.rules import can_begin_check_ins, can_move_check_ins_on, moderator_of, round_ends_at
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.scope import within

pytestmark = pytest.mark.django_db


@pytest.fixture
def circle(people: Cast) -> Circle:
    return under_way(people, people.davide)


@pytest.fixture
def four(people: Cast) -> list[Membership]:
    return [people.ada, people.giulio, people.paola, people.davide]


@pytest.fixture
def meeting(circle: Circle, people: Cast) -> Meeting:
    return meet(circle, people.ada)


def leader(meeting: Meeting, people: list[Membership]) -> Membership:
    found = moderator_of(meeting, people[0])
    assert found is not None
    return found


def speaks(meeting: Meeting) -> Membership:
    assert meeting.round_turn is not None
    return meeting.circle.seats.get(pk=meeting.round_order[meeting.round_turn]).person


def signs(since: object) -> set[str]:
    return {found.address for found in check_in_rounds_moved_since(since)}  # type: ignore[arg-type]


def test_who_moderates_begins_and_all_speak_once(meeting: Meeting, four: list[Membership]) -> None:
    leads = leader(meeting, four)
    with clock.at(meeting.starts_at):
        assert [can_begin_check_ins(person, meeting) for person in four] == [person == leads for person in four]
        going = actions.begin_check_ins(meeting, by=leads)
        assert speaks(going) == leads
        heard = []
        while going.round_turn is not None:
            heard.append(speaks(going))
            going = actions.move_check_ins_on(going, by=leads, turn=going.round_turn)

    assert sorted(one.pk for one in heard) == sorted(one.pk for one in four)
    assert (going.round_turn, going.round_at) == (None, None)
    assert not Entry.objects.filter(deed__contains="check_in").exists()


def test_from_the_place_that_was_seen_it_moves_once(meeting: Meeting, four: list[Membership]) -> None:
    leads = leader(meeting, four)
    with clock.at(meeting.starts_at):
        actions.begin_check_ins(meeting, by=leads)
        actions.begin_check_ins(meeting, by=leads)
        actions.move_check_ins_on(meeting, by=leads, turn=0)
        actions.move_check_ins_on(meeting, by=leads, turn=0)

    assert Meeting.objects.get().round_turn == 1


def test_when_the_time_is_over_whoever_is_there_moves_on(meeting: Meeting, four: list[Membership]) -> None:
    leads = leader(meeting, four)
    other = next(person for person in four if person != leads)
    with clock.at(meeting.starts_at):
        with pytest.raises(actions.MovedOn):
            actions.begin_check_ins(meeting, by=other)
        going = actions.begin_check_ins(meeting, by=leads)
        with pytest.raises(actions.MovedOn):
            actions.move_check_ins_on(going, by=other, turn=0)
    ends = round_ends_at(going)
    assert ends is not None
    assert timedelta(minutes=1) <= ends - meeting.starts_at <= timedelta(minutes=3)
    with clock.at(ends):
        assert actions.move_check_ins_on(going, by=other, turn=0).round_turn == 1


def test_late_anybody_begins_and_before_its_time_nobody(meeting: Meeting, four: list[Membership]) -> None:
    leads = leader(meeting, four)
    other = next(person for person in four if person != leads)
    assert not can_begin_check_ins(leads, meeting)
    with clock.at(meeting.starts_at + timedelta(minutes=6)):
        assert can_begin_check_ins(other, meeting)
    with clock.at(meeting.ends_at + timedelta(hours=2)):
        assert not can_begin_check_ins(leads, meeting)


def test_who_cannot_come_is_not_waited_for_and_who_leaves_is_passed(meeting: Meeting, four: list[Membership]) -> None:
    away = next(person for person in four if person != leader(meeting, four))
    actions.say_presence(meeting, "away", by=away)
    leads = leader(meeting, four)
    with clock.at(meeting.starts_at):
        going = actions.begin_check_ins(meeting, by=leads)
        assert len(going.round_order) == 3
        gone = going.circle.seats.get(pk=going.round_order[1]).person
        last = going.circle.seats.get(pk=going.round_order[2]).person
        actions.leave_circle(going.circle, by=gone)
        going = actions.move_check_ins_on(going, by=leader(going, [last]), turn=0)

        assert speaks(going) == last
        with pytest.raises(actions.NotYours):
            actions.move_check_ins_on(going, by=gone, turn=2)


def test_all_who_sit_there_hear_of_each_step_and_nobody_else(
    circle: Circle, meeting: Meeting, four: list[Membership], people: Cast
) -> None:
    leads, late = leader(meeting, four), join("Tarda", "Arrivata")
    actions.join_circle(circle, by=late)  # and has not said yes to the charter
    begun = meeting.starts_at
    assert signs(clock.now()) == set()
    with clock.at(begun):
        actions.begin_check_ins(meeting, by=leads)

    with within(None):  # as the watcher looks: in no community
        assert signs(begun) == {person.email for person in four}
        assert signs(begun + timedelta(seconds=1)) == set()


def test_a_turn_that_stands_still_is_none_any_more(meeting: Meeting, four: list[Membership]) -> None:
    leads = leader(meeting, four)
    with clock.at(meeting.starts_at):
        actions.begin_check_ins(meeting, by=leads)
    with clock.at(meeting.starts_at + timedelta(hours=2, minutes=1)):
        found = Meeting.objects.get()
        assert not can_move_check_ins_on(leads, found)
        assert actions.move_check_ins_on(found, by=leads, turn=0).round_turn == 0


def test_pages(meeting: Meeting, four: list[Membership], people: Cast) -> None:
    leads = leader(meeting, four)
    other = next(person for person in four if person != leads)
    page = f"/montefeltro/circles/meetings/{meeting.public_id}/"
    clients = {}
    for person in (leads, other, people.marta):
        clients[person] = Client()
        clients[person].force_login(person.account)
    assert clients[people.marta].post(f"{page}round/", {"to": "round"}).status_code == 404
    with clock.at(meeting.starts_at):
        assert "Comincia il giro" in clients[leads].get(page).content.decode()
        assert "Comincia il giro" not in clients[other].get(page).content.decode()
        clients[leads].post(f"{page}round/", {"to": "round"})

        mine, theirs = (clients[person].get(page).content.decode() for person in (leads, other))
        assert "Tocca a te parlare" in mine
        assert "Avanti il prossimo" in mine
        assert "Avanti il prossimo" not in theirs
        assert 'data-board-step="round 0"' in theirs
        for turn in range(4):
            clients[leads].post(f"{page}round/", {"to": "next", "turn": turn})
        assert "Avete parlato tutti" in clients[other].get(page).content.decode()
