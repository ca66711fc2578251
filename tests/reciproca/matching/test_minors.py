"""A minor is placed only with somebody whom a coordinator cleared for minors, and the coordinator reads why."""

import pytest

from matching_stage import Ready
from reciproca.boundaries.actions import clear_for_minors, end_clearance, mark_minor
from reciproca.boundaries.choices import MarkedBy
from reciproca.matching import actions
from reciproca.matching.gathering import MINORS, gather
from reciproca.matching.models import Proposal, Unmatched
from reciproca.matching.review import readiness
from reciproca.matching.saying import cause_in_words
from reciproca.mentoring.actions import NotForMinors, begin_mentorship
from reciproca.mentoring.models import Mentorship


def mark(ready: Ready, name: str) -> None:
    mark_minor(ready.people[name], how=MarkedBy.COORDINATOR, by=ready.marta)


def clear(ready: Ready, name: str) -> None:
    clear_for_minors(ready.people[name], by=ready.marta)


def possible(ready: Ready, mentee: str, mentor: str) -> bool:
    return gather(ready.cohort).could_be(ready.people[mentee].pk, ready.people[mentor].pk)


def mentors_of(ready: Ready, mentee: str) -> set[str]:
    return {one for one in ("ada", "paola") if possible(ready, mentee, one)}


def test_without_minors_nothing_is_compared_that_was_not(ready: Ready):
    gathered = gather(ready.cohort)

    assert MINORS not in gathered.traits.by_name
    assert all(MINORS not in person.answers for person in (*gathered.mentees, *gathered.mentors))


def test_a_minor_is_possible_with_cleared_mentors_alone(ready: Ready):
    assert mentors_of(ready, "giulio") == {"ada", "paola"}
    mark(ready, "giulio")
    assert mentors_of(ready, "giulio") == set()

    clear(ready, "paola")

    assert mentors_of(ready, "giulio") == {"paola"}
    assert mentors_of(ready, "elisa") == {"ada", "paola"}


def test_a_mentor_who_is_a_minor_is_possible_with_cleared_mentees_alone(ready: Ready):
    mark(ready, "ada")
    clear(ready, "giulio")
    mark(ready, "elisa")

    assert [possible(ready, name, "ada") for name in ("giulio", "davide", "elisa")] == [True, False, False]


def test_a_round_places_a_minor_with_the_cleared_mentor_whatever_the_fit(ready: Ready):
    mark(ready, "giulio")
    clear(ready, "paola")

    run = ready.compute(ready.open())

    assert Proposal.objects.get(run=run, mentee=ready.people["giulio"]).mentor == ready.people["paola"]


@pytest.mark.parametrize(
    ("language", "words"), [("en", "must have been cleared"), ("it", "l’abilitazione che dà chi coordina")]
)
def test_who_is_left_out_because_of_it_is_said_in_words(ready: Ready, language: str, words: str):
    mark(ready, "giulio")

    run = ready.compute(ready.open())

    cause = Unmatched.objects.get(run=run, membership=ready.people["giulio"]).cause
    traits = gather(ready.cohort).traits
    said = cause_in_words(cause, name="Giulio Serra", traits=traits, language=language)
    assert "Giulio Serra" in said
    assert words in said
    [alone] = readiness(ready.cohort).alone
    assert alone["person"] == ready.people["giulio"]
    assert "register" in alone["help"]


def test_locking_the_pair_is_refused_with_what_would_help(ready: Ready):
    mark(ready, "giulio")
    opened = ready.open()

    with pytest.raises(actions.NotClearedForMinors) as refused:
        actions.lock_pair(opened, mentee=ready.people["giulio"], mentor=ready.people["ada"], by=ready.marta)

    assert "cleared for minors" in str(refused.value)


def test_a_round_that_was_computed_before_is_not_published(ready: Ready):
    """Who was marked, or is no longer cleared, since: the answer no longer stands."""
    mark(ready, "giulio")
    clear(ready, "ada")
    clear(ready, "paola")
    opened = ready.open()
    ready.compute(opened)
    end_clearance(ready.people["ada"], by=ready.marta)
    end_clearance(ready.people["paola"], by=ready.marta)

    with pytest.raises(actions.Refusal):
        ready.publish(opened)

    assert not Mentorship.objects.exists()


def test_nobody_begins_a_mentorship_around_the_rule(ready: Ready):
    mark(ready, "giulio")
    pair = {"mentor": ready.people["ada"], "mentee": ready.people["giulio"], "by": ready.marta}
    with pytest.raises(NotForMinors):
        begin_mentorship(ready.cohort, **pair, reasons=[], provenance="test")
    assert not Mentorship.objects.exists()

    clear(ready, "ada")

    assert begin_mentorship(ready.cohort, **pair, reasons=[], provenance="test").pk
