"""A coffee round of the community: started, joined, drawn on its day; two find a time, both say that they met, the ledger has the line."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from browsing import PageIn, Server, in_turn, looks_right, sign_in, text_of
from reciproca.core import clock
from walking import link, press

WORDS = {
    "it": {
        "new": "Un nuovo giro di caffè", "name": "Come si chiama", "first": "Il primo giro", "start": "Avvialo", "in": "Ci sto",
        "is_in": "Partecipi.", "mail": "Un caffè con Giulio", "with_giulio": "Un caffè con Giulio", "write": "Scrivi a Giulio",
        "look": "Guarda che cosa vi unisce, e scrivi", "met": "Ci siamo visti", "says": "Ada dice che vi siete visti. È andata così?",
        "both": "Vi siete visti.", "say": "Di’ se vi siete visti", "numbers": "I giri, in numeri", "out": "Esci", "again": "Vuoi partecipare?",
    },
    "en": {
        "new": "A new coffee round", "name": "Its name", "first": "The first round", "start": "Start it", "in": "I am in",
        "is_in": "You are in.", "mail": "A coffee with Giulio", "with_giulio": "A coffee with Giulio", "write": "Write to Giulio",
        "look": "See what you share, and write", "met": "We met", "says": "Ada says that you met. Is it so?",
        "both": "You met.", "say": "Say whether you met", "numbers": "Its rounds, in numbers", "out": "Leave", "again": "Would you like to be in?",
    },
}  # fmt: skip
ITS_DAY_HAS_COME = """
from datetime import timedelta
from reciproca.core import clock
from reciproca.gatherings.actions import draw_coffees
from reciproca.gatherings.models import Coffee
with within(Community.objects.get(slug="montefeltro")):
    Coffee.objects.update(next_on=clock.today() - timedelta(days=1))
    print(draw_coffees(), draw_coffees())
"""
LEDGER = """
from reciproca.network.models import Interaction
with within(Community.objects.get(slug="montefeltro")):
    names = {person.ledger_id: person.given_name for person in Membership.objects.all()}
    for line in Interaction.objects.filter(object_kind="coffeetable"):
        print(line.kind, *sorted([names[line.giver], names[line.receiver]]), line.mutual, line.confirmed)
"""


@pytest.mark.parametrize("language", in_turn("en"))
def test_two_who_do_not_know_each_other_have_coffee(server: Server, page_in: PageIn, language: str) -> None:
    words = WORDS[language]
    server.everyone_speaks(language)
    marta, ada, giulio = page_in(language), page_in(language, width=360), page_in(language)
    for page, who in ((marta, "marta"), (ada, "ada"), (giulio, "giulio")):
        sign_in(page, who, server)

    # Marta starts one for everybody, and is not in it herself
    marta.goto("/montefeltro/coffee/")
    link(marta, words["new"])
    looks_right(marta)
    marta.get_by_label(words["name"], exact=True).fill("Un caffè il venerdì")
    marta.get_by_label(words["first"], exact=True).fill((clock.today() + timedelta(days=2)).isoformat())
    press(marta, words["start"])
    expect(marta.get_by_role("button", name=words["in"], exact=True)).to_be_visible()

    # Ada and Giulio say that they are in
    for page in (ada, giulio):
        page.goto("/montefeltro/coffee/")
        link(page, "Un caffè il venerdì")
        looks_right(page)
        press(page, words["in"])
        expect(page.get_by_role("heading", name=words["is_in"], exact=True)).to_be_visible()

    # its day has come; it is drawn once
    assert server.python(ITS_DAY_HAS_COME).split() == ["1", "0"]
    assert "Giulio Serra" in text_of(server.wait_for_mail("ada", words["mail"]))
    ada.goto("/montefeltro/coffee/")
    link(ada, words["look"])
    expect(ada.get_by_role("heading", name=words["with_giulio"], exact=True)).to_be_visible()
    looks_right(ada)
    table = ada.url
    press(ada, words["write"])
    expect(ada).to_have_url(re.compile("/conversations/"))

    # both say that they met
    ada.goto(table)
    press(ada, words["met"])
    giulio.goto("/montefeltro/coffee/")
    link(giulio, words["say"])
    expect(giulio.get_by_text(words["says"])).to_be_visible()
    press(giulio, words["met"])
    expect(giulio.get_by_role("heading", name=words["both"], exact=True)).to_be_visible()
    looks_right(giulio)
    assert server.python(LEDGER).split() == ["encounter", "Ada", "Giulio", "True", "True"]

    # Marta sees how many, and nobody’s name; Ada leaves with one tap
    marta.reload()
    expect(marta.get_by_role("heading", name=words["numbers"], exact=True)).to_be_visible()
    expect(marta.locator("main")).not_to_contain_text("Giulio")
    looks_right(marta)
    ada.goto("/montefeltro/coffee/")
    link(ada, "Un caffè il venerdì")
    press(ada, words["out"])
    expect(ada.get_by_role("heading", name=words["again"], exact=True)).to_be_visible()
