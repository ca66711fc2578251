"""An address leads where Django's own walk through all of them would lead."""

from uuid import UUID

import pytest
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, include, path
from django.urls.resolvers import RoutePattern
from hypothesis import given
from hypothesis import strategies as st

from house.addresses import every_address
from reciproca.core.urls import ByFirstWord

VALUES = {"public_id": str(UUID(int=7)), "community": "montefeltro"}
WORDS = [
    "",
    "montefeltro",
    "accounts",
    "circles",
    "people",
    "asks",
    "login",
    "new",
    "server",
    "api",
    "it",
    str(UUID(int=7)),
    "%",
]


def walked(patterns: list) -> list:
    """The same addresses, each list walked from its first to its last."""
    plain = []
    for one in patterns:
        if isinstance(one, URLPattern):
            plain.append(one)
        else:
            plain.append(
                URLResolver(one.pattern, walked(one.url_patterns), one.default_kwargs, one.app_name, one.namespace)
            )
    return plain


@pytest.fixture(scope="module")
def plain() -> URLResolver:
    return URLResolver(get_resolver().pattern, walked(get_resolver().url_patterns))


def led_to(resolver: URLResolver, address: str) -> tuple | None:
    try:
        found = resolver.resolve(address)
    except Resolver404:
        return None
    return found.func, found.view_name, found.route, found.kwargs, found.namespaces, found.app_names


def test_every_address_leads_to_its_own_view(plain: URLResolver) -> None:
    for address in every_address():
        asked = "/" + address.route.replace("^", "").replace("$", "")
        for name in address.arguments:
            for kind in ("uuid", "slug", "str", "int", "path"):
                asked = asked.replace(f"<{kind}:{name}>", VALUES.get(name, "7"))
        assert led_to(get_resolver(), asked) == led_to(plain, asked)


@given(st.lists(st.sampled_from(WORDS), max_size=5), st.booleans())
def test_any_address_leads_where_all_in_turn_would_lead(plain: URLResolver, words: list[str], closed: bool) -> None:
    asked = "/" + "/".join(words) + "/" * closed

    assert led_to(get_resolver(), asked) == led_to(plain, asked)


def test_the_first_that_fits_wins_whether_it_begins_with_a_word_or_with_anything() -> None:
    def view(request: object) -> None: ...

    room = [
        path("<slug:any>/first/", view, name="any"),
        path("word/first/", view, name="hidden"),
        path("word/", view, name="word"),
    ]
    found = ByFirstWord(RoutePattern(""), [path("", include(room)), path("<slug:any>/", view, name="last")])

    assert found.resolve("word/first/").url_name == "any"
    assert found.resolve("word/").url_name == "word"
    assert found.resolve("other/").url_name == "last"
    with pytest.raises(Resolver404):
        found.resolve("word/second/")
