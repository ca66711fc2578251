"""What the letters of this room say, worded when they are sent. None of them carries what the two wrote to each other."""

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reciproca.calendars.events import Method, invitation
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.urls import reverse_in
from reciproca.notifications.mail import Attachment, Mail, render_mail
from reciproca.notifications.models import OutboxMail
from reciproca.people.queries import zone_of

from .choices import AgreementState, InterventionKind, MentorshipState, SessionState
from .invitations import event_of
from .models import Agreement, FeedbackWindow, MentoringSession, Mentorship, Signal
from .queries import (
    answer_of,
    mentorships_out_of_sight_of,
    mentorships_visible_to,
    pause_of_coordinator,
    readers_of_signals,
    server_administrators,
    signals_visible_to,
    unsafe_mentorships,
)
from .words import day_said, hour_said

__all__ = [
    "agreement_accepted",
    "agreement_proposed",
    "feedback_open",
    "feedback_revealed",
    "mentorship_ended",
    "mentorship_held",
    "mentorship_paused",
    "mentorship_resumed",
    "series_planned",
    "session_cancelled",
    "session_moved",
    "session_planned",
    "session_told",
    "signal_received",
    "signal_unread",
]  # fmt: skip


def agreement_proposed(mail: OutboxMail) -> Mail | None:
    reader = _reader(mail)
    agreement = Agreement.objects.filter(public_id=mail.about["agreement"], state=AgreementState.PROPOSED).first()
    mentorship = _of_both(reader, agreement and agreement.mentorship_id)
    if reader is None or mentorship is None or mentorship.is_ended:
        return None
    other = mentorship.other_of(reader)
    return _letter(
        reader,
        mentorship,
        _("%(name)s proposes how you could work together") % {"name": other.given_name},
        _("%(name)s has written down a rhythm, a way to meet and what stays between you.") % {"name": other.given_name},
        _("Read it, and say yes or propose something else. It holds once both of you have agreed."),
        label=_("Read the proposal"),
    )


def agreement_accepted(mail: OutboxMail) -> Mail | None:
    reader = _reader(mail)
    agreement = Agreement.objects.filter(public_id=mail.about["agreement"], state=AgreementState.IN_FORCE).first()
    mentorship = _of_both(reader, agreement and agreement.mentorship_id)
    if reader is None or mentorship is None or mentorship.is_ended:
        return None
    other = mentorship.other_of(reader)
    return _letter(
        reader,
        mentorship,
        _("%(name)s agrees") % {"name": other.given_name},
        _("%(name)s has said yes to how you will work together. You have both signed.") % {"name": other.given_name},
        _("Now the first date: choose one, and the invitation goes into both calendars."),
        label=_("Go to the mentorship"),
    )


def session_planned(mail: OutboxMail) -> Mail | None:
    return _about_session(mail, SessionState.PLANNED, _("You meet %(name)s on %(day)s"), _("There is a date:"))


def series_planned(mail: OutboxMail) -> Mail | None:
    """All the dates in one letter, each with its own invitation; what was moved or called off meanwhile is told elsewhere."""
    reader = _reader(mail)
    sessions = list(
        MentoringSession.objects.filter(
            public_id__in=mail.about["sessions"], state=SessionState.PLANNED, sequence=0, starts_at__gt=clock.now()
        )
        .select_related("planned_by")
        .order_by("starts_at")
    )
    mentorship = _of_both(reader, sessions[0].mentorship_id) if sessions else None
    if reader is None or mentorship is None or mentorship.is_ended:
        return None
    dates, attachments = [], []
    with timezone.override(zone_of(reader)):
        for session in sessions:
            session.mentorship = mentorship
            dates.append(f"{day_said(session.starts_at)}, {hour_said(session.starts_at)}–{hour_said(session.ends_at)}")
            text = invitation(event_of(session, reader), "REQUEST")
            name = f"invitation-{timezone.localtime(session.starts_at):%Y-%m-%d}.ics"
            attachments.append(Attachment(name, text, "text/calendar; method=REQUEST"))
        first, last = day_said(sessions[0].starts_at), day_said(sessions[-1].starts_at)
    name = mentorship.other_of(reader).given_name
    subject = ngettext(
        "You meet %(name)s on %(first)s",
        "You meet %(name)s %(n)s times, from %(first)s to %(last)s",
        len(sessions),
    ) % {"name": name, "n": len(sessions), "first": first, "last": last}
    return _letter(
        reader,
        mentorship,
        subject,
        _("These are the dates:"),
        "",
        label=_("See the sessions"),
        dates=dates,
        how=sessions[0].get_channel_display(),
        place=sessions[0].place,
        note=_(
            "Each date has its own invitation, attached here: it puts it into your calendar, and follows if it moves."
        ),
        attachments=attachments,
    )


