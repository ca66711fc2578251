"""Coffee rounds: being in by one's own word, drawing on time and once, who sits with whom over the rounds, and having met."""

from datetime import timedelta
from itertools import combinations

import pytest

from cast import Cast, join
from circling import under_way
from gathering import at_noon, crowd, drawn_again, of, started, tables_in, together
from reciproca.boundaries.actions import block_person, mark_minor
from reciproca.boundaries.choices import MarkedBy
from reciproca.circles.actions import leave_circle
from reciproca.core import clock
from reciproca.core.scope import within
from reciproca.gatherings import actions
from reciproca.gatherings.models import Coffee, CoffeePlace, CoffeeSeat, CoffeeTurn
from reciproca.gatherings.queries import (
    coffees_to_join,
    coffees_visible_to,
    company_at,
    counts_of,
    tables_visible_to,
    turn_now,
    was_left_over,
)
from reciproca.gatherings.tasks import look_after_gatherings
from reciproca.network.models import Interaction
from reciproca.notifications.mail import Mail, renderer_of
from reciproca.notifications.models import OutboxMail
from reciproca.safeguarding.actions import HeldForNow, hold_contact

pytestmark = pytest.mark.django_db


def letters(name: str) -> list[Mail]:
    """What is written to each, worded now."""
    mails = OutboxMail.objects.filter(renderer__endswith=f".{name}").order_by("recipient")
    return [letter for mail in mails if (letter := renderer_of(mail)(mail)) is not None]


def left_in(coffee: Coffee, number: int) -> set[int]:
    rows = CoffeePlace.objects.filter(turn__coffee=coffee, turn__number=number, table=None)
    return set(rows.values_list("person_id", flat=True))


# ── changing ──


def test_it_goes_otherwise_from_the_next_round_on(people: Cast) -> None:
    coffee = started(people.marta, crowd(4), rounds=1)
    drawn = drawn_again(coffee)
    assert coffee.next_on is None  # it was the last one

    day = clock.today() + timedelta(days=10)
    told = {"title": "Un caffè lungo", "begins_on": day, "every_weeks": 3, "rounds": 3, "apart_rounds": 2}
    actions.change_coffee(coffee, by=people.marta, version=1, **told)

    assert (coffee.title, coffee.next_on, coffee.rounds, coffee.drawn) == ("Un caffè lungo", day, 3, 1)
    assert tables_in(coffee, 1) == drawn
    drawn_again(coffee)
    assert coffee.next_on == day + timedelta(weeks=3)


def test_what_cannot_be_changed(people: Cast) -> None:
    coffee = started(people.marta, crowd(4))
    drawn_again(coffee)
    told = {"title": "Altro", "begins_on": clock.today() + timedelta(days=10), "every_weeks": 2}

    with pytest.raises(actions.NotYours):
        actions.change_coffee(coffee, by=people.ada, version=1, **told)
    with pytest.raises(actions.TooFewRounds):
        actions.change_coffee(coffee, by=people.marta, version=1, **told, rounds=1)
    with pytest.raises(actions.AlreadyBegun):
        actions.change_coffee(coffee, by=people.marta, version=1, **told | {"begins_on": clock.today()})
    actions.change_coffee(coffee, by=people.marta, version=1, **told)
    with pytest.raises(actions.ChangedMeanwhile):  # somebody was quicker
        actions.change_coffee(coffee, by=people.marta, version=1, **told)
    actions.end_coffee(coffee, by=people.marta)
    with pytest.raises(actions.NotYours):
        actions.change_coffee(coffee, by=people.marta, version=2, **told)


# ── being in ──


def test_nobody_is_in_who_has_not_said_so(people: Cast) -> None:
    coffee = started(people.marta)
    assert not CoffeeSeat.objects.exists()
    assert list(coffees_to_join(people.ada)) == [coffee]

    actions.join_coffee(coffee, by=people.ada)
    actions.join_coffee(coffee, by=people.ada)
    assert CoffeeSeat.objects.count() == 1
    assert list(coffees_to_join(people.ada)) == []

    actions.leave_coffee(coffee, by=people.ada)
    assert not CoffeeSeat.objects.exists()
    assert list(coffees_to_join(people.ada)) == [coffee]


