"""Addresses of this room inside a community."""

from reciproca.communities.policies import coordinator, member
from reciproca.core.permission import Limit, route

from .views import coffee, meetups

app_name = "gatherings"
WRITING = Limit(per_account=30, per_address=150, seconds=600)
GUESSING = Limit(per_account=10, per_address=150, seconds=600)
ONE = "coffee/<uuid:public_id>"
TABLE = "coffee/tables/<uuid:public_id>"
MEETUP = "meetups/<uuid:public_id>"
urlpatterns = [
    route("coffee/", coffee.coffee_list, policy=member, name="coffee-list"),
    route("coffee/new/", coffee.coffee_new, policy=member, name="coffee-new", limit=WRITING),
    route(f"{ONE}/", coffee.coffee, policy=member, name="coffee-detail"),
    route(f"{ONE}/joining/", coffee.coffee_joining, policy=member, name="coffee-joining"),
    route(f"{ONE}/departure/", coffee.coffee_departure, policy=member, name="coffee-departure"),
    route(f"{ONE}/pause/", coffee.coffee_pause, policy=member, name="coffee-pause"),
    route(f"{ONE}/skip/", coffee.coffee_skip, policy=member, name="coffee-skip"),
    route(f"{ONE}/change/", coffee.coffee_change, policy=member, name="coffee-change", limit=WRITING),
    route(f"{ONE}/ending/", coffee.coffee_ending, policy=member, name="coffee-ending"),
    route(f"{ONE}/export.csv", coffee.coffee_export_csv, policy=coordinator, name="coffee-export-csv"),
    route(f"{ONE}/export.xlsx", coffee.coffee_export_xlsx, policy=coordinator, name="coffee-export-xlsx"),
    route(f"{TABLE}/", coffee.table, policy=member, name="table-detail"),
    route(f"{TABLE}/conversation/", coffee.table_talk, policy=member, name="table-talk", limit=WRITING),
    route(f"{TABLE}/word/", coffee.table_word, policy=member, name="table-word"),
    # meet-ups
    route("meetups/", meetups.meetup_list, policy=member, name="meetup-list"),
    route("meetups/new/", meetups.meetup_new, policy=member, name="meetup-new", limit=WRITING),
    route(f"{MEETUP}/", meetups.meetup, policy=member, name="meetup-detail"),
    route(f"{MEETUP}/presence/", meetups.meetup_presence, policy=member, name="meetup-presence"),
    route(f"{MEETUP}/change/", meetups.meetup_change, policy=member, name="meetup-change", limit=WRITING),
    route(f"{MEETUP}/cancellation/", meetups.meetup_cancellation, policy=member, name="meetup-cancellation"),
    route(f"{MEETUP}/invitation/", meetups.meetup_invitation, policy=member, name="meetup-invitation"),
    route(f"{MEETUP}/door/", meetups.meetup_door, policy=member, name="meetup-door"),
    route(f"{MEETUP}/arrival/", meetups.meetup_arrival, policy=member, name="meetup-arrival", limit=GUESSING),
    route(f"{MEETUP}/people/", meetups.meetup_met, policy=member, name="meetup-met", limit=WRITING),
]
