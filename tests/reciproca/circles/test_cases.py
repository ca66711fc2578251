"""A case: told, asked about, thought over in silence, opened in one act, closed, followed up; whose it is, and what counts."""

from datetime import timedelta

import pytest

from cast import Cast, join
from circling import bring, in_silence, meet, opened, under_way
from reciproca.audit.models import Entry
from reciproca.boundaries.actions import block_person
from reciproca.circles import actions
from reciproca.circles.models import Case, Circle, Idea, Question
from reciproca.circles.queries import (
    cases_moved_since,
    cases_to_tell,
    cases_visible_to,
    cases_waiting_for,
    ideas_opened_to,
    questions_visible_to,
    ready_for,
)
from reciproca.circles.rules import roles_of
from reciproca.circles.tasks import look_after_circles
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.network.models import Interaction
from reciproca.notifications.actions import choose_letters
from reciproca.notifications.mail import Later, renderer_of
from reciproca.notifications.models import OutboxMail

pytestmark = pytest.mark.django_db


def lines() -> list[tuple[str, str]]:
    """Of ideas: who gave, who received."""
    names = {person.ledger_id: person.given_name for person in Membership.objects.all()}
    rows = Interaction.objects.filter(object_kind="idea", confirmed=True).order_by("seq")
    return [(names[row.giver], names[row.receiver]) for row in rows]


def letters() -> list[OutboxMail]:
    return list(OutboxMail.objects.filter(renderer__endswith=".silence_begun").order_by("recipient"))


def shown(case: Case, reader: Membership) -> set[tuple[str, str]]:
    """Names and words that somebody reads."""
    found = ideas_opened_to(reader, case)
    return {(author.given_name if author else "", row.idea or row.experience) for row, author in found}


@pytest.fixture
def circle(people: Cast) -> Circle:
    return under_way(people, people.davide)


# ── step by step ──


def test_a_draft_is_its_owners_alone(people: Cast, circle: Circle) -> None:
    case = actions.bring_case(circle, by=people.ada, title="Come?", situation="Così.")

    assert (list(cases_visible_to(people.ada)), list(cases_visible_to(people.giulio))) == ([case], [])
    with pytest.raises(actions.NotYours):
        actions.open_case(case, by=people.giulio)
    actions.open_case(case, by=people.ada)
    assert list(cases_visible_to(people.giulio)) == [case]


def test_nobody_outside_the_circle_or_before_their_yes_reads_it(people: Cast, circle: Circle) -> None:
    case = in_silence(circle, people.ada)
    lea = join("Lea", "Riva")
    actions.join_circle(circle, by=lea)

    for person in (people.marta, lea):
        assert list(cases_visible_to(person)) == []
        with pytest.raises((actions.NotYours, actions.CharterFirst)):
            actions.write_idea(case, by=person, idea="Io")


def test_one_has_one_case_under_way_in_a_circle(people: Cast, circle: Circle) -> None:
    bring(circle, people.ada)
    with pytest.raises(actions.CaseUnderWay):
        actions.bring_case(circle, by=people.ada, title="E poi?", situation="Altro.")


def test_at_a_meeting_one_case_is_on_the_table(people: Cast, circle: Circle) -> None:
    meeting = meet(circle, people.ada)
    first = bring(circle, people.ada, meeting=meeting)
    second = actions.bring_case(circle, by=people.giulio, title="E io?", situation="Anche.", meeting=meeting)

    with pytest.raises(actions.AnotherCaseThere):
        actions.open_case(second, by=people.giulio)
    actions.delete_case(first, by=people.ada)
    assert actions.open_case(second, by=people.giulio).is_asked_about


