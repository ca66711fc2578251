"""Circles composed of those who signed up: who sits with whom, who is left out and why, what is done by hand, what is published."""

from datetime import timedelta

import pytest

from cast import Cast
from circling import begin
from composing import EVENINGS, composed, crowd, opened, signed
from reciproca.boundaries.actions import block_person, mark_minor
from reciproca.boundaries.choices import MarkedBy
from reciproca.circles import actions
from reciproca.circles.composing import facts_said, gather, place_of_group, times_said
from reciproca.circles.composition import exchanges
from reciproca.circles.models import Charter, Circle, Composition, Proposed, Seat, SignUp
from reciproca.circles.sign_ups import compositions_open_to, compositions_visible_to, sign_ups_open_to
from reciproca.core import clock
from reciproca.notifications.models import OutboxMail
from reciproca.people.models import Need, Offer, Profile

pytestmark = pytest.mark.django_db


def groups(composition: Composition) -> list[set[str]]:
    found: dict[int, set[str]] = {}
    for one in SignUp.objects.filter(composition=composition, group__isnull=False).select_related("person"):
        found.setdefault(one.group or 0, set()).add(one.person.given_name)
    return [found[number] for number in sorted(found)]


def letters(name: str) -> set[str]:
    return {mail.recipient.partition(".")[0] for mail in OutboxMail.objects.filter(renderer__endswith=f".{name}")}


# ── signing up ──


def test_one_signs_up_changes_it_and_takes_it_back_until_it_closes(people: Cast) -> None:
    composition = opened(people)
    signed(composition, [people.ada])
    signed(composition, [people.ada], wish="parlare in pubblico")

    assert [one.wish for one in SignUp.objects.all()] == ["parlare in pubblico"]
    assert list(sign_ups_open_to(people.ada)) == []
    assert list(sign_ups_open_to(people.giulio)) == [composition]

    actions.withdraw_sign_up(composition, by=people.ada)
    assert SignUp.objects.count() == 0

    Composition.objects.update(closes_at=clock.now() - timedelta(minutes=1))
    with pytest.raises(actions.SignUpsClosed):
        signed(composition, [people.ada])


def test_nobody_is_signed_up_who_may_not_sit_in_a_circle(people: Cast) -> None:
    composition = opened(people)
    mark_minor(people.giulio, how=MarkedBy.COORDINATOR, by=people.marta)

    with pytest.raises(actions.NotForMinors):
        signed(composition, [people.giulio])
    with pytest.raises(actions.SignUpsClosed):
        signed(composition, [people.nora])  # imported, and never invited
    assert not compositions_open_to(people.giulio).exists()
    with pytest.raises(actions.NoTimeGiven):
        signed(composition, [people.ada], slots=[])
    assert not compositions_visible_to(people.ada).exists()


def test_who_became_a_minor_or_left_is_not_composed(people: Cast) -> None:
    composition = opened(people)
    others = crowd(3)
    signed(composition, [people.giulio, *others])
    mark_minor(people.giulio, how=MarkedBy.COORDINATOR, by=people.marta)

    assert [one.key for one in gather(composition).sitters] == [one.pk for one in others]


# ── composing ──


def test_everybody_sits_with_others_who_can_at_the_same_time(people: Cast) -> None:
    composition = opened(people)
    everybody = crowd(8)
    signed(composition, everybody[:4], slots=["tue-morning"])
    signed(composition, everybody[4:], slots=["thu-evening"])
    actions.start_composing(composition, by=people.marta)
    actions.run_composing(composition)

    assert {frozenset(group) for group in groups(composition)} == {
        frozenset(one.given_name for one in everybody[:4]),
        frozenset(one.given_name for one in everybody[4:]),
    }
    composition.refresh_from_db()
    assert composition.is_under_review
    assert composition.upper_bound >= composition.total - 1e-9


def test_who_meets_in_person_sits_with_people_of_the_same_town(people: Cast) -> None:
    composition = opened(people)
    everybody = crowd(7)
    signed(composition, everybody[:4], way="place", place="Urbino")
    signed(composition, everybody[4:], way="distance")
    actions.start_composing(composition, by=people.marta)
    actions.run_composing(composition)

    table, rows = gather(composition), list(SignUp.objects.all())
    places = [
        place_of_group(table, number, [one for one in rows if one.group == number])
        for number in set(table.group.values())
    ]
    assert sorted(places) == ["", "Urbino"]


