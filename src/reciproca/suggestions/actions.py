"""What people do about giving back: offer help, answer, tell, confirm; set a suggestion aside; say whether they would mentor."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Max, Q
from django.utils.translation import gettext_lazy as _

from reciproca.audit.actions import record
from reciproca.boundaries.queries import may_contact
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.errors import Refusal
from reciproca.exchanges.choices import RecognitionState, RecommendationState
from reciproca.exchanges.models import Recognition, Recommendation
from reciproca.mentoring.models import Mentorship
from reciproca.network.actions import cancel_interaction, confirm_interaction, record_interaction, turn_to
from reciproca.network.choices import Kind
from reciproca.network.models import Interaction, Tie
from reciproca.notifications.actions import post_mail
from reciproca.people.actions import NeedChanged, begin_profile, close_need, edit_profile
from reciproca.people.choices import NeedOutcome, ProfileField
from reciproca.people.models import FoundWord, Need

from .candidates import words_of
from .choices import UNDER_WAY, Aside, HelpState, MentorAnswer
from .models import (
    WAITS,
    EvidenceWord,
    HelpOffer,
    KeptReading,
    KeptWay,
    MentorInvitation,
    NeedWord,
    ReadingMark,
    SetAside,
)
from .queries import closed_mentorships_of, mentorships_to_ask_about, needs_visible_to, offers_waiting_for
from .rules import MOST_WAITING, REST

__all__ = [
    "AlreadyOffered", "NeedGone", "NoLongerWaiting", "NotYours", "NothingWritten", "OffersEnough", "answer_mentor_invitation",
    "answer_offer", "confirm_help", "invite_to_mentor", "keep_ways", "let_go_of_help", "offer_help", "read_evidence", "read_needs", "set_aside",
    "take_back_set_aside", "tell_help", "withdraw_offer",
]  # fmt: skip


class NotYours(Refusal):
    sentence = _("This is between two other people.")
    status = 404


class NeedGone(Refusal):
    sentence = _("This need was closed meanwhile: it may have found its answer.")


class AlreadyOffered(Refusal):
    sentence = _("You have already written to %(name)s. One offer at a time is enough.")


class OffersEnough(Refusal):
    sentence = _("%(name)s already has several offers to read. Leave some room, and look again in a while.")


class NoLongerWaiting(Refusal):
    sentence = _("This moved on meanwhile. Look at where it stands now.")


class NothingWritten(Refusal):
    sentence = _("Write a few words first.")
    field = "words"


# ── offering help ────────────────────────────────────────────────────────────


@transaction.atomic
def offer_help(need: Need, words: str, *, by: Membership) -> HelpOffer:
    """A short offer for one need. Its owner reads it and says yes or no; until then neither sees the other's address."""
    if not words.strip():
        raise NothingWritten
    recipient = Membership.objects.select_for_update(no_key=True).get(
        pk=need.membership_id
    )  # its waiting offers are counted once
    if recipient.pk == by.pk or not may_contact(by, recipient) or not recipient.is_active:
        raise NotYours
    if not needs_visible_to(by).filter(pk=need.pk).exists():
        raise NeedGone
    if offers_waiting_for(recipient) >= MOST_WAITING:
        raise OffersEnough(name=recipient.given_name)
    turn_to(recipient, by=by)
    now = clock.now()
    HelpOffer.objects.filter(author=by, recipient=recipient, state=HelpState.SENT, closes_at__lte=now).update(
        state=HelpState.LET_GO, settled_at=now, version=F("version") + 1
    )
    try:
        with transaction.atomic():
            offer = HelpOffer.objects.create(
                author=by, recipient=recipient, need=need, words=words.strip(), sent_at=now, closes_at=now + WAITS
            )
    except IntegrityError:
        raise AlreadyOffered(name=recipient.given_name) from None
    record("offer_help", by=by, on=offer)
    _write_to(recipient, "help_offered", offer)
    return offer


