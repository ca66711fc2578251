"""A ring: asks that nobody reads before their turn, a round in a drawn order, help said by name, a no that nobody learns of, one
step further through allies, thanks that count once; whoever leaves, it goes on."""

from collections import Counter
from datetime import timedelta

import pytest

from cast import Cast, join
from circling import going_round, gone_round, meet, ring_of, under_way
from reciproca.audit.models import Entry
from reciproca.boundaries.actions import block_person
from reciproca.circles import actions
from reciproca.circles.models import Circle, Ring, RingAsk, RingOffer
from reciproca.circles.rings import (
    asks_heard_by,
    asks_to_tell,
    how_many_brought,
    offers_heard_by,
    rings_moved_since,
    rings_to_bring_to,
    rings_visible_to,
)
from reciproca.circles.rules import can_begin_round, can_move_on, facilitator_of
from reciproca.circles.tasks import look_after_circles
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.errors import Refusal
from reciproca.exchanges.actions import answer_ask, route_open_asks
from reciproca.exchanges.models import Route
from reciproca.exchanges.queries import asks_visible_to, unanswered_in_confidence
from reciproca.exchanges.routing import what_fits
from reciproca.network.models import Alliance, Interaction
from reciproca.notifications.models import OutboxMail
from reciproca.people.actions import set_offers

pytestmark = pytest.mark.django_db


@pytest.fixture
def circle(people: Cast) -> Circle:
    return under_way(people, people.davide)


@pytest.fixture
def four(people: Cast) -> list[Membership]:
    return [people.ada, people.giulio, people.paola, people.davide]


def heard(ring: Ring, reader: Membership) -> set[str]:
    return {ask.person.given_name for ask in asks_heard_by(reader).filter(ring=ring)}


def ask_of(ring: Ring, person: Membership) -> RingAsk:
    return ring.asks.select_related("ring__circle", "person", "further").get(person=person)


def said(reader: Membership) -> set[tuple[str, str]]:
    return {(offer.person.given_name, offer.kind) for offer in offers_heard_by(reader)}


def lines() -> list[tuple[str, str, str]]:
    """Of rings: who gave, who received, and of what kind."""
    names = {person.ledger_id: person.given_name for person in Membership.objects.all()}
    rows = Interaction.objects.filter(object_kind="ringoffer", confirmed=True).order_by("seq")
    return [(names[row.giver], names[row.receiver], row.kind) for row in rows]


def signs(since: object) -> set[str]:
    return {found.address for found in rings_moved_since(since)}  # type: ignore[arg-type]


# ── asks come in ──


def test_nobody_reads_an_ask_before_its_turn_nor_that_it_was_brought(circle: Circle, four: list[Membership]) -> None:
    ring = actions.call_ring(circle, by=four[0])
    before = (Ring.objects.get().moved_at, circle.__class__.objects.get().version)
    moment = clock.now() + timedelta(seconds=1)

    with clock.at(moment):
        actions.bring_ask(ring, by=four[1], title="Cerco un tipografo")

    assert [heard(ring, person) for person in four] == [set()] * 4
    assert (Ring.objects.get().moved_at, circle.__class__.objects.get().version) == before
    assert signs(moment) == set()
    assert how_many_brought(ring, four[0]) == (1, 4)


def test_a_draft_stays_out_of_the_round_and_is_still_there(circle: Circle, four: list[Membership]) -> None:
    ring = ring_of(circle, four[:2])
    actions.bring_ask(ring, by=four[2], title="Ci penso", is_brought=False)

    actions.begin_round(ring, by=four[0])

    assert ring.asks.get(person=four[2]).place is None
    assert sorted(ring.asks.exclude(place=None).values_list("place", flat=True)) == [0, 1]


