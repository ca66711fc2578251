"""Addresses of this room inside a community."""

from reciproca.communities.policies import anyone_inside, member
from reciproca.core.permission import Limit, route

from . import views

app_name = "here"
#: Whoever holds a letter may use its addresses; guessing is slow.
BY_LETTER = Limit(per_account=60, per_address=60, reading=True)

urlpatterns = [
    route("", views.today, policy=member, name="today"),
    route("given-and-received/", views.given_and_received, policy=member, name="given-and-received"),
    route("relationships/", views.relationships, policy=member, name="relationships"),
    route("relationships/<uuid:public_id>/", views.relationship, policy=member, name="relationship"),
    route(
        "who-can-help/",
        views.who_can_help,
        policy=member,
        name="who-can-help",
        limit=Limit(per_account=60, per_address=300, reading=True),
    ),
    route("letters/", views.letters, policy=member, name="letters"),
    route("letters/preview/", views.letter_preview, policy=member, name="letter-preview", limit=BY_LETTER),
    route("letters/<slug:token>/stop/", views.letter_stop, policy=anyone_inside, name="letter-stop", limit=BY_LETTER),
    route(
        "letters/<slug:token>/pause/", views.letter_pause, policy=anyone_inside, name="letter-pause", limit=BY_LETTER
    ),
]
