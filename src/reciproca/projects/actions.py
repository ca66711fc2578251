"""What people do with projects: begin one, come in, write, leave, end it or let it go; and what time does."""

from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from reciproca.audit.actions import record
from reciproca.boundaries.links import refuse_early_links
from reciproca.communities.models import Membership
from reciproca.conversations.actions import close_conversation, forget_conversation, keep_together
from reciproca.core import clock
from reciproca.core.errors import ChangedMeanwhile, Refusal
from reciproca.library.actions import begin_note
from reciproca.library.models import Note
from reciproca.library.queries import begun_from
from reciproca.network.actions import record_interaction, turn_to
from reciproca.network.choices import Kind
from reciproca.notifications.actions import post_mail
from reciproca.safeguarding.actions import refuse_while_held

from .choices import ProjectState, SeatState, Word
from .models import Project, ProjectSeat, Together
from .queries import (
    invitation_to,
    origin_of,
    people_to_invite,
    projects_to_forget,
    projects_to_settle,
    seat_in,
    seats_out_of_place,
    taken_in,
)
from .rules import can_change, can_invite, can_say_done, can_show, can_write_note, may_make, may_sit_with

__all__ = [
    "ChangedMeanwhile", "Full", "MovedOn", "NotForMinors", "NotYours", "NothingSaid", "Past", "accept_invitation",
    "begin_project", "bring", "change_project", "decline_invitation", "forget_projects", "invite_to_project", "leave_project",
    "let_go_of", "say_of_end", "settle_projects", "show_project", "step_out", "take_project_away", "write_note_of",
]  # fmt: skip

#: How long an invitation waits, and how long who says nothing of the end has to say something.
WAITS = timedelta(weeks=3)
SETTLES = timedelta(weeks=2)


class NotYours(Refusal):
    """Not in it, or it is not there for them: which of these is not told."""

    sentence = _("This is between other people.")
    status = 404


class NotForMinors(Refusal):
    sentence = _("Projects are of adults among themselves. Whoever coordinates can find something with you.")


class MovedOn(Refusal):
    sentence = _("This moved on meanwhile. Look at where it stands now.")


class Full(Refusal):
    sentence = _("Twelve are in it, or are asked to be: that is as many as a conversation holds.")


class Past(Refusal):
    sentence = _("Choose a day that is still to come.")
    field = "until"


class NothingSaid(Refusal):
    sentence = _("Write a few words first.")

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field


# ── beginning, and coming in ─────────────────────────────────────────────────


@transaction.atomic
def begin_project(
    *,
    by: Membership,
    title: str,
    about: str,
    person: Membership,
    until: date | None = None,
    brings: str = "",
    words: str = "",
) -> Project:
    """With one's own part, and a question to somebody. It waits for their yes."""
    if not may_make(by):
        raise NotForMinors
    refuse_while_held(by)
    told = _told(by, title, about, until)
    refuse_early_links(by, brings=brings)
    now = clock.now()
    project = Project.objects.create(**told, begun_by=by, begun_at=now, changed_by=by, changed_at=now)
    ProjectSeat.objects.create(
        project=project, person=by, state=SeatState.TAKEN, asked_at=now, joined_at=now, brings=brings.strip(),
        brings_at=now if brings.strip() else None,
    )  # fmt: skip
    record("begin_project", by=by, on=project)
    invite_to_project(project, person, by=by, words=words)
    return project


@transaction.atomic
def invite_to_project(project: Project, person: Membership, *, by: Membership, words: str = "") -> ProjectSeat:
    """Ask somebody one is connected with. Where they must not meet somebody who is in it nothing reaches them, and who asks
    sees no difference."""
    seat = _hold(project, by)
    asked = ProjectSeat.objects.filter(project=project, state=SeatState.INVITED)
    asked.filter(closes_at__lte=clock.now()).delete()
    if not can_invite(project, seat, taken_in(project).count() + asked.count()):
        raise Full if project.is_open else MovedOn
    if person.pk not in {one.pk for one in people_to_invite(by, project)}:
        raise NotYours
    refuse_early_links(by, words=words)
    turn_to(person, by=by)
    now = clock.now()
    offered = ProjectSeat.objects.create(
        project=project, person=person, offered_by=by, words=words.strip(), asked_at=now, closes_at=now + WAITS
    )
    _write_to(person, "project_offered", project, once=str(offered.public_id))
    return offered


