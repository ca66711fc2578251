"""Set how much of a thing is possible in the community."""

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from reciproca.audit.actions import record
from reciproca.communities.models import Membership
from reciproca.core.errors import Refusal
from reciproca.safeguarding.measures import BOUNDS
from reciproca.safeguarding.models import Measures

__all__ = ["MeasuresChanged", "OutOfBounds", "set_measures"]


class OutOfBounds(Refusal):
    sentence = _("Between %(least)s and %(most)s.")
    status = 422

    def __init__(self, field: str) -> None:
        least, most = BOUNDS[field]
        super().__init__(least=least, most=most)
        self.field = field


class MeasuresChanged(Refusal):
    sentence = _("Somebody else has changed this meanwhile. Look at what is there now, then decide.")


@transaction.atomic
def set_measures(*, by: Membership, version: int, links_at_first: bool | None = None, **numbers: int) -> Measures:
    """Within the bounds of safety, whatever is asked for. Raises `OutOfBounds`, `MeasuresChanged`."""
    for name, number in numbers.items():
        least, most = BOUNDS[name]
        if not least <= number <= most:
            raise OutOfBounds(name)
    kept, _made = Measures.objects.get_or_create()
    chosen = numbers if links_at_first is None else {**numbers, "links_at_first": links_at_first}
    if not Measures.objects.filter(pk=kept.pk, version=version).update(**chosen, version=F("version") + 1):
        raise MeasuresChanged
    record("set_measures", by=by, on=by.community, **chosen)
    kept.refresh_from_db()
    return kept
