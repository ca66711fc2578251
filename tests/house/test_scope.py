"""Nothing of a community is seen from another one."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.urls import reverse

from cast import Cast
from reciproca.core import scope
from reciproca.core.models import Scoped
from reciproca.core.prepared import forget
from reciproca.core.scope import NoCommunityInScope, within

from .addresses import every_address
from .matrix import Matrix

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


def test_no_canary_of_another_community_is_seen(people: Cast) -> None:
    seen, pages = crawl(people)

    assert pages > 40
    assert seen == []


@pytest.mark.usefixtures("prepared_anew")
def test_a_list_without_scope_is_found(people: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control: without the filter on the community, the canaries show."""

    def without_filter() -> None:
        monkeypatch.setattr(scope.ScopedManager, "get_queryset", models.Manager.get_queryset)
        forget()

    seen, _ = crawl(people, before_reading=without_filter, until_found=True)

    assert seen != []


def crawl(
    people: Cast, before_reading: Callable[[], None] = lambda: None, *, until_found: bool = False
) -> tuple[list[str], int]:
    """Read every page of one community as each of its people; where a word of the other one stands."""
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
    seen, pages = [], 0
    for principal in matrix.principals:
        if "bellini" in principal.standing:
            continue
        for address in addresses:
            arguments = matrix._example(address, "montefeltro")
            inside = {"community": "montefeltro"} if address.inside else {}
            for query in ("",) if address.own_arguments else ("", "?q=zqx"):  # lists are searched too
                path = reverse(address.name, kwargs={**inside, **arguments}) + query
                response = matrix._ask(path, principal, "GET")
                pages += 1
                body = b"".join(response) if response.streaming else response.content
                if CANARY in body.decode(errors="replace").lower():
                    seen.append(f"{path} as {principal.name}")
                    if until_found:
                        return seen, pages
    return seen, pages


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
                    model.unscoped.filter(community=community).update(**{field.name: word})