@transaction.atomic
def accept_invitation(project: Project, *, by: Membership, brings: str = "") -> ProjectSeat:
    """From now on they are in it, and the others see it. From the second on it is under way."""
    _lock(project)
    seat = invitation_to(project, by)
    there = [one.person for one in taken_in(project)]
    if seat is None or not may_sit_with(by, [one.pk for one in there]):
        raise NotYours
    refuse_while_held(by, *there)
    refuse_early_links(by, brings=brings)
    now = clock.now()
    ProjectSeat.objects.filter(pk=seat.pk).update(
        state=SeatState.TAKEN, joined_at=now, closes_at=None, words="", brings=brings.strip(),
        brings_at=now if brings.strip() else None,
    )  # fmt: skip
    ProjectSeat.objects.filter(project=project).update(word="", said_at=None)  # who comes in goes on with it
    _move(project, state=ProjectState.UNDER_WAY, settles_at=None)
    _keep_talk(project)
    record("join_project", by=by, on=project)
    for one in there:
        _write_to(one, "somebody_is_in", project, once=str(seat.public_id))
    seat.refresh_from_db()
    return seat


@transaction.atomic
def decline_invitation(project: Project, *, by: Membership) -> None:
    """A no that nobody learns of: for who asked it waits, and closes by itself."""
    seat = invitation_to(project, by)
    if seat is None:
        raise NotYours
    ProjectSeat.objects.filter(pk=seat.pk, state=SeatState.INVITED).update(set_aside_at=clock.now())


# ── its words ────────────────────────────────────────────────────────────────


@transaction.atomic
def change_project(
    project: Project, *, by: Membership, version: int, title: str, about: str, until: date | None = None
) -> Project:
    """Other words for all of them, over those that were read. A yes to show it was to the earlier ones; who changes them says
    their own yes with it, if they had."""
    seat = _hold(project, by)
    refuse_while_held(by)
    if not can_change(project, seat):
        raise MovedOn
    told = _told(by, title, about, until, kept=project.until)
    if project.version != version:
        raise ChangedMeanwhile
    if all(getattr(project, name) == value for name, value in told.items()):
        return project
    _move(project, **told, version=version + 1, changed_by=by, changed_at=clock.now())
    if seat.shows_version == version:
        ProjectSeat.objects.filter(pk=seat.pk).update(shows_version=version + 1)
    _keep_talk(project)
    record("change_project", by=by, on=project)
    return project


@transaction.atomic
def bring(project: Project, brings: str, *, by: Membership, version: int) -> ProjectSeat:
    """Each writes their own part; nothing yet is an answer, too."""
    seat = _hold(project, by)
    refuse_while_held(by)
    if not can_change(project, seat):
        raise MovedOn
    refuse_early_links(by, brings=brings)
    written = {"brings": brings.strip(), "brings_at": clock.now(), "version": F("version") + 1}
    if not ProjectSeat.objects.filter(pk=seat.pk, version=version).update(**written):
        raise ChangedMeanwhile
    seat.refresh_from_db()
    return seat


@transaction.atomic
def show_project(project: Project, yes: bool, *, by: Membership, version: int) -> None:
    """The community reads it once all who are in it have said yes to the same words; each takes the yes back alone."""
    seat = _hold(project, by)
    if yes:
        refuse_while_held(by)
        if not can_show(project, seat):
            raise MovedOn
        if project.version != version:
            raise ChangedMeanwhile
    ProjectSeat.objects.filter(pk=seat.pk).update(shows_version=version if yes else 0)


