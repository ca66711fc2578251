"""Giulio asks Ada to introduce him to Paola: it comes to a conversation of three. Then he asks for Davide, who says no: nothing tells."""

import re

import pytest
from playwright.sync_api import Page, expect

from browsing import PageIn, Server, looks_right, sign_in

WAYS = """
from reciproca.core.scope import within
from reciproca.communities.models import Community
from reciproca.network.actions import connect
with within(Community.objects.get(slug="montefeltro")):
    named = {one.given_name: one for one in Membership.objects.all()}
    for one, other in (("Giulio", "Ada"), ("Ada", "Paola"), ("Ada", "Davide")):
        connect(named[one], named[other], source=named[one])
    Membership.objects.update(joined_at="2024-01-01T00:00:00Z")
"""
WORDS = {
    "it": {
        "ask": "Chiedi una presentazione", "goal": "Che cosa ti servirebbe", "note": "Solo a chi fa da tramite",
        "text": "Da inoltrare", "send": "Manda a chi fa da tramite", "waits": "È in attesa.", "read": "Leggi",
        "line": "Una riga tua", "forward": "Sì, inoltra", "through_you": "Giulio vorrebbe conoscere Paola, attraverso te.",
        "know_you": "Giulio vorrebbe conoscerti", "gladly": "Sì, volentieri", "conversation": "Vai alla conversazione",
        "no": "No, questa volta no",
    },
    "en": {
        "ask": "Ask for an introduction", "goal": "What would help you", "note": "To your ally alone",
        "text": "To be passed on", "send": "Send it to your ally", "waits": "It waits.", "read": "Read it",
        "line": "A line of yours", "forward": "Yes, pass it on", "through_you": "Giulio would like to know Paola, through you.",
        "know_you": "Giulio would like to know you", "gladly": "Yes, gladly", "conversation": "Go to the conversation",
        "no": "No, not this time",
    },
}  # fmt: skip
HOME = "/montefeltro/"
OF_THE_REQUEST = r'name="(csrfmiddlewaretoken|idempotency_key)" value="[^"]*"|"X-CSRFToken": "[^"]*"|nonce="[^"]*"'


@pytest.mark.parametrize("language", ["it", "en"])
def test_through_an_ally_to_a_conversation_and_a_no_that_nothing_tells(
    server: Server, page_in: PageIn, language: str
) -> None:
    words = WORDS[language]
    server.everyone_speaks(language)
    server.python(WAYS)
    ada, giulio, paola = page_in(language, dark=True), page_in(language), page_in(language, width=360)
    for page, who in ((ada, "ada"), (giulio, "giulio"), (paola, "paola")):
        sign_in(page, who, server)

    # Giulio asks, Ada passes it on, Paola says yes
    asked = ask(giulio, "Paola Neri", words)
    looks_right(giulio)
    ada.goto(HOME)
    expect(ada.get_by_role("heading", name=words["through_you"])).to_be_visible()
    pass_on(ada, words)
    paola.goto(HOME)
    go(paola, words["read"])
    expect(paola.get_by_role("heading", name=words["know_you"])).to_be_visible()
    looks_right(paola)
    press(paola, words["gladly"])
    go(paola, words["conversation"])
    giulio.goto(asked)
    looks_right(giulio)
    go(giulio, words["conversation"])
    assert giulio.url == paola.url
    looks_right(giulio)

    # he asks for Davide, who says no: not a byte of what Giulio reads is another
    asked = ask(giulio, "Davide Longo", words)
    before = bytes_of(giulio, asked)
    ada.goto(HOME)
    pass_on(ada, words)
    davide = page_in(language, width=360)
    sign_in(davide, "davide", server)
    davide.goto(HOME)
    go(davide, words["read"])
    looks_right(davide)
    press(davide, words["no"])
    looks_right(davide)
    assert bytes_of(giulio, asked) == before
    giulio.goto(asked)
    expect(giulio.get_by_text(words["waits"])).to_be_visible()


def ask(page: Page, name: str, words: dict[str, str]) -> str:
    """From somebody's page to a request; its address."""
    page.goto(f"{HOME}people/")
    go(page, name)
    go(page, words["ask"])
    page.get_by_label(words["goal"]).fill("Mezz’ora sulla Germania")
    page.get_by_label(words["note"]).fill("Se non è il momento, lo capisco.")
    page.get_by_label(words["text"]).fill("Mi chiamo Giulio, coltivo varietà antiche.")
    looks_right(page)
    press(page, words["send"])
    expect(page.get_by_text(words["waits"])).to_be_visible()
    return page.url


def pass_on(page: Page, words: dict[str, str]) -> None:
    go(page, words["read"])
    page.get_by_label(words["line"]).fill("Di lui ci si può fidare.")
    looks_right(page)
    press(page, words["forward"])


def bytes_of(page: Page, address: str) -> list[str]:
    """The list and the request as they come from the server, less what is new at every answer."""
    answers = [page.request.get(path) for path in (address, f"{HOME}introductions/")]
    assert [answer.status for answer in answers] == [200, 200]
    return [re.sub(OF_THE_REQUEST, "", answer.text()) for answer in answers]


def go(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name=name).first.click()


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name).first.click()
