"""Every page, whoever asks, carries the headers that keep a browser safe."""

import pytest
from django.http import HttpResponse
from django.test import Client

from cast import Cast

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
            if found := faults_of(response):
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


def test_cookies_are_closed_to_scripts(people: Cast, client: Client) -> None:
    answers = [client.get("/accounts/login/code/"), client.post("/language/", {"language": "en"})]
    answers.append(client.post("/theme/", {"theme": "dark"}))

    cookies = {name: cookie for answer in answers for name, cookie in answer.cookies.items()}

    assert {"csrftoken", "django_language", "theme"} <= cookies.keys()
    open_ones = [name for name, cookie in cookies.items() if not (cookie["httponly"] and cookie["samesite"] == "Lax")]
    assert open_ones in ([], ["theme"])  # a colour scheme says nothing of anybody, and a script may draw with it
