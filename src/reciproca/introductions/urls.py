"""Addresses of this room inside a community."""

from reciproca.communities.policies import member
from reciproca.core.permission import Limit, route

from . import views

app_name = "introductions"
WRITING = Limit(per_account=30, per_address=150, seconds=600)
ONE = "introductions/<uuid:public_id>"
urlpatterns = [
    route("introductions/", views.introduction_list, policy=member, name="introduction-list"),
    route("introductions/willingness/", views.willingness, policy=member, name="willingness"),
    route("introductions/who-knows/", views.who_knows, policy=member, name="who-knows"),
    route("introductions/open/", views.open_ask, policy=member, name="open-ask", limit=WRITING),
    route(
        "people/<uuid:public_id>/introduction/",
        views.introduction_new,
        policy=member,
        name="introduction-new",
        limit=WRITING,
    ),
    route(f"{ONE}/", views.introduction, policy=member, name="introduction-detail"),
    route(f"{ONE}/withdrawal/", views.withdrawal, policy=member, name="withdrawal"),
    route(f"{ONE}/forwarding/", views.forwarding, policy=member, name="forwarding", limit=WRITING),
    route(f"{ONE}/setting-aside/", views.setting_aside, policy=member, name="setting-aside"),
    route(f"{ONE}/acceptance/", views.acceptance, policy=member, name="acceptance"),
    route(f"{ONE}/declination/", views.declination, policy=member, name="declination"),
    route(f"{ONE}/question/", views.question, policy=member, name="question", limit=WRITING),
    route(f"{ONE}/reply/", views.reply, policy=member, name="reply", limit=WRITING),
    route(f"{ONE}/outcome/", views.outcome, policy=member, name="outcome"),
]
