"""Tell the circle what went well, be glad of it, show it to the community, take it back."""

import re

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from reciproca.audit.actions import record
from reciproca.boundaries.links import refuse_early_links
from reciproca.circles.models import Cheer, Circle, Commitment, Win
from reciproca.circles.queries import taken_in
from reciproca.circles.rhythm import kept_commitments, wins_visible_to
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.errors import Refusal
from reciproca.safeguarding.actions import refuse_while_held

from .shared import NotYours, hold, must_be_bound, said

__all__ = ["SomebodyNamed", "cheer_win", "hide_win", "show_win", "take_win_away", "tell_win"]


class SomebodyNamed(Refusal):
    """Who sits in a circle is not told outside by another."""

    sentence = _("%(name)s is named in it. Say it without the name: outside, each tells only of themselves.")
    field = "text"


@transaction.atomic
def tell_win(circle: Circle, text: str, *, by: Membership, commitment: Commitment | None = None) -> Win:
    words = said(text=text)
    must_be_bound(circle, by)
    hold(circle)
    if commitment is not None and not kept_commitments(circle, by).filter(pk=commitment.pk).exists():
        raise NotYours
    return Win.objects.create(circle=circle, person=by, commitment=commitment, told_at=clock.now(), **words)


@transaction.atomic
def cheer_win(win: Win, *, by: Membership, word: str = "") -> Cheer:
    """Once; said again it is the line that changes."""
    must_be_bound(win.circle, by)
    hold(win.circle)
    if win.person_id == by.pk or not wins_visible_to(by).filter(pk=win.pk).exists():
        raise NotYours
    told = {"word": word.strip(), "at": clock.now()}
    cheer, _made = Cheer.objects.update_or_create(win=win, person=by, defaults=told)
    return cheer


@transaction.atomic
def show_win(win: Win, text: str, *, by: Membership) -> Win:
    """Who had it lets the community read these words, which name nobody else of the circle."""
    words = said(text=text)["text"]
    if not wins_visible_to(by).filter(pk=win.pk, person=by).exists():
        raise NotYours
    refuse_while_held(by)
    refuse_early_links(by, text=words)
    _refuse_names(words, [seat.person for seat in taken_in(win.circle) if seat.person_id != by.pk])
    Win.objects.filter(pk=win.pk).update(shown_text=words, shown_at=win.shown_at or clock.now())
    win.refresh_from_db()
    return win


@transaction.atomic
def hide_win(win: Win, *, by: Membership) -> None:
    """Out of the community's sight, at any time: also by who has left the circle since."""
    if not Win.objects.filter(pk=win.pk, person=by, shown_at__isnull=False).update(shown_text="", shown_at=None):
        raise NotYours


@transaction.atomic
def take_win_away(win: Win, *, by: Membership) -> None:
    """By who coordinates, after a report: out of the community's sight. What the circle reads stays."""
    if Win.objects.filter(pk=win.pk, shown_at__isnull=False).update(shown_text="", shown_at=None):
        record("take_win_away", by=by, on=win)


def _refuse_names(text: str, people: list[Membership]) -> None:
    spoken = set(re.findall(r"\w+", text.casefold()))
    for person in people:
        if spoken & {*person.given_name.casefold().split(), *person.family_name.casefold().split()}:
            raise SomebodyNamed(name=person.given_name)
