"""Ada and Giulio, from the first day to the last: agree, plan, tell, confirm, answer, close. In both languages."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from playwright.sync_api import Page, expect

from browsing import PageIn, Server, in_turn, looks_right, sign_in

ROME = ZoneInfo("Europe/Rome")
WORDS = {
    "it": {
        "you_and": "Tu e {}", "propose": "Proponi come lavorare", "goals": "Gli obiettivi", "send": "Manda la proposta ad Ada",
        "agree": "Sì, d’accordo", "choose": "Scegli una data", "day": "Giorno", "time": "Ora", "place": "Luogo o link",
        "points": "Di che cosa vuoi parlare", "plan": "Metti in programma", "move": "Sposta", "move_it": "Sposta",
        "log": "Racconta un incontro che qui non c’è", "about_time": "Ora, più o meno",
        "topics": "Di che cosa avete parlato", "tell": "Racconta", "confirm": "Sì, confermo",
        "write": "Scrivi le tue, otto minuti", "helped": "Che cosa mi ha aiutato", "seal": "Sigilla",
        "sealed": "Le tue sono sigillate.", "close": "Chiudi il percorso", "taken": "Che cosa porto con me",
        "farewell": "Un’ultima parola per l’altra persona", "close_it": "Chiudi", "ended": "Questo percorso si è chiuso",
        "session_mail": "Incontro con", "moved_mail": "Spostato", "cancelled_mail": "Annullato", "told_mail": "È andata così",
        "feedback_mail": "Quattro domande", "ended_mail": "si è chiuso", "why": "Perché voi due",
        "summary": "Incontro con Ada Carta",
    },
    "en": {
        "you_and": "You and {}", "propose": "Propose how to work", "goals": "Goals", "send": "Propose it to Ada",
        "agree": "Yes, I agree", "choose": "Choose a date", "day": "Day", "time": "Time", "place": "Place or link",
        "points": "What you want to talk about", "plan": "Plan it", "move": "Move it", "move_it": "Move it",
        "log": "Tell a session that is not here", "about_time": "Time, more or less",
        "topics": "What you talked about", "tell": "Tell it", "confirm": "Yes, I confirm",
        "write": "Write yours, eight minutes", "helped": "What helped me", "seal": "Seal it",
        "sealed": "Yours is sealed.", "close": "Close the mentorship", "taken": "What I take with me",
        "farewell": "A last word to the other", "close_it": "Close it", "ended": "This mentorship ended",
        "session_mail": "You meet", "moved_mail": "Moved", "cancelled_mail": "Cancelled", "told_mail": "Did it go like that",
        "feedback_mail": "Four questions", "ended_mail": "has ended", "why": "Why the two of you",
        "summary": "Session with Ada Carta",
    },
}  # fmt: skip
FIRST_DAY = """
import pairs
with within(Community.objects.get(slug="montefeltro")):
    class People:
        marta, ada, giulio = (Membership.objects.get(given_name=name) for name in ("Marta", "Ada", "Giulio"))
    print(pairs.pair(People, target=2).public_id)
"""
LEDGER = """
from reciproca.network.models import Interaction
with within(Community.objects.get(slug="montefeltro")):
    names = {person.ledger_id: person.given_name for person in Membership.objects.all()}
    for line in Interaction.objects.order_by("seq"):
        print(line.kind, names[line.giver], names[line.receiver], line.minutes, line.confirmed, line.confirms, line.cancels)
