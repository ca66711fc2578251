"""Reads: what one may thank for, whose thanks and recommendations each may read."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from reciproca.boundaries.models import Block
from reciproca.boundaries.queries import may_contact
from reciproca.communities.models import Membership
from reciproca.core import clock
from reciproca.core.prepared import prepared
from reciproca.core.together import for_many, in_parts
from reciproca.core.urls import reverse_in
from reciproca.exchanges.choices import OPEN_RECOMMENDATIONS, RecognitionState, RecommendationState
from reciproca.exchanges.evidence import HELP, told_by_rooms
from reciproca.exchanges.models import Recognition, Recommendation
from reciproca.exchanges.words import evidence_to_the_two, together_said
from reciproca.network.queries import Face, Line, lines_between, lines_of
from reciproca.people.queries import people_visible_to

__all__ = [
    "Evidence", "are_help", "evidence_for_thanks", "evidence_of", "evidence_of_recognition", "faces_of", "may_recommend",
    "people_to_recommend", "recognitions_about", "recognitions_given_by", "recognitions_of", "recognitions_shown_to",
    "recognitions_to_approve", "recognitions_visible_to", "recommendation_between", "recommendations_about",
    "recommendations_of", "recommendations_to_approve", "recommendations_to_write", "recommendations_visible_to",
    "recommendations_waiting_for",
    "refused_lately", "thanked_by", "thanked_for", "thanks_for", "thanks_said", "together",
]  # fmt: skip

QUIET = timedelta(days=90)


# ── what one may thank for ───────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something that happened between the reader and `other`, and that both say was so."""

    object_kind: str
    object_id: str
    kind: str  # network.choices.Kind
    on: date
    other: Membership
    face: Face
    words: str  # “your session of 12 March, about your CV”
    url: str
    was_received: bool


def evidence_for_thanks(person: Membership) -> list[Evidence]:
    """Confirmed help that this person received and has not thanked for, newest first; in a constant number of queries."""
    thanked = set(Recognition.objects.filter(giver=person).values_list("object_kind", "object_id", "receiver"))
    lines = [line for line in _help(lines_of(person)) if line.direction != "given" and _named(line) not in thanked]
    found = _worded(person, reversed(lines))
    return sorted(found, key=lambda each: each.on, reverse=True)


def evidence_of(person: Membership, object_kind: str, object_id: str, to: UUID | None = None) -> Evidence | None:
    """One piece of evidence of this person; None when it is not theirs, not confirmed, or the other is not to be met.

    Where several shared it: with the one named by `to`, or with somebody who was not thanked for it yet.
    """
    lines = [line for line in _help(lines_of(person)) if (line.object_kind, line.object_id) == (object_kind, object_id)]
    if to is not None:
        lines = [line for line in lines if _other(line).public_id == to]
    thanked = {one.receiver_id for one in thanks_for(person, object_kind, object_id)} if lines else set()
    lines.sort(key=lambda line: (_other(line).pk not in thanked, line.direction != "given", line.seq))
    return _worded(person, lines[-1:])[0] if lines else None


def thanks_for(person: Membership, object_kind: str, object_id: str) -> QuerySet[Recognition]:
    """What this person said for one thing, to each of those who shared it; not what was taken back."""
    said = Recognition.objects.filter(giver=person, object_kind=object_kind, object_id=object_id)
    return said.exclude(state=RecognitionState.WITHDRAWN)


def thanks_said(person: Membership, evidence: Evidence) -> Recognition | None:
    """What this person said for it; withdrawn thanks too, which can be given anew."""
    said = Recognition.objects.filter(giver=person, receiver=evidence.other)
    return said.filter(object_kind=evidence.object_kind, object_id=evidence.object_id).first()


def evidence_of_recognition(recognition: Recognition, reader: Membership) -> tuple[str, str]:
    """What it is for, in words for one of its two people, and the address of that."""
    named = (recognition.object_kind, recognition.object_id)
    told = told_by_rooms(reader, [named]).get(named)
    return (told.words, told.url) if told else (evidence_to_the_two(recognition.kind, recognition.happened_on), "")


def thanked_for(person: Membership, object_kind: str, object_ids: Collection[str]) -> dict[str, Recognition]:
    """What this person has thanked for, of some objects of one kind; withdrawn thanks too, which can be given anew."""
    return {row.object_id: row for row in _thanked(person.pk, object_kind, tuple(sorted(set(object_ids))))}


@for_many
def thanked_by(people: Sequence[int]) -> list[set[tuple[str, str, int]]]:
    """For what each of these (by key) has thanked whom: kind, public id, key of who gave it; withdrawn thanks too."""
    found: dict[int, set[tuple[str, str, int]]] = {key: set() for key in people}
    for part in in_parts(people):
        for giver, object_kind, object_id, receiver in _thanks_of(part):
            found[giver].add((object_kind, object_id, receiver))
    return [found[key] for key in people]