def session_moved(mail: OutboxMail) -> Mail | None:
    return _about_session(
        mail, SessionState.PLANNED, _("Moved: you meet %(name)s on %(day)s"), _("The session has moved. It is now:")
    )


def session_cancelled(mail: OutboxMail) -> Mail | None:
    return _about_session(
        mail,
        SessionState.CANCELLED,
        _("Cancelled: the session with %(name)s on %(day)s"),
        _("This session will not take place:"),
        method="CANCEL",
    )


def session_told(mail: OutboxMail) -> Mail | None:
    """Only that it was told: what was told is read on the page."""
    reader = _reader(mail)
    waiting = [SessionState.TOLD, SessionState.DISPUTED]
    session = MentoringSession.objects.filter(public_id=mail.about["mentoringsession"], state__in=waiting).first()
    mentorship = _of_both(reader, session and session.mentorship_id)
    if reader is None or session is None or mentorship is None or not session.tellings.exclude(author=reader).exists():
        return None
    other = mentorship.other_of(reader)
    with timezone.override(zone_of(reader)):
        day = day_said(session.starts_at)
    return _letter(
        reader,
        mentorship,
        _("Did it go like that, on %(day)s?") % {"day": day},
        _("%(name)s has told how your session went.") % {"name": other.given_name},
        _("Read it, and confirm it or tell it your way. It counts once both of you say the same."),
        label=_("Read and confirm"),
    )


def feedback_open(mail: OutboxMail) -> Mail | None:
    reader = _reader(mail)
    window = FeedbackWindow.objects.filter(public_id=mail.about["feedbackwindow"]).first()
    mentorship = _of_both(reader, window and window.mentorship_id)
    if reader is None or window is None or mentorship is None or window.is_revealed or answer_of(reader, window):
        return None
    other = mentorship.other_of(reader)
    return _letter(
        reader,
        mentorship,
        _("Four questions for you and %(name)s") % {"name": other.given_name},
        _("It is a good moment to look at how it is going: what helps, what you would change, what you gain and give."),
        _("%(name)s has the same questions. The answers open when both are there, or on %(day)s.")
        % {"name": other.given_name, "day": day_said(window.closes_at)},
        label=_("Write yours"),
    )


def feedback_revealed(mail: OutboxMail) -> Mail | None:
    reader = _reader(mail)
    window = FeedbackWindow.objects.filter(public_id=mail.about["feedbackwindow"]).first()
    mentorship = _of_both(reader, window and window.mentorship_id)
    if reader is None or window is None or mentorship is None or not window.is_revealed:
        return None
    return _letter(
        reader,
        mentorship,
        _("The answers are open"),
        _("What you and %(name)s wrote about your mentorship can be read now, by the two of you.")
        % {"name": mentorship.other_of(reader).given_name},
        "",
        label=_("Read them"),
    )


