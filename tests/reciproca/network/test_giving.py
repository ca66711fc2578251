"""How much one can give; and how far what one gave has gone, with the names of those alone who allow it."""

from datetime import timedelta
from itertools import pairwise
from random import Random

import pytest
from django.test import Client

from asking import asked, brought_to
from cast import Cast, join
from giving import tell
from ledger import cancel, confirm, give
from reciproca.boundaries.actions import block_person
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.scope import within
from reciproca.exchanges.actions import HasEnoughToLookAt, pass_on_ask, route_ask
from reciproca.introductions.paths import ways_to
from reciproca.network import circulation
from reciproca.network.actions import TooManyHours, choose_giving, connect
from reciproca.network.choices import Kind
from reciproca.network.circulation import WINDOW
from reciproca.network.lineage import lineages_of
from reciproca.network.models import Interaction, Onward
from reciproca.network.queries import confirmed_gifts, people_at_their_limit
from reciproca.network.tasks import keep_circles
from reciproca.suggestions.next_steps import next_steps
from reciproca.suggestions.who_can_help import who_can_help
from reciproca_engine.reciprocity import chains
from signing import signed_in_now


def passed_on(*people: Membership) -> None:
    """Each helps the next, a day after having been helped."""
    for day, (one, other) in enumerate(pairwise(people)):
        with clock.at(clock.now() - timedelta(days=20 - day)):
            confirm(give(one, other, kind=Kind.ANSWER))


def allow(*people: Membership) -> None:
    for person in people:
        choose_giving(by=person, hours_a_month=None, named=True)


def told(person: Membership) -> list[tuple[str, list[str], int | None]]:
    return [
        (one.through.given_name if one.through else "", [who.given_name for who in one.named], one.number)
        for one in lineages_of(person)
    ]


@pytest.fixture
def chain(people: Cast) -> Cast:
    """What Ada gave Giulio went on to Paola, and from there to Davide."""
    passed_on(people.ada, people.giulio, people.paola, people.davide)
    return people


def test_without_a_word_of_theirs_nobody_is_named_and_nothing_is_told(chain: Cast) -> None:
    assert told(chain.ada) == []

    allow(chain.giulio)
    assert told(chain.ada) == []


def test_who_allows_it_is_named_and_of_few_no_number_is_told(chain: Cast) -> None:
    allow(chain.giulio, chain.paola)

    assert told(chain.ada) == [("Giulio", ["Paola"], None)]
    assert told(chain.paola) == told(chain.davide) == []


def test_where_all_allow_it_it_is_told_whole(chain: Cast) -> None:
    allow(chain.giulio, chain.paola, chain.davide)

    assert told(chain.ada) == [("Giulio", ["Davide", "Paola"], 2)]


def test_five_people_are_counted_without_a_name(people: Cast) -> None:
    with within(people.montefeltro):
        others = [join(name, "Riva") for name in ("Sara", "Luca", "Elena", "Tito", "Bea")]
    passed_on(people.ada, people.giulio, *others)

    assert told(people.ada) == [("", [], 5)]


@pytest.mark.parametrize("blocker", ["ada", "paola"])
def test_whom_one_must_not_meet_is_named_to_nobody(chain: Cast, blocker: str) -> None:
    allow(chain.giulio, chain.paola, chain.davide)

    block_person(chain.paola if blocker == "ada" else chain.ada, by=getattr(chain, blocker))

    assert told(chain.ada) == [("Giulio", ["Davide"], None)]


def test_the_story_stands_in_given_and_received(chain: Cast, client: Client) -> None:
    allow(chain.giulio, chain.paola)
    signed_in_now(client, chain.ada.account)

    page = client.get("/montefeltro/given-and-received/").content.decode()

    assert "Ciò che hai dato a Giulio è arrivato a Paola e altri." in page


# ── how much ──


def test_who_has_given_what_they_can_is_brought_nothing_more(people: Cast) -> None:
    choose_giving(by=people.ada, hours_a_month=1, named=False)
    confirm(give(people.ada, people.paola, kind=Kind.ANSWER))
    assert people_at_their_limit([people.ada.pk, people.giulio.pk]) == set()
    confirm(give(people.ada, people.paola, kind=Kind.ANSWER))
    assert people_at_their_limit([people.ada.pk, people.giulio.pk]) == {people.ada.pk}

    ask = asked(people)
    route_ask(ask)

    assert brought_to(ask) == ["Davide"]
    with clock.at(clock.now() + timedelta(days=31)):
        assert people_at_their_limit([people.ada.pk]) == set()


def test_no_hours_is_not_for_now_and_no_word_is_as_it_comes(people: Cast) -> None:
    choose_giving(by=people.ada, hours_a_month=0, named=False)

    assert people_at_their_limit([people.ada.pk, people.davide.pk]) == {people.ada.pk}
    with pytest.raises(TooManyHours):
        choose_giving(by=people.ada, hours_a_month=41, named=False)


