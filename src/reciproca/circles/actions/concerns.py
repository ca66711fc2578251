"""Tell somebody outside about one's circle. It is a private message: nothing of it is kept in this room, nor in the audit trail."""

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from reciproca.circles.models import Circle
from reciproca.circles.rhythm import people_outside
from reciproca.communities.models import Membership
from reciproca.conversations.actions import open_conversation, send_message
from reciproca.conversations.models import Conversation

from .shared import NotYours, said, take_part

__all__ = ["tell_outside"]


@transaction.atomic
def tell_outside(circle: Circle, person: Membership, words: str, *, by: Membership) -> Conversation:
    """To the one who coordinates whom they chose, and to nobody else. The circle is named, and what they write themselves."""
    kept = said(words=words)["words"]
    take_part(circle, by)
    if not people_outside(circle, by).filter(pk=person.pk).exists():
        raise NotYours
    with translation.override(person.language):
        about = _("About the circle “%(circle)s”:") % {"circle": circle.name}
    conversation = open_conversation([by, person], by=by)
    send_message(conversation, by=by, text=f"{about}\n\n{kept}", from_draft=False)
    return conversation
