"""Reads: the projects somebody is in, is asked to be in, or may look at. Blocks, minors and who left are looked at here."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from reciproca.boundaries.models import Block, Minor
from reciproca.boundaries.queries import barred_from, is_minor, minors_among
from reciproca.communities.choices import MembershipState
from reciproca.communities.models import Membership
from reciproca.conversations.models import Conversation
from reciproca.conversations.queries import conversations_visible_to
from reciproca.core import clock
from reciproca.network.queries import connections_of
from reciproca.people.queries import people_visible_to

from .choices import OPEN_PROJECTS, ProjectState, SeatState
from .models import Project, ProjectSeat, Together

__all__ = [
    "asked_in",
    "invitation_to",
    "invitations_to",
    "origin_of",
    "pairs_of",
    "people_to_invite",
    "projects_of",
    "projects_shown_to",
    "projects_to_forget",
    "projects_to_settle",
    "projects_visible_to",
    "seat_in",
    "seats_out_of_place",
    "seats_seen_by",
    "taken_in",
    "talk_of",
]  # fmt: skip

KEPT = timedelta(days=730)


def _taken() -> QuerySet[ProjectSeat]:
    return ProjectSeat.objects.filter(state=SeatState.TAKEN)


def taken_in(project: Project) -> QuerySet[ProjectSeat]:
    """All who are in it, for what is decided and not for what is shown."""
    rows = _taken().filter(project=project).select_related("person__community")
    return rows.order_by("joined_at", "pk")


# ── whose it is ──────────────────────────────────────────────────────────────


def projects_of(person: Membership) -> QuerySet[Project]:
    """Those one is in, the latest first. One with somebody they blocked is none of theirs any more: they step out of it."""
    if is_minor(person):
        return Project.objects.none()
    blocked = Block.objects.filter(blocker=person).values("blocked")
    mine = _taken().filter(person=person).values("project")
    rows = Project.objects.filter(pk__in=mine).exclude(pk__in=_taken().filter(person__in=blocked).values("project"))
    return rows.select_related("community", "changed_by").order_by("-begun_at", "-pk")


def invitations_to(person: Membership) -> QuerySet[ProjectSeat]:
    """Where one is asked to be in; nothing where one must not meet somebody who is."""
    if is_minor(person):
        return ProjectSeat.objects.none()
    asked = ProjectSeat.objects.filter(
        person=person, state=SeatState.INVITED, set_aside_at=None, closes_at__gt=clock.now(),
        project__state__in=OPEN_PROJECTS, offered_by__in=people_visible_to(person),
    ).exclude(project__in=_with_somebody_barred_from(person))  # fmt: skip
    return asked.select_related("project__community", "project__changed_by", "offered_by").order_by("asked_at", "pk")


def invitation_to(project: Project, person: Membership) -> ProjectSeat | None:
    return invitations_to(person).filter(project=project).first()


def projects_shown_to(viewer: Membership) -> QuerySet[Project]:
    """What the community reads: with the yes of all who are in it to the words that stand there, and nobody among them whom
    the viewer may not know."""
    not_yet = _taken().filter(project=OuterRef("pk")).exclude(shows_version=OuterRef("version"))
    absent = (
        _taken().filter(project=OuterRef("pk")).exclude(person__in=people_visible_to(viewer)).exclude(person=viewer)
    )
    another = _taken().filter(project=OuterRef("project"), pk__gt=OuterRef("pk"))
    two = _taken().filter(Exists(another), project=OuterRef("pk"))
    rows = Project.objects.filter(Exists(two), state__in=[ProjectState.UNDER_WAY, ProjectState.ENDED])
    rows = rows.exclude(Exists(not_yet)).exclude(Exists(absent))
    return rows.select_related("community", "changed_by").order_by("-begun_at", "-pk")


def projects_visible_to(person: Membership) -> QuerySet[Project]:
    """One is in it, is asked to be, or the community reads it."""
    found = Q(pk__in=projects_of(person).values("pk")) | Q(pk__in=projects_shown_to(person).values("pk"))
    found |= Q(pk__in=invitations_to(person).values("project"))
    return Project.objects.filter(found).select_related("community", "changed_by")


def _with_somebody_barred_from(person: Membership) -> QuerySet[Any]:
    return _taken().filter(person__in=barred_from(person)).values("project")


# ── who is in it ─────────────────────────────────────────────────────────────


def seat_in(project: Project, person: Membership) -> ProjectSeat | None:
    """The place of who is in it; None also where it is none of theirs any more."""
    if not projects_of(person).filter(pk=project.pk).exists():
        return None
    return taken_in(project).filter(person=person).first()


def seats_seen_by(viewer: Membership, projects: Collection[Project]) -> dict[int, list[ProjectSeat]]:
    """Who is in each, as far as the viewer may know; who came first, first."""
    known = Q(person=viewer) | Q(person__in=people_visible_to(viewer))
    found: dict[int, list[ProjectSeat]] = {project.pk: [] for project in projects}
    rows = _taken().filter(known, project__in=list(found)).select_related("person__community")
    for seat in rows.order_by("joined_at", "pk"):
        found[seat.project_id].append(seat)
    return found


def asked_in(project: Project, viewer: Membership) -> QuerySet[ProjectSeat]:
    """Who was asked and has not answered; a no looks the same."""
    rows = ProjectSeat.objects.filter(project=project, state=SeatState.INVITED, closes_at__gt=clock.now())
    return rows.filter(person__in=people_visible_to(viewer)).select_related("person").order_by("asked_at", "pk")


def people_to_invite(person: Membership, project: Project | None = None) -> list[Membership]:
    """Those one is connected with. Who must not meet others in it is among them, or the list would tell."""
    known = connections_of(person).order_by("given_name", "family_name", "pk")
    if project is not None:
        there = ProjectSeat.objects.filter(project=project)
        there = there.filter(Q(state=SeatState.TAKEN) | Q(state=SeatState.INVITED, closes_at__gt=clock.now()))
        known = known.exclude(pk__in=there.values("person"))
    hidden = minors_among(one.pk for one in known)
    return [one for one in known if one.pk not in hidden]


def pairs_of(project: Project, person: Membership) -> list[tuple[Together, Membership]]:
    """With whom one brought it to its end, as both said."""
    rows = Together.objects.filter(Q(first=person) | Q(second=person), project=project).order_by("at", "pk")
    known = set(people_visible_to(person).values_list("pk", flat=True).filter(project_seats__project=project))
    two = [
        (row, row.second if row.first_id == person.pk else row.first) for row in rows.select_related("first", "second")
    ]
    return [(row, other) for row, other in two if other.pk in known]


# ── the conversation ─────────────────────────────────────────────────────────


def origin_of(project: Project) -> tuple[str, object]:
    return ("project", project.public_id)


def talk_of(project: Project, person: Membership) -> Conversation | None:
    kind, named = origin_of(project)
    return conversations_visible_to(person).filter(origin_kind=kind, origin_id=str(named), is_kept=True).first()


# ── what time does ───────────────────────────────────────────────────────────


def seats_out_of_place() -> list[ProjectSeat]:
    """Of who blocked somebody in the same project, of minors, and of who is here no more."""
    there = _taken().filter(project=OuterRef("project"), person__blocks_received__blocker=OuterRef("person"))
    minor = Exists(Minor.objects.filter(membership=OuterRef("person")))
    gone = _taken().filter(Exists(there) | minor | Q(person__state=MembershipState.LEFT))
    return list(gone.select_related("person__community", "project__community").order_by("pk"))


def projects_to_settle() -> QuerySet[Project]:
    """Somebody spoke of the end, and the others had their time to say something."""
    return Project.objects.filter(state__in=OPEN_PROJECTS, settles_at__lte=clock.now()).order_by("pk")


def projects_to_forget() -> QuerySet[Project]:
    return Project.objects.filter(ended_at__lte=clock.now() - KEPT).order_by("pk")
