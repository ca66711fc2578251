from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from asking import asked
from cast import Cast
from giving import hide
from pairs import held
from reciproca.boundaries.actions import block_person
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.exchanges import actions
from reciproca.exchanges.models import Endorsement
from reciproca.exchanges.queries import (
    endorsements_to_approve,
    endorsements_visible_to,
    people_seen_at_work,
    seen_at_work,
    skills_to_endorse,
)
from reciproca.mentoring.models import MentoringSession, Mentorship
from reciproca.network.models import Interaction
from reciproca.notifications.models import OutboxMail
from reciproca.people.actions import begin_profile, edit_profile
from signing import signed_in_now

SKILLS = ["Trattare", "Leggere un bilancio"]


def skilled(person: Membership, skills: list[str]) -> Membership:
    profile = begin_profile(person)
    edit_profile(profile, by=person, version=profile.version, skills=skills)
    return person


@pytest.fixture
def ada(people: Cast, session: MentoringSession) -> Membership:
    """Ada has two skills, and a session with Giulio that both confirmed."""
    return skilled(people.ada, SKILLS)


def shown(people: Cast, ada: Membership, *skills: str) -> list[Endorsement]:
    given = actions.endorse_skills(ada, skills or SKILLS[:1], by=people.giulio)
    return [actions.approve_endorsement(one, by=ada) for one in given]


def said(subject: Membership, viewer: Membership) -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (one.skill, [(who.author.given_name, who.seen_in) for who in one.witnesses])
        for one in seen_at_work(subject, viewer)
    ]


def test_a_skill_is_endorsed_by_who_was_there_and_approved_by_whose_it_is(people: Cast, ada: Membership) -> None:
    assert skills_to_endorse(people.giulio, ada) == SKILLS
    assert skills_to_endorse(people.paola, ada) == []

    [given] = actions.endorse_skills(ada, ["Trattare"], by=people.giulio)
    assert (said(ada, people.paola), list(endorsements_to_approve(ada))) == ([], [given])
    actions.approve_endorsement(given, by=ada)

    assert said(ada, people.paola) == [("Trattare", [("Giulio", "in un incontro")])]
    assert skills_to_endorse(people.giulio, ada) == ["Leggere un bilancio"]
    line = Interaction.objects.get(kind="endorsement")
    assert (line.giver, line.receiver, line.confirmed) == (people.giulio.ledger_id, ada.ledger_id, True)
    assert OutboxMail.objects.filter(renderer__endswith=".endorsement_given").count() == 1


def test_the_evidence_is_counted_from_the_ledger_up_to_the_approval(
    people: Cast, ada: Membership, agreed: Mentorship
) -> None:
    held(people, agreed, days_ago=3)
    ask = asked(people)
    answer = actions.answer_ask(ask, by=ada, text="Parti dai costi fissi.")
    actions.mark_helped(answer, by=people.giulio)
    shown(people, ada)

    with clock.at(clock.now() + timedelta(days=1)):
        held(people, agreed, days_ago=0)

    assert said(ada, people.paola) == [("Trattare", [("Giulio", "in 2 incontri e una risposta")])]


def test_an_answer_shows_who_gave_it_and_not_who_asked(people: Cast) -> None:
    for person in (people.ada, people.giulio):
        skilled(person, SKILLS)
    answer = actions.answer_ask(asked(people), by=people.ada, text="Parti dai costi fissi.")
    actions.mark_helped(answer, by=people.giulio)

    assert skills_to_endorse(people.giulio, people.ada) == SKILLS
    assert skills_to_endorse(people.ada, people.giulio) == []
    with pytest.raises(actions.NothingSeen):
        actions.endorse_skills(people.giulio, SKILLS, by=people.ada)


def test_only_skills_of_the_profile_are_endorsed_and_each_once(people: Cast, ada: Membership) -> None:
    actions.endorse_skills(ada, ["Trattare"], by=people.giulio)

    for skills in ([], ["Mangiare torte"], ["Trattare"], ["Trattare", "Leggere un bilancio"]):
        with pytest.raises(actions.NoSuchSkill):
            actions.endorse_skills(ada, skills, by=people.giulio)


