"""What people do in circles: coming in, agreeing, meeting, promising, leaving; and what nobody can tell."""

from datetime import timedelta

import pytest

from cast import Cast
from circling import begin, meet, propose, under_way
from reciproca.boundaries.actions import block_person, mark_minor
from reciproca.boundaries.choices import MarkedBy
from reciproca.circles import actions
from reciproca.circles.models import Attendance, Circle, Commitment, Meeting, Seat
from reciproca.circles.queries import (
    charter_in_force,
    circles_found_by,
    circles_of,
    circles_visible_to,
    commitments_visible_to,
    invitations_to,
    meetings_visible_to,
    members_of,
    people_to_invite,
    requests_to_answer,
)
from reciproca.circles.tasks import look_after_circles
from reciproca.core import clock
from reciproca.exchanges.actions import AlreadyThanked, NothingToThankFor, give_recognition
from reciproca.exchanges.queries import evidence_for_thanks, evidence_of_recognition
from reciproca.network.actions import connect
from reciproca.network.models import Interaction
from reciproca.notifications.models import OutboxMail

pytestmark = pytest.mark.django_db


def letters(name: str) -> list[str]:
    """To whom letters of this name were written."""
    mails = OutboxMail.objects.filter(renderer__endswith=f".{name}").order_by("recipient")
    return [mail.recipient.partition(".")[0] for mail in mails]


# ── coming in ──


def test_a_circle_is_of_all_who_sit_there(people: Cast, now: object) -> None:
    circle = begin(people.ada, people.giulio)

    actions.change_circle(
        circle, by=people.giulio, version=circle.version, name="Prime volte insieme", about="Di tutti."
    )

    assert circle.name == "Prime volte insieme"
    assert not any(field.related_model for field in Circle._meta.concrete_fields if field.name != "community")


def test_the_last_seat_is_taken_once_and_the_other_finds_the_nearest(people: Cast) -> None:
    circle = begin(people.ada, people.giulio, most=3, topics=["budget"])
    far = begin(people.marta, name="Altro", topics=["cori"])
    near = begin(people.davide, name="Conti", topics=["Budget"])
    actions.join_circle(circle, by=people.paola)

    with pytest.raises(actions.CircleFull) as full:
        actions.join_circle(circle, by=people.davide)

    assert Seat.objects.filter(circle=circle, state="taken").count() == 3
    assert full.value.alternatives == [far]  # in the nearer one Davide sits already
    with pytest.raises(actions.CircleFull) as full:
        actions.join_circle(circle, by=people.marta)
    assert full.value.alternatives == [near]


def test_a_question_is_answered_by_any_of_them(people: Cast) -> None:
    circle = begin(people.ada, entry="open")
    actions.join_circle(circle, by=people.giulio)
    actions.change_circle(circle, by=people.ada, version=circle.version, name="A", about="B", entry="request")
    seat = actions.ask_to_join(circle, by=people.paola, words="Vorrei capire.")

    assert list(requests_to_answer(people.giulio)) == [seat]
    actions.answer_request(seat, True, by=people.giulio)

    assert members_of(circle, people.ada) == [people.ada, people.giulio, people.paola]
    assert (letters("seat_asked"), letters("seat_given")) == (["ada", "giulio"], ["paola"])


def test_of_a_not_now_nobody_learns(people: Cast, now: object) -> None:
    circle = begin(people.ada, entry="request")
    seat = actions.ask_to_join(circle, by=people.paola, words="Vorrei capire.")

    actions.answer_request(seat, False, by=people.ada)

    assert list(requests_to_answer(people.ada)) == []
    assert Seat.objects.get(pk=seat.pk).state == "asked"
    with pytest.raises(actions.AlreadyThere):
        actions.ask_to_join(circle, by=people.paola, words="Ancora io.")
    with clock.at(clock.now() + timedelta(days=22)):
        look_after_circles()
        assert not Seat.objects.filter(pk=seat.pk).exists()
        actions.ask_to_join(circle, by=people.paola, words="Di nuovo.")


