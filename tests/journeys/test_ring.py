"""A ring of eight, each at a page of their own, from the asks to what helped: nobody reads an ask before its turn, all hear of each
step without loading anew, one leaves in the middle, one ask goes a step further, and the ledger holds exactly what helped."""

import json
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from browsing import PageIn, Server, in_turn, looks_right
from walking import link, press

WORDS = {
    "it": {
        "call": "Proponi un giro", "now": "Adesso, appena ci sono le richieste", "called": "Proponilo",
        "ask": "Che cosa ti servirebbe", "keep": "Salva", "there": "La tua richiesta c’è", "begin": "Comincia il giro",
        "can": "Posso io", "knows": "Conosco chi può", "not_this": "Questa no", "few": "In due parole",
        "whom": "A chi pensi?", "say": "Dillo", "next": "Avanti con la prossima", "heard": "Sono state ascoltate tutte",
        "leave": "Lascia il cerchio", "further": "Falle fare un passo in più", "agree": "Sono d’accordo",
        "pass": "Passala a una persona alleata", "ally": "A quale delle persone alleate", "pass_on": "Passala",
        "answer": "Rispondi a Elio", "text": "La tua risposta", "give": "Rispondi", "tell": "Racconta che cosa ne è nato", "helped": "ha aiutato", "not_yet": "non ancora",
        "story": "4 richieste su 7 hanno trovato aiuto",
    },
    "en": {
        "call": "Call a ring", "now": "Now, as soon as the asks are there", "called": "Call it",
        "ask": "What would help you", "keep": "Keep it", "there": "Your ask is there", "begin": "Begin the round",
        "can": "I can", "knows": "I know somebody who can", "not_this": "Not this one", "few": "In a few words",
        "whom": "Whom do you think of?", "say": "Say it", "next": "On to the next", "heard": "All have been heard",
        "leave": "Leave the circle", "further": "Let it go one step further", "agree": "I agree",
        "pass": "Pass it on to an ally", "ally": "To which of your allies", "pass_on": "Pass it on",
        "answer": "Answer Elio", "text": "Your answer", "give": "Answer", "tell": "Say what came of it", "helped": "it helped", "not_yet": "not yet",
        "story": "4 of 7 asks have found help",
    },
}  # fmt: skip
NAMES = ["Ada", "Giulio", "Paola", "Davide", "Lea", "Bruno", "Carla", "Elio"]
#: Eight who meet, with their charter; Rosalba, an ally of Giulio, sits elsewhere. The cookies of all, and of who
#: coordinates.
STAGE = """
import json, sys
sys.path.insert(0, "tests")
from django.test import Client
from cast import join
from circling import agree, begin
from reciproca.network.models import Alliance
with within(Community.objects.get(slug="montefeltro")):
    new = [join(name, "Riva") for name in ("Lea", "Bruno", "Carla", "Elio", "Rosalba")]
    known = [Membership.objects.get(given_name=name) for name in ("Ada", "Giulio", "Paola", "Davide")]
    people = [*known, *new[:4]]
    agree(begin(*people, most=8), people)
    for one, other in ((known[1], new[4]), (new[4], known[1])):
        Alliance.objects.create(person=one, other=other)
    cookies = {}
    for person in (*people, new[4], Membership.objects.get(given_name="Marta")):
        client = Client()
        client.force_login(person.account, backend="reciproca.communities.backends.AccountBackend")
        cookies[person.given_name] = {name: morsel.value for name, morsel in client.cookies.items()}
    print(json.dumps(cookies))
"""
LEDGER = """
from reciproca.network.models import Interaction
with within(Community.objects.get(slug="montefeltro")):
    names = {person.ledger_id: person.given_name for person in Membership.objects.all()}
    for line in Interaction.objects.filter(object_kind__in=["ringoffer", "answer"]).order_by("kind", "seq"):
        print(names[line.giver], names[line.receiver], line.kind, line.confirmed)
"""
LIVE = 60_000  # ms, on a machine that is busy with other things


def come_in(page: Page, cookies: dict[str, str], server: Server) -> Page:
    page.context.add_cookies([{"name": name, "value": value, "url": server.url} for name, value in cookies.items()])
    return page


def all_read(pages: dict[str, Page], text: str) -> None:
    for page in pages.values():
        expect(page.locator("main").get_by_text(text).first).to_be_visible(timeout=LIVE)


def on_now(page: Page) -> str:
    return page.locator("section[aria-labelledby=now] .person__name").inner_text().split()[0]


def say(page: Page, words: dict[str, str], kind: str, more: str = "") -> None:
    form = page.locator("section[aria-labelledby=now] form[action$='/offer/']")
    form.get_by_label(words[kind], exact=True).check()
    if more:
        form.get_by_label(words["whom" if kind == "knows" else "few"]).fill(more)
    with page.expect_navigation():
        form.get_by_role("button", name=words["say"], exact=True).click()
    page.keyboard.press("Escape")  # what was said lies over the foot of the page


