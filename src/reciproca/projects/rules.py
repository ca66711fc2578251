"""Who may do what with a project; small predicates."""

from collections.abc import Collection

from reciproca.boundaries.queries import barred_pairs, is_minor
from reciproca.communities.models import Membership

from .models import MOST, Project, ProjectSeat

__all__ = ["can_change", "can_invite", "can_say_done", "can_show", "can_write_note", "may_make", "may_sit_with"]


def may_make(person: Membership) -> bool:
    """Projects are of adults among themselves."""
    return person.is_active and not is_minor(person)


def may_sit_with(person: Membership, others: Collection[int]) -> bool:
    """With those who are in it (keys): no block with any of them, and no minor."""
    barred = barred_pairs()
    return may_make(person) and not any(frozenset((person.pk, other)) in barred for other in others)


def can_change(project: Project, seat: ProjectSeat | None) -> bool:
    return seat is not None and project.is_open


def can_invite(project: Project, seat: ProjectSeat | None, people: int) -> bool:
    return can_change(project, seat) and people < MOST


def can_say_done(project: Project, seat: ProjectSeat | None) -> bool:
    """While it is under way; and afterwards, whoever had said nothing."""
    if seat is None or seat.is_done:
        return False
    return project.is_under_way or (project.is_ended and not seat.word)


def can_show(project: Project, seat: ProjectSeat | None) -> bool:
    return seat is not None and (project.is_under_way or project.is_ended)


def can_write_note(project: Project, seat: ProjectSeat | None) -> bool:
    return seat is not None and seat.is_done and project.is_ended
