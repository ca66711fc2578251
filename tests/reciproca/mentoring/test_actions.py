from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from cast import Cast
from pairs import held, plan
from reciproca.boundaries.actions import block_person
from reciproca.boundaries.queries import partners_of
from reciproca.communities.actions import leave_community
from reciproca.core import clock
from reciproca.mentoring import actions
from reciproca.mentoring.models import Agreement, FeedbackWindow, Goal, MentoringSession, Mentorship
from reciproca.mentoring.queries import (
    confirmed_sessions_of,
    feedback_seen_by,
    feedback_to_write,
    mentorships_of,
    mentorships_overseen_by,
    mentorships_visible_to,
    places_taken,
    private_notes_of,
    sessions_for_calendar,
    sessions_to_confirm,
    shared_notes_visible_to,
    signals_visible_to,
)
from reciproca.network.models import Interaction
from reciproca.notifications.models import OutboxMail

ROME = ZoneInfo("Europe/Rome")


def letters(name: str) -> list[str]:
    rows = OutboxMail.objects.filter(renderer=f"reciproca.mentoring.mails.{name}").order_by("pk")
    return [row.recipient.split(".")[0] for row in rows]


def ledger() -> list[tuple]:
    return list(Interaction.objects.order_by("seq").values_list("kind", "minutes", "confirmed", "confirms", "cancels"))


# ── beginning and agreeing ───────────────────────────────────────────────────


def test_begin_mentorship_makes_the_two_partners(people: Cast, first_day: Mentorship) -> None:
    assert first_day.state == "proposed"
    assert partners_of(people.ada) == {people.giulio.pk}


def test_begin_mentorship_refuses_the_same_pair_twice(people: Cast, first_day: Mentorship) -> None:
    with pytest.raises(actions.AlreadyPaired):
        actions.begin_mentorship(
            first_day.cohort, mentor=people.ada, mentee=people.giulio, by=people.marta, reasons=[], provenance=""
        )


def test_accept_agreement_by_the_other_makes_it_active_with_its_goals(people: Cast, first_day: Mentorship) -> None:
    agreement = actions.propose_agreement(
        first_day, by=people.giulio, cadence_days=14, minutes=45, goals=["Uno", " Uno ", "Due", "", "Tre", "Quattro"]
    )
    assert letters("agreement_proposed") == ["ada"]

    actions.accept_agreement(agreement, by=people.ada)

    first_day.refresh_from_db()
    assert (first_day.state, first_day.agreed_at) == ("active", clock.now())
    assert list(Goal.objects.order_by("pk").values_list("text", flat=True)) == ["Uno", "Due", "Tre"]
    assert letters("agreement_accepted") == ["giulio"]


def test_accept_agreement_refuses_who_proposed_it(people: Cast, first_day: Mentorship) -> None:
    agreement = actions.propose_agreement(first_day, by=people.giulio, cadence_days=14, minutes=45)

    with pytest.raises(actions.NotYoursToAccept):
        actions.accept_agreement(agreement, by=people.giulio)

    first_day.refresh_from_db()
    assert first_day.state == "proposed"


def test_agreement_changes_need_both_again_and_versions_are_kept(people: Cast, agreed: Mentorship) -> None:
    newer = actions.propose_agreement(agreed, by=people.ada, cadence_days=21, minutes=60)
    assert agreed.agreements.get(state="in_force").number == 1

    counter = actions.propose_agreement(agreed, by=people.giulio, cadence_days=28, minutes=60)
    with pytest.raises(actions.NotYoursToAccept):
        actions.accept_agreement(newer, by=people.giulio)
    actions.accept_agreement(counter, by=people.ada)

    states = list(Agreement.objects.order_by("number").values_list("number", "state"))
    assert states == [(1, "superseded"), (2, "withdrawn"), (3, "in_force")]


def test_stranger_takes_no_part(people: Cast, agreed: Mentorship) -> None:
    with pytest.raises(actions.NotOneOfTheTwo):
        plan_by(agreed, people.paola)
    with pytest.raises(actions.NotOneOfTheTwo):
        actions.add_private_note(agreed, "x", by=people.marta)
    assert list(mentorships_visible_to(people.paola)) == []


