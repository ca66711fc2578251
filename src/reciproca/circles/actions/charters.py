"""Propose a charter, say yes to it, take a proposal back. It holds once everybody who sits in the circle has agreed."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from reciproca.audit.actions import record
from reciproca.circles.choices import CharterState, CircleState
from reciproca.circles.models import ARTICLES, SMALLEST, Charter, Circle, Consent
from reciproca.circles.queries import (
    LATEST,
    charter_in_force,
    charter_proposed,
    consents_to,
    has_consented,
    taken_in,
    template_of,
)
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.errors import Refusal

from .meetings import invite_to_meetings
from .shared import MovedOn, hold, said, take_part, write_to
from .talk import keep_talk

__all__ = [
    "NotYourProposal", "agree_to_charter", "agree_together", "charter_from_template", "propose_charter", "settle_charter", "withdraw_charter",
]  # fmt: skip


class NotYourProposal(Refusal):
    sentence = _("Only who proposed it can take it back. You can propose another instead.")


@transaction.atomic
def propose_charter(
    circle: Circle, *, by: Membership, keeps_days: int = 90, template: str = "", **articles: str
) -> Charter:
    """The next version, with one's own yes. Another proposal that was waiting makes room for it."""
    take_part(circle, by)
    words = said(**{article: articles[article] for article in ARTICLES})
    hold(circle)
    circle.charters.filter(state=CharterState.PROPOSED).update(state=CharterState.WITHDRAWN)
    last = circle.charters.aggregate(last=Max("number"))["last"] or 0
    charter = Charter.objects.create(
        circle=circle, number=last + 1, keeps_days=keeps_days, template=template, proposed_by=by, proposed_at=clock.now(),
        **words,
    )  # fmt: skip
    Consent.objects.create(charter=charter, person=by, at=clock.now())
    for seat in taken_in(circle):
        if seat.person_id != by.pk:
            write_to(seat.person, "charter_proposed", charter)
    settle_charter(circle)
    charter.refresh_from_db()
    return charter


@transaction.atomic
def charter_from_template(circle: Circle) -> Charter:
    """The first charter of a circle that was composed: proposed by nobody, so that each reads it and says yes or changes it."""
    return Charter.objects.create(
        circle=circle, number=1, template=LATEST, proposed_at=clock.now(), **template_of(circle.language)
    )


@transaction.atomic
def agree_to_charter(charter: Charter, *, by: Membership) -> Charter:
    """One's yes: to a proposal, or, for who came later, to the charter in force."""
    circle = charter.circle
    take_part(circle, by)
    hold(circle)
    charter.refresh_from_db()
    if not (charter.is_proposed or charter.is_in_force):
        raise MovedOn
    if not has_consented(by, charter):
        Consent.objects.create(charter=charter, person=by, at=clock.now())
        if charter.is_in_force:
            invite_to_meetings(circle, by)
    settle_charter(circle)
    keep_talk(circle)
    charter.refresh_from_db()
    return charter


@transaction.atomic
def withdraw_charter(charter: Charter, *, by: Membership) -> None:
    take_part(charter.circle, by)
    if charter.proposed_by_id != by.pk:
        raise NotYourProposal
    if not Charter.objects.filter(pk=charter.pk, state=CharterState.PROPOSED).update(state=CharterState.WITHDRAWN):
        raise MovedOn


@transaction.atomic
def agree_together(circle: Circle, people: Sequence[Membership], *, template: str = "") -> None:
    """All of them have said yes, in another place: to the charter in force, or to the text of this name, which then holds."""
    now = clock.now()
    charter = charter_in_force(circle)
    if template or charter is None:
        circle.charters.filter(state=CharterState.PROPOSED).update(state=CharterState.WITHDRAWN)
        circle.charters.filter(state=CharterState.IN_FORCE).update(state=CharterState.PAST)
        last = circle.charters.aggregate(last=Max("number"))["last"] or 0
        charter = Charter.objects.create(
            circle=circle, number=last + 1, template=template or LATEST, proposed_at=now, in_force_at=now,
            state=CharterState.IN_FORCE, **template_of(circle.language, template or LATEST),
        )  # fmt: skip
        record("agree_charter", by=None, on=circle, number=charter.number)
    for person in people:
        Consent.objects.get_or_create(charter=charter, person=person, defaults={"at": now})


@transaction.atomic
def settle_charter(circle: Circle) -> None:
    """What is proposed holds as soon as all have said yes, and there are enough to begin. For the rows that are held."""
    proposed = charter_proposed(circle)
    if proposed is None:
        return
    seats = list(taken_in(circle))
    agreed = consents_to(proposed)
    if len(seats) < SMALLEST or any(seat.person_id not in agreed for seat in seats):
        return
    before = charter_in_force(circle)
    newly = [seat.person for seat in seats if before is not None and not has_consented(seat.person, before)]
    circle.charters.filter(state=CharterState.IN_FORCE).update(state=CharterState.PAST)
    circle.charters.filter(pk=proposed.pk).update(state=CharterState.IN_FORCE, in_force_at=clock.now())
    if circle.is_forming:
        hold(circle, CircleState.FORMING, state=CircleState.MEETING)
    record("agree_charter", by=None, on=circle, number=proposed.number)
    for person in newly:
        invite_to_meetings(circle, person)
    keep_talk(circle)
    for seat in seats:
        write_to(seat.person, "charter_in_force", proposed)
