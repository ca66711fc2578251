from datetime import date, timedelta

import pytest
from django.utils import translation

from cast import Cast, join
from pairs import cohort_of, held
from reciproca.boundaries.actions import block_person
from reciproca.communities.actions import leave_community
from reciproca.core import clock
from reciproca.exchanges import actions
from reciproca.exchanges.evidence import told_by_rooms
from reciproca.exchanges.models import Recognition, Recommendation
from reciproca.exchanges.queries import (
    evidence_for_thanks,
    evidence_of,
    may_recommend,
    people_to_recommend,
    recognitions_about,
    recognitions_shown_to,
    recognitions_to_approve,
    recognitions_visible_to,
    recommendations_about,
    recommendations_visible_to,
)
from reciproca.exchanges.words import together_said
from reciproca.mentoring.actions import begin_mentorship
from reciproca.mentoring.models import MentoringSession, Mentorship
from reciproca.network.actions import record_interaction
from reciproca.network.choices import Kind

KIND = "mentoringsession"


@pytest.fixture
def shown(people: Cast, thanks: Recognition) -> Recognition:
    return actions.approve_recognition(thanks, by=people.ada, version=1)


@pytest.fixture
def recommended(people: Cast, session: MentoringSession) -> Recommendation:
    """Giulio has recommended Ada."""
    draft = actions.save_recommendation(people.ada, by=people.giulio, text="Parlate con Ada prima di firmare.")
    actions.give_recommendation(draft, by=people.giulio, version=1, text=draft.text)
    with clock.at(clock.now() + timedelta(hours=1)):
        return actions.approve_recommendation(draft, by=people.ada, version=2)


def test_evidence_reads_in_the_words_of_its_room(people: Cast, session: MentoringSession) -> None:
    [found] = evidence_for_thanks(people.giulio)

    assert (found.object_kind, found.object_id, found.kind) == (KIND, str(session.public_id), "session")
    assert (found.on, found.other, found.was_received) == (date(2026, 11, 18), people.ada, True)
    with translation.override("en"):
        assert evidence_of(people.giulio, KIND, found.object_id).words == (  # type: ignore[union-attr]
            "your session of Wednesday 18 November, about: ancoraggio, silenzio"
        )
    assert found.url.endswith(f"/mentorships/{session.mentorship.public_id}/#mentoringsession-{session.public_id}")


def test_the_words_of_a_session_are_for_its_two_people(people: Cast, session: MentoringSession) -> None:
    named = (KIND, str(session.public_id))

    assert told_by_rooms(people.paola, [named]) == {}
    assert told_by_rooms(people.marta, [named]) == {}
    assert list(told_by_rooms(people.ada, [named])) == [named]


def test_what_no_room_tells_is_told_by_the_ledger(people: Cast) -> None:
    record_interaction(Kind.ANSWER, giver=people.paola, receiver=people.giulio, source=people.paola, confirmed=True)

    with translation.override("en"):
        [found] = evidence_for_thanks(people.giulio)

    assert (found.words, found.url, found.other) == ("the answer of Thursday 19 November", "", people.paola)


def test_only_confirmed_help_received_and_not_thanked_for_asks_for_thanks(
    people: Cast, agreed: Mentorship, session: MentoringSession
) -> None:
    record_interaction(Kind.FEEDBACK, giver=people.ada, receiver=people.giulio, source=agreed, confirmed=True)
    record_interaction(Kind.ANSWER, giver=people.paola, receiver=people.giulio, source=people.paola)
    earlier = held(people, agreed, days_ago=9)

    assert [found.object_id for found in evidence_for_thanks(people.giulio)] == [
        str(session.public_id), str(earlier.public_id)
    ]  # fmt: skip
    assert evidence_for_thanks(people.ada) == []  # she gave her time
    assert evidence_of(people.ada, KIND, str(session.public_id)).was_received is False  # type: ignore[union-attr]
    assert evidence_of(people.paola, KIND, str(session.public_id)) is None
    actions.give_recognition(KIND, str(session.public_id), by=people.giulio, change="Grazie.")
    assert [found.object_id for found in evidence_for_thanks(people.giulio)] == [str(earlier.public_id)]
    block_person(people.giulio, by=people.ada)
    assert evidence_for_thanks(people.giulio) == []


def test_what_is_not_shown_is_for_the_two(people: Cast, thanks: Recognition) -> None:
    seen = {name: list(recognitions_visible_to(getattr(people, name))) for name in ("giulio", "ada", "paola", "marta")}
    assert seen == {"giulio": [thanks], "ada": [thanks], "paola": [], "marta": []}
    assert list(recognitions_to_approve(people.ada)) == [thanks]

    actions.keep_recognition(thanks, by=people.ada)
    assert list(recognitions_visible_to(people.marta)) == []
    assert list(recognitions_to_approve(people.ada)) == []
    actions.withdraw_recognition(thanks, by=people.giulio)

    assert list(recognitions_visible_to(people.ada)) == []
    assert list(recognitions_visible_to(people.giulio)) == [thanks]


