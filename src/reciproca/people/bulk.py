"""The same verbs as `actions`, for many people at once: what an import writes, and what undoing it puts back.

Each writing leaves behind what it touched, as plain data, so that exactly that can be put back later: rows that were
made, and fields that were changed with what stood there before and after.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models, transaction

from reciproca.audit.actions import record_many
from reciproca.communities.choices import MembershipState
from reciproca.communities.models import LedgerIdentity, Membership
from reciproca.core import clock
from reciproca.core.saving import save_rows

from .actions import found_words, write_index
from .models import Need, Offer, PathStep, Profile

__all__ = ["Touched", "Writing", "people_to_leave", "put_back_people", "spoken_level", "write_people"]

SOME = 500  # rows at a time

MEMBER_FIELDS = ("email", "given_name", "family_name", "external_id", "language")
PROFILE_FIELDS = (
    "headline", "story", "worthwhile", "skills", "interests", "languages", "city", "availability", "mentor_capacity",
)  # fmt: skip
#: Fields that follow from the others, or count: what stood there before comes back only if nobody wrote since.
FOLLOWING = ("found_by", "version", "updated_at")

Touched = dict[str, Any]


def spoken_level(level: str) -> str:
    """A level of the European scale, in the words of a profile."""
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
    touched: Touched = field(default_factory=lambda: {"made": {}, "was": {}})

    @property
    def is_new(self) -> bool:
        return "membership" in self.touched["made"]


@transaction.atomic
def write_people(
    writings: Sequence[Writing], *, by: Membership | None, provenance: str, time_zone: str, language: str
) -> None:
    """Add the new people, as imported (nothing is sent to them), and change the others.

    `person` and `touched` are filled in. Cells that were empty are not here, so nothing is ever emptied.
    """
    for some in _some(writings):
        _add([one for one in some if one.person is None], by=by, provenance=provenance, language=language)
        _change_members([one for one in some if one.member and not one.is_new])
        _write_lists(some)
        _write_profiles(some, time_zone=time_zone)
        changed = [(one.person, {"fields": " ".join(_changed_fields(one))}) for one in some if not one.is_new]
        record_many("change_imported", changed, by=by)


def _add(new: Sequence[Writing], *, by: Membership | None, provenance: str, language: str) -> None:
    now = clock.now()
    people = Membership.objects.bulk_create(
        [Membership(**{"language": language, **one.member}, provenance=provenance, created_at=now) for one in new]
    )
    identities = LedgerIdentity.objects.bulk_create([LedgerIdentity(membership=person) for person in people])
    for one, person, identity in zip(new, people, identities, strict=True):
        one.person = person
        one.touched["made"] = {"membership": person.pk, "identity": identity.pk}
    record_many("add_member", [(person, {"provenance": provenance.partition(" ")[0]}) for person in people], by=by)


def _change_members(changed: Sequence[Writing]) -> None:
    people = []
    for one in changed:
        person = one.person
        assert person is not None
        was = {name: [getattr(person, name), value] for name, value in one.member.items()}
        was["version"] = [person.version, person.version + 1]
        one.touched["was"]["membership"] = {"pk": person.pk, **was}
        _set(person, {name: after for name, (_before, after) in was.items()})
        people.append(person)
    if people:
        save_rows(people, [*MEMBER_FIELDS, "version"])


def _write_lists(some: Sequence[Writing]) -> None:
    now = clock.now()

    def make(name: str, row: Callable[[Writing, Any], models.Model]) -> None:
        pairs = [(one, row(one, said)) for one in some for said in getattr(one, name)]
        if pairs:
            model = type(pairs[0][1])
            rows = model.objects.bulk_create([made for _, made in pairs])  # type: ignore[attr-defined]
            for (one, _), made in zip(pairs, rows, strict=True):
                one.touched["made"].setdefault(name, []).append(made.pk)

    make("offers", lambda one, text: Offer(membership=one.person, text=text, created_at=now))
    make("needs", lambda one, text: Need(membership=one.person, text=text, stated_at=now, refreshed_at=now))
    make("path", lambda one, step: PathStep(membership=one.person, **step))


def _write_profiles(some: Sequence[Writing], *, time_zone: str) -> None:
    """A profile for each who has none; the others are changed where they stand. Both learn the words they are found by."""
    now = clock.now()
    people = [one.person for one in some if one.person is not None]
    there = {profile.membership_id: profile for profile in Profile.objects.filter(membership__in=people)}
    offers, needs = (
        _texts(Offer.objects.filter(withdrawn_at=None), people),
        _texts(Need.objects.filter(closed_at=None), people),
    )
    made: list[tuple[Writing, Profile]] = []
    changed: list[Profile] = []
    for one in some:
        person = one.person
        assert person is not None
        profile = there.get(person.pk)
        if profile is None:
            profile = Profile(membership=person, time_zone=time_zone, updated_at=now, **one.profile)
            profile.found_by = found_words(profile, name=person.name, offers=offers[person.pk], needs=needs[person.pk])
            made.append((one, profile))
            continue
        before = {name: getattr(profile, name) for name in (*one.profile, *FOLLOWING)}
        _set(profile, one.profile)
        profile.found_by = found_words(profile, name=person.name, offers=offers[person.pk], needs=needs[person.pk])
        if one.profile:
            profile.version, profile.updated_at = profile.version + 1, now
        was = {name: [_kept(value), _kept(getattr(profile, name))] for name, value in before.items()}
        if any(pair[0] != pair[1] for pair in was.values()):
            one.touched["was"]["profile"] = {"pk": profile.pk, **was}
            changed.append(profile)
    profiles = Profile.objects.bulk_create([profile for _, profile in made])
    for (one, _), profile in zip(made, profiles, strict=True):
        one.touched["made"]["profile"] = profile.pk
    if changed:
        save_rows(changed, [*PROFILE_FIELDS, *FOLLOWING])
    write_index([person.pk for person in people])


def _texts(rows: models.QuerySet, people: Sequence[Membership]) -> Mapping[int, list[str]]:
    texts: dict[int, list[str]] = defaultdict(list)
    for person, text in rows.filter(membership__in=people).order_by("pk").values_list("membership_id", "text"):
        texts[person].append(text)
    return texts


def _changed_fields(one: Writing) -> list[str]:
    lists = [name for name in ("offers", "needs", "path") if getattr(one, name)]
    return sorted([*one.member, *one.profile, *lists])


# ── undoing ──────────────────────────────────────────────────────────────────


#: What the writing itself hung on a person, in the order in which it can be taken away.
OWN: dict[str, type[models.Model]] = {
    "path": PathStep, "needs": Need, "offers": Offer, "profile": Profile, "identity": LedgerIdentity,
}  # fmt: skip


def people_to_leave(
    touched: Sequence[tuple[int, Touched]], *, taken_away: Mapping[type[models.Model], set[int]] | None = None
) -> dict[int, str]:
    """Which writings cannot be undone, each with why: somebody joined, was invited, is in use, or was changed since.

    `touched`: (name of the writing, what it left behind). `taken_away`: rows of other rooms that the caller removes first.
    """
    left: dict[int, str] = {}
    for some in _some(touched):
        for name, why in _reasons_to_leave(some, taken_away or {}):
            left.setdefault(name, why)
    return left


@transaction.atomic
def put_back_people(touched: Sequence[tuple[int, Touched]], *, by: Membership | None) -> None:
    """Undo writings: people made there go, fields changed there are as they were before. Ask `people_to_leave` first."""
    for some in _some(touched):
        _restore(Profile, "profile", some, PROFILE_FIELDS)
        restored = _restore(Membership, "membership", some, MEMBER_FIELDS)
        record_many("put_back_imported", [(person, {}) for person in restored], by=by)
        made = _made(some)
        told_less: set[int] = set()
        for part, model in OWN.items():
            rows = model.objects.filter(pk__in=made[part])  # type: ignore[attr-defined]
            told_less.update(rows.values_list("membership_id", flat=True))
            rows.delete()
        write_index({*told_less, *_rewritten(some)})
        gone = Membership.objects.filter(pk__in=made["membership"])
        record_many("remove_imported", [(person, {}) for person in gone.order_by("pk")], by=by)
        gone.delete()


def _reasons_to_leave(
    some: Sequence[tuple[int, Touched]], taken_away: Mapping[type[models.Model], set[int]]
) -> Iterator[tuple[int, str]]:
    new = {left["made"]["membership"]: name for name, left in some if "membership" in left["made"]}
    people = Membership.objects.in_bulk(new)
    for pk, name in new.items():
        person = people.get(pk)
        if person is None:
            yield name, "gone"
        elif person.state == MembershipState.INVITED:
            yield name, "invited"
        elif person.state != MembershipState.IMPORTED:
            yield name, "joined"
        elif person.version != 1:
            yield name, "changed"
    for pk in _in_use(new, _made(some), taken_away):
        yield new[pk], "used"
    yield from ((name, "changed") for name in _altered(Membership, "membership", some))
    yield from ((name, "changed") for name in _altered(Profile, "profile", some))
    yield from ((name, "changed") for name in _lists_altered(some))


def _in_use(
    new: Mapping[int, int], made: Mapping[str, list[int]], taken_away: Mapping[type[models.Model], set[int]]
) -> Iterator[int]:
    """New people on whom something now hangs that this writing did not make: an application, a block, a file."""
    if not new:
        return
    own = {model: set(made[part]) for part, model in OWN.items()}
    for relation in Membership._meta.related_objects:
        model, name = relation.related_model, relation.field.attname
        rows = model._base_manager.filter(**{f"{relation.field.name}__in": list(new)})
        mine = own.get(model, set()) | taken_away.get(model, set())
        yield from (person for pk, person in rows.values_list("pk", name) if pk not in mine)


def _altered(model: type[models.Model], part: str, some: Sequence[tuple[int, Touched]]) -> Iterator[int]:
    """Writings whose fields no longer hold what was written."""
    was = {name: left["was"][part] for name, left in some if part in left["was"]}
    rows = model.objects.in_bulk({it["pk"] for it in was.values()})  # type: ignore[attr-defined]
    for name, it in was.items():
        row = rows.get(it["pk"])
        fields = [column for column in it if column not in ("pk", *FOLLOWING)]
        if row is None or any(getattr(row, column) != it[column][1] for column in fields):
            yield name


def _lists_altered(some: Sequence[tuple[int, Touched]]) -> Iterator[int]:
    """Writings whose offers, needs or steps were withdrawn or touched since; new profiles that were edited."""
    untouched = {
        "offers": Offer.objects.filter(withdrawn_at=None),
        "needs": Need.objects.filter(closed_at=None, refreshed_at=models.F("stated_at")),
        "path": PathStep.objects.all(),
        "profile": Profile.objects.filter(version=1),
    }
    made = _made(some)
    for part, rows in untouched.items():
        there = set(rows.filter(pk__in=made[part]).values_list("pk", flat=True))
        for name, left in some:
            if not there.issuperset(_as_list(left["made"].get(part, []))):
                yield name


def _restore(
    model: type[models.Model], part: str, some: Sequence[tuple[int, Touched]], fields: Sequence[str]
) -> list[Any]:
    """Put back what stood there; what only counts or follows comes back where nobody wrote since."""
    was = [left["was"][part] for _, left in some if part in left["was"]]
    rows = model.objects.in_bulk({it["pk"] for it in was})  # type: ignore[attr-defined]
    following = [name for name in FOLLOWING if any(name in it for it in was)]
    for it in was:
        row = rows[it["pk"]]
        alone = row.version == it["version"][1]
        for name, pair in it.items():
            if name != "pk" and (alone or name not in FOLLOWING):
                setattr(row, name, datetime.fromisoformat(pair[0]) if name == "updated_at" else pair[0])
    if rows:
        save_rows(list(rows.values()), [*fields, *following])
    return [rows[pk] for pk in sorted(rows)]


def _rewritten(some: Sequence[tuple[int, Touched]]) -> list[int]:
    """Keys of the people whose profile was changed and not made."""
    profiles = [left["was"]["profile"]["pk"] for _, left in some if "profile" in left["was"]]
    return list(Profile.objects.filter(pk__in=profiles).values_list("membership_id", flat=True))


def _made(some: Sequence[tuple[int, Touched]]) -> dict[str, list[int]]:
    made: dict[str, list[int]] = defaultdict(list)
    for _, left in some:
        for part, pks in left["made"].items():
            made[part] += _as_list(pks)
    return made


def _as_list(pks: Any) -> list[int]:
    return pks if isinstance(pks, list) else [pks]


def _set(row: models.Model, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def _kept(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def _some(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (rows[at : at + SOME] for at in range(0, len(rows), SOME))
