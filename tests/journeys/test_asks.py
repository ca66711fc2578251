"""An ask in Italian, brought to somebody whose offer is in English: answered, it helped, thanks, and what the ledger holds."""

import pytest
from playwright.sync_api import Page, expect

from browsing import PageIn, Server, in_turn, looks_right, sign_in, text_of

WORDS = {
    "it": {
        "begin": "Chiedi qualcosa", "title": "In una frase", "story": "Che cosa c’è dietro", "ask": "Chiedi",
        "mail": "Forse puoi aiutare", "why": "offri «Budgeting and cost control»", "answer": "Rispondi a Giulio",
        "text": "La tua risposta", "give": "Rispondi", "answered": "La tua richiesta ha una risposta",
        "helped": "Mi è servita", "change": "Che cosa è cambiato?", "say": "Di’ che ti è servita",
        "helped_mail": "La tua risposta è servita", "thank": "Di’ grazie a Davide", "what": "Che cosa è cambiato per me",
        "send": "Manda a Davide", "first": "Lo legge prima Davide", "solved": "È risolta", "close": "Chiudi", "badge": "È servita",
    },
    "en": {
        "begin": "Ask for something", "title": "In one sentence", "story": "What is behind it", "ask": "Ask",
        "mail": "Perhaps you can help", "why": "you offer “Budgeting and cost control”", "answer": "Answer Giulio",
        "text": "Your answer", "give": "Answer", "answered": "Your ask has an answer",
        "helped": "This helped", "change": "What changed?", "say": "Say that it helped",
        "helped_mail": "Your answer helped", "thank": "Say thank you to Davide", "what": "What changed for me",
        "send": "Send it to Davide", "first": "Davide reads it first", "solved": "It is solved", "close": "Close it", "badge": "It helped",
    },
}  # fmt: skip
OFFERS = """
from reciproca.people.actions import set_offers
with within(Community.objects.get(slug="montefeltro")):
    davide = Membership.objects.get(given_name="Davide")
    set_offers(davide, ["Budgeting and cost control"], by=davide)
"""
LEDGER = """
from reciproca.network.models import Interaction
with within(Community.objects.get(slug="montefeltro")):
    names = {person.ledger_id: person.given_name for person in Membership.objects.all()}
    for line in Interaction.objects.order_by("seq"):
        print(line.kind, names[line.giver], names[line.receiver], line.weight, line.confirmed)
"""
TITLE = "Chi guarda il mio primo budget prima del direttore?"
STORY = "È la prima volta, e mi manca un occhio."
ANSWER = "Begin with what you would spend even if the line stood still."


@pytest.mark.parametrize("language", in_turn("it"))
def test_an_ask_is_answered_across_two_languages(server: Server, page_in: PageIn, language: str) -> None:
    words = WORDS[language]
    server.everyone_speaks(language)
    server.python(OFFERS)
    giulio, davide = page_in(language, width=390), page_in(language)
    for page, who in ((giulio, "giulio"), (davide, "davide")):
        sign_in(page, who, server)

    # Giulio asks; the worker brings it to Davide
    giulio.goto("/montefeltro/asks/")
    looks_right(giulio)
    link(giulio, words["begin"])
    giulio.get_by_label(words["title"]).fill(TITLE)
    giulio.get_by_label(words["story"]).fill(STORY)
    looks_right(giulio)
    press(giulio, words["ask"])
    expect(giulio.get_by_role("heading", name=TITLE)).to_be_visible()
    assert TITLE not in text_of(server.wait_for_mail("davide", words["mail"]))
    davide.goto("/montefeltro/asks/")
    expect(davide.get_by_text(words["why"])).to_be_visible()
    looks_right(davide)
    davide.locator("main").get_by_role("link", name=words["answer"]).first.click()  # read aloud with what was asked
    davide.get_by_label(words["text"]).fill(ANSWER)
    press(davide, words["give"])
    expect(davide.get_by_text(ANSWER)).to_be_visible()

    # it helped, and thanks
    assert ANSWER not in text_of(server.wait_for_mail("giulio", words["answered"]))
    giulio.reload()
    expect(giulio.get_by_text(ANSWER)).to_be_visible()
    looks_right(giulio)
    giulio.locator("main").get_by_role("link", name=words["helped"]).click()
    giulio.get_by_label(words["change"]).fill("Il direttore ha detto di sì.")
    press(giulio, words["say"])
    server.wait_for_mail("davide", words["helped_mail"])
    giulio.locator("main").get_by_role("link", name=words["thank"]).click()
    giulio.get_by_label(words["what"]).fill("Ho messo i costi fissi per primi.")
    press(giulio, words["send"])
    expect(giulio.get_by_role("heading", name=words["first"])).to_be_visible()

    # solved
    giulio.goto("/montefeltro/asks/mine/")
    giulio.locator("main").get_by_role("link", name=TITLE).click()
    link(giulio, words["solved"])
    press(giulio, words["close"])
    davide.reload()
    expect(davide.get_by_text(words["badge"])).to_be_visible()
    looks_right(davide)
    assert server.python(LEDGER).splitlines() == ["answer Davide Giulio 3.0 True"]


def link(page: Page, name: str) -> None:
    page.locator("main").get_by_role("link", name=name, exact=True).first.click()


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=name, exact=True).first.click()
