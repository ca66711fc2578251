"""The pages of introductions: each of the three reads what is theirs, and who asked the same bytes whatever came between."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client

from cast import Cast
from house.matrix import scrubbed
from introducing import NOTHING, WORDS, agree, ask, forward, joined, settle
from reciproca.communities.models import Membership
from reciproca.conversations.actions import send_message
from reciproca.conversations.models import Conversation
from reciproca.core import clock
from reciproca.introductions.models import Introduction
from reciproca.introductions.tasks import look_after_introductions

HERE = "/montefeltro/introductions/"


@pytest.fixture(autouse=True)
def _a_way(people: Cast) -> None:
    joined(people)


def signed_in(person: Membership) -> Client:
    client = Client()
    client.force_login(person.account)
    return client


def page(person: Membership, path: str = "", status: int = 200) -> str:
    browser = signed_in(person)
    answer = browser.get(path if path.startswith("/") else HERE + path)
    assert answer.status_code == status
    return answer.content.decode()


def press(person: Membership, path: str, **fields: object) -> int:
    return signed_in(person).post(HERE + path, fields).status_code


def seen_by_who_asked(people: Cast) -> list[bytes]:
    """What Giulio reads of his one request: the list, and its page; without the ids, which are drawn."""
    one = Introduction.objects.get()
    browser = signed_in(people.giulio)
    paths = (HERE, f"{HERE}{one.public_id}/")
    pages = [scrubbed(browser.get(path), path, {}) for path in paths]
    return [page.replace(str(one.public_id).encode(), b"ID") for page in pages]


def in_time(people: Cast, how: str) -> list[bytes]:
    """The same, on the day, and once its time is over."""
    mark = transaction.savepoint()
    try:
        settle(people, how)
        seen = seen_by_who_asked(people)
        with clock.at(clock.now() + timedelta(days=22)):
            look_after_introductions()
            return seen + seen_by_who_asked(people)
    finally:
        transaction.savepoint_rollback(mark)


def test_who_asked_reads_the_same_bytes_whatever_came_between(people: Cast) -> None:
    silence = in_time(people, "ally was silent")
    assert (silence[0] == silence[2], silence[1] == silence[3]) == (False, False)  # its end is said

    for how in NOTHING[1:]:
        assert in_time(people, how) == silence, how


def test_what_came_about_reads_differently(people: Cast) -> None:
    """The control: the comparison sees what there is to see."""
    silence = in_time(people, "ally was silent")

    agree(people)

    assert all(one != other for one, other in zip(seen_by_who_asked(people), silence[:2], strict=True))


def test_from_the_page_of_a_person_to_a_conversation(people: Cast) -> None:
    path = f"/montefeltro/people/{people.paola.public_id}/"
    assert f"{path}introduction/" in page(people.giulio, path)
    assert "Ada" in page(people.giulio, f"{path}introduction/")
    giulio = signed_in(people.giulio)

    answer = giulio.post(f"{path}introduction/", {**WORDS, "through": str(people.ada.public_id)})

    one = Introduction.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{HERE}{one.public_id}/")
    assert WORDS["note"] in page(people.ada, f"{one.public_id}/")
    page(people.paola, f"{one.public_id}/", status=404)
    assert press(people.ada, f"{one.public_id}/forwarding/", text="Giulio lavora bene.", words="Vale la pena.") == 302
    reached = page(people.paola, f"{one.public_id}/")
    assert ("Giulio lavora bene." in reached, "Vale la pena." in reached, WORDS["note"] in reached) == (
        True,
        True,
        False,
    )
    assert press(people.paola, f"{one.public_id}/acceptance/") == 302
    conversation = Conversation.objects.get()
    for person in (people.ada, people.giulio, people.paola):
        assert f"/conversations/{conversation.public_id}/" in page(person, f"{one.public_id}/")


def test_a_question_goes_to_the_ally_and_no_further(people: Cast) -> None:
    one = ask(people)
    forward(people, one)

    assert press(people.paola, f"{one.public_id}/question/", question="Per quali prodotti?") == 302
    assert "Per quali prodotti?" in page(people.ada, f"{one.public_id}/")
    assert press(people.ada, f"{one.public_id}/reply/", reply="Formaggi stagionati.") == 302

    assert "Formaggi stagionati." in page(people.paola, f"{one.public_id}/")
    asked = page(people.giulio, f"{one.public_id}/")
    assert ("Per quali prodotti?" in asked, "Formaggi stagionati." in asked) == (False, False)


@pytest.mark.parametrize(
    ("who", "deed"),
    [
        ("ada", "setting-aside"), ("ada", "forwarding"), ("giulio", "withdrawal"), ("paola", "declination"),
        ("paola", "acceptance"), ("paola", "question"), ("ada", "reply"), ("giulio", "outcome"),
    ],
)  # fmt: skip
def test_each_deed_is_of_one_of_the_three(people: Cast, who: str, deed: str) -> None:
    one = ask(people)
    if who == "paola" or deed == "reply":
        forward(people, one)
    fields = {"text": "x", "question": "x", "reply": "x", "outcome": "door"}

    others = [
        person for name in ("ada", "giulio", "paola", "davide") if name != who for person in [getattr(people, name)]
    ]
    assert [press(person, f"{one.public_id}/{deed}/", **fields) for person in others] == [404] * 3


def test_an_ally_leaves_it_and_an_empty_form_keeps_what_was_written(people: Cast) -> None:
    one = ask(people)
    assert press(people.ada, f"{one.public_id}/forwarding/", text="", words="Vale la pena.") == 422

    assert press(people.ada, f"{one.public_id}/setting-aside/") == 302

    assert people.giulio.name not in page(people.ada)


def test_who_asked_openly_learns_whom_only_when_all_agree(people: Cast) -> None:
    giulio = signed_in(people.giulio)
    fields = {
        **WORDS,
        "note": "Ada, ti viene in mente qualcuno?",
        "through": str(people.ada.public_id),
        "topic": "etichette",
    }
    assert giulio.post(f"{HERE}open/", fields).status_code == 302
    one = Introduction.objects.get()
    assert "Paola" in page(people.ada, f"{one.public_id}/")

    assert (
        press(people.ada, f"{one.public_id}/forwarding/", text="Eccolo", recipient=str(people.paola.public_id)) == 302
    )

    assert "Paola" not in page(people.giulio, f"{one.public_id}/") + page(people.giulio)
    assert press(people.paola, f"{one.public_id}/acceptance/") == 302
    assert "Paola" in page(people.giulio, f"{one.public_id}/")


def test_where_no_way_may_be_shown_one_can_ask_openly(people: Cast) -> None:
    path = f"/montefeltro/people/{people.marta.public_id}/"
    assert f"{path}introduction/" not in page(people.giulio, path)

    assert f"{HERE}open/" in page(people.giulio, f"{path}introduction/")


def test_a_month_later_who_asked_says_what_came_of_it(people: Cast) -> None:
    one = agree(people)
    send_message(Conversation.objects.get(), by=people.giulio, text="Buongiorno.")
    look_after_introductions()
    with clock.at(clock.now() + timedelta(days=31)):
        look_after_introductions()
        assert press(people.giulio, f"{one.public_id}/outcome/", outcome="door", words="Un ordine.") == 302
        assert "Un ordine." in page(people.giulio, f"{one.public_id}/")
        assert "Un ordine." not in page(people.ada, f"{one.public_id}/") + page(people.paola, f"{one.public_id}/")
        assert f"introduction/{one.public_id}/" in page(people.paola, f"{one.public_id}/")


def test_how_many_reach_somebody_is_theirs_to_say(people: Cast) -> None:
    assert press(people.ada, "willingness/", a_month="13") == 422
    assert press(people.ada, "willingness/", a_month="0") == 302

    assert 'value="0"' in page(people.ada)
