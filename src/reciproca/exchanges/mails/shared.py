"""Who reads a letter of this room, what it is about, and the one address in it."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from reciproca.communities.models import Membership
from reciproca.core.urls import reverse_in
from reciproca.notifications.letters import letter_to, reader_of
from reciproca.notifications.mail import Mail
from reciproca.notifications.models import OutboxMail

__all__ = ["letter", "reader_and"]

Row = TypeVar("Row", bound=Model)


def reader_and(
    visible_to: Callable[[Membership], QuerySet[Row]], mail: OutboxMail, about: str
) -> tuple[Membership | None, Row | None]:
    """The reader, and what it is about if they may still see it: both are here, and neither blocked the other."""
    reader = reader_of(mail)
    return reader, visible_to(reader).filter(public_id=mail.about[about]).first() if reader else None


def letter(reader: Membership, row: Any, subject: str, lede: str, more: str, *, label: str, page: str = "") -> Mail:
    """`page`: where it leads when it is about no single row."""
    if page:
        address = reverse_in(reader.community, page)
    else:
        address = reverse_in(reader.community, f"exchanges:{row._meta.model_name}-detail", public_id=row.public_id)
    return letter_to(reader, subject, lede, more, url=address, label=label)
