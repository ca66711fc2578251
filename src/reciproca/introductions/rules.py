"""Who may answer when; and how much one may ask of others."""

from datetime import timedelta

from reciproca.boundaries.queries import minors_among
from reciproca.communities.models import Membership
from reciproca.conversations.rules import may_sit_together

from .choices import IntroductionState
from .models import Approach, Introduction

__all__ = [
    "REMINDER", "SOON_AFTER", "can_answer", "can_forward", "can_question", "can_reply", "can_set_aside", "can_tell_outcome",
    "can_withdraw", "may_be_joined",
]  # fmt: skip

#: After so long who is waited for is reminded, once.
REMINDER = timedelta(days=7)
#: So long after a conversation began its requester is asked what came of it.
SOON_AFTER = timedelta(days=30)


def may_be_joined(*people: Membership) -> bool:
    """Whether these may be brought together: all are here, none is barred from another, and none is a minor, whom those
    they work with bring to others."""
    return may_sit_together(people) and not minors_among(person.pk for person in people)


def can_withdraw(person: Membership, introduction: Introduction) -> bool:
    return person.pk == introduction.requester_id and introduction.is_open


def can_forward(person: Membership, introduction: Introduction) -> bool:
    """Its introducer, also after having set it aside."""
    return person.pk == introduction.introducer_id and introduction.waits_for_introducer


def can_set_aside(person: Membership, introduction: Introduction) -> bool:
    return can_forward(person, introduction) and introduction.set_aside_at is None


def can_answer(person: Membership, approach: Approach) -> bool:
    """The person it is to, in time; also after having asked something back, or having said no."""
    return person.pk == approach.recipient_id and _is_open(approach)


def can_question(person: Membership, approach: Approach) -> bool:
    """One question back, before the answer."""
    return can_answer(person, approach) and not approach.question and approach.declined_at is None


def can_reply(person: Membership, approach: Approach) -> bool:
    asked = bool(approach.question) and not approach.reply
    return person.pk == approach.introduction.introducer_id and _is_open(approach) and asked


def can_tell_outcome(person: Membership, introduction: Introduction) -> bool:
    """Who asked, once the conversation began."""
    return person.pk == introduction.requester_id and introduction.state == IntroductionState.MADE


def _is_open(approach: Approach) -> bool:
    introduction = approach.introduction
    return introduction.is_open and introduction.state == IntroductionState.FORWARDED
