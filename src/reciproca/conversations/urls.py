"""Addresses of this room inside a community."""

from reciproca.communities.policies import member
from reciproca.core.permission import Limit, route

from . import views

app_name = "conversations"
WRITING = Limit(per_account=90, per_address=600, seconds=600)
KEEPING = Limit(per_account=900, per_address=6000, seconds=600)  # a draft is kept every few seconds
ONE = "conversations/<uuid:public_id>"
MESSAGE = "conversations/messages/<uuid:public_id>"
urlpatterns = [
    route("conversations/", views.conversations, policy=member, name="conversation-list"),
    route("conversations/put-away/", views.archived, policy=member, name="conversation-archived"),
    route("conversations/letters/", views.letters, policy=member, name="letters"),
    route(
        "conversations/with/<uuid:public_id>/",
        views.conversation_new,
        policy=member,
        name="conversation-new",
        limit=WRITING,
    ),
    route(f"{ONE}/", views.conversation, policy=member, name="conversation-detail", limit=WRITING),
    route(f"{ONE}/news/", views.conversation_news, policy=member, name="conversation-news"),
    route(f"{ONE}/starters/", views.conversation_starters, policy=member, name="conversation-starters"),
    route(f"{ONE}/draft/", views.conversation_draft, policy=member, name="conversation-draft", limit=KEEPING),
    route(
        f"{ONE}/files/",
        views.conversation_files,
        policy=member,
        name="conversation-files",
        limit=Limit(per_account=40, per_address=200),
        whole=False,
    ),
    route(f"{ONE}/muting/", views.conversation_muting, policy=member, name="conversation-muting"),
    route(f"{ONE}/archiving/", views.conversation_archiving, policy=member, name="conversation-archiving"),
    route(f"{ONE}/departure/", views.conversation_departure, policy=member, name="conversation-departure"),
    route("conversations/files/<uuid:public_id>/", views.file, policy=member, name="file"),
    route("conversations/files/<uuid:public_id>/removal/", views.file_removal, policy=member, name="file-removal"),
    route(f"{MESSAGE}/words/", views.message_edit, policy=member, name="message-edit", limit=WRITING),
    route(f"{MESSAGE}/removal/", views.message_removal, policy=member, name="message-removal"),
    route(f"{MESSAGE}/echo/", views.message_echo, policy=member, name="message-echo"),
]