@transaction.atomic
def answer_offer(offer: HelpOffer, *, by: Membership, accepted: bool, reply: str = "") -> HelpOffer:
    """The yes shows each the other's address; a no is told kindly, and asks for no reasons."""
    if by.pk != offer.recipient_id:
        raise NotYours
    state = HelpState.ACCEPTED if accepted else HelpState.DECLINED
    waiting = HelpOffer.objects.filter(pk=offer.pk, state=HelpState.SENT, closes_at__gt=clock.now())
    _move(offer, waiting, state=state, reply=reply.strip(), answered_at=clock.now())
    record("accept_help" if accepted else "decline_help", by=by, on=offer)
    _write_to(offer.author, "help_answered", offer)
    return offer


@transaction.atomic
def withdraw_offer(offer: HelpOffer, *, by: Membership) -> HelpOffer:
    """Its author cannot after all. Who had said yes is told."""
    if by.pk != offer.author_id:
        raise NotYours
    was_accepted = offer.state == HelpState.ACCEPTED
    open_ones = HelpOffer.objects.filter(pk=offer.pk, state__in=[HelpState.SENT, HelpState.ACCEPTED])
    _move(offer, open_ones, state=HelpState.WITHDRAWN, settled_at=clock.now())
    record("withdraw_help", by=by, on=offer)
    if was_accepted:
        _write_to(offer.recipient, "help_withdrawn", offer)
    return offer


# ── it happened ──────────────────────────────────────────────────────────────


@transaction.atomic
def tell_help(offer: HelpOffer, *, by: Membership) -> HelpOffer:
    """Who helped says that it happened: a line of the ledger, which counts once the other says that it helped."""
    if by.pk != offer.author_id:
        raise NotYours
    accepted = HelpOffer.objects.filter(pk=offer.pk, state=HelpState.ACCEPTED)
    _move(offer, accepted, state=HelpState.TOLD, ledger_seq=_write_line(offer).seq)
    record("tell_help", by=by, on=offer)
    _write_to(offer.recipient, "help_told", offer)
    return offer


@transaction.atomic
def confirm_help(offer: HelpOffer, *, by: Membership, solved: bool = False) -> HelpOffer:
    """Who was helped says that it helped: only now it counts. With `solved`, their need is closed too."""
    if by.pk != offer.recipient_id:
        raise NotYours
    under_way = HelpOffer.objects.filter(pk=offer.pk, state__in=UNDER_WAY)
    _move(offer, under_way, state=HelpState.CONFIRMED, settled_at=clock.now())
    line = _line_of(offer) or _write_line(offer)
    confirm_interaction(line)
    HelpOffer.objects.filter(pk=offer.pk).update(ledger_seq=line.seq)
    offer.ledger_seq = line.seq
    record("confirm_help", by=by, on=offer)
    if solved:
        try:
            close_need(offer.need, NeedOutcome.SOLVED, by=by)
        except NeedChanged:
            pass  # closed already: that is what was wanted
    _write_to(offer.author, "help_confirmed", offer)
    return offer


@transaction.atomic
def let_go_of_help(offer: HelpOffer, *, by: Membership) -> HelpOffer:
    """It did not come to it: what was told is taken back from the ledger, and nobody is blamed."""
    if by.pk != offer.recipient_id:
        raise NotYours
    under_way = HelpOffer.objects.filter(pk=offer.pk, state__in=UNDER_WAY)
    line = _line_of(offer)
    _move(offer, under_way, state=HelpState.LET_GO, settled_at=clock.now(), ledger_seq=None)
    if line is not None:
        cancel_interaction(line)
    record("let_go_of_help", by=by, on=offer)
    return offer


def _line_of(offer: HelpOffer) -> Interaction | None:
    return Interaction.objects.filter(seq=offer.ledger_seq).first() if offer.ledger_seq else None


def _write_line(offer: HelpOffer) -> Interaction:
    return record_interaction(Kind.ANSWER, giver=offer.author, receiver=offer.recipient, source=offer)


def _move(offer: HelpOffer, rows: Any, **changes: Any) -> None:
    """A conditional update: refused when it moved on meanwhile."""
    if rows.update(**changes, version=F("version") + 1) != 1:
        raise NoLongerWaiting
    offer.refresh_from_db()


