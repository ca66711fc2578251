"""Who is under age: the mark, the consent, who sees them and who may write to them."""

from datetime import date, timedelta

import pytest

from cast import Cast
from reciproca.audit.queries import entries_about
from reciproca.boundaries import actions
from reciproca.boundaries.choices import MarkedBy
from reciproca.boundaries.models import Clearance, Minor
from reciproca.boundaries.queries import (
    cleared_among,
    is_minor,
    may_be_placed,
    may_contact,
    may_meet,
    minor_of,
    minors_without_consent,
)
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.scope import within
from reciproca.people.queries import directory_of, people_met, people_visible_to


def mark(people: Cast, name: str = "giulio", **more) -> Minor:
    return actions.mark_minor(getattr(people, name), how=MarkedBy.COORDINATOR, by=people.marta, **more)


def deeds(person: Membership) -> list[str]:
    return [entry.deed for entry in entries_about(person)]


def shown(people: Cast, viewer: str) -> bool:
    """Whether the viewer finds Giulio, by the plain query, by the prepared one and by that for many: all must agree."""
    them = getattr(people, viewer)
    plain = people.giulio in people_visible_to(them)
    assert plain is (people.giulio.pk in {row[0] for row in directory_of(them)})
    assert plain is (people.giulio.pk in people_met(them.pk, [people.giulio.pk]))
    return plain


@pytest.mark.parametrize(
    ("viewer", "seen"), [("marta", True), ("giulio", True), ("ada", True), ("paola", False), ("davide", False)]
)
def test_a_minor_is_seen_by_coordinators_partners_and_themselves_alone(people: Cast, viewer: str, seen: bool) -> None:
    assert shown(people, viewer)
    mark(people)
    actions.open_partnership(people.ada, people.giulio, source=people.ada)

    assert shown(people, viewer) is seen


def test_whoever_no_longer_works_with_a_minor_no_longer_sees_them(people: Cast) -> None:
    mark(people)
    actions.open_partnership(people.ada, people.giulio, source=people.ada)
    assert shown(people, "ada")

    actions.close_partnership(people.ada, people.giulio, source=people.ada)

    assert not shown(people, "ada")
    assert shown(people, "marta")


def test_two_minors_do_not_see_one_another(people: Cast) -> None:
    mark(people)
    mark(people, "paola")

    assert not shown(people, "paola")


def test_a_coordinator_who_was_suspended_is_nobody_s_exception(people: Cast) -> None:
    mark(people)
    Membership.objects.filter(pk=people.marta.pk).update(state="suspended")

    assert not shown(people, "marta")


def test_who_may_write_to_a_minor(people: Cast) -> None:
    pairs = [(people.paola, people.giulio), (people.ada, people.giulio), (people.marta, people.giulio)]
    assert [may_contact(*pair) for pair in pairs] == [True, True, True]
    mark(people)
    actions.open_partnership(people.ada, people.giulio, source=people.ada)

    assert [may_contact(one, other) for one, other in pairs] == [False, True, True]
    assert [may_contact(other, one) for one, other in pairs] == [False, True, True]
    assert may_contact(people.paola, people.davide)
    assert may_meet(people.paola, people.giulio)


def test_a_block_counts_for_partners_of_a_minor_too(people: Cast) -> None:
    mark(people)
    actions.open_partnership(people.ada, people.giulio, source=people.ada)
    actions.block_person(people.ada, by=people.giulio)

    assert not may_contact(people.ada, people.giulio)
    assert not shown(people, "ada")


def test_marking_is_audited_and_keeps_no_more_than_a_month(people: Cast) -> None:
    minor = mark(people, of_age_from=date(2027, 5, 23))

    assert minor.of_age_from == date(2027, 5, 1)
    assert deeds(people.giulio)[0] == "mark_minor"
    mark(people, of_age_from=date(2027, 6, 1))
    assert minor_of(people.giulio).of_age_from == date(2027, 6, 1)
    assert deeds(people.giulio)[0] == "change_minor"


def test_what_a_coordinator_wrote_is_not_overwritten_by_a_file(people: Cast) -> None:
    mark(people, of_age_from=date(2027, 6, 1))

    actions.mark_minor(people.giulio, how=MarkedBy.IMPORT, by=people.marta, of_age_from=date(2026, 12, 1))

    assert minor_of(people.giulio).of_age_from == date(2027, 6, 1)
    assert minor_of(people.giulio).marked_how == MarkedBy.COORDINATOR


