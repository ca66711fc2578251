"""What the letters of this room say, worded when they are sent."""

from django.conf import settings
from django.utils.translation import gettext as _

from reciproca.communities.queries import coordinators_of_community
from reciproca.core.urls import reverse_in
from reciproca.notifications.mail import Mail, render_mail
from reciproca.notifications.models import OutboxMail

from .choices import BatchState, Outcome
from .models import ImportBatch

__all__ = ["import_finished"]


def import_finished(mail: OutboxMail) -> Mail | None:
    """To who began a long import; no longer wanted once it was undone, or when they coordinate no more."""
    batch = ImportBatch.objects.filter(public_id=mail.about["import"], state=BatchState.COMMITTED).first()
    if batch is None or mail.community is None or not coordinators_of_community().filter(email=mail.recipient).exists():
        return None
    context = {
        "batch": batch,
        "community": mail.community,
        "new": batch.counts.get(Outcome.NEW, 0),
        "updated": batch.counts.get(Outcome.UPDATED, 0),
        "stayed": batch.counts.get(Outcome.REJECTED, 0) + batch.counts.get(Outcome.SKIPPED, 0),
        "url": settings.SITE_URL + reverse_in(mail.community, "imports:import-detail", public_id=batch.public_id),
        "why": _("You receive this because you began the import."),
    }
    return render_mail("imports/mails/import_finished", _("Your sheet is in"), context)
