"""Nothing that people write becomes a part of a page: every text poisoned, every page opened in a browser."""

import mimetypes
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import get_template
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, Route

from cast import Cast
from pairs import REASONS
from reciproca.api.actions import make_token
from reciproca.boundaries.actions import mark_minor, record_consent
from reciproca.boundaries.choices import MarkedBy
from reciproca.circles.models import Composition
from reciproca.core import clock
from reciproca.exchanges import models as exchanges
from reciproca.introductions.models import Approach
from reciproca.library.models import NoteWord
from reciproca.matching.models import Exclusion
from reciproca.mentoring import actions as mentoring
from reciproca.mentoring.models import FeedbackWindow, Intervention, Mentorship
from reciproca.network.actions import care_for
from reciproca.notifications.mail import renderer_of
from reciproca.notifications.models import OutboxMail
from reciproca.people.actions import begin_profile, edit_profile, invite_people, set_path
from reciproca.people.models import Profile
from reciproca.programmes import actions as programmes
from signing import signed_in_now

from .addresses import every_address
from .places import EXAMPLES, EXAMPLES_OUTSIDE, Neighbourhood
from .poison import PAYLOADS, poison_everything

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("scripts")]

HOME = "http://localhost"
#: Columns whose rows hold codes here, or nothing.
WITHOUT_WORDS = {
    "ColumnMapping.columns", "ImportBatch.decided", "ImportBatch.reading", "ImportBatch.trouble", "ImportRow.changes",
    "ImportRow.corrections", "ImportRow.decision", "ImportRow.reasons", "ImportRow.touched", "Meeting.round_order", "NeedWord.word",
    "Proposal.alternatives", "Proposal.looks", "Pulse.words", "Run.conflict", "Run.summary", "Signal.troubles", "Unmatched.cause",
    "ImportRow.clean", "ImportBatch.shape", "EvidenceWord.word", "FoundWord.word", "Help.ledger_seqs", "NoteWord.word", "SignUp.slots", "Token.mark",
    "Token.scopes",
}  # fmt: skip
#: Runs before the page does, whatever its policy says.
WATCH = """
window.complaints = [];
document.addEventListener('securitypolicyviolation', e => complaints.push(`${e.violatedDirective}: ${e.blockedURI}`));
"""
LOOK = """() => [
  ...window.complaints,
  ...(window.pwned ? ['it ran'] : []),
  ...[...document.querySelectorAll('[data-pwn]')].map(e => `in the page: ${e.outerHTML.slice(0, 80)}`),
  ...[...document.querySelectorAll('*')].flatMap(e => [...e.attributes]
    .filter(a => /^(on|hx-on)/.test(a.name) || /^(href|src|action|formaction|srcdoc)$/.test(a.name)
      && /^\\s*(javascript|vbscript|data:text)/i.test(a.value))
    .map(a => `${a.name}=${a.value.slice(0, 60)}`)),
]"""


@dataclass
class Library:
    """Pages as they were answered, shown to a browser under their own address."""

    page: Page
    answers: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.page.add_init_script(WATCH)
        self.page.context.route("**/*", self.answer)

    def answer(self, route: Route) -> None:
        request = route.request
        path = request.url.removeprefix(HOME)
        if request.is_navigation_request() and path in self.answers:
            response = self.answers[path]
            route.fulfill(status=200, headers=dict(response.items()), body=response.content)
        elif request.resource_type == "script" and (file := finders.find(path.partition("?")[0][len("/static/") :])):
            kind = mimetypes.guess_type(file)[0] or "text/javascript"
            route.fulfill(status=200, content_type=kind, body=Path(file).read_bytes())
        else:
            route.abort()

    def faults_of(self, path: str, response: Any) -> list[str]:
        self.answers[path] = response
        self.page.goto(HOME + path, wait_until="load")
        return self.page.evaluate(LOOK)

    def faults_in(self, letter: str) -> list[str]:
        """A page without a policy: whatever is in it would run."""
        self.page.goto("about:blank")
        self.page.set_content(letter)
        return self.page.evaluate(LOOK)


