"""Reads of the room: who is seen, what of them is seen, who is found."""

import hashlib
import json
import unicodedata
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import chain
from math import inf
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import (
    Count,
    DateTimeField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Cast

from reciproca.boundaries.queries import hidden_from, partners_of, visible_among
from reciproca.communities.choices import MembershipState
from reciproca.communities.models import Community, Membership
from reciproca.communities.queries import members
from reciproca.core import clock
from reciproca.core.prepared import Rows, prepared
from reciproca.core.together import Asks, asking, for_many, in_parts
from reciproca.core.urls import addresses_in, reverse_in

from .choices import SPOKEN, LanguageLevel, ProfileField, Sight
from .finding import each_word
from .models import FoundWord, Invitation, Need, Offer, PathStep, Profile

__all__ = [
    "EVERYONE",
    "Narrowing",
    "OwnWords",
    "SeenProfile",
    "Told",
    "digest_of",
    "directory_of",
    "everything_told",
    "find_people",
    "folded",
    "in_common",
    "in_common_with",
    "invitation_by_digest",
    "invitation_by_token",
    "invited_lately",
    "last_invitation_of",
    "matching_register",
    "members_by_state",
    "members_managed_by",
    "needs_of",
    "offers_of",
    "old_needs_of",
    "own_need",
    "own_words_of",
    "path_of",
    "people_to_invite",
    "people_visible_to",
    "photos_visible_to",
    "profile_of",
    "profiles_visible_to",
    "room_for_invitations",
    "seen_profile",
    "told_by",
    "told_lately",
    "two_people",
    "with_offers_and_needs",
    "words_written",
    "zone_named",
    "zone_of",
]

SPOKEN_WORDS = dict(SPOKEN)
#: So many words of a search are looked at.
MOST_WORDS = 8


def people_visible_to(viewer: Membership) -> QuerySet[Membership]:
    """Everyone the viewer may know to be here: active members, less those they must not meet and
    the minors hidden from them; themselves too."""
    return visible_among(members(), viewer)


@asking
def people_met(viewer: int, keys: Collection[int]) -> Asks[dict[int, Membership]]:
    """Of these (all by key) the people who are visible to the viewer, with what their name is made of."""
    if not keys:
        return {}
    here = yield from _active.ask(tuple(sorted(keys)))
    hidden = yield from hidden_from.ask(viewer)
    return {key: here[key] for key in keys if key in here and key not in hidden}


@for_many
def _active(questions: Sequence[tuple[int, ...]]) -> list[dict[int, Membership]]:
    found = {one.pk: one for part in in_parts(chain(*questions)) for one in _active_members(part)}
    return [found] * len(questions)


@prepared()
def _active_members(keys: tuple[int, ...]) -> QuerySet:
    return members().filter(pk__in=keys).only("public_id", "given_name", "family_name", "erased_at")


@for_many
def with_faces(questions: Sequence[tuple[int, ...]]) -> list[dict[int, Membership]]:
    """These people (by key), whom somebody may see: whole, with their profiles and faces."""
    found = {one.pk: one for part in in_parts(chain(*questions)) for one in _with_faces(part)}
    return [found] * len(questions)


@prepared()
def _with_faces(keys: tuple[int, ...]) -> QuerySet:
    return Membership.objects.filter(pk__in=keys).select_related("profile__photo")


@prepared()
def two_people(viewer: int, public_id: uuid.UUID) -> QuerySet:
    """Who has this address, as far as the viewer may know them, and the viewer; with what a page of one of them shows."""
    here = people_visible_to(Membership(pk=viewer)).filter(Q(public_id=public_id) | Q(pk=viewer))
    return here.select_related("profile__photo", "ledger_identity")


def profiles_visible_to(viewer: Membership) -> QuerySet[Profile]:
    """The profiles of the people the viewer may see. What of a profile is seen: `seen_profile`."""
    return Profile.objects.filter(membership__in=people_visible_to(viewer)).select_related("membership", "photo")


def profile_of(person: Membership) -> Profile | None:
    return Profile.objects.filter(membership=person).select_related("membership", "photo").first()


def offers_of(person: Membership) -> QuerySet[Offer]:
    return Offer.objects.filter(membership=person, withdrawn_at=None).order_by("pk")


def needs_of(person: Membership) -> QuerySet[Need]:
    """The needs that are still open, the freshest first."""
    return Need.objects.filter(membership=person, closed_at=None).order_by("-refreshed_at", "pk")


@dataclass(frozen=True, slots=True)
class OwnWords:
    """What somebody offers, needs and can, as they wrote it."""

    offers: list[str] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)  # open ones, the freshest first
    skills: list[str] = field(default_factory=list)

    @property
    def given(self) -> list[str]:
        return [*self.offers, *self.skills]


