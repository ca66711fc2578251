"""Addresses of this room inside a community."""

from reciproca.communities.policies import member
from reciproca.core.permission import Limit, route

from . import views

app_name = "projects"
WRITING = Limit(per_account=30, per_address=150, seconds=600)
ONE = "projects/<uuid:public_id>"
urlpatterns = [
    route("projects/", views.project_list, policy=member, name="project-list"),
    route("projects/new/", views.project_new, policy=member, name="project-new", limit=WRITING),
    route(f"{ONE}/", views.project, policy=member, name="project-detail"),
    route(f"{ONE}/edit/", views.project_edit, policy=member, name="project-edit", limit=WRITING),
    route(f"{ONE}/part/", views.project_part, policy=member, name="project-part", limit=WRITING),
    route(f"{ONE}/invitation/", views.project_invitation, policy=member, name="project-invitation", limit=WRITING),
    route(f"{ONE}/acceptance/", views.project_acceptance, policy=member, name="project-acceptance"),
    route(f"{ONE}/declination/", views.project_declination, policy=member, name="project-declination"),
    route(f"{ONE}/showing/", views.project_showing, policy=member, name="project-showing"),
    route(f"{ONE}/completion/", views.project_completion, policy=member, name="project-completion"),
    route(f"{ONE}/letting-go/", views.project_letting_go, policy=member, name="project-letting-go"),
    route(f"{ONE}/departure/", views.project_departure, policy=member, name="project-departure"),
    route(f"{ONE}/note/", views.project_note, policy=member, name="project-note", limit=WRITING),
]
