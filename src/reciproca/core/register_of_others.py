"""The data register of the tables that come with packages: accounts, sessions, jobs."""

from .register import Datum, data, technical

__all__ = ["REGISTER_OF_OTHERS"]

#: By model label; paths lead from the row to the account it speaks of.
REGISTER_OF_OTHERS: dict[str, dict[str, Datum]] = {
    "account.emailaddress": technical("id", "primary") | data("user", ["user", "email", "verified"]),
    "account.emailconfirmation": technical("id")
    | data("email_address__user", ["email_address", "created", "sent", "key"], export=False, retention="days-30"),
    "mfa.authenticator": technical("id")
    | data("user", ["user", "type", "created_at", "last_used_at"])
    | data("user", ["data"], export=False),  # secrets: nobody is helped by a copy of them
    "usersessions.usersession": technical("id", "data")
    | data("user", ["user", "created_at", "ip", "last_seen_at", "user_agent"], retention="days-30")
    | data("user", ["session_key"], export=False, retention="days-30"),
    # Named by their key alone; ended with the account, and tidied away when they run out.
    "sessions.session": technical("session_key", "session_data", "expire_date", retention="days-30"),
    # Jobs carry ids only; results are kept for three weeks.
    "django_q.task": technical(
        "id", "name", "func", "hook", "args", "kwargs", "result", "group", "cluster", "started", "stopped", "success",
        "attempt_count", retention="days-21",
    ),
    "django_q.schedule": technical(
        "id", "name", "func", "hook", "args", "kwargs", "schedule_type", "minutes", "repeats", "next_run", "cron", "task",
        "cluster", "intended_date_kwarg",
    ),
    "django_q.ormq": technical("id", "key", "payload", "lock", retention="days-21"),
    # Permissions and groups of Django are not used: who may is decided by roles.
    "auth.permission": technical("id", "name", "content_type", "codename"),
    "auth.group": technical("id", "name", "permissions"),
    "auth.group_permissions": technical("id", "group", "permission"),
    "contenttypes.contenttype": technical("id", "app_label", "model"),
}  # fmt: skip
