"""Addresses of this room inside a community."""

from reciproca.communities.policies import coordinator, member
from reciproca.core.permission import Limit, route

from .views import coffee

app_name = "gatherings"
WRITING = Limit(per_account=30, per_address=150, seconds=600)
ONE = "coffee/<uuid:public_id>"
TABLE = "coffee/tables/<uuid:public_id>"
urlpatterns = [
    route("coffee/", coffee.coffee_list, policy=member, name="coffee-list"),
    route("coffee/new/", coffee.coffee_new, policy=member, name="coffee-new", limit=WRITING),
    route(f"{ONE}/", coffee.coffee, policy=member, name="coffee-detail"),
    route(f"{ONE}/joining/", coffee.coffee_joining, policy=member, name="coffee-joining"),
    route(f"{ONE}/departure/", coffee.coffee_departure, policy=member, name="coffee-departure"),
    route(f"{ONE}/pause/", coffee.coffee_pause, policy=member, name="coffee-pause"),
    route(f"{ONE}/skip/", coffee.coffee_skip, policy=member, name="coffee-skip"),
    route(f"{ONE}/ending/", coffee.coffee_ending, policy=member, name="coffee-ending"),
    route(f"{ONE}/export.csv", coffee.coffee_export_csv, policy=coordinator, name="coffee-export-csv"),
    route(f"{ONE}/export.xlsx", coffee.coffee_export_xlsx, policy=coordinator, name="coffee-export-xlsx"),
    route(f"{TABLE}/", coffee.table, policy=member, name="table-detail"),
    route(f"{TABLE}/conversation/", coffee.table_talk, policy=member, name="table-talk", limit=WRITING),
    route(f"{TABLE}/word/", coffee.table_word, policy=member, name="table-word"),
]
