"""A confirmed help goes on: it is passed on to somebody who needs it; and who closed a mentorship is asked to mentor. In both languages."""

import pytest
from playwright.sync_api import Page, expect

from browsing import PageIn, Server, in_turn, looks_right, sign_in, text_of

WORDS = {
    "it": {
        "way": "Paola cerca: «Il mio primo budget di reparto»", "received": "ti ha dedicato 45 minuti",
        "mine": "tu offri «Preparare un budget»", "offer": "Offri il tuo aiuto", "words": "Che cosa puoi fare",
        "send": "Manda a Paola", "sent": "Paola dirà sì o no", "mail": "vorrebbe darti una mano",
        "today": "Giulio vorrebbe darti una mano.", "read": "Leggi l’offerta", "yes": "Sì, volentieri", "reply": "Una parola di risposta",
        "accepted": "dice di sì", "happened": "È successo", "helped": "Sì, è servito", "it_helped": "È servito: lo dice Paola.",
        "close": "Chiudi il percorso", "taken": "Che cosa porto con me", "close_it": "Chiudi", "answer": "Leggi, e rispondi",
        "question": "E un giorno, dall’altra parte?", "gave": "Un incontro: 45 minuti del tempo di Ada.", "would": "Sì, mi andrebbe",
        "said_yes": "Hai detto di sì.", "list": "1 persona farebbe da mentor", "nothing": "Oggi nessun suggerimento.",
    },
    "en": {
        "way": "Paola needs: “Il mio primo budget di reparto”", "received": "gave you 45 minutes",
        "mine": "you offer “Preparare un budget”", "offer": "Offer your help", "words": "What you can do",
        "send": "Send it to Paola", "sent": "Paola says yes or no", "mail": "would like to help you",
        "today": "Giulio would like to help you.", "read": "Read the offer", "yes": "Yes, gladly", "reply": "A word back",
        "accepted": "says yes", "happened": "It happened", "helped": "Yes, it helped", "it_helped": "It helped: Paola says so.",
        "close": "Close the mentorship", "taken": "What I take with me", "close_it": "Close it", "answer": "Read, and answer",
        "question": "And one day, on the other side?", "gave": "One session, 45 minutes of Ada’s time.", "would": "Yes, I would",
        "said_yes": "You said yes.", "list": "1 person would mentor", "nothing": "Nothing to suggest today.",
    },
}  # fmt: skip
A_HELP = """
import giving
with within(Community.objects.get(slug="montefeltro")):
    class People:
        marta, ada, giulio, paola = (
            Membership.objects.get(given_name=name) for name in ("Marta", "Ada", "Giulio", "Paola")
        )
    mentorship = giving.helped(People)
    giving.tell(People.paola, offers=["Contatti in Germania"], needs=["Il mio primo budget di reparto"])
    print(mentorship.public_id, mentorship.cohort.public_id)
"""
LEDGER = """
from reciproca.network.models import Interaction
with within(Community.objects.get(slug="montefeltro")):
    names = {person.ledger_id: person.given_name for person in Membership.objects.all()}
    for line in Interaction.objects.order_by("seq"):
        print(line.kind, names[line.giver], names[line.receiver], line.confirmed, line.confirms, line.cancels)
"""
THE_HOUR = """
from reciproca.suggestions.tasks import look_after_giving_back
look_after_giving_back()
"""


@pytest.mark.parametrize("language", in_turn("it"))
def test_a_help_is_passed_on_and_a_mentee_would_mentor(server: Server, page_in: PageIn, language: str) -> None:
    words = WORDS[language]
    server.everyone_speaks(language)
    giulio, paola, marta = page_in(language), page_in(language, width=390, dark=True), page_in(language)
    for page, name in ((giulio, "giulio"), (paola, "paola"), (marta, "marta")):
        sign_in(page, name, server)
    mentorship, cohort = server.python(A_HELP).split()

    # a way, with its reason
    giulio.goto("/montefeltro/giving-back/")
    expect(giulio.get_by_role("heading", name=words["way"])).to_be_visible()
    expect(giulio.get_by_text(words["received"])).to_be_visible()
    expect(giulio.get_by_text(words["mine"])).to_be_visible()
    looks_right(giulio)
    giulio.get_by_role("link", name=words["offer"]).click()
    looks_right(giulio)
    giulio.get_by_label(words["words"]).fill("Mezz’ora al telefono, con il tuo foglio davanti.")
    press(giulio, words["send"])
    expect(giulio.get_by_text(words["sent"])).to_be_visible()
    expect(giulio.locator("main")).not_to_contain_text("paola.neri@example.org")
    giulio.goto("/montefeltro/giving-back/")
    expect(giulio.get_by_text(words["nothing"])).to_be_visible()

    # read, accepted, done, confirmed
    mail = server.wait_for_mail("paola", words["mail"])
    assert "Mezz’ora" not in text_of(mail)
    paola.goto("/montefeltro/")
    expect(paola.get_by_role("heading", name=words["today"])).to_be_visible()
    looks_right(paola)
    paola.get_by_role("link", name=words["read"]).click()
    looks_right(paola)
    paola.get_by_label(words["reply"]).fill("Volentieri!")
    press(paola, words["yes"])
    expect(paola.get_by_role("link", name="giulio.serra@example.org")).to_be_visible()
    looks_right(paola)
    server.wait_for_mail("giulio", words["accepted"])
    giulio.locator("aside").get_by_role("link").first.click()
    expect(giulio.get_by_text("Volentieri!")).to_be_visible()
    expect(giulio.get_by_role("link", name="paola.neri@example.org")).to_be_visible()
    press(giulio, words["happened"])
    paola.reload()
    press(paola, words["helped"])
    giulio.reload()
    expect(giulio.get_by_text(words["it_helped"])).to_be_visible()

    # the mentorship closes, and the question comes with what was received
    giulio.goto(f"/montefeltro/mentorships/{mentorship}/")
    giulio.get_by_role("link", name=words["close"], exact=True).click()
    giulio.get_by_label(words["taken"]).fill("Aspettare undici secondi")
    press(giulio, words["close_it"])
    server.python(THE_HOUR)
    letter = server.wait_for_mail("giulio", words["question"])
    assert "Aspettare undici secondi" not in text_of(letter)
    giulio.get_by_role("link", name=words["answer"]).click()
    expect(giulio.get_by_role("heading", name=words["question"])).to_be_visible()
    expect(giulio.get_by_text(words["gave"])).to_be_visible()
    expect(giulio.get_by_text("Aspettare undici secondi")).to_be_visible()
    looks_right(giulio)
    marta.goto(f"/montefeltro/cohorts/{cohort}/")
    expect(marta.get_by_role("link", name=words["list"])).to_have_count(0)
    press(giulio, words["would"])
    expect(giulio.get_by_text(words["said_yes"]).first).to_be_visible()

    # who coordinates sees it
    marta.reload()
    marta.get_by_role("link", name=words["list"]).click()
    expect(marta.get_by_role("link", name="Giulio Serra")).to_be_visible()
    looks_right(marta)

    assert server.python(LEDGER).splitlines() == [
        "session Ada Giulio False None None",
        "session Ada Giulio True 1 None",
        "answer Giulio Paola False None None",
        "answer Giulio Paola True 3 None",
    ]


def press(page: Page, name: str) -> None:
    page.locator("main").get_by_role("button", name=name, exact=True).first.click()
    page.wait_for_load_state("load")
