"""How a letter of this room is made: who reads it, and its one address."""

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from reciproca.communities.models import Membership
from reciproca.core.italian import euphonic
from reciproca.core.urls import reverse_in
from reciproca.notifications.mail import Mail, render_mail
from reciproca.notifications.models import OutboxMail

__all__ = ["letter", "reader_of"]


def reader_of(mail: OutboxMail) -> Membership | None:
    """Who it is for, if they still are here."""
    found = Membership.objects.filter(public_id=mail.about["to"]).select_related("community").first()
    return found if found is not None and found.is_active else None


def letter(reader: Membership, row: Any, subject: str, lede: str, more: str, *, label: str, page: str = "") -> Mail:
    """`page`: where it leads when it is about no single row."""
    if page:
        address = reverse_in(reader.community, page)
    else:
        address = reverse_in(reader.community, f"exchanges:{row._meta.model_name}-detail", public_id=row.public_id)
    context = {
        "person": reader,
        "community": reader.community,
        "lede": euphonic(lede),
        "more": euphonic(more),
        "label": label,
        "url": f"{settings.SITE_URL}{address}",
        "why": _("You receive this because you belong to %(community)s.") % {"community": reader.community.name},
    }
    return render_mail("exchanges/mails/letter", euphonic(subject), context)
