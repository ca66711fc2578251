"""The same verbs as `actions`, for many people at once: what an import writes, and what undoing it puts back.

Each writing leaves behind what it touched, as plain data, so that exactly that can be put back later: rows that were
made, and fields that were changed with what stood there before and after.
"""

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models, transaction

from reciproca.audit.actions import record_many
from reciproca.communities.choices import MembershipState
from reciproca.communities.models import LedgerIdentity, Membership
from reciproca.core import clock

from .models import Need, Offer, PathStep, Profile

__all__ = ["Touched", "Writing", "folded", "put_back_people", "spoken_level", "write_people"]

SOME = 500  # rows a statement

MEMBER_FIELDS = ("email", "given_name", "family_name", "external_id", "language")
PROFILE_FIELDS = (
    "headline", "story", "worthwhile", "skills", "interests", "languages", "city", "availability", "mentor_capacity",
)  # fmt: skip

Touched = dict[str, Any]


def folded(text: str) -> str:
    """Lower case and without accents: how two texts are compared."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).split())


def spoken_level(level: str) -> str:
    """A level of the European scale in the words of a profile."""
    if level in ("", "native"):
        return level
    return "fluent" if level in ("B2", "C1", "C2") else "basic"


@dataclass
class Writing:
    """What is to be written of one person: a new one, or somebody there (`person`)."""

    person: Membership | None = None
    member: dict[str, Any] = field(default_factory=dict)
    profile: dict[str, Any] = field(default_factory=dict)
    offers: list[str] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)
    path: list[dict[str, Any]] = field(default_factory=list)
    touched: Touched = field(default_factory=dict)


@transaction.atomic
def write_people(
    writings: Sequence[Writing], *, by: Membership | None, provenance: str, time_zone: str, language: str
) -> None:
    """Add the new people (as imported: nothing is sent to them) and change the others; `person` and `touched` are filled in."""
    for some in _some(writings):
        _add([one for one in some if one.person is None], by=by, provenance=provenance, language=language)
        _write_profiles(some, time_zone=time_zone)
        _write_lists(some)
        _change(some)
        changed = [
            (one.person, {"fields": " ".join(_changed_fields(one))}) for one in some if "membership" not in one.touched["made"]
        ]
        record_many("change_imported", changed, by=by)


def _add(new: Sequence[Writing], *, by: Membership | None, provenance: str, language: str) -> None:
    now = clock.now()
    people = [
        Membership(**{"language": language, **one.member}, provenance=provenance, created_at=now) for one in new
    ]
    people = Membership.objects.bulk_create(people, batch_size=SOME)
    identities = LedgerIdentity.objects.bulk_create([LedgerIdentity(membership=person) for person in people], batch_size=SOME)
    for one, person, identity in zip(new, people, identities, strict=True):
        one.person = person
        one.touched = {"made": {"membership": person.pk, "identity": identity.pk}}
    record_many("add_member", [(person, {"provenance": provenance.partition(" ")[0]}) for person in people], by=by)


def _write_profiles(some: Sequence[Writing], *, time_zone: str) -> None:
    """A profile for each who has none; the fields of the others are changed where they stand."""
    now = clock.now()
    there = {profile.membership_id: profile for profile in Profile.objects.filter(membership__in=[one.person for one in some])}
    made, changed = [], []
    for one in some:
        touched = one.touched.setdefault("made", {})
        profile = there.get(one.person.pk)  # type: ignore[union-attr]
        if profile is None:
            one.touched["_profile"] = Profile(membership=one.person, time_zone=time_zone, updated_at=now, **one.profile)
            made.append(one)
        elif one.profile:
            one.touched["_profile"] = profile
            before = {name: getattr(profile, name) for name in one.profile}
            before |= {"version": profile.version, "updated_at": profile.updated_at.isoformat()}
            for name, value in one.profile.items():
                setattr(profile, name, value)
            profile.version, profile.updated_at = profile.version + 1, now
            after = {**one.profile, "version": profile.version, "updated_at": now.isoformat()}
            one.touched["was"] = {"profile": {"pk": profile.pk, **_pairs(before, after)}}
            changed.append(profile)
        else:
            one.touched["_profile"] = profile
    profiles = Profile.objects.bulk_create([one.touched["_profile"] for one in made], batch_size=SOME)
    for one, profile in zip(made, profiles, strict=True):
        one.touched["made"]["profile"] = profile.pk
    if changed:
        Profile.objects.bulk_update(changed, [*PROFILE_FIELDS, "version", "updated_at"], batch_size=100)
    for one in some:
        one.touched.pop("_profile", None)


def _write_lists(some: Sequence[Writing]) -> None:
    now = clock.now()
    _make(some, "offers", lambda one: [Offer(membership=one.person, text=text, created_at=now) for text in one.offers])
    _make(
        some, "needs",
        lambda one: [Need(membership=one.person, text=text, stated_at=now, refreshed_at=now) for text in one.needs],
    )  # fmt: skip
    _make(some, "path", lambda one: [PathStep(membership=one.person, **step) for step in one.path])


def _make(some: Sequence[Writing], name: str, rows_for: Callable[[Writing], list[Any]]) -> None:
    pairs = [(one, row) for one in some for row in rows_for(one)]
    if not pairs:
        return
    model = type(pairs[0][1])
    rows = model.objects.bulk_create([row for _, row in pairs], batch_size=SOME)
    for (one, _), row in zip(pairs, rows, strict=True):
        one.touched["made"].setdefault(name, []).append(row.pk)


def _change(some: Sequence[Writing]) -> None:
    changed = []
    for one in some:
        person = one.person
        if person is None or not one.member or "membership" in one.touched["made"]:
            continue
        before = {name: getattr(person, name) for name in one.member} | {"version": person.version}
        for name, value in one.member.items():
            setattr(person, name, value)
        person.version += 1
        after = {**one.member, "version": person.version}
        one.touched.setdefault("was", {})["membership"] = {"pk": person.pk, **_pairs(before, after)}
        changed.append(person)
    if changed:
        Membership.objects.bulk_update(changed, [*MEMBER_FIELDS, "version"], batch_size=100)


def _pairs(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[Any]]:
    return {name: [before[name], after[name]] for name in after}


def _changed_fields(one: Writing) -> list[str]:
    lists = [name for name in ("offers", "needs", "path") if getattr(one, name)]
    return sorted([*one.member, *one.profile, *lists])


# ── undoing ──────────────────────────────────────────────────────────────────


#: What may hang on a new person without being a sign that somebody has touched them since.
OWN = {"identity": LedgerIdentity, "profile": Profile, "offers": Offer, "needs": Need, "path": PathStep}


@transaction.atomic
def put_back_people(
    touched: Sequence[tuple[int, Touched]], *, by: Membership | None, only_ask: bool = False, others: frozenset[str] = frozenset()
) -> dict[int, str]:
    """Undo writings: people made here go, fields changed here are as they were before.

    `touched`: (name of the writing, what it left behind). What somebody has changed since stays, whole, and is said:
    the answer holds a code for each writing that was not undone. `only_ask` says so without doing anything.
    `others` are models (labels) whose rows the caller takes away itself before.
    """
    refused: dict[int, str] = {}
    for some in _some(touched):
        refused |= _refused(some, others)
        if not only_ask:
            _put_back([one for one in some if one[0] not in refused], by=by)
    return refused


def _refused(some: Sequence[tuple[int, Touched]], others: frozenset[str]) -> dict[int, str]:
    """Which writings cannot be undone, and why: joined, used (something of theirs came since), changed, gone."""
    refused: dict[int, str] = {}
    mine = {left["made"]["membership"]: name for name, left in some if "membership" in left.get("made", {})}
    people = {person.pk: person for person in Membership.objects.filter(pk__in=mine)}
    for pk, name in mine.items():
        if pk not in people:
            refused[name] = "gone"
        elif people[pk].state == MembershipState.INVITED:
            refused[name] = "invited"
        elif people[pk].state != MembershipState.IMPORTED:
            refused[name] = "joined"
        elif people[pk].version != 1:
            refused[name] = "changed"
    for pk in _in_use(mine, some, others):
        refused.setdefault(mine[pk], "used")
    for name, left in some:
        if name not in refused and _changed_since(left, mine):
            refused[name] = "changed"
    for model, part in ((Membership, "membership"), (Profile, "profile")):
        for name in _altered(model, part, some):
            refused.setdefault(name, "changed")
    for name in _altered_lists(some):
        refused.setdefault(name, "changed")
    return refused


def _changed_since(left: Touched, mine: dict[int, int]) -> bool:
    return False


def _altered(model: type[models.Model], part: str, some: Sequence[tuple[int, Touched]]) -> Iterable[int]:
    """Writings whose fields no longer hold what was written."""
    was = {name: left["was"][part] for name, left in some if part in left.get("was", {})}
    rows = model.objects.in_bulk([it["pk"] for it in was.values()])  # type: ignore[attr-defined]
    for name, it in was.items():
        row = rows.get(it["pk"])
        if row is None:
            yield name
            continue
        for column, pair in it.items():
            if column in ("pk", "version", "updated_at"):
                continue
            if getattr(row, column) != pair[1]:
                yield name
                break


def _altered_lists(some: Sequence[tuple[int, Touched]]) -> Iterable[int]:
    """Writings whose offers or needs were withdrawn, closed or refreshed since; profiles of new people that were edited."""
    wanted = {part: {pk: name for name, left in some for pk in left.get("made", {}).get(part, [])} for part in ("offers", "needs")}
    kept = Offer.objects.filter(pk__in=wanted["offers"], withdrawn_at=None)
    yield from _lost(wanted["offers"], kept.values_list("pk", flat=True))
    fresh = Need.objects.filter(pk__in=wanted["needs"], closed_at=None, refreshed_at=models.F("stated_at"))
    yield from _lost(wanted["needs"], fresh.values_list("pk", flat=True))
    profiles = {left["made"]["profile"]: name for name, left in some if "profile" in left.get("made", {})}
    yield from _lost(profiles, Profile.objects.filter(pk__in=profiles, version=1).values_list("pk", flat=True))


def _lost(wanted: dict[int, int], found: Iterable[int]) -> list[int]:
    there = set(found)
    return [name for pk, name in wanted.items() if pk not in there]


def _in_use(mine: dict[int, int], some: Sequence[tuple[int, Touched]], others: frozenset[str]) -> set[int]:
    """New people something else now hangs on: an application, a block, a file, anything with a key to them."""
    made: dict[type[models.Model], set[int]] = {}
    for _name, left in some:
        for part, model in OWN.items():
            pks = left.get("made", {}).get(part, [])
            made.setdefault(model, set()).update(pks if isinstance(pks, list) else [pks])
    used: set[int] = set()
    for relation in Membership._meta.related_objects:
        model = relation.related_model
        if model._meta.label_lower in others:
            continue
        rows = model._base_manager.filter(**{f"{relation.field.name}__in": list(mine)}) if mine else []
        for pk, person in rows.values_list("pk", relation.field.attname) if mine else []:
            if pk not in made.get(model, ()):
                used.add(person)
    return used


def _put_back(some: Sequence[tuple[int, Touched]], *, by: Membership | None) -> None:
    made: dict[str, list[int]] = {}
    for _name, left in some:
        for part, pks in left.get("made", {}).items():
            made.setdefault(part, []).extend(pks if isinstance(pks, list) else [pks])
    gone = list(Membership.objects.filter(pk__in=made.get("membership", [])))
    record_many("remove_imported", [(person, {}) for person in gone], by=by)
    for part, model in reversed(OWN.items()):
        model.objects.filter(pk__in=made.get(part, [])).delete()
    Membership.objects.filter(pk__in=made.get("membership", [])).delete()

    restored: dict[int, Membership] = {}
    for model, part, fields in (
        (Membership, "membership", [*MEMBER_FIELDS, "version"]),
        (Profile, "profile", [*PROFILE_FIELDS, "version", "updated_at"]),
    ):
        was = [left["was"][part] for _name, left in some if part in left.get("was", {})]
        rows = model.objects.in_bulk([it["pk"] for it in was])  # type: ignore[attr-defined]
        for it in was:
            row = rows[it["pk"]]
            untouched = row.version == it["version"][1]
            for column, (before, _after) in it.items() if False else [(c, p) for c, p in it.items() if c != "pk"]:
                if column in ("version", "updated_at") and not untouched:
                    continue
                setattr(row, column, datetime.fromisoformat(before) if column == "updated_at" else before)
        if rows:
            model.objects.bulk_update(rows.values(), fields, batch_size=100)  # type: ignore[attr-defined]
        if part == "membership":
            restored = rows
    touched = {left["was"][part]["pk"] for _n, left in some for part in left.get("was", {}) if part == "membership"}
    record_many("put_back_imported", [(restored[pk], {}) for pk in sorted(touched)], by=by)


def _some(rows: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (rows[at : at + SOME] for at in range(0, len(rows), SOME))
