"""What the room of thanks says of answers and leads: to their two people, in their words."""

from collections.abc import Sequence

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from reciproca.communities.models import Membership
from reciproca.core.italian import elided
from reciproca.core.urls import reverse_in
from reciproca.library.models import Help, Part
from reciproca.library.queries import notes_visible_to

from .evidence import Told
from .queries import answers_visible_to, leads_visible_to, thanked_receptions
from .words import day_said

__all__ = ["told_answers", "told_helps", "told_leads", "told_receptions"]


def told_answers(reader: Membership, public_ids: Sequence[str]) -> dict[str, Told]:
    """“the answer to “Who reads my first budget?”, on Thursday 12 March”, and where it stands."""
    rows = answers_visible_to(reader).filter(public_id__in=list(public_ids), helped_at__isnull=False)
    found = {}
    for answer in rows:
        on = timezone.localtime(answer.helped_at).date()
        values = {"title": answer.ask.title.rstrip("."), "day": day_said(on)}
        page = reverse_in(reader.community, "exchanges:ask-detail", public_id=answer.ask.public_id)
        words = elided(_("the answer to “%(title)s”, on %(day)s") % values)
        found[str(answer.public_id)] = Told(words, on, f"{page}#answer-{answer.public_id}")
    return found


def told_helps(reader: Membership, public_ids: Sequence[str]) -> dict[str, Told]:
    """“the note “The evening before signing”, on Thursday 12 March”."""
    found = {}
    written = Part.objects.filter(person=reader, role="author").values("note")
    rows = Help.objects.filter(Q(person=reader) | Q(note__in=written), public_id__in=list(public_ids))
    for row in rows.filter(note__in=notes_visible_to(reader).values("pk")).select_related("note__current"):
        note = row.note
        on = timezone.localtime(row.helped_at).date()
        values = {"title": (note.current or note).title.rstrip("."), "day": day_said(on)}
        page = reverse_in(reader.community, "library:note-detail", public_id=note.public_id)
        found[str(row.public_id)] = Told(elided(_("the note “%(title)s”, on %(day)s") % values), on, page)
    return found


def told_leads(reader: Membership, public_ids: Sequence[str]) -> dict[str, Told]:
    """“the lead “A hotel that looks for a cheese supplier”, of Thursday 12 March”."""
    found = {}
    for lead in leads_visible_to(reader).filter(public_id__in=list(public_ids)):
        on = timezone.localtime(lead.given_at).date()
        values = {"title": lead.title.rstrip("."), "day": day_said(on)}
        page = reverse_in(reader.community, "exchanges:lead-detail", public_id=lead.public_id)
        found[str(lead.public_id)] = Told(elided(_("the lead “%(title)s”, of %(day)s") % values), on, page)
    return found


def told_receptions(reader: Membership, public_ids: Sequence[str]) -> dict[str, Told]:
    """“what was shared, “Three ways to say a price”, on Thursday 12 March”."""
    found = {}
    for row in thanked_receptions(reader).filter(public_id__in=list(public_ids)):
        on = timezone.localtime(row.settled_at).date()
        values = {"title": row.share.title.rstrip("."), "day": day_said(on)}
        page = reverse_in(reader.community, "exchanges:share-detail", public_id=row.share.public_id)
        found[str(row.public_id)] = Told(elided(_("what was shared, “%(title)s”, on %(day)s") % values), on, page)
    return found
