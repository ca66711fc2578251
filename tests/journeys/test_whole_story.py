"""The whole story: from the sheet a coordinator already has to help that goes on. In both languages.

A messy sheet comes in, registration opens and somebody applies on the public page; a round is computed, corrected and
published; two people agree, plan, tell, confirm, thank, answer, close; one of them would mentor. At the end the ledger
holds what happened, and nothing else.
"""

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from icalendar import Event
from playwright.sync_api import Page, expect

from browsing import PageIn, Server, looks_right, sign_in, text_of
from import_sheets import messy_cohort
from walking import (
    accept_everyone,
    answer_feedback,
    apply,
    compute,
    exclude,
    go_on,
    invitation_in,
    link,
    lock,
    open_theirs,
    pairs,
    prepare,
    press,
    proposal_of,
)

ROME = ZoneInfo("Europe/Rome")
LEDGER = """
from reciproca.core.chain import broken_lines
from reciproca.network.models import Interaction, LedgerHead
with within(Community.objects.get(slug="montefeltro")):
    names = {person.ledger_id: person.given_name for person in Membership.objects.all()}
    for line in Interaction.objects.order_by("seq"):
        print(line.kind, names[line.giver], names[line.receiver], line.minutes, line.object_kind, line.confirmed,
              line.confirms, line.cancels)
    print("broken:", list(broken_lines(Interaction, LedgerHead)))
"""
#: What the schedule calls every ten minutes.
TEN_MINUTES_LATER = "from reciproca.suggestions.tasks import look_after_giving_back\nlook_after_giving_back()"
WORDS = {
    "it": {
        "read": "Leggi il foglio", "rehearse": "Fai la prova", "apply": "Persone che si candidano a una coorte, con le risposte",
        "asks": "Quasi tutto a posto: due righe chiedono di te.", "fine": "Va bene così", "retry": "Riprova la riga",
        "import": "Importa 5 righe", "done": "Fatto: ci sono 4 persone nuove.", "arrived": "È arrivata",
        "in": "C’è posto per te: Ponti", "close_it": "Chiudi le iscrizioni", "open_round": "Apri un turno",
        "compute": "Calcola il turno", "again": "Ricalcola", "review": "Turno 1, da rivedere", "lock": "Fissa", "exclude": "Escludi",
        "publish": "Rileggi e pubblica", "confirm_publishing": "Pubblica e scrivi a tutti", "published": "Turno 1, pubblicato",
        "decided": "1 fissata, 1 esclusa", "happens": "Cominciano 3 percorsi", "matched": "come mentor hai",
        "mentors": "farai da mentor a", "you_and": "Tu e {}", "propose": "Proponi come lavorare", "goals": "Gli obiettivi",
        "send": "Manda la proposta ad Ada", "agree": "Sì, d’accordo", "choose": "Scegli una data", "day": "Giorno", "time": "Ora",
        "plan": "Metti in programma", "session_mail": "Incontro con", "log": "Racconta un incontro che qui non c’è",
        "about_time": "Ora, più o meno", "topics": "Di che cosa avete parlato", "tell": "Racconta",
        "read_and_confirm": "Leggi e conferma", "confirm": "Sì, confermo", "change": "Che cosa è cambiato per me",
        "thank": "Manda ad Ada", "thanks_mail": "ti dice grazie", "read_thanks": "Leggi",
        "show": "Fallo leggere alla comunità", "shown_mail": "Il tuo grazie è arrivato ad Ada",
        "write": "Scrivi le tue, otto minuti", "helped": "Che cosa mi ha aiutato", "seal": "Sigilla",
        "sealed": "Le tue sono sigillate.", "close": "Chiudi il percorso", "taken": "Che cosa porto con me",
        "close_mentorship": "Chiudi", "ended": "Questo percorso si è chiuso", "cancelled_mail": "Annullato",
        "question": "E un giorno, dall’altra parte?", "answer": "Leggi, e rispondi",
        "gave": "Un incontro: 45 minuti del tempo di Ada.", "would": "Sì, mi andrebbe", "said_yes": "Hai detto di sì.",
        "list": "1 persona farebbe da mentor", "copy": "Copiala per la prossima", "stages": "iscritte, accettate, abbinate, incontrate, in corso, concluse", "hour": "45 minuti del tempo di Ada per te",
    },
    "en": {
        "read": "Read the sheet", "rehearse": "Rehearse", "apply": "People who apply to a cohort, with their answers",
        "asks": "Nearly there: two rows ask for you.", "fine": "Fine like this", "retry": "Try the row again",
        "import": "Import 5 rows", "done": "Done: 4 new people are here.", "arrived": "It has arrived",
        "in": "You are in: Bridges", "close_it": "Close registration", "open_round": "Open a round",
        "compute": "Compute the round", "again": "Compute again", "review": "Round 1, to be reviewed", "lock": "Lock", "exclude": "Exclude",
        "publish": "Read again and publish", "confirm_publishing": "Publish and write to everybody", "published": "Round 1, published",
        "decided": "1 locked, 1 excluded", "happens": "3 mentorships begin", "matched": "your mentor is",
        "mentors": "you will be mentoring", "you_and": "You and {}", "propose": "Propose how to work", "goals": "Goals",
        "send": "Propose it to Ada", "agree": "Yes, I agree", "choose": "Choose a date", "day": "Day", "time": "Time",
        "plan": "Plan it", "session_mail": "You meet", "log": "Tell a session that is not here",
        "about_time": "Time, more or less", "topics": "What you talked about", "tell": "Tell it",
        "read_and_confirm": "Read it and confirm", "confirm": "Yes, I confirm", "change": "What changed for me",
        "thank": "Send it to Ada", "thanks_mail": "says thank you", "read_thanks": "Read it",
        "show": "Let the community read it", "shown_mail": "Your thanks reached Ada",
        "write": "Write yours, eight minutes", "helped": "What helped me", "seal": "Seal it", "sealed": "Yours is sealed.",
        "close": "Close the mentorship", "taken": "What I take with me", "close_mentorship": "Close it",
        "ended": "This mentorship ended", "cancelled_mail": "Cancelled", "question": "And one day, on the other side?",
        "answer": "Read, and answer", "gave": "One session, 45 minutes of Ada’s time.", "would": "Yes, I would",
        "said_yes": "You said yes.", "list": "1 person would mentor", "copy": "Copy it for the next one", "stages": "registered, accepted, matched, met, under way, closed", "hour": "45 minutes of Ada’s time for you",
    },
}  # fmt: skip


