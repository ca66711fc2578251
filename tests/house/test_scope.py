"""Nothing of a community is seen from another one."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import reverse

from cast import Cast
from reciproca.communities.models import Membership
from reciproca.core import scope
from reciproca.core.models import Scoped
from reciproca.core.prepared import forget
from reciproca.core.scope import NoCommunityInScope, within
from reciproca.notifications.models import OutboxMail
from reciproca.privacy.actions.exporting import ask_for_export, prepare_export
from signing import signed_in_now

from .addresses import every_address
from .matrix import Matrix, scrubbed
from .poison import with_words
from .reading import body_of, letter_of, letters, words_in

pytestmark = pytest.mark.sweep

#: Tables of ours that belong to no community, and why. At most eight.
OF_NO_COMMUNITY = {
    "communities.Account": "signs in; may belong to several communities",
    "communities.Community": "is the boundary itself",
    "core.IdempotencyKey": "names an account and an address by hash only",
    "core.RateCount": "counts doors by hash only",
    "privacy.Erasure": "may be of a whole account; carried out, it goes",
    "privacy.Export": "holds what all communities of an account keep; its account alone reads it",
    "notifications.OutboxMail": "a sign-in code belongs to no community; the others name theirs",
}
CANARY = "zqxcanary"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def ours() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("reciproca.")]


def test_every_table_belongs_to_a_community_or_is_on_the_list() -> None:
    assert {m._meta.label for m in ours() if not issubclass(m, Scoped)} == OF_NO_COMMUNITY.keys()
    assert len(OF_NO_COMMUNITY) <= 8


def test_the_community_of_a_row_is_never_empty() -> None:
    assert [m._meta.label for m in ours() if issubclass(m, Scoped) and m._meta.get_field("community").null] == []


def test_every_table_is_read_inside_a_community_only(db: None) -> None:
    readable = []
    for model in ours():
        if issubclass(model, Scoped):
            try:
                model._default_manager.count()
                readable.append(model._meta.label)
            except NoCommunityInScope:
                pass
    assert readable == []


def test_no_other_manager_is_the_default_one() -> None:
    wrong = [
        m._meta.label
        for m in ours()
        if issubclass(m, Scoped) and (m._default_manager.name, m._base_manager.name) != ("objects", "unscoped")
    ]
    assert wrong == []


@pytest.mark.long
def test_no_canary_of_another_community_is_seen(people: Cast) -> None:
    seen, read = crawl(people)

    assert read["pages"] > 40
    assert seen == []
    assert {"text/csv", XLSX, "text/calendar", "application/json"} <= read.keys()


@pytest.mark.usefixtures("prepared_anew")
@pytest.mark.parametrize("ending", ["", "csv", "xlsx"])
def test_a_list_without_scope_is_found(people: Cast, monkeypatch: pytest.MonkeyPatch, ending: str) -> None:
    """The negative control: without the filter on the community, the canaries show, on pages and in files."""
    seen, _ = crawl(people, before_reading=without_filter(monkeypatch), until_found_in=ending)

    assert seen != []


def without_filter(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    def take_away() -> None:
        monkeypatch.setattr(scope.ScopedManager, "get_queryset", models.Manager.get_queryset)
        forget()

    return take_away


def crawl(
    people: Cast, before_reading: Callable[[], None] = lambda: None, *, until_found_in: str | None = None
) -> tuple[list[str], Counter[str]]:
    """Read every page and file of one community as each of its people: where a word of the other one stands, and how
    many answers of each kind there were. With `until_found_in` only addresses whose name ends so are read, up to a find."""
    matrix = Matrix(people)
    addresses = [
        a for a in every_address() if a.declaration and a.declaration.policy.name != "anyone, on a demo server"
    ]
    for address in addresses:
        if address.inside and address.own_arguments:
            matrix._example(address, "bellini")
            matrix._example(address, "montefeltro")
    for principal in matrix.principals:
        matrix._cookie(principal)
    _put_canaries(people.bellini)
    before_reading()
    seen, read = [], Counter[str]()
    for principal in matrix.principals:
        if "bellini" in principal.standing:
            continue
        for address in addresses:
            if not address.name.endswith(until_found_in or ""):
                continue
            arguments = matrix._example(address, "montefeltro")
            inside = {"community": "montefeltro"} if address.inside else {}
            for query in ("",) if address.own_arguments else ("", "?q=zqx"):  # lists are searched too
                path = reverse(address.name, kwargs={**inside, **arguments}) + query
                response = matrix._ask(path, principal, "GET")
                kind = response.get("Content-Type", "").partition(";")[0]
                read.update(["pages", *([kind] if response.status_code == 200 else [])])
                if CANARY in words_in(body_of(response)):
                    seen.append(f"{path} as {principal.name}")
                    if until_found_in is not None:
                        return seen, read
    return seen, read


# ── letters, calendars and copies ──


class Both:
    """The same things made in both communities, and canaries in the second one's."""

    def __init__(self, people: Cast) -> None:
        self.people = people
        self.matrix = Matrix(people)
        self.feeds = {}
        for address in every_address():
            if address.inside and address.own_arguments:
                for slug in ("montefeltro", "bellini"):
                    arguments = self.matrix._example(address, slug)
                    if address.name == "mentoring:calendar-feed":
                        self.feeds[slug] = arguments["token"]
        _put_canaries(people.bellini)

    def copies(self) -> Iterator[tuple[str, str]]:
        """(whose, text) of the copies of everything that people of the first community alone take with them."""
        for person in (self.people.marta, self.people.ada, self.people.giulio):
            export = ask_for_export(person.account)
            prepare_export(export)
            client = signed_in_now(Client(), person)
            answer = client.get(reverse("privacy:copy-file", kwargs={"public_id": export.public_id}))
            assert answer.status_code == 200
            yield person.name, words_in(body_of(answer))