def test_what_is_shown_is_for_everyone_here(people: Cast, shown: Recognition) -> None:
    for who in (people.giulio, people.ada, people.paola, people.marta):
        assert list(recognitions_shown_to(who)) == [shown]
        assert list(recognitions_about(people.ada, who)) == [shown]
    assert list(recognitions_about(people.giulio, people.paola)) == []


@pytest.mark.parametrize(("blocker", "blocked"), [("ada", "giulio"), ("giulio", "ada")])
def test_a_block_between_the_two_hides_it_from_all(
    people: Cast, shown: Recognition, blocker: str, blocked: str
) -> None:
    block_person(getattr(people, blocked), by=getattr(people, blocker))

    for who in (people.giulio, people.ada, people.paola, people.marta):
        assert list(recognitions_visible_to(who)) == []


@pytest.mark.parametrize("blocked", ["ada", "giulio"])
def test_a_block_with_the_reader_hides_it_from_both_of_them(people: Cast, shown: Recognition, blocked: str) -> None:
    block_person(getattr(people, blocked), by=people.paola)

    assert list(recognitions_shown_to(people.paola)) == []
    assert list(recognitions_shown_to(people.marta)) == [shown]


def test_whoever_leaves_takes_their_thanks_along(people: Cast, shown: Recognition, recommended: Recommendation) -> None:
    leave_community(people.giulio, by=people.giulio)

    assert list(recognitions_shown_to(people.marta)) == []
    assert recommendations_about(people.ada, people.marta) == []


def test_a_draft_is_its_authors_alone(people: Cast, session: MentoringSession) -> None:
    draft = actions.save_recommendation(people.ada, by=people.giulio, text="Ancora in bozza")

    seen = {name: list(recommendations_visible_to(getattr(people, name))) for name in ("giulio", "ada", "paola")}
    assert seen == {"giulio": [draft], "ada": [], "paola": []}
    actions.give_recommendation(draft, by=people.giulio, version=1, text="Finita")
    assert list(recommendations_visible_to(people.ada)) == [draft]
    assert list(recommendations_visible_to(people.paola)) == []


def test_a_recommendation_says_what_it_rests_on(
    people: Cast, agreed: Mentorship, recommended: Recommendation, django_assert_num_queries
) -> None:
    held(people, agreed, days_ago=200)
    with clock.at(clock.now() + timedelta(days=1)):
        held(people, agreed, days_ago=0)  # after it was approved: not what it rests on

    with translation.override("en"), django_assert_num_queries(5):
        [row] = recommendations_about(people.ada, people.paola)

    assert row == recommended
    assert row.together_said == "after 2 sessions between May and November 2026"  # type: ignore[attr-defined]


def test_who_has_done_something_together_may_recommend(people: Cast, session: MentoringSession) -> None:
    assert may_recommend(people.giulio, people.ada)
    assert may_recommend(people.ada, people.giulio)
    assert not may_recommend(people.ada, people.paola)
    assert not may_recommend(people.ada, people.ada)
    assert [face.person for face in people_to_recommend(people.giulio)] == [people.ada]
    block_person(people.ada, by=people.giulio)
    assert not may_recommend(people.ada, people.giulio)
    assert people_to_recommend(people.giulio) == []


def test_lists_read_the_same_number_of_rows_however_long(people: Cast, django_assert_num_queries) -> None:
    people_met = [join("Persona", f"Numero{number}") for number in range(3)]
    cohort = cohort_of(people)
    for person in people_met:
        mentorship = begin_mentorship(
            cohort, mentor=people.ada, mentee=person, by=people.marta, reasons=[], provenance="test"
        )
        record_interaction(
            Kind.SESSION, giver=people.ada, receiver=person, source=mentorship, minutes=45, confirmed=True
        )
        given = actions.give_recognition("mentorship", str(mentorship.public_id), by=person, change="Grazie.")
        actions.approve_recognition(given, by=people.ada, version=1)

    with django_assert_num_queries(1):
        shown = list(recognitions_about(people.ada, people.paola))
        names = [row.giver.name for row in shown]

    assert names == ["Persona Numero2", "Persona Numero1", "Persona Numero0"]


@pytest.mark.parametrize(
    ("counts", "first", "last", "english"),
    [
        ({"session": 1}, date(2026, 3, 2), date(2026, 3, 2), "after a session in March 2026"),
        ({"session": 6}, date(2025, 10, 2), date(2026, 3, 1), "after 6 sessions between October 2025 and March 2026"),
        (
            {"answer": 1, "session": 2, "note": 1}, date(2025, 3, 2), date(2026, 3, 1),
            "after 2 sessions, an answer and a note between March 2025 and March 2026",
        ),
    ],
)  # fmt: skip
def test_together_said(counts: dict, first: date, last: date, english: str) -> None:
    with translation.override("en"):
        assert together_said(counts, first, last) == english
