"""Two meet in person, and one reads the other's code; somebody asks for a connection, is asked something, and is accepted."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from browsing import PageIn, Server, looks_right, sign_in
from reading_qr import words_in

WORDS = {
    "it": {
        "show": "Mostra un codice", "where": "Dove siete", "met": "Ci siamo visti", "says": "Giulio dice che vi siete incontrati.",
        "yes_met": "Sì, ci siamo incontrati", "two": "Tu e {}", "in_person": "Vi siete incontrati di persona: Urbino.",
        "connect": "Collegati con Paola", "context": "Da dove vi conoscete", "why": "Perché adesso", "send": "Manda a Paola",
        "asks": "Giulio vorrebbe collegarsi con te", "read": "Leggi", "question": "Prima chiedi una cosa",
        "your_question": "La tua domanda", "send_question": "Manda la domanda", "read_question": "Leggi la domanda",
        "your_answer": "La tua risposta", "send_it": "Manda", "gladly": "Sì, volentieri", "how": "Come vi siete conosciuti",
        "note": "Scrivi un appunto, scegli un ritmo", "your_notes": "I tuoi appunti", "keep": "Tieni",
        "name": "Indica {} fra i tuoi alleati",
    },
    "en": {
        "show": "Show a code", "where": "In which place you are", "met": "We met", "says": "Giulio says that you met.",
        "yes_met": "Yes, we met", "two": "You and {}", "in_person": "You met in person: Urbino.",
        "connect": "Be connected with Paola", "context": "Where you know each other from", "why": "Why now",
        "send": "Send it to Paola", "asks": "Giulio would like to be connected with you", "read": "Read it",
        "question": "Ask something first", "your_question": "Your question", "send_question": "Send the question",
        "read_question": "Read the question", "your_answer": "Your answer", "send_it": "Send it", "gladly": "Yes, gladly",
        "how": "How you met", "note": "Write a note, choose a rhythm", "your_notes": "Your notes", "keep": "Keep this",
        "name": "Name {} as an ally",
    },
}  # fmt: skip
HOME, HERE = "/montefeltro/", "/montefeltro/encounters/"


@pytest.mark.parametrize("language", ["it", "en"])
def test_in_person_and_in_words(server: Server, page_in: PageIn, language: str) -> None:
    words = WORDS[language]
    server.everyone_speaks(language)
    ada, giulio = page_in(language, width=360), page_in(language, width=360)
    paola = page_in(language, dark=True)
    for page, who in ((ada, "ada"), (giulio, "giulio"), (paola, "paola")):
        sign_in(page, who, server)

    # Ada shows a code on her phone; Giulio follows the drawing with his; her page knows at once
    ada.goto(HERE)
    ada.get_by_label(words["where"]).fill("Urbino")
    press(ada, words["show"])
    looks_right(ada)
    drawn = urlsplit(words_in(ada.locator(".qr img").get_attribute("src") or ""))
    giulio.goto(f"{drawn.path}?{drawn.query}")
    looks_right(giulio)
    press(giulio, words["met"])
    expect(ada.get_by_role("heading", name=words["says"])).to_be_visible()
    looks_right(ada)
    press(ada, words["yes_met"])
    expect(ada.get_by_text(words["in_person"])).to_be_visible()
    looks_right(ada)

    # they name each other as allies, and Giulio notes something that Ada never reads
    press(ada, words["name"].format("Giulio"))
    giulio.goto(ada.url.rsplit("/relationships/", 1)[0] + "/relationships/")
    go(giulio, "Ada Carta")
    go(giulio, words["note"])
    giulio.get_by_label(words["your_notes"]).fill("Sua figlia studia a Lione")
    press(giulio, words["keep"])
    expect(giulio.get_by_text("Sua figlia studia a Lione")).to_be_visible()
    press(giulio, words["name"].format("Ada"))
    looks_right(giulio)
    ada.reload()
    expect(ada.get_by_text("Sua figlia studia a Lione")).to_have_count(0)

    # Giulio asks Paola; she asks something back; he answers; she says yes
    giulio.goto(f"{HOME}people/")
    go(giulio, "Paola Neri")
    go(giulio, words["connect"])
    giulio.get_by_label(words["context"]).fill("Alla cena di Urbino")
    giulio.get_by_label(words["why"]).fill("Apro in Germania")
    looks_right(giulio)
    press(giulio, words["send"])
    paola.goto(HOME)
    expect(paola.get_by_role("heading", name=words["asks"])).to_be_visible()
    go(paola, words["read"])
    looks_right(paola)
    paola.get_by_text(words["question"]).click()
    paola.get_by_label(words["your_question"]).fill("Per quali prodotti?")
    press(paola, words["send_question"])
    giulio.goto(HOME)
    go(giulio, words["read_question"])
    giulio.get_by_label(words["your_answer"]).fill("Formaggi")
    press(giulio, words["send_it"])
    paola.reload()
    expect(paola.get_by_text("Formaggi")).to_be_visible()
    press(paola, words["gladly"])
    expect(paola.get_by_role("heading", name=words["how"])).to_be_visible()
    expect(paola.get_by_text("Alla cena di Urbino")).to_be_visible()
    looks_right(paola)


def go(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name=name).first.click()


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name).first.click()