@transaction.atomic
def take_project_away(project: Project, *, by: Membership) -> None:
    """By who coordinates, after a report: out of the community's sight. Those who are in it read it as before."""
    if ProjectSeat.objects.filter(project=project).exclude(shows_version=0).update(shows_version=0):
        record("take_project_away", by=by, on=project)


# ── its end ──────────────────────────────────────────────────────────────────


@transaction.atomic
def say_of_end(project: Project, word: str, *, by: Membership) -> Project:
    """That they brought it to its end, that it is time to let it go, or nothing: it goes on. It is over when all have said
    something, or two weeks after the first; without a word of the end from any, it is let go."""
    seat = _hold(project, by)
    if seat.word == word:
        return project
    may = can_say_done(project, seat) if word == Word.DONE else project.is_open
    if not may or (word and word not in Word.values):
        raise MovedOn
    ProjectSeat.objects.filter(pk=seat.pk).update(word=word, said_at=clock.now() if word else None)
    if project.is_ended:
        _count(project)
        return project
    people = list(taken_in(project))
    said = [one for one in people if one.word]
    if len(said) == len(people):
        _settle(project)
    else:
        _move(project, settles_at=(project.settles_at or clock.now() + SETTLES) if said else None)
        if word == Word.DONE and sum(one.is_done for one in said) == 1:
            for one in people:
                if one.person_id != by.pk:
                    _write_to(one.person, "is_it_done", project, once=clock.today().isoformat())
    return project


def _settle(project: Project) -> None:
    is_done = any(one.is_done for one in taken_in(project)) and project.is_under_way
    state = ProjectState.ENDED if is_done else ProjectState.LET_GO
    _move(project, state=state, ended_at=clock.now(), settles_at=None)
    ProjectSeat.objects.filter(project=project, state=SeatState.INVITED).delete()
    if not is_done:
        ProjectSeat.objects.filter(project=project).update(word="", said_at=None)  # nobody reads who said so
    close_conversation(origin_of(project))
    _count(project)
    record("end_project", by=None, on=project)


def _count(project: Project) -> None:
    """A line of the ledger for each two who say that they brought it to its end; once."""
    done = sorted((one.person for one in taken_in(project) if one.is_done), key=lambda person: person.pk)
    for place, first in enumerate(done):
        for second in done[place + 1 :]:
            if not project.is_ended or not may_sit_with(first, [second.pk]) or not may_make(second):
                continue
            now = clock.now()
            pair, is_new = Together.objects.get_or_create(
                project=project, first=first, second=second, defaults={"at": now}
            )
            if is_new and first.ledger_id is not None and second.ledger_id is not None:
                record_interaction(Kind.PROJECT, giver=first, receiver=second, source=pair, mutual=True, confirmed=True)


@transaction.atomic
def write_note_of(project: Project, *, by: Membership) -> Note:
    """A draft for the library, or the one that was begun from it. The others appear in it, and are asked."""
    seat = _hold(project, by)
    if not can_write_note(project, seat):
        raise NotYours
    others = [one.person for one in taken_in(project) if one.person_id != by.pk and one.person.is_active]
    return begun_from(by, "project", project.public_id) or begin_note(
        by=by, title=project.title, text=project.about, people=others, origin=("project", project.public_id)
    )


# ── leaving ──────────────────────────────────────────────────────────────────


@transaction.atomic
def leave_project(project: Project, *, by: Membership) -> None:
    """Without a scene: nobody is written to. What one had brought goes along."""
    seat = _hold(project, by)
    if not project.is_open:
        raise MovedOn
    _stand_up(seat)


@transaction.atomic
def let_go_of(person: Membership) -> None:
    """Somebody is being erased: their projects go on without them, and what they had asked of others goes."""
    ProjectSeat.objects.filter(offered_by=person, state=SeatState.INVITED).delete()
    for seat in _seats_of(person):
        _lock(seat.project)
        _stand_up(seat)