@pytest.fixture
def both(people: Cast, settings: Any, tmp_path: Path) -> Both:
    settings.DATA_DIR = tmp_path
    return Both(people)


def elsewhere(both: Both) -> set[str]:
    with within(both.people.bellini):
        return set(Membership.objects.values_list("email", flat=True))


def test_letters_and_copies_carry_no_canary_of_another_community(both: Both) -> None:
    theirs = elsewhere(both)
    told = [(mail.renderer, CANARY in text) for mail, text in letters() if mail.recipient not in theirs]
    copies = list(both.copies())

    assert [name for name, has_canary in told if has_canary] == []
    assert len({name for name, _ in told}) > 8
    assert [whose for whose, text in copies if CANARY in text] == []
    assert len(copies) == 3


def crossed(both: Both) -> list[str]:
    """Letters of one community that name a row of the other one, and would be sent with words of it."""
    mails = {slug: {} for slug in ("montefeltro", "bellini")}
    for mail in OutboxMail.objects.select_related("community").exclude(community=None):
        mails[mail.community.slug][mail.renderer] = mail
    found = []
    for renderer, mail in mails["montefeltro"].items():
        if renderer in mails["bellini"]:
            reader = {name: value for name, value in mail.about.items() if name in ("reader", "membership", "person")}
            mail.about = mails["bellini"][renderer].about | reader
            if CANARY in (letter_of(mail) or ""):
                found.append(renderer)
    return found


def test_a_letter_that_names_a_row_of_another_community_does_not_tell_it(both: Both) -> None:
    assert crossed(both) == []


@pytest.mark.usefixtures("prepared_anew")
def test_a_letter_without_scope_is_found(both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control."""
    without_filter(monkeypatch)()

    assert crossed(both) != []


def test_a_calendar_opens_in_its_own_community_only(both: Both) -> None:
    def read(community: str, token: str) -> tuple[int, str]:
        path = reverse("mentoring:calendar-feed", kwargs={"community": community, "token": token})
        answer = Client().get(path)
        return answer.status_code, words_in(scrubbed(answer, path, {}))

    own = read("montefeltro", both.feeds["montefeltro"])
    assert (own[0], CANARY in own[1]) == (200, False)
    assert CANARY in read("bellini", both.feeds["bellini"])[1]  # there is something to be found
    assert read("montefeltro", both.feeds["bellini"]) == read("montefeltro", "x" * len(both.feeds["bellini"]))


def _put_canaries(community: Any) -> None:
    """A word of its own in every text of every row of the community; straight into the tables, as no action would."""
    with within(community):
        for model in ours():
            if not issubclass(model, Scoped) or getattr(model, "append_only", False):
                continue
            texts = [
                field
                for field in model._meta.concrete_fields
                if type(field) in (models.CharField, models.TextField) and not field.choices and not field.unique
                and (field.max_length or 200) >= 40
            ]  # fmt: skip
            in_constraints = {name for c in model._meta.constraints for name in getattr(c, "fields", ())}
            for field in texts:
                if field.name not in in_constraints | {"digest", "time_zone", "sha256"}:
                    word = f"{CANARY}{model._meta.model_name}{field.name}"[: field.max_length or 200]
                    with_words(model.unscoped.filter(community=community)).update(**{field.name: word})
