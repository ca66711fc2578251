"""A member reports a message and blocks; who coordinates decides; the reporter is told. And a newcomer, once Ada answers for her, may
do more."""

import pytest
from playwright.sync_api import Page, expect

from browsing import PageIn, Server, in_turn, looks_right, sign_in

WORDS = {
    "it": {
        "more": "Che cosa puoi fare con questo messaggio", "report": "Qualcosa non va", "hurts": "Offende, minaccia o fa pressione",
        "own_words": "Con parole tue", "block": "Preferisco non incontrare più questa persona", "send": "Avvisa chi coordina",
        "waits": "Chi coordina ci sta guardando", "hold": "Per ora non scrive ad altri",
        "why": "Perché", "to_reporter": "A chi ti ha avvisato", "to_concerned": "A chi riguarda", "decide": "Decidi, e avvisa",
        "mail": "Una risposta al tuo avviso",
        "first": "Nei primi giorni possono aspettare 2 tue richieste alla volta.",
        "connect": "Collegati con {}", "context": "Da dove vi conoscete", "why_now": "Perché adesso", "ask": "Manda a {}",
        "vouch": "Conosco Lea, e garantisco", "yes": "Sì, garantisco per Lea", "known": "Garantisci tu, dal",
    },
    "en": {
        "more": "What you can do with this message", "report": "Report", "hurts": "It insults, threatens or presses",
        "own_words": "In your words", "block": "I would rather not meet this person any more",
        "send": "Report it to who coordinates", "waits": "Who coordinates is looking at it",
        "hold": "They do not write to others for now", "why": "Why", "to_reporter": "To who reported",
        "to_concerned": "To whom it concerns", "decide": "Decide, and tell them", "mail": "An answer to what you reported",
        "first": "For the first days 2 of your requests may wait at a time.",
        "connect": "Be connected with {}", "context": "Where you know each other from", "why_now": "Why now",
        "ask": "Send it to {}", "vouch": "I know Lea, and answer for them", "yes": "Yes, I answer for Lea",
        "known": "You answer for them, since",
    },
}  # fmt: skip
HOME = "/montefeltro/"
UGLY = "Sei una nullità, e lo sanno tutti."
BEFORE = """
from datetime import timedelta
from django.db import transaction
from cast import join
from reciproca.conversations.actions import write_to
from reciproca.core import clock
from reciproca.network.actions import record_interaction
from reciproca.people.models import Invitation
with within(Community.objects.get(slug="montefeltro")), transaction.atomic():
    ada, giulio = (Membership.objects.get(given_name=name) for name in ("Ada", "Giulio"))
    record_interaction("encounter", giver=ada, receiver=giulio, source=ada, mutual=True, confirmed=True)
    write_to(ada, by=giulio, text="Ciao Ada!")
    write_to(ada, by=giulio, text=UGLY)
    now = clock.now()
    Invitation.objects.create(membership=ada, digest="ada", used_at=now, expires_at=now + timedelta(days=1))
    join("Lea", "Nuova")
"""


@pytest.mark.parametrize("language", in_turn("it"))
def test_safety(server: Server, page_in: PageIn, language: str) -> None:
    words = WORDS[language]
    server.python(f"UGLY = {UGLY!r}\n{BEFORE}")
    server.everyone_speaks(language)
    ada, marta, lea = page_in(language), page_in(language), page_in(language, width=360, dark=True)
    for page, who in ((ada, "ada"), (marta, "marta"), (lea, "lea.nuova@example.org")):
        sign_in(page, who, server)

    # Ada hands over the one message, and blocks in the same step
    ada.goto(f"{HOME}conversations/")
    ada.locator("main a[href*='/conversations/']", has_text="Giulio").first.click()
    ada.get_by_label(words["more"]).last.click()
    ada.get_by_role("link", name=words["report"], exact=True).last.click()
    expect(ada.get_by_text(UGLY)).to_be_visible()
    looks_right(ada)
    ada.get_by_label(words["hurts"]).check()
    ada.get_by_label(words["own_words"]).fill("Non è la prima volta.")
    ada.get_by_label(words["block"]).check()
    press(ada, words["send"])
    expect(ada.get_by_text(words["waits"]).first).to_be_visible()
    looks_right(ada)
    mine = ada.url

    # Marta finds it on her Today, reads the copy and not who reported it, and decides
    marta.goto(HOME)
    marta.locator("main a[href*='/safety/reports/']").first.click()
    expect(marta.get_by_text(UGLY)).to_be_visible()
    expect(marta.get_by_text("Ada")).to_have_count(0)
    looks_right(marta)
    marta.get_by_label(words["hold"]).check()
    marta.get_by_label(words["why"], exact=True).fill("Le parole feriscono.")
    marta.get_by_label(words["to_reporter"]).fill("Per due settimane non scrive a nessuno.")
    marta.get_by_label(words["to_concerned"]).fill("Parole così feriscono. Parliamone.")
    press(marta, words["decide"])
    marta.goto(f"{HOME}safety/")
    looks_right(marta)

    # Ada is told, by mail and on her page
    server.wait_for_mail("ada.carta@example.org", words["mail"])
    ada.goto(mine)
    expect(ada.get_by_text("Per due settimane non scrive a nessuno.")).to_be_visible()

    # Lea has just come: two requests wait, the third is kindly refused; Ada answers for her, and it goes
    for name in ("Paola", "Davide"):
        ask(lea, name, words)
    ask(lea, "Marta", words)
    expect(lea.get_by_text(words["first"])).to_be_visible()
    looks_right(lea)
    ada.goto(f"{HOME}people/")
    go(ada, "Lea Nuova")
    go(ada, words["vouch"])
    looks_right(ada)
    press(ada, words["yes"])
    expect(ada.get_by_text(words["known"])).to_be_visible()
    ask(lea, "Marta", words)
    expect(lea.get_by_text(words["first"])).to_have_count(0)


def ask(page: Page, name: str, words: dict[str, str]) -> None:
    page.goto(f"{HOME}people/")
    go(page, name)
    go(page, words["connect"].format(name))
    page.get_by_label(words["context"]).fill("Alla cena di Urbino")
    page.get_by_label(words["why_now"]).fill("Mi piacerebbe.")
    page.get_by_role("button", name=words["ask"].format(name)).first.click()
    page.wait_for_load_state()


def go(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name=name).first.click()


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name).first.click()
