"""What compiled rows draw is what the components draw."""

import re
import uuid

import pytest
from django.template import engines
from django.template.loader import get_template
from django_cotton.compiler_regex import CottonCompiler

GONE = {"public_id": uuid.UUID(int=9), "name": "Somebody who left", "photo_url": "", "is_erased": True}
ADA = {"public_id": uuid.UUID(int=7), "name": "Ada <Carta>", "photo_url": "", "is_erased": False}
GIULIO = {"public_id": uuid.UUID(int=8), "name": "Giulio Serra", "photo_url": "/montefeltro/photos/8/"}
SAME = [
    ("{{ avatar(ada) }}", '<c-avatar :person="ada" />'),
    ('{{ avatar(giulio, "s") }}', '<c-avatar :person="giulio" size="s" />'),
    ("{{ avatar(gone) }}", '<c-avatar :person="gone" />'),
    ('{{ pair(ada, giulio, "new") }}', '<c-pair :a="ada" :b="giulio" tie="new" />'),
    ('{{ badge("A <look>", "look", "look") }}', '<c-badge kind="look" icon="look">A &lt;look&gt;</c-badge>'),
    ("{{ reasons(items) }}", '<c-reasons :items="items" />'),
    (
        '{{ link_button("Other ways", "/away/", "swap", "Ada & Giulio") }}',
        '<c-button size="s" variant="quiet" icon="swap" said="Ada &amp; Giulio" href="/away/">Other ways</c-button>',
    ),
]


@pytest.mark.parametrize(("compiled", "component"), SAME, ids=[one for one, _ in SAME])
def test_a_macro_draws_what_the_component_draws(compiled: str, component: str) -> None:
    words = {
        "ada": ADA,
        "giulio": GIULIO,
        "gone": GONE,
        "items": [{"weight": 0.3, "said": "0,30", "text": "both <make> things"}],
    }
    names = "avatar, pair, badge, reasons, link_button"
    drawn = (
        engines["rows"].env.from_string(f'{{% from "components/drawn.html" import {names} %}}{compiled}').render(words)
    )
    expected = engines["django"].from_string(CottonCompiler().process(component)).render(words)
    assert _plain(drawn) == _plain(expected)
    assert "<make>" not in drawn
    assert "<Carta>" not in drawn


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