@pytest.mark.parametrize("language", ["it", "en"])
def test_from_a_sheet_to_help_that_goes_on(server: Server, page_in: PageIn, tmp_path: Path, language: str) -> None:
    words = WORDS[language]
    server.everyone_speaks(language)
    marta, giulio, ada = page_in(language), page_in(language), page_in(language, width=390)
    sign_in(marta, "marta", server)

    cohort = a_sheet_comes_in(marta, words, tmp_path)
    somebody_applies(marta, giulio, server, words, cohort)
    a_round_is_published(marta, server, words)
    sign_in(ada, "ada", server)
    they_agree(giulio, ada, words)
    event = they_plan(giulio, server, words)
    they_meet(giulio, ada, server, words)
    they_answer(giulio, ada, words)
    they_close(giulio, server, words, event)
    what_marta_sees(marta, words, cohort)
    what_each_reads(giulio, ada, words)

    ledger, broken = server.python(LEDGER).split("broken: ")
    assert broken.strip() == "[]"
    assert ledger.splitlines() == [
        "session Ada Giulio 45 mentoringsession False None None",
        "session Ada Giulio 45 mentoringsession True 1 None",
        "recognition Giulio Ada None recognition True None None",
        "feedback Ada Giulio None feedbackwindow True None None",
        "feedback Giulio Ada None feedbackwindow True None None",
    ]


def a_sheet_comes_in(page: Page, words: dict[str, str], folder: Path) -> str:
    """Into a cohort that is not open yet; two rows are put right. The address of the cohort."""
    sheet = folder / "Ponti 2026 (Risposte del modulo 1).csv"
    sheet.write_bytes(messy_cohort())
    cohort = prepare(page, target=2)
    page.goto("/montefeltro/imports/new/")
    page.get_by_label(words["apply"]).check()
    page.locator("[name=cohort]").select_option(index=1)
    page.set_input_files("input[type=file]", sheet)
    page.get_by_role("button", name=words["read"]).click()
    page.get_by_role("button", name=words["rehearse"]).click()
    page.get_by_role("heading", name=words["asks"]).wait_for()
    page.locator("#row-4").get_by_role("button", name=words["fine"]).click()
    page.locator("#row-4[data-state=done]").wait_for()
    page.locator("#row-5 input.input").fill("2")
    page.locator("#row-5").get_by_role("button", name=words["retry"]).click()
    page.locator("#row-5[data-state=done]").wait_for()
    page.reload()
    page.get_by_role("button", name=words["import"]).click()
    page.get_by_role("heading", name=words["done"]).wait_for()
    return cohort


