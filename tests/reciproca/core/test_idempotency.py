"""One press, one effect; a refusal leaves nothing behind."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connections
from django.test import Client

from cast import Cast
from reciproca.communities.models import Community
from reciproca.core import idempotency
from reciproca.core.idempotency import new_key
from reciproca.core.models import IdempotencyKey

pytestmark = pytest.mark.urls("tests.reciproca.core.seam_urls")


def pressed() -> int:
    return Community.objects.filter(name="Pressed").count()


def test_the_same_key_five_times_has_one_effect(people: Cast, client: Client) -> None:
    key = new_key()

    answers = [client.post("/press/", {"slug": "once", "idempotency_key": key}) for _ in range(5)]

    assert [answer.status_code for answer in answers] == [302] * 5
    assert {answer["Location"] for answer in answers} == {"/pressed/once/"}
    assert pressed() == 1


def test_without_a_key_each_press_has_its_effect(people: Cast, client: Client) -> None:
    """The negative control: it is the key that keeps the second effect away."""
    for number in range(1, 4):
        client.post("/press/", {"slug": "each", "again": "x" * number})

    assert pressed() == 3


def test_the_same_key_with_other_content_is_refused(people: Cast, client: Client) -> None:
    key = new_key()
    client.post("/press/", {"slug": "first", "idempotency_key": key})

    answer = client.post("/press/", {"slug": "second", "idempotency_key": key})

    assert answer.status_code == 422
    assert pressed() == 1


def test_the_same_key_of_another_account_is_another_key(people: Cast, client: Client) -> None:
    key = new_key()
    client.force_login(people.ada.account)
    client.post("/press/", {"slug": "of-ada", "idempotency_key": key})
    client.force_login(people.giulio.account)

    client.post("/press/", {"slug": "of-giulio", "idempotency_key": key})

    assert pressed() == 2


@pytest.mark.parametrize(("how", "status"), [("invalid", 422), ("refused", 409), ("absent", 404)])
def test_what_is_refused_after_a_write_leaves_nothing(people: Cast, client: Client, how: str, status: int) -> None:
    key = new_key()

    answer = client.post("/press/", {"slug": "undone", "how": how, "idempotency_key": key})

    assert answer.status_code == status
    assert pressed() == 0
    assert not IdempotencyKey.objects.exists()
    assert client.post("/press/", {"slug": "undone", "idempotency_key": key}).status_code == 302
    assert pressed() == 1


def test_a_fault_leaves_nothing(people: Cast, client: Client) -> None:
    with pytest.raises(RuntimeError, match="broken"):
        client.post("/press/", {"slug": "undone", "how": "broken", "idempotency_key": new_key()})

    assert pressed() == 0
    assert not IdempotencyKey.objects.exists()


def test_the_sentence_of_a_refusal_survives_what_was_undone(people: Cast, client: Client) -> None:
    page = "http://testserver/healthz"

    answer = client.post(
        "/press/", {"slug": "undone", "how": "refused", "idempotency_key": new_key()}, headers={"referer": page}
    )

    assert (answer.status_code, answer["Location"]) == (302, page)
    assert "Not now, Ada." in client.get("/").content.decode()


def test_a_refusal_of_a_fragment_loads_the_page_again(people: Cast, client: Client) -> None:
    page = "http://testserver/"

    answer = client.post(
        "/press/",
        {"slug": "undone", "how": "refused", "idempotency_key": new_key()},
        headers={"referer": page, "hx-request": "true"},
    )

    assert (answer.status_code, answer["HX-Redirect"]) == (204, page)


def test_a_fragment_keeps_its_effect(people: Cast, client: Client) -> None:
    sent = {"slug": "fragment", "how": "fragment", "idempotency_key": new_key()}

    first, second = client.post("/press/", sent), client.post("/press/", sent)

    assert (first.status_code, first.content) == (200, b"<p>done</p>")
    assert (second.status_code, second["Location"]) == (302, "/")
    assert pressed() == 1


def test_other_bytes_under_the_same_name_are_other_content(people: Cast, client: Client) -> None:
    key = new_key()
    client.post("/upload/", {"file": SimpleUploadedFile("a.csv", b"Ada;1"), "idempotency_key": key})

    same = client.post("/upload/", {"file": SimpleUploadedFile("a.csv", b"Ada;1"), "idempotency_key": key})
    other = client.post("/upload/", {"file": SimpleUploadedFile("a.csv", b"Ada;2"), "idempotency_key": key})

    assert (same.status_code, other.status_code) == (302, 422)


def test_eight_at_once_have_one_effect(committed: Cast) -> None:
    key = new_key()

    answers = at_once(8, lambda number: Client().post("/press/", {"slug": "race", "idempotency_key": key}))

    assert sorted(answer.status_code for answer in answers) == [302] * 8
    assert {answer["Location"] for answer in answers} == {"/pressed/race/"}
    assert pressed() == 1


def test_eight_at_once_without_a_key_are_told_no_and_never_fail(committed: Cast) -> None:
    """The constraint of the database is the last judge; the seven others read a sentence."""
    answers = at_once(8, lambda number: Client().post("/press/", {"slug": "race"}).status_code)

    assert sorted(answers) == [302] + [409] * 7
    assert pressed() == 1


def test_a_key_whose_first_press_was_undone_is_free_for_the_one_that_waited(committed: Cast) -> None:
    key = new_key()
    hows = ["refused"] * 4

    at_once(4, lambda n: Client().post("/press/", {"slug": "race", "how": hows[n], "idempotency_key": key}))

    assert pressed() == 0
    assert Client().post("/press/", {"slug": "race", "idempotency_key": key}).status_code == 302


def test_a_database_that_stays_locked_is_a_sentence(
    people: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*arguments: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(idempotency, "_refuse_repetition", locked)

    answer = client.post("/press/", {"slug": "busy", "idempotency_key": new_key()})

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")


def at_once(how_many: int, do) -> list:  # type: ignore[no-untyped-def]
    def alone(number: int) -> object:
        try:
            return do(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(how_many) as pool:
        return list(pool.map(alone, range(how_many)))