def plan_by(mentorship: Mentorship, person) -> MentoringSession:
    return actions.plan_session(
        mentorship, by=person, starts_at=datetime(2026, 11, 24, 18, 30, tzinfo=ROME), minutes=45
    )


# ── goals ────────────────────────────────────────────────────────────────────


def test_goals_are_three_at_most_and_settled_with_a_word(people: Cast, agreed: Mentorship) -> None:
    second = actions.set_goal(agreed, "Due", by=people.giulio)
    actions.set_goal(agreed, "Tre", by=people.ada)
    with pytest.raises(actions.TooManyGoals):
        actions.set_goal(agreed, "Quattro", by=people.giulio)

    actions.settle_goal(second, "reached", by=people.giulio, version=1, word="Detto ad alta voce")

    second.refresh_from_db()
    assert (second.state, second.word, second.version) == ("reached", "Detto ad alta voce", 2)
    actions.set_goal(agreed, "Quattro", by=people.giulio)


def test_change_goal_refuses_an_outdated_version(people: Cast, agreed: Mentorship) -> None:
    goal = Goal.objects.get()
    actions.change_goal(goal, "Nuovo", by=people.giulio, version=1)

    with pytest.raises(actions.ChangedMeanwhile):
        actions.change_goal(goal, "Altro", by=people.ada, version=1)

    goal.refresh_from_db()
    assert goal.text == "Nuovo"


# ── planning ─────────────────────────────────────────────────────────────────


def test_plan_session_invites_both_and_moving_is_the_next_step(people: Cast, agreed: Mentorship) -> None:
    session = plan(people, agreed)
    assert sorted(letters("session_planned")) == ["ada", "giulio"]
    assert session.points.get().text == "Il listino"

    moved = actions.move_session(
        session, by=people.ada, version=1, starts_at=datetime(2026, 11, 25, 19, 0, tzinfo=ROME), minutes=60
    )

    assert (moved.sequence, moved.version, moved.minutes) == (1, 2, 60)
    assert sorted(letters("session_moved")) == ["ada", "giulio"]
    with pytest.raises(actions.ChangedMeanwhile):
        actions.move_session(
            session, by=people.giulio, version=1, starts_at=datetime(2026, 11, 26, 19, 0, tzinfo=ROME), minutes=60
        )


def test_plan_session_refuses_the_past_and_the_far_future(people: Cast, agreed: Mentorship) -> None:
    with pytest.raises(actions.InThePast):
        plan(people, agreed, when=datetime(2026, 11, 18, 9, 0, tzinfo=ROME))
    with pytest.raises(actions.TooFar):
        plan(people, agreed, when=datetime(2036, 11, 18, 9, 0, tzinfo=ROME))


def test_cancel_session_tells_both_once(people: Cast, agreed: Mentorship) -> None:
    session = plan(people, agreed)
    actions.cancel_session(session, by=people.ada)

    assert (session.state, session.sequence) == ("cancelled", 1)
    assert sorted(letters("session_cancelled")) == ["ada", "giulio"]
    with pytest.raises(actions.SessionNoLongerPlanned):
        actions.cancel_session(session, by=people.giulio)
    with pytest.raises(actions.SessionNoLongerPlanned):
        actions.move_session(
            session, by=people.ada, version=2, starts_at=datetime(2026, 11, 26, 19, 0, tzinfo=ROME), minutes=60
        )


# ── telling and confirming: the ledger, line by line ─────────────────────────


def test_confirmed_session_leaves_a_line_and_its_confirmation(people: Cast, agreed: Mentorship) -> None:
    session = plan(people, agreed)
    with clock.at(datetime(2026, 11, 24, 20, 0, tzinfo=ROME)):
        actions.tell_session(session, by=people.ada, minutes=50, topics="prezzo", next_step="scriverlo")
        assert ledger() == [("session", 50, False, None, None)]
        assert list(sessions_to_confirm(people.giulio)) == [session]
        assert list(sessions_to_confirm(people.ada)) == []
        assert confirmed_sessions_of(agreed).count() == 0

        actions.confirm_session(session, by=people.giulio)

    assert ledger() == [("session", 50, False, None, None), ("session", 50, True, 1, None)]
    line = Interaction.objects.first()
    assert (line.giver, line.receiver) == (people.ada.ledger_id, people.giulio.ledger_id)
    assert (line.object_kind, line.object_id) == ("mentoringsession", str(session.public_id))
    assert list(confirmed_sessions_of(agreed)) == [session]
    assert mentorships_of(people.ada).get().met == 1


