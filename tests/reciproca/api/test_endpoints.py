"""The same as the pages, for programs."""

from datetime import timedelta

import pytest
from django.test import Client

from cast import Cast
from pairs import pair
from programs import Program, key_of
from reciproca.api.actions import end_token
from reciproca.api.choices import Scope
from reciproca.api.models import Token
from reciproca.boundaries.actions import block_person
from reciproca.core import clock
from reciproca.core.scope import within
from reciproca.mentoring import actions as mentoring
from reciproca.people.actions import state_need
from reciproca.people.models import Need


@pytest.fixture
def ada(people: Cast) -> Program:
    return Program(people.ada)


# ── what is read ──


def test_a_key_says_whose_it_is_and_what_it_opens(people: Cast, ada: Program) -> None:
    said = ada.get("/api/v1/me/").json()

    assert said["person"] == {"id": str(people.ada.public_id), "name": "Ada Carta"}
    assert (said["community"]["address"], said["role"]) == ("montefeltro", "member")
    assert "coordination:read" not in said["scopes"]


def test_the_directory_comes_a_page_at_a_time_and_nobody_twice(people: Cast, ada: Program) -> None:
    names, cursor = [], ""
    while True:
        page = ada.get(f"people/?limit=2{cursor}")
        names += [one["name"] for one in page.json()["items"]]
        if page.json()["next"] is None:
            break
        assert page["Link"].startswith("</api/v1/montefeltro/people/?limit=2&cursor=")
        assert page["Link"].endswith('>; rel="next"')
        cursor = f"&cursor={page.json()['next']}"

    assert names == ["Ada Carta", "Marta Ferri", "Davide Longo", "Paola Neri", "Giulio Serra"]


def test_who_comes_between_two_pages_moves_nobody(people: Cast, ada: Program) -> None:
    first = ada.get("people/?limit=2").json()
    with within(people.montefeltro):
        block_person(people.marta, by=people.ada)

    second = ada.get(f"people/?limit=2&cursor={first['next']}").json()

    assert [one["name"] for one in second["items"]] == ["Davide Longo", "Paola Neri"]


def test_who_is_blocked_is_absent_in_lists_and_by_id(people: Cast, ada: Program) -> None:
    with within(people.montefeltro):
        block_person(people.ada, by=people.giulio)

    assert "Giulio Serra" not in [one["name"] for one in ada.get("people/").json()["items"]]
    assert ada.get(f"people/{people.giulio.public_id}/").status_code == 404
    assert ada.get(f"people/{people.paola.public_id}/").json()["name"] == "Paola Neri"


def test_an_error_speaks_the_language_that_is_asked_for(people: Cast, ada: Program) -> None:
    italian, english = (ada.get("people/?limit=0", Accept_Language=language) for language in ("it", "en"))

    assert italian.headers["Content-Type"] == "application/problem+json"
    assert english.json() == {
        "type": "about:blank",
        "title": "Unprocessable Entity",
        "status": 422,
        "detail": "Something in it cannot be taken: see below what.",
        "errors": [{"pointer": "limit", "detail": "A number from 1 to 100 is wanted here."}],
    }
    assert italian.json()["errors"][0]["detail"] == "Qui serve un numero da 1 a 100."


# ── what is done ──


def test_a_need_is_stated_refreshed_and_closed(people: Cast, ada: Program) -> None:
    made = ada.post("profile/needs/", {"text": "  Chi sa di  budget? "})
    address = made["Location"]

    refreshed = ada.post(f"{address}refreshment/")
    closed = ada.post(f"{address}closing/", {"outcome": "solved"})

    assert (made.status_code, made.json()["text"], refreshed.status_code) == (201, "Chi sa di budget?", 200)
    assert (closed.json()["outcome"], ada.get(address).json()["outcome"]) == ("solved", "solved")
    assert ada.get("profile/needs/").json() == {"needs": []}
    assert ada.post(f"{address}refreshment/").json()["code"] == "NeedChanged"