@pytest.mark.parametrize("language", in_turn("it"))
def test_a_ring_of_eight_from_asks_to_helped(server: Server, page_in: PageIn, language: str) -> None:
    words: dict[str, Any] = WORDS[language]
    cookies = json.loads(server.python(STAGE))
    server.everyone_speaks(language)
    pages = {name: page_in(language, width=390 if number % 2 else 1280) for number, name in enumerate(NAMES)}
    for name, page in pages.items():
        come_in(page, cookies[name], server)
    ada = pages["Ada"]

    # Ada calls it for now; each brings one ask, and reads no other
    ada.goto("/montefeltro/circles/")
    link(ada, "Prime volte")
    link(ada, words["call"])
    looks_right(ada)
    ada.get_by_label(words["now"]).check()
    press(ada, words["called"])
    ring = ada.url.partition("#")[0]
    for name, page in pages.items():
        page.goto(ring)
        page.get_by_label(words["ask"], exact=True).fill(f"Una mano per {name}")
        press(page, words["keep"])
        expect(page.get_by_text(words["there"])).to_be_visible()
    looks_right(pages["Giulio"])
    for name, page in pages.items():
        page.goto(ring)
        assert [other for other in NAMES if f"Una mano per {other}" in page.content()] == [name]

    # it goes round on all eight pages, which nobody loads anew
    press(ada, words["begin"])
    order: list[str] = []
    said: dict[str, tuple[str, str]] = {}
    here = dict(pages)
    while not ada.get_by_text(words["heard"]).count():
        name = on_now(ada)
        order.append(name)
        all_read(here, f"Una mano per {name}")
        if "Davide" in here and (name == "Davide" or len(order) == 4):  # leaves in the middle, and it goes on
            davide = here.pop("Davide")
            davide.goto("/montefeltro/circles/")
            link(davide, "Prime volte")
            davide.locator("main a[href$='/departure/']").click()
            with davide.expect_navigation():
                davide.locator("main form button[type=submit]").last.click()
            for page in here.values():
                expect(page.get_by_text("Una mano per Davide")).to_have_count(0, timeout=LIVE)
            if name == "Davide":
                continue
        helper = next(one for one in ("Giulio", "Paola", "Lea") if one != name)
        if name in ("Ada", "Bruno", "Carla"):
            kind = "knows" if name == "Carla" else "can"
            said[name] = (helper, kind)
            say(here[helper], words, kind, "Rosa la tipografa" if kind == "knows" else f"Per {name}, giovedì")
            if kind == "can":
                all_read(here, f"Per {name}, giovedì")
            else:
                assert all("Rosa la tipografa" not in page.content() for one, page in here.items() if one != helper)
        elif name == "Elio":
            say(here[helper], words, "not_this")
        if len(order) == 1:
            looks_right(ada)
            looks_right(here[helper], themes=("light",))
        press(ada, words["next"])
    all_read(here, words["heard"])
    assert {*order, "Davide"} == set(NAMES)
    assert len(order) == len(set(order))

    # Elio's found nobody: one step further, through an ally of Giulio's
    elio, giulio = pages["Elio"], pages["Giulio"]
    link(elio, words["further"])
    press(elio, words["agree"])
    giulio.reload()
    giulio.locator("main a[href$='/passing/']").first.click()
    giulio.get_by_label(words["ally"]).select_option(label="Rosalba Riva")
    press(giulio, words["pass_on"])
    looks_right(giulio)
    rosalba = come_in(page_in(language), cookies["Rosalba"], server)
    rosalba.goto("/montefeltro/asks/")
    rosalba.locator("main a", has_text="Una mano per Elio").first.click()
    rosalba.locator("main").get_by_role("link", name=words["answer"]).first.click()
    rosalba.get_by_label(words["text"]).fill("Te la do io, sabato.")
    press(rosalba, words["give"])

    # each says what came of theirs
    for name in (one for one in NAMES if one != "Davide"):
        page = pages[name]
        page.goto(ring)
        link(page, words["tell"])
        found = name in said or name == "Elio"
        page.get_by_label(words["helped" if found else "not_yet"], exact=True).check()
        if found:
            page.locator("[name=thanked]").first.check()
        if name == "Elio":
            looks_right(page)
        press(page, words["say"])
    expect(ada.get_by_text(words["story"])).to_be_visible(timeout=LIVE)
    ada.reload()
    looks_right(ada)

    # who coordinates reads none of it, and the ledger holds what helped
    marta = come_in(page_in(language), cookies["Marta"], server)
    answer = marta.goto(ring)
    assert answer is not None
    assert answer.status == 404
    expected = [(helper, name, "lead" if kind == "knows" else "answer") for name, (helper, kind) in said.items()]
    expected.append(("Rosalba", "Elio", "answer"))
    lines = [tuple(line.split()) for line in server.python(LEDGER).splitlines()]
    assert sorted(lines) == sorted((*line, "True") for line in expected)
