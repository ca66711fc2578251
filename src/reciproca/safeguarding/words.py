"""How this room says things."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reciproca.communities.models import Community, Membership
from reciproca.core.days import day_written, is_far
from reciproca.core.italian import elided, euphonic

from .choices import DoubtKind, Known
from .models import Doubt
from .queries.knowing import Fact

__all__ = ["day_said", "doubt_said", "fact_said"]


def day_said(moment: datetime, community: Community) -> str:
    """“3 March”, with the year where it is another one."""
    day = moment.astimezone(ZoneInfo(community.time_zone)).date()
    return day_written(day, "d MMMM y" if is_far(day) else "d MMMM")


def fact_said(fact: Fact, person: Membership, viewer: Membership) -> str:
    """“Met in person by Ada on 3 March”; and for Ada herself: “You met in person on 3 March”."""
    if fact.at is None:
        return _("Coordinates the community")
    day = day_said(fact.at, person.community)
    if fact.by is None:
        return elided(_("Invited by who coordinates, on %(day)s") % {"day": day})
    values = {"name": fact.by.given_name, "day": day}
    if fact.by.pk == viewer.pk:
        met, answers = _("You met in person on %(day)s"), _("You answer for them, since %(day)s")
    elif person.pk == viewer.pk:
        met, answers = _("Met in person by %(name)s on %(day)s"), _("%(name)s answers for you, since %(day)s")
    else:
        met, answers = _("Met in person by %(name)s on %(day)s"), _("%(name)s answers for them, since %(day)s")
    return euphonic(elided((met if fact.kind == Known.MET else answers) % values))


def doubt_said(doubt: Doubt) -> str:
    """Why, in a sentence with what it rests on; never what anybody wrote."""
    values = {"number": doubt.number, "of": doubt.of}
    match DoubtKind(doubt.kind):
        case DoubtKind.APART:
            return (
                ngettext(
                    "Most of their ties are within a group of %(number)s person whom hardly any chain of acquaintances joins to the others.",
                    "Most of their ties are within a group of %(number)s people whom hardly any chain of acquaintances joins to the others.",
                    doubt.number,
                )
                % values
            )
        case DoubtKind.UNANSWERED:
            return (
                _("In thirty days they asked %(of)s people they did not know; %(number)s did not answer, or said no.")
                % values
            )
        case DoubtKind.SAME_WORDS:
            return _("The same words went to %(number)s different people in thirty days.") % values
        case DoubtKind.COPIED_PHOTO:
            return _("Their photo is, point for point, one that another member had put up before.")
        case DoubtKind.COPIED_STORY:
            return _("What their page tells stands, word for word, on the page of another member who came before.")
        case DoubtKind.RING:
            return (
                _(
                    "%(number)s people thanked them, most were thanked in return, and no thanks lead there from anybody the community knows."
                )
                % values
            )
        case DoubtKind.ADDRESS:
            return (
                _("Within two days %(number)s people came with addresses that differ only in a figure or a sign.")
                % values
            )
