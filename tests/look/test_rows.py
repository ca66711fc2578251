"""What compiled rows draw is what the components draw."""

import re
import uuid

import pytest
from django.template import engines
from django.template.loader import get_template
from django.test import RequestFactory
from django_cotton.compiler_regex import CottonCompiler

from reciproca.core.paging import page_of, pages_shown

GONE = {"public_id": uuid.UUID(int=9), "name": "Somebody who left", "photo_url": "", "is_erased": True}
ADA = {"public_id": uuid.UUID(int=7), "name": "Ada <Carta>", "photo_url": "", "is_erased": False}
GIULIO = {"public_id": uuid.UUID(int=8), "name": "Giulio Serra", "photo_url": "/montefeltro/photos/8/"}
TABS = [
    {"label": "all <of them>", "url": "/list/?a=1&b=2", "current": True, "count": 12345},
    {"label": "quiet", "url": "/list/?c=1", "current": False, "count": 0},
]
COVERAGE = {
    "title": "38 of 41",
    "note": "mentees <matched>",
    "label": "38 have",
    "counts": {"locked": 2, "in": 36, "out": 3},
}
SAME = [
    ("{{ ada|avatar }}", '<c-avatar :person="ada" />'),
    ('{{ giulio|avatar("s") }}', '<c-avatar :person="giulio" size="s" />'),
    ("{{ gone|avatar }}", '<c-avatar :person="gone" />'),
    ('{{ ada|pair(giulio, "new") }}', '<c-pair :a="ada" :b="giulio" tie="new" />'),
    ('{{ ada|pair(giulio, "new", "s") }}', '<c-pair :a="ada" :b="giulio" tie="new" size="s" />'),
    ('{{ "A <look>"|badge("look", "look") }}', '<c-badge kind="look" icon="look">A &lt;look&gt;</c-badge>'),
    ('{{ shares|reasons(",") }}', '<c-reasons :items="items" />'),
    (
        '{{ "Other ways"|link_button("/away/", "swap", "Ada & Giulio") }}',
        '<c-button size="s" variant="quiet" icon="swap" said="Ada &amp; Giulio" href="/away/">Other ways</c-button>',
    ),
    ('{{ tabs(many, "Which") }}', '<c-tabs :items="many" label="Which" />'),
    (
        "{{ coverage(covered) }}",
        '<c-coverage title="{{ covered.title }}" note="{{ covered.note }}" label="{{ covered.label }}" :locked="2" :matched="36" :out="3" />',
    ),
    (
        '{{ empty("No pair", "Try fewer words.", button_to("All", "/all/"), card=False) }}',
        '<c-empty title="No pair" :card="False">Try fewer words.<c-slot name="actions"><c-button href="/all/">All</c-button></c-slot></c-empty>',
    ),
]


@pytest.mark.parametrize(("compiled", "component"), SAME, ids=[one for one, _ in SAME])
def test_what_is_compiled_draws_what_the_component_draws(compiled: str, component: str) -> None:
    words = {
        "ada": ADA,
        "giulio": GIULIO,
        "gone": GONE,
        "items": [{"weight": 0.3, "text": "both <make> things"}, {"weight": 0.05, "text": "Bologna"}],
        "shares": [(0.3, "both <make> things"), (0.05, "Bo\0logna")],
        "many": TABS,
        "covered": COVERAGE,
    }
    names = "button_to, coverage, empty, tabs"
    drawn = (
        engines["rows"].env.from_string(f'{{% from "components/drawn.html" import {names} %}}{compiled}').render(words)
    )
    expected = engines["django"].from_string(CottonCompiler().process(component)).render(words)
    assert _plain(drawn) == _plain(expected)
    assert not {"<make>", "<Carta>", "<matched>", "<of them>", "<look>"} & set(re.findall(r"<[\w ]+>", drawn))


@pytest.mark.parametrize("number", [1, 2, 3])
def test_the_ways_through_a_long_list_are_those_of_the_component(number: int) -> None:
    asked = RequestFactory().get("/list/", {"q": "Ada & co", "page": str(number)})
    page = page_of(list(range(1250)), str(number), 500)

    drawn = (
        engines["rows"]
        .env.from_string('{% from "components/drawn.html" import pages %}{{ pages(it) }}')
        .render(it=pages_shown(page, asked.GET))
    )

    component = CottonCompiler().process('<c-pagination :page="page" />')
    expected = engines["django"].from_string(component).render({"page": page}, asked)
    assert _plain(drawn) == _plain(expected)
    assert pages_shown(page_of([], None, 20), asked.GET) is None


def test_a_list_whose_length_is_known_is_not_counted() -> None:
    class Uncounted(list):
        def count(self) -> int:  # type: ignore[override]
            raise AssertionError

    assert list(page_of(Uncounted(range(7)), "2", 5, total=7)) == [5, 6]


def test_an_unknown_name_is_an_error() -> None:
    with pytest.raises(Exception, match="photo_url"):
        get_template("people/directory_rows.html", using="rows").render({"people": [{}]})


def _plain(markup: str) -> str:
    return (
        re.sub(r">\s+(?=[<])", ">", re.sub(r"\s+", " ", markup))
        .replace(" >", ">")
        .replace("&amp;amp;", "&amp;")
        .strip()
    )
