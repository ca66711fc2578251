"""From a need of one's own to somebody who offers it in the other language; then narrowed until nobody is left, and back."""

import pytest
from playwright.sync_api import expect

from browsing import PageIn, Server, looks_right, sign_in

WORDS = {
    "it": {
        "could": "Chi può aiutarti", "one": "Una persona", "through": "Marta, che coordina, può chiedere per te.",
        "city": "città", "nobody": "Nessuno, per ora, offre proprio questo.", "again": "Cerca così",
    },
    "en": {
        "could": "Who could help", "one": "One person", "through": "Marta, who coordinates, can ask for you.",
        "city": "in", "nobody": "Nobody, for now, offers just this.", "again": "Search like this",
    },
}  # fmt: skip
TOLD = """
from reciproca.people.actions import begin_profile, set_needs, set_offers
with within(Community.objects.get(slug="montefeltro")):
    giulio, paola = (Membership.objects.get(given_name=name) for name in ("Giulio", "Paola"))
    for person in (giulio, paola):
        begin_profile(person)
    set_needs(giulio, ["Parlare in pubblico senza tremare"], by=giulio)
    set_offers(paola, ["Public speaking, rehearsals"], by=paola)
"""


@pytest.mark.parametrize("language", ["it", "en"])
def test_from_a_need_to_who_can_help(server: Server, page_in: PageIn, language: str) -> None:
    words = WORDS[language]
    server.everyone_speaks(language)
    server.python(TOLD)
    giulio = page_in(language, width=390)
    sign_in(giulio, "giulio", server)
    giulio.goto("/montefeltro/profile/")
    giulio.get_by_role("link", name=words["could"]).click()

    expect(giulio.get_by_role("heading", name=words["one"])).to_be_visible()
    expect(giulio.get_by_role("link", name="Paola Neri")).to_be_visible()
    expect(giulio.get_by_text(words["through"])).to_be_visible()
    looks_right(giulio)

    giulio.get_by_label(words["city"], exact=True).fill("Trieste")
    giulio.get_by_label(words["city"], exact=True).press("Enter")
    expect(giulio.get_by_role("heading", name=words["nobody"])).to_be_visible()
    looks_right(giulio)

    giulio.get_by_role("link", name=words["again"]).first.click()
    expect(giulio.get_by_role("link", name="Paola Neri")).to_be_visible()