def test_who_coordinates_is_of_age(people: Cast) -> None:
    with pytest.raises(actions.CoordinatorsAreOfAge):
        mark(people, "marta")
    assert not is_minor(people.marta)


def test_consent_is_recorded_with_its_day_and_its_giver(people: Cast) -> None:
    mark(people)
    keys = [people.giulio.pk, people.paola.pk]
    assert minors_without_consent(keys) == {people.giulio.pk}

    actions.record_consent(
        people.giulio, given_on=clock.today(), given_by="Lia Serra, madre", note="Al telefono", by=people.marta
    )

    assert minors_without_consent(keys) == set()
    minor = minor_of(people.giulio)
    assert (minor.consent_from, minor.consent_note, minor.consent_recorded_by) == (
        "Lia Serra, madre", "Al telefono", people.marta,
    )  # fmt: skip
    entry = entries_about(people.giulio)[0]
    assert (entry.deed, entry.details) == ("record_consent", {})


def test_a_consent_that_is_withdrawn_leaves_nothing_of_itself(people: Cast) -> None:
    mark(people)
    actions.record_consent(people.giulio, given_on=clock.today(), given_by="Lia Serra", note="x", by=people.marta)

    actions.withdraw_consent(people.giulio, by=people.marta)

    minor = minor_of(people.giulio)
    assert (minor.consent_on, minor.consent_from, minor.consent_note, minor.consent_recorded_by) == (None, "", "", None)
    assert deeds(people.giulio)[0] == "withdraw_consent"


def test_consent_of_tomorrow_and_of_nobody_are_refused(people: Cast) -> None:
    with pytest.raises(actions.NotMarked):
        actions.record_consent(people.giulio, given_on=clock.today(), given_by="Lia", by=people.marta)
    mark(people)
    with pytest.raises(actions.ConsentOfTomorrow):
        actions.record_consent(
            people.giulio, given_on=clock.today() + timedelta(days=2), given_by="Lia", by=people.marta
        )
    assert not minor_of(people.giulio).has_consent


def test_minors_are_not_cleared_for_minors(people: Cast) -> None:
    actions.clear_for_minors(people.giulio, by=people.marta)
    assert cleared_among([people.giulio.pk]) == {people.giulio.pk}

    mark(people)

    assert not Clearance.objects.filter(membership=people.giulio).exists()
    with pytest.raises(actions.MinorsAreNotCleared):
        actions.clear_for_minors(people.giulio, by=people.marta)


def test_clearing_is_audited_once(people: Cast) -> None:
    actions.clear_for_minors(people.ada, by=people.marta)
    actions.clear_for_minors(people.ada, by=people.marta)
    actions.end_clearance(people.ada, by=people.marta)
    actions.end_clearance(people.ada, by=people.marta)

    assert deeds(people.ada)[:2] == ["end_clearance", "clear_for_minors"]
    assert deeds(people.ada).count("clear_for_minors") == 1


@pytest.mark.parametrize(
    ("minors", "cleared", "may"),
    [((), (), True), ((1,), (), False), ((1,), (2,), True), ((2,), (1,), True), ((1, 2), (), False)],
)
def test_with_a_minor_only_who_is_cleared(minors: tuple, cleared: tuple, may: bool) -> None:
    assert may_be_placed(1, 2, minors=minors, cleared=cleared) is may


def test_the_mark_ends_by_itself_in_the_month_in_which_they_come_of_age(people: Cast) -> None:
    from reciproca.boundaries.tasks import look_after_minors

    mark(people, of_age_from=date(2026, 12, 1))
    mark(people, "paola", of_age_from=date(2027, 1, 1))
    mark(people, "davide")
    with within(people.bellini):
        actions.mark_minor(people.ugo, how=MarkedBy.SELF, by=people.ugo, of_age_from=date(2026, 12, 1))
    assert look_after_minors() == 0

    with clock.at(clock.now() + timedelta(days=15)):
        assert look_after_minors() == 2
        assert look_after_minors() == 0

    assert [is_minor(person) for person in (people.giulio, people.paola, people.davide)] == [False, True, True]
    assert deeds(people.giulio)[0] == "end_minor"
    assert shown(people, "davide")