@prepared("giver_id", "object_kind", "object_id", "receiver_id")
def _thanks_of(people: tuple[int, ...]) -> QuerySet:
    return Recognition.objects.filter(giver__in=people)


@prepared()
def _thanked(giver: int, object_kind: str, object_ids: tuple[str, ...]) -> QuerySet:
    return Recognition.objects.filter(giver=giver, object_kind=object_kind, object_id__in=object_ids)


def _help(lines: Iterable[Line]) -> list[Line]:
    """Confirmed help between the reader and somebody who is here, and whom they may meet."""
    return [line for line in lines if line.is_confirmed and line.kind in HELP and line.other]


def _named(line: Line) -> tuple[str, str, int]:
    """What it was, and with whom: one thing may have been shared by several."""
    return (line.object_kind, line.object_id, _other(line).pk)


def _worded(person: Membership, lines: Iterable[Line]) -> list[Evidence]:
    kept: dict[tuple[str, str, int], Line] = {}
    for line in lines:
        kept.setdefault(_named(line), line)
    told = told_by_rooms(person, dict.fromkeys(named[:2] for named in kept))
    found = []
    for (object_kind, object_id, _key), line in kept.items():
        assert line.other is not None
        said = told.get((object_kind, object_id))
        on = said.on if said else timezone.localtime(line.at).date()
        found.append(
            Evidence(
                object_kind, object_id, line.kind, on, line.other.person, line.other,
                words=said.words if said else evidence_to_the_two(line.kind, on),
                url=said.url if said else "",
                was_received=line.direction != "given",
            )
        )  # fmt: skip
    return found


# ── recognitions ─────────────────────────────────────────────────────────────


def recognitions_visible_to(person: Membership) -> QuerySet[Recognition]:
    """What is shown to the community, and one's own: given (withdrawn too, to be given anew) and received (while given).

    Both people must be here, and neither may have blocked the other or the reader.
    """
    own = Q(giver=person) | Q(receiver=person) & ~Q(state=RecognitionState.WITHDRAWN)
    rows = Recognition.objects.filter(Q(state=RecognitionState.SHOWN) | own)
    return among_visible(rows, person, "giver", "receiver")


def recognitions_shown_to(person: Membership) -> QuerySet[Recognition]:
    """The community's thanks, newest first."""
    return recognitions_visible_to(person).filter(state=RecognitionState.SHOWN).order_by("-shown_at", "-pk")


def recognitions_about(person: Membership, viewer: Membership) -> QuerySet[Recognition]:
    """Thanks that a person received and shows, newest first."""
    return recognitions_shown_to(viewer).filter(receiver=person)


def recognitions_of(person: Membership) -> QuerySet[Recognition]:
    """Those a person received, whatever became of them, newest first."""
    return recognitions_visible_to(person).filter(receiver=person).order_by("-given_at", "-pk")


def recognitions_given_by(person: Membership) -> QuerySet[Recognition]:
    """Those a person gave, newest first; not those taken back."""
    given = recognitions_visible_to(person).filter(giver=person).exclude(state=RecognitionState.WITHDRAWN)
    return given.order_by("-given_at", "-pk")


def recognitions_to_approve(person: Membership) -> QuerySet[Recognition]:
    """Received and not read yet, the oldest first."""
    return recognitions_of(person).filter(state=RecognitionState.GIVEN).order_by("given_at", "pk")


# ── recommendations ──────────────────────────────────────────────────────────


def recommendations_visible_to(person: Membership) -> QuerySet[Recommendation]:
    """What stands on profiles, and one's own: as author all that is open, as subject what was asked for or given.

    A draft is its author's alone; a request that was declined is seen by the two, who know of it.
    """
    mine = Q(author=person) & ~Q(state=RecommendationState.WITHDRAWN)
    about_me = Q(subject=person) & ~Q(state__in=[RecommendationState.DRAFT, RecommendationState.WITHDRAWN])
    rows = Recommendation.objects.filter(Q(state=RecommendationState.SHOWN) | mine | about_me)
    return among_visible(rows, person, "author", "subject")


def recommendations_about(
    person: Membership, viewer: Membership, *, lines: Iterable[Line] | None = None
) -> list[Recommendation]:
    """Those on a person's profile, newest first, each with `together_said`: what its evidence was, from the ledger.
    `lines`: all of the person's, where these were read already."""
    rows = recommendations_visible_to(viewer).filter(subject=person, state=RecommendationState.SHOWN)
    shown = list(rows.order_by("-shown_at", "-pk"))
    if shown:
        authors = {row.author_id for row in shown}
        help_ = _help(lines_of(person) if lines is None else lines)
        lines = [line for line in help_ if _other(line).pk in authors]
        days = _days(person, lines)
        for row in shown:
            row.together_said = _said([line for line in lines if _other(line).pk == row.author_id], days, row.shown_at)  # type: ignore[attr-defined]
    return shown


