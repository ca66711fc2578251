"""Of messages that have not been read."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from reciproca.communities.models import Membership
from reciproca.conversations.queries import last_to_write_to
from reciproca.pages.navigation import address_in

from .shape import MOST, Waiting

__all__ = ["who_wrote"]


def who_wrote(person: Membership) -> Iterator[Waiting]:
    """Whose message has not been read."""
    found = last_to_write_to(person, most=MOST) if getattr(person, "may_have_unread", True) else []
    person.is_written_to = bool(found)  # type: ignore[attr-defined]  # the masthead need not ask
    for who, conversation in found:
        key = conversation.public_id
        url = address_in(person.community, "conversations:conversation-detail", public_id=key)
        if url:
            yield Waiting(
                key=f"conversation {key}", who=who, what=_("has written to you"), action=_("Read the message"), url=url
            )
