"""Somebody is invited, joins, tells about themselves; and all the ways of coming in again."""

import re

import pytest
from playwright.sync_api import Page, expect

from browsing import ADDRESSES, PageIn, Server, looks_right, sign_in, text_of

WORDS = {
    "it": {
        "choose": "Scegli Nora Vitali", "invite": "Invita le persone scelte", "send": "Manda la lettera",
        "join": "Prendi il tuo posto", "continue": "Continua", "finish": "Mostrami la mia pagina",
        "subject": "Marta Ferri ti invita in Alumni Montefeltro", "offered": "Leggere un primo contratto",
        "needed": "Provare un colloquio difficile", "headline": "Traduco per chi ha fretta.",
        "password": "Ho una password", "enter": "Entra con la password", "passkey": "Usa una passkey",
        "make": "Creala su questo apparecchio", "made": "La passkey è pronta", "signed_out": "Sei fuori. A presto.",
        "still": "Risolto",
    },
    "en": {
        "choose": "Choose Nora Vitali", "invite": "Invite those chosen", "send": "Send the letter",
        "join": "Take your place", "continue": "Continue", "finish": "Show me my page",
        "subject": "Marta Ferri invites you to Alumni Montefeltro", "offered": "Read a first contract",
        "needed": "Rehearse a difficult interview", "headline": "I translate for people in a hurry.",
        "password": "I have a password", "enter": "Sign in with the password", "passkey": "Use a passkey",
        "make": "Make it on this device", "made": "The passkey is made", "signed_out": "You are signed out.",
        "still": "Solved",
    },
}  # fmt: skip


@pytest.mark.parametrize("language", ["it", "en"])
def test_invited_joining_telling(server: Server, page_in: PageIn, language: str) -> None:
    words = WORDS[language]
    server.everyone_speaks(language)

    # Marta finds Nora in the register and writes to her
    marta = page_in(language)
    sign_in(marta, "marta", server)
    marta.goto("/montefeltro/members/?state=imported")
    looks_right(marta)
    marta.get_by_label(words["choose"], exact=True).check()
    marta.get_by_role("button", name=words["invite"]).click()
    marta.locator("textarea").fill("Ci manchi da anni.")
    looks_right(marta)
    marta.get_by_role("button", name=words["send"]).click()
    expect(marta.locator("tbody tr")).to_have_count(1)

    # Nora opens the link of the letter
    letter = server.wait_for_mail("nora", words["subject"])
    text = text_of(letter)
    assert "Ci manchi da anni." in text
    link = re.search(r"https?://\S+(/invitations/\S+)", text)
    assert link
    nora = page_in(language)
    nora.goto(link[1])
    nora.wait_for_url("**/invitations/letter/")
    looks_right(nora)
    nora.get_by_role("button", name=words["join"]).click()

    # Three pages: who she is; at least one offer and one need; what would make it worthwhile
    nora.wait_for_url("**/welcome/1/")
    looks_right(nora)
    nora.locator("[name=headline]").fill(words["headline"])
    nora.get_by_role("button", name=words["continue"]).click()
    nora.wait_for_url("**/welcome/2/")
    nora.locator("[name=offers]").first.fill(words["offered"])
    nora.get_by_role("button", name=words["continue"]).click()
    expect(nora.locator("[data-error-summary]")).to_be_visible()
    expect(nora.locator("[name=offers]").first).to_have_value(words["offered"])
    looks_right(nora)
    nora.locator("[name=needs]").first.fill(words["needed"])
    nora.get_by_role("button", name=words["continue"]).click()
    nora.wait_for_url("**/welcome/3/")
    nora.get_by_role("button", name=words["finish"]).click()

    # Her page, and what others see of her
    nora.wait_for_url("**/profile/")
    looks_right(nora)
    expect(nora.get_by_role("heading", level=1)).to_have_text("Nora Vitali")
    marta.goto("/montefeltro/people/?q=vitali")
    looks_right(marta)
    marta.get_by_role("link", name="Nora Vitali").click()
    for told in (words["headline"], words["offered"], words["needed"]):
        expect(marta.get_by_text(told)).to_be_visible()
    looks_right(marta)

    # The link is good once
    other = page_in(language)
    other.goto(link[1])
    other.wait_for_url("**/invitations/letter/")
    looks_right(other)
    assert other.get_by_role("button", name=words["join"]).count() == 0


@pytest.mark.parametrize("language", ["it", "en"])
def test_signing_in_by_code_password_and_passkey(server: Server, page_in: PageIn, language: str) -> None:
    words = WORDS[language]
    server.everyone_speaks(language)
    server.python(
        "a = Account.objects.get(email='ada.carta@example.org'); a.set_password('un telaio di legno'); a.save()"
    )
    ada = page_in(language)

    # by code; a wrong one is told beside the field
    ada.goto("/accounts/login/")
    looks_right(ada)
    before = len(server.mails())
    ada.locator("#id_email").fill(ADDRESSES["ada"])
    ada.locator("#id_email").press("Enter")
    ada.locator("main input[name=code]").fill("000000")
    ada.locator("main input[name=code]").press("Enter")
    expect(ada.locator(".field--error")).to_be_visible()
    looks_right(ada)
    mail = server.wait_for_mail("ada", after=before)
    code = re.search(r"^\d{6}$", text_of(mail), re.MULTILINE)
    assert code
    assert code[0] not in str(mail["Subject"])
    ada.locator("main input[name=code]").fill(code[0])
    ada.locator("main input[name=code]").press("Enter")
    ada.wait_for_url(lambda url: "/accounts/" not in url)
    _sign_out(ada, words)

    # by password
    ada.goto("/accounts/login/?next=/account/")
    ada.get_by_text(words["password"]).click()
    ada.locator("#id_login").fill(ADDRESSES["ada"])
    ada.locator("#id_password").fill("un telaio di legno")
    ada.get_by_role("button", name=words["enter"]).click()
    ada.wait_for_url("**/account/")
    looks_right(ada)

    # a passkey is made, and lets her in
    devices = ada.context.new_cdp_session(ada)
    devices.send("WebAuthn.enable")
    devices.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
                "isUserVerified": True, "automaticPresenceSimulation": True,
            }
        },
    )  # fmt: skip
    ada.goto("/accounts/2fa/webauthn/add/")
    if "reauthenticate" in ada.url:  # after a while the password is asked once more
        ada.locator("[name=password]").fill("un telaio di legno")
        ada.locator("[name=password]").press("Enter")
    looks_right(ada)
    ada.get_by_role("button", name=words["make"]).click()
    expect(ada.get_by_text(words["made"])).to_be_visible()
    looks_right(ada)
    _sign_out(ada, words)
    ada.goto("/accounts/login/?next=/account/")
    ada.get_by_role("button", name=words["passkey"]).click()
    ada.wait_for_url("**/account/")
    expect(ada.get_by_text(ADDRESSES["ada"]).first).to_be_visible()


def _sign_out(page: Page, words: dict[str, str]) -> None:
    page.goto("/accounts/logout/")
    looks_right(page)
    page.locator("main form").get_by_role("button").first.click()
    expect(page.get_by_text(words["signed_out"])).to_be_visible()
