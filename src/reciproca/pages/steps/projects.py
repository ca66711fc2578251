"""Of projects: a yes that is asked of me, whether one is there, and the day by which it should be."""

from collections.abc import Iterator
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reciproca.communities.models import Membership
from reciproca.pages.navigation import address_in
from reciproca.projects.choices import SeatState, Word
from reciproca.projects.models import Project, ProjectSeat
from reciproca.projects.queries import invitations_to, projects_of, seats_seen_by

from .shape import MOST, SOON, Due, Step
from .there import Asked, if_any

__all__ = ["answer_about_a_project", "projects_of_mine", "say_whether_a_project_is_there"]


def _in_one(asked: Asked) -> QuerySet[ProjectSeat]:
    return ProjectSeat.objects.filter(person=asked.person, state=SeatState.TAKEN)


@if_any(lambda asked: ProjectSeat.objects.filter(person=asked.person, state=SeatState.INVITED, closes_at__gt=asked.now))
def answer_about_a_project(person: Membership) -> Iterator[Step]:
    for seat in invitations_to(person)[:MOST]:
        assert seat.offered_by is not None
        yield Step(
            key=f"project {seat.project.public_id}",
            kind=pgettext("kind of step", "Answer"),
            time=_("five minutes"),
            title=_("%(name)s would like to make something with you: “%(title)s”.")
            % {"name": seat.offered_by.given_name, "title": seat.project.title},
            why=_("It begins when you say yes. If it is not for you, leave it: nobody is told."),
            in_letter=_("Somebody would like to make something with you."),
            action=_("Read what it is"),
            url=_page(seat.project, person),
            partner=seat.offered_by,
        )


@if_any(lambda asked: _in_one(asked).filter(word=""))
def say_whether_a_project_is_there(person: Membership) -> Iterator[Step]:
    """Another who is in it says so."""
    mine = list(projects_of(person).filter(state__in=["under_way", "ended"], seats__word=Word.DONE).distinct()[:MOST])
    for project, seats in zip(mine, seats_seen_by(person, mine).values(), strict=True):
        done = [seat.person for seat in seats if seat.is_done]
        if done and not any(seat.word for seat in seats if seat.person_id == person.pk):
            yield Step(
                key=f"project {project.public_id}",
                kind=pgettext("kind of step", "Tell"),
                time=_("one minute"),
                title=_("%(name)s says that “%(title)s” is there. Is it so?")
                % {"name": done[0].given_name, "title": project.title},
                why=_("It counts between two who both say it, and then there is time for thanks."),
                in_letter=_("Somebody says that you brought a project to its end. Is it so?"),
                action=_("Say whether it is there"),
                url=f"{_page(project, person)}#end",
                partner=done[0],
            )


@if_any(lambda asked: _in_one(asked).filter(project__state="under_way").exclude(project__until=None))
def projects_of_mine(person: Membership, today: date) -> Iterator[Due]:
    soon = projects_of(person).filter(state="under_way", until__gte=today, until__lte=today + SOON)
    for project in soon.order_by("until", "pk")[:MOST]:
        assert project.until is not None
        yield Due(
            on=project.until,
            what=project.title,
            detail=_("What you make together"),
            action=_("Look at it"),
            url=_page(project, person),
            in_letter=_("The day of a project you are in"),
        )


def _page(project: Project, person: Membership) -> str:
    return address_in(person.community, "projects:project-detail", public_id=project.public_id) or ""
