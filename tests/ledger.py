"""Lines of the ledger without the things they come from, for the tests of what reads it."""

from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from django.db import transaction

from reciproca.communities.models import Membership
from reciproca.network.actions import cancel_interaction, confirm_interaction, record_interaction
from reciproca.network.choices import Kind
from reciproca.network.models import Interaction


def thing(kind: str = "mentoringsession") -> Any:
    """Something a line may come from."""
    return SimpleNamespace(_meta=SimpleNamespace(model_name=kind), public_id=uuid4())


def give(
    giver: Membership, receiver: Membership, *, kind: str = Kind.SESSION, source: Any = None, **more: Any
) -> Interaction:
    with transaction.atomic():
        minutes = 60 if kind == Kind.SESSION else None
        return record_interaction(
            kind, giver=giver, receiver=receiver, source=source or thing(), minutes=minutes, **more
        )


def confirm(line: Interaction) -> Interaction:
    with transaction.atomic():
        return confirm_interaction(line)


def cancel(line: Interaction) -> Interaction:
    with transaction.atomic():
        return cancel_interaction(line)
