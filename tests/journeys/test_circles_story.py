"""Circles from the sign-ups to what somebody outside learns from them: composed and published, a charter of all, a check-in, a meeting
with a case that is opened for all at once, a promise that is carried on, a win, a note; and the ledger has what happened, and no more."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browsing import PageIn, Server, looks_right, sign_in, text_of
from walking import link, press

WORDS = {
    "it": {
        "open": "Apri le iscrizioni", "name": "Come si chiama", "it": "Per chi è, e a che cosa serve, in italiano",
        "en": "Per chi è, e a che cosa serve, in inglese", "least": "Quante persone almeno in un cerchio",
        "most": "Quante persone al massimo in un cerchio", "wish": "Su che cosa vorresti lavorare?", "sign_up": "Chiedi un posto",
        "compose": "Chiudi le iscrizioni e componi", "publish": "Pubblica i cerchi", "to_all": "Pubblica e scrivi a tutti",
        "yours": "Il tuo cerchio c’è", "yes": "Dico di sì", "ask": "Chiedi al cerchio", "asks": "Che cosa chiedi",
        "answer": "La tua risposta", "say": "Dillo al cerchio", "dates": "Scegli le date", "plan": "Fissa",
        "promise": "Prendi un impegno", "text": "Che cosa prometti", "promised": "Prometti", "case": "Porta un caso",
        "title": "In una frase, come domanda", "going_on": "Che cosa sta succedendo?", "keep": "Salva",
        "before_all": "Mettilo davanti a tutti", "question": "La tua domanda", "ask_it": "Chiedi", "reply": "Rispondi",
        "silence": "È tutto chiaro: silenzio", "lived": "Qualcosa che hai vissuto", "nameless": "Senza il mio nome",
        "ready": "Per me si può aprire", "one_of_you": "Uno di voi, senza nome", "helped": "Mi è servito",
        "take": "Che cosa porto via", "try": "Che cosa proverai", "close": "Chiudi il caso", "there": "C’ero",
        "went": "Com’è andata", "kept": "Mantenuto", "told": "Dillo", "win": "Raccontalo come piccola vittoria",
        "well": "Che cosa è andato bene", "tell": "Racconta al cerchio", "show": "Mostrala alla comunità", "shown": "Mostrala",
        "write": "Scrivi un appunto", "note": "Il titolo", "learned": "Che cosa hai imparato", "draft": "Salvalo come bozza",
        "somebody": "Chiedi a qualcuno", "search": "Un nome, o che cosa sa", "look": "Cerca", "choose": "Scegli Giulio Serra",
        "appear": "Di poter comparire nell’appunto", "ask_him": "Chiedi a Giulio", "out": "Pubblicalo", "out_yes": "Sì, pubblicalo",
        "say_yes": "Di’ di sì", "like_this": "Sì, così", "wanted": "Che cosa vorresti sapere?", "changed": "Che cosa è cambiato per te?",
        "say_changed": "Di’ che cosa è cambiato", "dates_mail": "3 date, da", "missing": "questa volta per te non c’è un cerchio",
    },
    "en": {
        "open": "Open the sign-ups", "name": "Its name", "it": "For whom it is, and what for, in Italian",
        "en": "For whom it is, and what for, in English", "least": "At least so many in a circle",
        "most": "At most so many in a circle", "wish": "What would you like to work on?", "sign_up": "Sign up",
        "compose": "Close the sign-ups and compose", "publish": "Publish the circles", "to_all": "Publish and write to everybody",
        "yours": "Your circle is there", "yes": "I say yes", "ask": "Ask the circle", "asks": "What you ask",
        "answer": "Your answer", "say": "Say it to the circle", "dates": "Choose the dates", "plan": "Plan",
        "promise": "Promise something", "text": "What you promise", "promised": "Promise it", "case": "Bring a case",
        "title": "In one sentence, as a question", "going_on": "What is going on?", "keep": "Keep it",
        "before_all": "Put it before all", "question": "Your question", "ask_it": "Ask", "reply": "Answer",
        "silence": "All is clear: silence", "lived": "Something you lived through", "nameless": "Without my name",
        "ready": "I am ready", "one_of_you": "One of you, without a name", "helped": "This helped", "take": "What I take away",
        "try": "What you will try", "close": "Close the case", "there": "I was there", "went": "How it went", "kept": "Kept",
        "told": "Say it", "win": "Tell it as a victory", "well": "What went well", "tell": "Tell the circle",
        "show": "Show it to the community", "shown": "Show it", "write": "Write a note", "note": "Its title",
        "learned": "What you have learned", "draft": "Keep it as a draft", "somebody": "Ask somebody",
        "search": "A name, or what they know", "look": "Search", "choose": "Choose Giulio Serra",
        "appear": "To let themselves appear in it", "ask_him": "Ask Giulio", "out": "Publish it", "out_yes": "Yes, publish it",
        "say_yes": "Say yes", "like_this": "Yes, like this", "wanted": "What would you like to know?",
        "changed": "What changed for you?", "say_changed": "Say what changed", "dates_mail": "3 dates, from",
        "missing": "this time there is no circle for you",
    },
}  # fmt: skip
#: Three more who can on another morning, and somebody who can when nobody else does.
OTHERS_SIGN_UP = """
import sys
sys.path.insert(0, {tests!r})
from cast import join
from reciproca.circles.actions import sign_up
from reciproca.circles.models import Composition
from reciproca.people.actions import begin_profile
with within(Community.objects.get(slug="montefeltro")):
    for person in Membership.objects.all():
        begin_profile(person)
    composition = Composition.objects.get()
    for name, slot in (("Berta", "sat-morning"), ("Carlo", "sat-morning"), ("Dina", "sat-morning"), ("Elio", "sun-evening")):
        sign_up(composition, by=join(name, "Prova", language={language!r}), wish="delegare", slots=[slot])
