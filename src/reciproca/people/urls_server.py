"""Addresses for who keeps the server."""

from reciproca.communities.policies import server_administrator
from reciproca.core.permission import route

from .views import server

app_name = "server"
urlpatterns = [
    route("", server.communities, policy=server_administrator, name="communities"),
    route("communities/new/", server.community_new, policy=server_administrator, name="community-new"),
    route("accounts/", server.accounts, policy=server_administrator, name="accounts"),
    route("accounts/<int:pk>/state/", server.account_state, policy=server_administrator, name="account-state"),
    route("mails/", server.mails, policy=server_administrator, name="mails"),
    route("mails/<uuid:public_id>/retry/", server.mail_retry, policy=server_administrator, name="mail-retry"),
    route("jobs/", server.jobs, policy=server_administrator, name="jobs"),
    route("jobs/<str:key>/retry/", server.job_retry, policy=server_administrator, name="job-retry"),
]
