"""An accepted cohort is matched: computed, one pair locked and another excluded, computed again, published; the letters arrive."""

import re

import pytest
from playwright.sync_api import Page, expect

from browsing import PageIn, Server, in_turn, looks_right, sign_in, text_of

WORDS = {
    "it": {
        "open": "Apri un turno", "compute": "Calcola il turno", "again": "Ricalcola", "review": "Turno 1, da rivedere",
        "lock": "Fissa", "locked": "Fissata", "exclude": "Escludi", "publish": "Rileggi e pubblica",
        "confirm": "Pubblica e scrivi a tutti", "published": "Turno 1, pubblicato",
        "mentee": "come mentor hai", "mentor": "farai da mentor a", "proven": "Meglio di così non si può, ed è dimostrato.",
        "stale": "Dopo il calcolo hai deciso qualcosa che lo cambia.", "step": "Il primo passo è tuo, entro",
    },
    "en": {
        "open": "Open a round", "compute": "Compute the round", "again": "Compute again", "review": "Round 1, to be reviewed",
        "lock": "Lock", "locked": "Locked", "exclude": "Exclude", "publish": "Read again and publish",
        "confirm": "Publish and write to everybody", "published": "Round 1, published",
        "mentee": "your mentor is", "mentor": "you will be mentoring", "proven": "It cannot be done better, and that is proven.",
        "stale": "Since the computation you decided something that changes it.", "step": "The first step is yours, by",
    },
}  # fmt: skip
STAGE = """
from cast import Cast
from types import SimpleNamespace
from matching_stage import make_ready
montefeltro = Community.objects.get(slug="montefeltro")
with within(montefeltro):
    people = {one.given_name.lower(): one for one in Membership.objects.all()}
    make_ready(SimpleNamespace(**people))
"""


@pytest.mark.parametrize("language", in_turn("en"))
def test_from_an_accepted_cohort_to_published_pairs(server: Server, page_in: PageIn, language: str) -> None:
    words = WORDS[language]
    server.python(STAGE)
    server.everyone_speaks(language)
    marta = page_in(language)
    sign_in(marta, "marta", server)

    marta.goto("/montefeltro/rounds/")
    looks_right(marta)
    marta.get_by_role("button", name=re.compile(f"^{words['open']}")).click()
    looks_right(marta)
    marta.get_by_role("button", name=words["compute"]).click()
    expect(marta.locator("h1")).to_have_text(words["review"], timeout=60_000)
    assert words["proven"] in marta.locator(".proof").inner_text()
    assert len(pairs(marta)) == 3
    looks_right(marta)

    lock_the_first(marta, words)
    left = pairs(marta)
    mentee, mentor = next(pair for pair in left if pair != first_locked(marta, words))
    exclude(marta, mentee, words)
    assert words["stale"] in marta.locator(".action-bar").inner_text()
    marta.locator(".action-bar").get_by_role("button", name=words["again"]).click()
    expect(marta.locator("h1")).to_have_text(words["review"], timeout=60_000)
    expect(marta.locator(".action-bar")).not_to_contain_text(words["stale"])
    assert (mentee, mentor) not in pairs(marta)
    for part in ("unmatched/", "changes/", "decisions/", "letters/"):
        here = marta.url
        marta.goto(here + part)
        looks_right(marta)
        marta.goto(here)

    final, before = pairs(marta), len(server.mails())
    marta.locator(".action-bar").get_by_role("link", name=words["publish"]).click()
    looks_right(marta)
    marta.get_by_role("button", name=words["confirm"]).click()
    expect(marta.locator("h1")).to_have_text(words["published"])
    looks_right(marta)
    giulios = next(mentor for mentee, mentor in final if mentee.startswith("Giulio"))
    letter = server.wait_for_mail("giulio", words["mentee"], after=before)
    assert giulios in str(letter["Subject"])
    assert words["step"] in text_of(letter)
    server.wait_for_mail(giulios.split()[0].lower(), words["mentor"], after=before)


def pairs(page: Page) -> set[tuple[str, str]]:
    """(mentee, mentor) of the proposals on the page."""
    found = set()
    for row in page.locator("li.review-pair").all():
        names = row.locator(".review-pair__name").all()
        found.add((own_text(names[0]), own_text(names[1])))
    return found


def own_text(locator) -> str:
    return locator.evaluate("node => node.firstChild.textContent.trim()")


def first_locked(page: Page, words: dict) -> tuple[str, str]:
    row = page.locator("li.review-pair:has([aria-pressed=true])").first
    names = row.locator(".review-pair__name").all()
    return own_text(names[0]), own_text(names[1])


def lock_the_first(page: Page, words: dict) -> None:
    row = page.locator("li.review-pair").first
    row.get_by_role("button", name=re.compile(f"^{words['lock']} ")).click()
    expect(page.locator("li.review-pair [aria-pressed=true]")).to_have_count(1)


def exclude(page: Page, mentee: str, words: dict) -> None:
    row = page.locator(f"li.review-pair:has-text('{mentee}')").first
    row.get_by_role("link", name=re.compile(f"^{words['exclude']}")).click()
    looks_right(page)
    page.fill("[name=comment]", "Lavorano nella stessa squadra")
    page.locator("main form button[type=submit]").click()
    page.wait_for_load_state("load")
