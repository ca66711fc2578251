"""Thank somebody, recommend somebody; and what those who are thanked and recommended do with it."""

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from reciproca.audit.actions import record
from reciproca.boundaries.queries import may_contact
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.errors import Refusal
from reciproca.exchanges.choices import RecognitionState, RecommendationState
from reciproca.exchanges.models import Recognition, Recommendation
from reciproca.exchanges.queries import evidence_of, may_recommend, recommendation_between, refused_lately
from reciproca.exchanges.rules import (
    can_approve,
    can_approve_recommendation,
    can_decline,
    can_edit,
    can_keep,
    can_withdraw,
    can_withdraw_recommendation,
    can_write,
)
from reciproca.network.actions import turn_to
from reciproca.network.choices import Kind
from reciproca.safeguarding.actions import refuse_while_held

from .shared import NoLongerThere, cancel_line, change_row, write_line, write_to

__all__ = [
    "AlreadyRead",
    "AlreadyThanked",
    "NotNow",
    "NothingBetweenYou",
    "NothingToSay",
    "NothingToThankFor",
    "NothingWritten",
    "OneIsOpen",
    "approve_recognition",
    "approve_recommendation",
    "ask_recommendation",
    "decline_recommendation",
    "edit_recognition",
    "give_recognition",
    "give_recommendation",
    "keep_recognition",
    "save_recommendation",
    "take_recognition_away",
    "withdraw_recognition",
    "withdraw_recommendation",
]  # fmt: skip


class NothingWritten(Refusal):
    sentence = _("Write a few words first.")
    field = "change"


class NothingToSay(Refusal):
    sentence = _("Write a few words first.")
    field = "text"


class NothingToThankFor(Refusal):
    """Not confirmed, not theirs, or with somebody they must not meet: which of these is not told."""

    sentence = _("Thanks rest on something that happened and was confirmed by both. There is nothing like that here.")
    status = 404


class AlreadyThanked(Refusal):
    sentence = _("You have already said thank you for this.")


class AlreadyRead(Refusal):
    sentence = _("It has been read as it is: it can no longer be changed. You can still take it back.")


class NothingBetweenYou(Refusal):
    """Nothing confirmed between the two, or they must not meet: which of these is not told."""

    sentence = _("A recommendation rests on something you did together and both confirmed. There is nothing yet.")
    status = 404


class OneIsOpen(Refusal):
    sentence = _("There is one between you already.")


class NotNow(Refusal):
    sentence = _("Leave it for now: a few months from now it can be asked again.")


# ── recognitions ─────────────────────────────────────────────────────────────


@transaction.atomic
def give_recognition(
    object_kind: str, object_id: str, *, by: Membership, change: str, story: str = "", to: UUID | None = None
) -> Recognition:
    """Thank the other for something confirmed, named as the ledger names it. They read it first, and nobody else does.

    One for each thing and person (`to`, where several shared it); what was taken back can be given anew, without another letter.
    """
    evidence = evidence_of(by, object_kind, object_id, to)
    if evidence is None:
        raise NothingToThankFor
    refuse_while_held(by, evidence.other)
    words = {"change": _written(change), "story": story.strip()}
    named = {"object_kind": object_kind, "object_id": object_id, "giver": by, "receiver": evidence.other}
    moved = Recognition.objects.filter(**named, state=RecognitionState.WITHDRAWN).update(
        **words, state=RecognitionState.GIVEN, given_at=clock.now(), shown_at=None, version=F("version") + 1
    )
    try:
        with transaction.atomic():
            recognition = (
                Recognition.objects.get(**named)
                if moved
                else Recognition.objects.create(
                    **named,
                    **words,
                    kind=evidence.kind,
                    happened_on=evidence.on,
                    given_at=clock.now(),
                )
            )
    except IntegrityError:
        raise AlreadyThanked from None
    record("give_recognition", by=by, on=recognition)
    write_to(recognition.receiver, "recognition_given", recognition)
    return recognition


@transaction.atomic
def edit_recognition(
    recognition: Recognition, *, by: Membership, version: int, change: str, story: str = ""
) -> Recognition:
    """Other words, as long as the receiver has not answered."""
    if not can_edit(by, recognition):
        raise NoLongerThere if recognition.is_withdrawn else AlreadyRead
    change_row(
        recognition,
        version,
        (RecognitionState.GIVEN,),
        otherwise=AlreadyRead,
        change=_written(change),
        story=story.strip(),
    )
    record("edit_recognition", by=by, on=recognition)
    return recognition


