"""A project: begun by one, accepted by the other, written by both, shown with the yes of both, brought to its end; thanks, and the line."""

import pytest
from playwright.sync_api import expect

from browsing import PageIn, Server, in_turn, looks_right, sign_in, text_of
from walking import link, press

WORDS = {
    "it": {
        "make": "Fate qualcosa insieme", "name": "Come si chiama", "what": "Che cosa volete fare", "brings": "Che cosa porti",
        "whom": "Con chi", "ask": "Scrivilo, e chiedi", "waits": "Aspetta il sì di qualcuno.", "in": "Ci sto",
        "read": "Leggi di che si tratta", "mail": "Ada vorrebbe fare qualcosa con te", "change": "Cambia le parole", "save": "Salva", "as": "Come l’ha scritto Giulio",
        "show": "Sì, mostralo", "done": "L’abbiamo portato a termine", "is_it": "Giulio dice che l’avete portato a termine. È così?",
        "there": "È fatto.", "thank": "Di’ grazie a Giulio",
    },
    "en": {
        "make": "Make something together", "name": "Its name", "what": "What you want to make", "brings": "What you bring",
        "whom": "With whom", "ask": "Write it down, and ask", "waits": "It waits for somebody’s yes.", "in": "I am in",
        "read": "Read what it is", "mail": "Ada would like to make something with you", "change": "Change the words", "save": "Save it", "as": "As Giulio wrote it on",
        "show": "Yes, show it", "done": "We brought it to its end", "is_it": "Giulio says that you brought it to its end. Is it so?",
        "there": "It is there.", "thank": "Say thank you to Giulio",
    },
}  # fmt: skip
CONNECTED = """
from reciproca.network.actions import connect
with within(Community.objects.get(slug="montefeltro")):
    ada, giulio = (Membership.objects.get(given_name=name) for name in ("Ada", "Giulio"))
    connect(ada, giulio, source=ada)
"""
LEDGER = """
from reciproca.network.models import Interaction
with within(Community.objects.get(slug="montefeltro")):
    names = {person.ledger_id: person.given_name for person in Membership.objects.all()}
    for line in Interaction.objects.filter(object_kind="together"):
        print(line.kind, *sorted([names[line.giver], names[line.receiver]]), line.mutual, line.confirmed)
"""


@pytest.mark.parametrize("language", in_turn("it"))
def test_two_make_something_together(server: Server, page_in: PageIn, language: str) -> None:
    words = WORDS[language]
    server.everyone_speaks(language)
    server.python(CONNECTED)
    ada, giulio, paola = page_in(language), page_in(language, width=360), page_in(language)
    for page, who in ((ada, "ada"), (giulio, "giulio"), (paola, "paola")):
        sign_in(page, who, server)

    # Ada writes what it would be, and asks Giulio
    ada.goto("/montefeltro/projects/")
    looks_right(ada)
    link(ada, words["make"])
    ada.get_by_label(words["name"], exact=True).fill("Una guida per chi arriva")
    ada.get_by_label(words["what"], exact=True).fill("Dieci pagine.")
    ada.get_by_role("textbox", name=words["brings"]).fill("Scrivo")
    ada.get_by_label(words["whom"], exact=True).select_option(label="Giulio Serra")
    looks_right(ada)
    press(ada, words["ask"])
    expect(ada.get_by_text(words["waits"])).to_be_visible()
    project = ada.url

    # Giulio reads it, says yes, and changes what it is
    assert "Dieci pagine" not in text_of(server.wait_for_mail("giulio", words["mail"]))
    giulio.goto("/montefeltro/projects/")
    link(giulio, words["read"])
    expect(giulio.get_by_text("Scrivo")).to_be_visible()
    giulio.get_by_role("textbox", name=words["brings"]).fill("Le fotografie")
    looks_right(giulio)
    press(giulio, words["in"])
    link(giulio, words["change"])
    giulio.get_by_label(words["what"], exact=True).fill("Dieci pagine, e una mappa.")
    press(giulio, words["save"])
    ada.goto(project)
    expect(ada.get_by_text(words["as"])).to_be_visible()
    expect(ada.get_by_text("Le fotografie")).to_be_visible()
    looks_right(ada)

    # nobody else knows, until both say yes
    paola.goto("/montefeltro/projects/")
    expect(paola.locator("main")).not_to_contain_text("Una guida per chi arriva")
    for page in (ada, giulio):
        page.goto(project)
        press(page, words["show"])
    paola.goto("/montefeltro/projects/")
    link(paola, "Una guida per chi arriva")
    expect(paola.get_by_text("Dieci pagine, e una mappa.")).to_be_visible()
    expect(paola.locator("main")).not_to_contain_text("Le fotografie")
    looks_right(paola)

    # both say that it is there; Ada says thank you
    press(giulio, words["done"])
    ada.goto(project)
    expect(ada.get_by_text(words["is_it"])).to_be_visible()
    press(ada, words["done"])
    expect(ada.get_by_role("heading", name=words["there"], exact=True)).to_be_visible()
    looks_right(ada)
    assert server.python(LEDGER).split() == ["project", "Ada", "Giulio", "True", "True"]
    link(ada, words["thank"])
    expect(ada.locator("main")).to_contain_text("Una guida per chi arriva")