def test_offers_are_set_and_those_that_stay_keep_their_ids(people: Cast, ada: Program) -> None:
    first = ada.post("profile/offers/", {"texts": ["Budget", "Listini"]}).json()["offers"]

    second = ada.post("profile/offers/", {"texts": ["Listini", "Negoziare"]}).json()["offers"]

    assert [one["text"] for one in second] == ["Listini", "Negoziare"]
    assert second[0] == first[1]
    assert ada.get("profile/offers/").json()["offers"] == second


def test_a_session_is_planned_told_and_confirmed_as_on_the_pages(people: Cast, ada: Program) -> None:
    with within(people.montefeltro):
        found = pair(people)
    giulio, start = Program(people.giulio), f"mentorships/{found.public_id}/"
    planned = ada.post(f"{start}sessions/", {"starts_at": "2026-11-26T17:00:00+01:00", "points": ["Il listino"]})
    told = ada.post(f"{start}told-sessions/", {"starts_at": "2026-11-18T17:00:00+01:00", "topics": "Il budget"})

    read = giulio.get(told["Location"])
    confirmed = giulio.post(f"{told['Location']}confirmation/", If_Match=read["ETag"])

    assert (planned.status_code, planned.json()["points"], planned.json()["starts_at"]) == (
        201,
        ["Il listino"],
        "2026-11-26T16:00:00Z",
    )
    assert (read.json()["state"], confirmed.json()["state"]) == ("told", "confirmed")
    assert giulio.get(start).json()["sessions_held"] == 1
    assert ada.post(f"{planned['Location']}cancellation/").json()["state"] == "cancelled"
    assert len(ada.get("given-and-received/").json()["items"]) == 1
    assert len(ada.get("given-and-received/?year=2026&limit=5").json()["items"]) == 1
    assert ada.get("given-and-received/?year=2025").json() == {"items": [], "next": None}
    assert [one["other"]["name"] for one in ada.get("relationships/").json()["items"]] == ["Giulio Serra"]


def test_what_was_changed_meanwhile_is_not_confirmed(people: Cast, ada: Program) -> None:
    with within(people.montefeltro):
        told = mentoring.log_session(
            pair(people), by=people.giulio, starts_at=clock.now() - timedelta(days=1), minutes=45
        )
    address = f"sessions/{told.public_id}/"
    before = ada.get(address)["ETag"]
    with within(people.montefeltro):
        mentoring.tell_session(told, by=people.giulio, minutes=60)

    assert ada.post(f"{address}confirmation/").status_code == 428
    assert ada.post(f"{address}confirmation/", If_Match=before).status_code == 412
    assert ada.post(f"{address}confirmation/", If_Match=ada.get(address)["ETag"]).json()["state"] == "confirmed"


def test_thanks_are_given_read_and_shown(people: Cast, ada: Program) -> None:
    with within(people.montefeltro):
        told = mentoring.log_session(pair(people), by=people.ada, starts_at=clock.now() - timedelta(days=1), minutes=45)
        mentoring.confirm_session(told, by=people.giulio)
    giulio = Program(people.giulio)
    [reason] = giulio.get("recognitions/reasons/").json()["items"]
    named = {name: reason[name] for name in ("object_kind", "object_id")}

    given = giulio.post("recognitions/", {**named, "change": "Il budget regge."})
    paola = Program(people.paola)
    unread = paola.get(given["Location"]).status_code
    shown = ada.post(f"{given['Location']}approval/", If_Match=given["ETag"])

    assert (reason["other"]["name"], given.status_code, unread) == ("Ada Carta", 201, 404)
    assert (shown.json()["state"], paola.get(given["Location"]).json()["change"]) == ("shown", "Il budget regge.")
    assert [one["id"] for one in paola.get("recognitions/").json()["items"]] == [given.json()["id"]]


