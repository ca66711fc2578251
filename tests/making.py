"""Projects for the tests: begun by Ada, with Giulio asked or in it."""

from datetime import timedelta
from typing import Any

from cast import Cast
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.network.actions import connect
from reciproca.projects import actions
from reciproca.projects.models import Project

__all__ = ["ABOUT", "asked", "asked_too", "ended", "joined", "shown", "under_way"]

ABOUT = "Dieci pagine per chi arriva: dove si fa che cosa, e a chi chiederlo."


def asked(people: Cast, **more: Any) -> Project:
    """Ada has begun it, and asked Giulio, whom she is connected with."""
    told = {"title": "Una guida per chi arriva", "about": ABOUT, "until": clock.today() + timedelta(days=40), **more}
    connect(people.ada, people.giulio, source=people.ada)
    return actions.begin_project(by=people.ada, person=people.giulio, brings="Scrivo", words="Ti va?", **told)


def under_way(people: Cast, *more: Membership) -> Project:
    project = asked(people)
    actions.accept_invitation(project, by=people.giulio, brings="Le fotografie")
    for person in more:
        joined(project, people.ada, person)
    return project


def asked_too(project: Project, by: Membership, person: Membership) -> None:
    connect(by, person, source=by)
    actions.invite_to_project(project, person, by=by)


def joined(project: Project, by: Membership, person: Membership) -> None:
    asked_too(project, by, person)
    actions.accept_invitation(project, by=person)


def shown(project: Project, *people: Membership) -> Project:
    project.refresh_from_db()
    for person in people:
        actions.show_project(project, True, by=person, version=project.version)
    return project


def ended(project: Project, *people: Membership) -> Project:
    for person in people:
        actions.say_of_end(project, "done", by=person)
    return project
