"""A session that both confirmed, thanks, their approval, a recommendation: what each reads, and what the ledger holds."""

import pytest
from playwright.sync_api import Page, expect

from browsing import PageIn, Server, in_turn, looks_right, sign_in, text_of

WORDS = {
    "it": {
        "confirm": "Sì, confermo", "tell": "Di’ ad Ada che cosa è cambiato.", "change": "Che cosa è cambiato per me",
        "news": "Ci sono novità da quando hai aperto la pagina.", "send": "Manda ad Ada", "first": "Lo legge prima Ada", "thanks_mail": "ti dice grazie", "today": "Giulio ti dice grazie.",
        "read": "Leggi", "edit": "Cambia le parole", "story": "Che cosa è successo", "save": "Salva",
        "show": "Fallo leggere alla comunità", "shown_mail": "Il tuo grazie è arrivato ad Ada",
        "after": "dopo un incontro", "place": "Grazie", "ask": "Chiedi una referenza a Giulio",
        "about": "Di che cosa vorresti che parlasse?", "ask_it": "Chiedi a Giulio", "ask_mail": "ti chiede una referenza",
        "write": "Scrivila", "text": "Che cosa diresti a chi ancora non conosce Ada?", "keep": "Tieni la bozza",
        "go_on": "Riprendi la bozza", "hand": "Consegnala ad Ada", "given_mail": "ha scritto una referenza per te",
        "put": "Mettila sul mio profilo", "yes_mail": "Le tue parole sono sul profilo di Ada", "rests": "dopo un incontro, ",
    },
    "en": {
        "confirm": "Yes, I confirm", "tell": "Tell Ada what changed.", "change": "What changed for me",
        "news": "There is news since you opened this page.", "send": "Send it to Ada", "first": "Ada reads it first", "thanks_mail": "says thank you", "today": "Giulio says thank you.",
        "read": "Read it", "edit": "Change the words", "story": "What happened", "save": "Save",
        "show": "Let the community read it", "shown_mail": "Your thanks reached Ada",
        "after": "after a session", "place": "Thanks", "ask": "Ask Giulio for a recommendation",
        "about": "What would you like it to be about?", "ask_it": "Ask Giulio", "ask_mail": "asks you for a recommendation",
        "write": "Write it", "text": "What would you tell somebody who has not met Ada yet?", "keep": "Keep the draft",
        "go_on": "Go on with your draft", "hand": "Hand it to Ada", "given_mail": "has written a recommendation for you",
        "put": "Put it on my profile", "yes_mail": "Your words stand on Ada’s profile", "rests": "after a session in ",
    },
}  # fmt: skip
TOLD = """
import pairs
from datetime import timedelta
from reciproca.core import clock
from reciproca.mentoring.actions import log_session
with within(Community.objects.get(slug="montefeltro")):
    class People:
        marta, ada, giulio = (Membership.objects.get(given_name=name) for name in ("Marta", "Ada", "Giulio"))
    mentorship = pairs.agree(People, pairs.pair(People))
    log_session(mentorship, by=People.ada, starts_at=clock.now() - timedelta(hours=30), minutes=45, topics="ancoraggio, silenzio")
    print(mentorship.public_id, People.ada.public_id, People.giulio.public_id)
"""
LEDGER = """
from reciproca.network.models import Interaction
with within(Community.objects.get(slug="montefeltro")):
    names = {person.ledger_id: person.given_name for person in Membership.objects.all()}
    for line in Interaction.objects.order_by("seq"):
        print(line.kind, names[line.giver], names[line.receiver], line.minutes, line.confirmed, line.confirms, line.cancels)
"""
CHANGE = "Lunedì ho detto la cifra e ho aspettato."
STORY = "Avevamo provato la telefonata due volte."
TEXT = "A chi esporta per la prima volta direi: parlate con Ada prima di firmare."