def test_the_page_keeps_ones_word(people: Cast, client: Client) -> None:
    signed_in_now(client, people.ada.account)
    page = "/montefeltro/giving/"

    assert client.post(page, {"hours_a_month": "90"}).status_code == 422
    assert client.post(page, {"hours_a_month": "2", "named": "on"}).status_code == 302

    body = client.get(page).content.decode()
    assert ('value="2"' in body, "checked" in body) == (True, True)


def test_who_looks_for_help_reads_that_somebody_has_given_what_they_can(people: Cast, client: Client) -> None:
    tell(people.ada, offers=["Negoziare un affitto"])
    tell(people.davide, offers=["Negoziare un affitto del negozio in centro a Parma"])
    choose_giving(by=people.ada, hours_a_month=0, named=False)
    signed_in_now(client, people.giulio.account)

    found = who_can_help(people.giulio, "negoziare un affitto")
    page = client.get("/montefeltro/who-can-help/", {"q": "negoziare un affitto"}).content.decode()

    assert [(one.person, one.has_given) for one in found] == [(people.davide, False), (people.ada, True)]
    assert "Ada ha dato questo mese quello che aveva detto di poter dare." in page


def test_who_has_given_what_they_can_is_proposed_no_help_and_none_of_theirs_is(people: Cast) -> None:
    tell(people.ada, offers=["Leggere un bilancio"], needs=["Tradurre in tedesco"])
    tell(people.giulio, offers=["Tradurre in tedesco"], needs=["Leggere un bilancio"])
    assert [way.other for way in next_steps(people.ada)] == [people.giulio]

    for person in (people.ada, people.giulio):
        choose_giving(by=person, hours_a_month=0, named=False)
        assert next_steps(people.ada) == next_steps(people.giulio) == []
        choose_giving(by=person, hours_a_month=None, named=False)


def test_who_has_given_what_they_can_is_asked_for_no_introduction_and_an_ask_is_not_passed_on_to_them(
    people: Cast,
) -> None:
    connect(people.giulio, people.ada, source=people.giulio)
    connect(people.ada, people.paola, source=people.ada)
    ask = asked(people)
    assert [way.introducer for way in ways_to(people.paola, asker=people.giulio)] == [people.ada]

    choose_giving(by=people.ada, hours_a_month=0, named=False)

    assert ways_to(people.paola, asker=people.giulio) == []
    with pytest.raises(HasEnoughToLookAt):
        pass_on_ask(ask, by=people.paola, to=people.ada)


# ── how far, in a ledger of any length ──


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_a_job_keeps_tells_the_same_as_the_whole_ledger(
    people: Cast, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    everybody = [people.marta, people.ada, people.giulio, people.paola, people.davide, join("Sara", "Riva")]
    allow(*everybody)
    drawn = Random(seed)
    for day in range(60):
        giver, receiver = drawn.sample(everybody, 2)
        with clock.at(clock.now() - timedelta(days=10 * (60 - day))):
            line = give(giver, receiver, kind=drawn.choice([Kind.ANSWER, Kind.SESSION, Kind.LEAD]))
            if drawn.random() < 0.9:
                confirm(line)
    whole = [told(person) for person in everybody]
    assert any(whole)
    gifts = confirmed_gifts()
    place = {row.seq: at for at, row in enumerate(gifts)}
    numbers = {person.ledger_id: number for number, person in enumerate(everybody)}
    found = chains(
        [numbers[one.giver] for one in gifts],
        [numbers[one.receiver] for one in gifts],
        [one.at.timestamp() / 86400 for one in gifts],
        within=WINDOW.days + 1e-6,
    )
    assert all(
        found.parents[place[seq]] for seq in circulation.passed_on(gifts)
    )  # to the engine, too, each continues something

    monkeypatch.setattr(circulation, "MOST_LINES", 5)
    assert [told(person) for person in everybody] == [[]] * 6  # until the job has looked
    assert keep_circles() == 1

    assert [told(person) for person in everybody] == whole


def test_what_was_taken_back_since_is_told_no_more_and_the_job_mends_what_it_kept(
    chain: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    allow(chain.giulio, chain.paola, chain.davide)
    monkeypatch.setattr(circulation, "MOST_LINES", 2)
    keep_circles()
    assert told(chain.ada) == [("Giulio", ["Davide", "Paola"], 2)]

    cancel(Interaction.objects.get(giver=chain.paola.ledger_id, confirms=None))

    assert told(chain.ada) == [("Giulio", ["Paola"], 1)]
    keep_circles()
    assert Onward.objects.count() == 1