def test_an_invitation_is_to_somebody_one_knows(people: Cast) -> None:
    circle = begin(people.ada, entry="invitation")
    assert list(circles_found_by(people.paola)) == []
    with pytest.raises(actions.NotYours):
        actions.invite_to_circle(circle, people.paola, by=people.ada)
    connect(people.ada, people.paola, source=people.ada)

    seat = actions.invite_to_circle(circle, people.paola, by=people.ada, words="Pensavo a te.")
    actions.accept_invitation(seat, by=people.paola)

    assert members_of(circle, people.ada) == [people.ada, people.paola]
    assert letters("seat_offered") == ["paola"]


def test_who_must_not_meet_finds_no_circle_and_nobody_sees_why(people: Cast) -> None:
    circle = begin(people.ada, people.giulio)
    connect(people.giulio, people.paola, source=people.giulio)
    block_person(people.paola, by=people.ada)

    assert circle not in circles_visible_to(people.paola)
    with pytest.raises(actions.NotYours):
        actions.join_circle(circle, by=people.paola)
    # Giulio, who knows of nothing, may keep a seat for her: it reaches nobody, and looks like any other.
    assert people.paola in people_to_invite(circle, people.giulio)
    seat = actions.invite_to_circle(circle, people.paola, by=people.giulio)
    assert list(invitations_to(people.paola)) == []
    with pytest.raises(actions.NotYours):
        actions.accept_invitation(seat, by=people.paola)


def test_a_question_under_a_block_is_read_by_nobody(people: Cast) -> None:
    circle = begin(people.ada, people.giulio)
    actions.change_circle(circle, by=people.ada, version=circle.version, name="A", about="B", entry="request")
    seat = actions.ask_to_join(circle, by=people.paola, words="Vorrei capire.")
    block_person(people.ada, by=people.paola)

    assert list(requests_to_answer(people.giulio)) == []
    with pytest.raises(actions.NotYours):
        actions.answer_request(seat, True, by=people.giulio)


def test_who_blocks_somebody_in_the_circle_steps_out_and_nobody_is_told(people: Cast) -> None:
    circle = under_way(people)
    before = OutboxMail.objects.count()
    block_person(people.giulio, by=people.ada)

    assert circle not in circles_of(people.ada)
    assert members_of(circle, people.giulio) == [people.giulio, people.paola]
    look_after_circles()

    assert members_of(circle, people.paola) == [people.giulio, people.paola]
    assert OutboxMail.objects.count() == before


def test_minors_sit_in_no_circle(people: Cast) -> None:
    circle = under_way(people)
    mark_minor(people.giulio, how=MarkedBy.COORDINATOR, by=people.marta)
    mark_minor(people.davide, how=MarkedBy.COORDINATOR, by=people.marta)

    look_after_circles()

    assert members_of(circle, people.marta) == [people.ada, people.paola]
    assert list(circles_found_by(people.davide)) == []
    with pytest.raises(actions.NotForMinors):
        actions.join_circle(circle, by=people.davide)
    with pytest.raises(actions.NotForMinors):
        actions.start_circle(by=people.davide, name="Noi", about="Fra noi")


# ── the charter ──


def test_a_charter_holds_once_three_have_all_said_yes(people: Cast) -> None:
    circle = begin(people.ada, people.giulio)
    charter = propose(circle, people.ada)
    actions.agree_to_charter(charter, by=people.giulio)
    assert (charter.state, circle.state) == ("proposed", "forming")  # two are no circle

    actions.join_circle(circle, by=people.paola)
    actions.agree_to_charter(charter, by=people.paola)

    circle.refresh_from_db()
    assert (charter.state, circle.state) == ("in_force", "meeting")
    assert letters("charter_in_force") == ["ada", "giulio", "paola"]


