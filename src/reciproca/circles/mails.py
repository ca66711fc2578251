"""What the letters of this room say, worded when they are sent. None carries what people wrote or said to each other."""

from collections.abc import Sequence
from typing import Any

from babel.lists import format_list
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from reciproca.calendars.events import Method, invitation
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.italian import euphonic
from reciproca.core.urls import reverse_in
from reciproca.notifications.letters import reader_of
from reciproca.notifications.mail import Attachment, Later, Mail, render_mail
from reciproca.notifications.models import OutboxMail
from reciproca.notifications.queries import wishes_of
from reciproca.people.queries import zone_of

from .choices import CharterState, CircleState, CompositionState, LeftOut, MeetingState, SeatState
from .invitations import event_of
from .mending import mendings_to_answer
from .models import Charter, Circle, Composition, Meeting, Seat, SignUp
from .queries import (
    cases_waiting_for,
    circles_of,
    has_consented,
    invitations_to,
    meetings_visible_to,
    members_of,
    requests_to_answer,
)
from .rhythm import check_ins_to_answer, is_nudged
from .rings import asks_to_tell, rings_to_bring_to
from .words import (
    cadence_said,
    case_page,
    check_in_page,
    day_said,
    hours_said,
    meeting_page,
    page_of,
    ring_page,
    where_said,
)

__all__ = [
    "charter_in_force", "charter_proposed", "check_in_waits", "circle_ended", "circles_merged",
    "left_without_circle", "meeting_cancelled", "meeting_moved", "meetings_left", "meetings_planned", "mending_proposed", "ring_called", "ring_to_tell",
    "seat_asked", "seat_composed", "seat_given", "seat_offered", "silence_begun",
]  # fmt: skip


# ── coming in ────────────────────────────────────────────────────────────────


def seat_asked(mail: OutboxMail) -> Mail | None:
    reader = reader_of(mail)
    seat = requests_to_answer(reader).filter(public_id=mail.about["seat"]).first() if reader is not None else None
    if reader is None or seat is None:
        return None
    return _letter(
        reader,
        seat.circle,
        _("%(name)s would like to join your circle") % {"name": seat.person.given_name},
        _("There is a question to all of you, with a few words of why."),
        _("One yes is enough, of whoever reads it first. Of a “not now” nobody learns."),
        label=_("Read it"),
        part="requests",
    )


def seat_given(mail: OutboxMail) -> Mail | None:
    reader = reader_of(mail)
    seat = Seat.objects.filter(public_id=mail.about["seat"], state=SeatState.TAKEN).select_related("circle").first()
    circle = _mine(reader, seat.circle_id if seat is not None else None)
    if reader is None or circle is None:
        return None
    return _letter(
        reader,
        circle,
        _("You are in: %(circle)s") % {"circle": circle.name},
        _("The circle has said yes."),
        _("First read the charter: with your yes the dates come into your calendar."),
        label=_("Go to the circle"),
    )


def seat_offered(mail: OutboxMail) -> Mail | None:
    reader = reader_of(mail)
    seat = invitations_to(reader).filter(public_id=mail.about["seat"]).first() if reader is not None else None
    if reader is None or seat is None or seat.offered_by is None:
        return None
    return _letter(
        reader,
        seat.circle,
        _("%(name)s keeps a seat for you in a circle") % {"name": seat.offered_by.given_name},
        _("“%(circle)s”: a small group that meets %(cadence)s, %(where)s.")
        % {"circle": seat.circle.name, "cadence": cadence_said(seat.circle.cadence_days), "where": where_said(seat.circle)},
        _("Look at it in your own time. If it is not for you, leave it: nobody learns of it."),
        label=_("Look at it"),
    )  # fmt: skip


# ── the charter ──────────────────────────────────────────────────────────────


def charter_proposed(mail: OutboxMail) -> Mail | None:
    reader, charter = reader_of(mail), _charter(mail, CharterState.PROPOSED)
    circle = _mine(reader, charter.circle_id if charter is not None else None)
    if reader is None or charter is None or circle is None or has_consented(reader, charter):
        return None
    return _letter(
        reader,
        circle,
        _("A charter to read together: %(circle)s") % {"circle": circle.name},
        _("Somebody in your circle has written down how you could be together."),
        _("It holds once everybody has said yes. If something is not right, propose it differently."),
        label=_("Read the charter"),
        part="charter",
    )


