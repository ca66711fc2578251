"""Addresses of this room inside a community."""

from reciproca.communities.policies import member
from reciproca.core.permission import Limit, route

from .views import connections, encounters, garden, giving

app_name = "network"
WRITING = Limit(per_account=30, per_address=150, seconds=600)
GUESSING = Limit(per_account=10, per_address=60, seconds=600)
ONE = "connection-requests/<uuid:public_id>"
MET = "encounters/<uuid:public_id>"
WITH = "people/<uuid:public_id>"
urlpatterns = [
    # asking, and answering
    route("connection-requests/", connections.request_list, policy=member, name="request-list"),
    route(f"{WITH}/connection/", connections.request_new, policy=member, name="request-new", limit=WRITING),
    route(f"{ONE}/", connections.request_detail, policy=member, name="request-detail"),
    route(f"{ONE}/acceptance/", connections.request_acceptance, policy=member, name="request-acceptance"),
    route(f"{ONE}/question/", connections.request_question, policy=member, name="request-question", limit=WRITING),
    route(f"{ONE}/reply/", connections.request_reply, policy=member, name="request-reply", limit=WRITING),
    route(f"{ONE}/declination/", connections.request_declination, policy=member, name="request-declination"),
    route(f"{ONE}/laying-aside/", connections.request_laying_aside, policy=member, name="request-laying-aside"),
    route(f"{ONE}/withdrawal/", connections.request_withdrawal, policy=member, name="request-withdrawal"),
    # a connection, and allies
    route(
        "connections/<uuid:public_id>/hiding/",
        connections.connection_hiding,
        policy=member,
        name="connection-hiding",
    ),
    route("connections/<uuid:public_id>/end/", connections.connection_end, policy=member, name="connection-end"),
    route(f"{WITH}/alliance/", connections.alliance, policy=member, name="alliance"),
    route(f"{WITH}/alliance/closeness/", connections.closeness, policy=member, name="closeness"),
    route(f"{WITH}/alliance/end/", connections.alliance_end, policy=member, name="alliance-end"),
    # meeting in person
    route("encounters/", encounters.encounter_new, policy=member, name="encounter-new", limit=WRITING),
    route("encounters/reading/", encounters.encounter_reading, policy=member, name="encounter-reading", limit=GUESSING),
    route(f"{MET}/", encounters.encounter_detail, policy=member, name="encounter-detail"),
    route(f"{MET}/confirmation/", encounters.encounter_confirmation, policy=member, name="encounter-confirmation"),
    route(f"{MET}/refusal/", encounters.encounter_refusal, policy=member, name="encounter-refusal"),
    # for oneself
    route(f"{WITH}/notes/", garden.care, policy=member, name="care"),
    route(f"{WITH}/reminders/", garden.reminder_new, policy=member, name="reminder-new"),
    route("reminders/<uuid:public_id>/end/", garden.reminder_end, policy=member, name="reminder-end"),
    route("giving/", giving.giving, policy=member, name="giving"),
    route("relationships/time/", garden.time_for_ties, policy=member, name="time"),
    route("relationships/time/end/", garden.time_end, policy=member, name="time-end"),
]
