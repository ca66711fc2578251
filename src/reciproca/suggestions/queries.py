"""Reads: help received, what I could give, whose need is near it, offers and their load."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import chain, islice
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
from django.db import models
from django.db.models import Count, Exists, F, Func, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from numpy.typing import NDArray

from reciproca.boundaries.models import Block, Partnership
from reciproca.boundaries.queries import partners_of, partners_of_each
from reciproca.communities.models import LedgerIdentity, Membership
from reciproca.communities.queries import members
from reciproca.core import clock
from reciproca.core.prepared import prepared
from reciproca.core.together import Asks, asking, for_many, in_parts
from reciproca.exchanges.choices import RecommendationState
from reciproca.exchanges.models import Recognition, Recommendation
from reciproca.exchanges.queries import recognitions_about, recognitions_shown_to, recommendations_visible_to
from reciproca.mentoring.choices import Ending, GoalState, MentorshipState, SessionState
from reciproca.mentoring.models import Goal, MentoringSession, Mentorship, Telling
from reciproca.mentoring.queries import confirmed_sessions_of, mentorships_visible_to, reflection_of
from reciproca.network.choices import Kind
from reciproca.network.graph import EPOCH
from reciproca.network.models import Care, GivingWish, Interaction
from reciproca.network.queries import people_at_their_limit
from reciproca.people.choices import ProfileField, Sight
from reciproca.people.models import FoundWord, Need, Offer, PathStep, Profile
from reciproca.people.queries import Narrowing, find_people, people_met, people_visible_to
from reciproca.programmes.choices import ProgrammeRole
from reciproca.programmes.models import Application, Enrolment
from reciproca.programmes.queries import ACTIVE_STATES

from .choices import ABOUT, UNDER_WAY, HelpState, MentorAnswer
from .models import EvidenceWord, HelpOffer, KeptReading, KeptWay, MentorInvitation, NeedWord, ReadingMark, SetAside

__all__ = [
    "LONG_AGO",
    "MOST_RECEIVED",
    "STILL_TRUE",
    "Belongings",
    "Help",
    "Mine",
    "Reading",
    "Received",
    "SaidNo",
    "Shown",
    "at_their_limit",
    "busy_people",
    "closed_mentorships_of",
    "due_readings",
    "held_by",
    "held_by_each",
    "help_received_by",
    "invitation_of",
    "kept_ways_of",
    "mentorship_to_ask_about",
    "mentorships_to_ask_about",
    "minutes_in",
    "needs_near",
    "needs_of_each",
    "needs_visible_to",
    "offers_named",
    "offers_received_lately",
    "offers_under_way",
    "offers_visible_to",
    "offers_waiting_for",
    "offers_waiting_with",
    "offers_waiting_with_each",
    "open_partners_of",
    "open_partners_of_each",
    "people_offered_to",
    "people_told_of",
    "praise_near",
    "reading_columns",
    "reading_of",
    "received_in",
    "recommended_by",
    "refusals_of",
    "set_aside_by",
    "set_aside_by_each",
    "shown_by",
    "state_of",
    "told_by",
    "unread_needs",
    "what_i_have",
    "words_in_profile",
    "words_somebody_has",
]  # fmt: skip

#: A help is worth returning for so long; a need that was not refreshed for so long may no longer hold.
LATELY = timedelta(days=180)
#: So far back, and so many of them, a help is still worth a word about what became of it.
LONG_AGO = timedelta(days=730)
MOST_RECEIVED = 200
STILL_TRUE = timedelta(days=90)
SEASON = timedelta(days=90)
HELPFUL = (Kind.SESSION, Kind.ANSWER, Kind.LEAD, Kind.INTRODUCTION, Kind.NOTE)
MOST_NEAR = 200
MOST_UNREAD = 300


# ── help received ────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Help:
    """A confirmed help: a line of the ledger in which I am the receiver, and who gave it."""

    giver: Membership
    kind: str
    at: datetime
    minutes: int | None
    object_kind: str
    object_id: str
    topics: str = ""  # of a session, as the two confirmed it: between them, and told to nobody else


@asking
def help_received_by(person: Membership, *, most: int = 30, within: timedelta = LATELY) -> Asks[list[Help]]:
    """What others gave this person lately, confirmed and not taken back, newest first; from people they may see."""
    lines = yield from _lines_received.ask(person.pk)
    found = [line for line in lines if line.at >= clock.now() - within][:most]
    people = yield from people_met.ask(person.pk, {line.giver for line in found if line.giver})
    sessions = any(line.object_kind == "mentoringsession" for line in found)
    told = (yield from _topics_of.ask(person.pk)) if sessions else {}
    return [
        Help(
            giver=people[line.giver],
            kind=line.kind,
            at=told[line.object_id][0] if line.object_id in told else line.at,
            minutes=line.minutes,
            object_kind=line.object_kind,
            object_id=line.object_id,
            topics=told[line.object_id][1] if line.object_id in told else "",
        )
        for line in found
        if line.giver in people
    ]


class _Line(NamedTuple):
    """A line of the ledger, as far as a help is made of it; the giver by the key of their membership."""

    giver: int | None
    kind: str
    at: datetime
    minutes: int | None
    object_kind: str
    object_id: str


@for_many
def _lines_received(people: Sequence[int]) -> list[list[_Line]]:
    """The latest of each, of two years."""
    found: dict[int, list[_Line]] = {key: [] for key in people}
    for part in in_parts(people):
        rows = _help_lines.all(part, clock.now() - LONG_AGO)
        for person, *line in rows[:MOST_RECEIVED] if len(part) == 1 else rows:
            if len(found[person]) < MOST_RECEIVED:
                found[person].append(_Line(*line))
    return [found[key] for key in people]


@prepared()
def _help_lines(people: tuple[int, ...], since: datetime) -> QuerySet:
    behind = LedgerIdentity.objects.filter(ledger_id=OuterRef("giver")).values("membership")
    me = LedgerIdentity.objects.filter(membership__in=people)
    receiver = LedgerIdentity.objects.filter(ledger_id=OuterRef("receiver")).values("membership")
    lines = Interaction.objects.filter(
        receiver__in=me.values("ledger_id"), mutual=False, kind__in=HELPFUL, confirmed=True
    )
    # A line that cancels is never confirmed. To ask for that, too, led SQLite to the index of what is cancelled: all the ledger.
    # So did an order by number; in that of time the lines of one person stand together.
    lines = lines.filter(at__gte=since).exclude(_cancelled()).order_by("-at", "-seq")
    return lines.values_list(Subquery(receiver), Subquery(behind), "kind", "at", "minutes", "object_kind", "object_id")


def _cancelled() -> Q:
    """A confirming line that was cancelled, or whose first line was."""
    cancelling = Interaction.objects.filter(cancels__isnull=False)
    return Q(Exists(cancelling.filter(cancels=OuterRef("seq")))) | Q(
        Exists(cancelling.filter(cancels=OuterRef("confirms")))
    )


@for_many
def _topics_of(people: Sequence[int]) -> list[dict[str, tuple[datetime, str]]]:
    """Of the sessions of each of these, by public id: when they were, and of what the two spoke as both confirmed it."""
    found: dict[int, dict[str, tuple[datetime, str]]] = {key: {} for key in people}
    for part in in_parts(people):
        for mentee, mentor, session, at, topics in _told(part):
            for person in (mentee, mentor):
                if person in found:
                    found[person][str(session)] = (at, topics)
    return [found[key] for key in people]


@prepared(
    "session__mentorship__mentee", "session__mentorship__mentor", "session__public_id", "session__starts_at", "topics"
)
def _told(people: tuple[int, ...]) -> QuerySet:
    mine = Q(session__mentorship__mentee__in=people) | Q(session__mentorship__mentor__in=people)
    return Telling.objects.filter(mine, confirmed=True)


# ── what I could give ────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Mine:
    """Something of mine that may help somebody: its words, and where they stand."""

    text: str
    source: str  # offer, skill, goal (reached), topic (of a session)
    from_help: Help | None = None


@dataclass(frozen=True, slots=True)
class Belongings:
    """What I could give, and what I look for: the texts of my own profile."""

    mine: list[Mine]
    wanted: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)  # skills, interests and the like: what one may have in common


@asking
def what_i_have(person: Membership) -> Asks[Belongings]:
    """Offers and skills, then what was reached as a mentee; and, for what is in it for me, needs and curiosity."""
    profiles = yield from _profiles_of.ask((person.pk,))
    profile = profiles.get(person.pk)
    texts = yield from _texts_of.ask(person.pk)
    mine = [Mine(one, "offer") for one in texts["offer"]]
    mine += [Mine(str(one), "skill") for one in (profile.skills if profile else [])]
    mine += [Mine(one, "goal") for one in texts["goal"][:10]]
    wanted = texts["need"][::-1]
    if profile:
        wanted += [str(one) for one in [*profile.curious_about, *profile.interests]]
        wanted += [profile.aims] if profile.aims else []
    return Belongings(mine, wanted, words_in_profile(profile) if profile else [])


@for_many
def _texts_of(people: Sequence[int]) -> list[dict[str, list[str]]]:
    """Offers, reached goals and open needs of each, the oldest first."""
    found: dict[int, dict[str, list[str]]] = {key: {"offer": [], "goal": [], "need": []} for key in people}
    for part in in_parts(people):
        for person, kind, _at, text in sorted(_texts(part), key=itemgetter(2, 3)):
            found[person][kind].append(text)
    return [found[key] for key in people]


@prepared()
def _texts(people: tuple[int, ...]) -> QuerySet:
    offers = Offer.objects.filter(membership__in=people, withdrawn_at=None)
    reached = Goal.objects.filter(mentorship__mentee__in=people, state=GoalState.REACHED)
    needs = Need.objects.filter(membership__in=people, closed_at=None)
    return offers.values_list("membership", Value("offer"), "created_at", "text").union(
        reached.values_list("mentorship__mentee", Value("goal"), "settled_at", "text"),
        needs.values_list("membership", Value("need"), "refreshed_at", "text"),
        all=True,
    )


@dataclass(frozen=True, slots=True)
class Shown:
    """What somebody shows to one reader: their offers, and the words of their profile."""

    offers: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    skills: list[str] = field(default_factory=list)


@asking
def shown_by(people: Collection[int], *, to: Membership) -> Asks[dict[int, Shown]]:
    """What each of these people (by key) shows to everyone, or to this reader as their partner. Three queries."""
    keys = tuple(sorted(people))
    if not keys:
        return {}
    partners = yield from partners_of_each.ask(to.pk)
    profiles = yield from _profiles_of.ask(keys)
    offered = yield from _offers_of.ask(keys)
    return {key: _shown(profiles.get(key), offered.get(key, []), key in partners) for key in keys}


def _shown(profile: Profile | None, offers: list[str], is_partner: bool) -> Shown:
    if profile is None:
        return Shown(offers)
    fields = _open_fields(profile, is_partner)
    return Shown(
        offers=offers if ProfileField.OFFERS in fields else [],
        words=words_in_profile(profile, fields),
        skills=list(map(str, profile.skills)) if ProfileField.SKILLS in fields else [],
    )


@for_many
def _profiles_of(questions: Sequence[tuple[int, ...]]) -> list[dict[int, Profile]]:
    found = {one.membership_id: one for part in in_parts(chain(*questions)) for one in _profiles(part)}
    return [found] * len(questions)


@prepared()
def _profiles(people: tuple[int, ...]) -> QuerySet:
    return Profile.objects.filter(membership__in=people)


@for_many
def _offers_of(questions: Sequence[tuple[int, ...]]) -> list[dict[int, list[str]]]:
    found: dict[int, list[str]] = defaultdict(list)
    for part in in_parts(chain(*questions)):
        for key, text in _offered(part):
            found[key].append(text)
    return [found] * len(questions)


@prepared("membership_id", "text")
def _offered(people: tuple[int, ...]) -> QuerySet:
    return Offer.objects.filter(membership__in=people, withdrawn_at=None).order_by("created_at", "text")


#: What is told of a profile beside somebody's needs.
TOLD = (
    ProfileField.OFFERS, ProfileField.SKILLS, ProfileField.INTERESTS, ProfileField.CURIOUS_ABOUT, ProfileField.PATH,
    ProfileField.PLACE,
)  # fmt: skip


def _open_fields(profile: Profile, is_partner: bool) -> set[ProfileField]:
    sights = {Sight.COMMUNITY, Sight.PARTNERS} if is_partner else {Sight.COMMUNITY}
    return {field for field in TOLD if profile.sight_of(field) in sights}


def words_in_profile(profile: Profile, fields: Collection[ProfileField] = tuple(ProfileField)) -> list[str]:
    words = [*profile.skills] if ProfileField.SKILLS in fields else []
    words += [*profile.interests, *profile.loves] if ProfileField.INTERESTS in fields else []
    words += profile.curious_about if ProfileField.CURIOUS_ABOUT in fields else []
    return [str(word) for word in words]


def open_partners_of(person: Membership) -> dict[int, Mentorship]:
    """With whom this person is in a mentorship that goes on, by key of the other."""
    return open_partners_of_each(person.pk)


@for_many
def open_partners_of_each(people: Sequence[int]) -> list[dict[int, Mentorship]]:
    """The same for each of these, by key: who is in none is not asked further."""
    several = len(people) > 1
    some = {key for part in in_parts(people) for pair in _working(part) for key in pair} if several else set(people)
    return [_partners_now(key) if key in some else {} for key in people]


def _partners_now(person: int) -> dict[int, Mentorship]:
    return {one.other_of(Membership(pk=person)).pk: one for one in _open_mentorships(person)}


#: A mentorship that goes on.
GOING_ON = (MentorshipState.PROPOSED, MentorshipState.ACTIVE)


@prepared("mentor", "mentee")
def _working(people: tuple[int, ...]) -> QuerySet:
    return Mentorship.objects.filter(Q(mentor__in=people) | Q(mentee__in=people), state__in=GOING_ON)


@prepared()
def _open_mentorships(person: int) -> QuerySet:
    return mentorships_visible_to(Membership(pk=person)).filter(state__in=GOING_ON)


# ── whose need is near ───────────────────────────────────────────────────────


@asking
def needs_near(person: Membership, words: Collection[str], *, apart: Collection[int] = ()) -> Asks[list[Need]]:
    """Open needs, shown to the community, of people this person may meet, that share a word with `words`.

    Read through the index of words, never all of the community: the 200 that share most words are looked at, the
    freshest first among equals; needs newer than the index are read on the spot, the 300 newest. Three steps, each by
    keys: which needs, whose owners may be met, which of those show them. Only what is compared is read of each.
    `apart`: keys of people who are left out.
    """
    owner_of = yield from _keys_near.ask(_Near(frozenset(words), frozenset({person.pk, *apart})))
    seen = yield from people_met.ask(person.pk, set(owner_of.values()))
    keys = tuple(sorted(need for need, owner in owner_of.items() if owner in seen))
    needs = (yield from _compared.ask(keys)) if keys else {}
    return [needs[key] for key in keys if key in needs]


class _Near(NamedTuple):
    words: frozenset[str]
    without: frozenset[int]


@for_many
def _keys_near(questions: Sequence[_Near]) -> list[dict[int, int]]:
    """Keys of needs and of their owners: for one by the database, for many from the index read once."""
    since = clock.now() - STILL_TRUE
    if len(questions) > 1:
        at_hand = NeedsAtHand.read(frozenset().union(*(one.words for one in questions)), since)
        return [at_hand.near(one.words, one.without) for one in questions]
    (one,) = questions
    without = tuple(sorted(one.without))
    owner_of = dict(_near.all(tuple(sorted(one.words)), without, since)[:MOST_NEAR])
    return [owner_of | dict(_newer.all(_mark(), without, since)[:MOST_UNREAD])]


@dataclass(frozen=True, slots=True)
class NeedsAtHand:
    """The open needs of a community as `_near` and `_newer` go through them, for who asks many times."""

    keys: NDArray[np.int64]  # of needs, in the order among those that share as many words
    owners: NDArray[np.int64]
    places: dict[str, NDArray[np.int64]]  # under each word those that have it
    newer: list[tuple[int, int]]  # keys of needs that no index knows yet, and of their owners

    @classmethod
    def read(cls, words: Collection[str], since: datetime) -> "NeedsAtHand":
        rows = _in_order(since)
        place_of = {key: place for place, (key, _owner) in enumerate(rows)}
        places: dict[str, list[int]] = defaultdict(list)
        for part in in_parts(words):
            for word, need in _under(part):
                if need in place_of:
                    places[word].append(place_of[need])
        keys, owners = np.array(rows, dtype=np.int64).reshape(-1, 2).T
        newer = list(_newer(_mark(), (0,), since))
        return cls(keys, owners, {word: np.array(some, dtype=np.int64) for word, some in places.items()}, newer)

    def near(self, words: frozenset[str], without: frozenset[int]) -> dict[int, int]:
        shared = np.zeros(len(self.keys), dtype=np.int64)
        for word in words & self.places.keys():
            shared[self.places[word]] += 1
        found = np.flatnonzero(shared)
        found = found[np.argsort(-shared[found], kind="stable")]
        near: dict[int, int] = {}
        for key, owner in zip(self.keys[found].tolist(), self.owners[found].tolist(), strict=True):
            if len(near) == MOST_NEAR:
                break
            if owner not in without:
                near[key] = owner
        newer = ((key, owner) for key, owner in self.newer if owner not in without)
        return near | dict(islice(newer, MOST_UNREAD))


@prepared("pk", "membership")
def _in_order(since: datetime) -> QuerySet:
    return Need.objects.filter(closed_at=None, refreshed_at__gte=since).order_by("-refreshed_at", "text", "pk")


@prepared("word", "need")
def _under(words: tuple[str, ...]) -> QuerySet:
    return NeedWord.objects.filter(word__in=words)


@prepared()
def _near(words: tuple[str, ...], without: tuple[int, ...], since: datetime) -> QuerySet:
    return (
        NeedWord.objects.filter(need__closed_at=None, need__refreshed_at__gte=since, word__in=words)
        .exclude(need__membership__in=without)
        .values("need", "need__membership")
        .annotate(shared=Count("pk"))
        .order_by("-shared", "-need__refreshed_at", "need__text", "need")
        .values_list("need", "need__membership")
    )


@prepared("pk", "membership_id")
def _newer(mark: int, without: tuple[int, ...], since: datetime) -> QuerySet:
    return _needs_after(mark).filter(refreshed_at__gte=since).exclude(membership__in=without)


@for_many
def _compared(questions: Sequence[tuple[int, ...]]) -> list[dict[int, Need]]:
    """Of these needs (by key) those that are shown to everyone."""
    found = {need.pk: need for part in in_parts(chain(*questions)) for need in _to_compare(part)}
    return [found] * len(questions)


@prepared()
def _to_compare(keys: tuple[int, ...]) -> QuerySet:
    return _only_compared(Need.objects.filter(_shown_to_all(), pk__in=keys))


def _only_compared(needs: QuerySet[Need]) -> QuerySet[Need]:
    name = ("public_id", "given_name", "family_name", "erased_at")  # what a name is made of
    read = ("public_id", "text", "refreshed_at", *(f"membership__{part}" for part in name))
    return needs.select_related(None).select_related("membership").only(*read)


def unread_needs() -> QuerySet[Need]:
    """Open needs newer than the index, newest first."""
    return _needs_after(_mark())


def _mark() -> int:
    return ReadingMark.objects.values_list("need_pk", flat=True).first() or 0


def _needs_after(mark: int) -> QuerySet[Need]:
    return Need.objects.filter(pk__gt=mark, closed_at=None).order_by("-pk")


def needs_visible_to(person: Membership) -> QuerySet[Need]:
    """Open needs of other people that this person may read: those shown to everyone, and to partners theirs. Of the person
    only the key is read, so that a prepared query may pass one that has nothing else."""
    for_partners = Q(membership__profile__sight__needs=Sight.PARTNERS.value) & (
        Q(membership__in=Partnership.objects.filter(first=person).values("second"))
        | Q(membership__in=Partnership.objects.filter(second=person).values("first"))
    )
    return (
        Need.objects.filter(_shown_to_all() | for_partners, membership__in=people_visible_to(person), closed_at=None)
        .exclude(membership=person)
        .select_related("membership__profile__photo", "membership__community")
    )


@asking
def needs_of_each(people: Collection[int], *, reader: Membership) -> Asks[list[Need]]:
    """Of these people (by key) the open needs that a reader may read; of each what is compared, as in `needs_near`."""
    seen = yield from people_met.ask(reader.pk, people)
    keys = tuple(sorted(seen.keys() - {reader.pk}))
    if not keys:
        return []
    to_all = yield from _needs_shown_by.ask(keys)
    partners = yield from partners_of_each.ask(reader.pk)
    found = {need.pk: need for key in keys for need in to_all.get(key, ())}
    if partners & set(keys):
        found |= yield from _needs_told.ask((reader.pk, *sorted(partners & set(keys))))
    return [found[key] for key in sorted(found)]


@for_many
def _needs_shown_by(questions: Sequence[tuple[int, ...]]) -> list[dict[int, list[Need]]]:
    """Of these people the open needs that are shown to everyone."""
    found: dict[int, list[Need]] = defaultdict(list)
    for part in in_parts(chain(*questions)):
        for need in _needs_to_all(part):
            found[need.membership_id].append(need)
    return [found] * len(questions)


@prepared()
def _needs_to_all(people: tuple[int, ...]) -> QuerySet:
    return _only_compared(Need.objects.filter(_shown_to_all(), membership__in=people, closed_at=None))


@for_many
def _needs_told(questions: Sequence[tuple[int, ...]]) -> list[dict[int, Need]]:
    """What the first of each of these (by key) may read of the others, whom they work with."""
    return [{need.pk: need for need in _needs_of_each(reader, tuple(people))} for reader, *people in questions]


@prepared()
def _needs_of_each(reader: int, people: tuple[int, ...]) -> QuerySet:
    return _only_compared(needs_visible_to(Membership(pk=reader)).filter(membership__in=people))


def _shown_to_all() -> Q:
    sight = "membership__profile__sight__needs"
    return Q(membership__profile__isnull=True) | Q(**{f"{sight}__isnull": True}) | Q(**{sight: Sight.COMMUNITY.value})


# ── who can help ─────────────────────────────────────────────────────────────

#: What one can be found by who looks for help: what is offered, known, and was done.
HELPS = (ProfileField.OFFERS, ProfileField.SKILLS, ProfileField.PATH)


def people_told_of(words: Collection[str], *, apart: Membership) -> dict[int, int]:
    """By key, the people who tell the community something with one of these words, and how many they share: one query."""
    rows = FoundWord.objects.filter(word__in=sorted(words), field__in=HELPS).exclude(person=apart)
    return dict(rows.values_list("person").annotate(shared=_how_many()).order_by())


def words_somebody_has(words: Collection[str], *, apart: Membership) -> set[str]:
    """Which of these words anybody else is found by, with what they show to all."""
    rows = FoundWord.objects.filter(word__in=sorted(words), field__in=HELPS).exclude(person=apart)
    return set(rows.filter(person__in=people_visible_to(apart)).values_list("word", flat=True).distinct())


def _how_many() -> Count:
    """A topic has one key, any other word two: one for each language."""
    topics = Q(word__startswith="topic:")
    return Count("word", distinct=True) + Count("word", distinct=True, filter=topics)  # type: ignore[return-value]


@dataclass(frozen=True, slots=True)
class Praise:
    """What somebody wrote of a person, and everyone may read."""

    about: int
    author: Membership
    kind: str  # thanks, recommendation
    text: str
    after: tuple[str, date] | None  # thanks: the kind of thing they are for, and when it was


def praise_near(reader: Membership, words: Collection[str], *, most: int = MOST_NEAR) -> list[Praise]:
    """Thanks and recommendations that share a word with `words`, read through the index; the newest on the spot. Three queries."""
    read_until = ReadingMark.objects.values("evidence_until")[:1]
    near = (
        EvidenceWord.objects.filter(word__in=sorted(words))
        .values_list("recognition", "recommendation")
        .annotate(shared=_how_many(), mark=Subquery(read_until))
        .order_by("-shared", "-recognition", "-recommendation")[:most]
    )
    rows = list(near)
    mark, has_thanks, has_written = (rows[0][3], True, True) if rows else _unread_evidence(reader)
    newer = Q(shown_at__gte=mark) if mark else Q(shown_at__isnull=False)
    thanks = recognitions_shown_to(reader).filter(Q(pk__in=[row[0] for row in rows if row[0]]) | newer)
    written = recommendations_visible_to(reader).filter(state=RecommendationState.SHOWN)
    written = written.filter(Q(pk__in=[row[1] for row in rows if row[1]]) | newer).order_by("-shown_at", "-pk")
    found = [
        Praise(one.receiver_id, one.giver, "thanks", "\n".join([one.change, one.story]), (one.kind, one.happened_on))
        for one in (thanks[: most + MOST_UNREAD] if has_thanks else ())
    ]
    found += [
        Praise(one.subject_id, one.author, "recommendation", one.text, None)
        for one in (written[: most + MOST_UNREAD] if has_written else ())
    ]
    return [one for one in found if one.about != reader.pk]


def _unread_evidence(reader: Membership) -> tuple[datetime | None, bool, bool]:
    """Until when evidence was read into the index, and whether there are thanks, and recommendations, since."""
    until = Coalesce(Subquery(ReadingMark.objects.values("evidence_until")[:1]), Value(EPOCH))
    since = {"shown_at__gte": OuterRef("until")}
    found: tuple[datetime, bool, bool] = (
        Membership.objects.filter(pk=reader.pk)
        .annotate(until=until)
        .values_list(
            "until", Exists(Recognition.objects.filter(**since)), Exists(Recommendation.objects.filter(**since))
        )
        .get()
    )
    return found


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody the reader may meet, with what they tell them that may help: texts by source."""

    person: Membership
    offers: list[str] = field(default_factory=list)
    skills: list[str] = field(default_factory=list)
    path: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)  # what one may have in common
    place: str = ""


