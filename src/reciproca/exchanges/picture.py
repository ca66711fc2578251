"""What the pages show of thanks, recommendations, asks and answers, gathered from rows for one reader: nothing is decided here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils import timezone

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.network.queries import Face
from reciproca.people.queries import people_visible_to

from .models import Answer, Ask, Endorsement, Recognition, Recommendation, Route
from .queries import answers_visible_to, faces_of, waiting_routes
from .rules import knows_asker
from .words import evidence_to_all, month_said, reason_said, when_asked

__all__ = [
    "SeenAnswer", "SeenAsk", "SeenEndorsement", "SeenRecommendation", "SeenThanks", "by_month", "seen_answers", "seen_asks",
    "seen_endorsements", "seen_recommendations", "seen_routes", "seen_thanks",
]  # fmt: skip


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


@dataclass(frozen=True, slots=True)
class SeenEndorsement:
    """A skill seen at work, for one of its two people."""

    row: Endorsement
    other: Face
    written: bool  # by the reader


def seen_endorsements(rows: Iterable[Endorsement], reader: Membership) -> list[SeenEndorsement]:
    listed = list(rows)
    faces = faces_of([row.other_of(reader) for row in listed], reader)
    return [SeenEndorsement(row, faces[row.other_of(reader).pk], row.author_id == reader.pk) for row in listed]


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


# ── asks ─────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class SeenAsk:
    """An ask as one reader sees it. `asker` is None to whom the name was not told: a page reads no other."""

    row: Ask
    asker: Face | None
    answers: int  # those the reader may read
    since: str  # “for nine days”
    why: str = ""  # why it was brought to the reader
    note: str = ""  # of who passed it on
    own: Answer | None = None  # the reader's
    mine: bool = False


@dataclass(frozen=True, slots=True)
class SeenAnswer:
    row: Answer
    author: Face
    mine: bool


def seen_asks(rows: Iterable[Ask], reader: Membership) -> list[SeenAsk]:
    """Two queries, however many there are."""
    found = list(rows)
    answers = list(answers_visible_to(reader).filter(ask__in=[row.pk for row in found])) if found else []
    own = {one.ask_id: one for one in answers if one.author_id == reader.pk}
    routes = {route.ask_id: route for route in waiting_routes(reader).filter(ask__in=[row.pk for row in found])}
    faces = faces_of([row.asker for row in found], reader)
    return [
        SeenAsk(
            row,
            asker=faces[row.asker_id] if knows_asker(reader, row, own.get(row.pk)) else None,
            answers=sum(one.ask_id == row.pk for one in answers),
            since=when_asked((clock.now() - row.posted_at).days),
            own=own.get(row.pk),
            mine=row.asker_id == reader.pk,
            **_why(routes.get(row.pk), reader),
        )
        for row in found
    ]


def seen_routes(reader: Membership) -> list[SeenAsk]:
    """What was brought to the reader and waits for a word, the oldest first."""
    return seen_asks([route.ask for route in waiting_routes(reader)], reader)


def seen_answers(rows: Iterable[Answer], reader: Membership) -> list[SeenAnswer]:
    found = list(rows)
    faces = faces_of([row.author for row in found], reader)
    return [SeenAnswer(row, faces[row.author_id], row.author_id == reader.pk) for row in found]


def _why(route: Route | None, reader: Membership) -> dict[str, str]:
    if route is None:
        return {"why": "", "note": ""}
    passed_by = route.passed_by
    known = passed_by is not None and people_visible_to(reader).filter(pk=passed_by.pk).exists()
    name = passed_by.given_name if known and passed_by else ""
    return {"why": reason_said(route.reason, mine=route.mine, passed_by=name), "note": route.note if known else ""}