def test_nobody_confirms_their_own_words(people: Cast, agreed: Mentorship) -> None:
    session = actions.log_session(agreed, by=people.ada, starts_at=clock.now() - timedelta(days=1), minutes=45)
    with pytest.raises(actions.NothingToConfirm):
        actions.confirm_session(session, by=people.ada)
    with pytest.raises(actions.NotOneOfTheTwo):
        actions.confirm_session(session, by=people.paola)


def test_told_differently_nothing_counts_until_one_accepts(people: Cast, agreed: Mentorship) -> None:
    session = actions.log_session(agreed, by=people.ada, starts_at=clock.now() - timedelta(days=1), minutes=60)
    actions.tell_session(session, by=people.giulio, minutes=30)

    session.refresh_from_db()
    assert session.state == "disputed"
    assert ledger() == [("session", 60, False, None, None), ("session", 60, False, None, 1)]
    assert {telling.minutes for telling in session.tellings.all()} == {30, 60}

    actions.confirm_session(session, by=people.ada)

    assert ledger()[2:] == [("session", 30, False, None, None), ("session", 30, True, 3, None)]
    assert (session.state, session.minutes) == ("confirmed", 30)


def test_putting_right_cancels_the_line_and_writes_another(people: Cast, agreed: Mentorship) -> None:
    session = actions.log_session(agreed, by=people.ada, starts_at=clock.now() - timedelta(days=1), minutes=60)
    actions.tell_session(session, by=people.ada, minutes=45)

    assert ledger() == [
        ("session", 60, False, None, None),
        ("session", 60, False, None, 1),
        ("session", 45, False, None, None),
    ]


def test_confirm_session_refuses_words_that_changed_meanwhile(people: Cast, agreed: Mentorship) -> None:
    session = actions.log_session(agreed, by=people.ada, starts_at=clock.now() - timedelta(days=1), minutes=60)
    read = session.version
    actions.tell_session(session, by=people.ada, minutes=400)

    with pytest.raises(actions.AlreadyTold):
        actions.confirm_session(session, by=people.giulio, told=read)


def test_no_show_is_told_and_confirmed_without_a_line(people: Cast, agreed: Mentorship) -> None:
    session = plan(people, agreed)
    with clock.at(datetime(2026, 11, 24, 20, 0, tzinfo=ROME)):
        actions.tell_session(session, by=people.ada, outcome="no_show", minutes=45)
        actions.confirm_session(session, by=people.giulio)

    assert ledger() == []
    assert session.state == "confirmed"
    assert confirmed_sessions_of(agreed).count() == 0


def test_session_to_come_cannot_be_told(people: Cast, agreed: Mentorship) -> None:
    with pytest.raises(actions.NotYetHeld):
        actions.tell_session(plan(people, agreed), by=people.ada, minutes=45)


def test_confirmed_session_stays_as_it_is(people: Cast, agreed: Mentorship) -> None:
    session = held(people, agreed)
    with pytest.raises(actions.AlreadyConfirmed):
        actions.tell_session(session, by=people.giulio, minutes=10)
    with pytest.raises(actions.AlreadyConfirmed):
        actions.confirm_session(session, by=people.giulio)


# ── notes ────────────────────────────────────────────────────────────────────


def test_shared_notes_are_read_by_both_and_private_ones_by_their_author(people: Cast, agreed: Mentorship) -> None:
    shared = actions.add_shared_note(agreed, "La cifra, il limite, la terza strada.", by=people.ada)
    own = actions.add_private_note(agreed, "Ho già ceduto.", by=people.giulio)

    assert list(shared_notes_visible_to(people.giulio)) == [shared]
    assert list(shared_notes_visible_to(people.marta)) == []
    assert list(private_notes_of(people.giulio)) == [own]
    assert list(private_notes_of(people.ada)) == list(private_notes_of(people.marta)) == []
    with pytest.raises(actions.NotOneOfTheTwo):
        actions.change_private_note(own, "x", by=people.ada, version=1)


