"""What people do on the pages, for the journeys: the same steps in every story."""

import re

from icalendar import Calendar
from playwright.sync_api import Page, expect

from browsing import Server

__all__ = [
    "accept_everyone", "answer_feedback", "apply", "compute", "exclude", "first_locked", "go_on", "invitation_in", "link",
    "lock", "open_theirs", "pairs", "prepare", "press", "proposal_of",
]  # fmt: skip


# ── any page ──


def go_on(page: Page) -> None:
    """The one filled button of the page."""
    page.locator("main .button--primary").first.click()
    page.wait_for_load_state()


def link(page: Page, name: str) -> None:
    page.locator("main").get_by_role("link", name=name, exact=True).first.click()


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=name, exact=True).first.click()


# ── a programme ──


def prepare(page: Page, *, target: int | None = None) -> str:
    """A programme and a cohort that is not open yet; the address of the cohort."""
    page.goto("/montefeltro/programmes/new/")
    page.fill("[name=name_it]", "Ponti")
    page.fill("[name=name_en]", "Bridges")
    go_on(page)
    page.fill("[name=name_it]", "Prima coorte")
    page.fill("[name=name_en]", "First cohort")
    page.fill("[name=most_mentees]", "2")
    if target is not None:
        page.fill("[name=meeting_target]", str(target))
    go_on(page)
    return page.url


def apply(page: Page, registration: str, role: str, *, stopping: bool = False, needs: str = "") -> None:
    """From the public page to the last button. `stopping`: goes away half-way, and comes back to what was written."""
    needs = needs or "Un parere sui prezzi\nUna prova generale"
    page.goto(registration)
    page.locator(f"a[href$='/application/{role}/']").click()
    go_on(page)
    if role == "mentor":
        page.fill("[name=capacity]", "2")
    page.fill("[name=q-needs]", needs)
    if stopping:
        page.locator("button[name=stop]").click()
        page.goto(registration)
        page.locator("main a[href*='/my-applications/']").click()
        page.locator(".page-head .button--primary").click()
        assert page.locator("[name=q-needs]").input_value() == needs
    page.fill("[name=q-offers]", "Tedesco commerciale")
    page.locator("[name=q-topics_needed][value=budgets]").check()
    page.locator("[name=q-topics_offered][value=negotiating]").check()
    if role == "mentee":
        page.fill("[name=q-goals]", "Arrivare a gennaio con un budget che regge.")
    go_on(page)
    go_on(page)  # nothing written: the page says what is missing
    assert page.locator("[data-error-summary] li").count() == 2
    page.fill("[name=q-now]", "Responsabile della logistica")
    page.locator("[name=q-experience]").nth(1).check()
    go_on(page)
    page.locator("[name=q-languages-language]").first.select_option("it")
    page.locator("[name=q-languages-level]").first.select_option("C2")
    for moment in ("2-evening", "4-evening"):
        page.locator(f"[name=q-availability][value='{moment}']").check()
    go_on(page)
    go_on(page)


def accept_everyone(page: Page, cohort: str) -> None:
    page.goto(cohort)
    go_on(page)  # the one next step: read the applications
    page.locator("#all").check()
    page.locator("button[name=decision][value=accept]").click()
    page.fill("[name=reply]", "A presto, Marta")
    go_on(page)


# ── a round ──


def compute(page: Page, button: str, title: str) -> None:
    """Press the button, and wait for the round of that title to be there."""
    page.get_by_role("button", name=button).last.click()
    expect(page.locator("h1")).to_have_text(title, timeout=60_000)
    page.locator("li.review-pair").last.wait_for()


def pairs(page: Page) -> set[tuple[str, str]]:
    """(mentee, mentor) of the proposals on the page."""
    return {_names(row) for row in page.locator("li.review-pair").all()}


def first_locked(page: Page) -> tuple[str, str]:
    return _names(page.locator("li.review-pair:has([aria-pressed=true])").first)


def proposal_of(page: Page, name: str):  # type: ignore[no-untyped-def]
    return page.locator(f"li.review-pair:has-text('{name}')").first


def lock(row, word: str) -> None:  # type: ignore[no-untyped-def]
    row.get_by_role("button", name=re.compile(f"^{word} ")).click()
    expect(row.page.locator("li.review-pair [aria-pressed=true]")).to_have_count(1)


def exclude(page: Page, mentee: str, word: str) -> None:
    proposal_of(page, mentee).get_by_role("link", name=re.compile(f"^{word}")).click()
    page.fill("[name=comment]", "Lavorano nella stessa squadra")
    page.locator("main form button[type=submit]").click()
    page.wait_for_load_state("load")


def _names(row) -> tuple[str, str]:  # type: ignore[no-untyped-def]
    mentee, mentor = (
        name.evaluate("node => node.firstChild.textContent.trim()") for name in row.locator(".review-pair__name").all()
    )
    return mentee, mentor


# ── a mentorship ──


def open_theirs(page: Page, name: str) -> None:
    page.goto("/montefeltro/mentorships/")
    page.get_by_role("link", name=name).click()
    page.locator("#why").wait_for()


def answer_feedback(page: Page, words: dict[str, str], text: str, *, sealed: bool = True) -> None:
    link(page, words["write"])
    page.get_by_label(words["helped"]).fill(text)
    press(page, words["seal"])
    if sealed:
        expect(page.get_by_text(words["sealed"])).to_be_visible()


def invitation_in(server: Server, to: str, subject: str) -> Calendar:
    mail = server.wait_for_mail(to, subject)
    (part,) = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
    return Calendar.from_ical(part.get_content())
