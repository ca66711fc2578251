"""Post a mail, and deliver what is due."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import translation

from reciproca.communities.models import Membership
from reciproca.core import clock, jobs
from reciproca.core.scope import within

from .choices import Every, MailState
from .mail import Later, build_message, renderer_of
from .models import LetterWishes, OutboxMail
from .queries import hash_of_key, key_of, wishes_of

__all__ = [
    "choose_letters", "deliver_mail", "due_mails", "forget_old_mails", "hold_waiting_mails", "pause_letters", "post_mail",
    "post_mails", "settle_past_mails", "stop_letters", "take_day", "take_days", "unpark_mail",
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
    except Later as later:
        return _put_off(mail, later.until)
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


# ── wishes ───────────────────────────────────────────────────────────────────


def choose_letters(
    *, by: Membership, every: str, weekday: int, hour: int, quiet_from: int, quiet_until: int, paused_until: date | None
) -> LetterWishes:
    """All that somebody may wish of the letters that nobody's act brings."""
    wished = {
        "every": every,
        "weekday": weekday,
        "hour": hour,
        "quiet_from": quiet_from,
        "quiet_until": quiet_until,
        "paused_until": paused_until,
    }
    return LetterWishes.objects.update_or_create(membership=by, defaults=wished)[0]


def stop_letters(wishes: LetterWishes) -> None:
    """No weekly letter any more: by whoever holds a letter, without signing in."""
    LetterWishes.objects.filter(pk=wishes.pk).update(every=Every.NEVER)


def pause_letters(wishes: LetterWishes, *, until: date) -> None:
    LetterWishes.objects.filter(pk=wishes.pk).update(paused_until=until)


@transaction.atomic
def take_day(person: Membership, *, zone: ZoneInfo) -> bool:
    """Take somebody's one letter of today, in the transaction of the letter; False when it was taken, or none may come now."""
    now = clock.now()
    if not wishes_of(person).may_come(now, zone):
        return False
    today = now.astimezone(zone).date()
    mine, _made = LetterWishes.objects.get_or_create(membership=person)
    free = LetterWishes.objects.filter(pk=mine.pk).exclude(last_on=today)
    return bool(free.update(last_on=today))


def take_days(wishes: Sequence[tuple[Membership, datetime, date]]) -> set[int]:
    """Take the days of many for their weekly letters, in the transaction of those: for each the moment it is asked for, and
    the day there. Keys of the people whose day it was."""
    keys = {person.pk: key_of(person) for person, _, _ in wishes}
    LetterWishes.objects.bulk_create(
        [LetterWishes(membership=person) for person, _, _ in wishes], ignore_conflicts=True, batch_size=200
    )
    taken = set()
    for person, moment, day in wishes:
        mine = LetterWishes.objects.filter(membership=person).exclude(last_on=day).exclude(asked_for__gte=moment)
        if mine.update(last_on=day, asked_for=moment, key_hash=hash_of_key(keys[person.pk])):
            taken.add(person.pk)
    return taken


def _put_off(mail: OutboxMail, until: datetime) -> str:
    """Not a try: it was not sent because its time is another."""
    OutboxMail.objects.filter(pk=mail.pk, lease=mail.lease).update(
        state=MailState.WAITING, due_at=until, tries=F("tries") - 1
    )
    return MailState.WAITING


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