def test_change_shared_note_refuses_an_outdated_version(people: Cast, agreed: Mentorship) -> None:
    note = actions.add_shared_note(agreed, "Uno", by=people.ada)
    actions.change_shared_note(note, "Due", by=people.giulio, version=1)
    with pytest.raises(actions.ChangedMeanwhile):
        actions.change_shared_note(note, "Tre", by=people.ada, version=1)
    note.refresh_from_db()
    assert (note.text, note.author) == ("Due", people.giulio)


# ── feedback ─────────────────────────────────────────────────────────────────


def window_of(people: Cast, mentorship: Mentorship) -> FeedbackWindow:
    held(people, mentorship, days_ago=3)
    assert not FeedbackWindow.objects.exists()
    held(people, mentorship, days_ago=2)
    return FeedbackWindow.objects.get()


def test_feedback_opens_half_way_and_is_revealed_when_both_wrote(people: Cast, agreed: Mentorship) -> None:
    window = window_of(people, agreed)
    assert window.occasion == "midway"
    assert sorted(letters("feedback_open")) == ["ada", "giulio"]
    before = ledger()

    actions.write_feedback(window, by=people.ada, helped="Le domande")
    assert feedback_seen_by(people.giulio, agreed)[0].theirs is None
    assert feedback_seen_by(people.ada, agreed)[0].mine.helped == "Le domande"
    assert ledger() == before
    assert letters("feedback_revealed") == []

    actions.write_feedback(window, by=people.giulio, gained="Il coraggio")
    assert feedback_seen_by(people.giulio, agreed)[0].theirs.helped == "Le domande"
    assert feedback_seen_by(people.ada, agreed)[0].theirs.gained == "Il coraggio"
    assert ledger()[len(before) :] == [("feedback", None, True, None, None)] * 2
    window.refresh_from_db()
    with pytest.raises(actions.FeedbackClosed):
        actions.write_feedback(window, by=people.ada, helped="Altro")


def test_feedback_of_one_is_revealed_when_the_window_closes(people: Cast, agreed: Mentorship) -> None:
    window = window_of(people, agreed)
    actions.write_feedback(window, by=people.ada, helped="Le domande")
    lines = len(ledger())

    with clock.at(window.closes_at - timedelta(seconds=1)):
        assert feedback_seen_by(people.giulio, agreed)[0].theirs is None
        assert actions.reveal_due_feedback() == 0
    with clock.at(window.closes_at):
        assert feedback_seen_by(people.giulio, agreed)[0].theirs.helped == "Le domande"
        assert list(feedback_to_write(people.giulio)) == []
        with pytest.raises(actions.FeedbackClosed):
            actions.write_feedback(window, by=people.giulio, helped="Troppo tardi")
        assert actions.reveal_due_feedback() == 1
        assert actions.reveal_due_feedback() == 0
    assert len(ledger()) == lines + 1


# ── said in confidence ───────────────────────────────────────────────────────


def test_signals_are_read_by_coordinators_only(people: Cast, agreed: Mentorship) -> None:
    signal = actions.send_signal(agreed, by=people.giulio, rating=2, words="Parla solo Ada")
    worry = actions.raise_concern(agreed, by=people.giulio, words="Mi ha chiesto soldi")

    assert set(signals_visible_to(people.marta)) == {signal, worry}
    assert list(signals_visible_to(people.ada)) == []
    assert letters("signal_received") == ["marta"]
    actions.settle_signal(worry, by=people.marta)
    assert worry.settled_by == people.marta
    with pytest.raises(actions.NotOneOfTheTwo):
        actions.settle_signal(signal, by=people.ada)


def test_not_working_asks_for_help_and_changes_nothing_for_the_other(people: Cast, first_day: Mentorship) -> None:
    signal = actions.report_not_working(first_day, by=people.giulio, wish="mediate", troubles=["time", "contact"])

    first_day.refresh_from_db()
    assert (first_day.state, signal.troubles) == ("proposed", ["time", "contact"])
    assert letters("signal_received") == ["marta"]
    assert letters("mentorship_ended") == []


