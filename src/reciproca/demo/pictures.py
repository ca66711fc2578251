"""A picture of each page as the right person sees it: Italian and English, light and dark, 1280 and 360 px.

    bin/screenshots                                 every page into ./screenshots
    bin/screenshots --only today                    the pages whose name begins so
    bin/screenshots --language it --theme dark --size 360 --into FOLDER     fewer of each
    bin/screenshots --axe                           every page looked at by axe too, and for what scrolls sideways
    bin/screenshots --docs                          the chosen few into docs/pictures, small enough for a README

It starts a demo server of its own, with an invented community, and looks at it with Chromium. It says for each picture
how the page answered; “gone” when there is nothing to follow to it, and then the status is 1, as when axe finds something.
"""

import argparse
import base64
import hmac
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

__all__ = ["PAGES", "main"]

ROOT = Path(__file__).resolve().parents[3]
HERE = "/montefeltro/"
SIZES = {"1280": {"width": 1280, "height": 900}, "360": {"width": 360, "height": 780}}
LANGUAGES, THEMES = ("it", "en"), ("light", "dark")
HEAVIEST = 150_000  # bytes, for a picture in the documentation


Act = Callable[[Any], None]

SHEET = ROOT / "docs" / "tutorials" / "files" / "candidature-ponti.xlsx"
PEOPLE_TO_MEND = "Nome\tCognome\tE-mail\tPosti\nLucia\tMoretti\tlucia.moretti@example.org\t2\nSenza\tIndirizzo\t\t1\n" \
    "Paolo\tFabbri\tpaolo.fabbri @example.org\tdue\n"  # fmt: skip
PAIRS_TO_MEND = "Mentor\tMentee\tDal\nada.carta@montefeltro.example\tnora.vitali@montefeltro.example\t01/10/2026\n" \
    "nessuno@example.org\tgiulio.serra@montefeltro.example\t12/10/2026\n"  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """What to look at: a name for the file, the entrance one comes in by (none: signed out), an address, and what to do
    from there: a link or a button to press, by its selector, or a small act. `whole`: all of it, or what the window shows.
    `docs`: how much of it stands in the documentation, in px from the top; 0 is none.
    """

    name: str
    who: str | None
    address: str
    then: tuple[str | Act, ...] = ()
    docs: int = 0
    whole: bool = True


def hands_in(kind: str, pasted: str = "", file: Path | None = None) -> Act:
    """A sheet, as a file or pasted, for the cohort on top where it is about one."""

    def act(tab: Any) -> None:
        tab.check(f"input[name=kind][value={kind}]")
        if kind != "people":
            tab.select_option("select[name=cohort]", index=1)
        if file:
            tab.set_input_files("input[type=file]", file)
        else:
            tab.locator("main details.more > summary").click()
            tab.fill("textarea[name=pasted]", pasted)
        with tab.expect_navigation():
            tab.locator("main form button[type=submit]").first.click()
        tab.locator("main form[action*='/columns/']").wait_for()

    return act


def rehearses(tab: Any) -> None:
    tab.locator("button[form=columns-form]").click()
    tab.locator("main .tally").first.wait_for(timeout=60_000)


def a_round_to_review(tab: Any) -> None:
    """From the list of rounds: the one under review; where there is none yet, the one on top is opened and computed."""
    if tab.locator(UNDER_REVIEW).count() == 0:
        for button in ("main .hung form button", "main .toolbar form button"):
            with tab.expect_navigation():
                tab.locator(button).first.click()
        tab.locator(".action-bar").wait_for(timeout=60_000)
        tab.goto(tab.url.split("/rounds/")[0] + "/rounds/")
    _do(tab, UNDER_REVIEW)


def fills(selector: str, value: str) -> Act:
    return lambda tab: tab.fill(selector, value)


def asks_for_nothing(tab: Any) -> None:
    """The form is sent empty, past what the browser would say."""
    form = tab.locator("main form").first
    form.evaluate("form => { form.noValidate = true }")
    with tab.expect_navigation():
        form.locator("button[type=submit], button:not([type])").last.click()


def shows_a_code(tab: Any) -> None:
    """For whoever stands before one: drawn, and in letters."""
    tab.fill("main input[name=place]", "Urbino")
    tab.click("main form:has(input[name=place]) button[type=submit]")
    tab.wait_for_selector(".qr img")


def opens(selector: str) -> Act:
    return lambda tab: tab.locator(selector).first.click()


def goes_to(selector: str) -> Act:
    """Where a link leads that opens a dialog instead."""
    return lambda tab: tab.goto(tab.url.split("/montefeltro/")[0] + tab.get_attribute(selector, "href"))


def awaits_a_mail(tab: Any) -> None:
    """The mails of the demo once there is one: the code asked for before leaves in the background."""
    for _ in range(40):
        if tab.locator(link("/demo/mail/2")).count():
            return
        time.sleep(0.25)
        tab.reload()


