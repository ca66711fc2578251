"""To how many people one may turn in a day, unasked."""

from datetime import timedelta

import pytest

from cast import Cast, join
from giving import need_of, tell
from reciproca.boundaries.actions import MOST_IN_A_DAY, EnoughForToday, turn_to
from reciproca.communities.actions import add_member
from reciproca.communities.choices import Role
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.notifications.models import OutboxMail
from reciproca.people.actions import ManyInvited, invite_many, invite_people
from reciproca.people.queries import MOST_LETTERS_A_DAY
from reciproca.suggestions.actions import offer_help
from reciproca.suggestions.models import HelpOffer


def needy(number: int) -> list[Membership]:
    return [tell(join(f"Tizio{n}", "Prova"), needs=["Un parere sul mio curriculum"]) for n in range(number)]


def test_the_twenty_first_person_of_a_day_waits_until_tomorrow(people: Cast, client) -> None:  # type: ignore[no-untyped-def]
    many = needy(MOST_IN_A_DAY + 1)
    for person in many[:-1]:
        offer_help(need_of(person), "Ti leggo volentieri.", by=people.giulio)

    client.force_login(people.giulio.account)
    need = need_of(many[-1])
    answer = client.post(f"/montefeltro/needs/{need.public_id}/help/", {"words": "Ti leggo volentieri."})

    assert "Oggi hai scritto a molte persone" in answer.content.decode()
    assert "Ti leggo volentieri." in answer.content.decode()
    assert HelpOffer.objects.count() == MOST_IN_A_DAY
    with clock.at(clock.now() + timedelta(days=1)):
        offer_help(need, "Ti leggo volentieri.", by=people.giulio)
    assert HelpOffer.objects.count() == MOST_IN_A_DAY + 1


def test_the_same_person_counts_once_and_others_have_a_count_of_their_own(people: Cast) -> None:
    for _ in range(MOST_IN_A_DAY * 2):
        turn_to(people.paola, by=people.giulio)
    strangers = [join(f"Tizio{n}", "Prova") for n in range(MOST_IN_A_DAY)]
    for person in strangers[:-1]:
        turn_to(person, by=people.giulio)

    with pytest.raises(EnoughForToday):
        turn_to(strangers[-1], by=people.giulio)
    turn_to(people.paola, by=people.giulio)
    turn_to(strangers[-1], by=people.ada)


def test_what_was_refused_does_not_count(people: Cast) -> None:
    strangers = [join(f"Tizio{n}", "Prova") for n in range(MOST_IN_A_DAY + 2)]
    for person in strangers[:-2]:
        turn_to(person, by=people.giulio)

    for _ in range(2):  # a refused one is not taken for somebody written to
        with pytest.raises(EnoughForToday):
            turn_to(strangers[-1], by=people.giulio)


def test_nobody_gets_one_letter_of_invitation_after_another(people: Cast) -> None:
    for _ in range(MOST_LETTERS_A_DAY + 2):
        invite_people([people.nora], by=people.marta)
    assert OutboxMail.objects.filter(recipient=people.nora.email).count() == MOST_LETTERS_A_DAY

    with clock.at(clock.now() + timedelta(days=1)):
        assert len(invite_people([people.nora], by=people.marta)) == 1


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr("reciproca.people.queries.MOST_INVITED_A_DAY", 3)
    return 3


def imported(number: int) -> list[Membership]:
    return [
        add_member(email=f"tizia{n}@example.org", given_name=f"Tizia{n}", family_name="Prova", by=None)
        for n in range(number)
    ]


def test_a_coordinator_invites_so_many_different_people_in_a_day(people: Cast, client, few: int) -> None:  # type: ignore[no-untyped-def]
    guests = imported(few + 1)
    invite_people(guests[:2], by=people.marta)
    client.force_login(people.marta.account)
    chosen = {"who": [str(guest.public_id) for guest in guests], "note": "A presto"}

    answer = client.post(
        "/montefeltro/members/invitations/", chosen, HTTP_REFERER="http://testserver/montefeltro/members/"
    )

    said = client.get(answer["Location"]).content.decode()
    assert "In un giorno puoi invitare fino a 2000 persone; per oggi ne restano 1." in said
    assert OutboxMail.objects.count() == 2
    invite_people(guests[:3], by=people.marta)  # those of before count once
    with clock.at(clock.now() + timedelta(days=1)):
        invite_people(guests[few - 1 :], by=people.marta)


def test_what_is_left_to_the_background_is_refused_before(
    people: Cast, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reciproca.people.actions.AT_ONCE", 2)

    with pytest.raises(ManyInvited):
        invite_many(imported(few + 1), by=people.marta)

    assert not OutboxMail.objects.exists()


def test_everyone_is_as_many_as_there_is_room_for(people: Cast, client, few: int) -> None:  # type: ignore[no-untyped-def]
    imported(few + 4)
    client.force_login(people.marta.account)

    client.post("/montefeltro/members/invitations/", {"who": "everyone", "note": ""})

    assert OutboxMail.objects.count() == few


def test_each_coordinator_has_a_count_of_their_own(people: Cast, few: int) -> None:
    second = join("Sara", "Conti", role=Role.COORDINATOR)
    guests = imported(2 * few)

    invite_people(guests[:few], by=people.marta)

    assert len(invite_people(guests[few:], by=second)) == few
