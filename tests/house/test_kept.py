"""The cast that tests begin with is put back as its actions would leave it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import transaction

from cast import Cast, assemble
from kept import Kept
from reciproca.communities.actions import open_account
from reciproca.communities.models import Account


def rows() -> dict[str, list[tuple[Any, ...]]]:
    return {model._meta.label: list(model._base_manager.order_by("pk").values_list()) for model in apps.get_models()}


def left_by(make: Callable[[], Cast]) -> tuple[list[dict[str, Any]], dict[str, list[tuple[Any, ...]]]]:
    """Every column of everybody who was made, and every row; then all is taken back."""
    with transaction.atomic():
        made = make()
        people = [getattr(made, name) for name in Cast.__dataclass_fields__]
        fields = [{field.attname: getattr(one, field.attname) for field in one._meta.concrete_fields} for one in people]
        left = fields, rows()
        transaction.set_rollback(True)
    return left


def test_what_is_put_back_is_what_was_made(db: None, now: datetime) -> None:
    kept = Kept(assemble)

    made = left_by(kept)

    assert left_by(kept) == made
    assert left_by(kept) == made


def test_what_comes_afterwards_has_keys_of_its_own(db: None, now: datetime) -> None:
    kept = Kept(assemble)
    left_by(kept)

    cast = kept()

    last = max(Account.objects.values_list("pk", flat=True))
    assert open_account("new@example.org").pk > last
    assert cast.ada.account == Account.objects.get(pk=cast.ada.account_id)


def test_among_other_rows_it_is_made_anew(db: None, now: datetime) -> None:
    kept = Kept(assemble)
    first = left_by(kept)
    open_account("somebody@example.org")

    fields, left = left_by(kept)

    assert fields != first[0]
    assert len(left["communities.Account"]) == len(first[1]["communities.Account"]) + 1


def test_nothing_is_kept_that_was_made_among_other_rows(db: None, now: datetime) -> None:
    kept = Kept(assemble)
    open_account("somebody@example.org")

    left_by(kept)

    assert (kept.made, kept.rows) == (b"", {})
