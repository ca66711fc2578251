"""Something to read, shared with whom it concerns: shown before it is sent, thanked for, and a line of the ledger."""

import pytest
from playwright.sync_api import expect

from browsing import PageIn, Server, in_turn, looks_right, sign_in, text_of
from walking import link, press

WORDS = {
    "it": {
        "begin": "Condividi qualcosa", "kind": "qualcosa da leggere", "title": "In una frase", "why": "Perché può servire",
        "see": "Vedi chi riguarda", "choice": "Giulio Serra: cerca «Il mio primo budget di reparto»", "send": "Manda",
        "mail": "Qualcuno ha pensato a te", "because": "cerchi «Il mio primo budget di reparto»", "read": "Leggi",
        "thank": "È servita: di’ grazie", "change": "Che cosa è cambiato?", "say": "Di’ grazie ad Ada",
        "thanked": "Giulio ti dice grazie", "told": "È servita",
    },
    "en": {
        "begin": "Share something", "kind": "something to read", "title": "In one sentence", "why": "Why it may be of use",
        "see": "See whom it concerns", "choice": "Giulio Serra: looks for “Il mio primo budget di reparto”", "send": "Send it",
        "mail": "Somebody thought of you", "because": "you look for “Il mio primo budget di reparto”", "read": "Read it",
        "thank": "It was of use: say thank you", "change": "What changed?", "say": "Say thank you to Ada",
        "thanked": "Giulio says thank you", "told": "It was of use",
    },
}  # fmt: skip
NEEDS = """
from reciproca.people.actions import set_needs
with within(Community.objects.get(slug="montefeltro")):
    giulio = Membership.objects.get(given_name="Giulio")
    set_needs(giulio, ["Il mio primo budget di reparto"], by=giulio)
"""
LEDGER = """
from reciproca.network.models import Interaction
with within(Community.objects.get(slug="montefeltro")):
    names = {person.ledger_id: person.given_name for person in Membership.objects.all()}
    for line in Interaction.objects.order_by("seq"):
        print(line.kind, line.object_kind, names[line.giver], names[line.receiver], line.confirmed)
"""
TITLE = "Tre modi di leggere un budget"
CHANGE = "Ho chiuso il primo foglio senza paura."


@pytest.mark.parametrize("language", in_turn("it"))
def test_a_share_reaches_whom_it_concerns_and_ends_in_thanks(server: Server, page_in: PageIn, language: str) -> None:
    words = WORDS[language]
    server.everyone_speaks(language)
    server.python(NEEDS)
    ada, giulio = page_in(language), page_in(language, width=390)
    for page, who in ((ada, "ada"), (giulio, "giulio")):
        sign_in(page, who, server)

    # Ada writes it, and sees whom it would reach before anything is sent
    ada.goto("/montefeltro/shares/")
    looks_right(ada)
    link(ada, words["begin"])
    ada.get_by_label(words["kind"]).check()
    ada.get_by_label(words["title"]).fill(TITLE)
    ada.get_by_label(words["why"]).fill("Mi ha tolto la paura dei numeri.")
    press(ada, words["see"])
    expect(ada.get_by_label(words["choice"])).to_be_checked()
    looks_right(ada)
    press(ada, words["send"])

    # Giulio reads why it came to him, and says what changed
    assert TITLE not in text_of(server.wait_for_mail("giulio", words["mail"]))
    giulio.goto("/montefeltro/")
    expect(giulio.locator("main").get_by_text(TITLE)).to_be_visible()
    giulio.goto("/montefeltro/shares/")
    expect(giulio.get_by_text(words["because"])).to_be_visible()
    looks_right(giulio)
    giulio.locator("main").get_by_role("link", name=TITLE, exact=True).click()
    looks_right(giulio)
    link(giulio, words["thank"])
    giulio.get_by_label(words["change"]).fill(CHANGE)
    press(giulio, words["say"])

    assert CHANGE not in text_of(server.wait_for_mail("ada", words["thanked"]))
    ada.reload()
    expect(ada.get_by_role("heading", name=words["told"])).to_be_visible()
    expect(ada.get_by_text(CHANGE)).to_be_visible()
    looks_right(ada)
    assert server.python(LEDGER).splitlines() == ["note reception Ada Giulio True"]
