"""Who coordinates opens the overview, follows a number to its list, takes the list away, and writes to a pair."""

import csv
import re
from pathlib import Path

import pytest
from playwright.sync_api import Page

from browsing import PageIn, Server, in_turn, looks_right, sign_in, text_of

BEGIN = "c = Community.objects.get(slug='montefeltro')\nfrom autumn import begin_autumn\nfrom types import SimpleNamespace\n" \
    "with within(c):\n    who = {m.given_name.lower(): m for m in Membership.objects.all()}\n" \
    "    begin_autumn(SimpleNamespace(**who))\n"  # fmt: skip

WORDS = {
    "it": {
        "headline": "Una coppia non si è ancora vista.", "not met": "non ancora viste 1", "delimiter": ";",
        "write": "Scrivi a tutt’e due", "send": "Manda a tutt’e due", "subject": "una prima data", "written": "lettera mandata",
        "story": "Dato e ricevuto", "time": "45 minuti del tempo di Ada per te",
    },
    "en": {
        "headline": "One pair has not met yet.", "not met": "not met yet 1", "delimiter": ",",
        "write": "Write to both", "send": "Send it to both", "subject": "a first date", "written": "written to on",
        "story": "Given and received", "time": "45 minutes of Ada’s time for you",
    },
}  # fmt: skip


@pytest.mark.parametrize("language", in_turn("en"))
def test_from_a_number_to_its_list_and_a_line_to_both(server: Server, page_in: PageIn, language: str) -> None:
    words = WORDS[language]
    server.python(BEGIN)
    server.wait_for_mail("marta")  # what the beginning wrote to her, so that the next is her code
    server.everyone_speaks(language)
    marta = page_in(language)
    sign_in(marta, "marta", server)
    marta.goto("/montefeltro/overview/")
    assert marta.locator("h1").inner_text() == words["headline"]
    looks_right(marta)

    every_number_is_that_of_its_list(marta)

    marta.goto("/montefeltro/overview/")
    marta.locator(".waiting-pairs + p a").click()
    assert " ".join(marta.locator(".tabs [aria-current]").inner_text().split()) == words["not met"]
    looks_right(marta)
    rows = marta.locator("tbody tr").count()
    for ending in ("csv", "xlsx"):
        with marta.expect_download() as waiting:
            marta.locator(f"main a[href*='list.{ending}']").click()
        assert taken_rows(Path(waiting.value.path()), ending, words["delimiter"]) == rows == 1

    before = len(server.mails())
    marta.get_by_role("link", name=words["write"]).click()
    looks_right(marta)
    marta.get_by_role("button", name=words["send"]).click()
    marta.get_by_text(words["written"]).wait_for()
    for person in ("luca.amadori@example.org", "paola"):
        assert "Marta" in text_of(server.wait_for_mail(person, words["subject"], after=before))

    giulio = page_in(language)
    sign_in(giulio, "giulio", server)
    giulio.goto("/montefeltro/given-and-received/")
    assert giulio.locator("h1").inner_text() == words["story"]
    assert giulio.locator(".story-of-one li").count() == 2
    assert words["time"] in giulio.locator("main").inner_text()
    looks_right(giulio)


def every_number_is_that_of_its_list(page: Page) -> None:
    links = page.locator(".funnel__n, .kept a, .loads a").evaluate_all(
        "all => all.map(a => [a.href, a.innerText.match(/\\d+/)[0]])"
    )
    assert len(links) >= 9
    for address, number in links:
        page.goto(address)
        found = page.locator(".pages .figures")
        total = re.findall(r"\d+", found.inner_text())[-1] if found.count() else "0"
        assert total == number, address


def taken_rows(file: Path, ending: str, delimiter: str) -> int:
    if ending == "csv":
        with file.open(encoding="utf-8-sig", newline="") as lines:
            return len(list(csv.reader(lines, delimiter=delimiter))) - 1
    from python_calamine import CalamineWorkbook

    return len(CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()) - 1