def test_one_ring_at_a_time_from_two_asks_on_by_who_sits_there(circle: Circle, four: list[Membership]) -> None:
    ring = ring_of(circle, four[:1])
    with pytest.raises(actions.AnotherRing):
        actions.call_ring(circle, by=four[1])
    with pytest.raises(actions.TooFewAsks):
        actions.begin_round(ring, by=four[0])
    lea = join("Lea", "Riva")
    assert not rings_visible_to(lea).exists()
    with pytest.raises(actions.NotYours):
        actions.bring_ask(ring, by=lea, title="Anch’io")
    actions.join_circle(circle, by=lea)
    with pytest.raises(actions.CharterFirst):
        actions.bring_ask(ring, by=lea, title="Anch’io")


def test_all_are_written_to_once_but_who_called_it_and_the_letter_says_no_word_of_an_ask(
    circle: Circle, four: list[Membership]
) -> None:
    ring_of(circle, four)
    called = OutboxMail.objects.filter(renderer="reciproca.circles.mails.ring_called")

    assert Counter(called.values_list("recipient", flat=True)) == Counter(person.email for person in four[1:])


def test_today_asks_for_ones_ask_until_it_is_brought(circle: Circle, four: list[Membership]) -> None:
    ring = ring_of(circle, four[:1])
    actions.bring_ask(ring, by=four[1], title="Ci penso", is_brought=False)

    assert [rings_to_bring_to(person).exists() for person in four] == [False, True, True, True]


# ── it goes round ──


def test_the_order_is_drawn_and_tells_nothing_of_who_wrote_first(circle: Circle, four: list[Membership]) -> None:
    orders = set()
    for _again in range(12):
        ring = going_round(circle, four)
        orders.add(tuple(ring.asks.order_by("place").values_list("person", flat=True)))
        ring.delete()

    assert len(orders) > 3


def test_each_ask_is_heard_from_its_turn_on_by_all_at_once(circle: Circle, four: list[Membership]) -> None:
    ring = going_round(circle, four)
    order = [ask.person.given_name for ask in ring.asks.select_related("person").order_by("place")]

    for place in range(4):
        assert ring.turn == place
        assert [heard(ring, person) for person in four] == [set(order[: place + 1])] * 4
        ring = actions.move_on(ring, by=four[0], turn=place)

    assert ring.is_in_its_week


def test_two_who_press_at_once_move_it_on_once(circle: Circle, four: list[Membership]) -> None:
    ring = going_round(circle, four)
    twice = [Ring.objects.get(pk=ring.pk) for _each in range(2)]

    for seen in twice:
        actions.move_on(seen, by=four[0], turn=0)

    assert Ring.objects.get(pk=ring.pk).turn == 1


def test_whoever_facilitates_moves_it_on_and_anybody_once_the_time_of_a_turn_is_over(
    circle: Circle, four: list[Membership]
) -> None:
    ring = ring_of(circle, four)
    assert [can_begin_round(person, ring) for person in four] == [True, False, False, False]
    with clock.at(clock.now() + timedelta(minutes=6)):
        assert all(can_begin_round(person, ring) for person in four)
    ring = actions.begin_round(ring, by=four[0])

    with pytest.raises(actions.MovedOn):
        actions.move_on(ring, by=four[1], turn=0)
    with clock.at(clock.now() + timedelta(seconds=181)):
        assert can_move_on(four[1], ring)
        assert actions.move_on(ring, by=four[1], turn=0).turn == 1


def test_at_a_meeting_who_moderates_facilitates_and_the_ring_moves_with_it(
    circle: Circle, four: list[Membership]
) -> None:
    meeting = meet(circle, four[0])
    ring = actions.call_ring(circle, by=four[0], meeting=meeting)
    moderator = facilitator_of(ring, four[0])
    assert moderator is not None
    actions.say_presence(meeting, "away", by=moderator)

    assert facilitator_of(ring, four[0]) not in (None, moderator)
    assert ring.starts_at == meeting.starts_at
    actions.cancel_meeting(meeting, by=four[0])
    assert facilitator_of(Ring.objects.get(), four[0]) == four[0]


def test_who_brings_an_ask_late_is_last(circle: Circle, four: list[Membership]) -> None:
    ring = going_round(circle, four[:3])

    actions.bring_ask(ring, by=four[3], title="Arrivo adesso")

    assert ask_of(ring, four[3]).place == 3


