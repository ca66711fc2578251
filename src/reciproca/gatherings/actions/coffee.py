"""Coffee rounds: starting one, being in, drawing, and what became of it."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from reciproca.audit.actions import record
from reciproca.boundaries.links import refuse_early_links
from reciproca.boundaries.queries import is_minor
from reciproca.circles.models import Circle
from reciproca.communities.models import Community, Membership
from reciproca.conversations.actions import open_conversation
from reciproca.conversations.models import Conversation
from reciproca.core import clock
from reciproca.core.errors import ChangedMeanwhile, Refusal
from reciproca.core.scope import community_in_force
from reciproca.gatherings.choices import CoffeeState, CoffeeWay, Word
from reciproca.gatherings.models import Coffee, CoffeePlace, CoffeeSeat, CoffeeTable, CoffeeTurn
from reciproca.gatherings.queries import (
    Company,
    coffees_to_draw,
    coffees_to_end,
    coffees_to_forget,
    coffees_visible_to,
    company_at,
    people_to_seat,
    seat_in,
    tables_visible_to,
)
from reciproca.gatherings.rules import can_change_rounds, can_end, can_join, can_say, may_start
from reciproca.gatherings.seating import lay_tables
from reciproca.gatherings.words import QUESTIONS
from reciproca.network.actions import record_interaction
from reciproca.network.choices import Kind
from reciproca.notifications.actions import post_mail
from reciproca.programmes.models import Cohort
from reciproca.safeguarding.actions import refuse_while_held

__all__ = [
    "AlreadyBegun", "MovedOn", "NotForMinors", "NotYours", "NothingSaid", "TooFewRounds", "change_coffee", "draw_coffee",
    "draw_coffees", "end_coffee", "end_coffees", "forget_coffees", "join_coffee", "leave_coffee", "open_talk",
    "pause_coffee", "say_of_table", "skip_round", "start_coffee",
]  # fmt: skip

#: A round that is held once is open so long.
ONCE_OPEN = timedelta(weeks=3)
#: Without a choice nobody meets the same person again for so many weeks: three months.
A_SEASON = 13
#: The hour of the community at which a round begins.
AT_EIGHT = time(8)


class NotYours(Refusal):
    """Not one of those it is for, not at the table, or it is not there for them: which of these is not told."""

    sentence = _("This is between other people.")
    status = 404


class NotForMinors(Refusal):
    sentence = _("Coffee rounds are of adults among themselves. Whoever coordinates can find something with you.")


class MovedOn(Refusal):
    sentence = _("This moved on meanwhile. Look at where it stands now.")


class NothingSaid(Refusal):
    sentence = _("Give it a name first.")
    field = "title"


class AlreadyBegun(Refusal):
    sentence = _("Choose a day that is still to come.")
    field = "begins_on"


class TooFewRounds(Refusal):
    """More were drawn already."""

    sentence = _("More rounds than that have been drawn. To stop here, end the coffee round.")
    field = "rounds"


# ── starting, changing, ending ─────────────────────────────────────────────────────────


@transaction.atomic
def start_coffee(
    *,
    by: Membership,
    title: str,
    begins_on: date,
    words: str = "",
    circle: Circle | None = None,
    cohort: Cohort | None = None,
    every_weeks: int = 4,
    rounds: int = 6,
    apart_rounds: int | None = None,
    way: str = CoffeeWay.EITHER,
    city: str = "",
) -> Coffee:
    """Nobody is in by it, not even who starts it."""
    if is_minor(by):
        raise NotForMinors
    refuse_while_held(by)
    if not may_start(by, circle):
        raise NotYours
    begun = Coffee.objects.create(
        **_told(by, title, begins_on, words, every_weeks, apart_rounds, way, city), circle=circle,
        cohort=cohort if circle is None else None, rounds=rounds if every_weeks else 1, started_by=by, started_at=clock.now(),
    )  # fmt: skip
    record("start_coffee", by=by, on=begun)
    return begun


@transaction.atomic
def change_coffee(
    coffee: Coffee,
    *,
    by: Membership,
    version: int,
    title: str,
    begins_on: date,
    words: str = "",
    every_weeks: int = 4,
    rounds: int = 6,
    apart_rounds: int | None = None,
    way: str = CoffeeWay.EITHER,
    city: str = "",
) -> Coffee:
    """Other words, another rhythm, more rounds, from the next one on (`begins_on`); one more, too, after the last was drawn. What was
    drawn stays as it is."""
    if not coffees_visible_to(by).filter(pk=coffee.pk).exists() or not can_end(by, coffee):
        raise NotYours
    refuse_while_held(by)
    coffee.refresh_from_db()
    if coffee.version != version:
        raise ChangedMeanwhile
    if not can_change_rounds(by, coffee):
        raise MovedOn
    told = _told(by, title, begins_on, words, every_weeks, apart_rounds, way, city)
    rounds = rounds if every_weeks else coffee.drawn + 1  # once: once more
    if rounds <= coffee.drawn:
        raise TooFewRounds
    rows = Coffee.objects.filter(pk=coffee.pk, state=CoffeeState.OPEN, version=version, drawn=coffee.drawn)
    if not rows.update(**told, rounds=rounds, version=F("version") + 1):
        raise MovedOn  # drawn or ended in this moment
    coffee.refresh_from_db()
    record("change_coffee", by=by, on=coffee)
    return coffee


@transaction.atomic
def end_coffee(coffee: Coffee, *, by: Membership) -> Coffee:
    """No further round is drawn. What was drawn stays open for its time."""
    if not coffees_visible_to(by).filter(pk=coffee.pk).exists():
        raise NotYours
    if not can_end(by, coffee) or not _end(coffee):
        raise MovedOn
    record("end_coffee", by=by, on=coffee)
    return coffee


def end_coffees() -> int:
    """All their rounds are over, or their circle is."""
    return sum(_end(coffee) for coffee in coffees_to_end())


def forget_coffees() -> int:
    gone = 0
    for coffee in coffees_to_forget():
        with transaction.atomic():
            record("forget_coffee", by=None, on=coffee)
            coffee.delete()
            gone += 1
    return gone


def _told(
    by: Membership,
    title: str,
    begins_on: date,
    words: str,
    every_weeks: int,
    apart_rounds: int | None,
    way: str,
    city: str,
) -> dict[str, Any]:
    """What somebody says of it, as it is kept."""
    title, words, city = title.strip(), words.strip(), city.strip()
    if not title:
        raise NothingSaid
    refuse_early_links(by, title=title, words=words, city=city)
    if begins_on <= clock.today(by.community.time_zone):  # whoever would like to be in has a day for it
        raise AlreadyBegun
    return {
        "title": title, "words": words, "way": CoffeeWay(way), "city": city, "every_weeks": every_weeks, "next_on": begins_on,
        "apart_rounds": apart_rounds or -(-A_SEASON // max(every_weeks, 1)),
    }  # fmt: skip


def _end(coffee: Coffee) -> bool:
    ended = {"state": CoffeeState.ENDED, "ended_at": clock.now(), "next_on": None}
    moved = Coffee.objects.filter(pk=coffee.pk, state=CoffeeState.OPEN).update(**ended)
    coffee.refresh_from_db()
    return bool(moved)


# ── being in ─────────────────────────────────────────────────────────────────


@transaction.atomic
def join_coffee(coffee: Coffee, *, by: Membership) -> CoffeeSeat:
    """From the next round on. Twice is the same as once."""
    if is_minor(by):
        raise NotForMinors
    refuse_while_held(by)
    if not coffees_visible_to(by).filter(pk=coffee.pk).exists():
        raise NotYours
    found = seat_in(coffee, by)
    if found is None and not can_join(by, coffee, None):
        raise MovedOn
    seat, _made = CoffeeSeat.objects.get_or_create(coffee=coffee, person=by, defaults={"joined_at": clock.now()})
    return seat


@transaction.atomic
def leave_coffee(coffee: Coffee, *, by: Membership) -> None:
    """Nothing says afterwards that one was in, but the coffees one was drawn for."""
    CoffeeSeat.objects.filter(coffee=coffee, person=by).delete()


@transaction.atomic
def pause_coffee(coffee: Coffee, paused: bool, *, by: Membership) -> None:
    """In none of the rounds, until one says so again."""
    _change_seat(coffee, by, is_paused=paused)


@transaction.atomic
def skip_round(coffee: Coffee, skips: bool, *, by: Membership) -> None:
    """Not in the next one; in those after it as ever."""
    number = Coffee.objects.filter(pk=coffee.pk).values_list("drawn", flat=True).get() + 1
    _change_seat(coffee, by, skips=number if skips else 0)


def _change_seat(coffee: Coffee, by: Membership, **changes: Any) -> None:
    if not CoffeeSeat.objects.filter(coffee=coffee, person=by).update(**changes):
        raise NotYours


# ── drawing ──────────────────────────────────────────────────────────────────


def draw_coffees() -> int:
    """Those that are due, in the community in force, from eight in the morning on."""
    community = Community.objects.filter(pk=community_in_force()).get()
    local = clock.now().astimezone(ZoneInfo(community.time_zone))
    until = local.date() if local.time() >= AT_EIGHT else local.date() - timedelta(days=1)
    return sum(draw_coffee(coffee) is not None for coffee in coffees_to_draw(until=until))


@transaction.atomic
def draw_coffee(coffee: Coffee) -> CoffeeTurn | None:
    """The next round, once: who comes second finds it drawn. Rounds that were slept through are not made up for."""
    number, due = coffee.drawn + 1, coffee.next_on
    if due is None:
        return None
    today = clock.today(coffee.community.time_zone)
    following = _following(coffee, due, today) if number < coffee.rounds else None
    seen = Coffee.objects.filter(pk=coffee.pk, state=CoffeeState.OPEN, drawn=coffee.drawn, next_on=due)
    if seen.update(drawn=F("drawn") + 1, next_on=following) != 1:
        return None
    coffee.refresh_from_db()
    closes_at = _at_eight(following or _end_of_last(coffee, due, today), coffee.community)
    CoffeeTurn.objects.filter(coffee=coffee, closes_at__gt=clock.now()).update(closes_at=clock.now())
    turn = CoffeeTurn.objects.create(coffee=coffee, number=number, began_at=clock.now(), closes_at=closes_at)
    _seat_people(turn)
    record("draw_coffee", by=None, on=coffee, round=number)
    return turn


def _following(coffee: Coffee, due: date, today: date) -> date:
    following = due + timedelta(weeks=coffee.every_weeks)
    while following <= today:
        following += timedelta(weeks=coffee.every_weeks)
    return following


def _end_of_last(coffee: Coffee, due: date, today: date) -> date:
    return max(due, today) + (timedelta(weeks=coffee.every_weeks) or ONCE_OPEN)


def _at_eight(day: date, community: Community) -> datetime:
    return datetime.combine(day, AT_EIGHT, tzinfo=ZoneInfo(community.time_zone)).astimezone(UTC)


def _seat_people(turn: CoffeeTurn) -> None:
    coffee = turn.coffee
    people = Membership.objects.select_related("community").in_bulk(people_to_seat(coffee, turn.number))
    seating = lay_tables(coffee, turn.number, people)
    for place, keys in enumerate(seating.tables):
        table = CoffeeTable.objects.create(turn=turn, question=(turn.number + place) % len(QUESTIONS))
        for key in keys:
            CoffeePlace.objects.create(turn=turn, table=table, person=people[key])
            _write_to(people[key], "table_laid", turn, table=str(table.public_id))
    for key in seating.left:
        CoffeePlace.objects.create(turn=turn, person=people[key])
        _write_to(people[key], "left_over", turn)


def _write_to(person: Membership, name: str, turn: CoffeeTurn, **about: Any) -> None:
    post_mail(
        f"reciproca.gatherings.mails.{name}",
        to=person.email,
        language=person.language,
        key=f"{name} {turn.coffee.public_id} {turn.number} {person.public_id}",
        community=person.community,
        about={"coffee": str(turn.coffee.public_id), "round": turn.number, "to": str(person.public_id), **about},
    )


# ── at the table ─────────────────────────────────────────────────────────────


@transaction.atomic
def open_talk(table: CoffeeTable, *, by: Membership) -> Conversation:
    """To fix a time: the conversation of those at the table, or the one that the two have."""
    company = _company(table, by)
    refuse_while_held(by, *company.people)
    title = table.turn.coffee.title
    return open_conversation([by, *company.people], by=by, origin=("coffeetable", table.public_id), subject=title)


@transaction.atomic
def say_of_table(table: CoffeeTable, word: str, *, by: Membership) -> Company:
    """Each says it of themselves. Two who both say that they met have: only then the ledger has a line of the two."""
    CoffeeTable.objects.select_for_update(of=("self",), no_key=True).filter(pk=table.pk).first()
    company = _company(table, by)
    if company.mine.has_met and word == Word.MET:
        return company  # said before, and written down
    if not can_say(company):
        raise MovedOn
    CoffeePlace.objects.filter(pk=company.mine.pk).update(said=Word(word), said_at=clock.now())
    company.mine.said = Word(word)
    for other in company.met:
        if by.ledger_id is not None and other.ledger_id is not None:
            record_interaction(Kind.ENCOUNTER, giver=by, receiver=other, source=table, mutual=True, confirmed=True)
    return company


def _company(table: CoffeeTable, by: Membership) -> Company:
    company = company_at(table, by) if tables_visible_to(by).filter(pk=table.pk).exists() else None
    if company is None:
        raise NotYours
    return company