def test_too_few_are_no_circle(people: Cast) -> None:
    composition = opened(people)
    signed(composition, crowd(2))

    with pytest.raises(actions.NobodyToCompose):
        actions.start_composing(composition, by=people.marta)
    composition.refresh_from_db()
    assert composition.takes_sign_ups


def test_who_can_at_another_time_than_all_is_left_out_and_it_says_so(people: Cast) -> None:
    composition = opened(people)
    everybody = crowd(5)
    signed(composition, everybody[:4])
    signed(composition, everybody[4:], slots=["sun-morning"])
    actions.start_composing(composition, by=people.marta)
    actions.run_composing(composition)

    left = SignUp.objects.get(group=None)
    assert (left.person, left.cause) == (everybody[4], "times")


def test_people_of_a_team_are_apart(people: Cast) -> None:
    composition = opened(people)
    everybody = crowd(6)
    for at, person in enumerate(everybody):
        signed(composition, [person], team="Acquisti" if at < 2 else "")
    actions.start_composing(composition, by=people.marta)
    actions.run_composing(composition)

    assert not any({"Persona0", "Persona1"} <= group for group in groups(composition))
    assert sum(map(len, groups(composition))) == 6


def test_who_sat_in_a_circle_before_meets_others(people: Cast) -> None:
    everybody = crowd(6)
    begin(*everybody[:3])
    composition = composed(people, everybody, most=3)

    assert {frozenset(group) for group in groups(composition)} != {
        frozenset(one.given_name for one in everybody[:3]),
        frozenset(one.given_name for one in everybody[3:]),
    }


def test_two_under_a_block_are_apart_and_nothing_tells_it(people: Cast) -> None:
    everybody = crowd(6)
    block_person(everybody[0], by=everybody[1])
    composition = composed(people, everybody)

    assert not any({"Persona0", "Persona1"} <= group for group in groups(composition))
    table = gather(composition)
    said = " ".join(sentence for number in set(table.group.values()) for sentence in facts_said(table, number))
    assert "Persona" not in said
    for one in SignUp.objects.all():
        for way in exchanges(table, one.person_id):
            there = {key for key, number in table.group.items() if number == way.number} - {way.other}
            assert not {everybody[0].pk, everybody[1].pk} <= there | {one.person_id}


def test_a_block_that_leaves_somebody_out_is_not_the_cause_that_is_told(people: Cast) -> None:
    everybody = crowd(3)
    composition = opened(people)
    signed(composition, everybody)
    block_person(everybody[0], by=everybody[1])
    actions.start_composing(composition, by=people.marta)
    actions.run_composing(composition)

    assert {one.cause for one in SignUp.objects.all()} == {"numbers"}


def test_what_people_share_is_said_without_names(people: Cast) -> None:
    everybody = crowd(3)
    for person in everybody:
        Profile.objects.update_or_create(membership=person, defaults={"interests": ["cori", person.given_name]})
    Need.objects.create(membership=everybody[0], text="tradurre un contratto in tedesco")
    Offer.objects.create(membership=everybody[1], text="contratti in tedesco")
    composition = composed(people, everybody)
    table = gather(composition)

    said = " ".join(facts_said(table, 1))

    assert "cori" in said
    assert "tradurre un contratto in tedesco" in said
    assert "Persona" not in said
    assert times_said(table, 1)


