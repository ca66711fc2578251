"""The weekly time for one's relationships as a calendar reads it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from reciproca.calendars.events import Event
from reciproca.communities.models import Membership
from reciproca.core.urls import reverse_in

from .models import TimeForTies

__all__ = ["event_of_time"]


def event_of_time(kept: TimeForTies, person: Membership) -> Event:
    """In the language in force. It begins with the first such day after it was chosen."""
    zone = ZoneInfo(person.community.time_zone)
    chosen = kept.changed_at.astimezone(zone).date()
    first = chosen + timedelta(days=(kept.weekday - chosen.weekday()) % 7)
    starts = datetime.combine(first, kept.starts_at, zone)
    url = f"{settings.SITE_URL}{reverse_in(person.community, 'here:relationships')}"
    return Event(
        uid=f"time-{person.public_id}@reciproca.invalid",
        sequence=kept.version,
        stamp=kept.changed_at,
        starts=starts,
        ends=starts + timedelta(minutes=kept.minutes),
        zone=person.community.time_zone,
        summary=_("Time for your relationships"),
        url=url,
        weekly=True,
    )
