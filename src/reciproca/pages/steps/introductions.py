"""Of introductions: what one of the others waits for, as far as I may know; and what came of mine."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reciproca.communities.models import Membership
from reciproca.introductions.choices import IntroductionState
from reciproca.introductions.models import Approach, Introduction
from reciproca.introductions.queries import (
    approaches_waiting_for,
    outcomes_to_tell,
    questions_to_reply,
    to_answer_as_introducer,
)
from reciproca.pages.navigation import address_in

from .shape import MOST, Step
from .there import if_any

__all__ = ["answer_an_approach", "answer_as_introducer", "reply_about_an_approach", "tell_what_came_of_it"]


@if_any(
    lambda asked: Introduction.objects.filter(
        introducer=asked.person, state=IntroductionState.REQUESTED, set_aside_at=None
    )
)
def answer_as_introducer(person: Membership) -> Iterator[Step]:
    for row in to_answer_as_introducer(person)[:MOST]:
        values = {"name": row.requester.given_name, "other": row.recipient.given_name if row.recipient else ""}
        yield Step(
            key=f"introduction {row.public_id}",
            kind=pgettext("kind of step", "Answer"),
            time=_("five minutes"),
            title=_("%(name)s would like to know %(other)s, through you.") % values
            if row.recipient
            else _("%(name)s asks whether you know somebody.") % values,
            why=_("Pass it on, or leave it: if you leave it nobody learns of it."),
            in_letter=_("%(name)s asks you for an introduction.") % values,
            action=pgettext("button", "Read it"),
            url=_introduction_page(row, person),
            partner=row.requester,
        )


@if_any(lambda asked: Approach.objects.filter(recipient=asked.person, declined_at=None))
def answer_an_approach(person: Membership) -> Iterator[Step]:
    for approach in approaches_waiting_for(person)[:MOST]:
        row = approach.introduction
        yield Step(
            key=f"introduction {row.public_id}",
            kind=pgettext("kind of step", "Answer"),
            time=_("five minutes"),
            title=_("%(name)s would like to know you.") % {"name": row.requester.given_name},
            why=_("%(name)s introduces you. Nobody learns of a no.") % {"name": row.introducer.given_name},
            in_letter=_("%(name)s would like to introduce somebody to you.") % {"name": row.introducer.given_name},
            action=pgettext("button", "Read it"),
            url=_introduction_page(row, person),
            partner=row.requester,
        )


@if_any(lambda asked: Approach.objects.filter(introduction__introducer=asked.person, reply="").exclude(question=""))
def reply_about_an_approach(person: Membership) -> Iterator[Step]:
    for approach in questions_to_reply(person)[:MOST]:
        yield Step(
            key=f"introduction {approach.introduction.public_id}",
            kind=pgettext("kind of step", "Answer"),
            time=_("two minutes"),
            title=_("%(name)s asks you something.") % {"name": approach.recipient.given_name},
            why=_("It is about an introduction you passed on, and stays between the two of you."),
            action=_("Read the question"),
            url=_introduction_page(approach.introduction, person),
            partner=approach.recipient,
        )


@if_any(
    lambda asked: Introduction.objects.filter(
        requester=asked.person, state=IntroductionState.MADE, outcome="", outcome_asked_at__isnull=False
    )
)
def tell_what_came_of_it(person: Membership) -> Iterator[Step]:
    for row in outcomes_to_tell(person)[:MOST]:
        if row.forwarded_to is not None:
            yield Step(
                key=f"introduction {row.public_id}",
                kind=pgettext("kind of step", "Tell"),
                time=_("one minute"),
                title=_("What came of meeting %(name)s?") % {"name": row.forwarded_to.given_name},
                why=_("Two words, for yourself alone."),
                action=_("Say how it went"),
                url=_introduction_page(row, person),
                partner=row.forwarded_to,
                tie="active",
            )


def _introduction_page(row: Introduction, person: Membership) -> str:
    return address_in(person.community, "introductions:introduction-detail", public_id=row.public_id) or ""