def own_words_of(person: Membership) -> OwnWords:
    """For themselves, and to compare with: one query."""
    rows = sorted(_own_words(person.pk), key=lambda row: row[1])
    needs = sorted((row for row in rows if row[2] == "need"), key=lambda row: row[0], reverse=True)
    return OwnWords(
        [text for _at, _key, kind, text in rows if kind == "offer"],
        [text for _at, _key, _kind, text in needs],
        [str(skill) for _at, _key, kind, text in rows if kind == "skills" for skill in json.loads(text)],
    )


@prepared()
def _own_words(person: int) -> QuerySet:
    needs = Need.objects.filter(membership=person, closed_at=None)
    offers = Offer.objects.filter(membership=person, withdrawn_at=None)
    profile = Profile.objects.filter(membership=person)
    return needs.values_list("refreshed_at", "pk", Value("need"), "text").union(
        offers.values_list("created_at", "pk", Value("offer"), "text"),
        profile.values_list("updated_at", "pk", Value("skills"), Cast("skills", TextField())),
        all=True,
    )


def own_need(person: Membership) -> QuerySet[Need]:
    """All of a person's needs, closed ones too: what they may change."""
    return Need.objects.filter(membership=person).select_related("membership")


def old_needs_of(person: Membership) -> list[Need]:
    """Open needs of a month or more: worth asking whether they still hold."""
    return [need for need in needs_of(person) if need.age == "old"]


def path_of(person: Membership) -> QuerySet[PathStep]:
    """The path so far, the latest step first."""
    return PathStep.objects.filter(membership=person).order_by(
        F("to_year").desc(nulls_first=True), F("from_year").desc(nulls_last=True), "-pk"
    )


@dataclass(slots=True)
class Told:
    """What stands beside a profile in rows of its own, in the order in which pages show it; whoever may read it."""

    offers: list[Offer] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)
    path: list[PathStep] = field(default_factory=list)


def told_by(people: tuple[int, ...]) -> dict[int, Told]:
    """By key of person: what `offers_of`, `needs_of` and `path_of` find, of all of them in one query."""
    found = {key: Told() for key in people}
    for kind, key, public_id, person, text, at, where, since, until in sorted(
        _told_in_rows(people), key=itemgetter(0, 1)
    ):
        names, values = ["id", "public_id", "membership_id"], [key, public_id, person]
        match kind:
            case "offer":
                found[person].offers.append(Offer.from_db("default", [*names, "text"], [*values, text]))
            case "need":
                need = Need.from_db("default", [*names, "text", "refreshed_at"], [*values, text, at])
                found[person].needs.append(need)
            case _:
                names += ["title", "organisation", "from_year", "to_year"]
                found[person].path.append(PathStep.from_db("default", names, [*values, text, where, since, until]))
    for told in found.values():
        told.needs.sort(key=lambda need: need.refreshed_at, reverse=True)
        told.path.sort(key=lambda step: (step.to_year or inf, step.from_year or 0, step.pk), reverse=True)
    return found


@prepared()
def _told_in_rows(people: tuple[int, ...]) -> QuerySet:
    name, nothing = Value("", TextField()), Value(None)
    year, moment = Cast(nothing, IntegerField()), Cast(nothing, DateTimeField())
    of_all, of_steps = ("pk", "public_id", "membership_id"), ("organisation", "from_year", "to_year")
    needs = Need.objects.filter(membership__in=people, closed_at=None)
    offers = Offer.objects.filter(membership__in=people, withdrawn_at=None)
    path = PathStep.objects.filter(membership__in=people)
    return needs.values_list(Value("need"), *of_all, "text", "refreshed_at", name, year, year).union(
        offers.values_list(Value("offer"), *of_all, "text", moment, name, year, year),
        path.values_list(Value("step"), *of_all, "title", moment, *of_steps),
        all=True,
    )


