"""How the room says what it proposes, in the language in force."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.italian import elided, euphonic
from reciproca.core.urls import reverse_in
from reciproca.exchanges.queries import SeenOfOne
from reciproca.exchanges.words import evidence_to_all
from reciproca.mentoring.words import day_of
from reciproca.network.choices import Kind, Rhythm
from reciproca.network.words import in_letters

from .choices import HelpState, Way
from .giving_back import GivingBack
from .models import HelpOffer
from .next_steps import kind_of
from .queries import Help, Mine, Praise, SaidNo

__all__ = [
    "Refusal", "Said", "help_said", "how_long", "mine_said", "praise_said", "received_said", "refusal_said", "said_of", "silence_said", "skill_said", "where_it_stands",
]  # fmt: skip


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
    sort: str = ""  # thank, help, reconnect or meet: what “not this kind” is about


def said_of(way: GivingBack, person: Membership, zone: ZoneInfo) -> Said:
    """A way in words, for the person whose it is."""
    return replace(_said_of(way, person, zone), sort=kind_of(way))


def _said_of(way: GivingBack, person: Membership, zone: ZoneInfo) -> Said:
    if way.way == Way.RECONNECT:
        return _thread_said(way, person, zone)
    if way.need is None or way.mine is None:
        return _words_said(way, person, zone)
    values = {"name": way.other.given_name, "need": way.need.text}
    kind, why = _reason_said(way, zone)
    action, time, url = _hand_to_offer(way, person)
    return Said(
        key=way.key,
        kind=kind,
        time=time,
        title=_("%(name)s needs: “%(need)s”") % values,
        why=why,
        action=action,
        url=url,
        other=way.other,
        both=_both_said(way),
    )


def _reason_said(way: GivingBack, zone: ZoneInfo) -> tuple[str, str]:
    """Which kind of step it is, and why."""
    name = way.other.given_name
    if way.help is None:
        why = _("The two of you have not met here yet, and each has something the other looks for.")
        return pgettext("kind of step", "Meet"), why
    values = {"name": name, "received": help_said(way.help, zone)}
    if way.way == Way.RETURN:
        why = _("%(received)s Now there is something that could be of use to %(name)s.") % values
        return pgettext("kind of step", "Return it"), euphonic(why)
    why = _("%(received)s What you have could be of use to %(name)s, too.") % values
    return pgettext("kind of step", "Pass it on"), euphonic(why)


def _hand_to_offer(way: GivingBack, person: Membership) -> tuple[str, str, str]:
    """What the button says, how long that takes, and where it leads: with whom one works, to a session."""
    assert way.need is not None
    if way.mentorship is not None:
        url = reverse_in(person.community, "mentoring:session-new", public_id=way.mentorship.public_id)
        return _("Propose a session"), _("two minutes"), url
    url = reverse_in(person.community, "suggestions:offer-new", public_id=way.need.public_id)
    return _("Offer your help"), _("five minutes"), url


def _both_said(way: GivingBack) -> list[tuple[str, str]]:
    assert way.mine is not None
    return [
        (_("For %(name)s") % {"name": way.other.given_name}, mine_said(way.mine)),
        (_("For you"), _benefit_said(way)),
    ]


def _thread_said(way: GivingBack, person: Membership, zone: ZoneInfo) -> Said:
    """A quiet tie, and the reason that is true today."""
    assert way.tie is not None
    name = way.other.given_name
    if way.need is not None:
        action, time, url = _hand_to_offer(way, person)
        why = _("Now %(name)s needs: “%(need)s”. It is close to something you have.")
        said, both = elided(why % {"name": name, "need": way.need.text}), _both_said(way)
    elif way.help is None:
        action, time = _("See you two"), _("two minutes")
        url = reverse_in(person.community, "here:relationship", public_id=way.other.public_id)
        said, both = _("You wished to be in touch %(rhythm)s.") % {"rhythm": Rhythm(way.wished).label}, []
    else:
        action, time, url = _("Tell how it turned out"), _("two minutes"), _thanks_for(way.help, person)
        why = _("%(received)s How it went on from there was never told: it is a good reason to write.")
        said, both = why % {"received": help_said(way.help, zone)}, []
    return Said(
        key=way.key,
        kind=pgettext("kind of step", "Pick up the thread"),
        time=time,
        title=_("%(name)s, after %(silence)s.") % {"name": name, "silence": silence_said(way.tie.last_at)},
        why=said,
        action=action,
        url=url,
        other=way.other,
        both=both,
        tie=str(way.tie.state),
    )


def silence_said(last_at: datetime) -> str:
    """“seven months”, “five weeks”: without false precision."""
    days = max((clock.now() - last_at).days, 7)
    if days < 61:
        return ngettext("a week", "%(n)s weeks", days // 7) % {"n": in_letters(days // 7)}
    if days < 365:
        return ngettext("a month", "%(n)s months", days * 12 // 365) % {"n": in_letters(days * 12 // 365)}
    return ngettext("a year", "%(n)s years", days // 365) % {"n": in_letters(days // 365)}


def _thanks_for(help: Help, person: Membership) -> str:
    """To whom it is said stands with it: a meeting was shared by several."""
    told = {"object_kind": help.object_kind, "object_id": help.object_id}
    page = reverse_in(person.community, "exchanges:recognition-give", **told)
    return f"{page}?to={help.giver.public_id}"


def _words_said(way: GivingBack, person: Membership, zone: ZoneInfo) -> Said:
    """Thanks, or a recommendation: what is given are words."""
    assert way.help is not None
    values = {"name": way.other.given_name, "received": help_said(way.help, zone)}
    if way.way == Way.THANK:
        url = _thanks_for(way.help, person)
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


def received_said(help: Help, zone: ZoneInfo) -> str:
    """The same, told to who gave it."""
    day = day_of(help.at.astimezone(zone).date())
    if help.kind == Kind.SESSION and help.minutes:
        return elided(_("On %(day)s you gave me %(time)s.") % {"day": day, "time": how_long(help.minutes)})
    return elided(_("On %(day)s you gave me a hand.") % {"day": day})


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
    if way.way == Way.RECONNECT and way.help is not None:
        return _("finding again somebody who gave you a hand")
    if way.way == Way.RETURN:
        return euphonic(_("a way to tell %(name)s that the time was well spent") % {"name": way.other.given_name})
    return _("what you learn to explain, you know for good")


# ── what was set aside ───────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Refusal:
    """What somebody set aside, as a page shows it: of whom (nobody: a whole kind), what, since when and until when."""

    key: str
    other: Membership | None
    title: str
    what: str
    since: str
    until: str  # empty: for good


def refusal_said(refusal: SaidNo, zone: ZoneInfo) -> Refusal:
    row, other = refusal.row, refusal.other
    title, what = _whole_kind_said(row.which) if other is None else (other.name, _step_said(refusal, other))
    return Refusal(
        key=row.key,
        other=other,
        title=title,
        what=what,
        since=day_of(row.at.astimezone(zone).date()),
        until=day_of(row.until.astimezone(zone).date()) if row.until else "",
    )


def _step_said(refusal: SaidNo, other: Membership) -> str:
    sentences = {
        "person": _("No step of any kind with %(name)s"),
        "reconnect": _("Picking up the thread with %(name)s"),
        "recommend": _("Recommending %(name)s"),
        "thank": _("Thanking %(name)s for a hand you were given"),
        "help": _("Offering help with: “%(need)s”"),
    }
    need = refusal.need.text if refusal.need else ""
    return euphonic(sentences[refusal.row.about] % {"name": other.given_name, "need": need})


def _whole_kind_said(kind: str) -> tuple[str, str]:
    return {
        "thank": (_("Saying thank you"), _("No step to thank or to recommend anybody")),
        "help": (_("Giving a hand"), _("No step to return a help or to pass it on")),
        "reconnect": (_("Picking up threads"), _("No step to be in touch with somebody again")),
        "meet": (_("Meeting new people"), _("No step towards somebody you have not met yet")),
    }[kind]


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


# ── what others saw of somebody, for who looks for it ──


def praise_said(seen: Praise, about: str, reader: Membership) -> str:
    """“Luca says thank you after a session, March: …”. `about`: the given name of whom it is about."""
    values = {"name": seen.author.given_name, "other": about, "words": seen.text}
    mine = seen.author.pk == reader.pk
    if seen.after is None:
        said = _("You wrote of %(other)s: “%(words)s”") if mine else _("%(name)s writes of %(other)s: “%(words)s”")
        return said % values
    said = (
        _("You said thank you, %(after)s: “%(words)s”")
        if mine
        else _("%(name)s says thank you, %(after)s: “%(words)s”")
    )
    return said % {**values, "after": evidence_to_all(*seen.after)}


def skill_said(seen: SeenOfOne, reader: Membership) -> str:
    """““Negotiating” seen at work in 2 sessions and an answer: Ada, Luca”."""
    names = [pgettext("who saw it", "you") if one.pk == reader.pk else one.given_name for one in seen.authors]
    values = {"skill": seen.skill, "seen": seen.seen_in, "names": ", ".join(names)}
    return _("“%(skill)s” seen at work %(seen)s: %(names)s") % values
