"""Random public ids: they tell neither order nor volume, so version 4 and nothing newer."""

import random
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import models

__all__ = ["PublicIdField", "dom_id", "drawn_from", "new_public_id"]

_source: ContextVar[random.Random | None] = ContextVar("source", default=None)


def new_public_id() -> uuid.UUID:
    """A random id; within `drawn_from`, the next one of its generator."""
    source = _source.get()
    return uuid.uuid4() if source is None else uuid.UUID(int=source.getrandbits(128), version=4)


@contextmanager
def drawn_from(source: random.Random | None) -> Iterator[None]:
    """Within the block ids come from `source`: how the demo has the same people, with the same faces, every time.

    Such ids can be guessed. Never where real people are. None: they are random again.
    """
    token = _source.set(source)
    try:
        yield
    finally:
        _source.reset(token)


class PublicIdField(models.UUIDField):
    """The name of a row in addresses, ledgers and mails."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("default", new_public_id)
        options.setdefault("unique", True)
        options.setdefault("editable", False)
        super().__init__(**options)


def dom_id(row: Any, part: str = "") -> str:
    """One name for page, fragment and test: ``dom_id(mentorship, "check-ins")`` is ``mentorship-<public id>-check-ins``."""
    name = f"{row._meta.model_name}-{getattr(row, 'public_id', row.pk)}"
    return f"{name}-{part}" if part else name
