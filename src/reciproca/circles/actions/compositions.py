"""Many circles at once: sign-ups are opened, people sign up, who coordinates composes, looks at it, and publishes.

The audit trail has that it was opened, composed, changed by hand and published: never who signed up, nor who is kept from whom.
"""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from reciproca.audit.actions import record
from reciproca.boundaries.queries import is_minor
from reciproca.circles.choices import ComposingStage, CompositionState, LeftOut, Rather, Way
from reciproca.circles.composing import gather, place_of_group, would_sit
from reciproca.circles.composition import Composed, arrange, exchanges, is_possible
from reciproca.circles.models import Composition, Proposed, SignUp
from reciproca.circles.sign_ups import compositions_open_to, proposed_in
from reciproca.communities.models import Membership
from reciproca.core import clock, jobs
from reciproca.core.errors import Refusal
from reciproca.notifications.actions import post_mails
from reciproca.safeguarding.actions import refuse_while_held

from .circles import NotForMinors, begin_composed
from .shared import ChangedMeanwhile, NotYours, said

__all__ = [
    "AlreadyPublished",
    "BeingComposed",
    "NoTimeGiven",
    "NobodyToCompose",
    "NotPossible",
    "OutOfDate",
    "SignUpsClosed",
    "change_composition",
    "discard_composition",
    "fix_circle",
    "fix_person",
    "move_person",
    "name_proposed",
    "open_composition",
    "publish_composition",
    "run_composing",
    "sign_up",
    "start_composing",
    "withdraw_sign_up",
]  # fmt: skip

logger = logging.getLogger("reciproca.circles")


class SignUpsClosed(Refusal):
    sentence = _("One can no longer sign up here. Whoever coordinates is putting the circles together.")


class NoTimeGiven(Refusal):
    sentence = _("Choose at least one time of the week: without it there is no circle to find.")
    field = "slots"


class NobodyToCompose(Refusal):
    sentence = _("Too few have signed up for even one circle: wait for some more, or ask somebody in person.")


class BeingComposed(Refusal):
    sentence = _("The circles are being composed just now. Wait until it is done: it takes a few seconds.")


class AlreadyPublished(Refusal):
    sentence = _("These circles have been published already: nothing was done twice, and nobody got a second letter.")


class NotPossible(Refusal):
    sentence = _("That exchange is not possible any more. Look at those that are.")


class OutOfDate(Refusal):
    sentence = _(
        "Since the circles were composed something has changed, and they no longer hold. Compose them again, keeping most."
    )


# ── opening, and signing up ──────────────────────────────────────────────────


@transaction.atomic
def open_composition(
    *, by: Membership, name: str, about_it: str, about_en: str, closes_at: datetime, topics: Sequence[str] = (),
    language: str = "it", cadence_days: int = 21, least: int = 5, most: int = 8,
) -> Composition:  # fmt: skip
    words = said(name=name, about_it=about_it, about_en=about_en)
    now = clock.now()
    opened = Composition.objects.create(
        **words, topics=list(topics), language=language, cadence_days=cadence_days, least=least, most=most,
        closes_at=closes_at, by=by, opened_at=now, seen_at=now,
    )  # fmt: skip
    record("open_composition", by=by, on=opened)
    return opened


@transaction.atomic
def change_composition(composition: Composition, *, by: Membership, version: int, **changes: Any) -> Composition:
    """While one can sign up: its words, its sizes, until when."""
    rows = Composition.objects.filter(pk=composition.pk, version=version, state=CompositionState.OPEN)
    moved = rows.update(**changes, version=F("version") + 1)
    composition.refresh_from_db()
    if not moved:
        raise ChangedMeanwhile if composition.is_open else _moved_on(composition)
    record("change_composition", by=by, on=composition)
    return composition


@transaction.atomic
def sign_up(
    composition: Composition, *, by: Membership, wish: str, slots: Sequence[str], way: str = Way.DISTANCE,
    place: str = "", rather: str = Rather.NOTHING, team: str = "",
) -> SignUp:  # fmt: skip
    """Once; signing up again changes what one said."""
    refuse_while_held(by)
    if is_minor(by):
        raise NotForMinors
    if not compositions_open_to(by).filter(pk=composition.pk).exists():
        raise SignUpsClosed
    if not slots:
        raise NoTimeGiven
    told = {
        **said(wish=wish), "slots": list(slots), "way": Way(way), "place": place.strip(), "rather": Rather(rather),
        "team": team.strip(), "changed_at": clock.now(),
    }  # fmt: skip
    signed, _is_new = SignUp.objects.update_or_create(
        composition=composition, person=by, defaults=told, create_defaults={**told, "signed_at": clock.now()}
    )
    return signed


@transaction.atomic
def withdraw_sign_up(composition: Composition, *, by: Membership) -> None:
    if not composition.takes_sign_ups:
        raise SignUpsClosed
    if not SignUp.objects.filter(composition=composition, person=by).delete()[0]:
        raise NotYours