def test_not_working_frees_the_place_at_once_when_one_would_rather_stop(people: Cast, first_day: Mentorship) -> None:
    session = plan(people, first_day)
    assert places_taken(first_day.cohort) == {people.ada.pk: 1}

    actions.report_not_working(first_day, by=people.giulio, wish="rematch", words="Non ci troviamo")

    first_day.refresh_from_db()
    session.refresh_from_db()
    assert (first_day.state, first_day.ending, session.state) == ("ended", "rematch", "cancelled")
    assert places_taken(first_day.cohort) == {}
    assert partners_of(people.ada) == set()
    assert letters("mentorship_ended") == ["ada"]
    assert not FeedbackWindow.objects.exists()


# ── pause, return, end ───────────────────────────────────────────────────────


def test_pause_takes_what_is_planned_before_it_out_and_returns_by_itself(people: Cast, agreed: Mentorship) -> None:
    soon = plan(people, agreed)
    later = plan(people, agreed, when=datetime(2027, 1, 12, 18, 30, tzinfo=ROME))

    actions.pause_mentorship(agreed, by=people.ada, until=date(2027, 1, 7))

    soon.refresh_from_db()
    later.refresh_from_db()
    assert (agreed.state, soon.state, later.state) == ("paused", "cancelled", "planned")
    with pytest.raises(actions.MentorshipPaused):
        plan(people, agreed)
    assert actions.resume_due_mentorships() == 0
    with clock.at(datetime(2027, 1, 7, 1, 0, tzinfo=ROME)):
        assert actions.resume_due_mentorships() == 1
    agreed.refresh_from_db()
    assert (agreed.state, agreed.pause_until) == ("active", None)


def test_pause_needs_a_day_to_come(people: Cast, agreed: Mentorship) -> None:
    with pytest.raises(actions.InThePast):
        actions.pause_mentorship(agreed, by=people.ada, until=date(2026, 11, 19))


def test_end_cancels_what_is_planned_and_leaves_it_to_be_read(people: Cast, agreed: Mentorship) -> None:
    held(people, agreed)
    session = plan(people, agreed)
    actions.end_mentorship(agreed, by=people.giulio, taken="Il silenzio", farewell="Grazie")

    session.refresh_from_db()
    assert (agreed.state, agreed.ending, session.state) == ("ended", "closed", "cancelled")
    assert sorted(letters("session_cancelled")) == ["ada", "giulio"]
    assert FeedbackWindow.objects.get().occasion == "closing"
    assert list(sessions_for_calendar(people.ada)) == []
    for act in (
        lambda: plan(people, agreed),
        lambda: actions.set_goal(agreed, "x", by=people.giulio),
        lambda: actions.add_shared_note(agreed, "x", by=people.ada),
        lambda: actions.propose_agreement(agreed, by=people.ada, cadence_days=7, minutes=30),
        lambda: actions.end_mentorship(agreed, by=people.ada),
    ):
        with pytest.raises(actions.MentorshipOver):
            act()
    actions.write_reflection(agreed, by=people.ada, farewell="A presto")
    actions.write_feedback(FeedbackWindow.objects.get(), by=people.ada, helped="Tutto")


def test_told_session_may_still_be_confirmed_after_the_end(people: Cast, agreed: Mentorship) -> None:
    session = actions.log_session(agreed, by=people.ada, starts_at=clock.now() - timedelta(days=1), minutes=45)
    actions.end_mentorship(agreed, by=people.ada)
    actions.confirm_session(session, by=people.giulio)
    assert confirmed_sessions_of(agreed).count() == 1


# ── who sees ─────────────────────────────────────────────────────────────────


def test_blocked_pair_is_absent_to_both(people: Cast, agreed: Mentorship) -> None:
    block_person(people.giulio, by=people.ada)
    assert list(mentorships_visible_to(people.ada)) == list(mentorships_visible_to(people.giulio)) == []
    assert mentorships_overseen_by(people.marta).count() == 1
    assert mentorships_overseen_by(people.ada).count() == 0


def test_nothing_is_planned_with_somebody_who_has_left(people: Cast, agreed: Mentorship) -> None:
    session = plan(people, agreed)
    leave_community(people.ada, by=people.ada)

    with pytest.raises(actions.PartnerGone):
        plan(people, agreed)
    with pytest.raises(actions.PartnerGone):
        actions.move_session(
            session, by=people.giulio, version=session.version, starts_at=session.starts_at, minutes=30
        )
