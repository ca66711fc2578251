import pytest
from django.test import Client


@pytest.mark.parametrize(
    ("cookie", "shown"),
    [("dark", b'data-theme="dark"'), ("light", b'data-theme="light"'), ("neon", b'<html lang="it">')],
)
def test_a_page_is_light_dark_or_as_the_device_says(client: Client, db: None, cookie: str, shown: bytes) -> None:
    client.cookies["theme"] = cookie

    assert shown in client.get("/", headers={"accept-language": "it"}).content


def test_the_choice_is_kept_and_leads_back(client: Client, db: None) -> None:
    response = client.post("/theme/", {"theme": "dark", "next": "/accounts/login/"})

    assert (response.status_code, response["Location"]) == (302, "/accounts/login/")
    assert response.cookies["theme"].value == "dark"


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example", "", "javascript:alert(1)"])
def test_the_choice_leads_nowhere_else(client: Client, db: None, target: str) -> None:
    assert client.post("/theme/", {"theme": "dark", "next": target})["Location"] == "/"


def test_choosing_a_theme_is_not_a_link(client: Client, db: None) -> None:
    assert client.get("/theme/").status_code == 405
