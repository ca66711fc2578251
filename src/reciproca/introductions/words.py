"""How two people know each other, and where a request stands, in a sentence."""

from datetime import datetime

from django.utils.translation import gettext as _

from reciproca.network.choices import State
from reciproca.network.words import long_month

from .models import Introduction
from .paths import Way

__all__ = ["advice_said", "how_said", "stands_said"]

QUIET = (State.COOLING, State.DORMANT)


def how_said(way: Way) -> str:
    """“allies since 2024; last together in October”."""
    said = _how(way)
    if way.last_at is not None:
        return _("%(how)s; last together in %(month)s") % {"how": said, "month": _month(way.last_at)}
    return said


def advice_said(way: Way) -> str:
    """What might come before asking, where a tie has fallen silent."""
    return _("Before you ask, perhaps a line to hear how they are.") if way.state in QUIET else ""


def stands_said(introduction: Introduction) -> str:
    """Where it stands, to who asked: the same words whatever the others did, until all agreed or its time is over."""
    if introduction.is_agreed:
        return _("It has come about: the three of you have a conversation.")
    if introduction.is_open:
        return _("It waits. You hear of it when everybody has said yes; otherwise it closes by itself.")
    return _("It did not come about. You can try another way.")


def _how(way: Way) -> str:
    if way.how == "partner":
        return _("you work with each other in a mentorship")
    if way.since is None:
        return _("you know each other")
    values = {"month": long_month(way.since.date()), "year": way.since.year}
    if way.how == "ally":
        return _("allies since %(month)s %(year)s") % values
    return _("connected since %(month)s %(year)s") % values


def _month(at: datetime) -> str:
    day = at.date()
    return f"{long_month(day)} {day.year}"
