"""What two people could have of each other, and what has changed with those who are near."""

from datetime import timedelta

import pytest
from django.test import Client

from cast import Cast
from giving import hide, tell
from ledger import confirm, give
from reciproca.boundaries.actions import block_person
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.network.actions import connect, name_ally
from reciproca.pages.meeting import between_the_two, changes_for
from reciproca.people.actions import begin_profile, edit_profile
from reciproca.people.sections import visit_to
from signing import signed_in_now


def exchanges(person: Membership, viewer: Membership) -> tuple[list[str], list[str]]:
    visit = visit_to(person.public_id, by=viewer, community=viewer.community)
    section = between_the_two(visit) if visit else None
    if section is None:
        return [], []
    return [one.given for one in section.found.for_me], [one.given for one in section.found.for_them]


@pytest.fixture
def matched(people: Cast) -> Cast:
    """Each of Ada and Giulio offers what the other looks for."""
    tell(people.ada, offers=["Leggere un budget di reparto"], needs=["Un contatto in Germania"])
    tell(people.giulio, offers=["Contatti in Germania"], needs=["Il mio primo budget"])
    return people


def test_a_page_says_what_each_could_have_of_the_other(matched: Cast, client: Client) -> None:
    assert exchanges(matched.ada, matched.giulio) == (["Leggere un budget di reparto"], ["Contatti in Germania"])
    assert exchanges(matched.giulio, matched.ada) == (["Contatti in Germania"], ["Leggere un budget di reparto"])
    assert exchanges(matched.ada, matched.paola) == exchanges(matched.ada, matched.ada) == ([], [])
    signed_in_now(client, matched.giulio.account)

    page = client.get(f"/montefeltro/people/{matched.ada.public_id}/").content.decode()

    assert "cerchi «Il mio primo budget», e Ada mette a disposizione «Leggere un budget di reparto»" in page


def test_what_is_not_shown_to_the_reader_is_no_reason(matched: Cast) -> None:
    hide(matched.ada, "offers", "partners")
    hide(matched.ada, "needs", "me")

    assert exchanges(matched.ada, matched.giulio) == ([], [])


# ── what has changed ──


def told(person: Membership) -> list[tuple[str, str]]:
    return [(change.who.given_name, change.what) for change in changes_for(person)]


def make_allies(one: Membership, other: Membership) -> None:
    confirm(give(one, other))
    name_ally(one, by=other)
    name_ally(other, by=one)


def test_a_change_reaches_whom_it_concerns_and_nobody_else(matched: Cast) -> None:
    connect(matched.ada, matched.giulio, source=matched.ada)
    connect(matched.ada, matched.paola, source=matched.ada)

    assert told(matched.giulio) == [("Ada", "ora cerca: «Un contatto in Germania»")]
    assert told(matched.paola) == told(matched.davide) == []


def test_an_ally_reads_what_has_changed_whatever_it_is_and_for_two_weeks(people: Cast) -> None:
    make_allies(people.ada, people.giulio)
    tell(people.ada, needs=["Un fornitore di etichette"])
    assert told(people.giulio) == [("Ada", "ora cerca: «Un fornitore di etichette»")]

    with clock.at(clock.now() + timedelta(days=14)):
        assert told(people.giulio) == []


def test_what_is_added_to_the_skills_was_learned_and_what_one_begins_with_was_not(people: Cast) -> None:
    make_allies(people.ada, people.giulio)
    for skills in (["Trattare"], ["Trattare", "Leggere un bilancio"]):
        profile = begin_profile(people.ada)
        edit_profile(profile, by=people.ada, version=profile.version, skills=skills)

    assert told(people.giulio) == [("Ada", "ha imparato: «Leggere un bilancio»")]
    hide(people.ada, "skills", "me")
    assert told(people.giulio) == []


def test_one_for_each_person_and_three_in_all(people: Cast) -> None:
    for other in (people.ada, people.paola, people.davide, people.marta):
        make_allies(people.giulio, other)
        tell(other, offers=["Una cosa", "Un’altra"], needs=["Una terza"])

    assert len(told(people.giulio)) == len({who for who, _what in told(people.giulio)}) == 3


def test_a_block_ends_it(people: Cast) -> None:
    make_allies(people.ada, people.giulio)
    tell(people.ada, needs=["Un fornitore di etichette"])

    block_person(people.giulio, by=people.ada)

    assert told(people.giulio) == []
