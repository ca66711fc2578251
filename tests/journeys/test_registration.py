"""A programme is prepared and opened; a mentor and a mentee apply, one of them in two sittings; both are accepted."""

import pytest
from playwright.sync_api import Page

from browsing import PageIn, Server, in_turn, looks_right, sign_in, text_of

WORDS = {
    "it": {"open": "iscrizioni aperte", "subject": "C’è posto per te: Ponti", "arrived": "È arrivata", "in": "C’è posto per te"},
    "en": {"open": "open for registration", "subject": "You are in: Bridges", "arrived": "It has arrived", "in": "You are in"},
}  # fmt: skip


@pytest.mark.parametrize("language", in_turn("it"))
def test_from_an_open_registration_to_acceptance(server: Server, page_in: PageIn, language: str) -> None:
    words = WORDS[language]
    server.everyone_speaks(language)
    marta = page_in(language)
    sign_in(marta, "marta", server)

    cohort, registration = prepare_and_open(marta)
    assert words["open"] in marta.locator(".stepper [aria-current]").inner_text().lower()
    looks_right(marta)

    ada = page_in(language)
    ada.goto(registration)
    looks_right(ada)
    sign_in(ada, "ada", server)
    apply(ada, registration, "mentor")
    assert ada.locator("h1").inner_text() == words["arrived"]

    giulio = page_in(language)
    sign_in(giulio, "giulio", server)
    apply(giulio, registration, "mentee", stopping=True)
    assert giulio.locator("h1").inner_text() == words["arrived"]
    looks_right(giulio)

    before = len(server.mails())
    accept_everyone(marta, cohort)
    looks_right(marta)
    for person in ("ada", "giulio"):
        mail = server.wait_for_mail(person, words["subject"], after=before)
        assert "A presto, Marta" in text_of(mail)
    giulio.reload()
    assert giulio.locator("h1").inner_text() == words["in"]


def prepare_and_open(page: Page) -> tuple[str, str]:
    """A programme, a cohort, registration open; the addresses of the cohort and of the public page."""
    page.goto("/montefeltro/programmes/new/")
    page.fill("[name=name_it]", "Ponti")
    page.fill("[name=name_en]", "Bridges")
    press(page)
    page.fill("[name=name_it]", "Prima coorte")
    page.fill("[name=name_en]", "First cohort")
    page.fill("[name=most_mentees]", "2")
    press(page)
    cohort = page.url
    press(page)  # the one next step: open registration
    return cohort, page.locator("#address").input_value()


def apply(page: Page, registration: str, role: str, *, stopping: bool = False) -> None:
    page.goto(registration)
    page.locator(f"a[href$='/application/{role}/']").click()
    press(page)
    if role == "mentor":
        page.fill("[name=capacity]", "2")
    page.fill("[name=q-needs]", "Un parere sui prezzi\nUna prova generale")
    if stopping:
        page.locator("button[name=stop]").click()
        page.goto(registration)
        page.locator("main a[href*='/my-applications/']").click()
        page.locator(".page-head .button--primary").click()
        assert page.locator("[name=q-needs]").input_value() == "Un parere sui prezzi\nUna prova generale"
    page.fill("[name=q-offers]", "Tedesco commerciale")
    page.locator("[name=q-topics_needed][value=budgets]").check()
    page.locator("[name=q-topics_offered][value=negotiating]").check()
    if role == "mentee":
        page.fill("[name=q-goals]", "Arrivare a gennaio con un budget che regge.")
    press(page)
    press(page)  # nothing written: the page says what is missing
    assert page.locator("[data-error-summary] li").count() == 2
    page.fill("[name=q-now]", "Responsabile della logistica")
    page.locator("[name=q-experience]").nth(1).check()
    looks_right(page)
    press(page)
    page.locator("[name=q-languages-language]").first.select_option("it")
    page.locator("[name=q-languages-level]").first.select_option("C2")
    for moment in ("2-evening", "4-evening"):
        page.locator(f"[name=q-availability][value='{moment}']").check()
    looks_right(page)
    press(page)
    press(page)


def accept_everyone(page: Page, cohort: str) -> None:
    page.goto(cohort)
    press(page)  # the one next step: read the applications
    looks_right(page)
    page.locator("#all").check()
    page.locator("button[name=decision][value=accept]").click()
    page.fill("[name=reply]", "A presto, Marta")
    looks_right(page)
    press(page)


def press(page: Page) -> None:
    """The one filled button of the page."""
    page.locator("main .button--primary").first.click()
    page.wait_for_load_state()
