"""A tie that slept wakes up: the weekly letter, a first line that is already there, an answer."""

import re

import pytest
from playwright.sync_api import expect

from browsing import PageIn, Server, in_turn, looks_right, sign_in

WORDS = {
    "it": {"subject": "la tua settimana", "pick up": "Riprendi il filo", "line": "Non ti ho mai raccontato", "send": "Invia",
           "asleep": "Dorme", "letters": "Lettere", "preview": "Come sarebbe la prossima"},
    "en": {"subject": "your week", "pick up": "Pick up the thread", "line": "I never told you", "send": "Send",
           "asleep": "Asleep", "letters": "Letters", "preview": "How the next one would look"},
}  # fmt: skip
THEY_FELL_SILENT = """
from datetime import timedelta
from django.db import transaction
from reciproca.core import clock
from reciproca.network.actions import record_interaction
place = Community.objects.get(slug="montefeltro")
with within(place):
    ada, giulio = (Membership.objects.get(given_name=name) for name in ("Ada", "Giulio"))
    for number in range(12):
        giver, receiver = (ada, giulio) if number % 2 else (giulio, ada)
        with clock.at(clock.now() - timedelta(days=330 - 14 * number)), transaction.atomic():
            record_interaction("answer", giver=giver, receiver=receiver, source=ada, confirmed=True)
"""
IT_IS_MONDAY = """
from datetime import timedelta
from reciproca.core import clock
from reciproca.notifications.actions import choose_letters
from reciproca.pages.tasks import post_weekly_letters
place = Community.objects.get(slug="montefeltro")
yesterday = clock.today(place.time_zone) - timedelta(days=1)
with within(place):
    giulio = Membership.objects.get(given_name="Giulio")
    choose_letters(by=giulio, every="week", weekday=yesterday.weekday(), hour=0, quiet_from=0, quiet_until=0,
                   paused_until=None)
post_weekly_letters()
post_weekly_letters()
"""
HOW_THEY_ARE = """
from reciproca.core import clock
from reciproca.network.graph import ties_of
with within(Community.objects.get(slug="montefeltro")):
    giulio = Membership.objects.get(given_name="Giulio")
    print([str(tie.state) for tie in ties_of(giulio, now=clock.now())])
"""


@pytest.mark.parametrize("language", in_turn("it"))
def test_a_tie_is_revived_from_the_weekly_letter(server: Server, page_in: PageIn, language: str) -> None:
    words = WORDS[language]
    server.everyone_speaks(language)
    server.python(THEY_FELL_SILENT)
    assert server.python(HOW_THEY_ARE).split() == ["['dormant']"]

    # The letter: one, with the reason, and a link that leads to a first line
    server.python(IT_IS_MONDAY)
    letter = server.wait_for_mail("giulio", words["subject"])
    text = letter.get_body(("plain",)).get_content()
    assert words["pick up"] in text
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = re.search(r"https?://[^/\s]+(/montefeltro/conversations/with/\S+)", text)
    assert link is not None

    # Giulio follows it, and sends the line as it is
    giulio, ada = page_in(language, width=360), page_in(language)
    sign_in(giulio, "giulio", server)
    giulio.goto(link[1])
    field = giulio.locator("main textarea[name=text]")
    expect(field).to_have_value(re.compile(words["line"]))
    looks_right(giulio)
    giulio.get_by_role("button", name=words["send"]).click()
    expect(giulio.locator(".bubble__text")).to_contain_text(words["line"])

    # Ada answers: the tie sleeps no more
    sign_in(ada, "ada", server)
    ada.locator("main a[href*='/conversations/']").first.click()
    ada.locator("#write textarea").fill("Che bello sentirti. Racconta!")
    ada.get_by_role("button", name=words["send"]).click()
    expect(ada.locator(".bubble__text")).to_have_count(2)
    assert "dormant" not in server.python(HOW_THEY_ARE)

    # Where one chooses, and how the next one would look: nobody to be in touch with again
    giulio.goto("/montefeltro/letters/")
    looks_right(giulio)
    giulio.get_by_role("link", name=words["preview"]).click()
    expect(giulio.locator("main")).not_to_contain_text(words["pick up"])
    looks_right(giulio, themes=("light",))
    assert (
        len(
            [
                mail
                for mail in server.mails()
                if "giulio" in str(mail["To"]) and words["subject"] in str(mail["Subject"]).lower()
            ]
        )
        == 1
    )
