"""Projects: nobody is in one without their yes, words are of all, what counts is what two say, and what is not shown is not known."""

from datetime import timedelta

import pytest

from cast import Cast, join
from making import ABOUT, asked, asked_too, ended, joined, shown, under_way
from reciproca.boundaries.actions import block_person, mark_minor
from reciproca.boundaries.choices import MarkedBy
from reciproca.communities.models import Membership
from reciproca.conversations.actions import NoLongerOpen, send_message
from reciproca.conversations.models import Conversation
from reciproca.core import clock
from reciproca.exchanges.actions import AlreadyThanked, NothingToThankFor, give_recognition
from reciproca.library.models import Note
from reciproca.library.models import Part as NotePart
from reciproca.network.actions import connect
from reciproca.network.models import Interaction
from reciproca.notifications.mail import Mail, renderer_of
from reciproca.notifications.models import OutboxMail
from reciproca.projects import actions
from reciproca.projects.choices import ProjectState, SeatState
from reciproca.projects.models import Project, ProjectSeat, Together
from reciproca.projects.queries import (
    invitation_to,
    pairs_of,
    projects_of,
    projects_shown_to,
    projects_visible_to,
    seats_seen_by,
    talk_of,
)
from reciproca.projects.tasks import look_after_projects
from reciproca.safeguarding.actions import HeldForNow, hold_contact

pytestmark = pytest.mark.django_db


def letters(name: str) -> dict[str, Mail]:
    """What is written to each, worded now; by address."""
    mails = OutboxMail.objects.filter(renderer=f"reciproca.projects.mails.{name}")
    return {mail.recipient: letter for mail in mails if (letter := renderer_of(mail)(mail)) is not None}


def state_of(project: Project) -> str:
    return Project.objects.get(pk=project.pk).state


def lines() -> list[tuple[str, bool, bool]]:
    rows = Interaction.objects.filter(object_kind="together").order_by("seq")
    return [(row.kind, row.mutual, row.confirmed) for row in rows]


def names_in(project: Project, viewer: Membership) -> list[str]:
    return [seat.person.given_name for seat in seats_seen_by(viewer, [project])[project.pk]]


# ── coming in ──


def test_it_waits_for_a_yes_and_is_then_under_way(people: Cast) -> None:
    project = asked(people)
    assert state_of(project) == ProjectState.BEGUN
    assert list(projects_of(people.giulio)) == []
    assert list(projects_visible_to(people.giulio)) == [project]
    assert names_in(project, people.ada) == ["Ada"]
    assert talk_of(project, people.ada) is None
    (letter,) = letters("project_offered").values()
    assert "guida" not in letter.text
    assert "Ti va" not in letter.text

    actions.accept_invitation(project, by=people.giulio, brings="Le fotografie")

    assert state_of(project) == ProjectState.UNDER_WAY
    assert names_in(project, people.giulio) == ["Ada", "Giulio"]
    assert ProjectSeat.objects.get(person=people.giulio).brings == "Le fotografie"
    assert talk_of(project, people.ada) == talk_of(project, people.giulio) is not None
    assert letters("somebody_is_in").keys() == {people.ada.email}
    with pytest.raises(actions.NotYours):
        actions.accept_invitation(project, by=people.giulio)  # once


def test_of_a_no_nobody_learns(people: Cast) -> None:
    project = asked(people)
    actions.decline_invitation(project, by=people.giulio)

    assert invitation_to(project, people.giulio) is None
    assert list(projects_visible_to(people.giulio)) == []
    seat = ProjectSeat.objects.get(person=people.giulio)
    assert seat.state == SeatState.INVITED  # as one who has not answered
    with clock.at(clock.now() + actions.WAITS):
        actions.invite_to_project(project, people.giulio, by=people.ada)  # it closed by itself, and may be asked anew
        assert invitation_to(project, people.giulio) is not None


