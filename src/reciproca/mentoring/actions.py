"""What happens in a mentorship."""

from typing import Any

from django.db import transaction

from reciproca.audit.actions import record
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.programmes.models import Cohort

from .models import Mentorship

__all__ = ["begin_mentorship"]


@transaction.atomic
def begin_mentorship(
    cohort: Cohort, *, mentor: Membership, mentee: Membership, by: Membership | None, reasons: list[Any], provenance: str
) -> Mentorship:
    """The two are brought together; the mentorship becomes active once both have agreed how they will work."""
    mentorship = Mentorship.objects.create(
        cohort=cohort, mentor=mentor, mentee=mentee, reasons=reasons, provenance=provenance, began_at=clock.now()
    )
    record("begin_mentorship", by=by, on=mentorship)
    return mentorship
