"""Addresses of this room inside a community. All of them are for coordinators: a member sees nothing of a round."""

from reciproca.communities.policies import coordinator
from reciproca.core.permission import Limit, route

from . import views

app_name = "matching"
#: Who reviews five hundred pairs presses many buttons.
REVIEWING = Limit(per_account=900, per_address=1800, seconds=600)
_ROUND = "rounds/<uuid:public_id>/"
_PAIR = f"{_ROUND}pairs/<uuid:mentee>/<uuid:mentor>/"
urlpatterns = [
    route("rounds/", views.round_list, policy=coordinator, name="round-list"),
    route("cohorts/<uuid:public_id>/rounds/", views.cohort, policy=coordinator, name="cohort"),
    route(_ROUND, views.match_round, policy=coordinator, name="round-detail"),
    route(f"{_ROUND}preparation/", views.preparation, policy=coordinator, name="round-preparation"),
    route(f"{_ROUND}options/", views.options, policy=coordinator, name="round-options"),
    route(f"{_ROUND}run/", views.run, policy=coordinator, name="run"),
    route(f"{_ROUND}progress/", views.progress, policy=coordinator, name="run-progress"),
    route(f"{_ROUND}unmatched/", views.unmatched, policy=coordinator, name="unmatched-list"),
    route(f"{_ROUND}changes/", views.changes, policy=coordinator, name="change-list"),
    route(f"{_ROUND}decisions/", views.decisions, policy=coordinator, name="decision-list", limit=REVIEWING),
    route(f"{_ROUND}letters/", views.letters, policy=coordinator, name="letter-list"),
    route(f"{_ROUND}export.xlsx", views.export_xlsx, policy=coordinator, name="export-xlsx"),
    route(f"{_ROUND}export.csv", views.export_csv, policy=coordinator, name="export-csv"),
    route(f"{_ROUND}publication/", views.publication, policy=coordinator, name="publication", whole=False),
    route(f"{_ROUND}setting-aside/", views.setting_aside, policy=coordinator, name="setting-aside"),
    route(_PAIR, views.pair, policy=coordinator, name="pair-detail"),
    route(f"{_PAIR}lock/", views.lock, policy=coordinator, name="lock", limit=REVIEWING),
    route(f"{_PAIR}release/", views.release, policy=coordinator, name="release", limit=REVIEWING),
    route(f"{_PAIR}exclusion/", views.exclusion, policy=coordinator, name="exclusion", limit=REVIEWING),
    route(f"{_PAIR}readmission/", views.readmission, policy=coordinator, name="readmission", limit=REVIEWING),
    route(f"{_PAIR}trial/", views.trial, policy=coordinator, name="trial"),
    route(f"{_PAIR}swap/", views.swap, policy=coordinator, name="swap"),
]