def charter_in_force(mail: OutboxMail) -> Mail | None:
    reader, charter = reader_of(mail), _charter(mail, CharterState.IN_FORCE)
    circle = _mine(reader, charter.circle_id if charter is not None else None)
    if reader is None or charter is None or circle is None or circle.is_ended:
        return None
    return _letter(
        reader,
        circle,
        _("You have all agreed: %(circle)s") % {"circle": circle.name},
        _("Everybody has said yes to the charter: it holds from today."),
        _("Now the first dates: whoever likes chooses them, and they come into everybody’s calendar.")
        if charter.number == 1
        else "",
        label=_("Go to the circle"),
    )


def _charter(mail: OutboxMail, state: str) -> Charter | None:
    return Charter.objects.filter(public_id=mail.about["charter"], state=state).first()


# ── dates ────────────────────────────────────────────────────────────────────


def meetings_planned(mail: OutboxMail) -> Mail | None:
    """All the dates in one letter, each with its own invitation; what was called off meanwhile is told elsewhere."""
    reader = reader_of(mail)
    if reader is None:
        return None
    known = meetings_visible_to(reader).filter(public_id__in=mail.about["meetings"], state=MeetingState.PLANNED)
    meetings = list(known.filter(starts_at__gt=clock.now()))
    if not meetings:
        return None
    circle = meetings[0].circle
    dates, attachments = _dates(reader, meetings)
    subject = ngettext("%(circle)s: you meet on %(day)s", "%(circle)s: %(n)s dates, from %(day)s", len(meetings)) % {
        "circle": circle.name,
        "n": len(meetings),
        "day": dates[0].partition(",")[0],
    }
    return _letter(
        reader,
        circle,
        subject,
        ngettext("There is a date:", "These are the dates:", len(meetings)),
        "",
        label=_("Say whether you come"),
        url=meeting_page(meetings[0]),
        dates=dates,
        place=meetings[0].where or where_said(circle),
        note=_("Each date has its own invitation, attached here: it puts it into your calendar, and follows if it moves."),
        attachments=attachments,
    )  # fmt: skip


def meeting_moved(mail: OutboxMail) -> Mail | None:
    reader, meeting = _of_the_circle(mail, MeetingState.PLANNED)
    if reader is None or meeting is None:
        return None
    dates, attachments = _dates(reader, [meeting])
    return _letter(
        reader,
        meeting.circle,
        _("Moved: %(circle)s meets on %(day)s") % {"circle": meeting.circle.name, "day": dates[0].partition(",")[0]},
        _("The meeting has moved. It is now:"),
        "",
        label=_("Say whether you come"),
        url=meeting_page(meeting),
        dates=dates,
        place=meeting.where or where_said(meeting.circle),
        note=_("The attached invitation puts it into your calendar, and follows if it moves."),
        attachments=attachments,
    )


def meeting_cancelled(mail: OutboxMail) -> Mail | None:
    reader, meeting = _of_the_circle(mail, MeetingState.CANCELLED)
    if reader is None or meeting is None:
        return None
    dates, attachments = _dates(reader, [meeting], "CANCEL")
    return _letter(
        reader,
        meeting.circle,
        _("Called off: %(circle)s on %(day)s") % {"circle": meeting.circle.name, "day": dates[0].partition(",")[0]},
        _("This meeting will not take place, and leaves your calendar:"),
        "",
        label=_("Go to the circle"),
        dates=dates,
        attachments=attachments,
    )


def meetings_left(mail: OutboxMail) -> Mail | None:
    """To who left: so that the dates leave their calendar."""
    reader = reader_of(mail)
    if reader is None or Seat.objects.filter(
        person=reader, circle__public_id=mail.about["circle"], state=SeatState.TAKEN
    ).exists():  # fmt: skip
        return None
    known = Meeting.objects.filter(public_id__in=mail.about["meetings"], starts_at__gt=clock.now())
    meetings = list(known.select_related("circle").order_by("starts_at"))
    if not meetings:
        return None
    circle = meetings[0].circle
    dates, attachments = _dates(reader, meetings, "CANCEL")
    return _letter(
        reader,
        circle,
        _("You have left “%(circle)s”") % {"circle": circle.name},
        _("With this letter its dates leave your calendar:"),
        "",
        label=_("See the circles"),
        url=reverse_in(reader.community, "circles:circle-list"),
        dates=dates,
        attachments=attachments,
    )


def circle_ended(mail: OutboxMail) -> Mail | None:
    reader = reader_of(mail)
    circle = circles_of(reader).filter(public_id=mail.about["circle"]).first() if reader is not None else None
    if reader is None or circle is None or circle.state != CircleState.ENDED or circle.forget_on is None:
        return None
    return _letter(
        reader,
        circle,
        _("“%(circle)s” has come to its end") % {"circle": circle.name},
        _("The circle has ended. It can be read until %(day)s, then it is forgotten.")
        % {"day": day_said(circle.forget_on)},
        _("What you said to each other stays among you, as you agreed."),
        label=_("Read it once more"),
    )


