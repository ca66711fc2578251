"""The shape that most letters to members have: a greeting, what happened, a word more, one button. Their rooms word them."""

from django.conf import settings
from django.utils.translation import gettext as _

from reciproca.communities.models import Membership
from reciproca.core.italian import euphonic

from .mail import Mail, render_mail
from .models import OutboxMail

__all__ = ["letter_to", "reader_of"]


def reader_of(mail: OutboxMail) -> Membership | None:
    """Who it is for, if they still are here."""
    found = Membership.objects.filter(public_id=mail.about["to"]).select_related("community").first()
    return found if found is not None and found.is_active else None


def letter_to(
    reader: Membership,
    subject: str,
    lede: str,
    more: str,
    *,
    url: str,
    label: str,
    why: str = "",
    settings_url: str = "",
) -> Mail:
    """`url` and `settings_url` are addresses on this server; `why` says why they receive it, if not for being a member."""
    community = reader.community
    context = {
        "person": reader,
        "community": community,
        "lede": euphonic(lede),
        "more": euphonic(more),
        "url": f"{settings.SITE_URL}{url}",
        "label": label,
        "why": why or _("You receive this because you are a member of %(community)s.") % {"community": community.name},
        "settings_url": settings_url and f"{settings.SITE_URL}{settings_url}",
    }
    return render_mail("mails/letter", euphonic(subject), context)
