import pytest
from django.test import RequestFactory

from reciproca.core.appearance import appearance, set_theme


@pytest.mark.parametrize(("cookie", "theme"), [("dark", "dark"), ("light", "light"), ("", ""), ("neon", "")])
def test_appearance_is_one_of_three(rf: RequestFactory, cookie: str, theme: str) -> None:
    request = rf.get("/")
    request.COOKIES["theme"] = cookie

    assert appearance(request) == {"theme": theme}


def test_set_theme_keeps_the_choice_and_goes_back(rf: RequestFactory) -> None:
    response = set_theme(rf.post("/theme/", {"theme": "dark", "next": "/montefeltro/today/"}))

    assert (response.status_code, response["Location"]) == (302, "/montefeltro/today/")
    assert response.cookies["theme"].value == "dark"


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example", "", "javascript:alert(1)"])
def test_set_theme_goes_nowhere_else(rf: RequestFactory, target: str) -> None:
    assert set_theme(rf.post("/theme/", {"theme": "dark", "next": target}))["Location"] == "/"


def test_set_theme_forgets_the_choice(rf: RequestFactory) -> None:
    response = set_theme(rf.post("/theme/", {"theme": ""}))

    assert response.cookies["theme"]["max-age"] == 0


def test_set_theme_is_not_a_link(rf: RequestFactory) -> None:
    assert set_theme(rf.get("/theme/")).status_code == 405