# ── composing ────────────────────────────────────────────────────────────────


@transaction.atomic
def start_composing(composition: Composition, *, by: Membership, keep: bool = False) -> Composition:
    """Close the sign-ups and queue the work; `keep`: so that as few as possible move from where they are now."""
    composition.refresh_from_db()
    if composition.is_computing and not composition.is_silent:
        raise BeingComposed
    if len(would_sit(composition)) < composition.least:
        raise NobodyToCompose
    states = [CompositionState.OPEN, CompositionState.UNDER_REVIEW, CompositionState.COMPUTING]
    rows = Composition.objects.filter(pk=composition.pk, state__in=states, version=composition.version)
    moved = rows.update(
        state=CompositionState.COMPUTING, stage=ComposingStage.WAITING, keeps=keep, fault=False, seen_at=clock.now(),
        version=F("version") + 1,
    )  # fmt: skip
    composition.refresh_from_db()
    if not moved:
        raise BeingComposed if composition.is_computing else _moved_on(composition)
    record("start_composing", by=by, on=composition, keep=keep)
    jobs.enqueue("reciproca.circles.tasks.run_composing", composition.community_id, str(composition.public_id))
    return composition


def run_composing(composition: Composition) -> Composition:
    """Read, compose, check: outside any transaction; then write it all down in one. May be called twice."""
    try:
        if not _sign_of_life(composition, ComposingStage.READING):
            return composition
        version = composition.version
        table = gather(composition)
        _sign_of_life(composition, ComposingStage.SOLVING)
        composed = arrange(table, keep=composition.keeps)
        if not composed.is_sound:
            raise RuntimeError("The verifier refused what the search found.")
        _sign_of_life(composition, ComposingStage.STORING)
        _store(composition, composed, version)
    except Exception as fault:  # a fault of ours: the composition must not stay locked; the worker hears of it too
        logger.warning("composition %s: %s", composition.public_id, type(fault).__name__)
        _give_back(composition)
        raise
    composition.refresh_from_db()
    return composition


def _sign_of_life(composition: Composition, stage: ComposingStage) -> bool:
    here = Composition.objects.filter(pk=composition.pk, state=CompositionState.COMPUTING, version=composition.version)
    return bool(here.update(stage=stage.value, seen_at=clock.now()))


@transaction.atomic
def _give_back(composition: Composition) -> None:
    resting = CompositionState.UNDER_REVIEW if composition.composed_at else CompositionState.OPEN
    here = Composition.objects.filter(pk=composition.pk, state=CompositionState.COMPUTING, version=composition.version)
    here.update(state=resting, fault=True, version=F("version") + 1)


@transaction.atomic
def _store(composition: Composition, composed: Composed, version: int) -> None:
    moved = Composition.objects.filter(pk=composition.pk, state=CompositionState.COMPUTING, version=version).update(
        state=CompositionState.UNDER_REVIEW, total=composed.total, upper_bound=composed.upper_bound, moves=composed.moves,
        composed_at=clock.now(), version=F("version") + 1,
    )  # fmt: skip
    if not moved:
        return
    rows = list(SignUp.objects.filter(composition=composition))
    for row in rows:
        row.group = composed.group.get(row.person_id)
        row.fixed = row.fixed and row.group is not None
        row.cause = "" if row.group is not None else composed.left_out.get(row.person_id, LeftOut.NUMBERS)
    SignUp.objects.bulk_update(rows, ["group", "fixed", "cause"], batch_size=200)
    _keep_proposed(composition, set(composed.group.values()))
    record("end_composing", on=composition, circles=len(set(composed.group.values())))


def _keep_proposed(composition: Composition, numbers: set[int]) -> None:
    """One row for each number in use; a name that was given stays."""
    Proposed.objects.filter(composition=composition).exclude(number__in=numbers).delete()
    known = set(Proposed.objects.filter(composition=composition).values_list("number", flat=True))
    Proposed.objects.bulk_create(
        Proposed(composition=composition, number=number, name=f"{composition.name[:74]} {number}")
        for number in sorted(numbers - known)
    )


# ── reviewing ────────────────────────────────────────────────────────────────


@transaction.atomic
def move_person(
    composition: Composition, person: SignUp, number: int, other: SignUp | None, *, by: Membership, version: int
) -> float:
    """Into another circle, as one more or for somebody who comes back for them: one of the ways that the page proposes, no
    other. Both stay there from then on. What the whole loses by it is returned."""
    _change(composition, version)
    found = exchanges(gather(composition), person.person_id)
    wanted = (number, other.person_id if other is not None else None)
    exchange = next((one for one in found if (one.number, one.other) == wanted), None)
    if exchange is None:
        raise NotPossible
    rows = SignUp.objects.filter(composition=composition)
    if other is not None:
        back = {"group": person.group, "fixed": person.group is not None}
        rows.filter(pk=other.pk).update(**back, cause="" if person.group is not None else LeftOut.NUMBERS)
    rows.filter(pk=person.pk).update(group=number, fixed=True, cause="")
    Composition.objects.filter(pk=composition.pk).update(total=F("total") - exchange.cost)
    composition.refresh_from_db()
    record("move_person_in_composition", by=by, on=composition)
    return exchange.cost


