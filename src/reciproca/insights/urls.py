"""Addresses of this room inside a community."""

from reciproca.communities.policies import coordinator
from reciproca.core.permission import Limit, route

from . import views

app_name = "insights"
WRITING = Limit(per_account=60, per_address=300, seconds=600)
urlpatterns = [
    route("overview/", views.overview, policy=coordinator, name="overview"),
    route("cohorts/<uuid:public_id>/overview/", views.cohort_overview, policy=coordinator, name="cohort-overview"),
    route(
        "overview/pairs/<uuid:public_id>/reminder/",
        views.reminder,
        policy=coordinator,
        name="pair-reminder",
        limit=WRITING,
    ),
    route("overview/<slug:figure>/", views.figure_list, policy=coordinator, name="figure-list"),
    route("overview/<slug:figure>/list.csv", views.export_csv, policy=coordinator, name="figure-csv"),
    route("overview/<slug:figure>/list.xlsx", views.export_xlsx, policy=coordinator, name="figure-xlsx"),
]
