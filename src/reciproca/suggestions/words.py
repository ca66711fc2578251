"""How the room says what it proposes, in the language in force."""

from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from reciproca.communities.models import Membership
from reciproca.core.italian import elided, euphonic
from reciproca.core.urls import reverse_in
from reciproca.mentoring.words import day_of
from reciproca.network.choices import Kind

from .choices import HelpState, Way
from .giving_back import GivingBack
from .models import HelpOffer
from .queries import Help, Mine

__all__ = ["Said", "help_said", "how_long", "mine_said", "said_of", "where_it_stands"]


@dataclass(frozen=True, slots=True)
class Said:
    """A way to give back, as a page shows it."""

    key: str
    kind: str
    time: str
    title: str
    why: str
    action: str
    url: str
    other: Membership
    both: list[tuple[str, str]] = field(default_factory=list)
    tie: str = "new"


def said_of(way: GivingBack, person: Membership, zone: ZoneInfo) -> Said:
    name = way.other.given_name
    if way.need is None or way.mine is None:
        return _words_said(way, person, zone)
    values = {"name": name, "need": way.need.text}
    if way.way == Way.RETURN:
        kind = pgettext("kind of step", "Return it")
        why = euphonic(
            _("%(received)s Now there is something that could be of use to %(name)s.")
            % {
                "received": help_said(way.help, zone),
                "name": name,
            }
        )
    else:
        kind = pgettext("kind of step", "Pass it on")
        why = euphonic(
            _("%(received)s What you have could be of use to %(name)s, too.")
            % {
                "received": help_said(way.help, zone),
                "name": name,
            }
        )
    if way.mentorship is not None:
        time, action = _("two minutes"), _("Propose a session")
        url = reverse_in(person.community, "mentoring:session-new", public_id=way.mentorship.public_id)
    else:
        time, action = _("five minutes"), _("Offer your help")
        url = reverse_in(person.community, "suggestions:offer-new", public_id=way.need.public_id)
    return Said(
        key=way.key,
        kind=kind,
        time=time,
        title=_("%(name)s needs: “%(need)s”") % values,
        why=why,
        action=action,
        url=url,
        other=way.other,
        both=[(_("For %(name)s") % values, mine_said(way.mine)), (_("For you"), _benefit_said(way))],
    )


def _words_said(way: GivingBack, person: Membership, zone: ZoneInfo) -> Said:
    """Thanks, or a recommendation: what is given are words."""
    values = {"name": way.other.given_name, "received": help_said(way.help, zone)}
    if way.way == Way.THANK:
        url = reverse_in(
            person.community,
            "exchanges:recognition-give",
            object_kind=way.help.object_kind,
            object_id=way.help.object_id,
        )
        kind, time = pgettext("kind of step", "Say thank you"), _("two minutes")
        title, action = euphonic(_("Tell %(name)s what has changed since.") % values), _("Write it")
        why = _("%(received)s Whoever gives seldom learns how it went on.") % values
    else:
        url = reverse_in(person.community, "exchanges:recommendation-new", public_id=way.other.public_id)
        kind, time = pgettext("kind of step", "Recommend"), _("five minutes")
        title, action = _("Tell others what %(name)s is good at.") % values, _("Write it")
        why = _("%(received)s You have met several times: a few words of yours would stand on the profile.") % values
    return Said(
        key=way.key, kind=kind, time=time, title=title, why=why, action=action, url=url, other=way.other, tie="active"
    )


def help_said(help: Help, zone: ZoneInfo) -> str:
    """“On 12 November Ada gave you 45 minutes.”"""
    values = {"name": help.giver.given_name, "day": day_of(help.at.astimezone(zone).date())}
    if help.kind == Kind.SESSION and help.minutes:
        return elided(_("On %(day)s %(name)s gave you %(time)s.") % {**values, "time": how_long(help.minutes)})
    return elided(_("On %(day)s %(name)s gave you a hand.") % values)


def how_long(minutes: int) -> str:
    """“45 minutes”, “an hour”, “2 hours”, “3 hours and 20 minutes”."""
    hours, rest = divmod(minutes, 60)
    in_hours = ngettext("an hour", "%(n)s hours", hours) % {"n": hours} if hours else ""
    in_minutes = ngettext("%(n)s minute", "%(n)s minutes", rest) % {"n": rest} if rest else ""
    if in_hours and in_minutes:
        return _("%(hours)s and %(minutes)s") % {"hours": in_hours, "minutes": in_minutes}
    return in_hours or in_minutes


def mine_said(mine: Mine) -> str:
    """What of mine would answer a need, as its owner reads it."""
    if mine.source == "offer":
        return _("you offer “%(text)s”") % {"text": mine.text}
    if mine.source == "skill":
        return _("“%(text)s” is among your skills") % {"text": mine.text}
    if mine.source == "goal":
        return _("you have got there yourself: “%(text)s”") % {"text": mine.text}
    assert mine.from_help is not None
    return _("you spoke of it with %(name)s: “%(text)s”") % {"name": mine.from_help.giver.given_name, "text": mine.text}


def _benefit_said(way: GivingBack) -> str:
    benefit = way.benefit
    if benefit.offer:
        return _("%(name)s offers “%(offer)s”, and you look for “%(wanted)s”") % {
            "name": way.other.given_name,
            "offer": benefit.offer,
            "wanted": benefit.wanted,
        }
    if benefit.common:
        return _("somebody who shares “%(common)s” with you") % {"common": benefit.common}
    if way.way == Way.RETURN:
        return euphonic(_("a way to tell %(name)s that the time was well spent") % {"name": way.other.given_name})
    return _("what you learn to explain, you know for good")


# ── offers ───────────────────────────────────────────────────────────────────


def where_it_stands(offer: HelpOffer, person: Membership) -> str:
    """Where an offer is, as one of the two reads it."""
    is_mine = offer.author_id == person.pk
    values = {"name": offer.other_of(person).given_name, "day": day_of(offer.closes_at.date())}
    if offer.is_over_without_answer:
        return _("It closed by itself, without an answer. It happens.")
    sentences = {
        HelpState.SENT: (
            _("It waits for %(name)s, until %(day)s. Then it closes by itself."),
            _("%(name)s would like to help. It is for you to say, until %(day)s."),
        ),
        HelpState.ACCEPTED: (
            _("%(name)s said yes. Write and agree when."),
            _("You said yes. Agree when, then say here whether it helped."),
        ),
        HelpState.TOLD: (
            _("You said that it happened. %(name)s still has to say whether it helped."),
            _("%(name)s says that it happened. Did it help?"),
        ),
        HelpState.CONFIRMED: (_("It helped: %(name)s says so."), _("It helped, and you said so.")),
        HelpState.DECLINED: (
            _("This time %(name)s does without. Thank you for having offered."),
            _("You answered that this time you do without."),
        ),
        HelpState.WITHDRAWN: (_("You took it back."), _("%(name)s cannot after all.")),
        HelpState.LET_GO: (_("It did not come to it."), _("It did not come to it.")),
    }
    return str(sentences[HelpState(offer.state)][0 if is_mine else 1]) % values
