"""Reads: whose skill somebody has seen at work, in what, and who says so of whom."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from reciproca.boundaries.queries import may_contact, partners_of
from reciproca.communities.models import Membership
from reciproca.exchanges.choices import OPEN_ENDORSEMENTS, EndorsementState
from reciproca.exchanges.models import Endorsement
from reciproca.exchanges.words import seen_said
from reciproca.network.choices import Kind
from reciproca.network.queries import Face, Line, confirmed_among, lines_between, lines_of
from reciproca.people.choices import ProfileField, Sight
from reciproca.people.models import Profile
from reciproca.people.queries import profile_of, seen_profile

from .thanks import among_visible, faces_of

__all__ = [
    "SeenOfOne", "SeenSkill", "Witness", "endorsements_of", "endorsements_to_approve", "endorsements_visible_to", "may_endorse",
    "people_seen_at_work", "seen_at_work", "seen_of_each", "skills_endorsed", "skills_of", "skills_to_endorse", "were_seen_at_work",
    "witnessed",
]  # fmt: skip

#: In what a skill is seen at work: sessions of the two, and answers to an ask or to a case.
SEEN_IN = (Kind.SESSION, Kind.ANSWER)


# ── what somebody may endorse ────────────────────────────────────────────────


def may_endorse(author: Membership, subject: Membership) -> bool:
    """Whether the author was there when the subject did something that both confirmed; both are here, and may meet."""
    if author.pk == subject.pk or not author.is_active or not subject.is_active or not may_contact(author, subject):
        return False
    return were_seen_at_work(lines_between(author, subject))


def were_seen_at_work(lines: Iterable[Line]) -> bool:
    """Whether whoever reads these lines of two people saw the other do something."""
    return bool(_at_work(lines, not_in="given"))


def witnessed(author: Membership, subject: Membership) -> str:
    """“in 2 sessions and an answer”: where the author saw the subject at work, up to now."""
    return seen_said(Counter(line.kind for line in _at_work(lines_between(author, subject), not_in="given")))


def skills_of(subject: Membership, viewer: Membership) -> list[str]:
    """The skills of somebody that the viewer may read, in the order in which they stand there."""
    profile = profile_of(subject)
    return [str(skill) for skill in seen_profile(profile, viewer).skills] if profile else []


def skills_to_endorse(author: Membership, subject: Membership) -> list[str]:
    """Those of which the author has not said it yet; none where they have seen nothing."""
    if not may_endorse(author, subject):
        return []
    known = skills_endorsed(author, subject)
    return [skill for skill in dict.fromkeys(skills_of(subject, author)) if skill not in known]


def skills_endorsed(author: Membership, subject: Membership) -> set[str]:
    """Those of which the author has said it."""
    said = Endorsement.objects.filter(author=author, subject=subject, state__in=OPEN_ENDORSEMENTS)
    return set(said.values_list("skill", flat=True))


def people_seen_at_work(author: Membership) -> list[Face]:
    """Of whom the author could say it: those met last first. A few queries, however many they are."""
    lines = _at_work(lines_of(author), not_in="given")
    faces = {line.other.person.pk: line.other for line in reversed(lines) if line.other is not None}
    said: dict[int, set[str]] = defaultdict(set)
    open_ones = Endorsement.objects.filter(author=author, state__in=OPEN_ENDORSEMENTS)
    for subject, skill in open_ones.values_list("subject", "skill"):
        said[subject].add(skill)
    partners = partners_of(author)
    left = {
        profile.membership_id
        for profile in Profile.objects.filter(membership__in=faces).only("membership_id", "skills", "sight")
        if set(map(str, profile.skills)) - said[profile.membership_id] and _shows_skills(profile, partners)
    }
    return [face for key, face in faces.items() if key in left]


def _shows_skills(profile: Profile, partners: Collection[int]) -> bool:
    sight = profile.sight_of(ProfileField.SKILLS)
    return sight == Sight.COMMUNITY or (sight == Sight.PARTNERS and profile.membership_id in partners)


def _at_work(lines: Iterable[Line], *, not_in: str) -> list[Line]:
    """Confirmed lines in which one was seen at work by the other: a session of the two, whoever gave; an answer in one
    direction alone. `not_in`: the other direction, as whoever reads these lines has it."""
    return [
        line
        for line in lines
        if line.is_confirmed and line.kind in SEEN_IN and (line.kind == Kind.SESSION or line.direction != not_in)
    ]


# ── endorsements ─────────────────────────────────────────────────────────────


def endorsements_visible_to(person: Membership) -> QuerySet[Endorsement]:
    """What is shown, of skills that are read on a page (`seen_at_work`), and one's own, less what was taken back.

    Both people must be here, and neither may have blocked the other or the reader.
    """
    own = (Q(author=person) | Q(subject=person)) & ~Q(state=EndorsementState.WITHDRAWN)
    rows = Endorsement.objects.filter(Q(state=EndorsementState.SHOWN) | own)
    return among_visible(rows, person, "author", "subject")


def endorsements_of(person: Membership) -> QuerySet[Endorsement]:
    """One's own, written or about oneself, the latest first."""
    own = endorsements_visible_to(person).filter(Q(author=person) | Q(subject=person))
    return own.order_by("-given_at", "-pk")


