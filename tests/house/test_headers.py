"""Every page, whoever asks, carries the headers that keep a browser safe."""

import pytest
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


def faults_of(response) -> list[str]:  # type: ignore[no-untyped-def]
    policy = dict(part.split(" ", 1) for part in response.get("Content-Security-Policy", "").split("; ") if " " in part)
    faults = [name for name, value in HEADERS.items() if response.get(name) != value]
    if policy.get("default-src") == "'none'" or "sandbox" in response.get("Content-Security-Policy", ""):
        return faults  # somebody's file: locked in more tightly than a page
    if policy.get("default-src") != "'self'" or policy.get("frame-ancestors") != "'none'":
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
