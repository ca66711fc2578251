"""Two people write to each other, each in their own browser: live, through a restart of the server, and on a phone."""

import re
from collections.abc import Iterable

import pytest
from playwright.sync_api import Page, expect

from browsing import PageIn, Server, in_turn, looks_right, sign_in

WORDS = {
    "it": {"write": "Scrivi a Giulio", "send": "Invia", "heard": "Quello che ho sentito", "yes": "Sì, è così",
           "quote": "Rispondi citando", "edit": "Modifica", "back": "Ritira", "gone": "Un messaggio ritirato"},
    "en": {"write": "Write to Giulio", "send": "Send", "heard": "What I heard", "yes": "Yes, that is it",
           "quote": "Quote", "edit": "Change", "back": "Take back", "gone": "A message taken back"},
}  # fmt: skip
THEY_HAVE_MET = """
from reciproca.network.actions import record_interaction
place = Community.objects.get(slug="montefeltro")
with within(place):
    ada, giulio = (Membership.objects.get(given_name=name) for name in ("Ada", "Giulio"))
    from django.db import transaction
    with transaction.atomic():
        record_interaction("encounter", giver=ada, receiver=giulio, source=ada, mutual=True, confirmed=True)
"""


@pytest.mark.parametrize("language", in_turn("it"))
def test_a_conversation(server: Server, page_in: PageIn, language: str) -> None:
    words = WORDS[language]
    server.everyone_speaks(language)
    server.python(THEY_HAVE_MET)
    ada, giulio = page_in(language), page_in(language, width=360, dark=True)
    sign_in(ada, "ada", server)
    sign_in(giulio, "giulio", server)

    # Ada begins, from Giulio's page; where Giulio is looking there is a mark, and on Today her name
    ada.goto("/montefeltro/people/")
    ada.get_by_role("link", name="Giulio Serra").first.click()
    ada.get_by_role("link", name=words["write"]).click()
    ada.locator("main textarea[name=text]").fill("Ciao Giulio, com’è andata?")
    ada.get_by_role("button", name=words["send"]).click()
    expect(_bubbles(ada)).to_have_text(["Ciao Giulio, com’è andata?"])
    expect(giulio.locator("[data-news=conversation].waiting")).to_be_visible()
    giulio.reload()
    giulio.locator("main a[href*='/conversations/']").first.click()
    expect(_bubbles(giulio)).to_have_text(["Ciao Giulio, com’è andata?"])
    looks_right(giulio)
    expect(giulio.locator("[data-news=conversation].waiting")).to_be_hidden()

    # Each writes without leaving the page, and the other sees it come; “what I heard” is answered
    _say(giulio, "Bene. Ma ho *paura* di chiedere.", words)
    expect(_bubbles(ada).last).to_have_text("Bene. Ma ho paura di chiedere.")
    ada.get_by_label(words["heard"]).check()
    _say(ada, "Temi che dicano di no?", words)
    giulio.get_by_role("button", name=words["yes"]).click()
    expect(giulio.locator(".bubble__echo")).to_be_visible()

    # The server goes away in the middle: nothing typed is lost, and what was said meanwhile arrives
    server.stop()
    ada.locator("#write textarea").fill("Proviamo insieme?")
    ada.get_by_role("button", name=words["send"]).click()
    expect(ada.locator("[data-not-sent]")).to_be_visible()
    server.start()
    ada.get_by_role("button", name=words["send"]).click()
    expect(_bubbles(ada).last).to_have_text("Proviamo insieme?")
    expect(_bubbles(giulio).last).to_have_text("Proviamo insieme?", timeout=30_000)
    expect(_bubbles(giulio)).to_have_count(4)

    # She puts it otherwise: where he has it open it stands otherwise, in its place
    ada.goto(ada.url.partition("#")[0])
    ada.locator(".bubble--mine .bubble__more summary").last.click()
    ada.locator(".bubble--mine").last.get_by_role("link", name=words["edit"]).click()
    ada.locator("main textarea[name=text]").fill("Proviamo insieme, venerdì?")
    ada.locator("main button[type=submit]").last.click()
    expect(_bubbles(giulio).last).to_have_text("Proviamo insieme, venerdì?", timeout=30_000)
    expect(_bubbles(giulio)).to_have_count(4)

    # A quotation, a message taken back; what was begun is found again elsewhere
    giulio.locator(".bubble__more summary").last.click()
    giulio.get_by_role("link", name=words["quote"]).last.click()
    giulio.locator("#write textarea").fill("Sì, venerdì.")
    giulio.get_by_role("button", name=words["send"]).click()
    expect(giulio.locator(".bubble blockquote")).to_contain_text("Proviamo insieme, venerdì?")
    expect(_bubbles(ada).last).to_have_text("Sì, venerdì.")
    with ada.expect_response(re.compile("/draft/")):
        ada.locator("#write textarea").fill("Allora porto")
    ada.reload()
    expect(ada.locator("#write textarea")).to_have_value("Allora porto")
    ada.locator(".bubble--mine .bubble__more summary").last.click()
    ada.get_by_role("link", name=words["back"]).last.click()
    ada.locator("main button.button--danger").click()
    expect(giulio.locator(".bubble--gone")).to_have_text(re.compile(words["gone"]), timeout=30_000)
    expect(ada.locator(".bubble--gone")).to_have_text(re.compile(words["gone"]))
    looks_right(ada, themes=("light",))