"""
TIME_PASSES = """
from datetime import timedelta
from reciproca.circles.models import Meeting
with within(Community.objects.get(slug="montefeltro")):
    first = Meeting.objects.order_by("number")[0]
    Meeting.objects.filter(pk=first.pk).update(starts_at=first.starts_at - timedelta(days=11))
"""
LEDGER = """
from reciproca.core.chain import broken_lines
from reciproca.network.models import Interaction, LedgerHead
with within(Community.objects.get(slug="montefeltro")):
    names = {person.ledger_id: person.given_name for person in Membership.objects.all()}
    for line in Interaction.objects.order_by("seq"):
        pair = [names[line.giver], names[line.receiver]]
        print(line.kind, line.object_kind, *(sorted(pair) if line.mutual else pair), line.mutual, line.confirmed)
    print("broken:", list(broken_lines(Interaction, LedgerHead)))
"""
TESTS = Path(__file__).parent.parent
CIRCLES, LIBRARY = "/montefeltro/circles/", "/montefeltro/library/"
ASKED, ANSWERED = "Che cosa ti pesa?", "Le riunioni dopo le cinque."
STORY, SILENT, NAMELESS = (
    "Due persone non si parlano più.",
    "Le ho messe allo stesso tavolo.",
    "Io sono stato zitto un mese.",
)
PROMISE, WIN, CHANGE = (
    "Dire un no questa settimana",
    "Ho detto un no, e va bene a tutti.",
    "Ho smesso di portare messaggi.",
)
TITLE = "Non fare da posta"


@pytest.mark.parametrize("language", ["it", "en"])
def test_from_the_sign_ups_to_what_somebody_outside_learns(server: Server, page_in: PageIn, language: str) -> None:
    words = WORDS[language]
    server.everyone_speaks(language)
    marta, giulio, paola, davide = (page_in(language) for _who in range(4))
    ada = page_in(language, width=390)
    for page, who in ((marta, "marta"), (ada, "ada"), (giulio, "giulio"), (paola, "paola"), (davide, "davide")):
        sign_in(page, who, server)

    circles_are_composed(marta, (ada, giulio, paola), server, words, language)
    inside = the_charter_holds((ada, giulio, paola), server, words)
    they_answer_a_check_in(ada, giulio, paola, words, inside)
    meeting, following = they_plan(ada, server, words, inside)
    they_work_on_a_case(ada, giulio, paola, words, inside)
    a_promise_is_carried_on(giulio, paola, words, inside, meeting, following)
    server.python(TIME_PASSES)
    they_were_there((ada, giulio, paola), words, meeting)
    a_win_is_shown(giulio, davide, words, inside)
    a_note_is_published(ada, giulio, words)
    it_helps_somebody_else(davide, words)
    what_marta_sees(marta, words)

    ledger, broken = server.python(LEDGER).split("broken: ")
    assert broken.strip() == "[]"
    assert ledger.splitlines() == [
        "check_in checkin Ada Giulio True True",
        "answer idea Giulio Ada False True",
        "event meeting Ada Giulio True True",
        "event meeting Ada Paola True True",
        "event meeting Giulio Paola True True",
        "note help Ada Davide False True",
    ]


def circles_are_composed(
    marta: Page, members: tuple[Page, ...], server: Server, words: dict[str, str], language: str
) -> None:
    """Marta opens the sign-ups; those who wish sign up; the engine composes, she looks at it, and publishes."""
    marta.goto(f"{CIRCLES}compositions/")
    looks_right(marta)
    link(marta, words["open"])
    marta.get_by_label(words["name"], exact=True).fill("Primi passi")
    marta.get_by_label(words["it"]).fill("Per chi guida un gruppo da poco.")
    marta.get_by_label(words["en"]).fill("For whoever has led a group for a short time.")
    marta.get_by_label(words["least"]).fill("3")
    marta.get_by_label(words["most"]).fill("5")
    press(marta, words["open"])
    composition = marta.url
    for page in members:
        page.goto(CIRCLES)
        link(page, "Primi passi")
        page.get_by_label(words["wish"]).fill("delegare")
        page.locator("[name=slots][value='1-evening']").check()
        press(page, words["sign_up"])
        looks_right(page)
    server.python(OTHERS_SIGN_UP.format(tests=str(TESTS), language=language))

    marta.goto(composition)
    press(marta, words["compose"])
    marta.get_by_role("link", name=words["publish"]).wait_for(timeout=60_000)
    together = marta.locator("main [data-people]").all_inner_texts()
    assert sorted(sorted(one.split(", ")) for one in together) == [
        ["Ada Carta", "Giulio Serra", "Paola Neri"],
        ["Berta Prova", "Carlo Prova", "Dina Prova"],
    ]
    expect(marta.locator("section[aria-labelledby=left]")).to_contain_text("Elio Prova")
    looks_right(marta)
    link(marta, words["publish"])
    looks_right(marta)
    press(marta, words["to_all"])
    server.wait_for_mail("elio.prova@example.org", words["missing"])


def the_charter_holds(members: tuple[Page, ...], server: Server, words: dict[str, str]) -> str:
    """Each finds their circle by the letter, and says yes; until the last yes there is no date to choose. Its address."""
    letter = text_of(server.wait_for_mail("ada", words["yours"]))
    inside = next(word for word in letter.split() if "/circles/" in word).strip("<>.")
    for page in members:
        page.goto(inside)
        expect(page.locator("main").get_by_role("link", name=words["dates"])).to_have_count(0)
        looks_right(page)
        press(page, words["yes"])
    return inside


def they_answer_a_check_in(ada: Page, giulio: Page, paola: Page, words: dict[str, str], inside: str) -> None:
    """One reads the others after one's own answer; who has not answered reads none."""
    ada.goto(inside)
    link(ada, words["ask"])
    ada.get_by_label(words["asks"]).fill(ASKED)
    press(ada, words["ask"])
    question = ada.url
    for page, text in ((ada, ANSWERED), (giulio, "Dire di no.")):
        page.goto(question)
        page.get_by_role("textbox", name=words["answer"]).fill(text)
        press(page, words["say"])
    expect(giulio.get_by_text(ANSWERED)).to_be_visible()
    paola.goto(question)
    expect(paola.get_by_text(ANSWERED)).to_have_count(0)