def adds_an_app(tab: Any) -> None:
    """The second step of signing in, with a code made from the secret on the page; the recovery codes follow."""
    if "/totp/activate/" in tab.url:
        secret = "".join((tab.locator("main code.secret").text_content() or "").split())
        tab.fill("main input[name=code]", six_figures(secret, time.time()))
        with tab.expect_navigation():
            tab.locator("main form button[type=submit]").first.click()
    tab.goto(tab.url.split("/accounts/")[0] + "/accounts/2fa/recovery-codes/")


def says_who_it_is(tab: Any) -> None:
    """Before what is delicate the server sends one more code; a demo shows it among its mails."""
    known = set(codes_sent(tab))
    with tab.expect_navigation():
        tab.locator("main form button").first.click()
    for _ in range(80):
        if new := [code for name, code in codes_sent(tab).items() if name not in known]:
            break
        time.sleep(0.25)
    tab.fill("main input[name=code]", new[0])
    with tab.expect_navigation():
        tab.locator("main form button").first.click()


def codes_sent(tab: Any) -> dict[str, str]:
    """Of each mail of the demo its six figures, newest first."""
    place = "/".join(tab.url.split("/")[:3])
    names = re.findall(r"/demo/mail/([\w-]+)/", tab.request.get(f"{place}/demo/mail/").text())[:3]
    mails = {name: tab.request.get(f"{place}/demo/mail/{name}/").text() for name in dict.fromkeys(names)}
    return {name: found[1] for name, text in mails.items() if (found := re.search(r">\s*(\d{6})\s*<", text))}