def test_a_charter_changes_only_with_everybodys_yes_and_the_earlier_is_kept(people: Cast) -> None:
    circle = under_way(people)
    first = charter_in_force(circle)
    second = propose(circle, people.giulio, attendance="Chi manca avvisa.")
    actions.agree_to_charter(second, by=people.ada)
    assert charter_in_force(circle) == first

    actions.agree_to_charter(second, by=people.paola)

    assert charter_in_force(circle) == second
    assert [one.number for one in circle.charters.filter(in_force_at__isnull=False).order_by("number")] == [1, 2]


def test_who_leaves_does_not_hold_the_others_up(people: Cast) -> None:
    circle = under_way(people, people.davide)
    second = propose(circle, people.giulio)
    for person in (people.ada, people.paola):
        actions.agree_to_charter(second, by=person)
    assert charter_in_force(circle) != second

    actions.leave_circle(circle, by=people.davide)

    assert charter_in_force(circle) == second


# ── meetings ──


def test_who_came_later_reads_nothing_before_their_yes(people: Cast) -> None:
    circle = under_way(people)
    planned = meet(circle, people.ada)
    actions.make_commitment(circle, "Delegare il lunedì", by=people.ada)
    actions.join_circle(circle, by=people.davide)
    assert list(meetings_visible_to(people.davide)) == list(commitments_visible_to(people.davide)) == []
    with pytest.raises(actions.CharterFirst):
        actions.make_commitment(circle, "Provarci", by=people.davide)

    actions.agree_to_charter(charter_in_force(circle), by=people.davide)

    assert list(meetings_visible_to(people.davide)) == [planned]
    assert letters("meetings_planned") == ["ada", "davide", "giulio", "paola"]


def test_a_series_keeps_its_hour_and_each_is_moved_alone(people: Cast) -> None:
    circle = under_way(people)
    first = meet(circle, people.giulio, times=3)
    second = Meeting.objects.get(circle=circle, number=2)
    assert second.starts_at - first.starts_at == timedelta(days=21)

    moved = second.starts_at + timedelta(days=1)
    actions.move_meeting(second, by=people.ada, version=second.version, starts_at=moved, minutes=60)

    assert (second.sequence, second.starts_at) == (1, moved)
    assert Meeting.objects.get(circle=circle, number=3).sequence == 0
    assert letters("meeting_moved") == ["ada", "giulio", "paola"]
    with pytest.raises(actions.ChangedMeanwhile):
        actions.move_meeting(
            Meeting(pk=second.pk, circle=circle, version=1), by=people.ada, version=1, starts_at=moved, minutes=60
        )


def test_two_who_were_both_there_have_met(people: Cast, now: object) -> None:
    circle = under_way(people)
    planned = meet(circle, people.ada)
    with clock.at(planned.ends_at):
        actions.say_whether_there(planned, True, by=people.ada)
        assert not Interaction.objects.exists()
        actions.say_whether_there(planned, True, by=people.giulio)
        actions.say_whether_there(planned, True, by=people.giulio)  # once more counts no more
        actions.say_whether_there(planned, False, by=people.paola)

    line = Interaction.objects.get()
    assert (line.kind, line.mutual, line.confirmed, line.object_kind, line.object_id) == (
        "event", True, True, "meeting", str(planned.public_id),
    )  # fmt: skip
    assert {line.giver, line.receiver} == {people.ada.ledger_id, people.giulio.ledger_id}


def test_each_of_the_others_can_be_thanked_for_the_same_meeting(people: Cast, now: object) -> None:
    circle = under_way(people)
    planned = meet(circle, people.ada)
    with clock.at(planned.ends_at):
        for person in (people.ada, people.giulio, people.paola):
            actions.say_whether_there(planned, True, by=person)
        reasons = {one.other: one for one in evidence_for_thanks(people.ada)}
        named = ("meeting", str(planned.public_id))

        for other in (people.giulio, people.paola):
            thanks = give_recognition(*named, by=people.ada, change=f"Grazie {other.given_name}", to=other.public_id)
            assert (thanks.receiver, evidence_of_recognition(thanks, people.ada)[1]) == (other, reasons[other].url)
        with pytest.raises(AlreadyThanked):
            give_recognition(*named, by=people.ada, change="Ancora", to=people.paola.public_id)
        back = give_recognition(
            *named, by=people.paola, change="Anche io"
        )  # without a name: the next who was not thanked
        again = give_recognition(*named, by=people.paola, change="E tu")

    assert set(reasons) == {people.giulio, people.paola}
    assert "Prime volte" in reasons[people.paola].words
    assert evidence_for_thanks(people.ada) == []
    assert {back.receiver, again.receiver} == {people.ada, people.giulio}
    with pytest.raises(NothingToThankFor):
        give_recognition(*named, by=people.ada, change="Grazie", to=people.marta.public_id)


