"""What this room sees by itself: a photo or a story that is another member’s, and addresses that come in a row."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.db.models import QuerySet

from reciproca.communities.models import Membership
from reciproca.communities.queries import members
from reciproca.core import clock
from reciproca.people.models import Profile
from reciproca.people.queries import folded

from .choices import DoubtKind
from .doubting import Seen
from .queries import anchors

__all__ = ["addresses_in_a_row", "copied_photos", "copied_stories"]

#: A story shorter than this may be the same by chance.
LONG_ENOUGH = 80
#: So many like addresses within so long.
IN_A_ROW, WITHIN = 3, timedelta(days=2)
LATELY = timedelta(days=60)


def copied_photos() -> Iterator[Seen]:
    """The same picture, bit by bit, on the page of somebody who had it before."""
    rows = _profiles().exclude(photo=None).values_list("photo__sha256", "membership__public_id", "membership_id")
    yield from _copies(((sha, public_id, key) for sha, public_id, key in rows), DoubtKind.COPIED_PHOTO)


def copied_stories() -> Iterator[Seen]:
    """The same long text, but for accents, capitals and spaces."""
    rows = _profiles().exclude(story="").values_list("story", "membership__public_id", "membership_id")
    told = ((" ".join(folded(story).split()), public_id, key) for story, public_id, key in rows)
    yield from _copies((one for one in told if len(one[0]) >= LONG_ENOUGH), DoubtKind.COPIED_STORY)


def addresses_in_a_row() -> Iterator[Seen]:
    """Several who came within two days, by addresses that differ in figures or a sign only, and for whom nobody answers."""
    lately = members().filter(joined_at__gt=clock.now() - LATELY).exclude(pk__in=anchors().values("pk"))
    groups: dict[str, list[Membership]] = defaultdict(list)
    for person in lately.order_by("joined_at", "pk"):
        groups[_shape(person.email)].append(person)
    for group in groups.values():
        for person in group:
            assert person.joined_at is not None
            near = [one for one in group if one.joined_at and abs(one.joined_at - person.joined_at) <= WITHIN]
            if len(near) >= IN_A_ROW:
                others = [str(one.public_id) for one in near if one.pk != person.pk]
                yield Seen(person.pk, DoubtKind.ADDRESS, {"number": len(near), "others": others[:10]})


def _profiles() -> QuerySet[Profile]:
    """The oldest members first: who came later has copied."""
    return Profile.objects.filter(membership__in=members()).order_by("membership__joined_at", "membership_id")


def _copies(rows: Iterable[tuple[str, object, int]], kind: DoubtKind) -> Iterator[Seen]:
    first: dict[str, object] = {}
    for what, public_id, key in rows:
        before = first.setdefault(what, public_id)
        if before != public_id:
            yield Seen(key, kind, {"others": [str(before)]})


def _shape(address: str) -> str:
    """An address without what is easily varied: “anna.b+2@x.it”, “annab3@x.it” are one."""
    local, _, host = address.lower().partition("@")
    letters = re.sub(r"[\W\d_]", "", local.partition("+")[0])
    return f"{letters}@{host}"