def told_by(people: Collection[int], reader: Membership, narrowing: Narrowing) -> dict[int, Told]:
    """Those of these people (by key) whom the reader may meet, as far as they show themselves to them. Four queries."""
    partners = partners_of(reader)
    seen = find_people(reader, narrowing).filter(pk__in=people).order_by().select_related("profile")
    found: dict[int, Told] = {}
    open_to: dict[int, set[ProfileField]] = {}
    for person in seen:
        person.community = reader.community  # so that none asks for it
        profile: Profile | None = getattr(person, "profile", None)
        open_to[person.pk] = fields = _open_fields(profile, person.pk in partners) if profile else set(ProfileField)
        found[person.pk] = Told(
            person,
            skills=list(map(str, profile.skills)) if profile and ProfileField.SKILLS in fields else [],
            words=words_in_profile(profile, fields) if profile else [],
            place=profile.city if profile and ProfileField.PLACE in fields else "",
        )
    for key, written in (
        Offer.objects.filter(membership__in=found, withdrawn_at=None)
        .order_by("created_at", "text")
        .values_list("membership_id", "text")
    ):
        if ProfileField.OFFERS in open_to[key]:
            found[key].offers.append(written)
    for key, title, organisation in (
        PathStep.objects.filter(membership__in=found)
        .order_by("title")
        .values_list("membership_id", "title", "organisation")
    ):
        if ProfileField.PATH in open_to[key]:
            found[key].path.append(", ".join(part for part in (title, organisation) if part))
    return found


