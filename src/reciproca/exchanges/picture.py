"""What the pages show of thanks and recommendations, gathered from rows for one reader: nothing is decided here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils import timezone

from reciproca.communities.models import Membership
from reciproca.network.queries import Face

from .models import Recognition, Recommendation
from .queries import faces_of
from .words import evidence_to_all, month_said

__all__ = ["SeenRecommendation", "SeenThanks", "by_month", "seen_recommendations", "seen_thanks"]


@dataclass(frozen=True, slots=True)
class SeenThanks:
    """Thanks as one reader sees them."""

    row: Recognition
    giver: Face
    receiver: Face
    after: str  # “after a session, March”
    given: bool  # by the reader
    received: bool


@dataclass(frozen=True, slots=True)
class SeenRecommendation:
    """A recommendation as one reader sees it; the words of a draft are its author's alone."""

    row: Recommendation
    author: Face
    subject: Face
    written: bool  # by the reader
    text: str

    @property
    def other(self) -> Face:
        return self.subject if self.written else self.author


def seen_thanks(rows: Iterable[Recognition], reader: Membership) -> list[SeenThanks]:
    listed = list(rows)
    faces = faces_of((person for row in listed for person in (row.giver, row.receiver)), reader)
    return [
        SeenThanks(
            row,
            faces[row.giver_id],
            faces[row.receiver_id],
            evidence_to_all(row.kind, row.happened_on),
            given=row.giver_id == reader.pk,
            received=row.receiver_id == reader.pk,
        )
        for row in listed
    ]


def by_month(thanks: Sequence[SeenThanks]) -> list[tuple[str, list[SeenThanks]]]:
    """Those that are shown, under the month in which they were: “November 2026”, «novembre 2026»."""

    def month(one: SeenThanks) -> str:
        assert one.row.shown_at is not None
        said = month_said(timezone.localtime(one.row.shown_at).date(), year=True)
        return f"{said[:1].upper()}{said[1:]}"

    return [(said, list(group)) for said, group in groupby(thanks, key=month)]


def seen_recommendations(rows: Iterable[Recommendation], reader: Membership) -> list[SeenRecommendation]:
    listed = list(rows)
    faces = faces_of((person for row in listed for person in (row.author, row.subject)), reader)
    return [
        SeenRecommendation(
            row,
            faces[row.author_id],
            faces[row.subject_id],
            written=row.author_id == reader.pk,
            text=row.text if row.author_id == reader.pk or row.is_given or row.is_shown else "",
        )
        for row in listed
    ]
