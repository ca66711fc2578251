"""Addresses of this room inside a community."""

from reciproca.communities.policies import coordinator
from reciproca.core.permission import Limit, route

from . import views

app_name = "imports"

#: A sheet with many rows to be put right is put right by hand: that takes many presses.
MENDING = Limit(per_account=1200, per_address=2400, seconds=600)
UPLOADS = Limit(per_account=40, per_address=80, seconds=600)

one = "imports/<uuid:public_id>/"

# `whole=False`: a file is opened, or many rows are written, outside the transaction of the request; each of these
# has one effect by itself (the key of the form, or a state that is left only once).
urlpatterns = [
    route("imports/", views.imports, policy=coordinator, name="import-list"),
    route("imports/new/", views.new_import, policy=coordinator, name="import-new", limit=UPLOADS, whole=False),
    route(one, views.detail, policy=coordinator, name="import-detail"),
    route(f"{one}columns/", views.columns, policy=coordinator, name="import-columns", limit=MENDING, whole=False),
    route(f"{one}reading/", views.reading, policy=coordinator, name="import-reading", limit=UPLOADS, whole=False),
    route(f"{one}proposal/", views.proposal, policy=coordinator, name="import-proposal"),
    route(f"{one}mapping/", views.mapping, policy=coordinator, name="import-mapping"),
    route(f"{one}rows/<int:number>/", views.row, policy=coordinator, name="import-row", limit=MENDING),
    route(
        f"{one}rows/<int:number>/decision/", views.decision, policy=coordinator, name="import-decision", limit=MENDING
    ),
    route(f"{one}repairs/", views.repairs, policy=coordinator, name="import-repairs", limit=MENDING),
    route(f"{one}rehearsal/", views.rehearsal, policy=coordinator, name="import-rehearsal"),
    route(f"{one}execution/", views.execution, policy=coordinator, name="import-execution", whole=False),
    route(f"{one}undoing/", views.undoing, policy=coordinator, name="import-undoing", whole=False),
    route(f"{one}removal/", views.removal, policy=coordinator, name="import-removal"),
    route(f"{one}retry/", views.retry, policy=coordinator, name="import-retry"),
]