def somebody_applies(marta: Page, giulio: Page, server: Server, words: dict[str, str], cohort: str) -> None:
    """Registration opens; Giulio finds the page, signs in and applies; all six are in, and he reads it."""
    marta.goto(cohort)
    go_on(marta)  # the one next step: open registration
    registration = marta.locator("#address").input_value()
    giulio.goto(registration)
    sign_in(giulio, "giulio", server)
    apply(giulio, registration, "mentee", needs="Un parere sui cantieri\nUna prova generale")
    assert giulio.locator("h1").inner_text() == words["arrived"]
    before = len(server.mails())
    accept_everyone(marta, cohort)
    assert "A presto, Marta" in text_of(server.wait_for_mail("giulio", words["in"], after=before))
    marta.goto(cohort)
    press(marta, words["close_it"])


def a_round_is_published(marta: Page, server: Server, words: dict[str, str]) -> None:
    """Computed; Giulio and Ada are locked, another pair excluded; computed again, read again in the dialog, published."""
    go_on(marta)  # the one next step: match its people
    go_on(marta)  # and there: open a round
    compute(marta, words["compute"], words["review"])
    chosen, excluded = ("Giulio Serra", "Ada Carta"), ("Niccolò De Luca", "Dario Pinna")
    assert {chosen, excluded} < pairs(marta)
    lock(proposal_of(marta, "Giulio Serra"), words["lock"])
    exclude(marta, "Niccolò De Luca", words["exclude"])
    compute(marta, words["again"], words["review"])
    expect(marta.locator(".action-bar")).to_contain_text(words["decided"])
    assert chosen in pairs(marta)
    assert ("Niccolò De Luca", "Giulia Marras") in pairs(marta)

    before = len(server.mails())
    marta.locator(".action-bar").get_by_role("link", name=words["publish"]).click()
    dialog = marta.get_by_role("dialog")
    expect(dialog).to_contain_text(words["happens"])
    dialog.get_by_role("button", name=words["confirm_publishing"]).click()
    expect(marta.locator("h1")).to_have_text(words["published"])
    assert "Ada Carta" in str(server.wait_for_mail("giulio", words["matched"], after=before)["Subject"])
    server.wait_for_mail("ada", words["mentors"], after=before)
    assert len(server.mails()) == before + 2  # who was imported and never invited is not written to


def they_agree(giulio: Page, ada: Page, words: dict[str, str]) -> None:
    open_theirs(giulio, words["you_and"].format("Ada Carta"))
    expect(giulio.get_by_text("cantieri").first).to_be_visible()  # why the two of them
    link(giulio, words["propose"])
    giulio.get_by_label(words["goals"]).fill("Dire il mio prezzo senza scusarmi")
    press(giulio, words["send"])
    open_theirs(ada, words["you_and"].format("Giulio Serra"))
    press(ada, words["agree"])
    expect(ada.get_by_text("Dire il mio prezzo senza scusarmi").first).to_be_visible()


def they_plan(giulio: Page, server: Server, words: dict[str, str]) -> Event:
    """Both get an invitation for their calendars; the event as it is in it."""
    day = date.today() + timedelta(days=9)
    giulio.reload()
    link(giulio, words["choose"])
    giulio.get_by_label(words["day"]).fill(day.isoformat())
    giulio.get_by_label(words["time"]).fill("18:30")
    press(giulio, words["plan"])
    invitations = [invitation_in(server, who, words["session_mail"]) for who in ("giulio", "ada")]
    (event, same) = [invitation.walk("VEVENT")[0] for invitation in invitations]
    for invitation in invitations:
        assert invitation["METHOD"] == "REQUEST"
        assert [str(zone["TZID"]) for zone in invitation.walk("VTIMEZONE")] == ["Europe/Rome"]
    assert (event["UID"], event["SEQUENCE"]) == (same["UID"], 0)
    assert event["DTSTART"].params["TZID"] == "Europe/Rome"
    assert event.decoded("DTSTART") == datetime(day.year, day.month, day.day, 18, 30, tzinfo=ROME)
    return event