def test_whom_one_is_for_and_who_may_start_it(people: Cast) -> None:
    circle = under_way(people)
    of_circle = started(people.ada, circle=circle)
    of_all = started(people.marta)

    assert set(coffees_visible_to(people.giulio)) == {of_circle, of_all}
    assert set(coffees_visible_to(people.davide)) == set(coffees_visible_to(people.marta)) == {of_all}
    with pytest.raises(actions.NotYours):
        actions.join_coffee(of_circle, by=people.davide)
    with pytest.raises(actions.NotYours):
        started(people.ada)  # for the community: who coordinates
    with pytest.raises(actions.NotYours):
        started(people.davide, circle=circle)
    with pytest.raises(actions.NotYours):
        actions.end_coffee(of_circle, by=people.marta)


def test_minors_are_not_in_and_are_not_drawn(people: Cast) -> None:
    coffee = started(people.marta, [people.ada, people.giulio, people.paola])
    mark_minor(people.paola, how=MarkedBy.COORDINATOR, by=people.marta)

    assert [len(table) for table in drawn_again(coffee)] == [2]
    assert list(coffees_visible_to(people.paola)) == []
    with pytest.raises(actions.NotForMinors):
        actions.join_coffee(coffee, by=people.paola)


def test_without_a_choice_three_months_pass_before_two_meet_again(people: Cast) -> None:
    for weeks in (1, 2, 3, 4, 6, 8):
        coffee = started(people.marta, every_weeks=weeks)
        assert coffee.apart_rounds * weeks >= 13


# ── drawing ──


def test_a_round_begins_at_eight_of_its_day_and_once(people: Cast) -> None:
    coffee = started(people.marta, [people.ada, people.giulio])
    assert look_after_gatherings() == 0
    noon = at_noon(coffee)
    with clock.at(noon.replace(hour=7)):
        assert look_after_gatherings() == 0
    seen_by_another_worker = Coffee.objects.get(pk=coffee.pk)
    with clock.at(noon):
        assert look_after_gatherings() == 1
        assert look_after_gatherings() == 0
        assert actions.draw_coffee(seen_by_another_worker) is None
        assert len(letters("table_laid")) == 2

    assert CoffeeTurn.objects.count() == 1
    assert CoffeePlace.objects.count() == 2


def test_rounds_that_were_slept_through_are_not_made_up_for(people: Cast) -> None:
    coffee = started(people.marta, [people.ada, people.giulio], rounds=3)
    later = at_noon(coffee) + timedelta(days=50)
    with clock.at(later):
        assert actions.draw_coffees() == 1
        assert actions.draw_coffees() == 0
        coffee.refresh_from_db()
        assert coffee.drawn == 1
        assert coffee.next_on is not None
        assert clock.today() < coffee.next_on <= clock.today() + timedelta(weeks=2)


@pytest.mark.parametrize("number", [6, 7])
def test_nobody_meets_the_same_person_within_so_many_rounds(people: Cast, number: int) -> None:
    coffee = started(people.marta, crowd(number), rounds=8, apart_rounds=3)
    rounds = [drawn_again(coffee) for _round in range(8)]

    for at, tables in enumerate(rounds):
        before = {
            frozenset(pair) for past in rounds[max(at - 3, 0) : at] for table in past for pair in combinations(table, 2)
        }
        now = {frozenset(pair) for table in tables for pair in combinations(table, 2)}
        assert not now & before
        assert sum(len(table) == 3 for table in tables) <= number % 2