def six_figures(secret: str, seconds: float) -> str:
    """The code of this moment (RFC 6238)."""
    counter = struct.pack(">Q", int(seconds) // 30)
    digest = hmac.new(base64.b32decode(secret + "=" * (-len(secret) % 8)), counter, "sha1").digest()
    at = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


ASKS_AGAIN = "main form[action*='/account/confirmation/']"


def link(part: str) -> str:
    return f"main a[href*='{part}']"


TO_PAIR = (link("/mentorships/"),)
TO_COHORT = (link("/programmes/"), link("/cohorts/"))
UNDER_REVIEW = "main li:has(.badge--look) a[href*='/rounds/']"
TO_REVIEW = (a_round_to_review,)

PAGES: tuple[Page, ...] = (
    # before one comes in
    Page("front", None, "/", docs=900),
    Page("sign-in", None, "/accounts/login/"),
    Page("sign-in-empty", None, "/accounts/login/code/", then=(asks_for_nothing,)),
    Page(
        "sign-in-code", None, "/accounts/login/code/",
        then=(fills("main input[name=email]", "ada.carta@montefeltro.example"), "main form button[type=submit]"),
    ),
    Page("demo-mails", None, "/demo/mail/", then=(awaits_a_mail,)),
    Page("demo-mail", None, "/demo/mail/", then=(awaits_a_mail, link("/demo/mail/2"))),
    Page("sign-up", None, "/accounts/signup/"),
    Page("letter", None, "/invitations/"),
    Page("letter-empty", None, "/invitations/", then=(asks_for_nothing,)),
    Page("password-reset", None, "/accounts/password/reset/"),
    # who coordinates
    Page("today-coordinator", "coordinator", HERE, docs=900),
    Page("communities", "coordinator", "/communities/"),
    Page("overview", "coordinator", f"{HERE}overview/"),
    Page("asks-unanswered", "coordinator", f"{HERE}asks/unanswered/"),
    Page("overview-cohort", "coordinator", f"{HERE}overview/", then=("main a[href$='/overview/'][href*='/cohorts/']",)),
    Page("overview-people", "coordinator", f"{HERE}overview/people/"),
    Page("overview-pairs", "coordinator", f"{HERE}overview/pairs/"),
    Page("overview-sessions", "coordinator", f"{HERE}overview/sessions/"),
    Page("overview-mentors", "coordinator", f"{HERE}overview/mentors/"),
    Page("reminder", "coordinator", f"{HERE}overview/pairs/?which=not_met", then=(link("/reminder/"),)),
    Page("signals", "coordinator", f"{HERE}mentorships/signals/"),
    Page("oversight", "coordinator", f"{HERE}overview/pairs/", then=(link("/oversight/"),)),
    Page("oversight-pause", "coordinator", f"{HERE}overview/pairs/", then=(link("/oversight/"), link("/pause/"))),
    Page("oversight-end", "coordinator", f"{HERE}overview/pairs/", then=(link("/oversight/"), link("/ending/"))),
    Page("programmes", "coordinator", f"{HERE}programmes/"),
    Page("programme", "coordinator", f"{HERE}programmes/", then=(link("/programmes/"),)),
    Page("programme-new", "coordinator", f"{HERE}programmes/new/"),
    Page("programme-new-empty", "coordinator", f"{HERE}programmes/new/", then=(asks_for_nothing,)),
    Page("cohort", "coordinator", f"{HERE}programmes/", then=(link("/cohorts/"),)),
    Page("cohort-edit", "coordinator", f"{HERE}programmes/", then=(link("/cohorts/"), link("/changes/"))),
    Page("would-mentor", "coordinator", f"{HERE}programmes/", then=(link("/cohorts/"), link("/would-mentor/"))),
    Page("questions", "coordinator", f"{HERE}programmes/", then=(link("/programmes/"), link("/questions/"))),
    Page("question", "coordinator", f"{HERE}programmes/", then=(link("/programmes/"), link("/questions/"), link("/of/"))),
    Page("applications", "coordinator", HERE, then=(link("/applications/"),)),
    Page("application", "coordinator", HERE, then=(link("/applications/"), "main table a[href*='/applications/']")),
    Page("register", "coordinator", f"{HERE}members/"),
    Page("register-one", "coordinator", f"{HERE}members/", then=("main table a[href*='/members/']",)),
    Page("register-data", "coordinator", f"{HERE}members/", then=("main table a[href*='/members/']", link("/data/"))),
    Page("register-minor", "coordinator", f"{HERE}members/?q=Tobia", then=("main table a[href*='/members/']",)),
    Page("register-new", "coordinator", f"{HERE}members/new/"),
    Page("invitations", "coordinator", f"{HERE}members/invitations/"),
    Page("rounds", "coordinator", f"{HERE}rounds/"),
    Page("round", "coordinator", f"{HERE}rounds/", then=TO_REVIEW, docs=1240),
    Page("round-preparation", "coordinator", f"{HERE}rounds/", then=(*TO_REVIEW, link("/preparation/"))),
    Page("round-options", "coordinator", f"{HERE}rounds/", then=(*TO_REVIEW, link("/options/"))),
    Page("round-without", "coordinator", f"{HERE}rounds/", then=(*TO_REVIEW, link("/unmatched/"))),
    Page("round-decisions", "coordinator", f"{HERE}rounds/", then=(*TO_REVIEW, link("/decisions/"))),
    Page("round-letters", "coordinator", f"{HERE}rounds/", then=(*TO_REVIEW, link("/letters/"))),
    Page("round-pair", "coordinator", f"{HERE}rounds/", then=(*TO_REVIEW, link("/pairs/") + ":not([href*='/exclusion/'])")),
    Page(
        "round-publishing", "coordinator", f"{HERE}rounds/",
        then=(*TO_REVIEW, opens("[data-opens]")), whole=False,
    ),
    Page("round-publication", "coordinator", f"{HERE}rounds/", then=(*TO_REVIEW, goes_to("a[href*='/publication/']"))),
    Page("imports", "coordinator", f"{HERE}imports/"),
    Page("import-new", "coordinator", f"{HERE}imports/new/"),
    Page("import-columns", "coordinator", f"{HERE}imports/new/", then=(hands_in("people", PEOPLE_TO_MEND),)),
    Page("import-rehearsal", "coordinator", f"{HERE}imports/new/", then=(hands_in("people", PEOPLE_TO_MEND), rehearses)),
    Page(
        "import-answers", "coordinator", f"{HERE}imports/new/",
        then=(hands_in("applications", file=SHEET), rehearses),
    ),
    Page("import-pairs", "coordinator", f"{HERE}imports/new/", then=(hands_in("pairs", PAIRS_TO_MEND), rehearses)),
    # who mentors
    Page("today-mentor", "mentor", HERE),
    Page("mentorship-mentor", "mentor", f"{HERE}mentorships/", then=TO_PAIR),
    Page("thanks-received", "mentor", f"{HERE}thanks/received/"),
    Page("thanks-to-read", "mentor", f"{HERE}thanks/received/", then=("main a.button[href*='/thanks/']",)),
    Page("recommendations", "mentor", f"{HERE}recommendations/"),
    Page("recommendation-write", "mentor", f"{HERE}recommendations/", then=("main a.button[href*='/recommendations/']", link("/words/"))),
    Page("asks-mentor", "mentor", f"{HERE}asks/", docs=900),
    Page("shares-mentor", "mentor", f"{HERE}shares/"),
    Page("share-own", "mentor", f"{HERE}shares/", then=("main .thanks-rows a",)),
    Page("share-new", "mentor", f"{HERE}shares/new/"),
    Page("endorsements-mentee", "mentee", f"{HERE}endorsements/"),
    Page("endorsements-none", "newcomer", f"{HERE}endorsements/"),
    Page("giving", "mentor", f"{HERE}giving/"),
    Page("ask-for-me", "mentor", f"{HERE}asks/", then=("main .asks h3 a",)),
    Page("ask-answer", "mentor", f"{HERE}asks/", then=("main .asks a.button",)),
    Page("ask-passing", "mentor", f"{HERE}asks/", then=("main .asks a.button--quiet",)),
    Page("leads", "mentor", f"{HERE}leads/"),
    Page("lead", "mentor", f"{HERE}leads/", then=("main .thanks-rows a",)),
    Page("relationships-mentor", "mentor", f"{HERE}relationships/", docs=900),
    Page("relationship-mentor", "mentor", f"{HERE}relationships/", then=("main .tie-row a.person__name",)),
    Page("given-mentor", "mentor", f"{HERE}given-and-received/", docs=900),
    Page("conversations", "mentor", f"{HERE}conversations/"),
    Page("conversation", "mentor", f"{HERE}conversations/", then=("main .inbox a:has-text('Giulio')",), docs=900),
    Page("conversation-unread", "mentor", f"{HERE}conversations/", then=("main .inbox a:has-text('Samira')",)),
    Page(
        "conversation-several",
        "mentor",
        f"{HERE}conversations/",
        then=("main .inbox a:has-text('Francesca')",),
    ),
    Page("conversations-away", "mentor", f"{HERE}conversations/put-away/"),
    Page("conversation-found", "mentor", f"{HERE}conversations/?q=secondi"),
    Page("conversation-letters", "mentor", f"{HERE}conversations/letters/"),
    Page("letters", "mentor", f"{HERE}letters/"),
    Page("letters-preview", "mentor", f"{HERE}letters/preview/"),
    Page("safety", "coordinator", f"{HERE}safety/"),
    Page("safety-report", "coordinator", f"{HERE}safety/", then=("main section[aria-labelledby=reports] h3 a",)),
    Page("safety-measures", "coordinator", f"{HERE}safety/measures/"),
    Page("safety-vouches", "mentor", f"{HERE}vouches/"),
    Page("safety-vouch", "coordinator", f"{HERE}people/?q=Giulio", then=("main a:has-text('Giulio Serra')", "a[href*='/vouch/']")),
    Page("safety-reporting", "mentor", f"{HERE}people/?q=Giulio", then=("main a:has-text('Giulio Serra')", "a[href*='/reports/new/profile/']")),
    Page("safety-reports-empty", "mentee", f"{HERE}reports/"),
    Page("introductions", "mentor", f"{HERE}introductions/", docs=900),
    Page("introduction-through", "mentor", f"{HERE}introductions/", then=("main section[aria-labelledby=of-you] a",)),
    Page("introductions-asked", "mentee", f"{HERE}introductions/"),
    Page("introduction-reached", "mentee", f"{HERE}introductions/", then=("main section[aria-labelledby=to-you] a",)),
    Page("introduction-asked", "mentee", f"{HERE}introductions/", then=("main section[aria-labelledby=waiting] a",)),
    Page("introduction-open", "mentee", f"{HERE}introductions/open/"),
    Page("introduction-who-knows", "mentee", f"{HERE}introductions/who-knows/?about=vendere"),
    Page("introduction-new", "mentee", f"{HERE}people/?q=Lombardi", then=("main a:has-text('Lombardi')", "main a[href$='/introduction/']")),
    Page("circles", "mentee", f"{HERE}circles/"),
    Page("circle", "mentee", f"{HERE}circles/", then=("main section[aria-labelledby=mine] a",), docs=900),
    Page("circle-meeting", "mentee", f"{HERE}circles/", then=("main section[aria-labelledby=mine] a", ".meeting .button")),
    Page("circle-check-in", "mentee", f"{HERE}circles/", then=("main section[aria-labelledby=mine] a", "section[aria-labelledby=check-ins] a")),
    Page("circle-check-in-new", "mentee", f"{HERE}circles/", then=("main section[aria-labelledby=mine] a", "section[aria-labelledby=check-ins] a[href$='/new/']")),
    Page("circle-win-new", "mentee", f"{HERE}circles/", then=("main section[aria-labelledby=mine] a", "section[aria-labelledby=wins] a[href$='/wins/']")),
    Page("case", "mentee", f"{HERE}circles/", then=("main section[aria-labelledby=mine] a", "section[aria-labelledby=cases] li a")),
    Page(
        "case-closed", "mentee", f"{HERE}circles/",
        then=("main section[aria-labelledby=mine] a", "section[aria-labelledby=cases] li:nth-child(2) a"),
    ),
    Page("case-new", "mentee", f"{HERE}circles/", then=("main section[aria-labelledby=mine] a", "section[aria-labelledby=cases] .textlink")),
    Page("ring", "mentee", f"{HERE}circles/", then=("main section[aria-labelledby=mine] a", "section[aria-labelledby=rings] li a")),
    Page("ring-told", "mentee", f"{HERE}circles/", then=("main section[aria-labelledby=mine] a", "section[aria-labelledby=rings] li:nth-child(2) a"), docs=1100),
    Page("ring-new", "mentor", f"{HERE}circles/", then=("main section[aria-labelledby=mine] a", "section[aria-labelledby=rings] .textlink")),
    Page("circle-forming", "coordinator", f"{HERE}circles/", then=("main a:has-text('Scrivere un libro')",)),
    Page("circle-outside", "newcomer", f"{HERE}circles/", then=("main section[aria-labelledby=found] a",)),
    Page("circles-newcomer", "newcomer", f"{HERE}circles/"),
    Page("circle-new", "newcomer", f"{HERE}circles/new/"),
    Page("compositions", "coordinator", f"{HERE}circles/compositions/"),
    Page("mendings", "coordinator", f"{HERE}circles/mendings/"),
    Page("composition-open", "coordinator", f"{HERE}circles/compositions/", then=("main .round-rows li:first-child a",)),
    Page("composition-review", "coordinator", f"{HERE}circles/compositions/", then=("main .round-rows li:nth-child(2) a",)),
    Page("composition-exchange", "coordinator", f"{HERE}circles/compositions/", then=("main .round-rows li:nth-child(2) a", "main [data-people] a")),
    Page("composition-publication", "coordinator", f"{HERE}circles/compositions/", then=("main .round-rows li:nth-child(2) a", link("/publication/"))),
    Page("composition-published", "coordinator", f"{HERE}circles/compositions/", then=("main .round-rows li:last-child a",)),
    Page("composition-new", "coordinator", f"{HERE}circles/compositions/new/"),
    Page("circle-sign-up", "mentee", f"{HERE}circles/", then=("main section[aria-labelledby=sign-ups] a",)),
    Page("coffee", "mentee", f"{HERE}coffee/"),
    Page("coffee-round", "mentee", f"{HERE}coffee/", then=("main section[aria-labelledby=mine] a",)),
    Page("coffee-table", "mentee", f"{HERE}coffee/", then=("main .card .button",)),
    Page("coffee-outside", "newcomer", f"{HERE}coffee/", then=("main section[aria-labelledby=to-join] a",)),
    Page(
        "coffee-change", "coordinator", f"{HERE}coffee/", then=("main section[aria-labelledby=mine] a", link("/change/"))
    ),
    Page("coffee-numbers", "coordinator", f"{HERE}coffee/", then=("main section[aria-labelledby=mine] a",)),
    Page("projects", "mentor", f"{HERE}projects/"),
    Page("project", "mentor", f"{HERE}projects/", then=("main section[aria-labelledby=mine] a",)),
    Page("project-ended", "mentor", f"{HERE}projects/", then=("main section[aria-labelledby=over] a",)),
    Page("project-outside", "coordinator", f"{HERE}projects/", then=("main section[aria-labelledby=shown] a",)),
    Page("project-new", "mentor", f"{HERE}projects/new/"),
    Page("project-edit", "mentor", f"{HERE}projects/", then=("main section[aria-labelledby=mine] a", "main section[aria-labelledby=about] .textlink")),
    Page("coffee-new", "coordinator", f"{HERE}coffee/new/"),
    Page("meetups", "mentee", f"{HERE}meetups/"),
    Page("meetup", "mentee", f"{HERE}meetups/", then=("main section[aria-labelledby=mine] a",)),
    Page("meetup-met", "mentee", f"{HERE}meetups/", then=("main section[aria-labelledby=past] a",)),
    Page("meetup-host", "mentee", f"{HERE}meetups/", then=("main a:has-text('Il tavolo dei conti')",)),
    Page("meetup-outside", "newcomer", f"{HERE}meetups/", then=("main section[aria-labelledby=to-come] a",)),
    Page("meetup-change", "mentee", f"{HERE}meetups/", then=("main a:has-text('Il tavolo dei conti')", link("/change/"))),
    Page("meetup-new", "mentee", f"{HERE}meetups/new/"),
    Page("library", "mentee", f"{HERE}library/"),
    Page("library-found", "mentee", f"{HERE}library/?q=prezzo+firmare"),
    Page("library-nothing", "mentee", f"{HERE}library/?q=astronave"),
    Page("library-note", "newcomer", f"{HERE}library/", then=("main a:has-text('La sera prima')",), docs=1000),
    Page("library-own", "mentor", f"{HERE}library/own/"),
    Page("library-draft", "mentor", f"{HERE}library/own/", then=("main section[aria-labelledby=drafts] a",)),
    Page("library-file", "mentor", f"{HERE}library/own/", then=("main section[aria-labelledby=drafts] a", link("/files/"))),
    Page("library-new", "mentor", f"{HERE}library/new/"),
    Page("library-versions", "newcomer", f"{HERE}library/?q=firmare", then=("main h3 a", "main .versions a")),
    Page("library-collection", "mentee", f"{HERE}library/", then=("main section[aria-labelledby=collections] a",)),
    Page("introductions-empty", "newcomer", f"{HERE}introductions/"),
    Page("connection-new", "mentor", f"{HERE}people/?q=Patrizia", then=("main a[href*='/people/']:has-text('Patrizia')", link("/connection/"))),
    Page("connection-request", "mentor", f"{HERE}connection-requests/", then=("main .note-list a[href*='/connection-requests/']",)),
    Page("connection-requests", "mentor", f"{HERE}connection-requests/"),
    Page("encounter-new", "mentor", f"{HERE}encounters/"),
    Page("encounter", "mentor", f"{HERE}encounters/", then=(shows_a_code,)),
    Page("encounter-reading", "mentee", f"{HERE}encounters/reading/?code=ABCDEFGH"),
    Page("notes-on-somebody", "mentor", f"{HERE}relationships/", then=("main .tie-row a.person__name", link("/notes/"))),
    Page("reminder-new", "mentor", f"{HERE}relationships/", then=("main .tie-row a.person__name", link("/reminders/"))),
    Page("time-for-ties", "mentor", f"{HERE}relationships/time/"),
    # who is mentored
    Page("connection-question", "mentee", f"{HERE}connection-requests/", then=("#reply ~ * a, section:has(#reply) .note-list a",)),
    Page("today-mentee", "mentee", HERE),
    Page("not-found", "mentee", f"{HERE}nowhere/"),
    Page("people", "mentee", f"{HERE}people/"),
    Page("people-none", "mentee", f"{HERE}people/?q=zzzz"),
    Page("people-narrowed", "mentee", f"{HERE}people/?offer=contratto&language=it"),
    Page("people-too-narrow", "mentee", f"{HERE}people/?offer=contratto&city=Zzzz"),
    Page("who-can-help", "mentee", f"{HERE}who-can-help/"),
    Page("who-can-help-found", "mentee", f"{HERE}who-can-help/", then=("main .tag--need >> nth=2",)),
    Page("who-can-help-none", "mentee", f"{HERE}who-can-help/?q=la+celiachia+sui+traghetti"),
    Page("person", "mentee", f"{HERE}people/?q=Carta", then=("main a:has-text('Ada Carta')",), docs=900),
    Page("asks-mentee", "mentee", f"{HERE}asks/"),
    Page("asks-mine", "mentee", f"{HERE}asks/mine/"),
    Page("ask-mine", "mentee", f"{HERE}asks/mine/", then=("main .thanks-rows a",)),
    Page("ask-close", "mentee", f"{HERE}asks/mine/", then=("main .thanks-rows a", link("/closing/"))),
    Page("ask-new", "mentee", f"{HERE}asks/new/"),
    Page("lead-choice", "mentee", f"{HERE}leads/new/"),
    Page("profile", "mentee", f"{HERE}profile/"),
    Page("profile-about", "mentee", f"{HERE}profile/about/"),
    Page("profile-exchange", "mentee", f"{HERE}profile/exchange/"),
    Page("profile-meeting", "mentee", f"{HERE}profile/meeting/"),
    Page("profile-path", "mentee", f"{HERE}profile/path/"),
    Page("profile-photo", "mentee", f"{HERE}profile/photo/"),
    Page("blocks", "mentee", f"{HERE}profile/blocks/"),
    Page("programmes-mentee", "mentee", f"{HERE}programmes/"),
    Page("registration", "mentee", f"{HERE}programmes/", then=(link("/registration/"),)),
    Page("mentorships", "mentee", f"{HERE}mentorships/"),
    Page("mentorship", "mentee", f"{HERE}mentorships/", then=TO_PAIR, docs=900),
    Page("agreement", "mentee", f"{HERE}mentorships/", then=(*TO_PAIR, link("/agreement/"))),
    Page("goal", "mentee", f"{HERE}mentorships/", then=(*TO_PAIR, link("/goals/"))),
    Page("session-plan", "mentee", f"{HERE}mentorships/", then=(*TO_PAIR, link("/sessions/new/"))),
    Page("session-tell", "mentee", f"{HERE}mentorships/", then=(*TO_PAIR, link("/sessions/told/"))),
    Page("session-tell-empty", "mentee", f"{HERE}mentorships/", then=(*TO_PAIR, link("/sessions/told/"), asks_for_nothing)),
    Page("note", "mentee", f"{HERE}mentorships/", then=(*TO_PAIR, link("/notes/new/"))),
    Page("note-own", "mentee", f"{HERE}mentorships/", then=(*TO_PAIR, link("/own-notes/"))),
    Page("note-edit", "mentee", f"{HERE}mentorships/", then=(*TO_PAIR, link("/shared-notes/"))),
    Page("feedback", "mentee", f"{HERE}mentorships/", then=(*TO_PAIR, link("/answers/"))),
    Page("word", "mentee", f"{HERE}mentorships/", then=(*TO_PAIR, link("/word/"))),
    Page("concern", "mentee", f"{HERE}mentorships/", then=(*TO_PAIR, link("/concern/"))),
    Page("not-working", "mentee", f"{HERE}mentorships/", then=(*TO_PAIR, link("/not-working/"))),
    Page("pause", "mentee", f"{HERE}mentorships/", then=(*TO_PAIR, link("/pause/"))),
    Page("closing", "mentee", f"{HERE}mentorships/", then=(*TO_PAIR, link("/closing/"))),
    Page("calendar", "mentee", f"{HERE}calendar/"),
    Page("calendar-made", "mentee", f"{HERE}calendar/", then=("main form[action$='/calendar/'] button",)),
    Page("given-and-received", "mentee", f"{HERE}given-and-received/"),
    Page("giving-back", "mentee", f"{HERE}giving-back/"),
    Page("set-aside", "mentee", f"{HERE}giving-back/aside/"),
    Page("help-form", "mentee", f"{HERE}giving-back/", then=(link("/help/"),)),
    Page("help-offer", "mentee", f"{HERE}giving-back/", then=(link("/help-offers/"),)),
    Page("thanks", "mentee", f"{HERE}thanks/"),
    Page("thanks-given", "mentee", f"{HERE}thanks/given/"),
    Page("thanks-give", "mentee", f"{HERE}thanks/given/", then=(link("/thanks/for/"),)),
    Page("recommendations-mentee", "mentee", f"{HERE}recommendations/"),
    Page("account", "mentee", "/account/"),
    Page("account-sessions", "mentee", "/accounts/sessions/"),
    Page("account-email", "mentee", "/accounts/email/"),
    Page("account-password", "mentee", "/accounts/password/set/"),
    Page("account-second-step", "mentee", "/accounts/2fa/"),
    Page("account-app", "mentee", "/accounts/2fa/totp/activate/"),
    Page("your-data", "mentee", "/account/data/"),
    Page("your-data-place", "mentee", "/account/data/", then=(link("/data/places/"),)),
    Page("your-data-copy", "mentee", "/account/data/copies/new/"),
    Page("your-data-leaving", "mentee", "/account/data/", then=("main a[href*='/places/'][href*='/erasure/']",)),
    Page("your-data-erasure", "mentee", "/account/data/erasure/"),
    # who came yesterday
    Page("today-newcomer", "newcomer", HERE),
    Page("welcome", "newcomer", f"{HERE}welcome/"),
    Page("welcome-last", "newcomer", f"{HERE}welcome/2/"),
    Page("mentorships-none", "newcomer", f"{HERE}mentorships/"),
    Page("thanks-none", "newcomer", f"{HERE}thanks/"),
    Page("thanks-received-none", "newcomer", f"{HERE}thanks/received/"),
    Page("recommendations-none", "newcomer", f"{HERE}recommendations/"),
    Page("given-none", "newcomer", f"{HERE}given-and-received/"),
    Page("conversation-first", "newcomer", f"{HERE}conversations/", then=("main .inbox a",)),
    Page("relationships-none", "newcomer", f"{HERE}relationships/"),
    Page("giving-back-none", "newcomer", f"{HERE}giving-back/"),
    Page("set-aside-none", "newcomer", f"{HERE}giving-back/aside/"),
    Page("recovery-codes", "newcomer", "/accounts/2fa/totp/activate/", then=(adds_an_app,)),
)  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Pictures of every page.")
    parser.add_argument("--only", default="", help="pages whose name begins so; several with commas")
    parser.add_argument("--docs", action="store_true", help="the chosen few, into docs/pictures")
    parser.add_argument("--axe", action="store_true", help="say what stands in the way of somebody")
    parser.add_argument("--url", default="", help="a demo server that runs already")
    parser.add_argument("--into", type=Path, default=ROOT / "screenshots", help="the folder")
    parser.add_argument("--language", choices=LANGUAGES, action="append")
    parser.add_argument("--theme", choices=THEMES, action="append")
    parser.add_argument("--size", choices=list(SIZES), action="append")
    options = parser.parse_args(arguments)
    begins = tuple(options.only.split(","))
    pages = [page for page in PAGES if page.name.startswith(begins) and (page.docs or not options.docs)]
    kinds = list(product(options.language or LANGUAGES, options.theme or THEMES, options.size or SIZES))
    with demo_server(options.url) as address, browser() as chromium:
        if options.docs:
            return _for_the_docs(chromium, address, pages)
        return _all(chromium, address, pages, kinds, options.into, barriers if options.axe else _no_barriers)


def _all(
    chromium: Any,
    address: str,
    pages: list[Page],
    kinds: list[tuple[str, str, str]],
    folder: Path,
    barriers_of: Callable[[Any], list[str]],
) -> int:
    """1 when a page could not be reached, answered with a fault, or bars somebody's way."""
    folder.mkdir(exist_ok=True, parents=True)
    faults = 0
    for who in dict.fromkeys(page.who for page in pages):
        for language, theme, size in kinds:
            with looking(chromium, address, who, language, theme, SIZES[size]) as tab:
                for page in (page for page in pages if page.who == who):
                    file = folder / f"{page.name}-{language}-{theme}-{size}.png"
                    answer = _shoot(tab, address, page, file)
                    found = [] if answer == "gone" else barriers_of(tab)
                    faults += answer in ("gone", "500") or bool(found)
                    print("\n   ".join([f"{answer} {file.name}", *found]), flush=True)
    return int(bool(faults))


def _for_the_docs(chromium: Any, address: str, pages: list[Page]) -> int:
    folder = ROOT / "docs" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    for page in pages:
        for language, theme in product(LANGUAGES, THEMES):
            viewport = {"width": 1280, "height": page.docs}
            with looking(chromium, address, page.who, language, theme, viewport) as tab:
                file = folder / f"{page.name}.{language}{'.dark' if theme == 'dark' else ''}.png"
                _shoot(tab, address, page, file, whole=False)
                _make_small(file)
                print(f"{file.stat().st_size // 1000:4} kB {file.relative_to(ROOT)}", flush=True)
    return 0


def _shoot(tab: Any, address: str, page: Page, file: Path, *, whole: bool = True) -> str:
    """How the page answered at the end: its status, or “gone” and no picture."""
    from playwright.sync_api import Error

    status, viewport = [0], tab.viewport_size

    def answered(answer: Any) -> None:
        if answer.request.is_navigation_request():
            status.append(answer.status)

    tab.on("response", answered)
    try:
        tab.goto(address + page.address)
        for step in ("", *page.then):
            _do(tab, step)
            if tab.locator(ASKS_AGAIN).count():
                says_who_it_is(tab)
    except Error as trouble:
        file.unlink(missing_ok=True)
        print(str(trouble).splitlines()[0], file=sys.stderr)
        return "gone"
    tab.wait_for_load_state("load")
    tab.evaluate("document.fonts.ready")
    if whole and page.whole:  # the window grows, so that what sticks to its foot does
        tall = tab.evaluate("document.documentElement.scrollHeight")
        tab.set_viewport_size({"width": viewport["width"], "height": max(tall, viewport["height"])})
    tab.screenshot(path=file)
    tab.set_viewport_size(viewport)
    tab.remove_listener("response", answered)
    return str(status[-1])


def barriers(tab: Any) -> list[str]:
    """What axe finds on the page as it stands, and that it scrolls sideways."""
    from axe_playwright_python.sync_playwright import Axe

    found = [
        f"{rule['id']}: {place['html'][:160]}"
        for rule in Axe().run(tab).response["violations"]
        for place in rule["nodes"]
    ]
    scrolls = tab.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return [*found, "it scrolls sideways"] if scrolls else found


def _no_barriers(_tab: Any) -> list[str]:
    return []


def _do(tab: Any, step: str | Act) -> None:
    if callable(step):
        step(tab)
    if callable(step) or not step:
        return
    with tab.expect_navigation(timeout=8000):
        tab.locator(step).first.click(timeout=4000)


def _make_small(file: Path) -> None:
    """Fewer colours until the file is light: a picture of paper and ink loses nothing."""
    from PIL import Image

    with Image.open(file) as opened:
        picture = opened.convert("RGB")
    for colours in (256, 128, 64, 32):
        picture.quantize(colours, dither=Image.Dither.NONE).save(file, optimize=True)
        if file.stat().st_size <= HEAVIEST:
            return


@contextmanager
def looking(chromium: Any, address: str, who: str | None, language: str, theme: str, viewport: dict) -> Iterator[Any]:
    """A browser window of one person, in one language and one light."""
    context = chromium.new_context(
        viewport=viewport, locale="it-IT" if language == "it" else "en-GB", color_scheme=theme, reduced_motion="reduce"
    )
    tab = context.new_page()
    tab.goto(f"{address}/")
    if who is not None:
        with tab.expect_navigation():
            tab.locator(f"form[action='/demo/sign-in/{who}/'] button").click()
    switch = tab.locator(f"button[name='language'][value='{language}']:not([aria-current])")
    if switch.count():
        with tab.expect_navigation():
            switch.first.click()
    try:
        yield tab
    finally:
        context.close()


@contextmanager
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    executable = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-headless-shell")
    if executable is None:
        sys.exit("Chromium is not installed: apt-get install chromium, or set CHROMIUM to its path.")
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run"]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=arguments)
        try:
            yield chromium
        finally:
            chromium.close()


@contextmanager
def demo_server(running: str = "") -> Iterator[str]:
    """The address of a demo server: the one that runs already, or one of our own in a folder that is thrown away."""
    if running:
        yield running.rstrip("/")
        return
    with socket.socket() as free, tempfile.TemporaryDirectory(prefix="reciproca-pictures-") as folder:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        environment = {**os.environ, "PORT": str(port), "DATA_DIR": folder, "DEMO": "true", "DATABASE_URL": ""}
        server = subprocess.Popen([sys.executable, "-m", "reciproca", "demo"], cwd=ROOT, env=environment)
        address = f"http://localhost:{port}"
        try:
            _wait_for(address, server)
            yield address
        finally:
            server.terminate()
            server.wait(timeout=20)


def _wait_for(address: str, server: subprocess.Popen) -> None:
    for _ in range(600):
        if server.poll() is not None:
            sys.exit("The demo server did not start.")
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    sys.exit("The demo server did not answer within three minutes.")


if __name__ == "__main__":
    raise SystemExit(main())
