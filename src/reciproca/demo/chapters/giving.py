"""What was received goes on: who closed is asked whether they would mentor, and people offer each other a hand."""

from collections.abc import Iterator
from functools import partial

from reciproca.communities.models import Membership
from reciproca.demo.invention import Invented, words
from reciproca.demo.tale import Event, Tale
from reciproca.suggestions import actions
from reciproca.suggestions.choices import Aside, MentorAnswer, Way
from reciproca.suggestions.giving_back import ways_to_give_back
from reciproca.suggestions.models import HelpOffer
from reciproca.suggestions.queries import mentorship_to_ask_about

from .mentoring import GIULIO, PAST

__all__ = ["giving_back"]

ANSWERS = (MentorAnswer.YES, MentorAnswer.YES, MentorAnswer.LATER, MentorAnswer.NO, None)
#: When a hand is offered, in days ago, and how it goes on.
OFFERS = ((64, "helped"), (57, "no"), (49, "helped"), (41, "helped"), (33, "let_go"), (27, "helped"), (20, "helped"),
          (13, "told"), (9, "yes"), (6, "waiting"), (4, "waiting"), (2, "waiting"))  # fmt: skip


def giving_back(tale: Tale) -> Iterator[Event]:
    for key, (_starts, ends) in PAST.items():
        yield Event(tale.ago(ends - 4, 3, 20), actions.invite_to_mentor)
        for _role, person in (one for one in tale.rows[f"{key} people"] if one[0] == "mentee"):
            yield Event(tale.ago(ends - tale.rng.uniform(5, 20)), partial(_answer, tale, person))
    givers = [person for key in (*PAST, "running") for role, person in tale.rows[f"{key} people"] if role == "mentee"]
    givers = [person for person in dict.fromkeys(person.name for person in givers) if person != GIULIO]
    for days, how in OFFERS:
        yield Event(tale.ago(days, 19, tale.rng.randint(0, 59)), partial(_offer, tale, givers, how))
        if how != "waiting":
            yield Event(tale.ago(days - 1, 20), partial(_go_on, tale, how))
        if how in ("helped", "told", "let_go"):
            yield Event(tale.ago(days - 5, 20), partial(_go_on, tale, how))
    yield Event(tale.ago(1, 19, 5), partial(_offer, tale, givers, "waiting", to=GIULIO))
    yield Event(tale.ago(70, 20), partial(_say_no, tale, Aside.NOT_THIS))
    yield Event(tale.ago(24, 8), partial(_say_no, tale, Aside.NOT_NOW))
    yield Event(tale.ago(0.02), actions.read_needs)


def _answer(tale: Tale, person: Invented) -> None:
    who = tale.who(person)
    answer, mentorship = tale.rng.choice(ANSWERS), mentorship_to_ask_about(who)
    if answer is not None and mentorship is not None:
        actions.answer_mentor_invitation(mentorship, answer, by=who)


def _offer(tale: Tale, names: list[str], how: str, *, to: str = "") -> None:
    """The next of those who received, to whom something is suggested (for `to`, if said), takes it up."""
    for name in tale.rng.sample(names, len(names)):
        giver = tale.who(tale.named(name))
        ways = (
            one for one in ways_to_give_back(giver, most=40) if one.way == Way.PASS_ON and to in ("", one.other.name)
        )
        way = next(ways, None)
        if way is not None and way.need is not None:
            tale.rows[f"offer {how}"] = actions.offer_help(way.need, _said(tale, giver, "offers"), by=giver)
            return


def _say_no(tale: Tale, how: Aside) -> None:
    """Giulio sets the least of what is suggested to him aside."""
    giulio = tale.who(tale.named(GIULIO))
    for way in ways_to_give_back(giulio, most=40)[-1:]:
        actions.set_aside(way.key, how, by=giulio)


def _go_on(tale: Tale, how: str) -> None:
    """The answer; and some days later, what came of it."""
    offer: HelpOffer | None = tale.rows.get(f"offer {how}")
    if offer is None:
        return
    offer.refresh_from_db()
    if offer.state == "sent":
        reply = _said(tale, offer.recipient, "no" if how == "no" else "yes")
        actions.answer_offer(offer, by=offer.recipient, accepted=how != "no", reply=reply)
    elif how == "let_go":
        actions.let_go_of_help(offer, by=offer.recipient)
    elif offer.state == "accepted":
        actions.tell_help(offer, by=offer.author)
        if how == "helped":
            actions.confirm_help(offer, by=offer.recipient, solved=tale.rng.random() < 0.5)


def _said(tale: Tale, who: Membership, what: str) -> str:
    return str(tale.rng.choice(words("giving")[who.language][what]))