def held_by_each(people: Collection[int]) -> Counter[int]:
    """How many people each of these (by key) is helping now, as `held_by` counts them. Two queries."""
    mentoring = Mentorship.objects.filter(mentor__in=people).exclude(state=MentorshipState.ENDED).order_by()
    held = Counter(dict(mentoring.values_list("mentor").annotate(n=Count("pk"))))
    offers = HelpOffer.objects.filter(_held(clock.now()), author__in=people).order_by()
    held.update(dict(offers.values_list("author").annotate(n=Count("pk"))))
    return held


# ── offers ───────────────────────────────────────────────────────────────────


def offers_visible_to(person: Membership) -> QuerySet[HelpOffer]:
    """Those one wrote or received, less those with somebody who has left, or whom one must not meet."""
    return (
        HelpOffer.objects.filter(Q(author=person) | Q(recipient=person))
        .filter(author__in=people_visible_to(person), recipient__in=people_visible_to(person))
        .select_related("author__profile__photo", "recipient__profile__photo", "need", "community")
    )


def offers_under_way(person: Membership) -> list[HelpOffer]:
    """Everything between this person and somebody in which something is still to happen, the oldest first."""
    still = Q(state__in=UNDER_WAY) | Q(state=HelpState.SENT, closes_at__gt=clock.now())
    return list(offers_visible_to(person).filter(still).order_by("sent_at", "pk"))