@pytest.fixture
def library(browser: Browser) -> Iterator[Library]:
    context = browser.new_context(reduced_motion="reduce")
    yield Library(context.new_page())
    context.close()


@pytest.fixture
def poisoned(people: Cast) -> dict[str, dict[str, Any]]:
    """Everything there is on the pages, and then payloads in the place of every word. The arguments of each address."""
    place = Neighbourhood(people.montefeltro, people.marta, people.ada, people.giulio)
    arguments = {name: example(place) for name, example in EXAMPLES.items() if ":" in name}
    write_the_rest(people, place)
    _taken, left = poison_everything()
    for profile in Profile.objects.exclude(skills=[]):  # its words are keys, the same as in skills
        Profile.objects.filter(pk=profile.pk).update(learned=dict.fromkeys(profile.skills, str(clock.today())))
    assert left - WITHOUT_WORDS == {"Profile.learned"}
    return arguments


def write_the_rest(people: Cast, place: Neighbourhood) -> None:
    """What the examples of the addresses do not need: the words of profiles, answers, reasons, consents."""
    ada, giulio, marta = people.ada, people.giulio, people.marta
    place.profile.refresh_from_db()
    edit_profile(
        place.profile, by=ada, version=place.profile.version, headline="Una", story="Una", aims="Una",
        worthwhile="Una", city="Fano", skills=["una"], interests=["una"], loves=["una"], curious_about=["una"],
        offers=["Una"], needs=["Una"],
    )  # fmt: skip
    set_path(ada, [{"kind": "work", "title": "Una", "organisation": "Una", "from_year": 2020}], by=ada)
    mentoring.propose_agreement(place.mentorship, by=ada, cadence_days=7, minutes=30, words="Una", goals=["Una"])
    Mentorship.objects.update(reasons=REASONS)
    Composition.objects.update(topics=["prime volte"])
    for window in FeedbackWindow.objects.all():
        for person in (window.mentorship.mentor, window.mentorship.mentee):
            mentoring.write_feedback(window, by=person, helped="Una", change="Una", gained="Una", gave="Una")
    for mentorship in Mentorship.objects.all():
        Intervention.objects.create(
            mentorship=mentorship, kind="pause", reason="Una", is_told=True, by=marta, at=clock.now()
        )
    mentoring.write_reflection(place.closed_mentorship, by=ada, taken="Una", passing_on="Una", farewell="Una")
    programmes.note_on_application(place.application, text="Una", by=marta)
    programmes.remember_past_pair(ada, giulio, by=marta, edition="Una")
    invite_people([people.nora], by=marta, note="Una")
    mark_minor(people.davide, how=MarkedBy.COORDINATOR, by=marta)
    record_consent(people.davide, given_on=clock.today(), given_by="Una", note="Una", by=marta)
    Exclusion.objects.create(cohort=place.cohort, mentee=people.paola, mentor=ada, by=marta, comment="Una")
    talk_of_the_rest(people, place)
    assert place.note_help
    NoteWord.objects.all().delete()  # an index: one row for each word, so that two cannot become the same payload


def talk_of_the_rest(people: Cast, place: Neighbourhood) -> None:
    """Between members: asks, introductions, what one keeps for oneself, the name of a key."""
    ada, giulio = people.ada, people.giulio
    exchanges.Ask.objects.update(topics=["una"])
    exchanges.Share.objects.update(topics=["una"])
    exchanges.Route.objects.get_or_create(ask=place.ask, person=giulio)
    exchanges.Route.objects.update(mine="Una", passed_by=ada, note="Una")
    words = {"words": "Una", "text": "Una", "question": "Una", "reply": "Una"}
    Approach.objects.create(introduction=place.introduction, recipient=giulio, **words)
    care_for(giulio, by=ada, note="Una", rhythm=30)
    make_token("Una", scopes=["people:read"], days=30, by=ada)