def they_plan(ada: Page, server: Server, words: dict[str, str], inside: str) -> tuple[str, str]:
    """Two dates, in everybody's calendar; their addresses."""
    ada.goto(inside)
    link(ada, words["dates"])
    ada.locator("[name=day]").fill(f"{date.today() + timedelta(days=10):%Y-%m-%d}")
    ada.locator("[name=hour]").fill("18:30")
    ada.locator("[name=times][value='3']").check()
    press(ada, words["plan"])
    server.wait_for_mail("paola", words["dates_mail"])
    pages = ada.locator("main a[href*='/circles/meetings/']").evaluate_all("all => all.map(one => one.href)")
    meeting, following = list(dict.fromkeys(pages))[:2]
    return meeting, following


def they_work_on_a_case(ada: Page, giulio: Page, paola: Page, words: dict[str, str], inside: str) -> None:
    """For the meeting: questions, then silence; what was written opens on every page at the same time, when all are ready."""
    ada.goto(inside)
    link(ada, words["case"])
    ada.get_by_label(words["title"]).fill("Come smetto di fare da posta?")
    ada.get_by_label(words["going_on"]).fill(STORY)
    ada.locator("[name=meeting]").nth(1).check()
    press(ada, words["keep"])
    looks_right(ada)
    case = ada.url
    press(ada, words["before_all"])
    giulio.goto(case)
    giulio.get_by_label(words["question"]).fill("Da quando?")
    press(giulio, words["ask_it"])
    ada.goto(case)
    ada.locator("main a", has_text=words["reply"]).first.click()
    ada.get_by_label(words["answer"]).fill("Da settembre.")
    press(ada, words["reply"])
    press(ada, words["silence"])
    giulio.goto(case)
    giulio.get_by_label(words["lived"]).fill(SILENT)
    giulio.get_by_label(words["ready"]).check()
    press(giulio, words["keep"])
    for page in (ada, paola):
        page.goto(case)
        expect(page.get_by_text(SILENT)).to_have_count(0)
    paola.get_by_label(words["lived"]).fill(NAMELESS)
    paola.get_by_label(words["nameless"]).check()
    paola.get_by_label(words["ready"]).check()
    press(paola, words["keep"])
    for page in (ada, giulio, paola):  # the pages of the first two were open, and show it by themselves
        expect(page.locator("#ideas").get_by_text(SILENT)).to_be_visible(timeout=30_000)
        expect(page.locator("#ideas").get_by_text(NAMELESS)).to_be_visible()
        expect(page.locator("#ideas").get_by_text(words["one_of_you"])).to_be_visible()
        looks_right(page)
    with ada.expect_navigation():
        ada.locator(".answer", has_text=SILENT).get_by_role("button", name=words["helped"]).click()
    with ada.expect_navigation():  # it counts only once whoever wrote it says who they are
        ada.locator(".answer", has_text=NAMELESS).get_by_role("button", name=words["helped"]).click()
    link(ada, words["take"])
    ada.get_by_label(words["try"]).fill("Chiedere a ciascuno di dirlo all’altra.")
    press(ada, words["close"])
    paola.goto(case)
    expect(paola.get_by_text(STORY)).to_have_count(0)