def they_meet(giulio: Page, ada: Page, server: Server, words: dict[str, str]) -> None:
    """Ada tells what took place; Giulio confirms it on Today's first step, and is led to thanks; Ada reads them first."""
    ada.reload()
    link(ada, words["log"])
    ada.get_by_label(words["day"]).fill((date.today() - timedelta(days=1)).isoformat())
    ada.get_by_label(words["about_time"]).fill("18:30")
    ada.get_by_label(words["topics"]).fill("ancoraggio, silenzio")
    press(ada, words["tell"])
    giulio.goto("/montefeltro/")
    link(giulio, words["read_and_confirm"])
    press(giulio, words["confirm"])
    giulio.get_by_label(words["change"]).fill("Lunedì ho detto la cifra e ho aspettato.")
    press(giulio, words["thank"])
    server.wait_for_mail("ada", words["thanks_mail"])
    ada.goto("/montefeltro/")
    link(ada, words["read_thanks"])
    press(ada, words["show"])
    server.wait_for_mail("giulio", words["shown_mail"])


def they_answer(giulio: Page, ada: Page, words: dict[str, str]) -> None:
    """Neither reads the other before both have written."""
    open_theirs(ada, words["you_and"].format("Giulio Serra"))
    answer_feedback(ada, words, "Le domande di Giulio")
    open_theirs(giulio, words["you_and"].format("Ada Carta"))
    expect(giulio.get_by_text("Le domande di Giulio")).to_have_count(0)
    answer_feedback(giulio, words, "Il silenzio di Ada", sealed=False)
    expect(giulio.get_by_text("Le domande di Giulio").first).to_be_visible()
    ada.reload()
    expect(ada.get_by_text("Il silenzio di Ada").first).to_be_visible()


def they_close(giulio: Page, server: Server, words: dict[str, str], event: Event) -> None:
    """What was planned is cancelled in both calendars; and Giulio is asked whether he would mentor, with what he received."""
    link(giulio, words["close"])
    giulio.get_by_label(words["taken"]).fill("Aspettare undici secondi")
    press(giulio, words["close_mentorship"])
    expect(giulio.get_by_text(words["ended"]).first).to_be_visible()
    cancelled = invitation_in(server, "ada", words["cancelled_mail"])
    again = cancelled.walk("VEVENT")[0]
    assert (cancelled["METHOD"], again["UID"], again["SEQUENCE"]) == ("CANCEL", event["UID"], 1)
    server.python(TEN_MINUTES_LATER)
    server.wait_for_mail("giulio", words["question"])
    giulio.goto("/montefeltro/")
    link(giulio, words["answer"])
    expect(giulio.get_by_text(words["gave"])).to_be_visible()
    expect(giulio.get_by_text("Aspettare undici secondi")).to_be_visible()
    press(giulio, words["would"])
    expect(giulio.get_by_text(words["said_yes"]).first).to_be_visible()


def what_marta_sees(marta: Page, words: dict[str, str], cohort: str) -> None:
    """The funnel of the cohort, and nothing of what was said; for the next one, that Giulio would mentor."""
    marta.goto(f"{cohort}overview/")
    funnel = marta.locator(".funnel__stages li").evaluate_all(
        "all => all.map(one => [one.querySelector('.funnel__w').innerText.toLowerCase(), "
        "parseInt(one.querySelector('.funnel__n').innerText)])"
    )
    assert [(label, n) for label, n in funnel] == list(
        zip(words["stages"].split(", "), (6, 6, 6, 2, 2, 2), strict=True)
    )
    for word in ("ancoraggio", "undici secondi", "Le domande di Giulio", "Dire il mio prezzo"):
        expect(marta.locator("body")).not_to_contain_text(word)
    looks_right(marta)
    marta.goto(cohort)
    press(marta, words["copy"])
    go_on(marta)
    expect(marta.get_by_role("link", name=words["list"])).to_be_visible()


def what_each_reads(giulio: Page, ada: Page, words: dict[str, str]) -> None:
    """Given and received: the same four things, from either side."""
    for page in (giulio, ada):
        page.goto("/montefeltro/given-and-received/")
        expect(page.locator(".story-of-one li")).to_have_count(4)
        expect(page.locator(".story-of-one")).to_contain_text("Lunedì ho detto la cifra e ho aspettato.")
        looks_right(page)
    expect(giulio.locator(".story-of-one")).to_contain_text(words["hour"])