def mentorship_paused(mail: OutboxMail) -> Mail | None:
    reader = _reader(mail)
    mentorship = _named(reader, mail)
    if (unseen := _out_of_sight(reader, mail)) and unseen.is_paused:
        return _nameless(
            reader,
            unseen,
            _("Your mentorship is paused"),
            _("Your mentorship in %(programme)s is paused, and what was planned has left your calendar."),
        )
    if (
        reader is None
        or mentorship is None
        or mentorship.state != MentorshipState.PAUSED
        or mentorship.pause_until is None
    ):
        return None
    name, day = mentorship.other_of(reader).given_name, day_said(mentorship.pause_until)
    step = pause_of_coordinator(mentorship)
    lede = _("%(name)s asked for a pause in your mentorship, until %(day)s.") % {"name": name, "day": day}
    more = _("What was planned before then has left both calendars. On that day it goes on by itself.")
    if step is not None:
        lede = _("Whoever coordinates %(programme)s has paused your mentorship with %(name)s, until %(day)s.") % {
            "programme": mentorship.cohort.programme.name,
            "name": name,
            "day": day,
        }
        if step.is_told:
            more += " " + _("They have written a word about it: you find it on the page.")
    return _letter(
        reader,
        mentorship,
        _("A pause until %(day)s") % {"day": day},
        lede,
        more,
        label=_("Go to the mentorship"),
    )


def mentorship_resumed(mail: OutboxMail) -> Mail | None:
    reader = _reader(mail)
    mentorship = _named(reader, mail)
    if reader is None or mentorship is None or mentorship.state != MentorshipState.ACTIVE:
        return None
    return _letter(
        reader,
        mentorship,
        _("You and %(name)s go on") % {"name": mentorship.other_of(reader).given_name},
        _("The pause of your mentorship is over."),
        _("A first date helps to find the thread again."),
        label=_("Choose a date"),
    )


def mentorship_ended(mail: OutboxMail) -> Mail | None:
    """That it ended, and nothing of why; whether there is a word of whoever coordinates to be read."""
    reader = _reader(mail)
    mentorship = _named(reader, mail)
    if (unseen := _out_of_sight(reader, mail)) and unseen.is_ended:
        return _nameless(
            reader,
            unseen,
            _("Your mentorship has ended"),
            _("Your mentorship in %(programme)s has ended, and what was planned has left your calendar."),
        )
    if reader is None or mentorship is None or not mentorship.is_ended:
        return None
    told = mentorship.interventions.filter(kind=InterventionKind.ENDING, is_told=True).exists()
    return _letter(
        reader,
        mentorship,
        _("Your mentorship with %(name)s has ended") % {"name": mentorship.other_of(reader).given_name},
        _("The mentorship has ended, and what was planned has left your calendar."),
        _(
            "What you built together stays there to be read. You can add a last word. If you have questions, whoever coordinates %(programme)s is there for you."
        )
        % {"programme": mentorship.cohort.programme.name}
        + (" " + _("They have written a word about it: you find it on the page.") if told else ""),
        label=_("Look back"),
    )


def partner_left(mail: OutboxMail) -> Mail | None:
    """That the other one is no longer in the community: no name (it may be gone by now), and nothing of why."""
    reader = _reader(mail)
    key = Mentorship.objects.filter(public_id=mail.about["mentorship"]).values_list("pk", flat=True).first()
    mentorship = _of_both(reader, key, gone=True)
    if reader is None or mentorship is None or not mentorship.is_ended or mentorship.other_of(reader).is_active:
        return None
    return _letter(
        reader,
        mentorship,
        _("Your mentorship has ended"),
        _("The person you met in %(programme)s has left the community, and your mentorship ends with that.")
        % {"programme": mentorship.cohort.programme.name},
        _(
            "It says nothing about you or about your time together. What you lived and wrote stays there for you; their "
            "own words went with them. If you would like to go on with somebody else, whoever coordinates is there for you."
        ),
        label=_("Look back"),
    )


def mentorship_held(mail: OutboxMail) -> Mail | None:
    """To who coordinates: that something was paused because of a minor. No name is in it."""
    reader = _reader(mail)
    held = unsafe_mentorships().filter(public_id=mail.about["mentorship"]).first()
    if reader is None or not reader.is_coordinator or held is None or held.has(reader):
        return None
    address = reverse_in(reader.community, "mentoring:mentorship-oversight", public_id=held.public_id)
    return render_mail(
        "mentoring/mails/letter",
        _("A mentorship with a minor is paused, and waits for you"),
        _context(reader)
        | {
            "lede": _(
                "A consent or a clearance that a mentorship with a minor needs is no longer there. It was paused at once."
            ),
            "more": _(
                "Until it may go on, the two cannot reach each other here. Look at it: talk with them, then restore what is missing or end it."
            ),
            "url": f"{settings.SITE_URL}{address}",
            "label": _("Look at it"),
            "kicker": reader.community.name,
            "why": _("You receive this because you coordinate %(community)s.") % {"community": reader.community.name},
        },
    )


