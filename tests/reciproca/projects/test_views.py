"""The pages of projects: from inside, from outside, each step by the forms that are on them."""

import re

from django.test import Client

from cast import Cast
from making import asked, ended, shown, under_way
from reciproca.boundaries.actions import block_person, mark_minor
from reciproca.boundaries.choices import MarkedBy
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.network.actions import connect
from reciproca.pages.steps import due_for, steps_for
from reciproca.projects import actions
from reciproca.projects.models import Project, ProjectSeat, Together

HERE = "/montefeltro/projects/"


def signed_in(person: Membership) -> Client:
    client = Client()
    client.force_login(person.account)
    return client


def page(person: Membership, path: str = "", status: int = 200, at: str = HERE) -> str:
    answer = signed_in(person).get(at + path)
    assert answer.status_code == status
    return re.sub(r"\s+", " ", answer.content.decode())


def press(by: Membership, path: str, **fields: object) -> int:
    return signed_in(by).post(HERE + path, fields).status_code


def told(person: Membership, **changes: object) -> dict[str, object]:
    return {
        "title": "Una guida", "about": "Dieci pagine.", "until": "", "brings": "Scrivo", "words": "Ti va?",
        "person": str(person.public_id), **changes,
    }  # fmt: skip


def test_from_the_first_word_to_thanks(people: Cast) -> None:
    assert "Non fai parte di nessun progetto." in page(people.ada)
    assert "Guardati intorno fra le persone" in page(people.ada, "new/")
    connect(people.ada, people.giulio, source=people.ada)
    person_page = page(people.ada, f"people/{people.giulio.public_id}/", at="/montefeltro/")
    assert f"{HERE}new/?with={people.giulio.public_id}" in person_page
    assert f'value="{people.giulio.public_id}" selected' in page(people.ada, f"new/?with={people.giulio.public_id}")

    assert press(people.ada, "new/", **told(people.giulio)) == 302
    project = Project.objects.get()
    one = f"{project.public_id}/"
    assert "Aspetta il sì di qualcuno." in page(people.ada, one)

    asked_page = page(people.giulio, one)
    assert "Ada Carta ti chiede se ci stai" in asked_page
    assert "Ti va?" in asked_page
    assert "Scrivo" in asked_page
    assert "Una guida" in page(people.giulio)
    assert press(people.giulio, f"{one}acceptance/", brings="Le fotografie") == 302
    assert "Le fotografie" in page(people.ada, one)

    assert press(people.giulio, f"{one}completion/", answer="yes") == 302
    assert "Giulio dice che l’avete portato a termine. È così?" in page(people.ada, one)
    assert press(people.ada, f"{one}completion/", answer="yes") == 302
    assert f"together/{Together.objects.get().public_id}" in page(people.ada, one)
    thanks = page(people.ada, f"thanks/for/together/{Together.objects.get().public_id}/", at="/montefeltro/")
    assert "il progetto «Una guida»" in thanks
    assert press(people.ada, f"{one}note/") == 302
    assert "portato a termine" in page(people.ada)


def test_what_cannot_be_taken_keeps_what_was_typed(people: Cast) -> None:
    connect(people.ada, people.giulio, source=people.ada)
    answer = signed_in(people.ada).post(f"{HERE}new/", told(people.giulio, until="2020-01-01"))
    assert answer.status_code == 422
    assert "Dieci pagine." in answer.content.decode()
    assert press(people.ada, "new/", **told(people.davide)) == 422  # not connected
    assert not Project.objects.exists()


def test_of_two_who_change_it_at_once_the_second_reads_both(people: Cast) -> None:
    project = under_way(people)
    one = f"{project.public_id}/edit/"
    words = {"version": 1, "title": "Una guida", "until": ""}
    assert press(people.ada, one, **words, about="Cinque pagine.") == 302
    answer = signed_in(people.giulio).post(HERE + one, {**words, "about": "Venti pagine."})
    body = answer.content.decode()
    assert answer.status_code == 409
    assert "Cinque pagine." in body
    assert "Venti pagine." in body
    assert 'name="version" value="2"' in body
    assert press(people.giulio, one, **{**words, "version": 2}, about="Venti pagine.") == 302
    assert "Come l’ha scritto Giulio" in page(people.ada, f"{project.public_id}/")


def test_what_is_not_shown_is_not_known(people: Cast) -> None:
    project = under_way(people)
    one = f"{project.public_id}/"
    for person in (people.davide, people.marta):
        page(person, one, status=404)
        assert project.title not in page(person)
        for path in ("edit/", "part/", "invitation/", "departure/", "letting-go/"):
            page(person, one + path, status=404)
        for path in ("acceptance/", "declination/", "showing/", "completion/", "note/"):
            assert press(person, one + path, answer="yes", version=1) == 404
    of_ada = page(people.paola, f"people/{people.ada.public_id}/", at="/montefeltro/")
    assert project.title not in of_ada

    for person in (people.ada, people.giulio):
        assert press(person, f"{one}showing/", answer="yes", version=1) == 302
    from_outside = page(people.paola, one)
    assert project.about in from_outside
    assert "Giulio Serra" in from_outside
    assert "Le fotografie" not in from_outside
    assert "/conversations/" not in from_outside.partition("<main")[2]
    assert f"project/{project.public_id}/" in from_outside.replace(HERE, "")  # where it is reported
    assert project.title in page(people.paola)
    assert project.title in page(people.paola, f"people/{people.ada.public_id}/", at="/montefeltro/")


def test_after_a_block_the_one_who_is_left_reads_no_name(people: Cast) -> None:
    project = shown(under_way(people), people.ada, people.giulio)
    block_person(people.giulio, by=people.ada)
    one = f"{project.public_id}/"
    page(people.ada, one, status=404)
    assert "Ada" not in page(people.giulio, one).partition("<main")[2]
    assert project.title not in page(people.ada)


def test_leaving_and_letting_go_ask_first(people: Cast) -> None:
    project = under_way(people)
    one = f"{project.public_id}/"
    assert "Nessuna lettera" in page(people.ada, f"{one}departure/") or "nessuna lettera" in page(
        people.ada, f"{one}departure/"
    )
    assert press(people.ada, f"{one}letting-go/") == 302
    assert "Qualcuno fra voi pensa che sia ora di lasciarlo andare." in page(people.giulio, one)
    assert press(people.ada, f"{one}completion/", answer="no") == 302
    assert "Qualcuno fra voi pensa" not in page(people.giulio, one)
    assert press(people.giulio, f"{one}departure/") == 302
    page(people.giulio, one, status=404)
    assert "Aspetta il sì di qualcuno." in page(people.ada, one)


def test_minors_read_that_it_is_for_adults(people: Cast) -> None:
    mark_minor(people.paola, how=MarkedBy.COORDINATOR, by=people.marta)
    assert "I progetti sono fra adulti." in page(people.paola)
    page(people.paola, "new/", status=302)


def test_today_says_who_asks_what_is_there_and_which_day_is_near(people: Cast) -> None:
    project = asked(people, until=clock.today())
    titles = [step.title for step in steps_for(people.giulio)]
    assert f"Ada vorrebbe fare qualcosa con te: «{project.title}»." in titles
    actions.accept_invitation(project, by=people.giulio)
    assert [due.what for due in due_for(people.ada)] == [project.title]

    ended(project, people.giulio)
    assert f"Giulio dice che «{project.title}» è fatto. È così?" in [step.title for step in steps_for(people.ada)]
    ended(project, people.ada)
    assert not [step for step in steps_for(people.ada) if project.title in step.title]
    assert ProjectSeat.objects.filter(word="done").count() == 2
