"""Every form sent five times with the one key it was shown with has one effect: the forms are those of the pages."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.urls import resolve, reverse

from cast import Cast
from reciproca.communities.models import Membership
from reciproca.core import idempotency, middleware
from signing import signed_in_now

from .addresses import every_address
from .places import EXAMPLES, Neighbourhood

#: What counts and remembers requests themselves.
BESIDE = {"core.RateCount", "core.IdempotencyKey"}
OURS = [
    model
    for model in apps.get_models()
    if model.__module__.startswith("reciproca.") and model._meta.label not in BESIDE
]
#: What is written into a field that is shown empty, by its type.
WORDS = {
    "email": "qualcuna@example.org", "date": "2026-12-20", "time": "18:30", "number": "3", "month": "2028-03",
    "url": "https://example.org/", "datetime-local": "2026-12-20T18:30",
}  # fmt: skip
TIMES = 5
#: Whose keys are not looked at, and why that does no harm: whatever was sent last holds.
EACH_PRESS = {
    "imports:import-columns": "too much work for one transaction; the same columns are chosen again",
    "imports:import-reading": "too much work for one transaction; the same file is read again in the same way",
    "mentoring:calendar": "the address is shown once, by the press that made it; the one before stops working",
}


@dataclass
class Form:
    """A form as a page shows it: where it goes, and what would be sent if the empty fields were filled in."""

    action: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    boxes: dict[str, list[str]] = field(default_factory=dict)  # not ticked
    presses: list[tuple[str, str]] = field(default_factory=list)  # buttons with a name

    @property
    def key(self) -> str:
        return self.fields.get(idempotency.FIELD, [""])[0]


class Forms(HTMLParser):
    def __init__(self, path: str) -> None:
        super().__init__()
        self.path, self.found, self.open = path, [], False
        self.select, self.area = "", ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        about = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.open = about.get("method", "get").lower() == "post"
            if self.open:
                self.found.append(Form(about.get("action") or self.path))
        elif self.open and tag in ("input", "button", "select", "textarea", "option"):
            self._take(tag, about, self.found[-1])

    def _take(self, tag: str, about: dict[str, str], form: Form) -> None:
        name, kind, value = about.get("name", ""), about.get("type", "text"), about.get("value", "")
        if tag == "option" and self.select:
            if "selected" in about or (value and not any(form.fields[self.select])):
                form.fields[self.select] = [value]
        elif not name or "disabled" in about or kind == "file":
            pass
        elif tag == "button":
            form.presses.append((name, value))
        elif tag == "select":
            self.select = name
            form.fields[name] = [""]
        elif tag == "textarea":
            self.area = name
            form.fields.setdefault(name, [""])
        elif kind in ("checkbox", "radio"):
            if "checked" in about:
                form.fields.setdefault(name, []).append(value or "on")
            else:
                form.boxes.setdefault(name, []).append(value or "on")
        else:
            form.fields.setdefault(name, []).append(value or WORDS.get(kind, "Una parola"))

    def handle_data(self, data: str) -> None:
        if self.area and self.found and data.strip():
            self.found[-1].fields[self.area] = [data.strip()]

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.area:
            fields = self.found[-1].fields
            fields[self.area] = [fields[self.area][0] or "Qualche parola in più"]
        if tag in ("textarea", "select", "form"):
            self.area = self.select = ""
            self.open &= tag != "form"


class Village:
    def __init__(self, people: Cast) -> None:
        self.place = Neighbourhood(people.montefeltro, people.marta, people.ada, people.giulio)
        self.arguments = {name: example(self.place) for name, example in EXAMPLES.items()}
        self.people: list[Membership] = [people.marta, people.ada, people.giulio, people.paola]

    def forms(self) -> Iterator[tuple[Client, Form]]:
        """Every form with a key on any page of these people, filled in."""
        for person in self.people:
            client = signed_in_now(Client(raise_request_exception=False), person)
            for address in every_address():
                if not address.inside or (address.own_arguments and address.name not in self.arguments):
                    continue
                inside = {"community": person.community.slug}
                path = reverse(address.name, kwargs=inside | self.arguments.get(address.name, {}))
                if address.name in ("notifications:live", "mentoring:calendar-feed"):
                    continue
                answer = client.get(path)
                if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
                    reader = Forms(path)
                    reader.feed(answer.content.decode())
                    yield from ((client, form) for form in reader.found if form.key)


def rows() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of ours, as the database keeps it: asked for hundreds of times."""
    found = {}
    with connection.cursor() as cursor:
        for model in OURS:
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}" ORDER BY "{model._meta.pk.column}"')
            found[model._meta.label] = cursor.fetchall()
    return found


def ways_to_fill(form: Form) -> Iterator[dict[str, list[str]]]:
    """Each named button; first with the boxes as they are, then with one of each kind ticked."""
    for press in form.presses or [("", "")]:
        pressed = {press[0]: [press[1]]} if press[0] else {}
        yield form.fields | pressed
        yield {name: values[:1] for name, values in form.boxes.items()} | form.fields | pressed


def replayed(village: Village, *, until_found: bool = False) -> tuple[set[str], set[str]]:
    """(addresses whose form had an effect, those where a repetition had one of its own)."""
    had_effect: set[str] = set()
    again: set[str] = set()
    for client, form in village.forms():
        name = resolve(urlsplit(form.action).path).view_name
        if name in had_effect:
            continue
        for sent in ways_to_fill(form):
            cache.clear()
            mark = transaction.savepoint()
            before = rows()
            first = client.post(form.action, sent)
            assert first.status_code < 500, (name, sent)
            once = rows()
            if first.status_code < 400 and once != before:
                had_effect.add(name)
                for _ in range(TIMES - 1):
                    client.post(form.action, sent)
                again |= {name} if rows() != once else set()
            transaction.savepoint_rollback(mark)
            if name in had_effect:
                break
        if until_found and again:
            break
    return had_effect, again


@pytest.mark.long
def test_every_form_sent_five_times_has_one_effect(people: Cast) -> None:
    had_effect, again = replayed(Village(people))

    assert again == EACH_PRESS.keys()
    assert len(had_effect) > 60


def test_forms_without_keys_are_found(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: where keys are not looked at, a form has its effect at every press."""
    monkeypatch.setattr(middleware.idempotency, "once", lambda request, key, respond: respond())
    village = Village(people)
    village.people = village.people[1:2]

    _had_effect, again = replayed(village, until_found=True)

    assert again - EACH_PRESS.keys() != set()
