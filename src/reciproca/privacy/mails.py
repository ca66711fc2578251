"""What the mails of this room say, worded when they leave."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from reciproca.core.italian import elided
from reciproca.notifications.mail import Mail, render_mail
from reciproca.notifications.models import OutboxMail

from .choices import Asker
from .models import Erasure, Export
from .words import day_of

__all__ = ["erasure_asked", "erasure_done", "export_ready"]


def export_ready(mail: OutboxMail) -> Mail | None:
    export = Export.objects.filter(public_id=mail.about["export"]).select_related("community").first()
    if export is None or not export.is_ready or export.expires_at is None:
        return None
    return _letter(
        mail,
        _("Your data is ready"),
        elided(
            _("The copy you asked for can be fetched until %(day)s. Then it is deleted here.")
            % {"day": day_of(export.expires_at)}
        ),
        _("It is one file, with a page to read in it and the same for programs. We ask once more whether it is you."),
        label=_("Fetch it"),
    )


def erasure_asked(mail: OutboxMail) -> Mail | None:
    erasure = (
        Erasure.objects.filter(public_id=mail.about["erasure"])
        .select_related("membership__community", "account")
        .first()
    )
    if erasure is None:
        return None
    day = day_of(erasure.due_at)
    if erasure.membership is None:
        subject, what = _("Your account will be erased on %(day)s"), _("your account and everything that hangs on it")
    else:
        subject = _("Your data will be erased on %(day)s")
        what = _("what %(community)s keeps of you") % {"community": erasure.membership.community.name}
    if erasure.asker == Asker.SELF:
        lede = _("As you asked, on %(day)s we erase %(what)s. Nobody sees you there any more.")
    else:
        lede = _("As you asked in writing, on %(day)s %(what)s will be erased. Nobody sees you there any more.")
    has_account = erasure.account is not None or (erasure.membership is not None and erasure.membership.account_id)
    return _letter(
        mail,
        elided(subject % {"day": day}),
        elided(lede % {"day": day, "what": what}),
        _("Until that day you can take it back: sign in, and under Your data everything is as it was.")
        if has_account
        else _("Until that day you can take it back: write to whoever asked for it on your behalf."),
        label=_("See it, or take it back") if has_account else "",
    )


def erasure_done(mail: OutboxMail) -> Mail | None:
    """The last mail. The address it goes to is deleted as soon as it has left."""
    return _letter(
        mail,
        _("Your data is gone"),
        _("Your account and what hung on it are gone from this server.")
        if mail.about.get("everywhere")
        else _("What the community kept of you is gone."),
        _(
            "What you lived with others stays theirs, without your name. Backups that were made before may hold your data "
            "until they are replaced; were one ever put back, you would be erased again. This is our last mail: with it "
            "your address goes too. Farewell."
        ),
    )


def _letter(mail: OutboxMail, subject: str, lede: str, more: str, *, label: str = "") -> Mail:
    return render_mail(
        "privacy/mails/letter",
        subject,
        {
            "kicker": _("Your data"),
            "preview": lede,
            "lede": lede,
            "more": more,
            "label": label,
            "url": f"{settings.SITE_URL}{reverse('privacy:own-data')}" if label else "",
            "why": _("You receive this mail because it is about your data, and about %(email)s.")
            % {"email": mail.recipient},
        },
    )