def test_a_fault_gives_the_composition_back(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    composition = opened(people)
    signed(composition, crowd(4))
    actions.start_composing(composition, by=people.marta)
    monkeypatch.setattr("reciproca.circles.actions.compositions.arrange", lambda *a, **b: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        actions.run_composing(composition)

    composition.refresh_from_db()
    assert (composition.is_open, composition.fault) == (True, True)


# ── looking at it ──


def test_somebody_is_moved_by_hand_and_stays_when_it_is_composed_again(people: Cast) -> None:
    everybody = crowd(8)
    composition = composed(people, everybody, most=4)
    one = SignUp.objects.get(person=everybody[0])
    way = exchanges(gather(composition), one.person_id)[0]
    other = SignUp.objects.get(person=way.other)
    total = composition.total

    actions.move_person(composition, one, way.number, other, by=people.marta, version=composition.version)

    one.refresh_from_db()
    assert (one.group, one.fixed) == (way.number, True)
    assert composition.total == pytest.approx(total - way.cost)
    actions.start_composing(composition, by=people.marta, keep=True)
    actions.run_composing(composition)
    one.refresh_from_db()
    composition.refresh_from_db()
    assert (one.group, composition.moves) == (way.number, 0)


def test_a_move_that_breaks_a_rule_is_refused(people: Cast) -> None:
    everybody = crowd(8)
    composition = composed(people, everybody, most=4)
    one = SignUp.objects.get(person=everybody[0])
    elsewhere = SignUp.objects.exclude(group=one.group).first()
    assert elsewhere is not None

    with pytest.raises(actions.NotPossible):  # there are four already
        actions.move_person(composition, one, elsewhere.group or 0, None, by=people.marta, version=composition.version)
    composition.refresh_from_db()
    with pytest.raises(actions.ChangedMeanwhile):
        actions.move_person(composition, one, elsewhere.group or 0, elsewhere, by=people.marta, version=1)


def test_who_drops_out_is_replaced_with_the_fewest_moves(people: Cast) -> None:
    everybody = crowd(10)
    composition = composed(people, everybody, most=5)
    before = {one.person_id: one.group for one in SignUp.objects.all()}
    SignUp.objects.get(person=everybody[0]).delete()
    actions.start_composing(composition, by=people.marta, keep=True)
    actions.run_composing(composition)

    after = {one.person_id: one.group for one in SignUp.objects.all()}
    assert all(after[key] == before[key] for key in after)
    composition.refresh_from_db()
    assert composition.moves == 0


def test_a_circle_that_is_kept_stays_as_it_is(people: Cast) -> None:
    everybody = crowd(9)
    composition = composed(people, everybody[:8], most=4)
    kept = Proposed.objects.get(composition=composition, number=1)
    before = groups(composition)[0]
    actions.fix_circle(composition, kept, True, by=people.marta)
    SignUp.objects.create(composition=composition, person=everybody[8], wish="x", slots=list(EVENINGS))
    actions.start_composing(composition, by=people.marta)
    actions.run_composing(composition)

    assert groups(composition)[0] == before


# ── publishing ──


def test_published_circles_begin_with_all_of_them_and_everybody_is_written_to(people: Cast) -> None:
    everybody = crowd(5)
    composition = opened(people, topics=["delegare"])
    signed(composition, everybody[:4])
    signed(composition, everybody[4:], slots=["sun-morning"])
    actions.start_composing(composition, by=people.marta)
    actions.run_composing(composition)
    composition.refresh_from_db()
    actions.name_proposed(composition, Proposed.objects.get(), "Prime prove", by=people.marta)

    actions.publish_composition(composition, by=people.marta, version=composition.version)

    circle = Circle.objects.get()
    assert (circle.name, circle.topics, circle.is_forming) == ("Prime prove", ["delegare"], True)
    assert set(Seat.objects.filter(circle=circle, state="taken").values_list("person", flat=True)) == {
        one.pk for one in everybody[:4]
    }
    charter = Charter.objects.get(circle=circle)
    assert charter.is_proposed
    assert charter.proposed_by is None
    assert letters("seat_composed") == {f"persona{at}" for at in range(4)}
    assert letters("left_without_circle") == {"persona4"}
    for person in everybody[:4]:
        actions.agree_to_charter(charter, by=person)
    circle.refresh_from_db()
    assert circle.is_meeting


def test_publishing_twice_has_one_effect(people: Cast) -> None:
    composition = composed(people, crowd(4))
    composition.refresh_from_db()
    version = composition.version
    actions.publish_composition(composition, by=people.marta, version=version)

    with pytest.raises(actions.AlreadyPublished):
        actions.publish_composition(composition, by=people.marta, version=version)
    assert Circle.objects.count() == 1


def test_what_no_longer_holds_is_not_published(people: Cast) -> None:
    everybody = crowd(4)
    composition = composed(people, everybody)
    composition.refresh_from_db()
    block_person(everybody[0], by=everybody[1])

    with pytest.raises(actions.OutOfDate):
        actions.publish_composition(composition, by=people.marta, version=composition.version)
    composition.refresh_from_db()
    assert composition.is_under_review
    assert not Circle.objects.exists()


def test_who_was_left_out_comes_first_the_next_time(people: Cast) -> None:
    everybody = crowd(4)
    first = composed(people, everybody, most=3)
    left = SignUp.objects.get(composition=first, group=None).person
    first.refresh_from_db()
    actions.publish_composition(first, by=people.marta, version=first.version)

    second = composed(people, everybody, most=3)

    assert SignUp.objects.get(composition=second, group=None).person != left
