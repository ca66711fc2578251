"""What the letters of this room say, worded when they are sent. None carries what the two wrote to each other."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reciproca.communities.models import Membership
from reciproca.core.urls import reverse_in
from reciproca.notifications.letters import letter_to, reader_of
from reciproca.notifications.mail import Mail
from reciproca.notifications.models import OutboxMail

from .choices import HelpState
from .models import HelpOffer, MentorInvitation
from .queries import closed_mentorships_of, mentorship_to_ask_about, offers_visible_to, received_in
from .words import how_long

__all__ = [
    "help_answered", "help_confirmed", "help_offered", "help_told", "help_withdrawn", "would_you_mentor",
]  # fmt: skip


def help_offered(mail: OutboxMail) -> Mail | None:
    reader, offer = _about(mail)
    if reader is None or offer is None or not offer.is_waiting:
        return None
    return _letter(
        reader,
        offer,
        _("%(name)s would like to help you"),
        _("You wrote that you need: “%(need)s”. %(name)s has read it, and offers you a hand."),
        _(
            "Read what %(name)s writes, and say yes or no. If you say yes, you see each other’s address; if you say no, or nothing, that is all."
        ),
        label=_("Read it"),
    )


def help_answered(mail: OutboxMail) -> Mail | None:
    reader, offer = _about(mail)
    if reader is None or offer is None:
        return None
    if offer.state == HelpState.ACCEPTED:
        return _letter(
            reader,
            offer,
            _("%(name)s says yes"),
            _("%(name)s accepts the help you offered."),
            _("You now see each other’s address: write, and agree when."),
            label=_("See the answer"),
        )
    if offer.state == HelpState.DECLINED:
        return _letter(
            reader,
            offer,
            _("%(name)s thanks you, not this time"),
            _("%(name)s read your offer, and this time does without."),
            _("It says nothing about you: a need may have passed, or found its answer. Thank you for having offered."),
            label=_("See the answer"),
        )
    return None


def help_withdrawn(mail: OutboxMail) -> Mail | None:
    reader, offer = _about(mail)
    if reader is None or offer is None or offer.state != HelpState.WITHDRAWN:
        return None
    return _letter(
        reader,
        offer,
        _("%(name)s cannot after all"),
        _("%(name)s had offered you a hand with “%(need)s”, and cannot after all."),
        _("Your need stays where it is: others can see it."),
        label=_("See the offer"),
    )


def help_told(mail: OutboxMail) -> Mail | None:
    reader, offer = _about(mail)
    if reader is None or offer is None or offer.state != HelpState.TOLD:
        return None
    return _letter(
        reader,
        offer,
        _("Did it help?"),
        _("%(name)s says that the help with “%(need)s” took place."),
        _("One tap says whether it helped: only your word lets it count."),
        label=_("Say whether it helped"),
    )


def help_confirmed(mail: OutboxMail) -> Mail | None:
    reader, offer = _about(mail)
    if reader is None or offer is None or offer.state != HelpState.CONFIRMED:
        return None
    return _letter(
        reader,
        offer,
        _("It helped, says %(name)s"),
        _("%(name)s has confirmed that your help with “%(need)s” was of use."),
        "",
        label=_("See it"),
    )


def would_you_mentor(mail: OutboxMail) -> Mail | None:
    """The question at the end of a mentorship: in facts, for the words stay on the page."""
    reader = reader_of(mail)
    asked = MentorInvitation.objects.filter(public_id=mail.about["mentorinvitation"], answer="").first()
    if reader is None or asked is None or mentorship_to_ask_about(reader) is None:
        return None
    mentorship = closed_mentorships_of(reader).filter(pk=asked.mentorship_id).first()
    if mentorship is None:
        return None
    received = received_in(mentorship, reader)
    counted = ngettext(
        "%(name)s met you once, %(time)s in all.", "%(name)s met you %(n)s times, %(time)s in all.", received.sessions
    ) % {"name": mentorship.mentor.given_name, "n": received.sessions, "time": how_long(received.minutes)}
    reached = ngettext(
        "You reached a goal you had set yourself.",
        "You reached %(n)s goals you had set yourself.",
        len(received.goals),
    ) % {"n": len(received.goals)}
    address = reverse_in(reader.community, "suggestions:mentor-invitation", public_id=mentorship.public_id)
    return letter_to(
        reader,
        _("And one day, on the other side?"),
        f"{counted} {reached}" if received.goals else counted,
        _(
            "Somebody now stands where you stood then. If you like, you could be the one who listens: one person, a few hours. Yes, later and no are equally good answers."
        ),
        url=address,
        label=_("Read, and answer"),
        why=_("You receive this once, because your mentorship in %(programme)s has closed.")
        % {"programme": mentorship.cohort.programme.name},
    )


# ── shared by all ────────────────────────────────────────────────────────────


def _about(mail: OutboxMail) -> tuple[Membership | None, HelpOffer | None]:
    """The reader and the offer, if the reader may still see it: both are here, and neither has blocked the other."""
    reader = reader_of(mail)
    if reader is None:
        return None, None
    return reader, offers_visible_to(reader).filter(public_id=mail.about["helpoffer"]).first()


def _letter(reader: Membership, offer: HelpOffer, subject: str, lede: str, more: str, *, label: str) -> Mail:
    values = {"name": offer.other_of(reader).given_name, "need": offer.need.text}
    address = reverse_in(reader.community, "suggestions:offer-detail", public_id=offer.public_id)
    return letter_to(
        reader,
        subject % values,
        lede % values,
        more % values if more else "",
        url=address,
        label=label,
    )
