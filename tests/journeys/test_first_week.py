"""A newcomer's first week: what they offer, something small they can give, the first thanks, and a skill that was seen."""

import pytest
from playwright.sync_api import expect

from browsing import PageIn, Server, in_turn, looks_right, sign_in, wait_until
from walking import link, press

WORDS = {
    "it": {
        "offer": "Che cosa puoi offrire?", "save": "Salva", "small": "Una cosa piccola per cominciare", "read": "Leggi",
        "answer": "Rispondi a Giulio", "text": "La tua risposta", "give": "Rispondi", "helped": "Mi è servita",
        "say": "Di’ che ti è servita", "thank": "Di’ grazie a Paola", "what": "Che cosa è cambiato per me",
        "send": "Manda a Paola", "thanks": "Giulio ti dice grazie.", "show": "Fallo leggere alla comunità",
        "well": "Di’ che cosa hai visto fare bene a Paola", "skill": "Scrittura di bandi", "tell": "Dillo",
        "put": "Mettila sul mio profilo", "seen": "vista da te, in una risposta",
    },
    "en": {
        "offer": "What can you offer?", "save": "Save", "small": "Something small to begin with", "read": "Read it",
        "answer": "Answer Giulio", "text": "Your answer", "give": "Answer", "helped": "This helped",
        "say": "Say that it helped", "thank": "Say thank you to Paola", "what": "What changed for me",
        "send": "Send it to Paola", "thanks": "Giulio says thank you.", "show": "Let the community read it",
        "well": "Say what you have seen Paola do well", "skill": "Scrittura di bandi", "tell": "Say it",
        "put": "Put it on my profile", "seen": "seen by you, in an answer",
    },
}  # fmt: skip
BEFORE = """
from django.utils import timezone
from reciproca.exchanges.actions import post_ask
from reciproca.people.actions import begin_profile, edit_profile
with within(Community.objects.get(slug="montefeltro")):
    giulio, paola = (Membership.objects.get(given_name=name) for name in ("Giulio", "Paola"))
    profile = begin_profile(paola)
    paola.joined_at = timezone.now()
    paola.save(update_fields=["joined_at"])
    edit_profile(profile, by=paola, version=profile.version, headline="Scrittura di bandi", skills=["Scrittura di bandi"])
    post_ask("Chi guarda il mio primo budget?", by=giulio)
"""
WAITING_JOBS = "from django_q.models import OrmQ; print(OrmQ.objects.count())"
CHANGE = "Ho messo i costi fissi per primi."


@pytest.mark.parametrize("language", in_turn("it"))
def test_a_newcomer_gives_something_small_and_is_thanked(server: Server, page_in: PageIn, language: str) -> None:
    words = WORDS[language]
    server.everyone_speaks(language)
    paola, giulio = page_in(language, width=390), page_in(language)
    for page, who in ((paola, "paola"), (giulio, "giulio")):
        sign_in(page, who, server)
    server.python(BEFORE)
    assert wait_until(lambda: server.python(WAITING_JOBS).strip() == "0", every=0.5)  # it was brought to nobody

    # what she offers, and something small that she can give
    paola.goto("/montefeltro/profile/exchange/")
    paola.locator("main input[name=offers]").first.fill("Leggere un budget")
    press(paola, words["save"])
    paola.goto("/montefeltro/")
    expect(paola.get_by_text(words["small"])).to_be_visible()
    looks_right(paola)
    link(paola, words["read"])
    paola.locator("main").get_by_role("link", name=words["answer"]).first.click()
    paola.get_by_label(words["text"]).fill("Parti dai costi fissi.")
    press(paola, words["give"])

    # it helped: the first thanks, and a skill that was seen at work
    giulio.goto("/montefeltro/asks/mine/")
    link(giulio, "«Chi guarda il mio primo budget?»" if language == "it" else "“Chi guarda il mio primo budget?”")
    giulio.locator("main").get_by_role("link", name=words["helped"]).click()
    press(giulio, words["say"])
    giulio.locator("main").get_by_role("link", name=words["thank"]).click()
    giulio.get_by_label(words["what"]).fill(CHANGE)
    press(giulio, words["send"])
    giulio.goto(f"/montefeltro/people/{server.python(KEY).strip()}/")
    looks_right(giulio)
    link(giulio, words["well"])
    giulio.get_by_label(words["skill"]).check()
    looks_right(giulio)
    press(giulio, words["tell"])

    paola.goto("/montefeltro/")
    expect(paola.get_by_text(words["thanks"])).to_be_visible()
    link(paola, words["read"])
    press(paola, words["show"])
    paola.goto("/montefeltro/endorsements/")
    looks_right(paola)
    paola.locator("main").get_by_role("button", name=words["put"]).first.click()
    giulio.goto(f"/montefeltro/people/{server.python(KEY).strip()}/")
    expect(giulio.get_by_text(CHANGE)).to_be_visible()
    expect(giulio.get_by_text(words["seen"])).to_be_visible()
    looks_right(giulio)


KEY = """
with within(Community.objects.get(slug="montefeltro")):
    print(Membership.objects.get(given_name="Paola").public_id)
"""