def a_promise_is_carried_on(
    giulio: Page, paola: Page, words: dict[str, str], inside: str, meeting: str, following: str
) -> None:
    giulio.goto(inside)
    link(giulio, words["promise"])
    giulio.get_by_label(words["text"]).fill(PROMISE)
    press(giulio, words["promised"])
    for page in (meeting, following):
        paola.goto(page)
        expect(paola.get_by_text(f"Giulio: {PROMISE}")).to_be_visible()
    looks_right(paola)


def they_were_there(members: tuple[Page, ...], words: dict[str, str], meeting: str) -> None:
    for page in members:
        page.goto(meeting)
        looks_right(page)
        press(page, words["there"])


def a_win_is_shown(giulio: Page, davide: Page, words: dict[str, str], inside: str) -> None:
    """Kept, told to the circle, and by his own choice to the community."""
    giulio.goto(inside)
    giulio.locator("main a", has_text=words["went"]).first.click()
    giulio.get_by_label(words["kept"]).check()
    press(giulio, words["told"])
    giulio.locator("main a", has_text=words["win"]).first.click()
    giulio.get_by_label(words["well"]).fill(WIN)
    press(giulio, words["tell"])
    davide.goto(CIRCLES)
    expect(davide.get_by_text(WIN)).to_have_count(0)
    giulio.locator("main a", has_text=words["show"]).first.click()
    press(giulio, words["shown"])
    davide.reload()
    expect(davide.get_by_text(WIN)).to_be_visible()


def a_note_is_published(ada: Page, giulio: Page, words: dict[str, str]) -> None:
    """Ada writes what she took away; Giulio, who appears in it, is asked, and the community reads it with his yes."""
    ada.goto(LIBRARY)
    link(ada, words["write"])
    ada.get_by_label(words["note"]).fill(TITLE)
    ada.get_by_label(words["learned"]).fill("Chi porta messaggi li prolunga. Giulio mi ha detto: allo stesso tavolo.")
    press(ada, words["draft"])
    link(ada, words["somebody"])
    ada.get_by_label(words["search"]).fill("Giulio")
    ada.locator("main").get_by_role("button", name=words["look"]).click()
    link(ada, words["choose"])
    ada.get_by_label(words["appear"]).check()
    press(ada, words["ask_him"])
    link(ada, words["out"])
    press(ada, words["out_yes"])
    giulio.goto(LIBRARY)
    expect(giulio.locator("main .note-list a", has_text=TITLE)).to_have_count(0)
    giulio.goto(f"{LIBRARY}own/")
    giulio.locator("main .note-list a").first.click()
    link(giulio, words["say_yes"])
    press(giulio, words["like_this"])
    expect(giulio.get_by_role("heading", name=TITLE)).to_be_visible()


def it_helps_somebody_else(davide: Page, words: dict[str, str]) -> None:
    davide.goto(LIBRARY)
    davide.get_by_label(words["wanted"]).fill("messaggi")
    davide.get_by_label(words["wanted"]).press("Enter")
    link(davide, TITLE)
    davide.locator("main").get_by_role("link", name=words["helped"]).first.click()
    davide.get_by_label(words["changed"]).fill(CHANGE)
    press(davide, words["say_changed"])
    looks_right(davide)


def what_marta_sees(marta: Page, words: dict[str, str]) -> None:
    """That the circles are there and meet; nothing of what was said."""
    marta.goto(f"{CIRCLES}compositions/")
    expect(marta.locator("section[aria-labelledby=standings]")).to_contain_text("Primi passi 1")
    for text in (ASKED, ANSWERED, STORY, SILENT, NAMELESS, PROMISE):
        expect(marta.locator("body")).not_to_contain_text(text)
    looks_right(marta)
