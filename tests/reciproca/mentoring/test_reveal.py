"""Until feedback is revealed nothing that the other or a coordinator can fetch changes by a byte."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from cast import Cast
from pairs import held
from reciproca.audit.models import Entry
from reciproca.calendars.actions import make_feed
from reciproca.core import clock
from reciproca.mentoring import actions
from reciproca.mentoring.models import FeedbackWindow, Mentorship
from reciproca.network.models import Interaction
from reciproca.notifications.models import OutboxMail

#: What is new at every request by itself: tokens against forgery and keys against double clicks.
FRESH = re.compile(
    rb'(name="(?:csrfmiddlewaretoken|idempotency_key)" value="|X-CSRFToken": "|X-CSRFToken&quot;: &quot;|nonce=")[^"&]*'
)


def everything(people: Cast, mentorship: Mentorship, feed: str) -> dict[tuple[str, str], tuple]:
    """All that the other and the coordinator can fetch, with what the answers say about themselves."""
    window = FeedbackWindow.objects.get()
    one = f"/montefeltro/mentorships/{mentorship.public_id}/"
    seen = {}
    for person in (people.giulio, people.marta, people.paola):
        client = Client()
        client.force_login(person.account)
        for address in (
            "/montefeltro/", "/montefeltro/mentorships/", one, f"{one}agreement/", f"{one}closing/",
            f"/montefeltro/answers/{window.public_id}/", "/montefeltro/overview/pairs/",
            "/montefeltro/mentorships/signals/", f"/montefeltro/cohorts/{mentorship.cohort.public_id}/",
            f"/montefeltro/people/{people.ada.public_id}/", feed,
        ):  # fmt: skip
            answer = client.get(address)
            headers = {
                name: value for name, value in answer.items() if name in ("ETag", "Last-Modified", "Content-Length")
            }
            headers.pop("Content-Length", None)
            seen[(person.given_name, address)] = (answer.status_code, FRESH.sub(rb"\1", answer.content), headers)
    return seen


def sealed(people: Cast, mentorship: Mentorship) -> FeedbackWindow:
    for days in (3, 2):
        held(people, mentorship, days_ago=days)
    return FeedbackWindow.objects.get()


@pytest.mark.parametrize("times", [1, 3])
def test_sealed_answer_changes_nothing_for_anybody_else(people: Cast, agreed: Mentorship, times: int) -> None:
    window = sealed(people, agreed)
    feed = f"/montefeltro/calendar/{make_feed(by=people.giulio)}/sessions.ics"
    rows = lambda: (Interaction.objects.count(), OutboxMail.objects.count(), Entry.objects.count())  # noqa: E731
    everything(people, agreed, feed)
    before, counted = everything(people, agreed, feed), rows()
    assert before[("Giulio", f"/montefeltro/mentorships/{agreed.public_id}/")][0] == 200

    ada = Client()
    ada.force_login(people.ada.account)
    for number in range(times):
        answer = ada.post(f"/montefeltro/answers/{window.public_id}/", {"helped": f"Le domande {number}"})
        assert answer.status_code == 302

    assert everything(people, agreed, feed) == before
    assert rows() == counted


def test_reveal_by_the_second_answer_opens_both(people: Cast, agreed: Mentorship) -> None:
    window = sealed(people, agreed)
    page = f"/montefeltro/mentorships/{agreed.public_id}/"
    ada, giulio = Client(), Client()
    ada.force_login(people.ada.account)
    giulio.force_login(people.giulio.account)
    ada.post(f"/montefeltro/answers/{window.public_id}/", {"helped": "Le domande di Giulio"})
    assert "Le domande di Giulio" not in giulio.get(page).content.decode()
    assert "Le domande di Giulio" not in giulio.get(f"/montefeltro/answers/{window.public_id}/").content.decode()

    giulio.post(f"/montefeltro/answers/{window.public_id}/", {"gained": "Il coraggio"})

    assert "Le domande di Giulio" in giulio.get(page).content.decode()
    assert "Il coraggio" in ada.get(page).content.decode()
    assert giulio.get(f"/montefeltro/answers/{window.public_id}/").status_code == 302
    marta = Client()
    marta.force_login(people.marta.account)
    assert marta.get(f"/montefeltro/answers/{window.public_id}/").status_code == 404


def test_reveal_by_the_end_of_the_window_opens_what_is_there(people: Cast, agreed: Mentorship) -> None:
    window = sealed(people, agreed)
    page = f"/montefeltro/mentorships/{agreed.public_id}/"
    actions.write_feedback(window, by=people.ada, helped="Le domande di Giulio")
    giulio = Client()
    giulio.force_login(people.giulio.account)
    with clock.at(window.closes_at - timedelta(minutes=1)):
        assert "Le domande di Giulio" not in giulio.get(page).content.decode()
    with clock.at(window.closes_at):
        assert "Le domande di Giulio" in giulio.get(page).content.decode()