def test_first_only_questions_and_the_owner_answers(people: Cast, circle: Circle) -> None:
    case = bring(circle, people.ada)
    question = actions.ask_about_case(case, "Da quando?", by=people.giulio)
    with pytest.raises(actions.MovedOn):
        actions.ask_about_case(case, "E io?", by=people.ada)
    with pytest.raises(actions.MovedOn):
        actions.write_idea(case, by=people.giulio, idea="Parlarne")
    with pytest.raises(actions.NotYours):
        actions.answer_question(question, "Da maggio", by=people.giulio)

    actions.answer_question(question, "Da settembre", by=people.ada)

    assert [one.answer for one in questions_visible_to(people.paola)] == ["Da settembre"]
    actions.begin_silence(case, by=people.ada)
    with pytest.raises(actions.MovedOn):
        actions.ask_about_case(case, "E poi?", by=people.paola)


def test_the_owner_or_who_moderates_goes_on(people: Cast, circle: Circle) -> None:
    meeting = meet(circle, people.ada)
    everybody = [people.ada, people.giulio, people.paola, people.davide]
    moderator = roles_of(meeting.number, everybody)["moderator"]
    owner, other = [person for person in everybody if person != moderator][:2]
    case = bring(circle, owner, meeting=meeting)

    with pytest.raises(actions.MovedOn):
        actions.begin_silence(case, by=other)
    actions.begin_silence(case, by=moderator)
    actions.open_ideas(case, by=moderator)

    assert case.is_together


# ── silence ──


def test_what_is_written_in_silence_is_read_by_nobody_else(people: Cast, circle: Circle) -> None:
    case = in_silence(circle, people.ada)
    before = Case.objects.values().get(pk=case.pk), Circle.objects.values().get(pk=circle.pk)
    heard = list(cases_moved_since(clock.now() + timedelta(microseconds=1)))

    with clock.at(clock.now() + timedelta(minutes=5)):
        actions.write_idea(case, by=people.giulio, idea="Non farlo più.")
        actions.write_idea(case, by=people.giulio, idea="Non farlo mai più.", experience="A me è successo.")

    assert (Case.objects.values().get(pk=case.pk), Circle.objects.values().get(pk=circle.pk)) == before
    assert (list(cases_moved_since(case.moved_at + timedelta(microseconds=1))), heard) == ([], [])
    for person in (people.ada, people.paola, people.giulio):
        assert ideas_opened_to(person, case) == []
    assert ready_for(case, people.ada) == (0, 3)
    assert Idea.objects.get().idea == "Non farlo mai più."


def test_all_is_opened_when_all_are_ready_also_with_nothing_written(people: Cast, circle: Circle) -> None:
    case = in_silence(circle, people.ada)
    actions.write_idea(case, by=people.giulio, idea="Parlarne", is_ready=True)
    actions.write_idea(case, by=people.paola, is_ready=True)
    assert (ready_for(case, people.ada), case.is_silent) == ((2, 3), True)

    actions.write_idea(case, by=people.davide, idea="Tacere", is_ready=True)

    assert case.is_together
    assert shown(case, people.paola) == {("Giulio", "Parlarne"), ("Davide", "Tacere")}


def test_the_order_is_drawn_and_not_that_of_writing(people: Cast, circle: Circle) -> None:
    orders = set()
    for turn in range(12):
        case = opened(circle, people.ada, named=[people.giulio, people.paola, people.davide])
        orders.add(tuple(author.given_name for _row, author in ideas_opened_to(people.ada, case) if author))
        assert len(ideas_opened_to(people.ada, case)) == 3, turn
        actions.delete_case(case, by=people.ada)

    assert len(orders) > 1


def test_who_comes_late_puts_theirs_beside_the_others_once(people: Cast, circle: Circle) -> None:
    case = opened(circle, people.ada, named=[people.giulio])

    actions.write_idea(case, by=people.paola, idea="Anch’io", is_anonymous=True)

    assert ("", "Anch’io") in shown(case, people.giulio)
    for person in (people.paola, people.giulio):
        with pytest.raises(actions.MovedOn):
            actions.write_idea(case, by=person, idea="Ancora")


