"""The job works out many people's next steps together: what it finds for each is what their own page finds."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cast import Cast, join
from giving import hide, tell
from ledger import confirm, give, thing
from reciproca.boundaries.actions import block_person, mark_minor, open_partnership
from reciproca.boundaries.choices import MarkedBy
from reciproca.communities.actions import leave_community
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.errors import Refusal
from reciproca.core.together import answered
from reciproca.exchanges.models import Recognition
from reciproca.network.actions import care_for, choose_giving
from reciproca.network.choices import Kind
from reciproca.people.models import Need
from reciproca.people.queries import people_visible_to
from reciproca.suggestions import queries
from reciproca.suggestions.actions import offer_help, read_needs, set_aside
from reciproca.suggestions.choices import Aside, Way
from reciproca.suggestions.models import HelpOffer, KeptReading, KeptWay
from reciproca.suggestions.next_steps import Found, work_out
from reciproca.suggestions.tasks import renew_next_steps

TOPICS = [
    "Preparare un budget", "Public speaking", "Parlare in pubblico", "Trattare con i fornitori", "Negotiating a price",
    "Un contatto in Germania", "Contatti in Germania", "Lezioni di tedesco", "Il mio primo budget", "Scrivere un bando",
    "Leggere un contratto", "Guidare una squadra",
]  # fmt: skip
SEEDS = (1, 2, 3)


def a_community(people: Cast, seed: int, *, size: int = 22) -> list[Membership]:
    """Years of lines between some, needs and offers of all; blocks, minors, fields that are hidden, offers that wait or were
    declined, what was set aside, wishes and hours a month, some who left."""
    dice = random.Random(seed)
    everybody = [people.ada, people.giulio, people.paola, people.davide, people.marta]
    everybody += [join(f"Persona{number}", "Rossi") for number in range(size)]
    for number, one in enumerate(everybody):
        with clock.at(clock.now() - timedelta(days=dice.randrange(100))):
            tell(one, offers=dice.sample(TOPICS, 3), needs=dice.sample(TOPICS, dice.choice([0, 1, 2, 3])))
        if dice.random() < 0.25:
            hide(one, dice.choice(["needs", "offers", "skills"]), dice.choice(["me", "partners"]))
        if number == 2 * size // 3:
            read_needs()  # the needs of the others are not in the index yet
    for _ in range(5 * size):
        one, other = dice.sample(everybody[: size // 2], 2)
        with clock.at(clock.now() - timedelta(days=dice.randrange(500))):
            line = confirm(give(one, other, kind=dice.choice([Kind.SESSION, Kind.ANSWER, Kind.LEAD])))
        if dice.random() < 0.4:
            Recognition.objects.create(
                giver=other, receiver=one, kind=line.kind, object_kind=line.object_kind, object_id=line.object_id,
                happened_on=line.at.date(), change="Grazie.",
            )  # fmt: skip
    for _ in range(size // 3):
        one, other = dice.sample(everybody, 2)
        open_partnership(one, other, source=thing("mentorship"))
    for one, other in (dice.sample(everybody, 2) for _ in range(size)):
        step: Callable[[], object] = dice.choice([
            lambda one=one, other=other: block_person(other, by=one),
            lambda one=one, other=other: care_for(other, by=one, note="", rhythm=30),
            lambda one=one, other=other: set_aside(f"person {other.public_id}", Aside.NOT_THIS, by=one),
            lambda one=one: set_aside(f"kind {dice.choice(['thank', 'help', 'reconnect', 'meet'])}", Aside.NOT_THIS, by=one),
            lambda one=one: choose_giving(by=one, hours_a_month=dice.choice([0, 1, 40]), named=True),
        ])  # fmt: skip
        with clock.at(clock.now() - timedelta(days=dice.randrange(8, 60))):
            step()
    for one in dice.sample(everybody, size):
        need = dice.choice(list(Need.objects.exclude(membership=one)))
        try:
            offer = offer_help(need, "Volentieri.", by=one)
        except Refusal:
            continue
        HelpOffer.objects.filter(pk=offer.pk).update(state=dice.choice(["sent", "declined", "confirmed", "accepted"]))
    for one in dice.sample(everybody[5:], 3):
        mark_minor(one, how=MarkedBy.COORDINATOR, by=people.marta)
    leave_community(everybody[6], by=everybody[6])
    return list(Membership.objects.filter(state="active").select_related("community"))


def together(everybody: list[Membership]) -> list[Found]:
    found = answered([work_out.ask(person) for person in everybody])
    assert all(isinstance(one, Found) for one in found), found
    return found  # type: ignore[return-value]


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("few", [False, True])
def test_many_find_what_each_finds_alone(
    people: Cast, seed: int, few: bool, now: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    if few:  # so that not all needs that are near are looked at
        monkeypatch.setattr(queries, "MOST_NEAR", 4)
        monkeypatch.setattr(queries, "MOST_UNREAD", 2)
    everybody = a_community(people, seed)
    alone = [work_out(person) for person in everybody]

    assert together(everybody) == alone
    assert len({way.way for one in alone for way in one.steps}) >= 3


@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_is_named_to_who_may_not_see_them(people: Cast, seed: int, now: object) -> None:
    everybody = a_community(people, seed)

    for person, found in zip(everybody, together(everybody), strict=True):
        named = {way.other.pk for way in found.steps} | {way.help.giver.pk for way in found.steps if way.help}
        assert named <= set(people_visible_to(person).values_list("pk", flat=True))


def test_the_job_keeps_for_each_what_was_worked_out_for_them(people: Cast, now: object) -> None:
    everybody = a_community(people, 1)
    alone = {person.pk: [(str(way.way), way.other.pk) for way in work_out(person).steps] for person in everybody}

    assert renew_next_steps() >= len(everybody)

    kept = {key: [] for key in alone}
    for row in KeptWay.objects.filter(place__lt=100).order_by("place"):
        kept[row.person_id].append((row.way, row.other_id))
    assert kept == alone
    assert Counter(KeptReading.objects.values_list("person", flat=True)) == Counter(alone.keys())


def test_what_is_read_does_not_grow_with_the_people(people: Cast, now: object) -> None:
    """Each asks for themselves whom they may meet, and for their own state."""

    def questions(everybody: list[Membership]) -> int:
        together(everybody)
        with CaptureQueriesContext(connection) as asked:
            together(everybody)
        return len([one for one in asked if "boundaries_block" not in one["sql"]])

    everybody = a_community(people, 2)

    assert questions(everybody) <= 2 * questions(everybody[: len(everybody) // 3])


def test_somebody_to_meet_is_found_by_the_job_as_on_the_page(people: Cast) -> None:
    tell(people.giulio, offers=["Preparare un budget"], needs=["Trattare con i fornitori"])
    tell(people.ada, offers=["Trattare con i fornitori"], needs=["Il budget del mio reparto"])

    found = dict(zip("gpd", together([people.giulio, people.paola, people.davide]), strict=True))

    assert [(way.way, way.other) for way in found["g"].steps] == [(Way.MEET, people.ada)]
    assert found["p"].steps == found["d"].steps == []
