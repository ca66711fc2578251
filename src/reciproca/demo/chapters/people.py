"""Alumni Montefeltro is founded, people are invited, join, and say who they are."""

from collections.abc import Iterator
from functools import partial

from reciproca.communities.actions import add_member, appoint_server_administrator, open_account
from reciproca.communities.choices import Role
from reciproca.communities.models import Membership
from reciproca.core.ids import drawn_from
from reciproca.demo.invention import Invented
from reciproca.demo.tale import Event, Tale
from reciproca.people.actions import (
    begin_profile,
    close_need,
    edit_profile,
    finish_welcome,
    found_community_with_coordinator,
    invite_people,
    refresh_need,
    set_needs,
    set_offers,
    set_path,
)
from reciproca.people.choices import NeedOutcome
from reciproca.people.models import Invitation, Need
from reciproca.people.queries import needs_of

__all__ = ["arrivals", "foundation", "invite", "join", "lately", "tell_of_oneself", "write_in"]

FOUNDED = 548  # days ago
#: Who comes in when, in days ago: four waves of letters, and then a few at a time.
WAVES = ((540, 58), (430, 20), (330, 16), (215, 16), (120, 14))
LEFT_TO_INVITE, STILL_INVITED = 6, 4


def foundation(tale: Tale) -> Iterator[Event]:
    """The server, the community, and Marta who opens the first letter."""

    def found() -> None:
        rosa = appoint_server_administrator(open_account("rosa.tanzi@server.example"))
        marta = tale.named("Marta Ferri")
        with drawn_from(tale.dice_for(marta, after=1)):  # the community draws the first id
            community = found_community_with_coordinator(
                slug="montefeltro",
                name="Alumni Montefeltro",
                language="it",
                email=marta.email,
                given_name=marta.given_name,
                family_name=marta.family_name,
                by=rosa,
                description_it="Chi ha studiato a Urbino e dintorni, e non ha smesso di imparare dagli altri.",
                description_en="Those who studied in and around Urbino, and have not stopped learning from one another.",
            )
        tale.communities["montefeltro"], tale.rows["rosa"] = community, rosa

    def begin() -> None:
        invitation = Invitation.objects.select_related("membership__community").get()
        person = tale.named("Marta Ferri")
        tale.people[person.email] = tale.join_by_letter(invitation.membership, invitation)
        tell_of_oneself(tale, person)

    yield Event(tale.ago(FOUNDED, 9), found, place="")
    yield Event(tale.ago(FOUNDED - 1, 8, 40), begin)


def arrivals(tale: Tale) -> Iterator[Event]:
    """Waves of letters; people open them within days, and tell of themselves the same evening."""
    cast = [person for person in tale.invented if person.role in ("mentor", "mentee")]
    first, rest = [p for p in cast if p.name in FIRST], [p for p in cast if p.name not in FIRST]
    tale.rng.shuffle(rest)
    queue = first + rest
    for days, number in WAVES:
        wave, queue = queue[:number], queue[number:]
        yield from _letters(tale, days, wave)
    slow, queue = queue[:STILL_INVITED], queue[STILL_INVITED:]
    yield from _letters(tale, 9, slow, joining=False)
    register, queue = queue[:LEFT_TO_INVITE], queue[LEFT_TO_INVITE:]
    yield Event(tale.ago(3, 17, 20), partial(write_in, tale, register))
    for number, person in enumerate(queue):
        yield from _letters(tale, 60 - number * 45 / max(len(queue), 1), [person])


#: The named people are there from the beginning.
FIRST = {"Ada Carta", "Giulio Serra", "Elena Marchetti", "Davide Longo", "Leïla Benali"}


