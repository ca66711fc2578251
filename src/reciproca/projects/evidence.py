"""What two brought to its end together, in words for the two: what their thanks rest on."""

from collections.abc import Sequence

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from reciproca.communities.models import Membership
from reciproca.exchanges.evidence import Told
from reciproca.people.queries import zone_of

from .models import Together
from .queries import projects_of
from .words import page_of

__all__ = ["told_projects"]


def told_projects(reader: Membership, public_ids: Sequence[str]) -> dict[str, Told]:
    """“the project “A guide for who arrives””, and its page, as long as it is there for them."""
    pairs = Together.objects.filter(Q(first=reader) | Q(second=reader), public_id__in=list(public_ids))
    pairs = pairs.filter(project__in=projects_of(reader).values("pk")).select_related("project__community")
    with timezone.override(zone_of(reader)):
        return {
            str(pair.public_id): Told(
                _("the project “%(title)s”") % {"title": pair.project.title},
                timezone.localtime(pair.at).date(),
                page_of(pair.project),
            )
            for pair in pairs
        }
