"""What the letters of this room say, worded when they are sent. None carries what anybody wrote, nor who reported."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reciproca.boundaries.queries import may_contact
from reciproca.communities.models import Membership
from reciproca.core.italian import euphonic
from reciproca.core.urls import reverse_in
from reciproca.notifications.mail import Mail, render_mail
from reciproca.notifications.models import OutboxMail

from .choices import Decided
from .models import Attestation, Decision, Doubt, Hold, Report
from .queries import (
    decisions_about,
    hold_on,
    readers_of,
    reports_to_decide,
    server_administrators,
)
from .words import day_said

__all__ = [
    "confirmation_asked", "contact_held", "decision_for_concerned", "decision_for_reporter", "hold_ended", "objection_answered",
    "objection_received", "report_received", "report_unread", "vouched",
]  # fmt: skip


# ── to who coordinates, and who keeps the server ─────────────────────────────


def report_received(mail: OutboxMail) -> Mail | None:
    reader = _reader(mail)
    found = (
        reports_to_decide(reader).filter(public_id=mail.about["report"], settled_at=None).first() if reader else None
    )
    if reader is None or found is None:
        return None
    return _letter(
        reader,
        _("Something was reported"),
        _("Somebody asks you to look at something that does not seem right to them."),
        _("What it is about is not in this mail: it can be read after signing in."),
        _at(reader, "report-decision", public_id=found.public_id),
        pgettext("report", "Look at it"),
    )


def report_unread(mail: OutboxMail) -> Mail | None:
    """To who keeps the server: the only one who coordinates is whom it is about, or who reported."""
    found = Report.objects.filter(public_id=mail.about["report"], settled_at=None).select_related("community").first()
    if found is None or not server_administrators().filter(email=mail.recipient).exists() or readers_of(found).exists():
        return None
    community = found.community
    context = {
        "community": community,
        "kicker": community.name,
        "lede": _("In %(community)s something was reported, and nobody who coordinates there can look at it.")
        % {"community": community.name},
        "more": _(
            "It concerns the only one who coordinates, or comes from them. Give somebody else that role: they will find it after signing in. What it is about is not in this mail."
        ),
        "url": f"{settings.SITE_URL}{reverse('server:communities')}",
        "label": _("The communities of this server"),
        "why": _("You receive this because you keep this server."),
    }
    subject = _("%(community)s: something was reported, and nobody can look at it") % {"community": community.name}
    return render_mail("safeguarding/mails/letter", subject, context)


def objection_received(mail: OutboxMail) -> Mail | None:
    reader = _reader(mail)
    found = Decision.objects.filter(public_id=mail.about["decision"], replied_at=None).select_related("report").first()
    if reader is None or found is None or not reports_to_decide(reader).filter(pk=found.report_id).exists():
        return None
    return _letter(
        reader,
        _("Somebody objects to a decision"),
        _("Whom a decision touches says why it is not right in their eyes."),
        _("If you can, let somebody else than who decided answer. What they wrote can be read after signing in."),
        _at(reader, "report-decision", public_id=found.report.public_id),
        pgettext("objection", "Read it"),
    )


# ── to who reported ──────────────────────────────────────────────────────────


def decision_for_reporter(mail: OutboxMail) -> Mail | None:
    reader = _reader(mail)
    found = (
        Decision.objects.filter(public_id=mail.about["decision"], report__reporter=reader).first() if reader else None
    )
    if reader is None or found is None or not reader.is_active:
        return None
    return _letter(
        reader,
        _("An answer to what you reported"),
        _("Who coordinates has looked at it, and writes to you what was decided."),
        _("Nobody else has been told that it was you."),
        _at(reader, "report-detail", public_id=found.report.public_id),
        _("Read the answer"),
    )


# ── to whom it touches ───────────────────────────────────────────────────────


def decision_for_concerned(mail: OutboxMail) -> Mail | None:
    reader = _reader(mail)
    found = decisions_about(reader).filter(public_id=mail.about["decision"]).first() if reader else None
    if reader is None or found is None:
        return None
    said = {
        Decided.HOLD: _("For a while you can write to who coordinates, and to nobody else here."),
        Decided.PAUSE: _("Your membership is paused for now."),
        Decided.REMOVE: _("Something you wrote has been taken away."),
    }[Decided(found.decided)]
    return _letter(
        reader,
        _("A decision that concerns you"),
        said,
        _("Why, and how you can object, can be read after signing in. Whoever decided has looked at what happened, and not at you as a person."),
        _at(reader, "decision-detail", public_id=found.public_id),
        _("Read it, and answer"),
    )  # fmt: skip


def objection_answered(mail: OutboxMail) -> Mail | None:
    reader = _reader(mail)
    found = decisions_about(reader).filter(public_id=mail.about["decision"]).first() if reader else None
    if reader is None or found is None:
        return None
    return _letter(
        reader,
        _("An answer to your objection"),
        _("What you wrote has been looked at anew."),
        "",
        _at(reader, "decision-detail", public_id=found.public_id),
        _("Read the answer"),
    )


def contact_held(mail: OutboxMail) -> Mail | None:
    reader = _reader(mail)
    hold = hold_on(reader) if reader else None
    if reader is None or hold is None or str(hold.public_id) != mail.about["hold"] or not reader.is_active:
        return None
    return _letter(
        reader,
        _("For a while you write to who coordinates only"),
        _("Until %(day)s at the latest you can write to who coordinates, and to nobody else here: something is being looked at first.")
        % {"day": day_said(hold.until, reader.community)},
        _("It ends by itself on that day, or sooner. Reading, and all you have agreed on, goes on as before. If you can help to clear it up, write to who coordinates."),
        _in(reader, "people:own-profile"),
        _("Your page"),
    )  # fmt: skip


def hold_ended(mail: OutboxMail) -> Mail | None:
    reader = _reader(mail)
    ended = Hold.objects.filter(public_id=mail.about["hold"]).exclude(ended_at=None)
    if reader is None or not reader.is_active or not ended.exists() or hold_on(reader) is not None:
        return None
    return _letter(
        reader,
        _("You can write to everyone again"),
        _("What was to be looked at has been looked at."),
        _("Thank you for your patience."),
        _in(reader, "here:today"),
        _("Go on"),
    )


def confirmation_asked(mail: OutboxMail) -> Mail | None:
    reader = _reader(mail)
    waiting = Doubt.objects.filter(public_id=mail.about["doubt"], person=reader, quieted_at=None) if reader else None
    if reader is None or not reader.is_active or waiting is None or not waiting.exists():
        return None
    return _letter(
        reader,
        _("Who here knows you?"),
        _("Who coordinates would like somebody who knows you to say so."),
        _("It is quickly done: meet a member in person and show them your code, or ask somebody who knows you from elsewhere to answer for you, on your page. If nobody here knows you yet, answer who coordinates in two lines."),
        _in(reader, "network:encounter-new"),
        _("Show a code"),
    )  # fmt: skip


def vouched(mail: OutboxMail) -> Mail | None:
    reader = _reader(mail)
    standing = Attestation.objects.filter(public_id=mail.about["attestation"], revoked_at=None).select_related("by")
    found = standing.filter(person=reader).first() if reader else None
    if reader is None or found is None or not found.by.is_active or not may_contact(reader, found.by):
        return None
    return _letter(
        reader,
        euphonic(_("%(name)s answers for you") % {"name": found.by.given_name}),
        euphonic(
            _("%(name)s has said that they know you, and that you are who you say.") % {"name": found.by.given_name}
        ),
        _("It stands on your page with the day, and from now on you may do what everybody may."),
        _in(reader, "people:own-profile"),
        _("See it on your page"),
    )


# ── shared by all ────────────────────────────────────────────────────────────


def _reader(mail: OutboxMail) -> Membership | None:
    """Who it is for, if they are still part of it; a paused membership is."""
    found = Membership.objects.filter(public_id=mail.about["to"]).select_related("community").first()
    return found if found is not None and found.account_id and not found.left_at and not found.is_erased else None


def _at(reader: Membership, name: str, **arguments: object) -> str:
    return _in(reader, f"safeguarding:{name}", **arguments)


def _in(reader: Membership, name: str, **arguments: object) -> str:
    return f"{settings.SITE_URL}{reverse_in(reader.community, name, **arguments)}"


def _letter(reader: Membership, subject: str, lede: str, more: str, url: str, label: str) -> Mail:
    context = {
        "person": reader,
        "community": reader.community,
        "kicker": reader.community.name,
        "lede": lede,
        "more": more,
        "url": url,
        "label": label,
        "why": _("You receive this because you are a member of %(community)s.") % {"community": reader.community.name},
    }
    return render_mail("safeguarding/mails/letter", subject, context)