# ── what is said to an ask ──


def test_help_is_said_by_name_and_a_no_changes_nothing_for_anybody(circle: Circle, four: list[Membership]) -> None:
    ring = gone_round(circle, four)
    ask = ask_of(ring, four[0])
    before, moment = Ring.objects.get().moved_at, clock.now() + timedelta(seconds=1)

    with clock.at(moment):
        actions.offer_help(ask, "not_this", by=four[3])

    assert (said(four[0]), Ring.objects.get().moved_at, signs(moment)) == (set(), before, set())
    with clock.at(moment):
        actions.offer_help(ask, "can", by=four[1], words="Te lo rileggo io")
        actions.offer_help(ask, "knows", by=four[2], who="Mia cugina Rosa")
    assert said(four[3]) == said(four[0]) == {("Giulio", "can"), ("Paola", "knows")}
    assert signs(moment) == {person.email for person in four}


def test_nobody_says_anything_to_an_ask_whose_turn_has_not_come(circle: Circle, four: list[Membership]) -> None:
    ring = going_round(circle, four)
    last = ring.asks.select_related("ring__circle", "person").get(place=3)
    other = next(person for person in four if person.pk != last.person_id)

    with pytest.raises(actions.NotYours):
        actions.offer_help(last, "can", by=other)


def test_whom_one_knows_is_ones_own_until_they_agree_and_then_the_askers(
    circle: Circle, four: list[Membership]
) -> None:
    ring = gone_round(circle, four)
    ask = ask_of(ring, four[0])
    with pytest.raises(actions.NobodyNamed):
        actions.offer_help(ask, "knows", by=four[1])
    offer = actions.offer_help(ask, "knows", by=four[1], who="Rosa, la tipografa")
    with pytest.raises(actions.MovedOn):
        actions.say_they_agreed(offer, by=four[0])

    assert actions.say_they_agreed(offer, by=four[1]).agreed_at is not None
    assert actions.offer_help(ask, "knows", by=four[1], who="Un’altra").agreed_at is None


def test_what_could_help_is_told_of_ones_own_offers_alone(people: Cast) -> None:
    set_offers(people.ada, ["Leggo contratti di fornitura"], by=people.ada)

    fits = what_fits(people.ada, "Cerco chi legga un contratto di fornitura con me")

    assert (fits or ("", ""))[1] == "Leggo contratti di fornitura"
    assert what_fits(people.ada, "Cerco una bicicletta da bambina") is None
    assert what_fits(people.giulio, "Cerco chi legga un contratto di fornitura con me") is None


# ── one step further ──


@pytest.fixture
def beyond(people: Cast, circle: Circle, four: list[Membership]) -> Membership:
    """An ally of Giulio who does not sit there."""
    lea = join("Lea", "Riva")
    for one, other in ((people.giulio, lea), (lea, people.giulio)):
        Alliance.objects.create(person=one, other=other)
    return lea


def test_an_ask_goes_further_only_where_its_owner_agrees_and_to_an_ally_alone(
    people: Cast, circle: Circle, four: list[Membership], beyond: Membership
) -> None:
    ring = gone_round(circle, four)
    ask = ask_of(ring, people.ada)
    with pytest.raises(Refusal):
        actions.pass_further(ask, by=people.giulio, to=beyond)
    with pytest.raises(Refusal):
        actions.let_go_further(ask, by=people.giulio, title="Lo dico io")

    ask = actions.let_go_further(ask, by=people.ada, title="Chi conosce un tipografo a Urbino?")
    with pytest.raises(actions.NotYours):
        actions.pass_further(ask, by=people.paola, to=beyond)
    assert route_open_asks() == 0
    assert not asks_visible_to(beyond).exists()
    assert unanswered_in_confidence(people.marta) == 0

    actions.pass_further(ask, by=people.giulio, to=beyond, note="Ho pensato a te")
    assert [found.title for found in asks_visible_to(beyond)] == ["Chi conosce un tipografo a Urbino?"]
    assert not any(asks_visible_to(person).exists() for person in (people.marta, people.paola))
    with pytest.raises(actions.MovedOn):
        actions.pass_further(ask_of(ring, people.ada), by=people.giulio, to=beyond)


