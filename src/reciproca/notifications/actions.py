"""Post a mail, and deliver what is due."""

import logging
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import translation

from reciproca.core import clock, jobs
from reciproca.core.scope import within

from .choices import MailState
from .mail import build_message, renderer_of
from .models import OutboxMail

__all__ = [
    "deliver_mail", "due_mails", "forget_old_mails", "hold_waiting_mails", "post_mail", "post_mails",
    "settle_past_mails", "unpark_mail",
]  # fmt: skip

logger = logging.getLogger("reciproca.mail")

MOST_TRIES = 5
LEASE = timedelta(minutes=10)


def post_mail(
    renderer: str, *, to: str, language: str, key: str, community: Any = None, about: dict[str, Any] | None = None
) -> OutboxMail | None:
    """Put a mail into the outbox, in the transaction of what it tells. The same `key` is posted once (None after that).

    renderer: ``"reciproca.<room>.mails.<name>"``, a function of the outbox row that returns a `Mail`, or None when
    at the time of sending it is no longer wanted (blocked, left, withdrawn).
    """
    try:
        with transaction.atomic():
            mail = OutboxMail.objects.create(
                renderer=renderer,
                key=key,
                recipient=to,
                language=language,
                community=community,
                about=about or {},
                created_at=clock.now(),
                due_at=clock.now(),
            )
            jobs.enqueue("reciproca.notifications.tasks.deliver_mail", mail.pk)
    except IntegrityError:
        return None
    return mail


@transaction.atomic
def post_mails(letters: Iterable[Mapping[str, Any]]) -> int:
    """`post_mail` for many at once, each with its arguments and `renderer`: one write, and one job that delivers them."""
    now = clock.now()
    mails = [
        OutboxMail(
            renderer=letter["renderer"],
            key=letter["key"],
            recipient=letter["to"],
            language=letter["language"],
            community=letter.get("community"),
            about=letter.get("about") or {},
            created_at=now,
            due_at=now,
        )
        for letter in letters
    ]
    known = set(OutboxMail.objects.filter(key__in=[mail.key for mail in mails]).values_list("key", flat=True))
    new = [mail for mail in mails if mail.key not in known]
    OutboxMail.objects.bulk_create(new, batch_size=200)
    if new:
        jobs.enqueue("reciproca.notifications.tasks.deliver_due_mails")
    return len(new)


def due_mails() -> list[int]:
    """Keys of the mails whose time has come, oldest first."""
    due = OutboxMail.objects.filter(state=MailState.WAITING, due_at__lte=clock.now())
    return list(due.order_by("due_at").values_list("pk", flat=True)[:500])


def deliver_mail(mail_pk: int) -> str:
    """Send one mail if it is still due, and return its state. May be called twice: a lease keeps it to one sender at a time."""
    now = clock.now()
    claimed = OutboxMail.objects.filter(pk=mail_pk, state=MailState.WAITING, due_at__lte=now).update(
        lease=F("lease") + 1, tries=F("tries") + 1, due_at=now + LEASE
    )
    if not claimed:
        return "not due"
    mail = OutboxMail.objects.select_related("community").get(pk=mail_pk)
    if mail.tries > MOST_TRIES:  # the sender died each time, without a word
        return _settle_failure(mail, mail.trouble or "the sender was killed")
    try:
        with within(mail.community), translation.override(mail.language):
            content = renderer_of(mail)(mail)
        if content is None:
            return _settle(mail, MailState.DROPPED)
        build_message(mail, content).send()
    except Exception as trouble:  # one bad mail never stops the others; what went wrong is kept and shown
        logger.warning("mail %s: %s", mail.public_id, type(trouble).__name__)
        return _settle_failure(mail, type(trouble).__name__)
    return _settle(mail, MailState.SENT)


def unpark_mail(mail: OutboxMail) -> None:
    """Try a parked mail again, from the first try."""
    with transaction.atomic():
        OutboxMail.objects.filter(pk=mail.pk, state=MailState.PARKED).update(
            state=MailState.WAITING, tries=0, due_at=clock.now()
        )
        jobs.enqueue("reciproca.notifications.tasks.deliver_mail", mail.pk)


def hold_waiting_mails(because: str) -> int:
    """Park everything that waits: after a restore nobody knows what was sent since the backup."""
    return OutboxMail.objects.filter(state=MailState.WAITING).update(state=MailState.PARKED, trouble=because[:200])


def forget_old_mails() -> int:
    """Delete settled mails after three weeks."""
    old = OutboxMail.objects.exclude(state=MailState.WAITING).filter(created_at__lt=clock.now() - timedelta(days=21))
    return old.delete()[0]


def settle_past_mails(until: datetime) -> int:
    """The mails of an invented past count as sent on their day: nothing leaves, and no code or link is kept."""
    past = OutboxMail.objects.filter(state=MailState.WAITING, created_at__lte=until)
    secret = [mail for mail in past if _without_secrets(mail.about) != mail.about]
    for mail in secret:
        mail.about = _without_secrets(mail.about)
    OutboxMail.objects.bulk_update(secret, ["about"], batch_size=200)
    return past.update(state=MailState.SENT, sent_at=F("created_at"))


def _without_secrets(about: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in about.items() if name not in ("code", "url")}


def _settle(mail: OutboxMail, state: str) -> str:
    OutboxMail.objects.filter(pk=mail.pk, lease=mail.lease).update(
        state=state,
        sent_at=clock.now() if state == MailState.SENT else None,
        about=_without_secrets(mail.about),
        trouble="",
    )
    return state


def _settle_failure(mail: OutboxMail, trouble: str) -> str:
    parked = mail.tries >= MOST_TRIES
    OutboxMail.objects.filter(pk=mail.pk, lease=mail.lease).update(
        state=MailState.PARKED if parked else MailState.WAITING,
        due_at=jobs.later(jobs.backoff(mail.tries)),
        trouble=trouble[:200],
    )
    return MailState.PARKED if parked else MailState.WAITING
