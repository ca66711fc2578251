"""Addresses of this room inside a community."""

from reciproca.communities.policies import member
from reciproca.core.permission import Limit, route

from . import views

app_name = "suggestions"
WRITING = Limit(per_account=30, per_address=150, seconds=600)
ONE = "help-offers/<uuid:public_id>"
urlpatterns = [
    route("giving-back/", views.giving_back, policy=member, name="giving-back"),
    route("giving-back/aside/", views.aside, policy=member, name="set-aside"),
    route("giving-back/aside/undone/", views.aside_undone, policy=member, name="set-aside-undone"),
    route("needs/<uuid:public_id>/help/", views.offer_new, policy=member, name="offer-new", limit=WRITING),
    route(f"{ONE}/", views.offer, policy=member, name="offer-detail"),
    route(f"{ONE}/answer/", views.offer_answer, policy=member, name="offer-answer", limit=WRITING),
    route(f"{ONE}/withdrawal/", views.offer_withdrawal, policy=member, name="offer-withdrawal"),
    route(f"{ONE}/telling/", views.offer_telling, policy=member, name="offer-telling"),
    route(f"{ONE}/confirmation/", views.offer_confirmation, policy=member, name="offer-confirmation"),
    route(f"{ONE}/letting-go/", views.offer_letting_go, policy=member, name="offer-letting-go"),
    route(
        "mentorships/<uuid:public_id>/mentor-invitation/",
        views.mentor_invitation,
        policy=member,
        name="mentor-invitation",
    ),
]