@transaction.atomic
def approve_recognition(recognition: Recognition, *, by: Membership, version: int) -> Recognition:
    """Its receiver lets the community read it: from now on it counts. `version`: the words that were read."""
    if not can_approve(by, recognition) or not may_contact(recognition.giver, recognition.receiver):
        raise NoLongerThere
    change_row(
        recognition,
        version,
        (RecognitionState.GIVEN, RecognitionState.KEPT),
        state=RecognitionState.SHOWN,
        shown_at=recognition.shown_at or clock.now(),
        ledger_seq=recognition.ledger_seq
        or write_line(Kind.RECOGNITION, recognition, giver=recognition.giver, receiver=recognition.receiver),
    )
    record("approve_recognition", by=by, on=recognition)
    write_to(recognition.giver, "recognition_approved", recognition)
    return recognition


@transaction.atomic
def keep_recognition(recognition: Recognition, *, by: Membership) -> Recognition:
    """Its receiver keeps it between the two, or takes it down later.

    Approved once, it stays in the ledger when it is taken down: that it was so is not undone by not showing it.
    """
    if not can_keep(by, recognition):
        raise NoLongerThere
    states = (RecognitionState.GIVEN, RecognitionState.SHOWN)
    change_row(recognition, recognition.version, states, state=RecognitionState.KEPT)
    record("keep_recognition", by=by, on=recognition)
    return recognition


@transaction.atomic
def withdraw_recognition(recognition: Recognition, *, by: Membership) -> Recognition:
    """Its giver takes it back, from whatever state; in the ledger its line is cancelled."""
    if not can_withdraw(by, recognition):
        raise NoLongerThere
    states = (RecognitionState.GIVEN, RecognitionState.SHOWN, RecognitionState.KEPT)
    seq = recognition.ledger_seq
    change_row(recognition, recognition.version, states, state=RecognitionState.WITHDRAWN, ledger_seq=None)
    cancel_line(seq)
    record("withdraw_recognition", by=by, on=recognition)
    return recognition


@transaction.atomic
def take_recognition_away(recognition: Recognition, *, by: Membership) -> None:
    """Who coordinates decided so: nobody but its giver reads it, and its line no longer counts."""
    seq = recognition.ledger_seq
    if not recognition.is_withdrawn:
        states = (RecognitionState.GIVEN, RecognitionState.SHOWN, RecognitionState.KEPT)
        change_row(recognition, recognition.version, states, state=RecognitionState.WITHDRAWN, ledger_seq=None)
        cancel_line(seq)
        record("take_recognition_away", by=by, on=recognition)


def _written(change: str) -> str:
    if not change.strip():
        raise NothingWritten
    return change.strip()


# ── recommendations ──────────────────────────────────────────────────────────


@transaction.atomic
def ask_recommendation(author: Membership, *, by: Membership, about: str = "") -> Recommendation:
    """Ask somebody one has worked with for a few words on one's profile. They may decline, and nobody else learns of it."""
    asked: dict[str, Any] = {"state": RecommendationState.ASKED, "about": about.strip(), "asked_at": clock.now()}
    begun = recommendation_between(author, by)
    if begun is not None and begun.state == RecommendationState.DRAFT:  # theirs to tell: it becomes the one asked for
        change_row(begun, begun.version, (RecommendationState.DRAFT,), **asked)
        recommendation = begun
    else:
        _refuse_unless_possible(author, by, by=by)
        turn_to(author, by=by)
        recommendation = _open(author=author, subject=by, **asked)
    record("ask_recommendation", by=by, on=recommendation)
    write_to(author, "recommendation_asked", recommendation)
    return recommendation


@transaction.atomic
def decline_recommendation(recommendation: Recommendation, *, by: Membership, answer: str = "") -> Recommendation:
    """A kind no, with a word if one likes: read by who asked, and by nobody else. No line of the audit trail."""
    if not can_decline(by, recommendation):
        raise NoLongerThere
    change_row(
        recommendation,
        recommendation.version,
        (RecommendationState.ASKED,),
        state=RecommendationState.DECLINED,
        text="",
        answer=answer.strip(),
        closed_at=clock.now(),
        closed_by=by,
    )
    write_to(recommendation.subject, "recommendation_declined", recommendation)
    return recommendation


