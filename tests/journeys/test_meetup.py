"""A meet-up: called, come to, changed with the calendar’s update, the code at the door, both say that they met, the ledger has the line."""

import re
from datetime import timedelta
from typing import Any

import pytest
from icalendar import Calendar
from playwright.sync_api import expect

from browsing import PageIn, Server, in_turn, looks_right, sign_in
from reciproca.core import clock
from walking import invitation_in, link, press

TITLE = "Un tavolo da Basili"
WORDS = {
    "it": {
        "new": "Proponi un ritrovo", "name": "Come si chiama", "day": "Giorno", "hour": "Ora", "call": "Proponilo",
        "come": "Ci sarò", "you_come": "Ci sarai.", "mail": "Ci sarai", "change": "Cambia", "change_it": "Cambia",
        "changed": "Cambiato", "show": "Mostra il codice", "here": "Sono qui", "there": "Chi è arrivato", "met": "Ci siamo visti",
        "you_met": "Vi siete visti.", "thank": "Ringrazia Ada, che l’ha proposto",
    },
    "en": {
        "new": "Call a meet-up", "name": "Its name", "day": "Day", "hour": "Time", "call": "Call it",
        "come": "I am coming", "you_come": "You come.", "mail": "You come to", "change": "Change it", "change_it": "Change it",
        "changed": "Changed", "show": "Show the code", "here": "I am here", "there": "Who is there", "met": "We met",
        "you_met": "You met.", "thank": "Thank Ada, who called it",
    },
}  # fmt: skip
IT_BEGINS = """
from datetime import timedelta
from reciproca.core import clock
from reciproca.gatherings.models import Meetup
with within(Community.objects.get(slug="montefeltro")):
    Meetup.objects.update(starts_at=clock.now() - timedelta(minutes=5), ends_at=clock.now() + timedelta(minutes=55))
"""
LEDGER = """
from reciproca.network.models import Interaction
with within(Community.objects.get(slug="montefeltro")):
    names = {person.ledger_id: person.given_name for person in Membership.objects.all()}
    for line in Interaction.objects.filter(object_kind="meetuppair"):
        print(line.kind, *sorted([names[line.giver], names[line.receiver]]), line.mutual, line.confirmed)
"""


def event_in(calendar: Calendar) -> tuple[str, Any]:
    return str(calendar["method"]), calendar.walk("VEVENT")[0]


@pytest.mark.parametrize("language", in_turn("it"))
def test_a_table_is_called_and_two_meet_at_it(server: Server, page_in: PageIn, language: str) -> None:
    words = WORDS[language]
    server.everyone_speaks(language)
    ada, giulio = page_in(language), page_in(language, width=360)
    sign_in(ada, "ada", server)
    sign_in(giulio, "giulio", server)

    # Ada calls one for everybody
    ada.goto("/montefeltro/meetups/")
    looks_right(ada)
    link(ada, words["new"])
    looks_right(ada)
    ada.get_by_label(words["name"], exact=True).fill(TITLE)
    ada.get_by_label(words["day"], exact=True).fill((clock.today() + timedelta(days=3)).isoformat())
    ada.get_by_label(words["hour"], exact=True).fill("18:30")
    ada.locator("[name=where]").fill("Urbino")
    press(ada, words["call"])
    expect(ada.get_by_role("heading", name=TITLE, exact=True)).to_be_visible()

    # Giulio finds it and comes; the invitation reaches him
    giulio.goto("/montefeltro/meetups/")
    link(giulio, TITLE)
    looks_right(giulio)
    press(giulio, words["come"])
    expect(giulio.get_by_role("heading", name=words["you_come"], exact=True)).to_be_visible()
    method, first = event_in(invitation_in(server, "giulio", words["mail"]))
    assert method == "REQUEST"

    # another hour: the same invitation, one step further
    ada.reload()
    expect(ada.locator("main")).to_contain_text("Giulio Serra")
    link(ada, words["change"])
    ada.get_by_label(words["hour"], exact=True).fill("19:00")
    press(ada, words["change_it"])
    expect(ada.get_by_role("heading", name=TITLE, exact=True)).to_be_visible()
    method, moved = event_in(invitation_in(server, "giulio", words["changed"]))
    assert (method, str(moved["uid"])) == ("REQUEST", str(first["uid"]))
    assert (moved["sequence"], moved["dtstart"].dt.hour) == (first["sequence"] + 1, 19)

    # its hour has come: Ada shows the code, Giulio types it
    server.python(IT_BEGINS)
    ada.reload()
    link(ada, words["show"])
    looks_right(ada)
    code = ada.locator("code.secret").inner_text()
    assert re.fullmatch("[A-Z2-7]{4} [A-Z2-7]{4}", code)
    giulio.reload()
    link(giulio, words["here"])
    giulio.locator("input[name=code]").fill(code)
    press(giulio, words["here"])
    expect(giulio.get_by_role("heading", name=TITLE, exact=True)).to_be_visible()
    ada.reload()
    expect(ada.get_by_label(words["there"]).last).to_contain_text("Giulio Serra")

    # reading it was his word; with hers they have met
    link(ada, TITLE)
    expect(ada.get_by_label("Giulio Serra")).to_be_checked()
    press(ada, words["met"])
    expect(ada.get_by_role("heading", name=words["you_met"], exact=True)).to_be_visible()
    looks_right(ada)
    assert server.python(LEDGER).split() == ["encounter", "Ada", "Giulio", "True", "True"]
    giulio.reload()
    looks_right(giulio)
    link(giulio, words["thank"])
    expect(giulio.locator("main form textarea").first).to_be_visible()
