"""The data register of the tables that come with packages: accounts, sessions, jobs."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from .register import Datum, Holding, data, technical

__all__ = ["HOLDINGS_OF_OTHERS", "REGISTER_OF_OTHERS", "holding_of", "register_of"]

#: By model label; paths lead from the row to the account it speaks of.
REGISTER_OF_OTHERS: dict[str, dict[str, Datum]] = {
    "account.emailaddress": technical("id", "primary") | data("user", ["user", "email", "verified"], retention="account"),
    "account.emailconfirmation": technical("id")
    | data("email_address__user", ["email_address", "created", "sent", "key"], export=False, retention="days-30"),
    "mfa.authenticator": technical("id")
    | data("user", ["user", "type", "created_at", "last_used_at"], retention="account")
    | data("user", ["data"], export=False, retention="account"),  # secrets: nobody is helped by a copy of them
    "usersessions.usersession": technical("id", "data", retention="days-30")
    | data("user", ["user", "created_at", "ip", "last_seen_at", "user_agent"], retention="days-30")
    | data("user", ["session_key"], export=False, retention="days-30"),
    # Named by their key alone; ended with the account, and tidied away when they run out.
    "sessions.session": technical("session_key", "session_data", "expire_date"),
    # Jobs carry ids only; results are kept for three weeks.
    "django_q.task": technical(
        "id", "name", "func", "hook", "args", "kwargs", "result", "group", "cluster", "started", "stopped", "success",
        "attempt_count", retention="days-21",
    ),
    "django_q.schedule": technical(
        "id", "name", "func", "hook", "args", "kwargs", "schedule_type", "minutes", "repeats", "next_run", "cron", "task",
        "cluster", "intended_date_kwarg",
    ),
    "django_q.ormq": technical("id", "key", "payload", "lock"),  # gone as soon as the job is done
    # Permissions and groups of Django are not used: who may is decided by roles.
    "auth.permission": technical("id", "name", "content_type", "codename"),
    "auth.group": technical("id", "name", "permissions"),
    "auth.group_permissions": technical("id", "group", "permission"),
    "contenttypes.contenttype": technical("id", "app_label", "model"),
}  # fmt: skip

HOLDINGS_OF_OTHERS: dict[str, Holding] = {
    "account.emailaddress": Holding(
        what=_("Your addresses"),
        purpose=_("So that we know where to write, and that the address is really yours."),
        seen_by=_("You alone."),
    ),
    "account.emailconfirmation": Holding(
        what=_("Addresses that wait to be confirmed"),
        purpose=_("So that nobody signs in with the address of somebody else."),
        seen_by=_("Nobody: it is used by the program."),
        since="created",
    ),
    "mfa.authenticator": Holding(
        what=_("Your passkeys and your second step"),
        purpose=_("So that you, and only you, can sign in."),
        seen_by=_("You see that they are there; the secrets in them nobody sees."),
    ),
    "usersessions.usersession": Holding(
        what=_("Where you are signed in"),
        purpose=_("So that you can close a sign-in that is not yours."),
        seen_by=_("You alone."),
        since="last_seen_at",
    ),
    "django_q.task": Holding(
        what=_("Results of background jobs"),
        purpose=_("So that what got stuck can be found."),
        seen_by=_("Who keeps the server."),
        since="stopped",
    ),
}


def register_of(model: type[models.Model]) -> dict[str, Datum]:
    """The register of a model, by field; empty when it has none (a fault that the tests find)."""
    return getattr(model, "data_register", None) or REGISTER_OF_OTHERS.get(model._meta.label_lower, {})


def holding_of(model: type[models.Model]) -> Holding | None:
    """The same in words, or None for tables that speak of nobody."""
    return getattr(model, "data_holding", None) or HOLDINGS_OF_OTHERS.get(model._meta.label_lower)
