"""The one address of a letter of this room."""

from typing import Any

from reciproca.communities.models import Membership
from reciproca.core.urls import reverse_in
from reciproca.notifications.letters import letter_to
from reciproca.notifications.mail import Mail

__all__ = ["letter"]


def letter(reader: Membership, row: Any, subject: str, lede: str, more: str, *, label: str, page: str = "") -> Mail:
    """`page`: where it leads when it is about no single row."""
    if page:
        address = reverse_in(reader.community, page)
    else:
        address = reverse_in(reader.community, f"exchanges:{row._meta.model_name}-detail", public_id=row.public_id)
    return letter_to(reader, subject, lede, more, url=address, label=label)
