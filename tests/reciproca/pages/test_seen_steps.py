"""After a session or an answer: the skill of the other that showed in it."""

from datetime import timedelta

from django.test import Client

from asking import asked
from cast import Cast
from pairs import agree, held, pair
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.exchanges import actions
from reciproca.mentoring import actions as mentoring
from reciproca.mentoring.models import Mentorship
from reciproca.pages.steps.seen import say_what_was_seen
from reciproca.people.actions import begin_profile, edit_profile
from signing import signed_in_now


def skilled(person: Membership, *skills: str) -> None:
    profile = begin_profile(person)
    edit_profile(profile, by=person, version=profile.version, skills=list(skills))


def said(person: Membership) -> list[str]:
    return [step.title for step in say_what_was_seen(person)]


def session_about(people: Cast, topics: str) -> None:
    mentorship = agree(people, pair(people))
    told = mentoring.log_session(
        mentorship, by=people.ada, starts_at=clock.now() - timedelta(days=1), minutes=45, topics=topics
    )
    mentoring.confirm_session(told, by=people.giulio)


def test_after_a_session_the_skill_it_was_about_is_proposed_until_it_is_said_or_no_longer_fresh(people: Cast) -> None:
    skilled(people.ada, "Cucito", "Negoziazione")
    session_about(people, "la negoziazione con i fornitori")

    assert said(people.giulio) == ["Di Ada hai visto all’opera «Negoziazione»."]
    assert said(people.ada) == []  # he says of no skill that he has it
    with clock.at(clock.now() + timedelta(days=15)):
        assert said(people.giulio) == []
    actions.endorse_skills(people.ada, ["Negoziazione"], by=people.giulio)
    assert said(people.giulio) == []


def test_a_session_about_something_else_proposes_nothing(people: Cast) -> None:
    skilled(people.ada, "Cucito")
    held(people, agree(people, pair(people)))

    assert said(people.giulio) == []


def test_after_an_answer_that_helped_the_pages_propose_it_too(people: Cast, client: Client) -> None:
    skilled(people.davide, "Budget di reparto")
    ask = asked(people)
    answer = actions.answer_ask(ask, by=people.davide, text="Parti dai costi fissi.")
    assert said(people.giulio) == []
    actions.mark_helped(answer, by=people.giulio)
    signed_in_now(client, people.giulio.account)
    address = f"/montefeltro/endorsements/for/{people.davide.public_id}/?skill=Budget"

    assert said(people.giulio) == ["Di Davide hai visto all’opera «Budget di reparto»."]
    assert address in client.get("/montefeltro/").content.decode()
    assert address in client.get(f"/montefeltro/asks/{ask.public_id}/").content.decode()
    form = client.get(f"/montefeltro/endorsements/for/{people.davide.public_id}/", {"skill": "Budget di reparto"})
    assert "checked" in form.content.decode()


def test_the_page_of_the_two_proposes_it_beside_the_last_session(people: Cast, client: Client) -> None:
    skilled(people.ada, "Negoziazione")
    session_about(people, "la negoziazione con i fornitori")
    mentorship = Mentorship.objects.get()
    for person, there in ((people.giulio, True), (people.ada, False)):
        signed_in_now(client, person.account)
        page = client.get(f"/montefeltro/mentorships/{mentorship.public_id}/")
        assert ("hai visto «Negoziazione» all’opera" in page.content.decode()) is there
