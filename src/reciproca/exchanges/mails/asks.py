"""Letters about asks and answers. None names who asks in confidence, and none carries what was written."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from reciproca.communities.models import Membership
from reciproca.exchanges.models import Answer, Ask
from reciproca.exchanges.queries import answers_in, answers_visible_to, asks_visible_to, waiting_routes
from reciproca.notifications.letters import reader_of
from reciproca.notifications.mail import Mail
from reciproca.notifications.models import OutboxMail

from .shared import letter, reader_and

__all__ = [
    "answer_helped", "ask_answered", "ask_closed", "ask_ends_soon", "asker_revealed", "asks_for_you",
]  # fmt: skip


def asks_for_you(mail: OutboxMail) -> Mail | None:
    """What waits with the reader when it is sent: nothing any more, no letter."""
    reader = reader_of(mail)
    waiting = list(waiting_routes(reader)) if reader else []
    if reader is None or not waiting:
        return None
    return letter(
        reader,
        None,
        _("Perhaps you can help"),
        ngettext(
            "Somebody asks for something that you could answer.",
            "%(number)s people ask for something that you could answer.",
            len(waiting),
        )
        % {"number": len(waiting)},
        _("You read why it came to you. You can answer, pass it on, or say not now: nobody learns of it."),
        label=_("See what it is"),
        page="exchanges:ask-list",
    )


def ask_answered(mail: OutboxMail) -> Mail | None:
    reader, ask = _ask(mail)
    if reader is None or ask is None or ask.asker_id != reader.pk or not answers_in(ask, reader):
        return None
    return letter(
        reader,
        ask,
        _("Your ask has an answer"),
        _("Somebody has answered what you asked."),
        _("If it helped, say so: it is the best thanks there is. You can close your ask whenever it is solved."),
        label=pgettext("letter", "Read it"),
    )


def ask_ends_soon(mail: OutboxMail) -> Mail | None:
    reader, ask = _ask(mail)
    if reader is None or ask is None or ask.asker_id != reader.pk or not ask.ends_soon:
        return None
    return letter(
        reader,
        ask,
        _("Does it still hold?"),
        _("In three days your ask closes by itself."),
        _("One tap gives it thirty more days. If it is solved, close it: whoever answered would like to know."),
        label=_("Look at your ask"),
    )


def answer_helped(mail: OutboxMail) -> Mail | None:
    reader, answer = _answer(mail)
    if reader is None or answer is None or answer.author_id != reader.pk or not answer.helped:
        return None
    return letter(
        reader,
        answer.ask,
        _("Your answer helped"),
        _("Whoever asked says that your answer helped."),
        _("What changed stands beside it."),
        label=_("See what changed"),
    )


def ask_closed(mail: OutboxMail) -> Mail | None:
    reader, answer = _answer(mail)
    if reader is None or answer is None or answer.author_id != reader.pk or not answer.ask.is_solved:
        return None
    return letter(
        reader,
        answer.ask,
        _("What you answered is solved"),
        _("An ask that you answered has been closed: it is solved."),
        _("Thank you for having been there. What changed stands on its page."),
        label=_("See how it ended"),
    )


def asker_revealed(mail: OutboxMail) -> Mail | None:
    reader, answer = _answer(mail)
    if reader is None or answer is None or answer.author_id != reader.pk or answer.revealed_at is None:
        return None
    return letter(
        reader,
        answer.ask,
        _("Who asked would like to talk with you"),
        _("You answered somebody who had asked in confidence, and they let you know who they are."),
        _("Only you learn it. It stays between the two of you."),
        label=_("See who it is"),
    )


def _ask(mail: OutboxMail) -> tuple[Membership | None, Ask | None]:
    return reader_and(asks_visible_to, mail, "ask")


def _answer(mail: OutboxMail) -> tuple[Membership | None, Answer | None]:
    return reader_and(answers_visible_to, mail, "answer")