def test_pages_that_are_open_hear_of_each_step(people: Cast, circle: Circle) -> None:
    case = in_silence(circle, people.ada)
    actions.bring_case(circle, by=people.paola, title="Un altro", situation="Ancora una bozza.")
    actions.write_idea(case, by=people.giulio, idea="Parlarne")
    moment = clock.now()

    with clock.at(moment + timedelta(seconds=1)):
        actions.open_ideas(case, by=people.ada)

    heard = {found.address for found in cases_moved_since(moment + timedelta(microseconds=1))}
    assert heard == {person.email for person in (people.ada, people.giulio, people.paola, people.davide)}
    assert {found.about for found in cases_moved_since(moment)} == {str(case.public_id)}


def test_a_case_waits_for_who_has_not_said_that_they_are_ready(people: Cast, circle: Circle) -> None:
    case = in_silence(circle, people.ada)
    actions.write_idea(case, by=people.giulio, idea="Parlarne")
    actions.write_idea(case, by=people.paola, is_ready=True)

    waiting = [person.given_name for person in (people.ada, people.giulio, people.paola, people.davide)
               if cases_waiting_for(person).exists()]  # fmt: skip
    assert waiting == ["Giulio", "Davide"]


# ── names, and what counts ──


def test_without_a_name_nobody_reads_it_until_who_wrote_says_so(people: Cast, circle: Circle) -> None:
    case = opened(circle, people.ada, nameless=[people.giulio])
    idea = Idea.objects.get()
    assert shown(case, people.ada) == {("", "Io, Giulio, ho smesso.")}
    with pytest.raises(actions.NotYours):
        actions.say_who_wrote(idea, by=people.paola)

    actions.say_who_wrote(idea, by=people.giulio)

    assert shown(case, people.paola) == {("Giulio", "Io, Giulio, ho smesso.")}


def test_what_helped_is_a_line_of_the_ledger(people: Cast, circle: Circle) -> None:
    case = opened(circle, people.ada, named=[people.giulio, people.paola])
    assert lines() == []  # given, and not yet said to have helped
    idea = case.ideas.get(author=people.giulio)
    with pytest.raises(actions.NotYours):
        actions.mark_idea_helped(idea, by=people.paola)

    actions.mark_idea_helped(idea, by=people.ada)

    assert lines() == [("Giulio", "Ada")]
    with pytest.raises(actions.NotYours):
        actions.mark_idea_helped(idea, by=people.ada)


def test_what_helped_without_a_name_is_a_line_only_once_it_has_one(people: Cast, circle: Circle) -> None:
    case = opened(circle, people.ada, nameless=[people.giulio])
    actions.mark_idea_helped(case.ideas.get(), by=people.ada)
    actions.close_case(case, by=people.ada, takeaway="Dirlo a tutti e due")
    assert not Interaction.objects.filter(object_kind="idea").exists()

    actions.say_who_wrote(case.ideas.get(), by=people.giulio)

    assert lines() == [("Giulio", "Ada")]


def test_between_two_under_a_block_nothing_counts(people: Cast, circle: Circle) -> None:
    case = opened(circle, people.ada, named=[people.giulio])
    block_person(people.ada, by=people.giulio)

    actions.mark_idea_helped(case.ideas.get(), by=people.ada)

    assert (lines(), shown(case, people.ada)) == ([], {("", "Io, Giulio, ho smesso.")})


def test_what_one_wrote_can_be_taken_back(people: Cast, circle: Circle) -> None:
    case = opened(circle, people.ada, nameless=[people.giulio])
    with pytest.raises(actions.NotYours):
        actions.take_idea_back(case.ideas.get(), by=people.ada)

    actions.take_idea_back(case.ideas.get(), by=people.giulio)

    assert ideas_opened_to(people.ada, case) == []


# ── whose it is ──


def test_closed_the_notes_are_its_owners_alone(people: Cast, circle: Circle) -> None:
    case = bring(circle, people.ada)
    actions.ask_about_case(case, "Da quando?", by=people.giulio)
    actions.begin_silence(case, by=people.ada)
    actions.write_idea(case, by=people.giulio, idea="Parlarne")
    actions.open_ideas(case, by=people.ada)
    with pytest.raises(actions.NothingSaid):
        actions.close_case(case, by=people.ada, takeaway=" ")

    actions.close_case(case, by=people.ada, takeaway="Parlare con tutte e due", try_until=clock.today())

    assert (shown(case, people.ada), shown(case, people.paola)) == ({("Giulio", "Parlarne")}, set())
    assert (questions_visible_to(people.ada).count(), questions_visible_to(people.giulio).count()) == (1, 0)
    assert [one.takeaway for one in cases_visible_to(people.paola)] == ["Parlare con tutte e due"]