def recommendations_of(person: Membership) -> QuerySet[Recommendation]:
    """One's own, written or about oneself, the latest first."""
    own = recommendations_visible_to(person).filter(Q(author=person) | Q(subject=person))
    return own.order_by(F("shown_at").desc(nulls_first=True), "-pk")


def recommendations_to_write(person: Membership) -> QuerySet[Recommendation]:
    """Somebody asks this person for one, who has not written it yet; the oldest first."""
    return recommendations_of(person).filter(author=person, state=RecommendationState.ASKED).order_by("asked_at", "pk")


def recommendations_to_approve(person: Membership) -> QuerySet[Recommendation]:
    """Written for this person, who has not approved it yet; the oldest first."""
    return recommendations_of(person).filter(subject=person, state=RecommendationState.GIVEN).order_by("given_at", "pk")


def recommendations_waiting_for(person: Membership) -> QuerySet[Recommendation]:
    """Both of these in one: what waits for a word of this person."""
    asked = Q(author=person, state=RecommendationState.ASKED)
    given = Q(subject=person, state=RecommendationState.GIVEN)
    return recommendations_of(person).filter(asked | given).order_by("pk")


def recommendation_between(author: Membership, subject: Membership) -> Recommendation | None:
    """The one that is open from the first to the second."""
    return Recommendation.objects.filter(author=author, subject=subject, state__in=OPEN_RECOMMENDATIONS).first()


def refused_lately(author: Membership, subject: Membership, *, by: Membership) -> bool:
    """Whether the other one declined or withdrew what there was between the two in the last ninety days."""
    closed = Recommendation.objects.filter(author=author, subject=subject, closed_at__gt=clock.now() - QUIET)
    return closed.exclude(closed_by=by).exclude(closed_by=None).exists()


def may_recommend(one: Membership, other: Membership) -> bool:
    """Whether something confirmed happened between the two, who are both here and may meet."""
    if one.pk == other.pk or not one.is_active or not other.is_active or not may_contact(one, other):
        return False
    return are_help(lines_between(one, other))


def are_help(lines: Iterable[Line]) -> bool:
    """Whether confirmed help is among these lines of two people: each may then recommend the other."""
    return bool(_help(lines))


def people_to_recommend(person: Membership) -> list[Face]:
    """Whom this person has done something with and may write about, or ask: those met last first."""
    lines = sorted(_help(lines_of(person)), key=lambda line: line.seq, reverse=True)
    faces: dict[int, Face] = {}
    for line in lines:
        assert line.other is not None
        faces.setdefault(_other(line).pk, line.other)
    return list(faces.values())


def together(one: Membership, other: Membership, *, until: datetime | None = None) -> str:
    """“after 6 sessions between October 2025 and March 2026”; empty when nothing was confirmed."""
    lines = _help(lines_between(one, other))
    return _said(lines, _days(one, lines), until)


def _said(lines: Iterable[Line], days: dict[int, date], until: datetime | None) -> str:
    counted = [line for line in lines if until is None or line.at < until]
    if not counted:
        return ""
    when = [days[line.seq] for line in counted]
    return together_said(Counter(line.kind for line in counted), min(when), max(when))


def _days(reader: Membership, lines: Iterable[Line]) -> dict[int, date]:
    """By seq, the day on which each thing happened: as its room tells it, or else when it was written down."""
    told = told_by_rooms(reader, {(line.object_kind, line.object_id) for line in lines})
    days = {}
    for line in lines:
        said = told.get((line.object_kind, line.object_id))
        days[line.seq] = said.on if said else timezone.localtime(line.at).date()
    return days


def _other(line: Line) -> Membership:
    assert line.other is not None  # `_help` keeps no others
    return line.other.person


# ── shared by both ───────────────────────────────────────────────────────────


def faces_of(people: Iterable[Membership], reader: Membership) -> dict[int, Face]:
    """Faces by key; people come with their profile (`among_visible` reads it along)."""
    faces = {}
    for person in people:
        profile: Any = getattr(person, "profile", None)
        photo = profile.photo if profile is not None else None
        url = reverse_in(reader.community, "people:photo", public_id=photo.public_id) if photo else ""
        faces[person.pk] = Face(person, url)
    return faces


def among_visible(rows: QuerySet, reader: Membership, one: str, other: str) -> QuerySet:
    """Of rows between two people those whose two are both visible to the reader, and may meet each other."""
    visible = people_visible_to(reader).values("pk")
    between = Block.objects.filter(
        Q(blocker=OuterRef(one), blocked=OuterRef(other)) | Q(blocker=OuterRef(other), blocked=OuterRef(one))
    )
    return rows.filter(~Exists(between), **{f"{one}__in": visible, f"{other}__in": visible}).select_related(
        f"{one}__profile__photo", f"{other}__profile__photo", "community"
    )
