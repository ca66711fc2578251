"""What the letters of this room say, worded when they are sent. None carries what people wrote to each other."""

from django.utils.translation import gettext as _

from reciproca.communities.models import Membership
from reciproca.core.urls import reverse_in
from reciproca.notifications.letters import letter_to, reader_of
from reciproca.notifications.mail import Mail
from reciproca.notifications.models import OutboxMail

from .choices import RequestState
from .models import Alliance, ConnectionRequest
from .queries import allies_of, encounters_visible_to, requests_to_answer, requests_visible_to

__all__ = [
    "allied", "connection_accepted", "connection_declined", "connection_lapsed", "connection_questioned",
    "connection_replied", "connection_requested", "encounter_confirmed",
]  # fmt: skip


def connection_requested(mail: OutboxMail) -> Mail | None:
    reader, request = _about(mail)
    if reader is None or request is None or not requests_to_answer(reader).filter(pk=request.pk).exists():
        return None
    return _on_a_request(
        reader,
        request,
        _("%(name)s would like to be connected with you"),
        _("%(name)s writes to you, and says from where you know each other and why now."),
        _("Read it, and answer as you like: yes, a question, a kind no. You may also leave it: after thirty days it closes by itself."),
        label=_("Read it"),
    )  # fmt: skip


def connection_replied(mail: OutboxMail) -> Mail | None:
    reader, request = _about(mail)
    if reader is None or request is None or not requests_to_answer(reader).filter(pk=request.pk).exists():
        return None
    return _on_a_request(
        reader,
        request,
        _("%(name)s has answered your question"),
        _("You had asked %(name)s something before you say whether you would like to be connected."),
        "",
        label=_("Read the answer"),
    )


def connection_questioned(mail: OutboxMail) -> Mail | None:
    reader, request = _about(mail)
    if reader is None or request is None or not request.waits_for_reply:
        return None
    return _on_a_request(
        reader,
        request,
        _("%(name)s asks you something"),
        _("%(name)s has read your request, and would like to know one thing before answering."),
        "",
        label=_("Read the question"),
    )


def connection_accepted(mail: OutboxMail) -> Mail | None:
    reader, request = _about(mail)
    if reader is None or request is None or request.state != RequestState.ACCEPTED:
        return None
    return _on_a_request(
        reader,
        request,
        _("You and %(name)s are connected"),
        _("%(name)s says yes: from now on you are connected."),
        _("A connection is where it starts. What comes of it is between the two of you."),
        label=_("See you two"),
        at=_page_of_two(reader, request.other_of(reader)),
    )


def connection_declined(mail: OutboxMail) -> Mail | None:
    reader, request = _about(mail)
    if reader is None or request is None or request.state != RequestState.DECLINED:
        return None
    return _on_a_request(
        reader,
        request,
        _("%(name)s thanks you, not this time"),
        _("%(name)s has read your request, and left you a word."),
        _("It says nothing about you: days fill up, and seasons change."),
        label=_("Read it"),
    )


def connection_lapsed(mail: OutboxMail) -> Mail | None:
    reader, request = _about(mail)
    if reader is None or request is None or request.state != RequestState.LAPSED:
        return None
    return _on_a_request(
        reader,
        request,
        _("Your request to %(name)s has closed"),
        _("Thirty days have passed without an answer, and your request to %(name)s has closed by itself."),
        _("A silence is rarely about you: people read late, or not at all. An ally you both know may be a better way."),
        label=_("See it"),
    )


def encounter_confirmed(mail: OutboxMail) -> Mail | None:
    reader = reader_of(mail)
    if reader is None:
        return None
    encounter = encounters_visible_to(reader).filter(public_id=mail.about["encounter"], guest=reader).first()
    if encounter is None or encounter.confirmed_at is None:
        return None
    name = encounter.host.given_name
    return letter_to(
        reader,
        _("You and %(name)s met") % {"name": name},
        _("%(name)s has confirmed that you met in person: it is part of both your stories now.") % {"name": name},
        _("You are connected. Write down for yourself what you would like to remember: only you read it."),
        url=_page_of_two(reader, encounter.host),
        label=_("See you two"),
    )


def allied(mail: OutboxMail) -> Mail | None:
    """To who had named the other first."""
    reader = reader_of(mail)
    if reader is None:
        return None
    mine = Alliance.objects.filter(public_id=mail.about["alliance"], person=reader).first()
    other = allies_of(reader).filter(pk=mine.other_id).first() if mine is not None else None
    if other is None:
        return None
    return letter_to(
        reader,
        _("You and %(name)s are allies") % {"name": other.given_name},
        _("You had named %(name)s as an ally, and now %(name)s has named you.") % {"name": other.given_name},
        _("Nothing else changes: it says that each of you starts from the other."),
        url=_page_of_two(reader, other),
        label=_("See you two"),
    )


# ── shared by all ────────────────────────────────────────────────────────────


def _about(mail: OutboxMail) -> tuple[Membership | None, ConnectionRequest | None]:
    """The reader and the request, if the reader may still see it: both are here, and neither has blocked the other."""
    reader = reader_of(mail)
    if reader is None:
        return None, None
    return reader, requests_visible_to(reader).filter(public_id=mail.about["connectionrequest"]).first()


def _on_a_request(
    reader: Membership, request: ConnectionRequest, subject: str, lede: str, more: str, *, label: str, at: str = ""
) -> Mail:
    values = {"name": request.other_of(reader).given_name}
    url = at or reverse_in(reader.community, "network:request-detail", public_id=request.public_id)
    return letter_to(reader, subject % values, lede % values, more, url=url, label=label)


def _page_of_two(reader: Membership, other: Membership) -> str:
    return reverse_in(reader.community, "here:relationship", public_id=other.public_id)