@pytest.mark.parametrize("language", in_turn("en"))
def test_from_a_confirmed_session_to_a_recommendation(server: Server, page_in: PageIn, language: str) -> None:
    words = WORDS[language]
    server.everyone_speaks(language)
    giulio, ada, paola = page_in(language, width=390), page_in(language), page_in(language)
    for page, who in ((giulio, "giulio"), (ada, "ada"), (paola, "paola")):
        sign_in(page, who, server)
        page.goto("/montefeltro/")
    mentorship, ada_id, giulio_id = server.python(TOLD).split()

    # Giulio confirms, and is led to thanks
    giulio.goto(f"/montefeltro/mentorships/{mentorship}/")
    press(giulio, words["confirm"])
    expect(giulio.get_by_role("heading", name=words["tell"])).to_be_visible()
    looks_right(giulio)
    giulio.get_by_label(words["change"]).fill(CHANGE)
    press(giulio, words["send"])
    expect(giulio.get_by_role("heading", name=words["first"])).to_be_visible()
    link(giulio, words["edit"])
    giulio.get_by_label(words["story"]).fill(STORY)
    looks_right(giulio)
    press(giulio, words["save"])
    expect(giulio.get_by_text(STORY)).to_be_visible()

    # Ada reads it first; nobody else does. Her open page hears of it, and Paola's does not
    assert CHANGE not in text_of(server.wait_for_mail("ada", words["thanks_mail"]))
    expect(ada.get_by_text(words["news"])).to_be_visible(timeout=20_000)
    expect(paola.get_by_text(words["news"])).to_be_hidden()
    paola.goto("/montefeltro/thanks/")
    expect(paola.get_by_text(CHANGE)).to_have_count(0)
    looks_right(paola)
    ada.goto("/montefeltro/")
    expect(ada.get_by_role("heading", name=words["today"])).to_be_visible()
    link(ada, words["read"])
    expect(ada.get_by_text("ancoraggio, silenzio")).to_be_visible()
    looks_right(ada)
    press(ada, words["show"])
    server.wait_for_mail("giulio", words["shown_mail"])

    # now everybody does, and not what they spoke of
    for address in ("thanks/", f"people/{ada_id}/"):
        paola.goto(f"/montefeltro/{address}")
        expect(paola.get_by_text(CHANGE)).to_be_visible()
        expect(paola.get_by_text(STORY)).to_be_visible()
        expect(paola.get_by_text(words["after"]).first).to_be_visible()
        expect(paola.get_by_text("ancoraggio")).to_have_count(0)
        looks_right(paola)

    # Ada asks, Giulio keeps a draft, and hands it over
    ada.goto(f"/montefeltro/people/{giulio_id}/")
    link(ada, words["ask"])
    ada.get_by_label(words["about"]).fill("come preparo una trattativa")
    looks_right(ada)
    press(ada, words["ask_it"])
    server.wait_for_mail("giulio", words["ask_mail"])
    giulio.goto("/montefeltro/recommendations/")
    giulio.locator("main .thanks-rows a.button").first.click()
    expect(giulio.get_by_text("come preparo una trattativa")).to_be_visible()
    link(giulio, words["write"])
    giulio.get_by_label(words["text"]).fill("A chi esporta")
    press(giulio, words["keep"])
    looks_right(giulio)
    giulio.locator("main").get_by_role("link", name=words["go_on"]).first.click()
    link(giulio, words["go_on"])
    expect(giulio.get_by_label(words["text"])).to_have_value("A chi esporta")
    giulio.get_by_label(words["text"]).fill(TEXT)
    press(giulio, words["hand"])
    server.wait_for_mail("ada", words["given_mail"])
    ada.goto("/montefeltro/recommendations/")
    looks_right(ada)
    ada.locator("main .thanks-rows a.button").first.click()
    expect(ada.get_by_text(TEXT)).to_be_visible()
    press(ada, words["put"])
    server.wait_for_mail("giulio", words["yes_mail"])
    paola.goto(f"/montefeltro/people/{ada_id}/")
    expect(paola.get_by_text(TEXT)).to_be_visible()
    expect(paola.get_by_text(words["rests"]).last).to_be_visible()

    assert server.python(LEDGER).splitlines() == [
        "session Ada Giulio 45 False None None",
        "session Ada Giulio 45 True 1 None",
        "recognition Giulio Ada None True None None",
        "recommendation Giulio Ada None True None None",
    ]


def link(page: Page, name: str) -> None:
    page.locator("main").get_by_role("link", name=name, exact=True).first.click()


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=name, exact=True).first.click()
