"""A circle, from its beginning to a small victory that the community reads: a charter of all, a check-in, a date, a promise kept."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import expect

from browsing import PageIn, Server, in_turn, looks_right, sign_in
from walking import link, press

WORDS = {
    "it": {
        "new": "Un nuovo cerchio", "name": "Come si chiama", "about": "Per chi è, e a che cosa serve",
        "open": "Chi lo trova entra, finché c’è posto", "begin": "Comincialo", "join": "Prendi un posto",
        "write": "Scrivi il patto", "propose": "Proponilo al cerchio", "yes": "Dico di sì", "ask": "Chiedi al cerchio",
        "asks": "Che cosa chiedi", "answer": "La tua risposta", "say": "Dillo al cerchio", "change": "Cambia",
        "dates": "Scegli le date", "plan": "Fissa", "promise": "Prendi un impegno", "text": "Che cosa prometti",
        "promised": "Prometti", "went": "Com’è andata", "kept": "Mantenuto", "told": "Dillo", "win": "Raccontalo come piccola vittoria",
        "well": "Che cosa è andato bene", "tell": "Racconta al cerchio", "glad": "Evviva", "show": "Mostrala alla comunità",
        "shown": "Mostrala",
    },
    "en": {
        "new": "A new circle", "name": "Its name", "about": "For whom it is, and what for",
        "open": "Whoever finds it may join, while there is room", "begin": "Begin it", "join": "Take a seat",
        "write": "Write the charter", "propose": "Propose it to the circle", "yes": "I say yes", "ask": "Ask the circle",
        "asks": "What you ask", "answer": "Your answer", "say": "Say it to the circle", "change": "Change it",
        "dates": "Choose the dates", "plan": "Plan", "promise": "Promise something", "text": "What you promise",
        "promised": "Promise it", "went": "How it went", "kept": "Kept", "told": "Say it", "win": "Tell it as a victory",
        "well": "What went well", "tell": "Tell the circle", "glad": "How lovely", "show": "Show it to the community",
        "shown": "Show it",
    },
}  # fmt: skip
LEDGER = """
from reciproca.network.models import Interaction
with within(Community.objects.get(slug="montefeltro")):
    names = {person.ledger_id: person.given_name for person in Membership.objects.all()}
    for line in Interaction.objects.filter(object_kind="checkin").order_by("seq"):
        print(*sorted([names[line.giver], names[line.receiver]]), line.kind, line.mutual, line.confirmed)
"""
NAME = "Prime volte"


@pytest.mark.parametrize("language", in_turn("en"))
def test_a_circle_from_its_beginning_to_a_win(server: Server, page_in: PageIn, language: str) -> None:
    words = WORDS[language]
    server.everyone_speaks(language)
    ada, giulio, paola, marta = (page_in(language, width=width) for width in (1280, 390, 1280, 1280))
    for page, who in ((ada, "ada"), (giulio, "giulio"), (paola, "paola"), (marta, "marta")):
        sign_in(page, who, server)

    # Ada begins it, two others find it
    ada.goto("/montefeltro/circles/")
    link(ada, words["new"])
    ada.get_by_label(words["name"], exact=True).fill(NAME)
    ada.get_by_label(words["about"]).fill("Chi guida un gruppo da poco.")
    ada.get_by_label(words["open"]).check()
    press(ada, words["begin"])
    looks_right(ada)
    for page in (giulio, paola):
        page.goto("/montefeltro/circles/")
        link(page, NAME)
        press(page, words["join"])

    # the charter holds with the yes of all
    ada.reload()
    link(ada, words["write"])
    press(ada, words["propose"])
    for page in (giulio, paola):
        page.reload()
        press(page, words["yes"])
        looks_right(page)

    # a check-in: one reads the others after one's own answer
    ada.reload()
    link(ada, words["ask"])
    looks_right(ada)
    ada.get_by_label(words["asks"]).fill("Che cosa ti pesa?")
    press(ada, words["ask"])
    question = ada.url
    ada.get_by_role("textbox", name=words["answer"]).fill("Le riunioni dopo le cinque.")
    press(ada, words["say"])
    giulio.goto("/montefeltro/")
    assert "riunioni" not in giulio.content()
    giulio.goto(question)
    expect(giulio.get_by_text("Le riunioni dopo le cinque.")).to_have_count(0)
    giulio.get_by_role("textbox", name=words["answer"]).fill("Dire di no.")
    press(giulio, words["say"])
    expect(giulio.get_by_text("Le riunioni dopo le cinque.")).to_be_visible()
    looks_right(giulio)
    marta_sees = marta.goto(question)
    assert marta_sees is not None
    assert marta_sees.status == 404

    # a promise, and the date to which it is carried
    giulio.goto("/montefeltro/circles/")
    link(giulio, NAME)
    link(giulio, words["promise"])
    giulio.get_by_label(words["text"]).fill("Dire un no questa settimana")
    press(giulio, words["promised"])
    inside = giulio.url.partition("#")[0]
    ada.goto(inside)
    link(ada, words["dates"])
    ada.locator("[name=day]").fill(f"{date.today() + timedelta(days=10):%Y-%m-%d}")
    ada.locator("[name=hour]").fill("18:30")
    ada.locator("[name=times][value='1']").check()
    press(ada, words["plan"])
    looks_right(ada)
    ada.locator(".meeting .button").click()
    expect(ada.get_by_text("Giulio: Dire un no questa settimana")).to_be_visible()

    # kept, told, cheered, and shown in his own words
    giulio.goto(inside)
    giulio.locator("main a", has_text=words["went"]).first.click()
    giulio.get_by_label(words["kept"]).check()
    press(giulio, words["told"])
    giulio.locator("main a", has_text=words["win"]).first.click()
    giulio.get_by_label(words["well"]).fill("Ho detto un no, e va bene a tutti.")
    press(giulio, words["tell"])
    looks_right(giulio)
    paola.goto(inside)
    paola.locator("main button", has_text=words["glad"]).click()
    marta.goto("/montefeltro/circles/")
    expect(marta.get_by_text("un no, e va bene")).to_have_count(0)
    giulio.locator("main a", has_text=words["show"]).first.click()
    press(giulio, words["shown"])
    marta.reload()
    expect(marta.get_by_text("Ho detto un no, e va bene a tutti.")).to_be_visible()
    looks_right(marta)

    assert server.python(LEDGER).splitlines() == ["Ada Giulio check_in True True"]
