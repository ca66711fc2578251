"""A messy sheet comes in: two rows are put right, it is imported, the second time it changes nothing, it is undone."""

from pathlib import Path

import pytest

from browsing import PageIn, Server, in_turn, looks_right, sign_in
from import_sheets import messy_form

WORDS = {
    "it": {
        "read": "Leggi il foglio", "rehearse": "Fai la prova", "asks": "Quasi tutto a posto: due righe chiedono di te.",
        "fine": "Va bene così", "retry": "Riprova la riga", "well": "Tutto a posto: si può importare.",
        "import": "Importa 5 righe", "done": "Fatto: ci sono 4 persone nuove.", "known": "Questo foglio lo conosci.",
        "same": "Non c’è niente da cambiare.", "undo": "Annulla questa importazione…", "undo_all": "Annulla 5 righe",
        "undone": "Tutto è tornato com’era.", "empty": "Ancora nessun foglio", "away": "Butta il foglio",
    },
    "en": {
        "read": "Read the sheet", "rehearse": "Rehearse", "asks": "Nearly there: two rows ask for you.",
        "fine": "Fine like this", "retry": "Try the row again", "well": "All is well: it can go in.",
        "import": "Import 5 rows", "done": "Done: 4 new people are here.", "known": "You know this sheet.",
        "same": "There is nothing to change.", "undo": "Undo this import…", "undo_all": "Undo 5 rows",
        "undone": "Everything is as it was.", "empty": "No sheet yet", "away": "Throw the sheet away",
    },
}  # fmt: skip

PEOPLE = "print(sorted(Membership.unscoped.filter(community__slug='montefeltro').values_list('email', 'state')))"


@pytest.mark.parametrize("language", in_turn("en"))
def test_a_messy_sheet_comes_in_and_goes_back(server: Server, page_in: PageIn, tmp_path: Path, language: str) -> None:
    words = WORDS[language]
    server.everyone_speaks(language)
    before = server.python(PEOPLE)
    sheet = tmp_path / "Ponti 2026 (Risposte del modulo 1).csv"
    sheet.write_bytes(messy_form())
    page = page_in(language)
    sign_in(page, "marta", server)
    page.goto("/montefeltro/imports/")
    page.get_by_role("heading", name=words["empty"]).wait_for()
    looks_right(page)

    def hand_in() -> None:
        page.goto("/montefeltro/imports/new/")
        page.set_input_files("input[type=file]", sheet)
        page.get_by_role("button", name=words["read"]).click()
        page.get_by_role("button", name=words["rehearse"]).wait_for()

    hand_in()
    looks_right(page)
    page.get_by_role("button", name=words["rehearse"]).click()
    page.get_by_role("heading", name=words["asks"]).wait_for()
    looks_right(page)

    page.locator("#row-4").get_by_role("button", name=words["fine"]).click()
    page.locator("#row-4[data-state=done]").wait_for()
    page.locator("#row-5 input.input").fill("2")
    page.locator("#row-5").get_by_role("button", name=words["retry"]).click()
    page.locator("#row-5[data-state=done]").wait_for()
    page.reload()
    page.get_by_role("heading", name=words["well"]).wait_for()
    page.get_by_role("button", name=words["import"]).click()
    page.get_by_role("heading", name=words["done"]).wait_for()
    looks_right(page)
    done = page.url
    after = server.python(PEOPLE)
    assert "('g.marras@example.org', 'imported')" in after
    assert after != before

    hand_in()
    page.get_by_role("button", name=words["rehearse"]).click()
    page.get_by_text(words["known"]).wait_for()
    for row, value in ((4, None), (5, "2")):
        if value:
            page.locator(f"#row-{row} input.input").fill(value)
        page.locator(f"#row-{row}").get_by_role("button", name=words["retry" if value else "fine"]).click()
        page.locator(f"#row-{row}[data-state=done]").wait_for()
    page.reload()
    page.get_by_role("heading", name=words["same"]).wait_for()
    page.get_by_role("button", name=words["away"]).click()
    page.wait_for_url("**/imports/")
    assert server.python(PEOPLE) == after

    page.goto(done)
    page.get_by_role("link", name=words["undo"]).click()
    looks_right(page)
    page.get_by_role("button", name=words["undo_all"]).click()
    page.get_by_role("heading", name=words["undone"]).wait_for()
    assert server.python(PEOPLE) == before
    assert len(server.mails()) == 1  # the code Marta signed in with: nobody else was written to


def test_without_javascript_the_same_can_be_done(server: Server, browser, tmp_path: Path) -> None:
    from browsing import watch

    words = WORDS["it"]
    sheet = tmp_path / "soci.csv"
    sheet.write_bytes(messy_form())
    context = browser.new_context(
        base_url=server.url, locale="it-IT", java_script_enabled=False, viewport={"width": 360, "height": 740}
    )
    page = context.new_page()
    watch(page)
    sign_in(page, "marta", server)
    page.goto("/montefeltro/imports/new/")
    page.set_input_files("input[type=file]", sheet)
    page.get_by_role("button", name=words["read"]).click()
    page.get_by_role("button", name=words["rehearse"]).click()
    page.locator("#row-4").get_by_role("button", name=words["fine"]).click()
    page.locator("#row-4[data-state=done]").wait_for()
    page.get_by_role("button", name="Importa 4 righe").click()
    page.get_by_role("heading", name="Fatto: ci sono 3 persone nuove.").wait_for()
    context.close()