def test_nobody_was_at_a_meeting_that_has_not_begun(people: Cast) -> None:
    planned = meet(under_way(people), people.ada)

    with pytest.raises(actions.MovedOn):
        actions.say_whether_there(planned, True, by=people.ada)


# ── commitments ──


def test_a_commitment_is_carried_until_it_is_kept_changed_or_let_go(people: Cast) -> None:
    circle = under_way(people)
    first = actions.make_commitment(circle, "Delegare il lunedì", by=people.ada)
    second = actions.change_commitment(first, "Insegnare il programma", by=people.ada, version=1, word="Prima questo")
    actions.settle_commitment(second, "kept", by=people.ada, version=1, word="Fatto")

    states = Commitment.objects.order_by("pk").values_list("state", "word")
    assert list(states) == [("changed", "Prima questo"), ("kept", "Fatto")]
    with pytest.raises(actions.NotYours):
        actions.settle_commitment(second, "kept", by=people.giulio, version=2)


# ── leaving and ending ──


def test_leaving_takes_the_dates_and_the_promises_along_and_tells_nobody(people: Cast) -> None:
    circle = under_way(people, people.davide)
    meet(circle, people.ada)
    actions.make_commitment(circle, "Provarci", by=people.davide)
    before = set(OutboxMail.objects.values_list("pk", flat=True))

    actions.leave_circle(circle, by=people.davide)

    written = OutboxMail.objects.exclude(pk__in=before)
    assert [(mail.renderer.rpartition(".")[2], mail.recipient) for mail in written] == [
        ("meetings_left", people.davide.email)
    ]
    assert not Commitment.objects.exists()
    assert not Attendance.objects.exists()
    assert circle not in circles_of(people.davide)


def test_a_circle_ends_when_all_think_so_and_is_forgotten_as_its_charter_says(people: Cast, now: object) -> None:
    circle = begin(people.ada, people.giulio, people.paola)
    charter = propose(circle, people.ada, keeps_days=30)
    for person in (people.giulio, people.paola):
        actions.agree_to_charter(charter, by=person)
    circle.refresh_from_db()
    actions.make_commitment(circle, "Provarci", by=people.ada)
    for person in (people.ada, people.giulio):
        actions.would_end(circle, True, by=person)
    assert circle.state == "meeting"

    actions.would_end(circle, True, by=people.paola)

    assert circle.state == "ended"
    with pytest.raises(actions.CircleOver):
        actions.make_commitment(circle, "Ancora", by=people.ada)
    with clock.at(clock.now() + timedelta(days=29)):
        look_after_circles()
        assert Circle.objects.exists()
    with clock.at(clock.now() + timedelta(days=31)):
        look_after_circles()
        assert (Circle.objects.count(), Commitment.objects.count()) == (0, 0)


def test_a_pause_calls_off_what_was_planned(people: Cast) -> None:
    circle = under_way(people)
    meet(circle, people.ada, times=3)

    actions.pause_circle(circle, by=people.paola)

    assert set(Meeting.objects.values_list("state", flat=True)) == {"cancelled"}
    actions.resume_circle(circle, by=people.giulio)
    assert circle.state == "meeting"


def test_nobody_sits_in_more_than_four(people: Cast) -> None:
    for number in range(4):
        begin(people.ada, name=f"Cerchio {number}")
    fifth = begin(people.giulio)

    with pytest.raises(actions.TooManyCircles):
        actions.join_circle(fifth, by=people.ada)