WRITTEN_MEANWHILE = """
from django.db import transaction
from reciproca.conversations.actions import write_to
with within(Community.objects.get(slug="montefeltro")), transaction.atomic():
    ada, giulio = (Membership.objects.get(given_name=name) for name in ("Ada", "Giulio"))
    for text in {texts!r}:
        message = write_to(giulio, by=ada, text=text)
    print(message.conversation.public_id)
"""


@pytest.mark.parametrize("language", in_turn("it"))
def test_what_is_written_while_the_server_is_away_arrives_once(server: Server, page_in: PageIn, language: str) -> None:
    words = WORDS[language]
    server.everyone_speaks(language)
    server.python(THEY_HAVE_MET)
    talk = server.python(WRITTEN_MEANWHILE.format(texts=["Ciao!"])).strip()
    ada, giulio = page_in(language), page_in(language, width=360)
    for page, who in ((ada, "ada"), (giulio, "giulio")):
        sign_in(page, who, server)
        page.goto(f"/montefeltro/conversations/{talk}/")
        expect(_bubbles(page)).to_have_text(["Ciao!"])
    comes_again: list[str] = []
    giulio.on("request", lambda request: comes_again.append(request.all_headers().get("last-event-id", "")))
    _say(ada, "Ci sei?", words)
    expect(_bubbles(giulio)).to_have_text(["Ciao!", "Ci sei?"], timeout=30_000)

    # The server ends, for both; two messages are written beside it; then there is another one in its place
    assert server.process is not None
    before = server.process.pid
    server.stop()
    server.python(WRITTEN_MEANWHILE.format(texts=["Uno.", "Due."]))
    server.start()
    assert server.process.pid != before

    told = ["Ciao!", "Ci sei?", "Uno.", "Due."]
    for page in (giulio, ada):
        expect(_bubbles(page)).to_have_text(told, timeout=30_000)
    assert _first(comes_again), "the page of Giulio did not say what it had heard last"

    # And on: live both ways, each message once; a page opened anew shows the same
    _say(giulio, "Eccomi.", words)
    expect(_bubbles(ada)).to_have_text([*told, "Eccomi."], timeout=30_000)
    _say(ada, "Bene.", words)
    for page in (giulio, ada):
        expect(_bubbles(page)).to_have_text([*told, "Eccomi.", "Bene."], timeout=30_000)
        page.reload()
        expect(_bubbles(page)).to_have_text([*told, "Eccomi.", "Bene."])


def _first(some: Iterable[str]) -> str:
    return next(filter(None, some), "")


def _bubbles(page: Page):  # type: ignore[no-untyped-def]
    return page.locator(".bubble__text")


def _say(page: Page, text: str, words: dict[str, str]) -> None:
    before = _bubbles(page).count()
    page.locator("#write textarea").fill(text)
    page.get_by_role("button", name=words["send"]).click()
    expect(_bubbles(page)).to_have_count(before + 1)
    expect(page.locator("#write textarea")).to_have_value("")