"""


@pytest.mark.parametrize("language", in_turn("it"))
def test_a_mentorship_from_the_first_day_to_the_last(server: Server, page_in: PageIn, language: str) -> None:
    words = WORDS[language]
    server.everyone_speaks(language)
    server.python(FIRST_DAY)
    giulio, ada = page_in(language), page_in(language, width=390)
    sign_in(giulio, "giulio", server)
    sign_in(ada, "ada", server)

    open_theirs(giulio, words["you_and"].format("Ada Carta"))
    expect(giulio.get_by_role("heading", name=words["why"])).to_be_visible()
    expect(giulio.get_by_text("trattare con i fornitori").first).to_be_visible()
    looks_right(giulio)

    # they agree
    link(giulio, words["propose"])
    giulio.get_by_label(words["goals"]).fill("Dire il mio prezzo senza scusarmi\nFirmare il contratto")
    press(giulio, words["send"])
    open_theirs(ada, words["you_and"].format("Giulio Serra"))
    expect(ada.get_by_text("Firmare il contratto").first).to_be_visible()
    press(ada, words["agree"])
    expect(ada.locator("#goals")).to_be_visible()
    expect(ada.get_by_text("Dire il mio prezzo senza scusarmi").first).to_be_visible()

    # they plan, and it moves
    giulio.reload()
    day = date.today() + timedelta(days=9)
    link(giulio, words["choose"])
    giulio.get_by_label(words["day"]).fill(day.isoformat())
    giulio.get_by_label(words["time"]).fill("18:30")
    giulio.get_by_label(words["place"]).fill("https://video.example.org/x")
    giulio.get_by_label(words["points"]).fill("Il listino\nQuando dire «ci penso»")
    looks_right(giulio)
    press(giulio, words["plan"])
    expect(giulio.get_by_text("Quando dire «ci penso»").first).to_be_visible()
    first = invitation_in(server, "giulio", words["session_mail"])
    assert (first["METHOD"], first.walk("VEVENT")[0]["SEQUENCE"]) == ("REQUEST", 0)
    event = first.walk("VEVENT")[0]
    assert str(event["SUMMARY"]) == words["summary"]
    assert event.decoded("DTSTART") == datetime(day.year, day.month, day.day, 18, 30, tzinfo=ROME)
    assert event["DTSTART"].params["TZID"] == "Europe/Rome"
    assert len(first.walk("VTIMEZONE")) == 1

    open_theirs(ada, words["you_and"].format("Giulio Serra"))
    link(ada, words["move"])
    ada.get_by_label(words["time"]).fill("19:00")
    press(ada, words["move_it"])
    moved = invitation_in(server, "giulio", words["moved_mail"]).walk("VEVENT")[0]
    assert (moved["UID"], moved["SEQUENCE"]) == (event["UID"], 1)
    assert moved.decoded("DTSTART") == datetime(day.year, day.month, day.day, 19, 0, tzinfo=ROME)

    # one tells, the other confirms
    link(ada, words["log"])
    ada.get_by_label(words["day"]).fill((date.today() - timedelta(days=1)).isoformat())
    ada.get_by_label(words["about_time"]).fill("18:30")
    ada.get_by_label(words["topics"]).fill("ancoraggio, silenzio")
    press(ada, words["tell"])
    assert "ancoraggio" not in server.wait_for_mail("giulio", words["told_mail"]).as_string()
    giulio.reload()
    expect(giulio.get_by_text("ancoraggio, silenzio").first).to_be_visible()
    press(giulio, words["confirm"])

    # both answer, and only then both read
    server.wait_for_mail("ada", words["feedback_mail"])
    ada.reload()
    answer(ada, words, "Le domande di Giulio")
    giulio.reload()
    expect(giulio.get_by_text("Le domande di Giulio")).to_have_count(0)
    answer(giulio, words, "Il silenzio di Ada", sealed=False)
    expect(giulio.get_by_text("Le domande di Giulio").first).to_be_visible()
    ada.reload()
    expect(ada.get_by_text("Il silenzio di Ada").first).to_be_visible()
    looks_right(ada)

    # they close
    link(giulio, words["close"])
    giulio.get_by_label(words["taken"]).fill("Aspettare undici secondi")
    giulio.get_by_label(words["farewell"]).fill("Grazie, Ada.")
    press(giulio, words["close_it"])
    expect(giulio.get_by_text(words["ended"]).first).to_be_visible()
    looks_right(giulio)
    cancelled = invitation_in(server, "ada", words["cancelled_mail"])
    assert (cancelled["METHOD"], cancelled.walk("VEVENT")[0]["SEQUENCE"]) == ("CANCEL", 2)
    server.wait_for_mail("ada", words["ended_mail"])
    ada.reload()
    expect(ada.get_by_text("Grazie, Ada.").first).to_be_visible()
    expect(ada.get_by_text("Aspettare undici secondi")).to_have_count(0)

    assert server.python(LEDGER).splitlines() == [
        "session Ada Giulio 45 False None None",
        "session Ada Giulio 45 True 1 None",
        "feedback Ada Giulio None True None None",
        "feedback Giulio Ada None True None None",
    ]


def open_theirs(page: Page, name: str) -> None:
    page.goto("/montefeltro/mentorships/")
    page.get_by_role("link", name=name).click()
    page.locator("#why").wait_for()


def link(page: Page, name: str) -> None:
    page.locator("main").get_by_role("link", name=name, exact=True).first.click()


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).first.click()
    page.locator("#why").wait_for()


def answer(page: Page, words: dict[str, str], text: str, *, sealed: bool = True) -> None:
    link(page, words["write"])
    page.get_by_label(words["helped"]).fill(text)
    press(page, words["seal"])
    if sealed:
        expect(page.get_by_text(words["sealed"])).to_be_visible()


def invitation_in(server: Server, to: str, subject: str) -> Calendar:
    mail = server.wait_for_mail(to, subject)
    (part,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    return Calendar.from_ical(part.get_content())
