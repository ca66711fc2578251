"""Random public ids: they tell neither order nor volume, so version 4 and nothing newer."""

import uuid
from typing import Any

from django.db import models

__all__ = ["PublicIdField", "dom_id", "new_public_id"]


def new_public_id() -> uuid.UUID:
    return uuid.uuid4()


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