def test_only_whom_one_is_connected_with_is_asked(people: Cast) -> None:
    project = asked(people)
    with pytest.raises(actions.NotYours):
        actions.invite_to_project(project, people.davide, by=people.ada)
    with pytest.raises(actions.NotYours):
        actions.invite_to_project(project, people.giulio, by=people.ada)  # is asked already
    with pytest.raises(actions.NotYours):
        actions.invite_to_project(project, people.davide, by=people.giulio)  # is not in it yet


def test_minors_take_no_part(people: Cast) -> None:
    connect(people.ada, people.davide, source=people.ada)
    project = asked(people)
    mark_minor(people.giulio, how=MarkedBy.SELF, by=people.giulio)
    mark_minor(people.davide, how=MarkedBy.SELF, by=people.davide)

    assert list(projects_visible_to(people.giulio)) == []
    with pytest.raises(actions.NotYours):
        actions.accept_invitation(project, by=people.giulio)
    with pytest.raises(actions.NotYours):
        actions.invite_to_project(project, people.davide, by=people.ada)
    with pytest.raises(actions.NotForMinors):
        actions.begin_project(by=people.davide, person=people.ada, title="Un orto", about="Dietro la scuola.")


def test_who_is_held_begins_and_changes_nothing(people: Cast) -> None:
    project = under_way(people)
    hold_contact(people.ada, by=people.marta)
    told = {"title": "Altro", "about": "Altro ancora."}
    with pytest.raises(HeldForNow):
        actions.begin_project(by=people.ada, person=people.giulio, **told)
    with pytest.raises(HeldForNow):
        actions.change_project(project, by=people.ada, version=1, **told)
    with pytest.raises(HeldForNow):
        actions.bring(project, "Altro", by=people.ada, version=1)


def test_there_are_twelve_at_most(people: Cast) -> None:
    project = asked(people)
    for at in range(10):
        asked_too(project, people.ada, join(f"Persona{at:02}", "Folla"))
        OutboxMail.objects.all().delete()
        project.seats.model.objects.filter(state=SeatState.INVITED).update(state=SeatState.TAKEN, joined_at=clock.now())
    with pytest.raises(actions.Full):
        actions.invite_to_project(project, people.davide, by=people.ada)


# ── words ──


def test_changes_are_of_all_and_of_two_at_once_none_is_lost(people: Cast) -> None:
    project = under_way(people)
    theirs = Project.objects.get(pk=project.pk)
    actions.change_project(project, by=people.ada, version=1, title="Una guida breve", about=ABOUT)
    with pytest.raises(actions.ChangedMeanwhile):
        actions.change_project(theirs, by=people.giulio, version=1, title="Una guida lunga", about=ABOUT)

    now = projects_of(people.giulio).get()
    assert (now.title, now.changed_by, now.version) == ("Una guida breve", people.ada, 2)
    assert Conversation.objects.get(origin_kind="project").subject == "Una guida breve"


def test_each_writes_their_own_part(people: Cast) -> None:
    project = under_way(people)
    seat = actions.bring(project, "Tutti i disegni", by=people.giulio, version=1)
    assert (seat.brings, ProjectSeat.objects.get(person=people.ada).brings) == ("Tutti i disegni", "Scrivo")
    with pytest.raises(actions.ChangedMeanwhile):
        actions.bring(project, "", by=people.giulio, version=1)
    with pytest.raises(actions.NotYours):
        actions.bring(project, "Anch’io", by=people.davide, version=1)


def test_a_day_that_has_passed_is_not_chosen(people: Cast) -> None:
    yesterday = clock.today() - timedelta(days=1)
    with pytest.raises(actions.Past):
        asked(people, until=yesterday)
    project = under_way(people)
    later = {"version": 1, "title": project.title, "about": "Altre parole.", "until": project.until}
    with clock.at(clock.now() + timedelta(days=60)):
        actions.change_project(project, by=people.ada, **later)  # it stays as it was


# ── who may know ──