def offers_waiting_for(recipient: Membership) -> int:
    """How many offers wait for this person's answer."""
    return HelpOffer.objects.filter(recipient=recipient, state=HelpState.SENT, closes_at__gt=clock.now()).count()


def offers_waiting_with(people: Collection[int]) -> Counter[int]:
    """How many offers wait for the answer of each of these people, by key."""
    return offers_waiting_with_each(tuple(sorted(people)))


@for_many
def offers_waiting_with_each(questions: Sequence[tuple[int, ...]]) -> list[Counter[int]]:
    now = clock.now()
    found = Counter(dict(row for part in in_parts(chain(*questions)) for row in _waiting_with(part, now)))
    return [found] * len(questions)


@prepared()
def _waiting_with(people: tuple[int, ...], now: datetime) -> QuerySet:
    waiting = HelpOffer.objects.filter(recipient__in=people, state=HelpState.SENT, closes_at__gt=now).order_by()
    return waiting.values_list("recipient").annotate(n=Count("pk"))


@for_many
def busy_people(limits: Sequence[int]) -> list[set[int]]:
    """Keys of those for whose answer so many offers wait, or more."""
    waiting = _waiting_now(clock.now())
    return [{key for key, number in waiting if number >= most} for most in limits]


@prepared()
def _waiting_now(now: datetime) -> QuerySet:
    waiting = HelpOffer.objects.filter(state=HelpState.SENT, closes_at__gt=now).order_by()
    return waiting.values_list("recipient").annotate(n=Count("pk"))