def signal_received(mail: OutboxMail) -> Mail | None:
    """To who coordinates: that there is something to read, after signing in."""
    reader = _reader(mail)
    if reader is None or not reader.is_coordinator:
        return None
    signal = signals_visible_to(reader).filter(public_id=mail.about["signal"], settled_at=None).first()
    if signal is None or not isinstance(signal, Signal):
        return None
    subject = _("Somebody asks for your attention")
    address = reverse_in(reader.community, "mentoring:signal-list")
    return render_mail(
        "mentoring/mails/letter",
        subject,
        _context(reader)
        | {
            "lede": _("In one of the mentorships somebody has written to you in confidence."),
            "more": _("What it says is not in this mail: it can be read after signing in."),
            "url": f"{settings.SITE_URL}{address}",
            "label": _("Read it"),
            "kicker": reader.community.name,
            "why": _("You receive this because you coordinate %(community)s.") % {"community": reader.community.name},
        },
    )


def signal_unread(mail: OutboxMail) -> Mail | None:
    """To who keeps the server: nobody of the community can read it, since who coordinates is one of the two."""
    signal = Signal.objects.filter(public_id=mail.about["signal"], settled_at=None).select_related("mentorship").first()
    if signal is None or not server_administrators().filter(email=mail.recipient).exists():
        return None
    if readers_of_signals(signal.mentorship).exists():  # somebody else coordinates by now, and finds it there
        return None
    community = signal.community
    return render_mail(
        "mentoring/mails/letter",
        _("%(community)s: somebody asks for attention, and nobody can read it") % {"community": community.name},
        {
            "community": community,
            "lede": _(
                "In a mentorship of %(community)s somebody has said something in confidence to whoever coordinates."
            )
            % {"community": community.name},
            "more": _(
                "The only one who coordinates there is one of the two. Give somebody else that role: they will find it after signing in, under the words in confidence. What it says is not in this mail."
            ),
            "url": f"{settings.SITE_URL}{reverse('server:communities')}",
            "label": _("The communities of this server"),
            "kicker": community.name,
            "why": _("You receive this because you keep this server."),
        },
    )


# ── shared by all ────────────────────────────────────────────────────────────


def _about_session(mail: OutboxMail, state: str, subject: str, lede: str, *, method: Method = "REQUEST") -> Mail | None:
    """Only the newest step goes out: when it was moved or cancelled meanwhile, another letter tells that."""
    reader = _reader(mail)
    session = (
        MentoringSession.objects.filter(public_id=mail.about["mentoringsession"], state=state)
        .select_related("planned_by")
        .first()
    )
    # A cancellation is told also when the other one is just leaving.
    mentorship = _of_both(reader, session and session.mentorship_id, gone=method == "CANCEL")
    if session is not None and mentorship is None and method == "CANCEL" and session.sequence == mail.about["sequence"]:
        return _cancelled_out_of_sight(reader, session)
    if reader is None or session is None or mentorship is None or session.sequence != mail.about["sequence"]:
        return None
    if session.ends_at < clock.now() or (mentorship.is_ended and method == "REQUEST"):
        return None
    session.mentorship = mentorship
    other = mentorship.other_of(reader)
    zone = zone_of(reader)
    with timezone.override(zone):
        day, hours = day_said(session.starts_at), f"{hour_said(session.starts_at)}–{hour_said(session.ends_at)}"
    text = invitation(event_of(session, reader), method)
    attachment = Attachment("invitation.ics", text, f"text/calendar; method={method}")
    return _letter(
        reader,
        mentorship,
        subject % {"name": other.given_name, "day": day},
        lede,
        "",
        label=_("Go to the mentorship") if method == "CANCEL" else _("See the session"),
        when=day,
        hours=hours,
        how=session.get_channel_display(),
        place=session.place,
        note=""
        if method == "CANCEL"
        else _("The attached invitation puts it into your calendar, and follows if it moves."),
        attachments=[attachment],
    )


