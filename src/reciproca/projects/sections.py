"""On a person's page: what they make with others, as far as it is shown; and that one could make something together."""

from dataclasses import dataclass

from django.db.models import Exists

from reciproca.people.sections import Section, Visit, asks

from .choices import SeatState
from .models import Project, ProjectSeat
from .queries import projects_shown_to

__all__ = ["projects_of_person"]

A_FEW = 3


@dataclass(frozen=True, slots=True)
class Making:
    projects: list[Project]
    may_begin: bool


@asks(
    has_projects=lambda two: Exists(
        ProjectSeat.objects.filter(person=two.person, state=SeatState.TAKEN).exclude(shows_version=0)
    )
)
def projects_of_person(visit: Visit) -> Section | None:
    shown: list[Project] = []
    if visit.answers["has_projects"]:
        theirs = ProjectSeat.objects.filter(person=visit.person, state=SeatState.TAKEN).values("project")
        shown = list(projects_shown_to(visit.viewer).filter(pk__in=theirs)[:A_FEW])
    may_begin = not visit.is_own and visit.may_contact and not visit.answers["has_minor"]
    may_begin = may_begin and visit.answers["connected_at"] is not None
    if not (shown or may_begin):
        return None
    deeds = "projects/parts/profile_deeds.html" if may_begin else ""
    return Section("projects/parts/profile.html", Making(shown, may_begin), deeds=deeds)
