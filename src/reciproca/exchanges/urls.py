"""Addresses of this room inside a community."""

from reciproca.communities.policies import member
from reciproca.core.permission import Limit, route

from .views import thanks as views

app_name = "exchanges"
WRITING = Limit(per_account=60, per_address=300, seconds=600)
ONE = "thanks/<uuid:public_id>"
WORDS = "recommendations/<uuid:public_id>"
urlpatterns = [
    # thanks
    route("thanks/", views.thanks, policy=member, name="thanks"),
    route("thanks/received/", views.recognitions, policy=member, name="recognition-list"),
    route("thanks/given/", views.recognitions_given, policy=member, name="recognition-given"),
    route("thanks/to/<uuid:public_id>/", views.thanks_of, policy=member, name="thanks-of"),
    route(
        "thanks/for/<slug:object_kind>/<uuid:object_id>/",
        views.recognition_give,
        policy=member,
        name="recognition-give",
        limit=WRITING,
    ),
    route(f"{ONE}/", views.recognition, policy=member, name="recognition-detail"),
    route(f"{ONE}/words/", views.recognition_edit, policy=member, name="recognition-edit", limit=WRITING),
    route(f"{ONE}/approval/", views.recognition_approval, policy=member, name="recognition-approval"),
    route(f"{ONE}/keeping/", views.recognition_keeping, policy=member, name="recognition-keeping"),
    route(f"{ONE}/withdrawal/", views.recognition_withdrawal, policy=member, name="recognition-withdrawal"),
    # recommendations
    route("recommendations/", views.recommendations, policy=member, name="recommendation-list"),
    route(
        "recommendations/from/<uuid:public_id>/",
        views.recommendation_ask,
        policy=member,
        name="recommendation-ask",
        limit=Limit(per_account=20, per_address=100, seconds=600),
    ),
    route(
        "recommendations/for/<uuid:public_id>/",
        views.recommendation_new,
        policy=member,
        name="recommendation-new",
        limit=WRITING,
    ),
    route(f"{WORDS}/", views.recommendation, policy=member, name="recommendation-detail"),
    route(f"{WORDS}/words/", views.recommendation_write, policy=member, name="recommendation-write", limit=WRITING),
    route(f"{WORDS}/approval/", views.recommendation_approval, policy=member, name="recommendation-approval"),
    route(f"{WORDS}/declination/", views.recommendation_declination, policy=member, name="recommendation-declination"),
    route(f"{WORDS}/withdrawal/", views.recommendation_withdrawal, policy=member, name="recommendation-withdrawal"),
]