def _cancelled_out_of_sight(reader: Membership | None, session: MentoringSession) -> Mail | None:
    """So that the date leaves the calendar of who no longer sees the other one, a minor; their name is not in it."""
    mentorship = _unseen(reader, session.mentorship.public_id)
    if reader is None or mentorship is None or session.ends_at < clock.now():
        return None
    session.mentorship = mentorship
    with timezone.override(zone_of(reader)):
        day = day_said(session.starts_at)
    event = replace(event_of(session, reader), summary=_("A session"), description="", url="")
    return _nameless(
        reader,
        mentorship,
        _("Cancelled: your session on %(day)s") % {"day": day},
        _("A session in %(programme)s will not take place, and leaves your calendar."),
        attachments=[Attachment("invitation.ics", invitation(event, "CANCEL"), "text/calendar; method=CANCEL")],
    )


def _reader(mail: OutboxMail) -> Membership | None:
    """Who it is for, if they still are here."""
    found = Membership.objects.filter(public_id=mail.about["to"]).select_related("community").first()
    return found if found is not None and found.is_active else None


def _of_both(reader: Membership | None, key: int | None, *, gone: bool = False) -> Mentorship | None:
    """The mentorship, if the reader may still see it (no block between the two) and the other is still here (or `gone`)."""
    if reader is None or key is None:
        return None
    mentorship = mentorships_visible_to(reader).filter(pk=key).first()
    return mentorship if mentorship and (gone or mentorship.other_of(reader).is_active) else None


def _out_of_sight(reader: Membership | None, mail: OutboxMail) -> Mentorship | None:
    """The mentorship, if the reader was one of the two and no longer sees the other one, who is a minor."""
    return _unseen(reader, mail.about["mentorship"])


def _unseen(reader: Membership | None, public_id: Any) -> Mentorship | None:
    if reader is None:
        return None
    return mentorships_out_of_sight_of(reader).filter(public_id=public_id).first()


def _nameless(
    reader: Membership | None,
    mentorship: Mentorship,
    subject: str,
    lede: str,
    *,
    attachments: list[Attachment] | None = None,
) -> Mail:
    """To who no longer sees the other one: without a name, and without a way to a page that is not theirs any more."""
    assert reader is not None
    programme = mentorship.cohort.programme.name
    context = _context(reader) | {
        "lede": lede % {"programme": programme},
        "more": _(
            "The other person is a minor: with this, their name and your page leave your sight. Whoever coordinates is there for your questions."
        ),
        "label": _("Go to your mentorships"),
        "url": f"{settings.SITE_URL}{reverse_in(reader.community, 'mentoring:mentorship-list')}",
        "kicker": programme,
        "why": _("You receive this because you take part in %(programme)s.") % {"programme": programme},
    }
    return render_mail("mentoring/mails/letter", subject, context, attachments=attachments or [])


def _named(reader: Membership | None, mail: OutboxMail) -> Mentorship | None:
    key = Mentorship.objects.filter(public_id=mail.about["mentorship"]).values_list("pk", flat=True).first()
    return _of_both(reader, key)


def _letter(
    reader: Membership | None, mentorship: Mentorship, subject: str, lede: str, more: str, *, label: str, **others: Any
) -> Mail:
    assert reader is not None  # a letter is worded for somebody
    attachments = others.pop("attachments", [])
    address = reverse_in(reader.community, "mentoring:mentorship-detail", public_id=mentorship.public_id)
    programme = mentorship.cohort.programme.name
    context = _context(reader) | {
        "lede": lede,
        "more": more,
        "label": label,
        "url": f"{settings.SITE_URL}{address}",
        "kicker": f"{programme}, {mentorship.cohort.name}",
        "why": _("You receive this because you take part in %(programme)s.") % {"programme": programme},
        **others,
    }
    return render_mail("mentoring/mails/letter", subject, context, attachments=attachments)


def _context(reader: Membership) -> dict[str, Any]:
    return {"person": reader, "community": reader.community}
