"""How this room tells of a message that one of its readers reports: that message alone, and because they hand it over."""

from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from reciproca.communities.models import Membership
from reciproca.core.days import day_written
from reciproca.core.italian import elided, euphonic
from reciproca.core.urls import reverse_in
from reciproca.safeguarding.reportable import Reported

from .actions import take_message_away
from .models import Message
from .queries import messages_visible_to

__all__ = ["remove_message", "told_message"]


def told_message(reader: Membership, public_id: UUID) -> Reported | None:
    """What the reader has before them: who wrote it, its words, the names of its files."""
    rows = messages_visible_to(reader).filter(public_id=public_id, deleted_at=None)
    message = rows.select_related("author__community", "conversation").first()
    if message is None:
        return None
    files = list(message.attachments.values_list("file__given_name", flat=True))
    day = day_written(timezone.localtime(message.written_at).date(), "d MMMM")
    said = _("A message from %(name)s, of %(day)s") % {"name": message.author.given_name, "day": day}
    url = reverse_in(reader.community, "conversations:conversation-detail", public_id=message.conversation.public_id)
    return Reported(message.author, euphonic(elided(said)), "\n".join(filter(None, [message.text, *files])), url)


def remove_message(public_id: UUID, by: Membership) -> None:
    message = Message.objects.filter(public_id=public_id).first()
    if message is not None:
        take_message_away(message)
