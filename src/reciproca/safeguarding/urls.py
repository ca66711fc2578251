"""Addresses of this room inside a community."""

from reciproca.communities.policies import coordinator, member, signed_in_inside
from reciproca.core.permission import Limit, route

from . import views

app_name = "safeguarding"
WRITING = Limit(per_account=30, per_address=150, seconds=600)
SIGN = "safety/signs/<uuid:public_id>"
urlpatterns = [
    # reporting
    route("reports/", views.report_list, policy=member, name="report-list"),
    route(
        "reports/new/<slug:kind>/<uuid:public_id>/", views.report_new, policy=member, name="report-new", limit=WRITING
    ),
    route("reports/<uuid:public_id>/", views.report_detail, policy=member, name="report-detail"),
    # what was decided about me, also while my membership is paused
    route("decisions/<uuid:public_id>/", views.decision, policy=signed_in_inside, name="decision-detail"),
    route(
        "decisions/<uuid:public_id>/objection/",
        views.objection,
        policy=signed_in_inside,
        name="objection",
        limit=WRITING,
    ),
    # answering for somebody
    route("vouches/", views.vouches, policy=member, name="vouch-list"),
    route("people/<uuid:public_id>/vouch/", views.vouch, policy=member, name="vouch-new", limit=WRITING),
    route("vouches/<uuid:public_id>/end/", views.vouch_end, policy=member, name="vouch-end"),
    # for who coordinates
    route("safety/", views.safety, policy=coordinator, name="safety"),
    route("safety/measures/", views.measures, policy=coordinator, name="measures"),
    route("safety/reports/<uuid:public_id>/", views.report_decision, policy=coordinator, name="report-decision"),
    route(
        "safety/decisions/<uuid:public_id>/reply/", views.objection_reply, policy=coordinator, name="objection-reply"
    ),
    route("safety/people/<uuid:public_id>/hold/end/", views.hold_end, policy=coordinator, name="hold-end"),
    route(f"{SIGN}/confirmation/", views.doubt_asking, policy=coordinator, name="sign-confirmation"),
    route(f"{SIGN}/hold/", views.doubt_holding, policy=coordinator, name="sign-hold"),
    route(f"{SIGN}/quiet/", views.doubt_quieting, policy=coordinator, name="sign-quiet"),
]