def paths(arguments: dict[str, dict[str, Any]]) -> Iterator[str]:
    for address in every_address():
        given = (arguments | EXAMPLES_OUTSIDE).get(address.name, {})
        if (address.own_arguments and not given) or address.name == "notifications:live":
            continue
        yield reverse(address.name, kwargs=given | ({"community": "montefeltro"} if address.inside else {}))


@contextmanager
def nobody_asked() -> Iterator[list[Any]]:
    """Where Python turned to over the network meanwhile; the database is asked by its own library."""
    watched.append(found := [])
    try:
        yield found
    finally:
        watched.remove(found)


watched: list[list[Any]] = []


def _notice(event: str, arguments: tuple[Any, ...]) -> None:
    if watched and event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        watched[-1].append((event, arguments[-1] if event == "socket.connect" else arguments[0]))


sys.addaudithook(_notice)


def letters() -> Iterator[tuple[str, str]]:
    """Every mail that waits to be sent, as the page that it also is."""
    for mail in OutboxMail.objects.all():
        letter = renderer_of(mail)(mail)
        if letter is not None and "pwn" in letter.html:
            yield f"{mail.renderer} {mail.pk}", letter.html


def read(client: Client, path: str) -> Any:
    """The page at an address; None when there is none, or when it holds nothing that anybody wrote."""
    with nobody_asked() as asked:
        response = client.get(path)
    assert asked == [], path
    assert response.status_code < 500, path
    is_page = response.status_code == 200 and response.get("Content-Type", "").startswith("text/html")
    return response if is_page and b"pwn" in response.content else None


def test_nothing_runs_on_any_page(people: Cast, poisoned: dict[str, Any], library: Library) -> None:
    faults, opened = {}, set()
    for reader in (people.marta, people.ada, people.giulio):
        client = signed_in_now(Client(), reader.account)
        for path in paths(poisoned):
            response = None if reader == people.giulio and path in opened else read(client, path)
            if response is None:
                continue
            opened.add(path)
            if found := library.faults_of(path, response):
                faults[path] = found

    sent = dict(letters())
    faults |= {name: found for name, letter in sent.items() if (found := library.faults_in(letter))}

    assert faults == {}, faults
    assert len(opened) > 100
    assert len(sent) > 10
    assert len(set(PAYLOADS)) == 60


def test_somebody_asked_on_the_way_is_found() -> None:
    """The negative control of `nobody_asked`."""
    with nobody_asked() as asked, socket.socket() as outside, pytest.raises(OSError):
        outside.connect(("127.0.0.1", 1))

    assert asked == [("socket.connect", ("127.0.0.1", 1))]


def test_a_field_that_is_marked_safe_is_found(people: Cast, library: Library, settings: Any, tmp_path: Path) -> None:
    """The negative control: one template that trusts what somebody wrote."""
    name = "people/person_detail.html"
    source = Path(get_template(name).origin.name).read_text()
    (tmp_path / "people").mkdir()
    (tmp_path / name).write_text(source.replace("{{ shown.headline }}", "{{ shown.headline|safe }}"))
    profile = begin_profile(people.ada)
    edit_profile(profile, by=people.ada, version=profile.version, headline=PAYLOADS[1])
    path = reverse("people:person-detail", kwargs={"community": "montefeltro", "public_id": people.ada.public_id})
    client = signed_in_now(Client(), people.giulio.account)

    escaped = library.faults_of(path, read(client, path))
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [tmp_path, *settings.TEMPLATES[0]["DIRS"]]}, *settings.TEMPLATES[1:]]  # fmt: skip
    trusted = library.faults_of(path, read(client, path))

    assert escaped == []
    assert trusted == ["script-src-attr: inline", 'in the page: <img data-pwn="" src="x" onerror="pwned=1">', "onerror=pwned=1"]  # fmt: skip