def lately(tale: Tale) -> Iterator[Event]:
    """Some say again what they need, some have found it; and yesterday somebody came in who has said nothing yet."""
    for person in tale.invented:
        if person.role in ("mentor", "mentee") and person.name != "Ada Carta" and tale.rng.random() < 0.8:
            yield Event(tale.sometime(tale.rng.uniform(1, 40)), partial(_say_it_still_holds, tale, person))
    yield Event(tale.ago(38, 21, 5), partial(_say_it_still_holds, tale, tale.named("Ada Carta")))
    for person in tale.rng.sample([p for p in tale.invented if p.young and p.name not in FIRST], 9):
        yield Event(tale.sometime(tale.rng.uniform(2, 30)), partial(_find_what_was_needed, tale, person))
    yield Event(tale.ago(2, 16, 10), partial(write_in, tale, [tale.named("Nora Vitali")]))
    yield Event(tale.ago(2, 16, 15), partial(invite, tale, [tale.named("Nora Vitali")]))
    evening = min(tale.ago(1, 19, 30), tale.ago(0.5))  # whoever tells it at night: before she is first written to
    yield Event(evening, partial(join, tale, tale.named("Nora Vitali")))


def _letters(tale: Tale, days: float, wave: list[Invented], *, joining: bool = True) -> Iterator[Event]:
    if not wave:
        return
    yield Event(tale.ago(days, 10), partial(write_in, tale, wave))
    yield Event(tale.ago(days, 10, 30), partial(invite, tale, wave))
    for person in wave if joining else []:
        after = max(days - tale.rng.uniform(1.1, 9), 1.2)
        opened, tale.arrived[person.email] = tale.sometime(after), after - 1
        yield Event(opened, partial(join, tale, person))
        yield Event(opened, partial(tell_of_oneself, tale, person))


def write_in(tale: Tale, wave: list[Invented]) -> None:
    for person in wave:
        with drawn_from(tale.dice_for(person)):
            tale.people[person.email] = add_member(
                email=person.email,
                given_name=person.given_name,
                family_name=person.family_name,
                language=person.language,
                role=Role.MEMBER,
                provenance="register",
                by=tale.marta,
            )


def invite(tale: Tale, wave: list[Invented]) -> None:
    for invitation in invite_people([tale.who(person) for person in wave], by=tale.marta):
        tale.rows[f"letter {invitation.membership.email}"] = invitation


def join(tale: Tale, person: Invented) -> None:
    tale.people[person.email] = tale.join_by_letter(tale.who(person), tale.rows.pop(f"letter {person.email}"))


def tell_of_oneself(tale: Tale, person: Invented) -> None:
    who = tale.who(person)
    profile = begin_profile(who)
    edit_profile(
        profile,
        by=who,
        version=profile.version,
        headline=person.headline,
        story=person.story,
        aims=person.aims,
        worthwhile=person.worthwhile,
        skills=person.skills,
        interests=person.interests,
        loves=person.loves,
        curious_about=person.curious_about,
        languages=[{"code": code, "level": LEVELS[level]} for code, level in person.languages],
        city=person.city,
        availability=person.slots,
        mentor_capacity=0 if person.young else person.capacity,
    )
    set_offers(who, [offer.text for offer in person.offers], by=who)
    set_needs(who, [need.text for need in person.needs], by=who)
    set_path(who, person.path, by=who)
    finish_welcome(profile, by=who)


LEVELS = {"C2": "native", "C1": "fluent", "B2": "fluent", "B1": "basic", "A2": "basic", "A1": "basic"}


def _say_it_still_holds(tale: Tale, person: Invented) -> None:
    who = tale.people.get(person.email)
    if who is not None and who.is_active:
        for need in _open_needs(who):
            refresh_need(need, by=who)


def _find_what_was_needed(tale: Tale, person: Invented) -> None:
    who = tale.people.get(person.email)
    if who is not None and who.is_active and len(needs := _open_needs(who)) > 1:
        close_need(needs[-1], NeedOutcome.SOLVED, by=who)


def _open_needs(who: Membership) -> list[Need]:
    return list(needs_of(who))