@pytest.mark.parametrize(("keeps_days", "days", "left"), [(7, 6, 1), (7, 7, 0), (None, 400, 1)])
def test_the_owner_chooses_that_it_is_forgotten(
    people: Cast, circle: Circle, keeps_days: int | None, days: int, left: int
) -> None:
    case = opened(circle, people.ada, named=[people.giulio])
    actions.mark_idea_helped(case.ideas.get(), by=people.ada)
    actions.close_case(case, by=people.ada, takeaway="Parlarne", keeps_days=keeps_days)

    with clock.at(clock.now() + timedelta(days=days)):
        look_after_circles()

    assert (Case.objects.count(), Idea.objects.count(), lines()) == (left, left, [("Giulio", "Ada")])


def test_what_became_of_it_is_asked_at_the_next_meeting_or_on_the_day(people: Cast, circle: Circle) -> None:
    case = opened(circle, people.ada)
    actions.close_case(case, by=people.ada, takeaway="Parlarne", try_until=clock.today() + timedelta(days=5))
    meet(circle, people.ada, days=3)
    asked = []
    for days in (2, 4, 6):
        with clock.at(clock.now() + timedelta(days=days)):
            asked.append(cases_to_tell(people.ada).exists())
    assert asked == [False, True, True]
    assert not cases_to_tell(people.giulio).exists()

    actions.follow_up(case, "not_yet", by=people.ada)

    with clock.at(clock.now() + timedelta(days=6)):
        assert not cases_to_tell(people.ada).exists()
    with pytest.raises(actions.MovedOn):
        actions.follow_up(case, "tried", by=people.giulio)


# ── who leaves in the middle ──


def test_a_case_goes_on_when_somebody_leaves(people: Cast, circle: Circle) -> None:
    case = in_silence(circle, people.ada)
    actions.write_idea(case, by=people.giulio, idea="Parlarne", is_ready=True)
    actions.write_idea(case, by=people.paola, idea="Tacere", is_ready=True)
    actions.write_idea(case, by=people.davide, idea="Andarsene")

    actions.leave_circle(circle, by=people.davide)

    case.refresh_from_db()
    assert case.is_together  # the others were ready
    assert shown(case, people.ada) == {("Giulio", "Parlarne"), ("Paola", "Tacere")}


@pytest.mark.parametrize("keep", [True, False])
def test_who_leaves_says_whether_what_has_their_name_stays(people: Cast, circle: Circle, keep: bool) -> None:
    case = opened(circle, people.ada, named=[people.giulio, people.paola])

    actions.leave_circle(circle, by=people.giulio, keep_ideas=keep)

    stays = {("", "Io, Giulio, ho smesso.")} if keep else set()
    assert shown(case, people.ada) == {("Paola", "Io, Paola, ho smesso.")} | stays
    assert not Idea.objects.filter(author=people.giulio).exists()


@pytest.mark.parametrize("keep", [True, False])
def test_what_has_no_name_stays_as_it_is_or_its_going_would_tell(people: Cast, circle: Circle, keep: bool) -> None:
    case = opened(circle, people.ada, nameless=[people.giulio, people.paola])
    before = [(row.public_id, row.idea, author) for row, author in ideas_opened_to(people.ada, case)]

    actions.leave_circle(circle, by=people.giulio, keep_ideas=keep)

    assert [(row.public_id, row.idea, author) for row, author in ideas_opened_to(people.ada, case)] == before


def test_with_its_owner_a_case_is_gone(people: Cast, circle: Circle) -> None:
    in_silence(circle, people.ada)
    asked = bring(circle, people.giulio)
    actions.ask_about_case(asked, "Da quando?", by=people.ada)

    actions.leave_circle(circle, by=people.ada)

    assert list(Case.objects.all()) == [asked]
    assert Question.objects.get().author is None


