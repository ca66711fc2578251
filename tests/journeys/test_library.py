"""A note written by two and published with the yes of both; found by somebody else, who says what it changed; the ledger has the lines."""

import pytest
from playwright.sync_api import FilePayload, expect

from browsing import PageIn, Server, in_turn, looks_right, sign_in, text_of
from walking import link, press

WORDS = {
    "it": {
        "write": "Scrivi un appunto", "title": "Il titolo", "text": "Che cosa hai imparato", "topics": "Di che cosa si tratta",
        "keep": "Salvalo come bozza", "ask": "Chiedi a qualcuno", "search": "Un nome, o che cosa sa", "look": "Cerca",
        "choose": "Scegli Giulio Serra", "together": "Di scriverlo insieme", "ask_them": "Chiedi a Giulio",
        "mail": "Un appunto, e una domanda per te", "take": "Sì, lo scrivo anch’io", "publish": "Pubblicalo", "yes": "Sì, pubblicalo",
        "wanted": "Che cosa vorresti sapere?", "helped": "Mi è servito", "change": "Che cosa è cambiato per te?",
        "shown": "Lo può leggere anche chi legge l’appunto, con il mio nome", "say": "Di’ che cosa è cambiato",
        "told": "Un tuo appunto è servito a Paola", "beside": "Metti un file accanto", "file": "Un’immagine o un PDF", "add": "Aggiungi",
    },
    "en": {
        "write": "Write a note", "title": "Its title", "text": "What you have learned", "topics": "What it is about",
        "keep": "Keep it as a draft", "ask": "Ask somebody", "search": "A name, or what they know", "look": "Search",
        "choose": "Choose Giulio Serra", "together": "To write it together", "ask_them": "Ask Giulio",
        "mail": "A note, and a question to you", "take": "Yes, I write it too", "publish": "Publish it", "yes": "Yes, publish it",
        "wanted": "What would you like to know?", "helped": "This helped me", "change": "What changed for you?",
        "shown": "Whoever reads the note may read it too, with my name", "say": "Say what changed",
        "told": "A note of yours helped Paola", "beside": "Put a file beside it", "file": "A picture or a PDF", "add": "Add it",
    },
}  # fmt: skip
LEDGER = """
from reciproca.network.models import Interaction
with within(Community.objects.get(slug="montefeltro")):
    names = {person.ledger_id: person.given_name for person in Membership.objects.all()}
    for line in Interaction.objects.order_by("seq"):
        print(line.kind, line.object_kind, names[line.giver], names[line.receiver], line.confirmed)
"""
THEY_ARE_FOUND = """
from reciproca.people.actions import begin_profile
with within(Community.objects.get(slug="montefeltro")):
    for person in Membership.objects.all():
        begin_profile(person)
"""
TITLE = "La sera prima di firmare"
SHEET: FilePayload = {"name": "Foglio.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 the sheet"}
CHANGE = "Ho chiesto la clausola sui ritardi."


@pytest.mark.parametrize("language", in_turn("it"))
def test_a_note_of_two_is_found_and_helps(server: Server, page_in: PageIn, language: str) -> None:
    words = WORDS[language]
    server.everyone_speaks(language)
    server.python(THEY_ARE_FOUND)
    ada, giulio, paola = page_in(language), page_in(language, width=390), page_in(language)
    for page, who in ((ada, "ada"), (giulio, "giulio"), (paola, "paola")):
        sign_in(page, who, server)

    # Ada writes a draft and asks Giulio to write it with her
    ada.goto("/montefeltro/library/")
    looks_right(ada)
    link(ada, words["write"])
    ada.get_by_label(words["title"]).fill(TITLE)
    ada.get_by_label(words["text"]).fill("Un contratto di fornitura si legge tardi.\n\n## Una riga\n\n- Chi collauda")
    ada.get_by_label(words["topics"]).fill("contratti")
    press(ada, words["keep"])
    looks_right(ada)
    link(ada, words["beside"])
    looks_right(ada)
    ada.get_by_label(words["file"]).set_input_files(SHEET)
    press(ada, words["add"])
    link(ada, words["ask"])
    ada.get_by_label(words["search"]).fill("Giulio")
    ada.locator("main").get_by_role("button", name=words["look"]).click()
    link(ada, words["choose"])
    ada.get_by_label(words["together"]).check()
    press(ada, words["ask_them"])

    # Giulio takes part, and both say yes
    assert TITLE not in text_of(server.wait_for_mail("giulio", words["mail"]))
    giulio.goto("/montefeltro/library/own/")
    giulio.locator("main .note-list a").click()
    press(giulio, words["take"])
    looks_right(giulio)
    for page in (giulio, ada):
        page.reload()
        link(page, words["publish"])
        press(page, words["yes"])
    expect(ada.get_by_role("heading", name=TITLE)).to_be_visible()
    looks_right(ada)

    # Paola finds it by another form of a word, and says what it changed
    paola.goto("/montefeltro/library/")
    paola.get_by_label(words["wanted"]).fill("forniture")
    paola.get_by_label(words["wanted"]).press("Enter")
    looks_right(paola)
    link(paola, TITLE)
    looks_right(paola)
    expect(paola.get_by_role("link", name=SHEET["name"])).to_be_visible()
    link(paola, words["helped"])
    paola.get_by_label(words["change"]).fill(CHANGE)
    paola.get_by_label(words["shown"]).check()
    press(paola, words["say"])
    expect(paola.get_by_text(CHANGE)).to_be_visible()

    assert CHANGE not in text_of(server.wait_for_mail("ada", words["told"]))
    assert server.python(LEDGER).splitlines() == ["note help Ada Paola True", "note help Giulio Paola True"]