@for_many
def offers_received_lately(questions: Sequence[tuple[int, ...]]) -> list[Counter[int]]:
    """How many offers each of these people (by key) received in the last three months."""
    since = clock.now() - SEASON
    found = Counter(dict(row for part in in_parts(chain(*questions)) for row in _received_since(part, since)))
    return [found] * len(questions)


@prepared()
def _received_since(people: tuple[int, ...], since: datetime) -> QuerySet:
    recent = HelpOffer.objects.filter(recipient__in=people, sent_at__gte=since).order_by()
    return recent.values_list("recipient").annotate(n=Count("pk"))


@for_many
def people_offered_to(people: Sequence[int]) -> list[tuple[set[int], set[int]]]:
    """Keys of people to whom each of these has an open offer, or had one that was not taken up; and of the needs offered for.

    Neither is proposed again: the people at all, the needs of the others (whom one has helped already).
    """
    found: dict[int, tuple[set[int], set[int]]] = {key: (set(), set()) for key in people}
    for part in in_parts(people):
        for author, who, need, state in _written_by(part):
            recipients, needs = found[author]
            needs.add(need)
            if state != HelpState.CONFIRMED:
                recipients.add(who)
    return [found[key] for key in people]


@prepared("author_id", "recipient_id", "need_id", "state")
def _written_by(people: tuple[int, ...]) -> QuerySet:
    return HelpOffer.objects.filter(author__in=people)