def test_for_whom_one_blocks_ones_case_is_gone_at_once(people: Cast, circle: Circle) -> None:
    case = in_silence(circle, people.ada)
    block_person(people.giulio, by=people.ada)

    assert list(cases_visible_to(people.giulio)) == []
    assert people.giulio.email not in {found.address for found in cases_moved_since(case.began_at)}


def test_of_what_is_said_nothing_is_in_the_audit_trail(people: Cast, circle: Circle) -> None:
    before = Entry.objects.count()
    case = opened(circle, people.ada, named=[people.giulio])
    actions.close_case(case, by=people.ada, takeaway="Parlarne")
    actions.delete_case(case, by=people.ada)

    assert Entry.objects.count() == before


# ── a note for the library ──


def test_a_closed_case_becomes_a_draft_of_its_owners_words_alone(people: Cast, circle: Circle) -> None:
    case = opened(circle, people.ada, named=[people.giulio, people.davide], nameless=[people.paola])
    for author in (people.giulio, people.paola):
        actions.mark_idea_helped(case.ideas.get(author=author), by=people.ada)
    with pytest.raises(actions.NotYours):
        actions.write_note_of(case, by=people.ada)
    actions.close_case(case, by=people.ada, takeaway="Parlare con tutte e due.")
    actions.follow_up(case, "tried", by=people.ada, told="Si sono parlate.")
    with pytest.raises(actions.NotYours):
        actions.write_note_of(case, by=people.giulio)

    note = actions.write_note_of(case, by=people.ada)

    assert actions.write_note_of(case, by=people.ada) == note
    assert (note.text, note.state) == ("Parlare con tutte e due.\n\nSi sono parlate.", "draft")
    # asked are those whose words helped and have a name: who wrote without one stays without one
    parts = note.parts.order_by("pk").values_list("person__given_name", "role", "state")
    assert list(parts) == [("Ada", "author", "taken"), ("Giulio", "appears", "asked")]
    actions.delete_case(case, by=people.ada)
    note.refresh_from_db()


# ── the letter when silence begins ──


def test_when_silence_begins_each_who_may_write_has_one_letter(people: Cast) -> None:
    circle = under_way(people, people.davide)
    noon = clock.now().replace(hour=11)
    with clock.at(noon):
        case = in_silence(circle, people.ada)

        assert [mail.recipient for mail in letters()] == sorted(
            person.email for person in (people.giulio, people.paola, people.davide)
        )
        mail = next(mail for mail in letters() if mail.recipient == people.giulio.email)
        told = renderer_of(mail)(mail)
        assert told is not None
        for words in (case.title, "Due persone", "Ada"):
            assert words not in f"{told.subject}{told.text}{told.html}"

        actions.write_idea(case, by=people.giulio, is_ready=True)
        assert renderer_of(mail)(mail) is None  # said already


def test_at_night_that_letter_waits_and_who_wants_none_has_none(people: Cast) -> None:
    circle = under_way(people)
    choose_letters(
        by=people.giulio, every="week", weekday=0, hour=9, quiet_from=21, quiet_until=8, paused_until=None
    )  # fmt: skip
    actions.choose_nudges(circle, False, by=people.paola)
    with clock.at(clock.now().replace(hour=22)):
        in_silence(circle, people.ada)
        to_giulio, to_paola = letters()
        with pytest.raises(Later) as later:
            renderer_of(to_giulio)(to_giulio)
        assert later.value.until.hour == 8
        assert renderer_of(to_paola)(to_paola) is None


def test_who_sits_together_needs_no_letter(people: Cast) -> None:
    circle = under_way(people)
    meeting = meet(circle, people.ada)
    case = bring(circle, people.ada, meeting=meeting)
    with clock.at(meeting.starts_at + timedelta(minutes=20)):
        actions.begin_silence(case, by=people.ada)

    assert letters() == []
