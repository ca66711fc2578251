"""What this room sees that makes one look twice: the same first words to many. The words themselves are in no row and on no page."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta

from reciproca.core import clock
from reciproca.safeguarding.choices import DoubtKind
from reciproca.safeguarding.doubting import Seen

from .models import Message

__all__ = ["same_words"]

#: A short greeting may be the same by chance; so many people, within so long; and never more messages than these are read.
LONG_ENOUGH, MANY, LATELY, MOST_READ = 60, 5, timedelta(days=30), 20_000


def same_words() -> Iterator[Seen]:
    """Somebody who wrote the same to many people, each in a conversation of two."""
    rows = Message.objects.filter(
        written_at__gt=clock.now() - LATELY, conversation__first__isnull=False, deleted_at=None
    )
    told = rows.order_by("-written_at").values_list("author_id", "folded", "conversation_id")[:MOST_READ]
    where: dict[tuple[int, str], set[int]] = defaultdict(set)
    for author, words, conversation in told:
        if len(words) >= LONG_ENOUGH:
            where[author, words].add(conversation)
    most: dict[int, int] = {}
    for (author, _words), conversations in where.items():
        most[author] = max(most.get(author, 0), len(conversations))
    for author, number in most.items():
        if number >= MANY:
            yield Seen(author, DoubtKind.SAME_WORDS, {"number": number})
