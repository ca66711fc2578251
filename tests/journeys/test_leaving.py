"""Somebody looks at what is kept of them, takes a copy, asks to be erased, and thinks again."""

import json
import os
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browsing import PageIn, Server, in_turn, looks_right, sign_in, text_of

WORDS = {
    "it": {
        "see": "Guarda i tuoi dati", "what": "Guarda che cosa", "prepare": "Prepara una copia",
        "start": "Prepara la copia", "ready": "I tuoi dati sono pronti", "fetch": "Prendi la copia",
        "everything": "Cancella tutto", "yes": "Ho letto", "asked": "Il tuo account sarà cancellato",
        "code": "Il tuo codice: sei tu?", "send": "Mandami il codice", "confirm": "Conferma", "back": "Ritira",
        "returned": "Tutto è com’era", "page": "Ciò che hai dato e ricevuto",
    },
    "en": {
        "see": "See your data", "what": "See what", "prepare": "Prepare a copy",
        "start": "Prepare the copy", "ready": "Your data is ready", "fetch": "Fetch the copy",
        "everything": "Erase everything", "yes": "I have read", "asked": "Your account will be erased",
        "code": "Your code: is it you?", "send": "Send me the code", "confirm": "Confirm", "back": "Take it back",
        "returned": "Everything is as it was", "page": "What you gave and received",
    },
}  # fmt: skip


@pytest.mark.parametrize("language", in_turn("it"))
def test_taking_a_copy_leaving_and_thinking_again(
    server: Server, page_in: PageIn, language: str, tmp_path: Path
) -> None:
    words = WORDS[language]
    server.everyone_speaks(language)
    ada = page_in(language)
    sign_in(ada, "ada", server)

    # She reads what is kept
    ada.goto("/account/")
    ada.get_by_role("link", name=words["see"]).click()
    looked_at(ada, "data")
    ada.locator("a[href*='/data/places/']", has_text=words["what"]).first.click()
    looked_at(ada, "place")

    # She is asked again whether it is her, since she signed in a while ago; then she has a copy prepared
    a_while_passes(server)
    ada.goto("/account/data/")
    ada.get_by_role("link", name=words["prepare"]).click()
    looked_at(ada, "again")
    ada.get_by_role("button", name=words["send"]).click()
    mail = server.wait_for_mail("ada", words["code"])
    code = re.search(r"^\s*(\d{6})\s*$", text_of(mail), re.MULTILINE)
    assert code
    looked_at(ada, "again-code")
    ada.locator("input[name=code]").fill(code[1])
    ada.get_by_role("button", name=words["confirm"]).click()
    looked_at(ada, "copy-new")
    ada.get_by_role("button", name=words["start"]).click()
    server.wait_for_mail("ada", words["ready"])
    ada.goto("/account/data/")
    looked_at(ada, "ready")
    with ada.expect_download() as fetched:
        ada.get_by_role("link", name=words["fetch"]).click()
    file = tmp_path / "copy.zip"
    fetched.value.save_as(file)
    with zipfile.ZipFile(file) as archive:
        data = json.loads(archive.read("data.json"))
        archive.extractall(tmp_path / "copy")
    assert data["account"]["email"] == "ada.carta@example.org"

    # The page in it is read without a server
    copy = ada.context.new_page()
    copy.goto((tmp_path / "copy" / "index.html").as_uri())
    expect(copy.get_by_role("heading", level=2).first).to_have_text("Alumni Montefeltro")
    shoot(copy, "copy")
    copy.close()

    # She asks to be erased, everywhere
    ada.goto("/account/data/")
    ada.get_by_role("link", name=words["everything"]).click()
    looked_at(ada, "erasure")
    ada.get_by_role("button", name=words["everything"]).click()
    expect(ada.locator("[aria-invalid=true], .field--error").first).to_be_visible()
    ada.get_by_label(words["yes"]).check()
    ada.get_by_role("button", name=words["everything"]).click()
    ada.wait_for_url(lambda url: "/account/" not in url)
    assert "/account/data/" in text_of(server.wait_for_mail("ada", words["asked"]))
    marta = page_in(language)
    sign_in(marta, "marta", server)
    marta.goto("/montefeltro/people/")
    expect(marta.get_by_text("Giulio Serra")).to_be_visible()
    expect(marta.get_by_text("Ada Carta")).to_have_count(0)

    # She thinks again
    sign_in(ada, "ada", server)
    ada.goto("/account/data/")
    looked_at(ada, "waiting")
    ada.get_by_role("button", name=words["back"]).click()
    expect(ada.get_by_text(words["returned"])).to_be_visible()
    marta.reload()
    expect(marta.get_by_text("Ada Carta")).to_be_visible()


def a_while_passes(server: Server) -> None:
    """The sign-ins so far happened ten minutes ago."""
    server.python(
        "from django.contrib.sessions.models import Session\n"
        "from django.contrib.sessions.backends.db import SessionStore\n"
        "for row in Session.objects.all():\n"
        "    session = SessionStore(row.session_key)\n"
        "    for record in session.get('account_authentication_methods', []): record['at'] -= 600\n"
        "    session.save()\n"
    )


def looked_at(page: Page, name: str) -> None:
    looks_right(page)
    shoot(page, name)


def shoot(page: Page, name: str) -> None:
    """With SHOTS set to a folder, keep a picture: light and dark, wide and narrow."""
    if not (folder := os.environ.get("SHOTS")):
        return
    language = page.locator("html").get_attribute("lang")
    size = page.viewport_size
    for width, theme in ((1280, "light"), (1280, "dark"), (360, "light")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        page.screenshot(path=Path(folder) / f"{name}-{language}-{width}-{theme}.png", full_page=True)
    page.emulate_media(color_scheme="light")
    if size:
        page.set_viewport_size(size)