def test_it_is_shown_with_the_yes_of_all_to_these_words(people: Cast) -> None:
    project = under_way(people)
    shown(project, people.ada)
    assert list(projects_shown_to(people.davide)) == list(projects_visible_to(people.davide)) == []
    shown(project, people.giulio)
    assert list(projects_shown_to(people.davide)) == [project]

    actions.change_project(project, by=people.ada, version=1, title="Altro", about=ABOUT)
    assert list(projects_shown_to(people.davide)) == []
    with pytest.raises(actions.ChangedMeanwhile):
        actions.show_project(project, True, by=people.giulio, version=1)  # read before
    shown(project, people.giulio)
    assert list(projects_shown_to(people.davide)) == [project]

    joined(project, people.ada, people.paola)
    assert list(projects_shown_to(people.davide)) == []  # Paola has not said so
    shown(project, people.paola)
    actions.show_project(project, False, by=people.giulio, version=project.version)
    assert list(projects_shown_to(people.davide)) == []


def test_after_a_report_nobody_but_those_in_it_reads_it(people: Cast) -> None:
    project = shown(under_way(people), people.ada, people.giulio)
    actions.take_project_away(project, by=people.marta)
    assert list(projects_shown_to(people.davide)) == []
    assert list(projects_of(people.giulio)) == [project]


def test_who_coordinates_reads_no_project_of_others(people: Cast) -> None:
    project = under_way(people)
    assert list(projects_visible_to(people.marta)) == []
    with pytest.raises(actions.NotYours):
        actions.change_project(project, by=people.marta, version=1, title="x", about="y")


# ── leaving, and blocks ──


def test_one_leaves_without_a_scene_and_may_not_read_on(people: Cast) -> None:
    project = under_way(people, people.paola)
    OutboxMail.objects.all().delete()
    actions.leave_project(project, by=people.paola)

    assert not OutboxMail.objects.exists()
    assert state_of(project) == ProjectState.UNDER_WAY
    assert names_in(project, people.ada) == ["Ada", "Giulio"]
    assert list(projects_visible_to(people.paola)) == []
    assert talk_of(project, people.paola) is None

    actions.leave_project(project, by=people.giulio)
    assert state_of(project) == ProjectState.BEGUN  # Ada alone: it waits for somebody again
    assert ProjectSeat.objects.get(person=people.giulio).brings == ""
    actions.leave_project(project, by=people.ada)
    assert state_of(project) == ProjectState.LET_GO


def test_where_two_must_not_meet_nothing_reaches_the_one_who_is_asked(people: Cast) -> None:
    """Ada asks Paola, whom Giulio blocked: she sees what she would see of somebody who has not answered."""
    project = under_way(people)
    block_person(people.paola, by=people.giulio)
    asked_too(project, people.ada, people.paola)

    assert invitation_to(project, people.paola) is None
    assert list(projects_visible_to(people.paola)) == []
    assert letters("project_offered") == {}
    with pytest.raises(actions.NotYours):
        actions.accept_invitation(project, by=people.paola)


def test_who_blocks_somebody_steps_out_without_a_trace(people: Cast) -> None:
    project = shown(under_way(people, people.paola), people.ada, people.giulio, people.paola)
    block_person(people.giulio, by=people.ada)

    assert list(projects_of(people.ada)) == []
    assert names_in(project, people.giulio) == ["Giulio", "Paola"]
    assert list(projects_shown_to(people.giulio)) == []  # shown with a name that is not there for him
    look_after_projects()
    assert names_in(project, people.paola) == ["Giulio", "Paola"]
    assert talk_of(project, people.ada) is None


def test_who_is_erased_or_left_is_in_none(people: Cast) -> None:
    project = under_way(people, people.paola)
    actions.let_go_of(people.paola)
    assert names_in(project, people.ada) == ["Ada", "Giulio"]
    Membership.objects.filter(pk=people.giulio.pk).update(state="left")
    look_after_projects()
    assert state_of(project) == ProjectState.BEGUN


# ── the end ──


