"""The doors of a demo server: open on a demo, absent elsewhere."""

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from cast import Cast
from reciproca.communities.actions import activate_membership, add_member, open_account
from reciproca.demo.entrances import DOMAIN
from reciproca.demo.letters import letters

MESSAGE = """\
Content-Type: text/plain; charset="utf-8"
MIME-Version: 1.0
Subject: Il tuo codice
From: Reciproca <reciproca@localhost>
To: ada@example.org
Date: Thu, 19 Nov 2026 09:00:00 -0000

Il codice è 123456. <script>alert(1)</script>
-------------------------------------------------------------------------------
"""


@pytest.fixture
def ada_of_the_demo(people: Cast):
    email = f"ada.carta@{DOMAIN}"
    person = add_member(email=email, given_name="Ada", family_name="Carta", by=people.marta)
    return activate_membership(person, account=open_account(email))


@pytest.fixture
def mail_folder(tmp_path: Path, settings) -> Path:
    settings.EMAIL_FILE_PATH = str(tmp_path)
    (tmp_path / "20261119-090000-1.log").write_text(MESSAGE, encoding="utf-8")
    return tmp_path


def test_one_click_signs_in(client: Client, settings, ada_of_the_demo):
    settings.DEMO = True

    answer = client.post(reverse("demo:sign-in", kwargs={"key": "mentor"}))

    assert (answer.status_code, answer["Location"]) == (302, "/montefeltro/")
    assert client.session["_auth_user_id"] == str(ada_of_the_demo.account.pk)


def test_coming_in_as_another_leaves_the_first(client: Client, settings, people: Cast, ada_of_the_demo):
    settings.DEMO = True
    client.force_login(people.giulio.account)

    client.post(reverse("demo:sign-in", kwargs={"key": "mentor"}))

    assert client.session["_auth_user_id"] == str(ada_of_the_demo.account.pk)


@pytest.mark.parametrize("key", ["mentor", "coordinator", "nobody"])
def test_elsewhere_there_are_no_doors(client: Client, settings, ada_of_the_demo, mail_folder: Path, key: str):
    settings.DEMO = False

    statuses = [
        client.post(reverse("demo:sign-in", kwargs={"key": key})).status_code,
        client.get(reverse("demo:mails")).status_code,
        client.get(reverse("demo:mail", kwargs={"name": "20261119-090000-1-0"})).status_code,
    ]

    assert statuses == [404, 404, 404]
    assert "_auth_user_id" not in client.session


def test_a_demo_signs_in_nobody_who_is_not_invented(client: Client, settings, people: Cast):
    settings.DEMO = True

    answer = client.post(reverse("demo:sign-in", kwargs={"key": "coordinator"}))

    assert answer.status_code == 404
    assert "_auth_user_id" not in client.session


def test_signing_in_is_not_a_link(client: Client, settings, ada_of_the_demo):
    settings.DEMO = True

    assert client.get(reverse("demo:sign-in", kwargs={"key": "mentor"})).status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "title"), [("it", "Non è ancora partita nessuna mail."), ("en", "Nothing has been posted yet.")]
)
def test_no_mails_yet(client: Client, settings, tmp_path: Path, language: str, title: str):
    settings.DEMO, settings.EMAIL_FILE_PATH = True, str(tmp_path / "nothing")

    page = client.get(reverse("demo:mails"), headers={"Accept-Language": language})

    assert title in page.content.decode()


@pytest.mark.django_db
def test_the_mails_are_read_here(client: Client, settings, mail_folder: Path):
    settings.DEMO = True

    listed = client.get(reverse("demo:mails")).content.decode()
    [letter] = letters()
    page = client.get(reverse("demo:mail", kwargs={"name": letter.name})).content.decode()

    assert "Il tuo codice" in listed
    assert "Il codice è 123456." in page
    assert "<script>alert" not in page


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 3])
def test_reading_the_list_asks_nothing_of_the_database(
    client: Client, settings, mail_folder: Path, django_assert_num_queries, number: int
):
    settings.DEMO = True
    for extra in range(2, number + 1):
        (mail_folder / f"20261119-090000-{extra}.log").write_text(MESSAGE, encoding="utf-8")

    with django_assert_num_queries(0):
        page = client.get(reverse("demo:mails")).content.decode()

    assert page.count("Il tuo codice</strong>") == number


@pytest.mark.django_db
def test_a_name_is_never_a_path(client: Client, settings, mail_folder: Path):
    settings.DEMO = True

    assert client.get("/demo/mail/..%2f..%2fsecret_key/").status_code == 404
    assert client.get(reverse("demo:mail", kwargs={"name": "secret_key"})).status_code == 404
