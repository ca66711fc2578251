"""What the room of thanks and recommendations says of an offered help: to its two people, in their words."""

from collections.abc import Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from reciproca.communities.models import Membership
from reciproca.core.italian import elided
from reciproca.core.urls import reverse_in
from reciproca.exchanges.evidence import Told
from reciproca.mentoring.words import day_of
from reciproca.people.queries import zone_of

from .models import HelpOffer
from .queries import offers_visible_to

__all__ = ["told_helps"]


def told_helps(reader: Membership, public_ids: Sequence[str]) -> dict[str, Told]:
    """“the hand with “My first budget”, 12 March”, and its page: two queries."""
    offers = offers_visible_to(reader).filter(public_id__in=list(public_ids), settled_at__isnull=False)
    with timezone.override(zone_of(reader)):
        return {str(offer.public_id): _told(offer, reader) for offer in offers}


def _told(offer: HelpOffer, reader: Membership) -> Told:
    assert offer.settled_at is not None
    on = timezone.localtime(offer.settled_at).date()
    words = elided(_("the hand with “%(need)s”, on %(day)s") % {"need": offer.need.text, "day": day_of(on)})
    return Told(words, on, reverse_in(reader.community, "suggestions:offer-detail", public_id=offer.public_id))
