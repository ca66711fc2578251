"""Every page, whoever asks, carries the headers that keep a browser safe."""

import re
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import Client

from cast import Cast
from reciproca.core import clock
from reciproca.pages.context import draft_key_of

from .addresses import every_address
from .matrix import Matrix, _path

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


#: What is no page, and stands where no page is looked for.
FILES = (
    "/healthz",
    "/readyz",
    "/static/reciproca/reciproca.css",
    "/static/reciproca/js/theme.js",
    "/static/reciproca/mark.svg",
)


def says_how_it_is_written(response) -> bool:  # type: ignore[no-untyped-def]
    """Text of any kind names its charset; what is empty need not."""
    kind = response.get("Content-Type", "")
    if not kind.startswith("text/") and not kind.split(";")[0].endswith("xml"):
        return bool(kind) or not response.content
    return kind.endswith(("charset=utf-8", 'charset="utf-8"'))


def is_page(response) -> bool:  # type: ignore[no-untyped-def]
    return response.status_code == 200 and response.get("Content-Type", "").startswith("text/html")


def faults_of(response) -> list[str]:  # type: ignore[no-untyped-def]
    faults = [] if says_how_it_is_written(response) else ["charset"]
    policy = dict(part.split(" ", 1) for part in response.get("Content-Security-Policy", "").split("; ") if " " in part)
    faults += [name for name, value in HEADERS.items() if response.get(name) != value]
    if policy.get("frame-ancestors") != "'none'":
        faults.append("frame-ancestors")
    if policy.get("default-src") not in ("'self'", "'none'"):  # the second for somebody's file, locked in more tightly
        faults.append("Content-Security-Policy")
    if "unsafe" in str(policy):
        faults.append("unsafe")
    return faults


def test_every_answer_carries_them(people: Cast) -> None:
    matrix = Matrix(people)
    asking = [p for p in matrix.principals if p.account is None or p.name.startswith(("marta", "ada", "rosa"))]
    wrong = []
    for address in every_address():
        for principal in asking:
            slug = "montefeltro" if address.inside else ""
            response = matrix._ask(_path(address, slug, matrix._example(address, slug)), principal, "GET")
            found = faults_of(response)
            if principal.account and is_page(response) and "no-store" not in response.get("Cache-Control", ""):
                found.append("Cache-Control")
            if found:
                wrong.append((str(address), principal.name, found))
    assert wrong == []


@pytest.mark.parametrize(
    "path", ["/no/such/page/", "/montefeltro/no/such/page/", "/static/none.css", "/accounts/login/?next=//evil.example"]
)
def test_error_pages_carry_them_too(people: Cast, client: Client, path: str) -> None:
    assert faults_of(client.get(path)) == []


@pytest.mark.parametrize("path", FILES)
def test_files_say_how_they_are_written_and_stand_in_no_frame(people: Cast, client: Client, path: str) -> None:
    answer = client.get(path)
    answer.close()

    assert answer.status_code == 200
    assert says_how_it_is_written(answer)
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]


def test_text_that_does_not_say_how_it_is_written_is_found() -> None:
    """The negative control."""
    assert not says_how_it_is_written(HttpResponse("è", content_type="text/csv"))


def test_a_policy_that_allows_inline_code_is_found(people: Cast, client: Client, settings) -> None:  # type: ignore[no-untyped-def]
    """The negative control."""
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {"default-src": ["'self'", "'unsafe-inline'"]}}

    assert "unsafe" in faults_of(client.get("/"))


def test_pages_of_a_person_are_not_kept_by_others(people: Cast, client: Client) -> None:
    client.force_login(people.ada.account)

    response = client.get("/montefeltro/")

    assert "Cookie" in response["Vary"]


def test_who_signs_out_leaves_nothing_in_the_browser(people: Cast, client: Client) -> None:
    """But for the cookies that say no more than how a page looks, and which device is known."""
    assert "Clear-Site-Data" not in client.get("/accounts/login/")
    client.force_login(people.ada.account)
    assert client.get("/account/")["Cache-Control"] == "private, no-store"

    answer = client.post("/accounts/logout/")

    assert answer["Clear-Site-Data"] == '"storage"'
    assert "Clear-Site-Data" not in client.get("/accounts/login/")


def test_whose_time_is_over_finds_again_what_they_were_writing(people: Cast, client: Client, now: datetime) -> None:
    client.force_login(people.marta.account)
    with clock.at(now + timedelta(hours=4)):
        answer = client.get("/")

    assert (answer["Cache-Control"], "Clear-Site-Data" in answer) == ("private, no-store", False)


def test_a_draft_is_sealed_for_its_account(people: Cast) -> None:
    """With a key of their own for each account, in every session the same, and none for who is not signed in."""
    first, again, others = (draft_key_of(one.account) for one in (people.ada, people.ada, people.giulio))

    assert first == again != others
    assert re.fullmatch("[0-9a-f]{64}", first)
    assert draft_key_of(AnonymousUser()) == ""


def test_cookies_are_closed_to_scripts(people: Cast, client: Client) -> None:
    answers = [client.get("/accounts/login/code/"), client.post("/language/", {"language": "en"})]
    answers.append(client.post("/theme/", {"theme": "dark"}))

    cookies = {name: cookie for answer in answers for name, cookie in answer.cookies.items()}

    assert {"csrftoken", "django_language", "theme"} <= cookies.keys()
    open_ones = [name for name, cookie in cookies.items() if not (cookie["httponly"] and cookie["samesite"] == "Lax")]
    assert open_ones in ([], ["theme"])  # a colour scheme says nothing of anybody, and a script may draw with it
