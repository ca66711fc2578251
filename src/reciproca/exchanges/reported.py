"""How this room tells of what its readers may report: asks, answers, thanks; and how these are taken away."""

from uuid import UUID

from django.utils.translation import gettext as _

from reciproca.communities.models import Membership
from reciproca.core.italian import euphonic
from reciproca.core.urls import reverse_in
from reciproca.safeguarding.reportable import Reported

from .actions import take_answer_away, take_ask_away, take_recognition_away, take_share_away
from .models import Answer, Ask, Recognition, Share
from .queries import answers_visible_to, asks_visible_to, recognitions_visible_to, shares_visible_to
from .rules import knows_asker

__all__ = [
    "remove_answer", "remove_ask", "remove_recognition", "remove_share", "told_answer", "told_ask", "told_recognition",
    "told_share",
]  # fmt: skip


def told_ask(reader: Membership, public_id: UUID) -> Reported | None:
    """Of one that is put without a name, its words only: who asks is not told on this way either."""
    ask = asks_visible_to(reader).filter(public_id=public_id).select_related("asker__community").first()
    if ask is None:
        return None
    own = Answer.objects.filter(ask=ask, author=reader).first()
    said = _("An ask by %(name)s") % {"name": ask.asker.given_name} if knows_asker(reader, ask, own) else _("An ask")
    page = reverse_in(reader.community, "exchanges:ask-detail", public_id=ask.public_id)
    return Reported(ask.asker, euphonic(said), "\n\n".join(filter(None, [ask.title, ask.story])), page)


def told_answer(reader: Membership, public_id: UUID) -> Reported | None:
    answer = answers_visible_to(reader).filter(public_id=public_id).select_related("author__community").first()
    if answer is None:
        return None
    said = euphonic(_("An answer by %(name)s") % {"name": answer.author.given_name})
    page = reverse_in(reader.community, "exchanges:ask-detail", public_id=answer.ask.public_id)
    return Reported(answer.author, said, "\n\n".join(filter(None, [answer.text, answer.gives])), page)


def told_recognition(reader: Membership, public_id: UUID) -> Reported | None:
    thanks = recognitions_visible_to(reader).filter(public_id=public_id).select_related("giver__community").first()
    if thanks is None:
        return None
    said = euphonic(_("Thanks by %(name)s") % {"name": thanks.giver.given_name})
    page = reverse_in(reader.community, "exchanges:thanks")
    return Reported(thanks.giver, said, "\n\n".join(filter(None, [thanks.change, thanks.story])), page)


def told_share(reader: Membership, public_id: UUID) -> Reported | None:
    share = shares_visible_to(reader).filter(public_id=public_id).select_related("sharer__community").first()
    if share is None:
        return None
    said = euphonic(_("Shared by %(name)s") % {"name": share.sharer.given_name})
    page = reverse_in(reader.community, "exchanges:share-detail", public_id=share.public_id)
    return Reported(share.sharer, said, "\n\n".join(filter(None, [share.title, share.words, share.link])), page)


def remove_ask(public_id: UUID, by: Membership) -> None:
    ask = Ask.objects.filter(public_id=public_id).first()
    if ask is not None:
        take_ask_away(ask, by=by)


def remove_answer(public_id: UUID, by: Membership) -> None:
    answer = Answer.objects.filter(public_id=public_id).select_related("ask").first()
    if answer is not None:
        take_answer_away(answer, by=by)


def remove_recognition(public_id: UUID, by: Membership) -> None:
    thanks = Recognition.objects.filter(public_id=public_id).first()
    if thanks is not None:
        take_recognition_away(thanks, by=by)


def remove_share(public_id: UUID, by: Membership) -> None:
    share = Share.objects.filter(public_id=public_id).first()
    if share is not None:
        take_share_away(share, by=by)