def test_a_suggestion_of_today_is_set_aside(people: Cast, ada: Program) -> None:
    assert set(ada.get("today/").json()) == {"steps", "dates", "waiting"}
    assert ada.post("today/aside/", {"key": "kind meet", "how": "not_now"}).status_code == 200
    assert ada.post("today/aside/", {"key": "kind dance", "how": "not_now"}).status_code == 422


# ── sent twice ──


def test_a_deed_that_is_sent_twice_is_done_once(people: Cast, ada: Program) -> None:
    first = ada.post("profile/needs/", {"text": "Un consiglio"}, Idempotency_Key="one-deed-1")
    again = ada.post("profile/needs/", {"text": "Un consiglio"}, Idempotency_Key="one-deed-1")
    other = ada.post("profile/needs/", {"text": "Due consigli"}, Idempotency_Key="one-deed-1")

    assert (again.status_code, again["Location"]) == (303, first["Location"])
    assert (other.status_code, other.json()["code"]) == (422, "KeyReused")
    assert Need.unscoped.count() == 1


def test_a_refused_deed_may_be_sent_again_with_its_key(people: Cast, ada: Program) -> None:
    with within(people.montefeltro):
        need = state_need(people.ada, "Un consiglio", by=people.ada)
    address = f"profile/needs/{need.public_id}/"

    assert ada.post(f"{address}closing/", {"outcome": "eaten"}, Idempotency_Key="one-deed-1").status_code == 422
    assert ada.post(f"{address}closing/", {"outcome": "solved"}, Idempotency_Key="one-deed-1").status_code == 200


# ── what is refused ──


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b'{"text": "a", "owner": "b"}', 422),
        (b'{"text": "  "}', 422),
        (b'{"text": "a\\u0000b"}', 422),
        (b'{"text": "\\ud800"}', 422),
        (b'{"text": 7}', 422),
        (b"{}", 422),
        (b"[]", 422),
        (b'{"text": "a", "text": "b"}', 400),
        (b'{"text": NaN}', 400),
        (b"[" * 50_000, 400),
        (b"\xff", 400),
        (b'"' + b"a" * 70_000 + b'"', 413),
    ],
)
def test_what_is_not_as_declared_is_refused(ada: Program, sent: bytes, status: int) -> None:
    headers = ada.headers(Idempotency_Key="one-deed-1")
    answered = ada.client.post(
        ada.address("profile/needs/"), data=sent, content_type="application/json", headers=headers
    )

    assert (answered.status_code, answered["Content-Type"]) == (status, "application/problem+json")
    assert Need.unscoped.count() == 0


def test_other_kinds_of_bodies_are_refused(ada: Program) -> None:
    headers = ada.headers(Idempotency_Key="one-deed-1")

    answered = ada.client.post(ada.address("profile/needs/"), {"text": "a"}, headers=headers)

    assert answered.status_code == 415


def test_a_deed_without_an_idempotency_key_is_refused(ada: Program) -> None:
    assert ada.post("profile/needs/", {"text": "a"}, Idempotency_Key="").status_code == 400


@pytest.mark.parametrize("asked", ["limit=101", "limit=x", "limit=1&limit=2", "offset=3", "words=%00"])
def test_what_no_list_can_be_asked_is_refused(ada: Program, asked: str) -> None:
    assert ada.get(f"people/?{asked}").status_code == 422


def test_a_cursor_of_one_list_opens_no_other(people: Cast, ada: Program) -> None:
    cursor = ada.get("people/?limit=1").json()["next"]

    assert ada.get(f"people/?cursor={cursor}").status_code == 200
    assert ada.get(f"mentorships/?cursor={cursor}").status_code == 400
    assert ada.get("people/?cursor=abc").status_code == 400