# ── between meetings ─────────────────────────────────────────────────────────


def check_in_waits(mail: OutboxMail) -> Mail | None:
    """Neither the question nor an answer is in it; and it goes to nobody who has said something meanwhile."""
    reader = reader_of(mail)
    known = check_ins_to_answer(reader) if reader is not None else None
    check_in = known.filter(public_id=mail.about["checkin"]).first() if known is not None else None
    if reader is None or check_in is None or not is_nudged(reader, check_in.circle):
        return None
    with timezone.override(zone_of(reader)):
        day = day_said(timezone.localtime(check_in.closes_at).date())
    return _letter(
        reader,
        check_in.circle,
        _("A check-in in your circle waits for you"),
        _("There is time until %(day)s.") % {"day": day},
        _("Two lines are enough. If it is not the time, say so there with one button: no reason is asked, and no letter comes any more."),
        label=_("Answer it"),
        url=check_in_page(check_in),
    )  # fmt: skip


def ring_called(mail: OutboxMail) -> Mail | None:
    """To nobody who has brought one meanwhile."""
    reader = reader_of(mail)
    ring = rings_to_bring_to(reader).filter(public_id=mail.about["ring"]).first() if reader is not None else None
    if reader is None or ring is None:
        return None
    with timezone.override(zone_of(reader)):
        day = day_said(timezone.localtime(ring.starts_at).date())
    return _letter(
        reader,
        ring.circle,
        _("A ring in your circle: bring your ask"),
        _("It goes round on %(day)s, one ask after the other.") % {"day": day},
        _("One sentence is enough: something somebody could help you with. Nobody reads it before its turn."),
        label=_("Bring my ask"),
        url=ring_page(ring),
    )


def ring_to_tell(mail: OutboxMail) -> Mail | None:
    reader = reader_of(mail)
    ask = asks_to_tell(reader).filter(public_id=mail.about["ringask"]).first() if reader is not None else None
    if reader is None or ask is None or ask.ring.tells_until is None:
        return None
    with timezone.override(zone_of(reader)):
        day = day_said(timezone.localtime(ask.ring.tells_until).date())
    return _letter(
        reader,
        ask.ring.circle,
        _("What came of your ask?"),
        _("The ring of your circle closes on %(day)s.") % {"day": day},
        _("Say whether it helped, and whom you thank. “Not yet” is an answer, too."),
        label=_("Say what came of it"),
        url=ring_page(ask.ring),
    )


# ── a case ───────────────────────────────────────────────────────────────────


def silence_begun(mail: OutboxMail) -> Mail | None:
    """To who may write, while there is silence and they have not said that they are ready; at night it waits for the morning.
    It tells neither of what nor of whom the case is."""
    reader = reader_of(mail)
    case = cases_waiting_for(reader).filter(public_id=mail.about["case"]).first() if reader is not None else None
    if reader is None or case is None or not is_nudged(reader, case.circle):
        return None
    wishes, now, zone = wishes_of(reader), clock.now(), zone_of(reader)
    if wishes.is_quiet(now, zone):
        raise Later(wishes.quiet_ends(now, zone))
    return _letter(
        reader,
        case.circle,
        _("A case in your circle waits for your ideas"),
        _("The questions are over: now each writes in silence, and then all is opened at once."),
        _(
            "Something you lived through, or something one could try. Who has nothing to write says that they are ready."
        ),
        label=_("Go to the case"),
        url=case_page(case),
    )


# ── circles that became small ────────────────────────────────────────────────


def mending_proposed(mail: OutboxMail) -> Mail | None:
    """To who has said nothing yet: neither whom nor with whom stands in it."""
    reader = reader_of(mail)
    known = mendings_to_answer(reader) if reader is not None else None
    mending = known.filter(public_id=mail.about["mending"]).first() if known is not None else None
    if reader is None or mending is None:
        return None
    mine = circles_of(reader)
    circle = mending.circle if mine.filter(pk=mending.circle_id).exists() else mending.other
    if circle is None:
        return None
    lede = (
        _("Somebody who signed up could come in, if one of you says yes.")
        if not mending.is_merger
        else _("Another small circle could become one with yours, if all who sit in the two say yes.")
    )
    return _letter(
        reader,
        circle,
        _("You have become few: here is a way"),
        lede,
        _("Nothing changes without you, and what each says is told to nobody. Without an answer it closes by itself."),
        label=_("Read it"),
        part="mendings",
    )