def test_to_whom_it_must_not_reach_it_goes_unseen(
    people: Cast, circle: Circle, four: list[Membership], beyond: Membership
) -> None:
    block_person(people.ada, by=beyond)
    ring = gone_round(circle, four)
    ask = actions.let_go_further(ask_of(ring, people.ada), by=people.ada, title="Chi conosce un tipografo?")

    actions.pass_further(ask, by=people.giulio, to=beyond)

    assert not Route.objects.exists()
    with pytest.raises(actions.MovedOn):  # as if it had reached them
        actions.pass_further(ask_of(ring, people.ada), by=people.giulio, to=beyond)


def test_who_answers_from_beyond_is_thanked_with_the_others(
    people: Cast, circle: Circle, four: list[Membership], beyond: Membership
) -> None:
    ring = gone_round(circle, four)
    ask = actions.let_go_further(ask_of(ring, people.ada), by=people.ada, title="Chi conosce un tipografo?")
    actions.pass_further(ask, by=people.giulio, to=beyond)
    assert ask.further is not None
    answer = answer_ask(ask.further, by=beyond, text="Ti do il numero di Rosa")

    actions.tell_help(ask_of(ring, people.ada), "helped", by=people.ada, answers=[answer])

    line = Interaction.objects.get(object_kind="answer", confirmed=True)
    assert (line.giver, line.receiver, line.kind) == (beyond.ledger_id, people.ada.ledger_id, "answer")
    ask.further.refresh_from_db()
    assert ask.further.is_solved


# ── what came of it ──


def test_thanks_write_one_line_each_of_the_kind_of_the_help(circle: Circle, four: list[Membership]) -> None:
    ring = gone_round(circle, four)
    ask = ask_of(ring, four[0])
    can = actions.offer_help(ask, "can", by=four[1])
    knows = actions.offer_help(ask, "knows", by=four[2], who="Rosa")
    actions.offer_help(ask, "can", by=four[3])

    for _twice in range(2):
        actions.tell_help(ask, "helped", by=four[0], told="Stampato!", thanked=[can, knows])

    assert lines() == [("Giulio", "Ada", "answer"), ("Paola", "Ada", "lead")]
    with pytest.raises(actions.MovedOn):
        actions.offer_help(ask, "not_this", by=four[1])


def test_nobody_says_for_another_what_helped(circle: Circle, four: list[Membership]) -> None:
    ring = gone_round(circle, four)
    ask, other = ask_of(ring, four[0]), ask_of(ring, four[1])
    offer = actions.offer_help(other, "can", by=four[0])

    with pytest.raises(actions.MovedOn):
        actions.tell_help(ask, "helped", by=four[1])
    actions.tell_help(ask, "helped", by=four[0], thanked=[offer])
    assert lines() == []


def test_the_ring_closes_when_all_have_told_or_the_week_is_over(circle: Circle, four: list[Membership]) -> None:
    ring = gone_round(circle, four)
    for person in four:
        assert Ring.objects.get().is_in_its_week
        actions.tell_help(ask_of(ring, person), "not_yet", by=person)
    assert Ring.objects.get().is_ended

    other = gone_round(circle, four)
    with clock.at(clock.now() + timedelta(days=7, hours=1)):
        look_after_circles()
    assert Ring.objects.get(pk=other.pk).is_ended
    actions.tell_help(ask_of(other, four[0]), "helped", by=four[0])  # it came late


def test_who_has_not_told_is_reminded_once(circle: Circle, four: list[Membership]) -> None:
    ring = gone_round(circle, four)
    actions.tell_help(ask_of(ring, four[0]), "on_the_way", by=four[0])
    assert [asks_to_tell(person).exists() for person in four] == [False, True, True, True]

    with clock.at(clock.now() + timedelta(days=5, hours=1)):
        look_after_circles()
        look_after_circles()

    reminded = OutboxMail.objects.filter(renderer="reciproca.circles.mails.ring_to_tell")
    assert Counter(reminded.values_list("recipient", flat=True)) == Counter(person.email for person in four[1:])