@transaction.atomic
def fix_person(composition: Composition, person: SignUp, fixed: bool, *, by: Membership) -> None:
    """They stay in their circle when it is composed anew; or need not."""
    _change(composition)
    SignUp.objects.filter(pk=person.pk, composition=composition, group__isnull=False).update(fixed=fixed)
    record("fix_person_in_composition", by=by, on=composition)


@transaction.atomic
def fix_circle(composition: Composition, proposed: Proposed, fixed: bool, *, by: Membership) -> None:
    """It stays as it is when the others are composed anew; or need not."""
    _change(composition)
    Proposed.objects.filter(pk=proposed.pk, composition=composition).update(fixed=fixed)
    record("fix_circle_in_composition", by=by, on=composition)


@transaction.atomic
def name_proposed(composition: Composition, proposed: Proposed, name: str, *, by: Membership) -> None:
    _change(composition)
    Proposed.objects.filter(pk=proposed.pk, composition=composition).update(**said(name=name))
    record("name_proposed_circle", by=by, on=composition)


def _change(composition: Composition, version: int | None = None) -> None:
    """Raise the version of a composition under review: two who change it at once wait for one another."""
    here = Composition.objects.filter(pk=composition.pk, state=CompositionState.UNDER_REVIEW)
    if version is not None:
        here = here.filter(version=version)
    moved = here.update(version=F("version") + 1)
    composition.refresh_from_db()
    if not moved:
        raise ChangedMeanwhile if composition.is_under_review else _moved_on(composition)


# ── settling ─────────────────────────────────────────────────────────────────


@transaction.atomic
def publish_composition(composition: Composition, *, by: Membership, version: int) -> Composition:
    """The circles begin, each in the way of this room, and everybody is written to, also who has none.

    Of two who publish at once one does. What was composed is verified once more, against what holds now.
    """
    moved = Composition.objects.filter(pk=composition.pk, state=CompositionState.UNDER_REVIEW, version=version).update(
        state=CompositionState.PUBLISHED, published_at=clock.now(), version=F("version") + 1
    )
    composition.refresh_from_db()
    if not moved:
        raise ChangedMeanwhile if composition.is_under_review else _moved_on(composition)
    rows = would_sit(composition)
    table = gather(composition)
    placed = SignUp.objects.filter(composition=composition, group__isnull=False).count()
    if placed != len(table.group) or not is_possible(table):
        raise OutOfDate
    letters = []
    for proposed in proposed_in(composition):
        people = [row.person for row in rows if row.group == proposed.number]
        circle = begin_composed(
            people, by=by, name=proposed.name, about=composition.about_en if composition.language == "en" else composition.about_it,
            topics=composition.topics, language=composition.language,
            place=place_of_group(table, proposed.number, [row for row in rows if row.group == proposed.number]),
            cadence_days=composition.cadence_days, most=composition.most,
        )  # fmt: skip
        Proposed.objects.filter(pk=proposed.pk).update(circle=circle)
        letters += [_letter("seat_composed", composition, person, circle=str(circle.public_id)) for person in people]
    letters += [_letter("left_without_circle", composition, row.person) for row in rows if row.group is None]
    post_mails(letters)
    record("publish_composition", by=by, on=composition, circles=proposed_in(composition).count())
    return composition


def _letter(name: str, composition: Composition, person: Membership, **about: str) -> dict[str, Any]:
    return {
        "renderer": f"reciproca.circles.mails.{name}",
        "to": person.email,
        "language": person.language,
        "key": f"{name} {composition.public_id} {person.public_id}",
        "community": person.community,
        "about": {"composition": str(composition.public_id), "to": str(person.public_id), **about},
    }


@transaction.atomic
def discard_composition(composition: Composition, *, by: Membership) -> Composition:
    """Set it aside: no circle begins, and nobody is told."""
    states = [CompositionState.OPEN, CompositionState.COMPUTING, CompositionState.UNDER_REVIEW]
    rows = Composition.objects.filter(pk=composition.pk, state__in=states)
    moved = rows.update(state=CompositionState.DISCARDED, version=F("version") + 1)
    composition.refresh_from_db()
    if not moved:
        raise _moved_on(composition)
    record("discard_composition", by=by, on=composition)
    return composition


def _moved_on(composition: Composition) -> Refusal:
    if composition.is_published:
        return AlreadyPublished()
    return BeingComposed() if composition.is_computing else SignUpsClosed()