def circles_merged(mail: OutboxMail) -> Mail | None:
    reader = reader_of(mail)
    circle = circles_of(reader).filter(public_id=mail.about["circle"]).first() if reader is not None else None
    if reader is None or circle is None:
        return None
    return _letter(
        reader,
        circle,
        _("Two circles have become one: “%(circle)s”") % {"circle": circle.name},
        _("All of you have said yes."),
        _(
            "The dates that are planned come into everybody’s calendar. The circle that ended can still be read by its own."
        ),
        label=_("Go to the circle"),
    )


# ── composed circles ─────────────────────────────────────────────────────────


def seat_composed(mail: OutboxMail) -> Mail | None:
    reader = reader_of(mail)
    circle = circles_of(reader).filter(public_id=mail.about["circle"]).first() if reader is not None else None
    if reader is None or circle is None:
        return None
    others = [person.given_name for person in members_of(circle, reader) if person.pk != reader.pk]
    with_whom = (
        _("You sit there with %(names)s.") % {"names": format_list(others, locale=get_language() or "it")}
        if others
        else ""
    )
    return _letter(
        reader,
        circle,
        _("Your circle is there: “%(circle)s”") % {"circle": circle.name},
        _("You signed up, and there is a circle for you, at times at which all of you can."),
        " ".join([with_whom, _("Read the charter first: you meet once all have said yes to it.")]).strip(),
        label=_("Go to the circle"),
    )


def left_without_circle(mail: OutboxMail) -> Mail | None:
    """Only while it is true: with the cause as far as it is told, and what one can do."""
    reader = reader_of(mail)
    composition = Composition.objects.filter(
        public_id=mail.about["composition"], state=CompositionState.PUBLISHED
    ).first()
    signed = SignUp.objects.filter(composition=composition, person=reader, group=None).first() if composition else None
    if reader is None or composition is None or signed is None:
        return None
    because = (
        _("Too few others could at the times you gave.")
        if signed.cause == LeftOut.TIMES
        else _("It did not work out with the others and the times they gave.")
    )
    subject = _("%(name)s: this time there is no circle for you") % {"name": composition.name}
    context = {
        "person": reader,
        "community": reader.community,
        "kicker": composition.name,
        "lede": because,
        "more": _(
            "It says nothing about you. There are circles with a free seat, and you can begin one with two others; the next "
            "time circles are composed you come first."
        ),
        "label": _("See the circles"),
        "url": f"{settings.SITE_URL}{reverse_in(reader.community, 'circles:circle-list')}",
        "why": _("You receive this because you signed up for a circle in %(community)s.")
        % {"community": reader.community.name},
    }
    return render_mail("circles/mails/letter", euphonic(subject), context)


# ── shared by all ────────────────────────────────────────────────────────────


def _of_the_circle(mail: OutboxMail, state: str) -> tuple[Membership | None, Meeting | None]:
    """Only the newest step goes out: when it was moved or called off meanwhile, another letter tells that."""
    reader = reader_of(mail)
    if reader is None:
        return None, None
    meeting = meetings_visible_to(reader).filter(public_id=mail.about["meeting"], state=state).first()
    if meeting is None or meeting.sequence != mail.about["sequence"] or meeting.ends_at < clock.now():
        return reader, None
    return reader, meeting


def _mine(reader: Membership | None, circle: int | None) -> Circle | None:
    if reader is None or circle is None:
        return None
    return circles_of(reader).filter(pk=circle).first()


def _dates(
    reader: Membership, meetings: Sequence[Meeting], method: Method = "REQUEST"
) -> tuple[list[str], list[Attachment]]:
    dates, attachments = [], []
    with timezone.override(zone_of(reader)):
        for meeting in meetings:
            dates.append(f"{day_said(meeting.starts_at)}, {hours_said(meeting.starts_at, meeting.ends_at)}")
            text = invitation(event_of(meeting, reader), method)
            name = f"invitation-{timezone.localtime(meeting.starts_at):%Y-%m-%d}.ics"
            attachments.append(Attachment(name, text, f"text/calendar; method={method}"))
    return dates, attachments


def _letter(
    reader: Membership,
    circle: Circle,
    subject: str,
    lede: str,
    more: str,
    *,
    label: str,
    part: str = "",
    url: str = "",
    attachments: Sequence[Attachment] = (),
    **others: Any,
) -> Mail:
    circle.community = reader.community
    context = {
        "person": reader,
        "community": reader.community,
        "kicker": circle.name,
        "lede": euphonic(lede),
        "more": euphonic(more),
        "label": label,
        "url": f"{settings.SITE_URL}{url or page_of(circle, part)}",
        "why": _("You receive this because of a circle in %(community)s.") % {"community": reader.community.name},
        **others,
    }
    return render_mail("circles/mails/letter", euphonic(subject), context, attachments=list(attachments))