def test_a_round_that_stands_still_goes_on_into_its_week_and_what_never_began_is_let_go(
    circle: Circle, four: list[Membership]
) -> None:
    going_round(circle, four)
    with clock.at(clock.now() + timedelta(hours=13)):
        look_after_circles()
    assert Ring.objects.get().is_in_its_week
    called = actions.call_ring(circle, by=four[0])
    with clock.at(clock.now() + timedelta(days=15)):
        look_after_circles()
    assert not Ring.objects.filter(pk=called.pk).exists()


# ── who leaves, blocks, and who reads none of it ──


def test_somebody_leaves_in_the_middle_and_it_goes_on(circle: Circle, four: list[Membership]) -> None:
    ring = going_round(circle, four)
    on = ring.asks.select_related("person").get(place=0).person
    others = [person for person in four if person != on]

    actions.leave_circle(circle, by=on)

    ring = Ring.objects.get()
    assert (ring.turn, ring.asks.count()) == (1, 3)
    assert all(on.given_name not in heard(ring, person) for person in others)


def test_what_was_offered_goes_with_who_leaves_and_what_counted_stays(circle: Circle, four: list[Membership]) -> None:
    ring = gone_round(circle, four)
    ask = ask_of(ring, four[0])
    thanked = actions.offer_help(ask, "can", by=four[1])
    actions.tell_help(ask, "helped", by=four[0], thanked=[thanked])

    actions.leave_circle(circle, by=four[1])

    assert not RingOffer.objects.exists()
    assert lines() == [("Giulio", "Ada", "answer")]


def test_two_under_a_block_are_absent_for_each_other_as_if_one_had_left(circle: Circle, four: list[Membership]) -> None:
    ada, giulio, paola, _davide = four
    ring = gone_round(circle, four)
    actions.offer_help(ask_of(ring, paola), "can", by=ada)
    block_person(giulio, by=ada)

    assert not rings_visible_to(ada).exists()
    assert heard(ring, giulio) == {"Giulio", "Paola", "Davide"}
    assert said(giulio) == set()
    assert said(paola) == {("Ada", "can")}
    with pytest.raises(actions.NotYours):
        actions.offer_help(ask_of(ring, ada), "can", by=giulio)


def test_no_line_is_written_between_two_under_a_block(circle: Circle, four: list[Membership]) -> None:
    ada, giulio = four[:2]
    ring = gone_round(circle, four)
    ask = ask_of(ring, giulio)
    offer = actions.offer_help(ask, "can", by=ada)
    block_person(giulio, by=ada)

    actions.tell_help(ask, "helped", by=giulio, thanked=[offer])

    assert lines() == []


def test_the_audit_trail_knows_that_a_ring_went_round_and_nothing_more(circle: Circle, four: list[Membership]) -> None:
    before = Entry.objects.count()
    ring = gone_round(circle, four)
    ask = ask_of(ring, four[0])
    offer = actions.offer_help(ask, "can", by=four[1])
    actions.tell_help(ask, "helped", by=four[0], thanked=[offer])

    assert [entry.deed for entry in Entry.objects.order_by("pk")][before:].count("begin_ring") == 1
    assert "cerca qualcuno" not in str(list(Entry.objects.values()))


def test_an_ended_circle_forgets_its_rings_and_the_lines_stay(circle: Circle, four: list[Membership]) -> None:
    ring = gone_round(circle, four)
    ask = ask_of(ring, four[0])
    actions.tell_help(ask, "helped", by=four[0], thanked=[actions.offer_help(ask, "can", by=four[1])])
    for person in four:
        actions.would_end(circle, True, by=person)
    with pytest.raises(Refusal):
        actions.tell_help(ask_of(ring, four[1]), "helped", by=four[1])

    with clock.at(clock.now() + timedelta(days=400)):
        look_after_circles()

    assert not Ring.objects.exists()
    assert lines() == [("Giulio", "Ada", "answer")]
