"""What the letters of this room say, worded when they are sent. None carries what people wrote to each other."""

from django.utils.translation import gettext as _

from reciproca.communities.models import Membership
from reciproca.core.urls import reverse_in
from reciproca.notifications.letters import letter_to, reader_of
from reciproca.notifications.mail import Mail
from reciproca.notifications.models import OutboxMail

from .choices import IntroductionState
from .models import Introduction
from .queries import (
    agreed_with,
    approaches_waiting_for,
    asked_by,
    outcomes_to_tell,
    questions_to_reply,
    replied_to,
    to_answer_as_introducer,
)

__all__ = [
    "approach_waits", "introduction_agreed", "introduction_closed", "introduction_forwarded", "introduction_questioned",
    "introduction_replied", "introduction_requested", "introduction_waits", "what_came_of_it",
]  # fmt: skip


def introduction_requested(mail: OutboxMail) -> Mail | None:
    return _to_the_introducer(mail, _("%(name)s asks you for an introduction"))


def introduction_waits(mail: OutboxMail) -> Mail | None:
    return _to_the_introducer(mail, _("%(name)s’s request for an introduction is still with you"))


def introduction_forwarded(mail: OutboxMail) -> Mail | None:
    return _to_the_recipient(mail, _("%(name)s would like to introduce somebody to you"))


def approach_waits(mail: OutboxMail) -> Mail | None:
    return _to_the_recipient(mail, _("An introduction from %(name)s is still with you"))


def introduction_questioned(mail: OutboxMail) -> Mail | None:
    reader = reader_of(mail)
    approach = (
        questions_to_reply(reader).filter(public_id=mail.about["approach"]).first() if reader is not None else None
    )
    if reader is None or approach is None:
        return None
    return _letter(
        reader,
        approach.introduction,
        _("%(name)s asks you something"),
        _("You passed an introduction on, and %(name)s would like to know one thing from you before answering."),
        _("The question is between the two of you."),
        name=approach.recipient.given_name,
        label=_("Read the question"),
    )


def introduction_replied(mail: OutboxMail) -> Mail | None:
    reader = reader_of(mail)
    approach = replied_to(reader).filter(public_id=mail.about["approach"]).first() if reader is not None else None
    if reader is None or approach is None:
        return None
    return _letter(
        reader,
        approach.introduction,
        _("%(name)s has answered your question"),
        _("You had asked %(name)s something about an introduction."),
        "",
        name=approach.introduction.introducer.given_name,
        label=_("Read the answer"),
    )


def introduction_agreed(mail: OutboxMail) -> Mail | None:
    """To who asked, and to the ally between."""
    reader = reader_of(mail)
    row = agreed_with(reader).filter(public_id=mail.about["introduction"]).first() if reader is not None else None
    if reader is None or row is None or row.forwarded_to is None:
        return None
    if reader.pk == row.requester_id:
        return _letter(
            reader,
            row,
            _("%(name)s would like to know you too"),
            _("The introduction has come about: %(name)s said yes."),
            _("A conversation of three is open. One line is enough to begin."),
            name=row.forwarded_to.given_name,
            label=_("Begin"),
        )
    return _letter(
        reader,
        row,
        _("Your introduction for %(name)s has come about"),
        _("Both would like to know each other, thanks to you: you find yourselves in a conversation of three."),
        _("The rest is theirs: you may leave it whenever you like."),
        name=row.requester.given_name,
        label=_("See it"),
    )


def introduction_closed(mail: OutboxMail) -> Mail | None:
    """To who asked: the same words, whatever the reason."""
    reader = reader_of(mail)
    closed = asked_by(reader).filter(state=IntroductionState.EXPIRED) if reader is not None else None
    row = closed.filter(public_id=mail.about["introduction"]).first() if closed is not None else None
    if reader is None or row is None:
        return None
    return _letter(
        reader,
        row,
        _("The introduction you asked %(name)s for did not come about"),
        _("Its time has passed, and your request has closed by itself."),
        _("It is rarely about you: people read late, days fill up, a season is not the right one. Another way may be open."),
        name=row.introducer.given_name,
        label=_("See your introductions"),
    )  # fmt: skip


def what_came_of_it(mail: OutboxMail) -> Mail | None:
    reader = reader_of(mail)
    row = outcomes_to_tell(reader).filter(public_id=mail.about["introduction"]).first() if reader is not None else None
    if reader is None or row is None or row.forwarded_to is None:
        return None
    return _letter(
        reader,
        row,
        _("What came of meeting %(name)s?"),
        _("It is a month since you and %(name)s began to write to each other."),
        _(
            "Two words are enough, for yourself alone. And if it opened a door, somebody held it: you can say thank you."
        ),
        name=row.forwarded_to.given_name,
        label=_("Say how it went"),
    )


# ── shared by all ────────────────────────────────────────────────────────────


def _to_the_introducer(mail: OutboxMail, subject: str) -> Mail | None:
    reader = reader_of(mail)
    row = (
        to_answer_as_introducer(reader).filter(public_id=mail.about["introduction"]).first()
        if reader is not None
        else None
    )
    if reader is None or row is None:
        return None
    return _letter(
        reader,
        row,
        subject,
        _("%(name)s thinks that you could open a door, and says why."),
        _("You decide, in your own time: pass it on, or leave it. If you leave it nobody learns of it, and it closes by itself."),
        name=row.requester.given_name,
        label=_("Read it"),
    )  # fmt: skip


def _to_the_recipient(mail: OutboxMail, subject: str) -> Mail | None:
    reader = reader_of(mail)
    approach = (
        approaches_waiting_for(reader).filter(public_id=mail.about["approach"]).first() if reader is not None else None
    )
    if reader is None or approach is None:
        return None
    return _letter(
        reader,
        approach.introduction,
        subject,
        _("%(name)s writes to you about somebody who would like to know you, and says why."),
        _("Read it, and answer as you like: yes, a question, or no. Nobody learns of a no."),
        name=approach.introduction.introducer.given_name,
        label=_("Read it"),
    )


def _letter(
    reader: Membership, row: Introduction, subject: str, lede: str, more: str, *, name: str, label: str
) -> Mail:
    url = reverse_in(reader.community, "introductions:introduction-detail", public_id=row.public_id)
    values = {"name": name}
    return letter_to(reader, subject % values, lede % values, more, url=url, label=label)
