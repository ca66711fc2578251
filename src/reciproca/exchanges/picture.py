"""What the pages show of thanks, recommendations, asks and answers, gathered from rows for one reader: nothing is decided here."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.network.queries import Face
from reciproca.people.queries import people_visible_to, zone_of

from .choices import ShareReason
from .models import Answer, Ask, Endorsement, Reception, Recognition, Recommendation, Route, Share
from .queries import answers_visible_to, faces_of, reception_of, thanked_receptions, waiting_routes
from .rules import can_call_off_meeting, can_take_up_meeting, knows_asker
from .words import evidence_to_all, moment_said, month_said, reason_said, when_asked, why_for_you, why_shared

__all__ = [
    "SeenAnswer",
    "SeenAsk",
    "SeenEndorsement",
    "SeenReception",
    "SeenRecommendation",
    "SeenShare",
    "SeenThanks",
    "by_month",
    "seen_answers",
    "seen_asks",
    "seen_endorsements",
    "seen_receptions",
    "seen_recommendations",
    "seen_routes",
    "seen_share",
    "seen_thanks",
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
    meets: str = ""  # when the two could meet, by the clock of who reads
    may_take_up: bool = False
    may_call_off: bool = False


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
    zone = zone_of(reader) if any(row.meets_at for row in found) else None
    return [
        SeenAnswer(
            row,
            faces[row.author_id],
            row.author_id == reader.pk,
            _hour_said(row, reader, zone),
            can_take_up_meeting(reader, row),
            can_call_off_meeting(reader, row),
        )
        for row in found
    ]


def _hour_said(row: Answer, reader: Membership, zone: ZoneInfo | None) -> str:
    """An hour offered is between the two, whoever else reads the answer."""
    if row.meets_at is None or zone is None or reader.pk not in (row.author_id, row.ask.asker_id):
        return ""
    values = {"when": moment_said(row.meets_at, zone), "n": row.meets_minutes}
    return _("%(when)s, %(n)s minutes") % values


def _why(route: Route | None, reader: Membership) -> dict[str, str]:
    if route is None:
        return {"why": "", "note": ""}
    passed_by = route.passed_by
    known = passed_by is not None and people_visible_to(reader).filter(pk=passed_by.pk).exists()
    name = passed_by.given_name if known and passed_by else ""
    return {"why": reason_said(route.reason, mine=route.mine, passed_by=name), "note": route.note if known else ""}


# ── shares ───────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class SeenReception:
    """Something shared, as the one to whom it was sent sees it; or, thanked for, as its sharer does."""

    row: Reception
    face: Face  # of the other of the two
    why: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class SeenShare:
    """`thanked`: for its sharer alone. `sent_to`: whom they chose, with the reason, as long as these are here."""

    row: Share
    sharer: Face
    mine: bool
    reception: Reception | None = None
    why: str = ""
    note: str = ""
    thanked: Sequence[SeenReception] = ()
    sent_to: Sequence[SeenReception] = ()


def seen_receptions(rows: Iterable[Reception], reader: Membership) -> list[SeenReception]:
    """What waits with the reader."""
    found = list(rows)
    faces = faces_of([row.share.sharer for row in found], reader)
    known = _names_known([row.passed_by for row in found if row.passed_by is not None], reader)
    return [SeenReception(row, faces[row.share.sharer_id], *_why_for(row, known)) for row in found]


def seen_share(row: Share, reader: Membership) -> SeenShare:
    sharer = faces_of([row.sharer], reader)[row.sharer_id]
    if row.sharer_id != reader.pk:
        mine = reception_of(row, reader)
        why, note = (
            _why_for(mine, _names_known([mine.passed_by] if mine.passed_by else [], reader)) if mine else ("", "")
        )
        return SeenShare(row, sharer, False, mine, why, note)
    here = people_visible_to(reader).values("pk")
    sent = (
        row.receptions.exclude(reason=ShareReason.PASSED)
        .filter(person__in=here)
        .select_related("person__profile__photo")
        .order_by("pk")
    )
    thanked = list(thanked_receptions(reader).filter(share=row).order_by("settled_at", "pk"))
    faces = faces_of([one.person for one in [*sent, *thanked]], reader)
    return SeenShare(
        row,
        sharer,
        True,
        thanked=[SeenReception(one, faces[one.person_id], "") for one in thanked],
        sent_to=[SeenReception(one, faces[one.person_id], why_shared(one.reason, theirs=one.theirs)) for one in sent],
    )


def _why_for(row: Reception, known: Mapping[int, str]) -> tuple[str, str]:
    """Why it came to who reads, and the line of who passed it on, if the two may still meet."""
    if row.reason != ShareReason.PASSED:
        return why_for_you(row.reason, theirs=row.theirs, name=row.share.sharer.given_name), ""
    name = known.get(row.passed_by_id or 0, "")
    return why_for_you(row.reason, theirs=row.theirs, name=name), row.note if name else ""


def _names_known(people: Collection[Membership], reader: Membership) -> dict[int, str]:
    if not people:
        return {}
    here = people_visible_to(reader).filter(pk__in=[person.pk for person in people])
    return {person.pk: person.given_name for person in here}