@for_many
def held_by(people: Sequence[int]) -> list[int]:
    """How many people each of these is helping now: open mentorships as a mentor, and offers written and not over."""
    held = Counter[int]()
    for part in in_parts(people):
        held.update(person for (person,) in _held_now(part, clock.now()))
    return [held[key] for key in people]


@prepared()
def _held_now(people: tuple[int, ...], now: datetime) -> QuerySet:
    mentoring = Mentorship.objects.filter(mentor__in=people).exclude(state=MentorshipState.ENDED).values_list("mentor")
    return mentoring.union(HelpOffer.objects.filter(_held(now), author__in=people).values_list("author"), all=True)


@for_many
def at_their_limit(questions: Sequence[tuple[int, ...]]) -> list[set[int]]:
    """Which of these (by key) have given the hours that they said they can give in a month."""
    return [people_at_their_limit(set(chain(*questions)))] * len(questions)


def _held(now: datetime) -> Q:
    """Offers that wait for their answer, and help that was accepted."""
    return Q(state=HelpState.SENT, closes_at__gt=now) | Q(state__in=UNDER_WAY)


@for_many
def recommended_by(authors: Sequence[int]) -> list[set[int]]:
    """About whom a recommendation by each of these was ever asked for, written or declined: by key."""
    found: dict[int, set[int]] = {key: set() for key in authors}
    for part in in_parts(authors):
        for author, subject in _recommended(part):
            found[author].add(subject)
    return [found[key] for key in authors]


@prepared("author_id", "subject_id")
def _recommended(authors: tuple[int, ...]) -> QuerySet:
    return Recommendation.objects.filter(author__in=authors)


# ── set aside ────────────────────────────────────────────────────────────────


def set_aside_by(person: Membership) -> dict[str, SetAside]:
    """What this person does not want to see now, or any more, by key of the suggestion."""
    return set_aside_by_each(person.pk)