def test_who_may_not_read_the_skills_reads_no_endorsement_of_them(people: Cast, ada: Membership) -> None:
    shown(people, ada)
    assert said(ada, people.paola) != []

    hide(ada, "skills", "partners")

    assert said(ada, people.paola) == []
    assert said(ada, people.giulio) == [("Trattare", [("Giulio", "in un incontro")])]


def test_a_skill_that_left_the_profile_takes_its_endorsements_along(people: Cast, ada: Membership) -> None:
    shown(people, ada)

    skilled(ada, ["Leggere un bilancio"])

    assert said(ada, people.paola) == []


def test_kept_between_the_two_it_is_nobody_elses_and_taken_back_its_line_is_cancelled(
    people: Cast, ada: Membership
) -> None:
    [one] = shown(people, ada)
    actions.keep_endorsement(one, by=ada)
    assert said(ada, people.paola) == []
    assert [list(endorsements_visible_to(who)) for who in (people.paola, people.giulio)] == [[], [one]]

    actions.withdraw_endorsement(one, by=people.giulio)

    assert list(endorsements_visible_to(ada)) == list(endorsements_visible_to(people.giulio)) == []
    assert Interaction.objects.filter(cancels__isnull=False).count() == 1
    with pytest.raises(actions.NoLongerThere):
        actions.approve_endorsement(one, by=ada)


@pytest.mark.parametrize("blocker", ["ada", "giulio", "paola"])
def test_a_block_hides_it_from_whom_it_concerns(people: Cast, ada: Membership, blocker: str) -> None:
    shown(people, ada)
    actions.endorse_skills(ada, ["Leggere un bilancio"], by=people.giulio)
    assert said(ada, people.paola) != []

    block_person(people.giulio if blocker != "giulio" else ada, by=getattr(people, blocker))

    assert said(ada, people.paola) == []
    if blocker != "paola":
        waiting = Endorsement.objects.get(state="given")
        assert list(endorsements_visible_to(ada)) == []
        with pytest.raises(actions.NoLongerThere):
            actions.approve_endorsement(waiting, by=ada)


# ── pages ──


def test_the_pages_lead_from_saying_it_to_the_profile(people: Cast, ada: Membership, client: Client) -> None:
    page = f"/montefeltro/endorsements/for/{ada.public_id}/"
    signed_in_now(client, people.giulio.account)
    assert (
        "Di’ che cosa hai visto fare bene ad Ada"
        in client.get(f"/montefeltro/people/{ada.public_id}/").content.decode()
    )
    assert client.post(page, {}).status_code == 422

    answer = client.post(page, {"skills": ["Trattare"]})

    assert (answer.status_code, answer["Location"]) == (302, "/montefeltro/endorsements/")
    one = Endorsement.objects.get()
    assert client.post(f"/montefeltro/endorsements/{one.public_id}/approval/").status_code == 409
    signed_in_now(client, ada.account)
    assert "Giulio Serra l’ha vista all’opera" in client.get("/montefeltro/endorsements/").content.decode()
    client.post(f"/montefeltro/endorsements/{one.public_id}/approval/")
    signed_in_now(client, people.paola.account)
    assert client.get(page).status_code == 404
    body = client.get(f"/montefeltro/people/{ada.public_id}/").content.decode()
    assert "vista da Giulio Serra, in un incontro" in body


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_for_one_and_for_three(
    people: Cast, ada: Membership, client: Client, rows: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    skilled(ada, ["Uno", "Due", "Tre", "Quattro"])
    actions.endorse_skills(ada, ["Uno", "Due", "Tre"][:rows], by=people.giulio)
    assert [face.given_name for face in people_seen_at_work(people.giulio)] == ["Ada"]
    signed_in_now(client, people.giulio.account)
    client.get("/montefeltro/endorsements/")

    with django_assert_num_queries(10):
        client.get("/montefeltro/endorsements/")