def test_whoever_was_left_over_comes_first_next_time(people: Cast) -> None:
    ada, giulio, paola, davide = people.ada, people.giulio, people.paola, people.davide
    coffee = started(people.marta, [ada, giulio], apart_rounds=2)
    drawn_again(coffee)
    actions.join_coffee(coffee, by=paola)
    actions.leave_coffee(coffee, by=giulio)
    block_person(paola, by=ada)
    assert drawn_again(coffee) == []
    assert left_in(coffee, 2) == {ada.pk, paola.pk}

    # of four of whom only one can sit with anybody, and with one person alone, whoever waited has the table
    actions.leave_coffee(coffee, by=ada)
    actions.join_coffee(coffee, by=davide)
    actions.join_coffee(coffee, by=giulio)
    block_person(giulio, by=paola)
    tables = drawn_again(coffee)
    assert [table for table in tables if paola.pk in table]


def test_history_of_other_coffees_counts_both_ways(people: Cast) -> None:
    one = started(people.marta, [people.ada, people.giulio], every_weeks=0)
    another = started(people.marta, [people.giulio, people.ada], every_weeks=0)
    with clock.at(at_noon(one)):
        assert actions.draw_coffees() == 2

    assert len(tables_in(one, 1)) + len(tables_in(another, 1)) == 1


def test_who_skips_pauses_is_held_or_has_left_is_not_drawn(people: Cast) -> None:
    skips, pauses, held, *rest = crowd(7)
    coffee = started(people.marta, [skips, pauses, held, *rest])
    actions.skip_round(coffee, True, by=skips)
    actions.pause_coffee(coffee, True, by=pauses)
    hold_contact(held, by=people.marta, days=3)

    assert {key for table in drawn_again(coffee) for key in table} == {person.pk for person in rest}

    with clock.at(at_noon(coffee) + timedelta(hours=1)):
        actions.draw_coffees()
    second = CoffeePlace.objects.filter(turn__number=2).values_list("person_id", flat=True)
    assert {skips.pk, held.pk} <= set(second)
    assert pauses.pk not in set(second)


def test_who_no_longer_sits_in_the_circle_is_not_drawn(people: Cast) -> None:
    circle = under_way(people)
    coffee = started(people.ada, [people.ada, people.giulio, people.paola], circle=circle)
    leave_circle(circle, by=people.paola)

    assert drawn_again(coffee) == [{people.ada.pk, people.giulio.pk}]


def test_it_ends_by_itself_after_its_last_round_and_is_forgotten(people: Cast) -> None:
    coffee = started(people.marta, [people.ada, people.giulio], rounds=1, every_weeks=2)
    drawn_again(coffee)
    turn = CoffeeTurn.objects.get()
    with clock.at(turn.closes_at - timedelta(hours=1)):
        look_after_gatherings()
        assert Coffee.objects.get().is_open
    with clock.at(turn.closes_at + timedelta(minutes=1)):
        look_after_gatherings()
        assert not Coffee.objects.get().is_open
        actions.leave_coffee(coffee, by=people.ada)
    with clock.at(turn.closes_at + timedelta(days=740)):
        look_after_gatherings()
        assert not Coffee.objects.exists()
        assert not CoffeePlace.objects.exists()


# ── blocks ──


def test_who_is_left_over_because_of_a_block_reads_the_words_of_all_others(people: Cast) -> None:
    blocked = started(people.marta, [people.ada, people.giulio])
    block_person(people.giulio, by=people.ada)
    drawn_again(blocked)
    alone = started(people.marta, [people.davide])
    noon = at_noon(alone)
    with clock.at(noon):
        actions.draw_coffees()
        told = {
            mail.subject + mail.text.partition("http")[0] for mail in letters("left_over") if "Davide" not in mail.text
        }
        assert len(letters("table_laid")) == 0
    assert left_in(blocked, 1) == {people.ada.pk, people.giulio.pk}
    assert len(told) == 2  # they differ by the name in the greeting alone
    assert len({text.replace("Ada", "").replace("Giulio", "") for text in told}) == 1


def test_a_block_after_the_draw_looks_like_having_been_left_over(people: Cast) -> None:
    table = together(people)
    turn = turn_now(table.turn.coffee)
    assert turn is not None
    assert not was_left_over(turn, people.giulio)
    block_person(people.giulio, by=people.ada)

    assert was_left_over(turn, people.giulio)
    assert list(tables_visible_to(people.giulio)) == []
    with pytest.raises(actions.NotYours):
        actions.say_of_table(table, "met", by=people.giulio)
    with pytest.raises(actions.NotYours):
        actions.open_talk(table, by=people.giulio)
    assert letters("table_laid") == []