@transaction.atomic
def save_recommendation(
    subject: Membership, *, by: Membership, text: str, recommendation: Recommendation | None = None, version: int = 0
) -> Recommendation:
    """Keep a draft of what one writes about somebody; begun unasked when there is none yet. What was given stays given,
    with the new words, until it is approved."""
    if recommendation is None:
        _refuse_unless_possible(by, subject, by=by)
        recommendation = _open(author=by, subject=subject, state=RecommendationState.DRAFT, text=text.strip())
    else:
        _refuse_unless_writable(recommendation, by)
        if recommendation.is_given and not text.strip():
            raise NothingToSay
        change_row(
            recommendation,
            version,
            (recommendation.state,),
            otherwise=AlreadyRead,
            text=text.strip(),
            written_at=clock.now(),
        )
    record("save_recommendation", by=by, on=recommendation)
    return recommendation


@transaction.atomic
def give_recommendation(recommendation: Recommendation, *, by: Membership, version: int, text: str) -> Recommendation:
    """Hand it to the one it is about, who reads it first and lets it stand on the profile, or not."""
    _refuse_unless_writable(recommendation, by)
    if not text.strip():
        raise NothingToSay
    change_row(
        recommendation,
        version,
        (RecommendationState.ASKED, RecommendationState.DRAFT, RecommendationState.GIVEN),
        otherwise=AlreadyRead,
        state=RecommendationState.GIVEN,
        text=text.strip(),
        written_at=clock.now(),
        given_at=recommendation.given_at or clock.now(),
    )
    record("give_recommendation", by=by, on=recommendation)
    write_to(recommendation.subject, "recommendation_given", recommendation)
    return recommendation


@transaction.atomic
def approve_recommendation(recommendation: Recommendation, *, by: Membership, version: int) -> Recommendation:
    """The one it is about lets it stand on the profile: from now on it counts. `version`: the words that were read."""
    if not can_approve_recommendation(by, recommendation) or not may_contact(
        recommendation.author, recommendation.subject
    ):
        raise NoLongerThere
    change_row(
        recommendation,
        version,
        (RecommendationState.GIVEN,),
        state=RecommendationState.SHOWN,
        shown_at=clock.now(),
        ledger_seq=write_line(
            Kind.RECOMMENDATION, recommendation, giver=recommendation.author, receiver=recommendation.subject
        ),
    )
    record("approve_recommendation", by=by, on=recommendation)
    write_to(recommendation.author, "recommendation_approved", recommendation)
    return recommendation


@transaction.atomic
def withdraw_recommendation(recommendation: Recommendation, *, by: Membership) -> Recommendation:
    """Either of the two: the request, the draft, what was given, or what stands on the profile.

    A draft that its author had begun stays theirs when the request goes.
    """
    if not can_withdraw_recommendation(by, recommendation):
        raise NoLongerThere
    seq, before = recommendation.ledger_seq, (recommendation.state,)
    if recommendation.state == RecommendationState.ASKED and recommendation.text:
        draft: dict[str, Any] = {"state": RecommendationState.DRAFT, "about": "", "asked_at": None}
        change_row(recommendation, recommendation.version, before, **draft)
    else:
        closed: dict[str, Any] = {"state": RecommendationState.WITHDRAWN, "closed_at": clock.now(), "closed_by": by}
        change_row(recommendation, recommendation.version, before, ledger_seq=None, **closed)
    cancel_line(seq)
    record("withdraw_recommendation", by=by, on=recommendation)
    return recommendation


def _refuse_unless_possible(author: Membership, subject: Membership, *, by: Membership) -> None:
    if not may_recommend(author, subject):
        raise NothingBetweenYou
    if recommendation_between(author, subject) is not None:
        raise OneIsOpen
    if refused_lately(author, subject, by=by):
        raise NotNow


def _refuse_unless_writable(recommendation: Recommendation, by: Membership) -> None:
    if not can_write(by, recommendation):
        raise AlreadyRead if recommendation.is_shown else NoLongerThere
    if not may_recommend(recommendation.author, recommendation.subject):
        raise NothingBetweenYou


def _open(**fields: Any) -> Recommendation:
    try:
        with transaction.atomic():
            return Recommendation.objects.create(**fields)
    except IntegrityError:
        raise OneIsOpen from None