# ── set aside ────────────────────────────────────────────────────────────────


@transaction.atomic
def set_aside(key: str, how: str, *, by: Membership) -> SetAside:
    """Not now: for two months. Not this, or not now for the second time: for good. It is told to nobody, not even to
    the audit trail."""
    how = Aside(how)
    known = SetAside.objects.select_for_update().filter(person=by, key=key).first()
    for_good = how == Aside.NOT_THIS or (known is not None and (known.until is None or known.until <= clock.now()))
    until = None if for_good else clock.now() + REST
    row, _made = SetAside.objects.update_or_create(
        person=by, key=key, defaults={"how": how, "at": clock.now(), "until": until}
    )
    return row


@transaction.atomic
def take_back_set_aside(key: str = "", *, by: Membership) -> None:
    """This suggestion, or else the last that was set aside, may come back, as if nothing had been said to it."""
    mine = SetAside.objects.filter(person=by).order_by("-at", "-pk")
    row = (mine.filter(key=key) if key else mine).first()
    if row is not None:
        row.delete()


# ── the other side of a mentorship ───────────────────────────────────────────


def invite_to_mentor() -> int:
    """A letter to each mentee whose mentorship closed, asked once; how many were written. In the community in force."""
    return sum(_invite_to_mentor(mentorship) for mentorship in mentorships_to_ask_about())


@transaction.atomic
def _invite_to_mentor(mentorship: Mentorship) -> bool:
    invitation, made = MentorInvitation.objects.get_or_create(
        mentorship=mentorship, defaults={"person": mentorship.mentee, "asked_at": clock.now()}
    )
    if made:
        record("invite_to_mentor", on=invitation)
        _write_to(mentorship.mentee, "would_you_mentor", invitation)
    return made


@transaction.atomic
def answer_mentor_invitation(mentorship: Mentorship, answer: str, *, by: Membership) -> MentorInvitation:
    """Yes, later, or no: remembered, and changed whenever one likes. A yes says on the profile that there is room for
    one person, which coordinators read beside the supply of a cohort; a no takes back what the yes had said."""
    answer = MentorAnswer(answer)
    if not closed_mentorships_of(by).filter(pk=mentorship.pk).exists():
        raise NotYours
    invitation, _made = MentorInvitation.objects.get_or_create(
        mentorship=mentorship, defaults={"person": by, "asked_at": clock.now()}
    )
    before = invitation.answer
    MentorInvitation.objects.filter(pk=invitation.pk).update(answer=answer, answered_at=clock.now())
    invitation.refresh_from_db()
    profile = begin_profile(by)
    if answer == MentorAnswer.YES and profile.mentor_capacity == 0:
        edit_profile(profile, by=by, version=profile.version, mentor_capacity=1)
    elif answer == MentorAnswer.NO and before == MentorAnswer.YES and profile.mentor_capacity == 1:
        edit_profile(profile, by=by, version=profile.version, mentor_capacity=0)
    record("answer_mentor_invitation", by=by, on=invitation, answer=str(answer))
    return invitation


# ── the index of needs ───────────────────────────────────────────────────────


@transaction.atomic
def read_needs(*, most: int = 5000) -> int:
    """Bring the index of words up to date with the open needs of the community in force; how many were read.

    Closed ones leave it. May be run twice, and by two at a time.
    """
    NeedWord.objects.filter(need__closed_at__isnull=False).delete()
    last = Need.objects.aggregate(last=Max("pk"))["last"] or 0
    indexed = NeedWord.objects.values("need")
    unread = list(Need.objects.filter(closed_at=None, pk__lte=last).exclude(pk__in=indexed).order_by("pk")[:most])
    NeedWord.objects.bulk_create(
        [NeedWord(need=need, word=word) for need in unread for word in sorted(words_of([need.text]))],
        batch_size=2000,
        ignore_conflicts=True,
    )
    _tell_of_needs(unread)
    upto = unread[-1].pk if len(unread) == most else last
    ReadingMark.objects.update_or_create(defaults={"need_pk": upto})
    return len(unread)


