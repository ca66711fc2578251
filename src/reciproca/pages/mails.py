"""The weekly letter, worded when it leaves: what Today would say at that moment, less what is not for mails."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from reciproca.calendars.events import feed
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.urls import reverse_in
from reciproca.mentoring.words import hour_said
from reciproca.network.invitations import event_of_time
from reciproca.network.models import TimeForTies
from reciproca.network.queries import time_of
from reciproca.notifications.letters import reader_of
from reciproca.notifications.mail import Attachment, Later, Mail, render_mail
from reciproca.notifications.models import LetterWishes, OutboxMail
from reciproca.notifications.queries import key_of, wishes_of
from reciproca.people.queries import zone_of

from .letters import letter_of
from .words import day_said, letter_summary, weekly_greeting, when_said

__all__ = ["weekly", "weekly_letter"]


def weekly(mail: OutboxMail) -> Mail | None:
    """Asks anew: still here, still wanted, not paused, and something to say. At night it waits for the morning."""
    reader = reader_of(mail)
    wishes = wishes_of(reader) if reader is not None else None
    if reader is None or wishes is None or not wishes.is_wanted:
        return None
    now, zone = clock.now(), zone_of(reader)
    if wishes.is_paused(now, zone):
        return None
    if wishes.is_quiet(now, zone):
        raise Later(wishes.quiet_ends(now, zone))
    return weekly_letter(reader, wishes, now)


def weekly_letter(reader: Membership, wishes: LetterWishes, at: datetime) -> Mail | None:
    """As it would leave at a moment; None when there is nothing to say. Also for looking at it beforehand."""
    letter = letter_of(reader)
    if letter is None:
        return None
    zone = zone_of(reader)
    day = at.astimezone(zone).date()
    key = key_of(reader)
    kept = time_of(reader)
    context = {
        "person": reader,
        "community": reader.community,
        "day": day_said(day),
        "greeting": weekly_greeting(reader.given_name),
        "summary": letter_summary(letter.steps),
        "preview": ", ".join(dict.fromkeys(_names_in(letter.steps, letter.waiting))),
        "steps": [(step, _whole(step.url)) for step in letter.steps],
        "dates": [(due, _whole(due.url), day_said(due.on)) for due in letter.dates],
        "waiting": [(one, _whole(one.url)) for one in letter.waiting],
        "kept": _slot_said(kept, reader) if kept is not None else None,
        "time_url": _at(reader, "network:time"),
        "why": when_said(wishes),
        "unsubscribe_url": _at(reader, "here:letter-stop", token=key),
        "pause_url": _at(reader, "here:letter-pause", token=key),
        "settings_url": _at(reader, "here:letters"),
    }
    calendar = [_calendar(kept, reader)] if kept is not None else []
    subject = _("Your week in %(community)s") % {"community": reader.community.name}
    return render_mail(
        "pages/mails/weekly", subject, context, stop_url=context["unsubscribe_url"], attachments=calendar
    )


def _names_in(*groups: list) -> list[str]:
    """Whom it is about, for the line beside the subject; the names that stand in it."""
    people = [
        getattr(one, "who", None) or getattr(one, "partner", None)
        for group in groups
        for one in group
        if not getattr(one, "in_letter", "")
    ]
    return [person.given_name for person in people if person is not None]


def _slot_said(kept: TimeForTies, reader: Membership) -> dict[str, str]:
    """The hour that is kept for relationships, this week."""
    event = event_of_time(kept, reader)
    zone = ZoneInfo(reader.community.time_zone)
    today = clock.today(reader.community.time_zone)
    day = today + timedelta(days=(kept.weekday - today.weekday()) % 7)
    return {"hour": hour_said(event.starts, zone), "day": day_said(day), "until": hour_said(event.ends, zone)}


def _calendar(kept: TimeForTies, reader: Membership) -> Attachment:
    event = event_of_time(kept, reader)
    return Attachment("reciproca.ics", feed([event], name=event.summary), "text/calendar")


def _at(reader: Membership, name: str, **arguments: str) -> str:
    return _whole(reverse_in(reader.community, name, **arguments))


def _whole(url: str) -> str:
    return f"{settings.SITE_URL}{url}"