@pytest.mark.parametrize("method", ["TRACE", "OPTIONS", "PUT", "PATCH", "DELETE", "PURGE", "POST"])
def test_other_methods_are_refused(ada: Program, method: str) -> None:
    answered = ada.post("people/", method=method)

    assert (answered.status_code, answered["Content-Type"]) == (405, "application/problem+json")
    assert "GET" in answered["Allow"]


def test_nobody_reads_too_often(ada: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reciproca.api.middleware.MOST_OF_KEY", 3)

    answers = [ada.get("/api/v1/me/") for _ in range(5)]

    assert answers[0].status_code == 200
    assert (answers[4].status_code, answers[4]["Retry-After"]) == (429, "600")


# ── keys ──


def test_cookies_open_nothing(people: Cast) -> None:
    client = Client()
    client.force_login(people.ada.account)

    answered = client.get("/api/v1/montefeltro/people/")

    assert (answered.status_code, answered["WWW-Authenticate"]) == (401, 'Bearer realm="Reciproca"')
    assert answered.json()["title"] == "Unauthorized"


def test_an_answer_stays_with_who_asked(ada: Program) -> None:
    answered = ada.get("people/", Origin="https://elsewhere.example")

    assert answered["Cache-Control"] == "no-store"
    assert [name for name in answered.headers if name.startswith("Access-Control")] == []
    assert answered.cookies == {}


def test_a_key_is_noted_by_the_day_and_kept_as_a_hash(people: Cast, ada: Program) -> None:
    ada.get("people/")
    token = Token.unscoped.get()

    assert token.last_used_on == clock.today("Europe/Rome")
    assert ada.key not in str(vars(token))


def test_a_key_ends_with_its_day_with_a_word_and_with_its_maker(people: Cast, ada: Program) -> None:
    with within(people.montefeltro):
        assert ada.get("people/").status_code == 200
        with clock.at(clock.now() + timedelta(days=91)):
            assert ada.get("people/").status_code == 401
        end_token(Token.objects.get(), by=people.ada)

    assert ada.get("people/").status_code == 401


def test_a_new_password_or_address_ends_every_key(people: Cast) -> None:
    for change in ("password", "email"):
        program = Program(people.ada)
        account = people.ada.account
        account.set_password("una frase nuova e lunga") if change == "password" else setattr(account, "email", "a@b.it")
        assert program.get("people/").status_code == 200
        account.save()
        assert program.get("people/").status_code == 401


def test_who_coordinates_does_so_only_with_a_key_for_it(people: Cast) -> None:
    without = Program(people.marta, *[scope for scope in Scope if scope != Scope.COORDINATION_READ])
    with_it = Program(people.marta)

    assert without.get("members/").status_code == 403
    assert [one["name"] for one in with_it.get("members/?limit=2").json()["items"]] == ["Ada Carta", "Marta Ferri"]
    assert with_it.get("overview/").json()["stages"][0]["count"] == 5
    with within(people.montefeltro):
        pair(people)
    assert [one["mentor"]["name"] for one in with_it.get("pairs/").json()["items"]] == ["Ada Carta"]
    assert Program(people.ada, key=key_of(people.ada)).get("members/").status_code == 404


def test_a_key_opens_its_own_community_alone(people: Cast, ada: Program) -> None:
    elsewhere = ada.get("/api/v1/bellini/people/")
    nowhere = ada.get("/api/v1/nowhere/people/")

    assert elsewhere.status_code == nowhere.status_code == 404
    assert elsewhere.content == nowhere.content


def test_a_key_does_what_it_was_made_for(people: Cast) -> None:
    reader = Program(people.ada, Scope.PROFILE_READ)
    writer = Program(people.ada, Scope.PROFILE_WRITE)

    assert (reader.get("profile/needs/").status_code, reader.get("people/").status_code) == (200, 403)
    assert reader.post("profile/needs/", {"text": "a"}).status_code == 403
    assert writer.post("profile/needs/", {"text": "a"}).status_code == 201
    assert writer.get("profile/needs/").status_code == 200
