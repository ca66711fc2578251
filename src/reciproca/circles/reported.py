"""Of this room only what somebody shows to the community can be reported; what is said in a circle is told outside by its own words."""

from uuid import UUID

from django.utils.translation import gettext as _

from reciproca.communities.models import Membership
from reciproca.core.italian import euphonic
from reciproca.core.urls import reverse_in
from reciproca.safeguarding.reportable import Reported

from .actions import take_win_away
from .models import Win
from .rhythm import wins_shown_to

__all__ = ["remove_win", "told_win"]


def told_win(reader: Membership, public_id: UUID) -> Reported | None:
    win = wins_shown_to(reader).filter(public_id=public_id).first()
    if win is None:
        return None
    said = euphonic(_("A small victory of %(name)s") % {"name": win.person.given_name})
    return Reported(win.person, said, win.shown_text, reverse_in(reader.community, "circles:circle-list"))


def remove_win(public_id: UUID, by: Membership) -> None:
    win = Win.objects.filter(public_id=public_id).first()
    if win is not None:
        take_win_away(win, by=by)