# ── what of a profile is seen ────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class SeenProfile:
    """A profile as one viewer sees it: what they may not see is empty here, so that no page has to remember."""

    person: Membership
    public_id: uuid.UUID
    name: str
    headline: str
    photo_url: str
    is_mine: bool
    story: str = ""
    aims: str = ""
    worthwhile: str = ""
    skills: list[str] = field(default_factory=list)
    interests: list[str] = field(default_factory=list)
    loves: list[str] = field(default_factory=list)
    curious_about: list[str] = field(default_factory=list)
    languages: list[dict[str, Any]] = field(default_factory=list)  # code, name, level, level_name
    place: str = ""
    time_zone: str = ""
    availability: list[str] = field(default_factory=list)
    mentor_capacity: int = 0
    offers: list[Offer] = field(default_factory=list)
    needs: list[Need] = field(default_factory=list)
    path: list[PathStep] = field(default_factory=list)
    updated_at: datetime | None = None

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing below the name that this viewer may read."""
        texts = (self.story, self.aims, self.worthwhile, self.skills, self.interests, self.loves)
        return not any((*texts, self.curious_about, self.offers, self.needs, self.path))


def seen_profile(
    profile: Profile, viewer: Membership, *, told: Told | None = None, are_partners: bool | None = None
) -> SeenProfile:
    """What the viewer may see of a profile, and nothing else. `told`, `are_partners`: where these were read already."""
    person = profile.membership
    mine = person.pk == viewer.pk
    sights = _sights_open_to(viewer, person, are_partners)
    told = told or told_by((person.pk,))[person.pk]

    def seen(name: ProfileField) -> bool:
        return mine or profile.sight_of(name) in sights

    return SeenProfile(
        person=person,
        public_id=person.public_id,
        name=person.name,
        headline=profile.headline,
        photo_url=_photo_url(viewer, profile.photo.public_id if profile.photo else None),
        is_mine=mine,
        story=profile.story if seen(ProfileField.STORY) else "",
        aims=profile.aims if seen(ProfileField.AIMS) else "",
        worthwhile=profile.worthwhile if seen(ProfileField.WORTHWHILE) else "",
        skills=profile.skills if seen(ProfileField.SKILLS) else [],
        interests=profile.interests if seen(ProfileField.INTERESTS) else [],
        loves=profile.loves if seen(ProfileField.INTERESTS) else [],
        curious_about=profile.curious_about if seen(ProfileField.CURIOUS_ABOUT) else [],
        languages=_spoken(profile.languages) if seen(ProfileField.LANGUAGES) else [],
        place=_place(profile.city, profile.country) if seen(ProfileField.PLACE) else "",
        time_zone=profile.time_zone if seen(ProfileField.PLACE) else "",
        availability=profile.availability if seen(ProfileField.AVAILABILITY) else [],
        mentor_capacity=profile.mentor_capacity if seen(ProfileField.OFFERS) else 0,
        offers=told.offers if seen(ProfileField.OFFERS) else [],
        needs=told.needs if seen(ProfileField.NEEDS) else [],
        path=told.path if seen(ProfileField.PATH) else [],
        updated_at=profile.updated_at,
    )


def _sights_open_to(viewer: Membership, person: Membership, are_partners: bool | None) -> set[Sight]:
    sights = {Sight.COMMUNITY}
    if viewer.is_coordinator:
        sights |= {Sight.PARTNERS, Sight.COORDINATORS}
    elif person.pk in partners_of(viewer) if are_partners is None else are_partners:
        sights |= {Sight.PARTNERS}
    return sights


def _spoken(languages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    levels = dict(LanguageLevel.choices)
    return [
        {
            "code": language.get("code", ""),
            "name": SPOKEN_WORDS.get(language.get("code", ""), language.get("code", "")),
            "level": language.get("level", ""),
            "level_name": levels.get(language.get("level", ""), ""),
        }
        for language in languages
    ]


def _place(city: str, country: str) -> str:
    return ", ".join(part for part in (city, country) if part)


def in_common(mine: Profile, theirs: SeenProfile, *, told: Told | None = None) -> list[str]:
    """What two people have in common, in the words of the other: only what is shown to whoever looks. `mine` is theirs."""
    shown = _words_of(theirs, theirs.path)
    path = told.path if told else path_of(mine.membership) if shown else ()
    said = {folded(str(word)) for word in _words_of(mine, path)} if shown else set()
    return list(dict.fromkeys(str(word) for word in shown if folded(str(word)) in said))


def in_common_with(person: Membership, *, viewer: Membership) -> list[str]:
    """The same, from the two people; nothing where one of them has no profile."""
    theirs, mine = profile_of(person), profile_of(viewer)
    return in_common(mine, seen_profile(theirs, viewer)) if mine and theirs else []


def _words_of(profile: Profile | SeenProfile, path: Iterable[PathStep]) -> list[str]:
    places = [step.organisation for step in path if step.organisation]
    return [*profile.skills, *profile.interests, *profile.loves, *profile.curious_about, *places]


# ── photos ───────────────────────────────────────────────────────────────────


def photos_visible_to(viewer: Membership) -> QuerySet[Profile]:
    """Profiles whose photo the viewer may fetch: a face is seen by everyone who may see the person."""
    return profiles_visible_to(viewer).filter(photo__isnull=False)


def _photo_url(viewer: Membership, photo: uuid.UUID | None) -> str:
    return reverse_in(viewer.community, "people:photo", public_id=photo) if photo else ""


# ── finding people ───────────────────────────────────────────────────────────


@lru_cache(16384)
def folded(text: str) -> str:
    """Lower case and without accents, so that «perche» finds «Perché» on every database."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).split())


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What narrows the directory: all of it must hold. `free`: parts of the week, one of which suits both."""

    words: str = ""
    offer: str = ""
    need: str = ""
    interest: str = ""
    city: str = ""
    language: str = ""
    free: Collection[str] = ()

    def __bool__(self) -> bool:
        return any((self.words, self.offer, self.need, self.interest, self.city, self.language, self.free))


EVERYONE = Narrowing()


def find_people(viewer: Membership, narrowing: Narrowing = EVERYONE) -> QuerySet[Membership]:
    """The people the viewer may see, by name; narrowed by what they tell the community.

    Only what a member shows to the whole community is searched: nothing can be found out by searching for it.
    """
    people = people_visible_to(viewer)
    for condition in _conditions(narrowing):
        people = people.filter(condition)
    return people.order_by("family_name", "given_name", "pk")


def _conditions(narrowing: Narrowing) -> Iterator[Q]:
    if narrowing.words:
        yield _as_written(narrowing.words) | _all_of([], narrowing.words)
    if narrowing.city:
        yield Q(profile__found_by__contains=f"@{folded(narrowing.city)}")
    if narrowing.language in SPOKEN_WORDS:
        yield Q(profile__found_by__contains=f"#{narrowing.language} ")
    if narrowing.offer:
        yield _all_of([ProfileField.OFFERS, ProfileField.SKILLS], narrowing.offer)
    if narrowing.need:
        yield _all_of([ProfileField.NEEDS], narrowing.need)
    if narrowing.interest:
        yield _all_of([ProfileField.INTERESTS, ProfileField.CURIOUS_ABOUT], narrowing.interest)
    if narrowing.free:
        yield _indexed([ProfileField.AVAILABILITY], narrowing.free)


def _as_written(words: str) -> Q:
    """Every word, or what begins as it does, stands in what a person tells: names too."""
    wanted = [f" {word}" if len(word) < 3 else word for word in folded(words).split()[:MOST_WORDS]]
    return Q(*(Q(profile__found_by__contains=word) for word in wanted))


def _all_of(fields: Sequence[ProfileField], words: str) -> Q:
    """Every word stands in one of these fields (none: in any), in whatever form, or in the other language."""
    return Q(*(_indexed(fields, keys) for keys in each_word(words)[:MOST_WORDS]))


def _indexed(fields: Sequence[ProfileField], keys: Collection[str]) -> Q:
    rows = FoundWord.objects.filter(word__in=sorted(keys))
    rows = rows.filter(field__in=fields) if fields else rows.exclude(field=ProfileField.AVAILABILITY)
    return Q(pk__in=rows.values("person"))


def directory_of(viewer: Membership, narrowing: Narrowing = EVERYONE) -> QuerySet | Rows:
    """The people `find_people` finds, as the rows that `with_offers_and_needs` takes; for a Paginator."""
    if narrowing:
        return find_people(viewer, narrowing).values_list(*IN_DIRECTORY)
    return _everyone.all(viewer.pk)


IN_DIRECTORY = (
    "pk", "public_id", "given_name", "family_name", "profile__headline", "profile__city", "profile__sight", "face",
)  # fmt: skip


@prepared(*IN_DIRECTORY)
def _everyone(viewer: int) -> QuerySet:
    return find_people(Membership(pk=viewer))


def told_lately(viewer: Membership, *, most: int = 60) -> dict[str, list[str]]:
    """What others wrote last that they offer and need, shown to everyone: what a search may begin with. Two queries."""
    found = {}
    for name, rows in (
        ("offers", Offer.objects.filter(withdrawn_at=None)),
        ("needs", Need.objects.filter(closed_at=None)),
    ):
        sight = f"membership__profile__sight__{name}"
        shown = rows.filter(Q(**{f"{sight}__isnull": True}) | Q(**{sight: Sight.COMMUNITY.value}))
        texts = shown.filter(membership__in=people_visible_to(viewer)).order_by("-pk").values_list("text", flat=True)
        found[name] = sorted(dict.fromkeys(texts[:most]), key=folded)
    return found


def everything_told(people: Collection[int]) -> dict[int, dict[str, list[str]]]:
    """By key of person, the texts of their offers, needs and path, whoever may read them: two queries."""
    told: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    keys = tuple(people)
    for _pk, person, kind, text in sorted(_told(keys)):
        told[person][f"{kind}s"].append(text)
    for _pk, person, title, organisation in sorted(_steps_told(keys)):
        told[person]["path"].append(", ".join(part for part in (title, organisation) if part))
    return told


@prepared("pk", "membership_id", "title", "organisation")
def _steps_told(keys: tuple[int, ...]) -> QuerySet:
    return PathStep.objects.filter(membership__in=keys)


def words_written(people: Collection[int]) -> list[tuple[int, str, str, int]]:
    """What the index of words has of these people: person, field, word, and the key of the row."""
    return _words_written(tuple(people))


@prepared("person_id", "field", "word", "pk")
def _words_written(people: tuple[int, ...]) -> QuerySet:
    return FoundWord.objects.filter(person__in=people)


def with_offers_and_needs(viewer: Membership, page: Iterable[tuple]) -> list[dict[str, Any]]:
    """A page of the directory, each with what they offer and need as far as the community may know: one query more."""
    rows = list(page)
    told = _told_by(tuple(row[0] for row in rows))
    address, photo = (addresses_in(viewer.community, f"people:{name}") for name in ("person-detail", "photo"))
    return [
        {
            "public_id": public_id,
            "url": address(public_id),
            "name": f"{given} {family}".strip(),
            "headline": headline or "",
            "place": (city or "") if _open(sight, ProfileField.PLACE) else "",
            "photo_url": photo(face) if face else "",
            "offers": told.get((key, "offer"), [])[:3] if _open(sight, ProfileField.OFFERS) else [],
            "needs": told.get((key, "need"), [])[:2] if _open(sight, ProfileField.NEEDS) else [],
        }
        for key, public_id, given, family, headline, city, sight, face in rows
    ]


def _told_by(keys: tuple[int, ...]) -> dict[tuple[int, str], list[str]]:
    told: dict[tuple[int, str], list[str]] = {}
    for _pk, key, kind, text in sorted(_told(keys)):  # sorted here: sorting in SQLite reads the whole community
        told.setdefault((key, kind), []).append(text)
    return told


@prepared()
def _told(keys: tuple[int, ...]) -> QuerySet:
    offers = Offer.objects.filter(membership__in=keys, withdrawn_at=None)
    needs = Need.objects.filter(membership__in=keys, closed_at=None)
    return offers.values_list("pk", "membership_id", Value("offer"), "text").union(
        needs.values_list("pk", "membership_id", Value("need"), "text"), all=True
    )


def _open(sight: dict[str, str] | None, name: ProfileField) -> bool:
    return (sight or {}).get(name, Sight.COMMUNITY) in (Sight.COMMUNITY, "")


# ── for coordinators ─────────────────────────────────────────────────────────


def members_managed_by(coordinator: Membership) -> QuerySet[Membership]:
    """Everyone written into the community, whatever their state; for coordinators. When last invited is added.

    A coordinator keeps the register of all people: a private block between two of them does not change it.
    """
    last = Invitation.objects.filter(membership=OuterRef("pk")).order_by("-pk")
    return (
        Membership.objects.filter(erased_at=None)
        .annotate(
            invited_at=Subquery(last.values("created_at")[:1]),
            invitation_expires_at=Subquery(last.values("expires_at")[:1]),
            welcomed=Exists(Profile.objects.filter(membership=OuterRef("pk"), welcomed_at__isnull=False)),
        )
        .order_by("family_name", "given_name", "pk")
    )


def members_by_state() -> dict[str, int]:
    """How many people of the community in force are in each state."""
    counts = Membership.objects.filter(erased_at=None).values_list("state").annotate(number=Count("pk"))
    return dict.fromkeys(MembershipState.values, 0) | dict(counts)


def matching_register(
    people: QuerySet[Membership], *, words: str = "", state: str = "", role: str = ""
) -> QuerySet[Membership]:
    """The register narrowed by words of name or address, by state and by role."""
    for word in words.split()[:6]:
        people = people.filter(
            Q(given_name__icontains=word) | Q(family_name__icontains=word) | Q(email__icontains=word)
        )
    if state in MembershipState.values:
        people = people.filter(state=state)
    if role:
        people = people.filter(role=role)
    return people


# ── invitations ──────────────────────────────────────────────────────────────


def digest_of(token: str) -> str:
    return hashlib.sha256(f"invitation {token}".encode()).hexdigest()


def invitation_by_token(token: str) -> Invitation | None:
    """The invitation a token opens, in whatever community and state; the holder of the token is its only reader."""
    return invitation_by_digest(digest_of(token))


def invitation_by_digest(digest: str) -> Invitation | None:
    """The same, for who has shown the token already."""
    return (
        Invitation.unscoped.filter(digest=digest)
        .select_related("membership__community", "membership__account", "invited_by", "community")
        .first()
    )


def last_invitation_of(person: Membership) -> Invitation | None:
    return (
        Invitation.objects.filter(membership=person).select_related("membership", "invited_by").order_by("-pk").first()
    )


#: So many letters of invitation reach one person in a day, however often they are asked for.
MOST_LETTERS_A_DAY = 3


#: So many different people one coordinator may invite in a day: room for a large community, and no way to flood mailboxes.
MOST_INVITED_A_DAY = 2_000


def invited_lately(by: Membership) -> set[int]:
    """Keys of the people this person sent a letter of invitation to in the last day."""
    lately = Invitation.objects.filter(invited_by=by, created_at__gt=clock.now() - timedelta(days=1))
    return set(lately.values_list("membership_id", flat=True))


def room_for_invitations(by: Membership) -> int:
    """How many others they may invite today."""
    return max(MOST_INVITED_A_DAY - len(invited_lately(by)), 0)


def people_to_invite(people: Iterable[Membership]) -> list[Membership]:
    """Those of them a letter can be sent to: imported, or invited and not yet here; nobody gets one letter after another."""
    waiting = [person for person in people if person.state in (MembershipState.IMPORTED, MembershipState.INVITED)]
    if not waiting:
        return []
    lately = Invitation.objects.filter(created_at__gt=clock.now() - timedelta(days=1)).values("membership_id")
    counted = lately.annotate(letters=Count("pk")).filter(letters__gte=MOST_LETTERS_A_DAY)
    enough = set(counted.values_list("membership_id", flat=True))
    return [person for person in waiting if person.pk not in enough]


# ── by their clock ───────────────────────────────────────────────────────────


def zone_of(person: Membership) -> ZoneInfo:
    """Where the person lives, by the clock."""
    read = person._state.fields_cache
    if "profile" in read:
        return zone_named(read["profile"].time_zone if read["profile"] else "", person.community)
    name = Profile.objects.filter(membership=person).values_list("time_zone", flat=True).first()
    return zone_named(name or "", person.community)


def zone_named(name: str, community: Community) -> ZoneInfo:
    """The zone of this name, or else that of the community."""
    try:
        return ZoneInfo(name or community.time_zone)
    except (KeyError, ValueError):
        return ZoneInfo("Europe/Rome")
