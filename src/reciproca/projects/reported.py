"""Of this room only what is shown to the community can be reported; it is of who wrote its words last."""

from uuid import UUID

from django.utils.translation import gettext as _

from reciproca.communities.models import Membership
from reciproca.safeguarding.reportable import Reported

from .actions import take_project_away
from .models import Project
from .queries import projects_shown_to
from .words import page_of

__all__ = ["remove_project", "told_project"]


def told_project(reader: Membership, public_id: UUID) -> Reported | None:
    project = projects_shown_to(reader).filter(public_id=public_id).first()
    if project is None or project.changed_by is None:
        return None
    said = _("The project “%(title)s”") % {"title": project.title}
    return Reported(project.changed_by, said, project.about, page_of(project))


def remove_project(public_id: UUID, by: Membership) -> None:
    project = Project.objects.filter(public_id=public_id).first()
    if project is not None:
        take_project_away(project, by=by)
