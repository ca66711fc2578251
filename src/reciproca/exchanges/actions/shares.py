"""Share something with the few whom it concerns; and what each of them does with it."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from reciproca.audit.actions import record
from reciproca.boundaries.links import refuse_early_links
from reciproca.boundaries.queries import may_contact
from reciproca.communities.models import Membership
from reciproca.conversations.actions import open_conversation
from reciproca.conversations.models import Conversation
from reciproca.core import clock
from reciproca.core.errors import Refusal
from reciproca.exchanges.choices import ReceptionState, ShareKind, ShareReason, ShareState
from reciproca.exchanges.models import SHARED_FOR, Reception, Share
from reciproca.exchanges.queries import receptions_to_look_at, shares_visible_to
from reciproca.exchanges.routing import people_around
from reciproca.exchanges.rules import can_close_share, can_edit_share, can_pass_on_share, can_settle
from reciproca.exchanges.sharing import MOST_LOOKED_AT, people_it_concerns
from reciproca.network.actions import turn_to
from reciproca.network.choices import Kind
from reciproca.network.queries import allies_of
from reciproca.safeguarding.actions import refuse_while_held

from .shared import NoLongerThere, change_row, write_line, write_to

__all__ = [
    "MOST_RECEIVERS", "HasEnoughToRead", "NobodyChosen", "NotALink", "NothingShared", "ShareIsElsewhere", "SharedEnough",
    "TooManyChosen", "answer_share", "close_share", "edit_share", "expire_shares", "pass_on_share", "say_not_for_me",
    "send_share", "take_share_away", "thank_for_share", "write_share",
]  # fmt: skip

MOST_OPEN = 3
MOST_IN_A_WEEK = 5
MOST_RECEIVERS = 8


class NothingShared(Refusal):
    sentence = _("Say in a few words what it is, and why it may be of use.")
    field = "words"


class NotALink(Refusal):
    sentence = _("An address begins with https:// or http://.")
    field = "link"


class SharedEnough(Refusal):
    """Three open ones, or five in a week."""

    sentence = _("Three shares are open at once, and five in a week. What reaches few people is read.")


class NobodyChosen(Refusal):
    sentence = _("Choose at least one person among those who are here.")
    field = "people"


class TooManyChosen(Refusal):
    sentence = _("At most eight people: choose those to whom it matters most.")
    field = "people"


class ShareIsElsewhere(Refusal):
    """Not theirs to read, over, or between two who no longer meet: which of these is not told."""

    sentence = _("This is not here, or no longer.")
    status = 404


class HasEnoughToRead(Refusal):
    sentence = _("%(name)s has enough to look at just now. Think of somebody else, or try again in a while.")
    field = "to"


# ── writing and sending ──────────────────────────────────────────────────────


@transaction.atomic
def write_share(
    title: str, *, by: Membership, words: str, kind: str = ShareKind.IDEA, link: str = "", topics: Sequence[str] = ()
) -> Share:
    """Begun, and read by nobody else: whom it reaches is shown before it is sent."""
    fields = _written(title, words, link, by)
    share = Share.objects.create(sharer=by, kind=kind, topics=list(topics), written_at=clock.now(), **fields)
    record("write_share", by=by, on=share)
    return share


@transaction.atomic
def edit_share(
    share: Share,
    *,
    by: Membership,
    version: int,
    title: str,
    words: str,
    kind: str,
    link: str = "",
    topics: Sequence[str] = (),
) -> Share:
    """Other words, until it is sent."""
    if not can_edit_share(by, share):
        raise NoLongerThere
    fields = _written(title, words, link, by)
    change_row(share, version, (ShareState.DRAFT,), kind=kind, topics=list(topics), **fields)
    record("edit_share", by=by, on=share)
    return share


@transaction.atomic
def send_share(share: Share, people: Collection[Membership], *, by: Membership) -> Share:
    """To these people, each with the reason that was shown. It ends after three weeks, or when its sharer closes it."""
    if not can_edit_share(by, share):
        raise NoLongerThere
    Membership.objects.select_for_update(no_key=True).get(pk=by.pk)  # their open shares are counted once
    _refuse_beyond_measure(by)
    chosen = {person.pk: person for person in people if person.pk != by.pk}
    refuse_while_held(by, *chosen.values())
    if not chosen or not set(chosen) <= people_around(by):
        raise NobodyChosen
    if len(chosen) > MOST_RECEIVERS:
        raise TooManyChosen
    why = {one.person.pk: (one.reason, one.theirs[:200]) for one in people_it_concerns(share)}
    allies = set(allies_of(by).values_list("pk", flat=True))
    now = clock.now()
    sent: dict[str, Any] = {"state": ShareState.OPEN, "sent_at": now, "closes_at": now + SHARED_FOR}
    change_row(share, share.version, (ShareState.DRAFT,), **sent)
    for key, person in sorted(chosen.items()):
        otherwise = (ShareReason.ALLY if key in allies else ShareReason.CHOSEN, "")
        reason, theirs = why.get(key, otherwise)
        turn_to(person, by=by)
        Reception.objects.create(share=share, person=person, reason=reason, theirs=theirs, sent_at=now)
        write_to(person, "shares_for_you", person, once=str(clock.today()))
    record("send_share", by=by, on=share)
    return share


@transaction.atomic
def close_share(share: Share, *, by: Membership) -> Share | None:
    """Over: nobody else says anything to it. A draft goes as if it had not been written."""
    _hold(share)
    if not can_close_share(by, share):
        raise NoLongerThere
    record("close_share", by=by, on=share)
    if share.is_draft:
        Share.objects.filter(pk=share.pk, state=ShareState.DRAFT).delete()
        return None
    change_row(share, share.version, (ShareState.OPEN,), state=ShareState.CLOSED, closed_at=clock.now())
    _let_go(share)
    return share


@transaction.atomic
def take_share_away(share: Share, *, by: Membership) -> None:
    """Who coordinates decided so: only its sharer still reads it."""
    if share.state != ShareState.TAKEN and not share.is_draft:
        sent = (ShareState.OPEN, ShareState.CLOSED, ShareState.EXPIRED)
        change_row(share, share.version, sent, state=ShareState.TAKEN, closed_at=share.closed_at or clock.now())
        _let_go(share)
        record("take_share_away", by=by, on=share)


def _written(title: str, words: str, link: str, by: Membership) -> dict[str, Any]:
    if not title.strip() or not words.strip():
        raise NothingShared
    if link.strip():
        try:
            URLValidator(schemes=["http", "https"])(link.strip())
        except ValidationError:
            raise NotALink from None
    refuse_early_links(by, title=title, words=words, link=link)
    return {"title": title.strip(), "words": words.strip(), "link": link.strip()}


def _refuse_beyond_measure(person: Membership) -> None:
    mine = Share.objects.filter(sharer=person)
    week = mine.filter(sent_at__gt=clock.now() - timedelta(days=7)).count()
    if week >= MOST_IN_A_WEEK or mine.filter(state=ShareState.OPEN).count() >= MOST_OPEN:
        raise SharedEnough


# ── what who receives it does with it ────────────────────────────────────────


@transaction.atomic
def thank_for_share(reception: Reception, *, by: Membership, change: str = "") -> Reception:
    """It was of use, and how: a confirmed line of the ledger, sharer → reader; the sharer is told."""
    _settle(reception, ReceptionState.THANKED, by=by, change=change.strip(), seq=True)
    record("thank_for_share", by=by, on=reception.share)
    write_to(reception.share.sharer, "share_thanked", reception.share, once=str(clock.today()))
    return reception


@transaction.atomic
def say_not_for_me(reception: Reception, *, by: Membership) -> None:
    """A no that is told to nobody, the audit trail included."""
    _settle(reception, ReceptionState.NOT_FOR_ME, by=by)


@transaction.atomic
def pass_on_share(share: Share, *, by: Membership, to: Membership, note: str = "") -> None:
    """One person to one person; whoever shared it learns nothing of it, unless the other says thank you.

    Where it must not reach them it looks sent.
    """
    mine = _reception(share, by)
    if mine is None or not can_pass_on_share(by, mine) or not may_contact(by, to) or to.pk in (by.pk, share.sharer_id):
        raise ShareIsElsewhere
    refuse_early_links(by, note=note)
    if receptions_to_look_at([to.pk])[to.pk] >= MOST_LOOKED_AT:
        raise HasEnoughToRead(name=to.given_name)
    refuse_while_held(by, to)
    turn_to(to, by=by)
    if may_contact(share.sharer, to):
        words = {"reason": ShareReason.PASSED, "passed_by": by, "note": note.strip(), "sent_at": clock.now()}
        _row, is_new = Reception.objects.get_or_create(share=share, person=to, defaults=words)
        if is_new:
            write_to(to, "shares_for_you", to, once=str(clock.today()))
    if mine.is_waiting:
        _settle(mine, ReceptionState.PASSED, by=by)
    record("pass_on_share", by=by)


@transaction.atomic
def answer_share(reception: Reception, *, by: Membership) -> Conversation:
    """The conversation with whoever shared it: it was they who turned to this person."""
    held = _reception(reception.share, by)
    if held is None or held.pk != reception.pk or not may_contact(by, reception.share.sharer):
        raise ShareIsElsewhere
    return open_conversation([by, reception.share.sharer], by=by, origin=("share", reception.share.public_id))


def _hold(share: Share) -> None:
    """Held until the end of the transaction, before anything else is: of its end and of what somebody does with it at the same
    moment, the second finds what the first wrote."""
    Share.objects.select_for_update(no_key=True).filter(pk=share.pk).first()


def _reception(share: Share, person: Membership) -> Reception | None:
    """Held like what was shared, if this person may read that."""
    _hold(share)
    row = Reception.objects.select_for_update(of=("self",)).filter(share=share, person=person).first()
    return row if row is not None and shares_visible_to(person).filter(pk=share.pk).exists() else None


def _settle(reception: Reception, state: str, *, by: Membership, change: str = "", seq: bool = False) -> None:
    """Once, of what waits or was passed on; by the person it was sent to."""
    held = _reception(reception.share, by)
    if held is None or held.pk != reception.pk or not can_settle(by, held):
        raise NoLongerThere
    share = held.share
    held.state, held.change, held.settled_at = state, change, clock.now()
    if seq:
        kind = Kind.LEAD if share.kind == ShareKind.OPENING else Kind.NOTE
        held.ledger_seq = write_line(kind, held, giver=share.sharer, receiver=by)
    held.save(update_fields=["state", "change", "settled_at", "ledger_seq"])
    reception.refresh_from_db()


def _let_go(share: Share) -> None:
    rows = Reception.objects.filter(share=share, state=ReceptionState.WAITING)
    rows.update(state=ReceptionState.LET_GO, settled_at=clock.now())


# ── by itself ────────────────────────────────────────────────────────────────


@transaction.atomic
def expire_shares() -> int:
    """Those whose three weeks are over end; how many did."""
    due = Share.objects.select_for_update().filter(state=ShareState.OPEN, closes_at__lte=clock.now())
    done = 0
    for share in due.order_by("pk"):
        change_row(share, share.version, (ShareState.OPEN,), state=ShareState.EXPIRED, closed_at=clock.now())
        _let_go(share)
        done += 1
    return done
