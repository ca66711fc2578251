"""One session told and confirmed: the tie, Today and Given and received are right at once, for both, without a nightly run."""

from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from browsing import PageIn, Server, looks_right, sign_in

WORDS = {
    "it": {
        "empty": "Un filo comincia da qualcosa che succede.", "log": "Racconta un incontro che qui non c’è",
        "day": "Giorno", "about_time": "Ora, più o meno", "topics": "Di che cosa avete parlato", "tell": "Racconta",
        "confirm": "Sì, confermo", "asked": "ha raccontato il vostro incontro", "one": "Un filo: uno nuovo.",
        "received": "del tempo di Ada per te", "gave": "del tuo tempo per Giulio",
        "thank": "Racconta ad Ada che cosa è cambiato.", "two": "Tu e {}", "not_kind": "Non questo genere",
        "again": "Non lo vedrai più.", "story": "Dato e ricevuto",
    },
    "en": {
        "empty": "A tie begins with something that happens.", "log": "Tell a session that is not here",
        "day": "Day", "about_time": "Time, more or less", "topics": "What you talked about", "tell": "Tell it",
        "confirm": "Yes, I confirm", "asked": "has told your session", "one": "One tie: one new.",
        "received": "of Ada’s time for you", "gave": "of your time for Giulio",
        "thank": "Tell Ada what has changed since.", "two": "You and {}", "not_kind": "Not this kind",
        "again": "You will not see this again.", "story": "Given and received",
    },
}  # fmt: skip
AGREED = """
import pairs
with within(Community.objects.get(slug="montefeltro")):
    class People:
        marta, ada, giulio = (Membership.objects.get(given_name=name) for name in ("Marta", "Ada", "Giulio"))
    print(pairs.agree(People, pairs.pair(People)).public_id)
"""
HOME, TIES, STORY = "/montefeltro/", "/montefeltro/relationships/", "/montefeltro/given-and-received/"


@pytest.mark.parametrize("language", ["it", "en"])
def test_from_one_session_to_a_tie(server: Server, page_in: PageIn, language: str) -> None:
    words = WORDS[language]
    server.everyone_speaks(language)
    mentorship = server.python(AGREED).strip()
    ada, giulio = page_in(language), page_in(language, width=390)
    for page, who in ((ada, "ada"), (giulio, "giulio")):
        sign_in(page, who, server)
        page.goto(TIES)
        expect(page.get_by_role("heading", name=words["empty"])).to_be_visible()
        looks_right(page)

    # Ada tells a session; nothing counts yet, and Giulio is asked
    ada.goto(f"/montefeltro/mentorships/{mentorship}/")
    go(ada, words["log"])
    ada.get_by_label(words["day"]).fill((date.today() - timedelta(days=1)).isoformat())
    ada.get_by_label(words["about_time"]).fill("18:30")
    ada.get_by_label(words["topics"]).fill("ancoraggio, silenzio")
    press(ada, words["tell"])
    ada.goto(TIES)
    expect(ada.get_by_role("heading", name=words["empty"])).to_be_visible()
    giulio.goto(HOME)
    expect(giulio.get_by_role("heading", name=words["asked"])).to_be_visible()

    # Giulio confirms: his tie, his Today and his story are there at once
    giulio.goto(f"/montefeltro/mentorships/{mentorship}/")
    press(giulio, words["confirm"])
    giulio.goto(TIES)
    expect(giulio.get_by_text(words["one"])).to_be_visible()
    expect(giulio.get_by_text(words["received"]).first).to_be_visible()
    looks_right(giulio)
    go(giulio, "Ada Carta")
    expect(giulio.get_by_role("heading", name=words["two"].format("Ada"))).to_be_visible()
    looks_right(giulio)
    giulio.goto(HOME)
    expect(giulio.get_by_role("heading", name=words["asked"])).to_have_count(0)
    expect(giulio.get_by_role("heading", name=words["thank"])).to_be_visible()
    looks_right(giulio)
    giulio.goto(STORY)
    expect(giulio.get_by_text(words["received"]).first).to_be_visible()

    # Ada reads the same from her side, from Giulio's page
    ada.goto(TIES)
    expect(ada.get_by_text(words["gave"]).first).to_be_visible()
    ada.goto(STORY)
    expect(ada.get_by_text(words["gave"]).first).to_be_visible()

    # and a kind that is not wanted does not come back
    giulio.goto(HOME)
    press(giulio, words["not_kind"])
    expect(giulio.get_by_text(words["again"])).to_be_visible()
    expect(giulio.get_by_role("heading", name=words["thank"])).to_have_count(0)


def go(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name=name).first.click()


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name).first.click()