#: A transaction that was open while the index was read may have shown something before that moment.
STILL_OPEN = timedelta(minutes=5)


@transaction.atomic
def read_evidence(*, most: int = 5000) -> int:
    """Bring the index of thanks and recommendations up to date with what everyone may read; how many were read.

    What is shown no more leaves it. May be run twice, and by two at a time.
    """
    until = clock.now() - STILL_OPEN
    thanks = Recognition.objects.filter(state=RecognitionState.SHOWN)
    words = Recommendation.objects.filter(state=RecommendationState.SHOWN)
    EvidenceWord.objects.exclude(Q(recognition__in=thanks) | Q(recommendation__in=words)).delete()
    indexed = EvidenceWord.objects.filter(recognition__isnull=False).values("recognition")
    new_thanks = list(thanks.exclude(pk__in=indexed).order_by("shown_at", "pk")[:most])
    indexed = EvidenceWord.objects.filter(recommendation__isnull=False).values("recommendation")
    new_words = list(words.exclude(pk__in=indexed).order_by("shown_at", "pk")[:most])
    rows = [
        EvidenceWord(person_id=one.receiver_id, recognition=one, word=word)
        for one in new_thanks
        for word in sorted(words_of([one.change, one.story]))
    ] + [
        EvidenceWord(person_id=one.subject_id, recommendation=one, word=word)
        for one in new_words
        for word in sorted(words_of([one.text]))
    ]
    EvidenceWord.objects.bulk_create(rows, batch_size=2000, ignore_conflicts=True)
    cut = [some[-1].shown_at for some in (new_thanks, new_words) if len(some) == most]
    ReadingMark.objects.update_or_create(defaults={"evidence_until": min([until, *filter(None, cut)])})
    return len(new_thanks) + len(new_words)


# ── next steps that are kept ─────────────────────────────────────────────────

#: How long kept next steps stand before a job works them out anew.
FRESH = timedelta(hours=20)


@dataclass(frozen=True, slots=True)
class Keeping:
    """The next steps of somebody, worked out from this state of what is theirs."""

    person: Membership
    state: str
    ways: Sequence[KeptWay]


@transaction.atomic
def keep_ways(several: Sequence[Keeping]) -> None:
    """These are the next steps of these people; no others of theirs are kept."""
    now = clock.now()
    several = sorted(several, key=lambda one: one.person.pk)  # two at a time wait for each other, and never in a ring
    KeptReading.objects.bulk_create(
        [
            KeptReading(person=one.person, state=one.state, ways=len(one.ways), made_at=now, due_at=now + FRESH)
            for one in several
        ],
        update_conflicts=True,
        unique_fields=["person"],
        update_fields=["state", "ways", "made_at", "due_at"],
    )
    KeptWay.objects.filter(person__in=[one.person for one in several]).delete()
    for one in several:
        for way in one.ways:
            way.person = one.person
    KeptWay.objects.bulk_create([way for one in several for way in one.ways])


def _tell_of_needs(needs: Collection[Need]) -> None:
    """New needs may be a next step for those who have a tie with who wrote them, and for those who tell of something near: theirs
    are worked out soon. What is kept stands until then."""
    for need in needs:
        one = need.membership_id
        known = Q(person__in=Tie.objects.filter(first=one).values("second"))
        known |= Q(person__in=Tie.objects.filter(second=one).values("first"))
        near = FoundWord.objects.filter(
            word__in=sorted(words_of([need.text])), field__in=(ProfileField.OFFERS, ProfileField.SKILLS)
        )
        KeptReading.objects.filter(known | Q(person__in=near.values("person"))).update(due_at=clock.now())


# ── shared by all ────────────────────────────────────────────────────────────


def _write_to(person: Membership, name: str, row: Any) -> None:
    if not person.is_active:
        return
    post_mail(
        f"reciproca.suggestions.mails.{name}",
        to=person.email,
        language=person.language,
        key=f"{name} {row.public_id} {person.public_id}",
        community=person.community,
        about={row._meta.model_name: str(row.public_id), "to": str(person.public_id)},
    )