@for_many
def set_aside_by_each(people: Sequence[int]) -> list[dict[str, SetAside]]:
    """The same for each of these, by key."""
    found: dict[int, dict[str, SetAside]] = {key: {} for key in people}
    for part in in_parts(people):
        for row in _aside(part, clock.now()):
            found[row.person_id][row.key] = row
    return [found[key] for key in people]


@prepared()
def _aside(people: tuple[int, ...], now: datetime) -> QuerySet:
    return SetAside.objects.filter(person__in=people).filter(Q(until=None) | Q(until__gt=now))


@dataclass(frozen=True, slots=True)
class SaidNo:
    """What somebody set aside: the step, and of whom and of which need it spoke; neither where it was a whole kind."""

    row: SetAside
    other: Membership | None = None
    need: Need | None = None


def refusals_of(person: Membership) -> list[SaidNo]:
    """What this person set aside and does not see again yet, the latest first; whom they may not see is absent here, too."""
    rows = sorted(set_aside_by(person).values(), key=lambda row: (row.at, row.pk), reverse=True)
    named: dict[str, set[str]] = {about: {row.which for row in rows if row.about == about} for about in ABOUT}
    needs = {str(one.public_id): one for one in needs_visible_to(person).filter(public_id__in=named["help"])}
    directly = set[str]().union(*(named[about] for about in ("person", "reconnect", "recommend")))
    seen = people_visible_to(person).filter(public_id__in=directly).select_related("profile__photo")
    people = {str(one.public_id): one for one in seen}
    givers = _givers(person, named["thank"])
    others = dict.fromkeys(ABOUT, people) | {"thank": givers, "help": {k: n.membership for k, n in needs.items()}}
    found = [SaidNo(row, others.get(row.about, {}).get(row.which), needs.get(row.which)) for row in rows]
    return [one for one in found if one.other is not None or one.row.about == "kind"]


def _givers(person: Membership, helps: Collection[str]) -> dict[str, Membership]:
    """By the object of a help who gave it."""
    lines = Interaction.objects.filter(receiver=person.ledger_id, object_id__in=helps).order_by("seq")
    given = dict(lines.values_list("object_id", "giver"))
    seen = people_visible_to(person).filter(ledger_identity__ledger_id__in=given.values())
    givers = {one.ledger_identity.ledger_id: one for one in seen.select_related("ledger_identity", "profile__photo")}
    return {help: givers[giver] for help, giver in given.items() if giver in givers}


# ── the other side of a mentorship ───────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Received:
    """What a mentee received in a mentorship, in facts and in their own words."""

    sessions: int
    minutes: int
    goals: list[Goal]
    taken: str
    passing_on: str
    thanks: list[Recognition]  # what the person wrote in thanks for it, and the mentor lets everyone read


def received_in(mentorship: Mentorship, person: Membership) -> Received:
    """Sessions both confirmed, goals reached, and the person's own look back."""
    rows = _minutes_of(mentorship)
    reflection = reflection_of(person, mentorship)
    return Received(
        sessions=len(rows),
        minutes=sum(rows),
        goals=list(mentorship.goals.filter(state=GoalState.REACHED).order_by("settled_at", "pk")),
        taken=reflection.taken if reflection else "",
        passing_on=reflection.passing_on if reflection else "",
        thanks=list(recognitions_about(mentorship.mentor, person).filter(giver=person)[:3]),
    )


def minutes_in(mentorship: Mentorship) -> int:
    """How long its sessions were, as both confirmed them."""
    return sum(_minutes_of(mentorship))


def _minutes_of(mentorship: Mentorship) -> list[int]:
    return list(confirmed_sessions_of(mentorship).values_list("minutes", flat=True))


def closed_mentorships_of(person: Membership) -> QuerySet[Mentorship]:
    """Those in which this person was the mentee, closed together after at least one session that both confirmed."""
    return mentorships_visible_to(person).filter(_closed_well(), mentee=person).order_by("-ended_at", "pk")


def mentorships_to_ask_about() -> list[Mentorship]:
    """Closed in the last month, nobody asked yet: whose mentee is to get the letter."""
    lately = clock.now() - timedelta(days=30)
    asked = MentorInvitation.objects.filter(mentorship=OuterRef("pk"))
    found = Mentorship.objects.filter(_closed_well(), ~Exists(asked), ended_at__gte=lately)
    found = found.select_related("mentor", "mentee", "community").order_by("ended_at", "pk")
    return [one for one in found if mentorship_to_ask_about(one.mentee) == one]


def mentorship_to_ask_about(person: Membership) -> Mentorship | None:
    """The latest mentorship after which this person may be asked to mentor: not who mentors already or has applied to,
    who said yes or no before, or who said “later” less than two months ago."""
    now = clock.now()
    found = _to_ask_about(person.pk, now - timedelta(days=365), now - timedelta(days=60)) if person.is_active else []
    return found[0] if found else None


@prepared()
def _to_ask_about(person: int, since: datetime, lately: datetime) -> QuerySet:
    settled = Q(answer__in=[MentorAnswer.YES, MentorAnswer.NO])
    resting = Q(answer=MentorAnswer.LATER, answered_at__gt=lately)
    answered = MentorInvitation.objects.filter(settled | resting, person=person)
    closed = closed_mentorships_of(Membership(pk=person)).filter(ended_at__gte=since)
    return closed.exclude(Exists(answered)).exclude(_mentors_already(person))[:1]


def invitation_of(mentorship: Mentorship) -> MentorInvitation | None:
    return MentorInvitation.objects.filter(mentorship=mentorship).first()


def _closed_well() -> Q:
    held = MentoringSession.objects.filter(
        mentorship=OuterRef("pk"), state=SessionState.CONFIRMED, ledger_seq__isnull=False
    )
    return Q(Exists(held), state=MentorshipState.ENDED, ending=Ending.CLOSED)


