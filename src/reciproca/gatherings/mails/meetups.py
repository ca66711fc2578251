"""Letters of meet-ups, with what calendars need: nobody receives one who did not say that they come, or that they would."""

from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from reciproca.calendars.events import Method, invitation
from reciproca.circles.words import hours_said
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.italian import euphonic
from reciproca.gatherings.choices import Coming
from reciproca.gatherings.invitations import event_of_meetup
from reciproca.gatherings.meetups import meetups_visible_to, seat_at
from reciproca.gatherings.models import Meetup, MeetupSeat
from reciproca.gatherings.words import day_said, meetup_page, meetups_page
from reciproca.notifications.letters import reader_of
from reciproca.notifications.mail import Attachment, Mail, render_mail
from reciproca.notifications.models import OutboxMail
from reciproca.people.queries import zone_of

__all__ = ["meetup_changed", "meetup_gone", "meetup_joined", "meetup_left", "meetup_off", "place_freed"]


def meetup_joined(mail: OutboxMail) -> Mail | None:
    reader, meetup = _of_who_comes(mail)
    if reader is None or meetup is None:
        return None
    return _letter(
        reader, meetup, _("You come to “%(title)s”, on %(day)s"), _("You said that you come. It is:"), label=_("See who comes"),
        note=_("The attached invitation puts it into your calendar, and follows if it moves."), method="REQUEST",
    )  # fmt: skip


def place_freed(mail: OutboxMail) -> Mail | None:
    reader, meetup = _of_who_comes(mail)
    if reader is None or meetup is None:
        return None
    return _letter(
        reader, meetup, _("There is a place for you: “%(title)s”, on %(day)s"), _("You waited for a place, and one became free. It is yours:"),
        more=_("If you cannot come any more, say so there: somebody else may be waiting."), label=_("See who comes"),
        note=_("The attached invitation puts it into your calendar, and follows if it moves."), method="REQUEST",
    )  # fmt: skip


def meetup_changed(mail: OutboxMail) -> Mail | None:
    """Only the newest step goes out: what was changed again meanwhile is told by another letter."""
    reader, meetup = _of_who_comes(mail)
    if reader is None or meetup is None or meetup.sequence != mail.about["sequence"]:
        return None
    return _letter(
        reader, meetup, _("Changed: “%(title)s”, on %(day)s"), _("The meet-up has changed. It is now:"),
        more=_("If you cannot come any more, say so there: somebody else may be waiting."), label=_("See what has changed"),
        note=_("The attached invitation puts it into your calendar, and follows if it moves."), method="REQUEST",
    )  # fmt: skip


def meetup_off(mail: OutboxMail) -> Mail | None:
    """Those who only waited have nothing in their calendars."""
    reader, meetup, seat = _told(mail)
    if reader is None or meetup is None or seat is None or seat.coming == Coming.NO or meetup.is_planned:
        return None
    if not meetups_visible_to(reader).filter(pk=meetup.pk).exists():
        return None  # another letter tells that it is gone
    return _letter(
        reader, meetup, _("Called off: “%(title)s”, on %(day)s"), _("This meet-up will not take place:"), label=_("See what else there is"),
        url=meetups_page(reader.community), method="CANCEL" if seat.comes else None,
    )  # fmt: skip


def meetup_left(mail: OutboxMail) -> Mail | None:
    reader, meetup, seat = _told(mail)
    if reader is None or meetup is None or seat is None or seat.coming != Coming.NO:
        return None
    return _letter(
        reader, meetup, _("Not this time: “%(title)s”, on %(day)s"), _("You said that you do not come. With this letter it leaves your calendar:"),
        label=_("See what else there is"), url=meetups_page(reader.community), method="CANCEL",
    )  # fmt: skip


def meetup_gone(mail: OutboxMail) -> Mail | None:
    """The same words whether whoever called it left, or it is no longer there for this reader."""
    reader, meetup, seat = _told(mail)
    if reader is None or meetup is None or seat is None or (seat.coming != Coming.NO and meetup.is_planned):
        return None
    return _letter(
        reader, meetup, _("No longer there: “%(title)s”, on %(day)s"), _("This meet-up is no longer there, and leaves your calendar:"),
        label=_("See what else there is"), url=meetups_page(reader.community), method="CANCEL",
    )  # fmt: skip


# ── shared by all ────────────────────────────────────────────────────────────


def _told(mail: OutboxMail) -> tuple[Membership | None, Meetup | None, MeetupSeat | None]:
    """Whoever said something of it, whatever became of it since; what is past is told to nobody."""
    reader = reader_of(mail)
    to_come = Meetup.objects.filter(public_id=mail.about["meetup"], ends_at__gt=clock.now())
    meetup = to_come.select_related("community").first()
    if reader is None or meetup is None:
        return reader, None, None
    return reader, meetup, seat_at(meetup, reader)


def _of_who_comes(mail: OutboxMail) -> tuple[Membership | None, Meetup | None]:
    reader, meetup, seat = _told(mail)
    if reader is None or meetup is None or seat is None or not seat.comes or not meetup.is_planned:
        return reader, None
    return reader, meetups_visible_to(reader).filter(pk=meetup.pk).first()


def _letter(
    reader: Membership,
    meetup: Meetup,
    subject: str,
    lede: str,
    *,
    label: str,
    method: Method | None,
    more: str = "",
    url: str = "",
    note: str = "",
) -> Mail:
    meetup.community = reader.community
    with timezone.override(zone_of(reader)):
        starts, ends = timezone.localtime(meetup.starts_at), timezone.localtime(meetup.ends_at)
        day = day_said(starts.date())
        dates = [f"{day}, {hours_said(starts, ends)}"]
        name = f"invitation-{starts:%Y-%m-%d}.ics"
    text = invitation(event_of_meetup(meetup, reader), method) if method is not None else ""
    context: dict[str, Any] = {
        "person": reader,
        "community": reader.community,
        "kicker": meetup.title,
        "lede": lede,
        "more": more,
        "dates": dates,
        "place": meetup.where if meetup.is_planned else "",
        "label": label,
        "note": note,
        "url": f"{settings.SITE_URL}{url or meetup_page(meetup)}",
        "why": _("You receive this because of a meet-up in %(community)s.") % {"community": reader.community.name},
    }
    subject = euphonic(subject % {"title": meetup.title, "day": day})
    attachments = [Attachment(name, text, f"text/calendar; method={method}")] if method is not None else []
    return render_mail("circles/mails/letter", subject, context, attachments=attachments)
