"""The pages of a case, by the forms that are on them; and that silence is silence, to the byte."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from cast import Cast
from circling import bring, in_silence, meet, opened, under_way
from reciproca.circles import actions
from reciproca.circles.models import Case, Circle, Idea, Question
from reciproca.communities.models import Membership
from reciproca.core import clock

HERE = "/montefeltro/circles/"
TOLD = {"title": "Come smetto di fare da posta?", "situation": "Due persone non si parlano.", "meeting": ""}


def signed_in(person: Membership) -> Client:
    client = Client()
    client.force_login(person.account)
    return client


def page(person: Membership, path: str = "", status: int = 200) -> str:
    answer = signed_in(person).get(HERE + path)
    assert answer.status_code == status
    return re.sub(r"\s+", " ", answer.content.decode())


def press(by: Membership, path: str, **fields: object) -> int:
    return signed_in(by).post(HERE + path, fields).status_code


@pytest.fixture
def circle(people: Cast) -> Circle:
    return under_way(people)


def test_a_whole_case_by_its_forms(people: Cast, circle: Circle) -> None:
    meeting = meet(circle, people.ada)
    assert "Porta un caso" in page(people.ada, f"{circle.public_id}/")
    assert press(people.ada, f"{circle.public_id}/cases/", **TOLD | {"meeting": meeting.public_id}) == 302
    case = Case.objects.get()
    here = f"cases/{case.public_id}/"
    assert "Lo leggi solo tu" in page(people.ada, here)
    page(people.giulio, here, 404)

    assert press(people.ada, f"{here}step/", to="questions") == 302
    assert "Due persone non si parlano." in page(people.giulio, here)
    assert "Come smetto di fare da posta?" in page(people.paola, f"meetings/{meeting.public_id}/")
    assert press(people.giulio, f"{here}question/", text="Da quando?") == 302
    question = Question.objects.get()
    assert press(people.ada, f"questions/{question.public_id}/answer/", text="Da settembre.") == 302
    assert "Da settembre." in page(people.paola, here)

    assert press(people.ada, f"{here}step/", to="silence") == 302
    assert press(people.giulio, f"{here}idea/", idea="Parlarne.", is_ready="on") == 302
    assert "Parlarne." in page(people.giulio, here)
    assert "1 su 2" in page(people.ada, here)
    assert press(people.paola, f"{here}idea/", idea="Tacere.", is_anonymous="on", is_ready="on") == 302
    seen = page(people.ada, here)
    assert all(words in seen for words in ("Parlarne.", "Tacere.", "Uno di voi, senza nome"))

    helped = Idea.objects.get(author=people.giulio)
    assert press(people.ada, f"ideas/{helped.public_id}/help/") == 302
    assert "Mi è servito" in page(people.giulio, here)
    nameless = Idea.objects.get(author=people.paola)
    assert "Vuoi dire che eri tu?" in page(people.paola, f"ideas/{nameless.public_id}/name/")
    assert press(people.paola, f"ideas/{nameless.public_id}/name/") == 302
    assert "Uno di voi, senza nome" not in page(people.ada, here)

    assert press(people.ada, f"{here}close/", takeaway="Dirlo a tutte e due", keeps_days="30") == 302
    notes = page(people.ada, f"{here}notes.md")
    assert all(words in notes for words in ("Da settembre.", "Parlarne.", "Paola", "Dirlo a tutte e due"))
    left = page(people.giulio, here)
    assert "Dirlo a tutte e due" in left
    assert not any(words in left for words in ("Due persone", "Da settembre.", "Tacere."))
    page(people.giulio, f"{here}notes.md", 404)

    assert press(people.ada, f"{here}outcome/", outcome="not_yet") == 302
    assert "Non ci sono arrivato" in page(people.giulio, f"{circle.public_id}/")
    assert press(people.ada, f"{here}deletion/") == 302
    page(people.ada, here, 404)


def test_what_cannot_be_taken_stays_in_the_form(people: Cast, circle: Circle) -> None:
    answer = signed_in(people.ada).post(f"{HERE}{circle.public_id}/cases/", TOLD | {"title": ""})
    assert (answer.status_code, b"Due persone non si parlano." in answer.content) == (422, True)
    case = in_silence(circle, people.ada)

    answer = signed_in(people.giulio).post(f"{HERE}cases/{case.public_id}/idea/", {"idea": " "})
    assert (answer.status_code, "Prima scrivi due parole" in answer.content.decode()) == (422, True)

    actions.write_idea(case, by=people.giulio, is_ready=True)
    actions.write_idea(case, by=people.paola, idea="Tacere.", is_ready=True)
    answer = signed_in(people.paola).post(f"{HERE}cases/{case.public_id}/idea/", {"idea": "Troppo tardi"})
    assert (answer.status_code, b"Troppo tardi" in answer.content) == (422, True)


def test_a_story_that_was_changed_elsewhere_is_not_lost(people: Cast, circle: Circle) -> None:
    case = bring(circle, people.ada)
    version = case.version
    actions.change_case(case, by=people.ada, version=version, title="Altro?", situation="Altro.")

    answer = signed_in(people.ada).post(f"{HERE}cases/{case.public_id}/brief/", TOLD | {"version": version})

    assert (answer.status_code, b"Due persone non si parlano." in answer.content) == (409, True)


def test_nobody_but_who_may_goes_on_with_it(people: Cast, circle: Circle) -> None:
    case = in_silence(circle, people.ada)
    here = f"cases/{case.public_id}/"

    press(people.giulio, f"{here}step/", to="together")

    case.refresh_from_db()
    assert case.is_silent
    for path in ("close/", "deletion/", "outcome/", "brief/", "notes.md"):
        page(people.giulio, here + path, 404)
        page(people.marta, here + path, 404)
    page(people.marta, here, 404)


# ── silence ──

NEW_EACH_TIME = re.compile(r'name="(csrfmiddlewaretoken|idempotency_key)" value="[^"]*"|"X-CSRFToken": "[^"]*"')


def everything(client: Client, circle: Circle, case: Case, *more: str) -> list[str]:
    """All that somebody of the circle can fetch of it, to the byte."""
    here = f"/montefeltro/circles/{circle.public_id}/"
    paths = [
        here, f"{here}edit/", f"{here}departure/", f"{here}charters/", f"/montefeltro/circles/cases/{case.public_id}/",
        "/montefeltro/circles/", "/montefeltro/", *more,
    ]  # fmt: skip
    answers = [client.get(path) for path in paths]
    assert all(answer.status_code == 200 for answer in answers)
    return [NEW_EACH_TIME.sub("", answer.content.decode()) for answer in answers]


def test_before_all_is_open_no_page_differs_by_whether_somebody_wrote(
    people: Cast, circle: Circle, now: object
) -> None:
    meeting = meet(circle, people.ada)
    case = in_silence(circle, people.ada, meeting=meeting)
    at = f"/montefeltro/circles/meetings/{meeting.public_id}/"
    notes = f"/montefeltro/circles/cases/{case.public_id}/notes.md"
    ada, paola = signed_in(people.ada), signed_in(people.paola)
    before = everything(ada, circle, case, at, notes), everything(paola, circle, case, at)

    assert press(people.giulio, f"cases/{case.public_id}/idea/", idea="Parlarne.", is_anonymous="on") == 302
    assert press(people.giulio, f"cases/{case.public_id}/idea/", idea="Parlarne a voce.", experience="Io.") == 302

    assert everything(ada, circle, case, at, notes) == before[0]
    assert everything(paola, circle, case, at) == before[1]
    actions.open_ideas(case, by=people.ada)
    assert everything(paola, circle, case, at) != before[1]  # the control: it opens


def test_who_leaves_with_words_of_their_own_is_asked_about_them(people: Cast, circle: Circle) -> None:
    case = opened(circle, people.ada, named=[people.giulio], nameless=[people.paola])
    path = f"{circle.public_id}/departure/"
    assert ("keep_ideas" in page(people.giulio, path), "keep_ideas" in page(people.paola, path)) == (True, False)

    assert press(people.giulio, path) == 302  # the mark was taken away

    assert [one.author for one in case.ideas.all()] == [people.paola]


def test_an_ended_circle_is_read_and_not_written_on(people: Cast, circle: Circle) -> None:
    case = in_silence(circle, people.ada)
    for person in (people.ada, people.giulio, people.paola):
        actions.would_end(circle, True, by=person)

    assert "non ci si scrive più" in page(people.giulio, f"cases/{case.public_id}/")
    assert press(people.giulio, f"cases/{case.public_id}/idea/", idea="Ancora") in (404, 422)
    assert not Idea.objects.exists()
    with clock.at(clock.now() + timedelta(days=91)):
        actions.forget_circles()
    assert not Case.objects.exists()


def test_from_a_closed_case_its_owner_makes_a_note(people: Cast, circle: Circle) -> None:
    case = opened(circle, people.ada, named=[people.giulio])
    here = f"cases/{case.public_id}/"
    assert press(people.ada, f"{here}close/", takeaway="Parlarne con tutte e due.") == 302
    assert "Fanne un appunto" in page(people.ada, here)
    assert "Fanne un appunto" not in page(people.giulio, here)

    answer = signed_in(people.ada).post(f"{HERE}{here}note/", follow=True)

    assert "Parlarne con tutte e due." in answer.content.decode()
    assert "Una bozza" in answer.content.decode()
    assert press(people.giulio, f"{here}note/") == 404