# ── having met ──


def test_both_say_that_they_met_and_the_ledger_has_one_line(people: Cast) -> None:
    table = together(people)
    actions.say_of_table(table, "met", by=people.ada)
    assert not Interaction.objects.filter(object_kind="coffeetable").exists()
    company = company_at(table, people.giulio)
    assert company is not None
    assert company.waits_for_me == [people.ada]

    for person in (people.giulio, people.giulio, people.ada):
        actions.say_of_table(table, "met", by=person)
    line = Interaction.objects.get(object_kind="coffeetable")
    assert (line.kind, line.mutual, line.confirmed) == ("encounter", True, True)
    assert {line.giver, line.receiver} == {people.ada.ledger_id, people.giulio.ledger_id}


def test_not_having_managed_leaves_no_trace_and_may_be_taken_back(people: Cast) -> None:
    table = together(people)
    actions.say_of_table(table, "met", by=people.ada)
    actions.say_of_table(table, "not_met", by=people.giulio)
    assert not Interaction.objects.filter(object_kind="coffeetable").exists()

    actions.say_of_table(table, "met", by=people.giulio)
    assert Interaction.objects.filter(object_kind="coffeetable").count() == 1
    with pytest.raises(actions.MovedOn):
        actions.say_of_table(table, "not_met", by=people.giulio)


def test_of_three_each_two_who_say_so_have_met(people: Cast) -> None:
    coffee = started(people.marta, [people.ada, people.giulio, people.paola])
    assert drawn_again(coffee) == [{people.ada.pk, people.giulio.pk, people.paola.pk}]
    table = of(coffee)
    with clock.at(table.turn.began_at + timedelta(days=2)):
        actions.say_of_table(table, "met", by=people.ada)
        actions.say_of_table(table, "met", by=people.giulio)
        actions.say_of_table(table, "not_met", by=people.paola)

    lines = Interaction.objects.filter(object_kind="coffeetable")
    assert [{line.giver, line.receiver} for line in lines] == [{people.ada.ledger_id, people.giulio.ledger_id}]
    [counts] = counts_of(coffee)
    assert (counts.people, counts.met, counts.not_met, counts.left) == (3, 2, 1, 0)


def test_a_round_is_closed_by_the_next_one(people: Cast) -> None:
    coffee = started(people.marta, [people.ada, people.giulio], apart_rounds=1)
    drawn_again(coffee)
    table = of(coffee)
    with clock.at(at_noon(coffee)):
        actions.draw_coffees()
        with pytest.raises(actions.MovedOn):
            actions.say_of_table(table, "met", by=people.ada)


def test_a_conversation_is_one_tap_away_unless_one_is_held(people: Cast) -> None:
    table = together(people)
    talk = actions.open_talk(table, by=people.ada)
    assert actions.open_talk(table, by=people.giulio) == talk

    hold_contact(people.ada, by=people.marta, days=3)
    with pytest.raises(HeldForNow):
        actions.open_talk(table, by=people.ada)


def test_the_letter_says_with_whom_and_nothing_that_was_written(people: Cast) -> None:
    together(people)
    told = letters("table_laid")
    assert [mail.subject for mail in told] == ["Un caffè con Giulio", "Un caffè con Ada"]
    assert "Giulio Serra" in told[0].text


def test_somebody_of_another_community_sees_none_of_it(people: Cast) -> None:
    started(people.marta)
    with within(people.bellini):
        assert list(coffees_visible_to(people.irene)) == []


def test_a_newcomer_joins_from_the_next_round_on(people: Cast) -> None:
    coffee = started(people.marta, [people.ada, people.giulio], apart_rounds=1)
    drawn_again(coffee)
    new = join("Nuova", "Arrivata")
    with clock.at(at_noon(coffee) - timedelta(days=1)):
        actions.join_coffee(coffee, by=new)
    assert any(new.pk in table for table in drawn_again(coffee))