def test_it_counts_between_two_who_both_say_that_it_is_there(people: Cast) -> None:
    project = under_way(people, people.paola)
    ended(project, people.ada)
    assert (state_of(project), lines()) == (ProjectState.UNDER_WAY, [])
    assert letters("is_it_done").keys() == {people.giulio.email, people.paola.email}
    ended(project, people.giulio)
    actions.say_of_end(project, "let_go", by=people.paola)

    assert state_of(project) == ProjectState.ENDED
    assert lines() == [("project", True, True)]
    assert [other for _pair, other in pairs_of(project, people.ada)] == [people.giulio]
    assert pairs_of(project, people.paola) == []
    talk = talk_of(project, people.ada)
    assert talk is not None
    with pytest.raises(NoLongerOpen):
        send_message(talk, by=people.ada, text="Ancora una cosa")
    with pytest.raises(actions.MovedOn):
        actions.change_project(project, by=people.ada, version=1, title="x", about="y")


def test_who_was_silent_may_still_say_so(people: Cast) -> None:
    project = ended(under_way(people), people.ada)
    with clock.at(clock.now() + actions.SETTLES):
        look_after_projects()
        assert (state_of(project), lines()) == (ProjectState.ENDED, [])
        project.refresh_from_db()
        ended(project, people.giulio)
        ended(project, people.giulio)
        assert lines() == [("project", True, True)]


def test_it_goes_on_where_somebody_thinks_otherwise_again(people: Cast) -> None:
    project = ended(under_way(people), people.ada)
    actions.say_of_end(project, "", by=people.ada)
    with clock.at(clock.now() + actions.SETTLES * 2):
        look_after_projects()
    assert state_of(project) == ProjectState.UNDER_WAY


def test_it_is_let_go_without_blame_and_without_a_line(people: Cast) -> None:
    project = under_way(people)
    OutboxMail.objects.all().delete()
    actions.say_of_end(project, "let_go", by=people.ada)
    assert state_of(project) == ProjectState.UNDER_WAY
    actions.say_of_end(project, "let_go", by=people.giulio)

    assert (state_of(project), lines()) == (ProjectState.LET_GO, [])
    assert not OutboxMail.objects.exists()
    assert not ProjectSeat.objects.exclude(word="").exists()  # who said so is not kept
    assert not Together.objects.exists()


def test_what_only_waited_is_let_go_by_who_began_it(people: Cast) -> None:
    project = asked(people)
    with pytest.raises(actions.MovedOn):
        actions.say_of_end(project, "done", by=people.ada)
    actions.say_of_end(project, "let_go", by=people.ada)
    assert state_of(project) == ProjectState.LET_GO
    assert list(projects_visible_to(people.giulio)) == []


def test_each_thanks_each_for_it_once(people: Cast) -> None:
    project = ended(under_way(people, people.paola), people.ada, people.giulio, people.paola)
    assert len(lines()) == 3
    for pair, other in pairs_of(project, people.ada):
        thanks = give_recognition("together", str(pair.public_id), by=people.ada, change=f"Grazie, {other.given_name}")
        assert thanks.receiver == other
        with pytest.raises(AlreadyThanked):
            give_recognition("together", str(pair.public_id), by=people.ada, change="Ancora")
    (not_hers,) = Together.objects.exclude(first=people.ada).exclude(second=people.ada)
    with pytest.raises(NothingToThankFor):
        give_recognition("together", str(not_hers.public_id), by=people.ada, change="Grazie")


def test_from_what_is_there_one_begins_a_note_and_the_others_are_asked(people: Cast) -> None:
    project = under_way(people)
    with pytest.raises(actions.NotYours):
        actions.write_note_of(project, by=people.ada)
    ended(project, people.ada, people.giulio)
    note = actions.write_note_of(project, by=people.ada)

    assert actions.write_note_of(project, by=people.ada) == note == Note.objects.get()
    parts = {part.person: (part.role, part.state) for part in NotePart.objects.filter(note=note)}
    assert parts[people.giulio] == ("appears", "asked")


def test_it_is_forgotten_two_years_after_its_end_and_its_line_stays(people: Cast) -> None:
    ended(under_way(people), people.ada, people.giulio)
    with clock.at(clock.now() + timedelta(days=731)):
        look_after_projects()
    assert not Project.objects.exists()
    assert not Conversation.objects.filter(origin_kind="project").exists()
    assert lines() == [("project", True, True)]