def _mentors_already(person: int) -> Q:
    """A condition that says the same of every row."""
    mentoring = Mentorship.objects.filter(mentor=person).exclude(state=MentorshipState.ENDED)
    enrolled = Enrolment.objects.filter(membership=person, role=ProgrammeRole.MENTOR, ended_at=None)
    applied = Application.objects.filter(membership=person, role=ProgrammeRole.MENTOR, state__in=ACTIVE_STATES)
    return Q(Exists(mentoring)) | Q(Exists(enrolled)) | Q(Exists(applied))


# ── next steps that are kept ─────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Reading:
    """In which state everything of a person's own is that decides about their next steps, and from which state those were
    worked out that are kept: None when none are."""

    state: str
    kept: str | None
    ways: int | None  # how many are kept
    made_at: datetime | None


def state_of(person: Membership) -> Reading:
    """One query of counts and latest versions. Two states are the same when nothing has changed."""
    return reading_of(_state(person.pk)[0])


def reading_of(row: Sequence[Any]) -> Reading:
    """The same from a row of `reading_columns`."""
    *numbers, kept, ways, made_at = row
    return Reading(" ".join(map(_plain, numbers)), kept, ways, made_at)


def _plain(value: int | datetime | None) -> str:
    return str(int(value.timestamp() * 1000) if isinstance(value, datetime) else value or 0)


@for_many
def offers_named(questions: Sequence[tuple[int, ...]]) -> list[dict[tuple[int, str], int]]:
    """The keys of what these people (by key) offer, by who offers it and its text."""
    rows = chain(*(_keys_of_offers(part) for part in in_parts(chain(*questions))))
    return [{(owner, text): key for key, owner, text in rows}] * len(questions)


@prepared("pk", "membership_id", "text")
def _keys_of_offers(people: tuple[int, ...]) -> QuerySet:
    return Offer.objects.filter(membership__in=people, withdrawn_at=None)


@prepared()
def _state(person: int) -> QuerySet:
    return Membership.objects.filter(pk=person).values_list(*reading_columns(person))


def reading_columns(person: int) -> list[Subquery]:
    """For a prepared query that reads more than that."""
    me = LedgerIdentity.objects.filter(membership=person).values("ledger_id")
    either = Q(first=person) | Q(second=person)
    mentorships = Mentorship.objects.filter(Q(mentor=person) | Q(mentee=person))
    numbers = (
        _number(Interaction.objects.filter(giver__in=me)),
        _number(Interaction.objects.filter(receiver__in=me)),
        _number(SetAside.objects.filter(person=person)),
        _number(SetAside.objects.filter(person=person), "MAX", "at"),
        _number(Profile.objects.filter(membership=person), "MAX", "version"),
        _number(Offer.objects.filter(membership=person, withdrawn_at=None)),
        _number(Offer.objects.filter(membership=person), "MAX"),
        _number(Need.objects.filter(membership=person, closed_at=None)),
        _number(Need.objects.filter(membership=person), "MAX"),
        _number(HelpOffer.objects.filter(author=person), "SUM", "version"),
        _number(mentorships, "SUM", "version"),
        _number(Goal.objects.filter(mentorship__mentee=person, state=GoalState.REACHED)),
        _number(Recognition.objects.filter(giver=person)),
        _number(Recommendation.objects.filter(author=person)),
        _number(Care.objects.filter(person=person), "MAX", "changed_at"),
        _number(GivingWish.objects.filter(person=person), "MAX", "changed_at"),
        _number(Block.objects.filter(Q(blocker=person) | Q(blocked=person)), "SUM"),
        _number(Partnership.objects.filter(either), "SUM"),
    )
    kept = KeptReading.objects.filter(person=person)
    return [*numbers, *(Subquery(kept.values(name)) for name in ("state", "ways", "made_at"))]


def _number(rows: QuerySet, function: str = "COUNT", name: str = "pk") -> Subquery:
    """How many rows, or the latest of something of theirs, as a column of another query."""
    kind: models.Field = rows.model._meta.get_field(name) if name.endswith("at") else models.BigIntegerField()
    return Subquery(rows.order_by().values(found=Func(F(name), function=function, output_field=kind)))


def kept_ways_of(person: Membership, enough: int) -> list[KeptWay]:
    """Those of the kept next steps in which everybody may still be met, for whose others less than enough offers wait."""
    return _kept_ways(person.pk, clock.now(), enough)


@prepared()
def _kept_ways(person: int, now: datetime, enough: int) -> QuerySet:
    seen = people_visible_to(Membership(pk=person))
    waiting = HelpOffer.objects.filter(recipient=OuterRef("other"), state=HelpState.SENT, closes_at__gt=now)
    return (
        KeptWay.objects.filter(person=person)
        .filter(Exists(seen.filter(pk=OuterRef("other"))))
        .filter(Q(helper=None) | Exists(seen.filter(pk=OuterRef("helper"))))
        .filter(Q(teacher=None) | Exists(seen.filter(pk=OuterRef("teacher"))))
        .alias(waiting=_number(waiting))
        .filter(waiting__lt=enough)
        .select_related("other__profile", "need", "offer", "mentorship", "helper", "teacher")
        .order_by("place")
    )


def due_readings(most: int) -> list[Membership]:
    """Whose next steps a job works out now: of nobody's yet first, then the longest due."""
    due = KeptReading.objects.filter(person=OuterRef("pk"))
    people = members().annotate(due_at=Subquery(due.values("due_at")))
    people = people.filter(Q(due_at=None) | Q(due_at__lte=clock.now())).select_related("community")
    return list(people.order_by(F("due_at").asc(nulls_first=True), "pk")[:most])