def _seats_of(person: Membership) -> list[ProjectSeat]:
    rows = ProjectSeat.objects.filter(person=person, state=SeatState.TAKEN)
    return list(rows.select_related("project__community", "person").order_by("pk"))


def _stand_up(seat: ProjectSeat) -> None:
    """Whoever is left alone waits for somebody again; where nobody is left it is let go."""
    project = seat.project
    left = {
        "state": SeatState.LEFT,
        "left_at": clock.now(),
        "brings": "",
        "brings_at": None,
        "shows_version": 0,
        "word": "",
    }
    if not ProjectSeat.objects.filter(pk=seat.pk, state=SeatState.TAKEN).update(**left):
        return
    _keep_talk(project)
    if not project.is_open:
        return
    people = list(taken_in(project))
    if len(people) == 1:
        taken_in(project).update(word="", said_at=None)
        _move(project, state=ProjectState.BEGUN, settles_at=None)
    elif all(one.word for one in people):
        _settle(project)


# ── what time does, in the community in force ────────────────────────────────


def step_out() -> int:
    """Who blocked somebody in the same project steps out of it; minors and who left the community, too. Nobody is told."""
    return sum(_step_out(seat) for seat in seats_out_of_place())


@transaction.atomic
def _step_out(seat: ProjectSeat) -> bool:
    _lock(seat.project)
    _stand_up(seat)
    return True


def settle_projects() -> int:
    done = 0
    for project in projects_to_settle():
        with transaction.atomic():
            _lock(project)
            if project.is_open and project.settles_at is not None and project.settles_at <= clock.now():
                _settle(project)
                done += 1
    return done


def forget_projects() -> int:
    """Two years after its end, with its conversation. The lines of the ledger stay."""
    gone = 0
    for project in projects_to_forget():
        with transaction.atomic():
            record("forget_project", by=None, on=project)
            forget_conversation(origin_of(project))
            project.delete()
            gone += 1
    return gone


# ── shared ───────────────────────────────────────────────────────────────────


def _lock(project: Project) -> None:
    """Its row is held until the transaction is through: of two who act at once the second finds what the first wrote."""
    found = Project.objects.select_for_update(of=("self",), no_key=True).filter(pk=project.pk).first()
    if found is None:
        raise NotYours
    project.__dict__.update({field.attname: getattr(found, field.attname) for field in Project._meta.concrete_fields})


def _hold(project: Project, by: Membership) -> ProjectSeat:
    """The row is held; the place of `by` in it."""
    _lock(project)
    seat = seat_in(project, by)
    if seat is None:
        raise NotYours
    seat.project = project
    return seat


def _move(project: Project, **changes: Any) -> None:
    Project.objects.filter(pk=project.pk).update(**changes)
    for name, value in changes.items():
        setattr(project, name, value)


def _told(by: Membership, title: str, about: str, until: date | None, kept: date | None = None) -> dict[str, Any]:
    """What was written, trimmed; a day that has passed may stay, and is not chosen anew."""
    told = {"title": title.strip(), "about": about.strip()}
    for name, words in told.items():
        if not words:
            raise NothingSaid(name)
    if until is not None and until != kept and until < clock.today(by.community.time_zone):
        raise Past
    refuse_early_links(by, **told)
    return {**told, "until": until}


def _keep_talk(project: Project) -> None:
    """Its conversation is of who is in it, from the second on; after the end nobody comes in."""
    keep_together([one.person for one in taken_in(project)], origin=origin_of(project), subject=project.title)


def _write_to(person: Membership, name: str, project: Project, *, once: str) -> None:
    if person.is_active:
        post_mail(
            f"reciproca.projects.mails.{name}",
            to=person.email,
            language=person.language,
            key=f"{name} {project.public_id} {once} {person.public_id}",
            community=person.community,
            about={"project": str(project.public_id), "to": str(person.public_id)},
        )