def endorsements_to_approve(person: Membership) -> QuerySet[Endorsement]:
    """Received and not read yet, the oldest first."""
    mine = endorsements_visible_to(person).filter(subject=person, state=EndorsementState.GIVEN)
    return mine.order_by("given_at", "pk")


@dataclass(frozen=True, slots=True)
class Witness:
    """Who has seen a skill at work, and in what, up to the day on which it was approved."""

    row: Endorsement
    author: Face
    seen_in: str  # “in 2 sessions and an answer”


@dataclass(frozen=True, slots=True)
class SeenSkill:
    skill: str
    witnesses: list[Witness]


def seen_at_work(
    subject: Membership,
    viewer: Membership,
    *,
    lines: Iterable[Line] | None = None,
    skills: Collection[str] | None = None,
) -> list[SeenSkill]:
    """The skills of somebody's profile that others have seen at work, in its order and not by number: only those that the
    viewer may read there. What it rests on is counted from the ledger each time. `lines` of the subject, and the `skills` that
    the viewer reads: where these were read already."""
    rows = list(endorsements_visible_to(viewer).filter(subject=subject, state=EndorsementState.SHOWN))
    if not rows:
        return []
    faces = faces_of([row.author for row in rows], viewer)
    by_other: dict[int, list[Line]] = defaultdict(list)
    for line in lines_of(subject) if lines is None else lines:
        if line.other is not None:
            by_other[line.other.person.pk].append(line)
    by_skill: dict[str, list[Witness]] = defaultdict(list)
    for row in sorted(rows, key=lambda one: (one.author.given_name, one.pk)):
        said = _said_until(by_other[row.author_id], row.shown_at)
        if said:
            by_skill[row.skill].append(Witness(row, faces[row.author_id], said))
    listed = dict.fromkeys(skills_of(subject, viewer) if skills is None else skills)
    return [SeenSkill(skill, by_skill[skill]) for skill in listed if by_skill.get(skill)]


@dataclass(frozen=True, slots=True)
class SeenOfOne:
    """A skill of somebody that others have seen at work: who, and in what, all of them together."""

    skill: str
    authors: list[Membership]  # by name
    seen_in: str  # “in 2 sessions and an answer”


def seen_of_each(subjects: Collection[int], viewer: Membership) -> dict[int, list[SeenOfOne]]:
    """`seen_at_work` of several people (by key) at once, for where it is evidence for something asked: a few queries, however
    many they are."""
    rows = endorsements_visible_to(viewer).filter(subject__in=subjects, state=EndorsementState.SHOWN)
    shown = sorted(rows, key=lambda row: (row.author.given_name, row.pk))
    if not shown:
        return {}
    partners = partners_of(viewer)
    lines = confirmed_among({key for row in shown for key in (row.author_id, row.subject_id)})
    counts: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    authors: dict[tuple[int, str], list[Membership]] = defaultdict(list)
    for row in shown:
        profile: Profile = row.subject.profile
        if row.skill not in profile.skills or not _shows_skills(profile, partners):
            continue
        given = lines.get((row.subject_id, row.author_id), [])
        received = [
            line for line in lines.get((row.author_id, row.subject_id), []) if line.mutual or line.kind == Kind.SESSION
        ]
        until = row.shown_at
        seen = [
            line.kind for line in (*given, *received) if line.kind in SEEN_IN and (until is None or line.at <= until)
        ]
        if seen:
            counts[row.subject_id, row.skill].update(seen)
            authors[row.subject_id, row.skill].append(row.author)
    found: dict[int, list[SeenOfOne]] = defaultdict(list)
    for (subject, skill), counted in counts.items():
        found[subject].append(SeenOfOne(skill, authors[subject, skill], seen_said(counted)))
    return dict(found)


def _said_until(lines: Iterable[Line], until: datetime | None) -> str:
    """In the lines of the one who was seen: an answer is one they gave."""
    counted = [line for line in _at_work(lines, not_in="received") if until is None or line.at <= until]
    return seen_said(Counter(line.kind for line in counted)) if counted else ""
